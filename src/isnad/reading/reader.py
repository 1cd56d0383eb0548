"""The reader: one report in, one record out. Pure: no files, clock, network or database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from isnad.languages import language
from isnad.languages.lexicon import Lexicon
from isnad.reading.actors import ADOPTED, Cast, find_actors
from isnad.reading.dates import find_dates
from isnad.reading.drafts import ActorDraft, DateDraft, Dateline, Source, StatementDraft
from isnad.reading.furniture import find_furniture
from isnad.reading.page import Page, page
from isnad.reading.statements import find_statements
from isnad.record import (
    Actor,
    DateExpression,
    Furniture,
    Mention,
    Occasion,
    Record,
    Report,
    Statement,
)

MAX_CHARS = 12_000_000
"""The longest text that is read, in code points; a longer one is refused before any work is done."""


class TooLong(ValueError):
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

    def record(self) -> Record:
        """The reading as a record."""
        return _record(self)


class Reader:
    """Reads reports of one language. Holds the lexicon; has no other state, and may be shared by threads."""

    def __init__(self, language_code: str = "ar", *, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon if lexicon is not None else language(language_code)

    def analyse(self, text: str, *, headline: str = "", source: Source | None = None) -> Reading:
        """Run every stage over a report. ``text`` is the body without its headline.

        Raises ``TooLong`` where the text has more than ``MAX_CHARS`` code points.
        """
        size = len(headline) + 2 + len(text)
        if size > MAX_CHARS:
            raise TooLong(size)
        source = source or Source()
        whole = page(headline, text, self.lexicon)
        dateline = find_furniture(whole, source)
        story = whole.without((item.start, item.end) for item in dateline.items)
        reference = source.published or dateline.day
        dates = find_dates(whole, reference)
        cast = find_actors(story, dateline, dates)
        statements = find_statements(story, cast, dates)
        return Reading(source, headline, story, dateline, dates, cast, statements)

    def read(self, text: str, *, headline: str = "", published: date | str | None = None, id: str | None = None,
             url: str | None = None, publisher: str | None = None, byline: str | None = None) -> Record:
        """Read one report into a record.

        ``published`` is the report's own day: a ``date``, or text that begins with one ("2022-01-24T09:00").
        Raises ``ValueError`` where it is no day, ``TooLong`` where the text is too long.
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
    import re

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


def report_id(text: str) -> str:
    """The id of a report that came with none: made from its text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _record(reading: Reading) -> Record:
    page, dateline, source = reading.page, reading.dateline, reading.source
    report = Report(
        id=source.id or report_id(page.text), url=source.url, publisher=source.publisher, agencies=dateline.agencies,
        byline=source.byline or None, place=dateline.place, published=_iso(source.published or dateline.day),
        headline=reading.headline, text=page.text,
        furniture=[Furniture(kind=item.kind, span=page.span(item.start, item.end)) for item in dateline.items],
    )
    spoken = {id(a) for s in reading.statements for a in (s.speaker, s.addressee) if a is not None}
    actors = [a for a in reading.cast.actors
              if a.mentions and (id(a) in spoken or any(m.rule != ADOPTED for m in a.mentions))]
    actors.sort(key=lambda a: min(m.start for m in a.mentions))
    actor_id: dict[int, str] = {id(actor): f"a{n}" for n, actor in enumerate(actors, 1)}
    statement_id = {id(s): f"s{n}" for n, s in enumerate(reading.statements, 1)}

    def ref(actor: ActorDraft | None) -> str | None:
        return actor_id.get(id(actor)) if actor is not None else None

    return Record(
        report=report,
        actors=[_actor(page, actor, actor_id[id(actor)]) for actor in actors],
        dates=[DateExpression(span=page.span(d.start, d.end), start=_iso(d.first), end=_iso(d.last), grain=d.grain)
               for d in reading.dates],
        statements=[
            Statement(
                id=statement_id[id(s)], speaker=ref(s.speaker), cue=s.cue, content=s.content, form=s.form, act=s.act,
                addressee=ref(s.addressee), within=statement_id[id(s.within)] if s.within is not None else None,
                occasion=Occasion(kind=s.occasion[0], span=s.occasion[1]) if s.occasion else None, rule=s.rule,
            )
            for s in reading.statements
        ],
    )


def _actor(page: Page, actor: ActorDraft, id: str) -> Actor:
    mentions = []
    for m in sorted(actor.mentions, key=lambda m: (m.start, m.end)):
        start, end = page.span(m.start, m.end)
        mentions.append(Mention(start=start, end=end, form=m.form))
    return Actor(id=id, name=actor.name, kind=actor.kind, country=actor.country, sector=actor.sector, role=actor.role,
                 mentions=mentions)
