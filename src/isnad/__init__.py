"""isnad reads Arabic news reports and keeps who said what, and on whose word."""

from isnad.languages import LexiconError
from isnad.reading.reader import Reader, Reading, TooLongError, read
from isnad.record import Record, json_schema

__version__ = "0.1.0"
__all__ = ["LexiconError", "Reader", "Reading", "Record", "TooLongError", "json_schema", "read"]
