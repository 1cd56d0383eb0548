"""Sources: bytes to reports. Text, HTML, JSON and JSON lines, in any encoding that Arabic news is found in."""

from isnad.sources.read import FORMATS, MAX_BYTES, MAX_HTML_BYTES, SourceFormat, read_source
from isnad.sources.report import (
    BadField,
    BadJson,
    Binary,
    Empty,
    Incoming,
    NoArticle,
    NotArabic,
    Oversize,
    RawReport,
    Rejected,
)

__all__ = [
    "FORMATS", "MAX_BYTES", "MAX_HTML_BYTES", "BadField", "BadJson", "Binary", "Empty", "Incoming", "NoArticle",
    "NotArabic", "Oversize", "RawReport", "Rejected", "SourceFormat", "read_source",
]
