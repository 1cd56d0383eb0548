"""Assembly: what the stages found, made into a record."""

from __future__ import annotations

import hashlib
from datetime import date

from isnad.reading.actors import ADOPTED, Cast
from isnad.reading.drafts import (
    ActorDraft,
    AwaitedDraft,
    DateDraft,
    Dateline,
    EventDraft,
    MentionDraft,
    Source,
    StatementDraft,
)
from isnad.reading.page import Page
from isnad.record import (
    Actor,
    Awaited,
    DateExpression,
    Event,
    Furniture,
    Mention,
    Occasion,
    Place,
    Quantity,
    Record,
    Report,
    Statement,
)


class Ids:
    """The record's ids of actors, statements and events, and the drafts they stand for."""

    def __init__(self, actors: list[ActorDraft], statements: list[StatementDraft], events: list[EventDraft]) -> None:
        self._ids = {id(actor): f"a{n}" for n, actor in enumerate(actors, 1)}
        self._ids |= {id(statement): f"s{n}" for n, statement in enumerate(statements, 1)}
        self._ids |= {id(event): f"e{n}" for n, event in enumerate(events, 1)}

    def __getitem__(self, draft: ActorDraft | StatementDraft | EventDraft) -> str:
        return self._ids[id(draft)]

    def get(self, draft: ActorDraft | StatementDraft | EventDraft | None) -> str | None:
        """The id of a draft; None for no draft, or one that did not come into the record."""
        return self._ids.get(id(draft)) if draft is not None else None


def assemble(page: Page, source: Source, headline: str, dateline: Dateline, dates: list[DateDraft], cast: Cast,
             statements: list[StatementDraft], events: list[EventDraft], awaited: list[AwaitedDraft]) -> Record:
    """Make the record of a report."""
    actors = _actors_told(cast, statements, events, awaited)
    ids = Ids(actors, statements, events)
    report = Report(
        id=source.id or report_id(page.text), url=source.url, publisher=source.publisher, agencies=dateline.agencies,
        byline=source.byline or None, place=dateline.place, published=_iso(source.published or dateline.day),
        headline=headline, text=page.text,
        furniture=[Furniture(kind=item.kind, span=page.span(item.start, item.end)) for item in dateline.items],
    )
    return Record(
        report=report,
        actors=[_actor(page, actor, ids[actor]) for actor in actors],
        dates=[DateExpression(span=page.span(d.start, d.end), start=_iso(d.first), end=_iso(d.last), grain=d.grain)
               for d in dates],
        statements=[_statement(statement, ids) for statement in statements],
        events=[_event(event, ids) for event in events],
        awaited=[
            Awaited(id=f"w{n}", from_=ids.get(a.owing), to=ids.get(a.owed), what=a.what, due=_iso(a.due),
                    basis=ids[a.basis])
            for n, a in enumerate(awaited, 1)
        ],
    )


def report_id(text: str) -> str:
    """The id of a report that came with none: made from its text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _actors_told(cast: Cast, statements: list[StatementDraft], events: list[EventDraft],
                 awaited: list[AwaitedDraft]) -> list[ActorDraft]:
    """The actors of the record, in the order of the text: all but those that were tried as speakers in vain."""
    told = {id(actor) for s in statements for actor in (s.speaker, s.addressee) if actor is not None}
    told |= {id(actor) for event in events for actor in (*event.actors, *event.recipients)}
    told |= {id(actor) for each in awaited for actor in (each.owing, each.owed) if actor is not None}
    actors = [actor for actor in cast.actors
              if actor.mentions and (id(actor) in told or any(m.rule != ADOPTED for m in actor.mentions))]
    return sorted(actors, key=lambda actor: min(m.start for m in actor.mentions))


def _actor(page: Page, actor: ActorDraft, id: str) -> Actor:
    def mention(m: MentionDraft) -> Mention:
        start, end = page.span(m.start, m.end)
        return Mention(start=start, end=end, form=m.form)

    mentions = [mention(m) for m in sorted(actor.mentions, key=lambda m: (m.start, m.end))]
    return Actor(id=id, name=actor.name, kind=actor.kind, country=actor.country, sector=actor.sector, role=actor.role,
                 mentions=mentions)


def _statement(s: StatementDraft, ids: Ids) -> Statement:
    return Statement(
        id=ids[s], speaker=ids.get(s.speaker), cue=s.cue, content=s.content, form=s.form, act=s.act,
        addressee=ids.get(s.addressee), within=ids.get(s.within), rule=s.rule,
        occasion=Occasion(kind=s.occasion[0], span=s.occasion[1]) if s.occasion else None,
    )


def _event(event: EventDraft, ids: Ids) -> Event:
    place = event.place
    return Event(
        id=ids[event], type=event.type, mode=event.mode, contexts=event.contexts, trigger=event.trigger,
        mentions=event.mentions, status=event.status, rule=event.rule,
        actors=[ids[actor] for actor in event.actors], recipients=[ids[actor] for actor in event.recipients],
        place=Place(span=place.span, name=place.name, country=place.country, latitude=place.latitude,
                    longitude=place.longitude) if place is not None else None,
        quantities=[Quantity(kind=q.kind, count=q.count, span=q.span) for q in event.quantities],
        start=_iso(event.first), end=_iso(event.last), within=ids.get(event.within),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
