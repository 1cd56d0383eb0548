"""The reader: one report in, one record out. Pure: no files, clock, network or database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from isnad.languages import language
from isnad.languages.lexicon import Lexicon
from isnad.reading.actors import Cast, find_actors
from isnad.reading.assemble import assemble
from isnad.reading.awaited import find_awaited
from isnad.reading.clauses import Scene
from isnad.reading.dates import find_dates
from isnad.reading.drafts import AwaitedDraft, DateDraft, Dateline, EventDraft, Source, StatementDraft
from isnad.reading.events import find_events
from isnad.reading.furniture import find_furniture
from isnad.reading.page import Page, page
from isnad.reading.statements import find_statements
from isnad.reading.text import without_surrogates
from isnad.record import Record

MAX_CHARS = 2_000_000
"""The longest text that is read, in code points; a longer one is refused before any work is done."""


class TooLongError(ValueError):
    """A text is longer than ``MAX_CHARS``."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the report has {size:,} characters; at most {MAX_CHARS:,} are read. Split it and try again.")


@dataclass(slots=True)
class Reading:
    """Everything the stages found in one report, with the rules and lexicon entries that found it."""

    source: Source
    headline: str
    page: Page
    dateline: Dateline
    dates: list[DateDraft]
    cast: Cast
    statements: list[StatementDraft]
    events: list[EventDraft] = field(default_factory=list)
    awaited: list[AwaitedDraft] = field(default_factory=list)

    def record(self) -> Record:
        """The reading as a record."""
        return assemble(self.page, self.source, self.headline, self.dateline, self.dates, self.cast, self.statements,
                        self.events, self.awaited)


class Reader:
    """Reads reports of one language. Holds the lexicon; has no other state, and may be shared by threads."""

    def __init__(self, language_code: str = "ar", *, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon if lexicon is not None else language(language_code)

    def analyse(self, text: str, *, headline: str = "", source: Source | None = None) -> Reading:
        """Run every stage over a report. ``text`` is the body without its headline.

        Raises ``TooLongError`` where the text has more than ``MAX_CHARS`` code points.
        """
        size = len(headline) + 2 + len(text)
        if size > MAX_CHARS:
            raise TooLongError(size)
        source = source or Source()
        headline, text = without_surrogates(headline), without_surrogates(text)
        whole = page(headline, text, self.lexicon)
        dateline = find_furniture(whole, source)
        story = whole.without((item.start, item.end) for item in dateline.items)
        reference = source.published or dateline.day
        dates = find_dates(whole, reference)
        cast = find_actors(story, dateline, dates)
        scene = Scene(story, cast, dates)
        statements = find_statements(scene)
        events = find_events(scene, statements)
        awaited = find_awaited(scene, statements, events)
        return Reading(source, headline, story, dateline, dates, cast, statements, events, awaited)

    def read(self, text: str, *, headline: str = "", published: date | str | None = None, id: str | None = None,
             url: str | None = None, publisher: str | None = None, byline: str | None = None) -> Record:
        """Read one report into a record.

        ``published`` is the report's own day: a ``date``, or text that begins with one ("2022-01-24T09:00").
        Raises ``ValueError`` where it is no day, ``TooLongError`` where the text is too long.
        """
        day = parse_day(published) if isinstance(published, str) else published
        source = Source(id, url, publisher, byline, day)
        return self.analyse(text, headline=headline, source=source).record()


def read(text: str, *, headline: str = "", published: date | str | None = None, id: str | None = None,
         url: str | None = None, publisher: str | None = None, byline: str | None = None) -> Record:
    """Read one Arabic report into a record; see ``Reader.read``."""
    return Reader().read(text, headline=headline, published=published, id=id, url=url, publisher=publisher,
                         byline=byline)


def parse_day(value: str) -> date | None:
    """The day that a text like "2015-07-31 04:29:04", "2017-02-11T21:19:00+01:00" or "13/06/2017" begins with.

    Day before month, as Arabic outlets write it. Empty text gives None; raises ``ValueError`` for anything else.
    """
    value = value.strip()
    if not value:
        return None
    if match := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", value):
        year, month, day = match.groups()
    elif match := re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)", value):
        day, month, year = match.groups()
    else:
        raise ValueError(f"{value!r} is no day; write it as 2022-01-24")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise ValueError(f"{value!r} is no day: {error}") from None
