"""A slice to the reports in it: the same that its whole source gives there, with the same numbers."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator

from isnad.batch.errors import SourceError
from isnad.batch.looking import DAMAGED
from isnad.batch.places import BUFFER, Bounded, Opened, opened
from isnad.batch.plan import Settings, Slice
from isnad.exports.places import told
from isnad.sources import Incoming, SourceFormat, read_source
from isnad.sources.read import read_lines, read_records


def incoming(piece: Slice, settings: Settings) -> Iterator[Incoming]:
    """The reports of a slice in their order, and the reasons why others are none.

    Raises ``SourceError`` where its source cannot be got at, which says nothing of what is in it.
    """
    source = piece.source
    with opened(source.name, source.path, source.size) as stream:
        if piece.how == "rows":
            from isnad.batch.table import read_rows

            yield from read_rows(stream, source.name, piece.first, piece.count)
        elif piece.how == "records":
            stream.seek(piece.start)
            yield from read_records(stream, source.name, piece.first, piece.count)
        elif piece.how == "whole":
            form: SourceFormat | None = settings.form if settings.form != "parquet" else None
            yield from read_source(stream, source.name, form)
        else:
            try:
                yield from read_lines(_bounded(stream, piece), source.name, piece.first)
            except DAMAGED as error:  # it was not when it was cut
                raise SourceError(f"{source.name}: has changed since it was looked at ({told(error)})") from None


def _bounded(stream: Opened, piece: Slice) -> io.BufferedReader:
    """The bytes of a slice of lines."""
    whole = gzip.GzipFile(fileobj=stream) if piece.how == "packed-lines" else stream
    whole.seek(piece.start)
    length = piece.stop - piece.start if piece.stop is not None else piece.weight
    return io.BufferedReader(Bounded(whole, length), BUFFER)
