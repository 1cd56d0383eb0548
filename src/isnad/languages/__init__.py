"""Languages: their tables, and the lexicon that is built from them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from isnad.languages import snapshot
from isnad.languages.lexicon import Lexicon
from isnad.languages.tables import LexiconError

HERE = Path(__file__).parent


def load(folder: Path) -> Lexicon:
    """Build a language's lexicon from its folder.

    A snapshot of an earlier build is taken where the tables have not changed since.
    Raises ``LexiconError`` with file, line and reason for every row that is wrong.
    """
    known = snapshot.restore(folder)
    if known is not None:
        return known
    from isnad.languages import build

    lexicon, faults = build.build(folder)
    if faults:
        raise LexiconError(faults)
    snapshot.keep(folder, lexicon)
    return lexicon


@lru_cache(maxsize=8)
def language(code: str = "ar") -> Lexicon:
    """The lexicon of a language that isnad carries; read once a process."""
    folder = HERE / code
    if not folder.is_dir():
        have = sorted(path.name for path in HERE.iterdir() if (path / "letters.tsv").exists())
        raise LookupError(f"no language {code!r}; isnad has {', '.join(have)}")
    return load(folder)


__all__ = ["LexiconError", "language", "load"]
