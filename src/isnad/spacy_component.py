"""isnad in a spaCy pipeline: ``nlp.add_pipe("isnad")`` gives ``doc._.isnad`` and span groups.

spaCy imports this wherever it makes a pipeline, so that what reads is loaded only once the component is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from isnad.record import Actor, DateExpression, Event, Record, Statement

FirstLine = Literal["body", "headline"]
GROUPS = ("isnad_statements", "isnad_cues", "isnad_speakers", "isnad_events", "isnad_dates")
"""The span groups that every document gets, empty ones too."""
GIVEN = ("isnad_headline", "isnad_published", "isnad_publisher", "isnad_byline", "isnad_url", "isnad_id")
"""What may be told of a document before it is read, as ``doc._.isnad_published = "2022-01-24"``."""
LEFT_OUT = "isnad_left_out"
KEY = "isnad"
"""Where ``doc.user_data`` keeps the record, as its JSON: what spaCy writes and sends to other processes."""
TINTS = {"verbal cooperation": "#7dd3fc", "material cooperation": "#6ee7b7", "verbal conflict": "#fcd34d",
         "material conflict": "#fca5a5"}

Item = Statement | Event | Actor | DateExpression


class Found(NamedTuple):
    """Something to be marked: its group and span in the record's text, its label, its id, and what is shown of it."""

    group: str
    start: int
    end: int
    label: str
    id: str
    shown: str


class Piece(NamedTuple):
    """A stretch of the record's text that stands in the document, so many characters further on."""

    start: int
    end: int
    shift: int


class IsnadComponent:
    """Reads documents, each as one report. Holds one ``Reader`` for all of them."""

    def __init__(self, name: str, language: str, published: str | None, publisher: str | None,
                 first_line: FirstLine) -> None:
        from isnad.reading.reader import Reader

        self.name = name
        self._settings = (language, published, publisher, first_line)
        self._published = _day(published, f"{name}: published")
        self._publisher, self._first_line = publisher, first_line
        self._reader = Reader(language)

    def __reduce__(self) -> tuple[Callable[..., IsnadComponent], tuple[str | None, ...]]:
        """Other processes load the lexicon themselves."""
        return IsnadComponent, (self.name, *self._settings)

    def __call__(self, doc: Doc) -> Doc:
        """Read a document. Raises ``ValueError`` where what is told of it is wrong, or where it is too long."""
        from isnad.reading.drafts import Source

        told = {name: getattr(doc._, name) for name in GIVEN}
        source = Source(told["isnad_id"], told["isnad_url"], told["isnad_publisher"] or self._publisher,
                        told["isnad_byline"], _day(told["isnad_published"], "doc._.isnad_published"), self._published)
        headline, body, pieces = _parts(doc.text, told["isnad_headline"], self._first_line)
        record = self._reader.analyse(body, headline=headline, source=source).record()
        doc.user_data[KEY] = record.json_line()
        groups: dict[str, list[Span]] = {name: [] for name in GROUPS}
        left_out = []
        for each in _found(record):
            span = _span(doc, each, pieces)
            if span is None:
                left_out.append(each._asdict())
            else:
                groups[each.group].append(span)
        for name, spans in groups.items():
            doc.spans[name] = spans
        doc._.set(LEFT_OUT, left_out)
        return doc


def _day(value: str | None, what: str) -> date | None:
    from isnad.reading.reader import parse_day

    try:
        if not isinstance(value, str | None):
            raise ValueError(f"{value!r} is no text; write the day as 2022-01-24")
        return parse_day(value or "")
    except ValueError as error:
        raise ValueError(f"{what}: {error}") from None


