"""What a batch cannot do, in words for the one who asked."""

from __future__ import annotations


class BatchError(Exception):
    """Why a batch cannot be begun or gone on with: what came, what is allowed, what to do."""


class SourceError(Exception):
    """A source cannot be read now: its disk, its network or its bucket fails, or it is no longer what it was."""
