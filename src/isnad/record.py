"""The record: what isnad gets out of one report, and its JSON Schema.

A span is ``[start, end)`` in Unicode code points of ``report.text``, which is ``headline + "\\n\\n" + body`` as given.
Unknown is null. A change of meaning changes ``Record.schema``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Span = Annotated[tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]],
                 Field(description="[start, end) in Unicode code points of report.text")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$", description="an ISO 8601 day")]
Kind = Literal["person", "organisation", "country", "group"]
Sector = Literal["GOV", "LEG", "JUD", "MIL", "COP", "SPY", "REB", "TER", "PTY", "OPP", "IGO", "NGO", "MED", "BUS",
                 "EDU", "REL", "LAB", "CRM", "REF", "CVL"]
Act = Literal["say", "deny", "accuse", "criticise", "demand", "promise", "warn", "expect", "reject", "propose",
              "praise", "ask"]
Form = Literal["direct", "indirect", "mixed"]
MentionForm = Literal["name", "title", "nominal", "metonym", "pronoun"]
Status = Literal["actual", "negated", "future", "requested", "conditional"]
EventType = Literal["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
                    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"]
MODES: dict[str, tuple[str, ...]] = {
    "AGREE": (), "CONSULT": ("visit", "third-party", "multilateral", "phone"), "SUPPORT": (), "CONCEDE": (),
    "COOPERATE": (), "AID": (),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"), "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"), "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": ("seize", "restrict", "arrest", "deport", "withhold", "cyber", "censor", "curfew", "misinformation",
               "martial-law"),
    "ASSAULT": ("abduct", "torture", "sexual", "destroy", "beat", "crowd-control", "targeted", "suicide-attack",
                "aerial", "drone", "heavy-weapons", "primitive", "firearms", "explosives", "unconventional"),
}
"""The modes of each event type: PLOVER codebook, 2021, tables of modes."""
Context = Literal["military", "intelligence", "executive", "legislative", "election", "political_institutions",
                  "pro_democracy", "pro_autocracy", "economic", "legal", "reparations", "human_rights",
                  "rights_freedoms", "repression", "human_security", "gender", "lgbt", "religion_ethnicity",
                  "inequality", "diplomatic", "territory", "peacekeeping", "health", "asylum", "migration",
                  "disasters", "natural_resource", "environment", "technology", "terrorism", "cbrn", "cyber",
                  "misinformation", "crime", "corruption", "illegal_drugs", "trafficking"]
QuantityKind = Literal["killed", "wounded", "arrested", "abducted", "released", "demonstrators"]
FurnitureKind = Literal["dateline", "byline", "handle", "continues", "ends", "comments", "related", "share", "credit",
                        "repeat"]
OccasionKind = Literal["interview", "press_conference", "statement", "speech", "post", "meeting", "broadcast", "call"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Furniture(_Part):
    """What is on the page but is not the story."""

    kind: FurnitureKind
    span: Span


class Report(_Part):
    """The report as it came. ``text`` is headline, blank line, body, character for character."""

    id: str
    url: str | None = None
    publisher: str | None = None
    agencies: list[str] = []
    byline: str | None = None
    place: str | None = Field(None, description="the dateline's place, as written")
    published: Day | None = None
    language: str = "ar"
    headline: str = ""
    text: str
    furniture: list[Furniture] = []


class Mention(_Part):
    """One place where an actor is named, titled or meant."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    form: MentionForm


class Actor(_Part):
    """Who speaks, acts or is acted on. ``country``: ISO 3166-1 alpha-3, or an international organisation's acronym."""

    id: str
    name: str
    kind: Kind
    country: str | None = None
    sector: Sector | None = None
    role: str | None = None
    mentions: list[Mention] = []


class DateExpression(_Part):
    """Words that name a day or a stretch of days, null where they cannot be resolved. Named days, weeks, months,
    seasons and years end on their last day; quarters, halves, decades, centuries and counted stretches on the day
    that closes them, the first one after."""

    span: Span
    start: Day | None = None
    end: Day | None = None
    grain: Literal["day", "week", "month", "season", "year", "decade", "period"]


class Occasion(_Part):
    """Where it was said: an interview, a press conference, a post."""

    kind: OccasionKind
    span: Span


class Statement(_Part):
    """Words that the report attributes to somebody. ``within`` is the statement in whose content this one stands."""

    id: str
    speaker: str | None
    cue: Span
    content: list[Span] = Field(min_length=1)
    form: Form
    act: Act
    addressee: str | None = None
    occasion: Occasion | None = None
    within: str | None = None
    rule: str


