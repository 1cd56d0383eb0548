"""Names of files, folders and addresses to the reports in them, one after the other."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from isnad.sources.address import is_address
from isnad.sources.archive import INSIDE
from isnad.sources.json_reports import parse
from isnad.sources.read import SourceFormat, read_source, report_of_object
from isnad.sources.report import Empty, Incoming, LinkOnly, Rejected, Unreadable

if TYPE_CHECKING:
    from isnad.sources.fetch import Fetcher, Limits


def open_sources(names: Sequence[str], form: SourceFormat | None = None, *,
                 fetcher: Fetcher | None = None) -> Iterator[Incoming]:
    """The reports of files, folders, zip archives and addresses in their order, and the reasons why others are none.

    A folder is read with all folders in it, in the order of names; hidden files are left out. Addresses, and links of
    a feed's entries that carry no text, are fetched where a ``fetcher`` is given. Nothing is held but one report.
    """
    for name in names:
        for item in _of_name(name, form, fetcher):
            if isinstance(item.report, LinkOnly) and fetcher is not None:
                yield from fetch_reports(item.report.url, fetcher)
            else:
                yield item


def reopen(source: str, line: int | None = None, given: str | None = None, form: SourceFormat | None = None, *,
           fetcher: Fetcher | None = None) -> Iterator[Incoming]:
    """What was rejected once, read again: ``source``, ``line`` and ``given`` as its ``Incoming`` told them.

    A link is fetched where a ``fetcher`` is given; text that was kept is read from what was kept; everything else
    is looked up where it came from.
    """
    if given is not None and is_address(given):
        yield from fetch_reports(given, fetcher) if fetcher else [Incoming(source, LinkOnly(given), line, given)]
    elif given is not None:
        yield _of_line(source, line, given)
    elif is_address(source):
        yield from _of_name(source, form, fetcher)
    else:
        yield from _found_again(source, line, form)


def fetch_reports(url: str, fetcher: Fetcher, form: SourceFormat | None = None, *,
                  limits: Limits | None = None) -> Iterator[Incoming]:
    """The reports at an address, or why nothing could be fetched or read there."""
    try:
        fetched = fetcher.fetch(url, limits=limits)
        if not fetched.body.strip():
            raise Empty("the answer is empty")
    except Rejected as reason:
        yield Incoming(url, reason, given=url)
        return
    for item in read_source(io.BytesIO(fetched.body), fetched.url, form, origin=fetched.origin):
        whole = isinstance(item.report, Rejected) and item.line is None and item.given is None
        given = url if whole else item.given
        yield replace(item, source=url, given=given)


def _of_name(name: str, form: SourceFormat | None, fetcher: Fetcher | None) -> Iterator[Incoming]:
    if is_address(name):
        if fetcher is None:
            yield Incoming(name, Unreadable("it is an address, and fetching is off"), given=name)
        else:
            yield from fetch_reports(name, fetcher, form)
    elif os.path.isdir(name):
        yield from _of_folder(name, form)
    else:
        yield from _of_file(name, form)


def _of_folder(folder: str, form: SourceFormat | None) -> Iterator[Incoming]:
    """The reports of a folder's files; links to folders are not followed, so that none is read twice or for ever."""
    try:
        with os.scandir(folder) as found:
            entries = sorted((entry for entry in found if not entry.name.startswith(".")),
                             key=lambda entry: entry.name)
    except OSError as error:
        yield Incoming(folder, Unreadable(_said(error)))
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _of_folder(entry.path, form)
        elif entry.is_file():
            yield from _of_file(entry.path, form)
        elif not entry.is_dir():
            yield Incoming(entry.path, Unreadable("neither a file nor a folder"))


def _of_file(path: str, form: SourceFormat | None, only: int | None = None) -> Iterator[Incoming]:
    try:
        with open(path, "rb") as stream:
            yield from read_source(stream, path, form, only=only)
    except (OSError, ValueError) as error:
        yield Incoming(path, Unreadable(_said(error)))


def _of_line(source: str, line: int | None, given: str) -> Incoming:
    try:
        report, warnings = report_of_object(parse(given))
        return Incoming(source, report, line, warnings=warnings)
    except Rejected as reason:
        return Incoming(source, reason, line, given)


def _found_again(source: str, line: int | None, form: SourceFormat | None) -> Iterator[Incoming]:
    """A file's reports, or those of one member where no file has the whole name."""
    path = source
    while not os.path.exists(path) and INSIDE in path:
        path = path.rpartition(INSIDE)[0]
    if not os.path.exists(path):
        yield Incoming(source, Unreadable("no such file; it cannot be read again"), line)
        return
    if path != source and stat.S_ISREG(Path(path).stat().st_mode):
        for item in _of_file(path, form):
            if item.source == source and line in (None, item.line):
                yield item
        return
    yield from _of_file(path, form, only=line)


def _said(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()
