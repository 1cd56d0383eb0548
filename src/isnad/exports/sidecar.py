"""What stands beside an export that has no place of its own to say what it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from isnad.exports.job import Job
from isnad.exports.places import create_text

ABOUT = ".about.json"


def write_about(job: Job, name: str | None = None, more: Mapping[str, Any] | None = None) -> None:
    """Write what an export says of itself beside it; ``more`` goes before it."""
    with create_text(job.place, name or job.name + ABOUT) as stream:
        stream.write(json.dumps({**(more or {}), **job.colophon.told()}, ensure_ascii=False, indent=2) + "\n")