def _parts(text: str, headline: str | None, first_line: FirstLine) -> tuple[str, str, list[Piece]]:
    """Headline and body of a document, and where the text that the record makes of them stands in it."""
    from isnad.sources.text import read_text

    if headline is not None or first_line == "body":
        before = len(headline or "") + 2
        return headline or "", text, [Piece(before, before + len(text), -before)]
    raw = read_text(text)
    before, size = len(raw.headline) + 2, len(raw.text)
    # a text of one line is all body, without the line's end; else the body is what the text ends with
    at = len(text) - size if raw.headline else text.find(raw.text)
    pieces = [Piece(before, before + size, at - before)]
    if raw.headline:
        pieces.append(Piece(0, len(raw.headline), text.find(raw.headline)))
    return raw.headline, raw.text, pieces


def _found(record: Record) -> Iterator[Found]:
    """Everything that is marked in a document, in the order of the text within each group."""
    for statement in record.statements:
        for start, end in statement.content:
            yield Found("isnad_statements", start, end, statement.act, statement.id, statement.id)
        yield Found("isnad_cues", *statement.cue, statement.act, statement.id, statement.id)
    speakers = {statement.speaker for statement in record.statements}
    yield from sorted(Found("isnad_speakers", mention.start, mention.end, actor.kind, actor.id, actor.id)
                      for actor in record.actors if actor.id in speakers for mention in actor.mentions)
    yield from sorted(Found("isnad_events", *span, event.type, event.id, event.id)
                      for event in record.events for span in (event.trigger, *event.mentions))
    for number, day in enumerate(record.dates, 1):
        days = "/".join(dict.fromkeys(each for each in (day.start, day.end) if each))
        yield Found("isnad_dates", *day.span, day.grain, f"d{number}", days)


def _span(doc: Doc, found: Found, pieces: list[Piece]) -> Span | None:
    """The tokens that hold what was found; none where the document does not have it."""
    for piece in pieces:
        if piece.start <= found.start and found.end <= piece.end:
            return doc.char_span(found.start + piece.shift, found.end + piece.shift, label=found.label,
                                 kb_id=found.shown, span_id=found.id, alignment_mode="expand")
    return None


@lru_cache(maxsize=64)
def _record(line: str) -> Record:
    return Record.from_json(line)


def record_of(doc: Doc) -> Record | None:
    """What was read in a document; nothing where isnad has not read it. ``doc._.isnad`` is this."""
    line = doc.user_data.get(KEY)
    return None if line is None else _record(line)


def item_of(span: Span) -> Item | None:
    """The statement, event, actor or date that a span of isnad's groups marks. ``span._.isnad`` is this."""
    record = record_of(span.doc)
    if record is None:
        return None
    items: dict[str, Item] = {f"d{number}": day for number, day in enumerate(record.dates, 1)}
    items |= {each.id: each for each in record.statements}
    items |= {each.id: each for each in record.events}
    items |= {each.id: each for each in record.actors}
    return items.get(span.id_)


def make_component(nlp: Language, name: str, language: str, published: str | None, publisher: str | None,
                   first_line: FirstLine) -> IsnadComponent:
    """The component "isnad" of a pipeline; what spaCy's entry point names."""
    return IsnadComponent(name, language, published, publisher, first_line)


def colours() -> dict[str, str]:
    """What displaCy paints events with, by PLOVER's four classes of types; what spaCy's entry point names."""
    from isnad.render.words import QUADS

    return {name: TINTS[quad] for name, quad in QUADS.items()}


def _register() -> None:
    """Tell spaCy of the component and the attributes. spaCy keeps both for the whole process."""
    Doc.set_extension("isnad", getter=record_of, force=True)
    Span.set_extension("isnad", getter=item_of, force=True)
    defaults: dict[str, Any] = {**dict.fromkeys(GIVEN), LEFT_OUT: ()}
    for name, default in defaults.items():
        Doc.set_extension(name, default=default, force=True)
    Language.factory("isnad", assigns=["doc._.isnad", "span._.isnad", "doc.spans"], func=make_component,
                     default_config={"language": "ar", "published": None, "publisher": None, "first_line": "body"})


_register()
