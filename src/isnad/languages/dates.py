"""The tables of dates."""

from __future__ import annotations

from collections.abc import Callable

from isnad.languages.lexicon import Lexicon
from isnad.languages.tables import Row, Table

TABLES: list[tuple[Table, Callable[[Lexicon, Row], None]]] = []