class Place(_Part):
    """A place of an event. ``latitude`` and ``longitude`` in decimal degrees (WGS 84), where the gazetteer knows it."""

    span: Span
    name: str
    country: str | None = None
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)


class Quantity(_Part):
    """How many were killed, wounded, arrested, or took part. ``count`` is null for "dozens" and the like."""

    kind: QuantityKind
    count: int | None = Field(None, ge=0)
    span: Span


class Event(_Part):
    """Who did what to whom, by PLOVER. ``trigger`` is its first full mention; ``mentions`` the later ones' triggers."""

    id: str
    type: EventType
    mode: str | None = None
    contexts: list[Context] = []
    trigger: Span
    mentions: list[Span] = []
    actors: list[str] = []
    recipients: list[str] = []
    place: Place | None = None
    start: Day | None = None
    end: Day | None = None
    status: Status = "actual"
    quantities: list[Quantity] = []
    within: str | None = None
    rule: str

    @model_validator(mode="after")
    def _mode_of_its_type(self) -> Event:
        if self.mode is not None and self.mode not in MODES[self.type]:
            allowed = ", ".join(MODES[self.type]) or "none"
            raise ValueError(f"event {self.id}: {self.type} has no mode {self.mode!r}; allowed: {allowed}")
        return self


class Awaited(_Part):
    """An answer, act or visit that somebody expects, was promised or has demanded with a term."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: str
    from_: str | None = Field(None, alias="from")
    to: str | None = None
    what: Span
    due: Day | None = None
    basis: str


class Record(_Part):
    """Everything that was read in one report."""

    schema_: Literal["isnad/1"] = Field("isnad/1", alias="schema")
    report: Report
    actors: list[Actor] = []
    dates: list[DateExpression] = []
    statements: list[Statement] = []
    events: list[Event] = []
    awaited: list[Awaited] = []

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="after")
    def _holds_together(self) -> Record:
        size = len(self.report.text)
        for start, end in self.spans():
            if not 0 <= start < end <= size:
                raise ValueError(f"span [{start}, {end}) does not lie in a text of {size} code points")
        actors = {actor.id for actor in self.actors}
        known = {statement.id for statement in self.statements}
        for statement in self.statements:
            for name, value in (("speaker", statement.speaker), ("addressee", statement.addressee)):
                if value is not None and value not in actors:
                    raise ValueError(f"statement {statement.id}: {name} {value!r} is no actor of this record")
            if statement.within is not None and statement.within not in known:
                raise ValueError(f"statement {statement.id}: within {statement.within!r} is no other statement")
        for event in self.events:
            for name in (*event.actors, *event.recipients):
                if name not in actors:
                    raise ValueError(f"event {event.id}: {name!r} is no actor of this record")
            if event.within is not None and event.within not in known:
                raise ValueError(f"event {event.id}: within {event.within!r} is no statement of this record")
        known |= {event.id for event in self.events}
        for awaited in self.awaited:
            for who in (awaited.from_, awaited.to):
                if who is not None and who not in actors:
                    raise ValueError(f"awaited {awaited.id}: {who!r} is no actor of this record")
            if awaited.basis not in known:
                raise ValueError(f"awaited {awaited.id}: basis {awaited.basis!r} is no statement or event")
        return self

    def spans(self) -> list[tuple[int, int]]:
        """Every span in the record."""
        spans = [furniture.span for furniture in self.report.furniture]
        spans += [(mention.start, mention.end) for actor in self.actors for mention in actor.mentions]
        spans += [date.span for date in self.dates]
        for statement in self.statements:
            spans += [statement.cue, *statement.content]
            if statement.occasion:
                spans.append(statement.occasion.span)
        for event in self.events:
            spans += [event.trigger, *event.mentions, *(quantity.span for quantity in event.quantities)]
            if event.place:
                spans.append(event.place.span)
        return spans + [awaited.what for awaited in self.awaited]

    def chain(self, statement: Statement) -> list[Statement]:
        """A statement and those it stands within, innermost first. Raises ``ValueError`` where they go in a circle."""
        by_id = {s.id: s for s in self.statements}
        chain = {statement.id: statement}
        while statement.within is not None:
            statement = by_id[statement.within]
            if statement.id in chain:
                raise ValueError(f"statement {statement.id} stands within itself")
            chain[statement.id] = statement
        return list(chain.values())

    def json_line(self) -> str:
        """The record as one line of JSON."""
        return self.model_dump_json(by_alias=True)

    @classmethod
    def from_json(cls, line: str | bytes) -> Record:
        """A record from its JSON; raises pydantic's ``ValidationError`` where it is no record."""
        return cls.model_validate_json(line)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record."""
    schema = Record.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:isnad:schema:1",
            **schema}
