"""What an export cannot do, in words for the one who asked."""

from __future__ import annotations


class ExportError(Exception):
    """Why something cannot be exported: what came, what is allowed, what to do."""
