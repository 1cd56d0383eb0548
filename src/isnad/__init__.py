"""isnad reads Arabic news reports and keeps who said what, and on whose word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isnad.languages import LexiconError
    from isnad.reading.reader import Reader, Reading, TooLongError, read
    from isnad.record import Record, json_schema

__version__ = "0.1.0"
__all__ = ["LexiconError", "Reader", "Reading", "Record", "TooLongError", "json_schema", "read"]

_FROM = {
    "LexiconError": "isnad.languages", "Reader": "isnad.reading.reader", "Reading": "isnad.reading.reader",
    "TooLongError": "isnad.reading.reader", "read": "isnad.reading.reader", "Record": "isnad.record",
    "json_schema": "isnad.record",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """What is asked for, loaded only then: whoever wants the version alone need not wait for the reader."""
        if name not in _FROM:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        globals()[name] = found = getattr(import_module(_FROM[name]), name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
