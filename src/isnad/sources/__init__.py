"""Sources: bytes to reports. Text, HTML, JSON, feeds, web archives and the agencies' formats, in any encoding that
Arabic news is found in; from files, folders, zip archives and addresses."""

from isnad.sources.address import canonical_address
from isnad.sources.opening import open_sources, reopen
from isnad.sources.read import FORMATS, MAX_BYTES, MAX_HTML_BYTES, SourceFormat, read_source
from isnad.sources.report import (
    BadAddress,
    BadArchive,
    BadField,
    BadJson,
    BadXml,
    Binary,
    Empty,
    Failed,
    Incoming,
    LinkOnly,
    NoArticle,
    NotArabic,
    NotFeed,
    Origin,
    Oversize,
    RawReport,
    Rejected,
    Unreadable,
    Withdrawn,
)

__all__ = [
    "FORMATS", "MAX_BYTES", "MAX_HTML_BYTES", "BadAddress", "BadArchive", "BadField", "BadJson", "BadXml", "Binary",
    "Empty", "Failed", "Incoming", "LinkOnly", "NoArticle", "NotArabic", "NotFeed", "Origin", "Oversize", "RawReport",
    "Rejected", "SourceFormat", "Unreadable", "Withdrawn", "canonical_address", "open_sources", "read_source",
    "reopen",
]
