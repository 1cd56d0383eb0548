"""The same text is read alike in every process, however Python orders its sets there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_every_process_reads_alike() -> None:
    files = sorted(str(path) for path in (EXAMPLES / "reports").iterdir())
    command = [str(Path(sys.executable).parent / "isnad"), "read", "--format", "jsonl", *files]
    one, other = (subprocess.run(command, check=True, capture_output=True,
                                 env=os.environ | {"PYTHONHASHSEED": seed}).stdout for seed in ("0", "2"))
    assert one.count(b"\n") > 5
    assert one == other
