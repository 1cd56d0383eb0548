"""Events: who did what to whom, by PLOVER, whether it is so, and on whose word.

Every sentence is walked once. A trigger (see ``triggers``) opens the frames that its row lists; those who stand beside
it (``participants``) are seated in them (``frames``); of the frames whose conditions hold the fullest is taken. What
governs the trigger (``governing``) and the statement that holds it give the status. Statements are events by
themselves where they demand, accuse, refuse, promise or praise (``deeds``).
"""

from __future__ import annotations

from collections.abc import Mapping

from isnad.languages.lexicon import Entry
from isnad.reading.circumstances import (
    WINDOW,
    contexts_in,
    date_of,
    describe,
    lead_day,
    mode_of,
    place_of,
    quantities_in,
)
from isnad.reading.clauses import Scene
from isnad.reading.deeds import deeds
from isnad.reading.doers import by_governor, by_purpose, by_statement
from isnad.reading.drafts import ActorDraft, EventDraft, StatementDraft
from isnad.reading.frames import Seats, fill, holds
from isnad.reading.governing import governors_of, is_background, stands_apart, status_of
from isnad.reading.holding import HEAD, Holding
from isnad.reading.merging import once, refused
from isnad.reading.news import KNOWN_BEFORE, is_news, presupposed, recalls, told_otherwise
from isnad.reading.page import Sentence
from isnad.reading.participants import Around, Subjects, around
from isnad.reading.protests import against, crowd
from isnad.reading.triggers import NOUN, VERB, Trigger, triggers_in

STATUS = {"demand": "requested", "propose": "requested", "deny": "negated", "expect": "future", "promise": "future",
          "warn": "conditional", "reject": "negated"}
"""The status that a statement's act gives to what heads its content."""
TO_COME = {"CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "CONCEDE"}
"""What is still to come is coded as the promise of it: PLOVER codebook, AGREE and CONCEDE."""
RATHER = {"THREATEN": ("AGREE",), "PROTEST": ("ACCUSE", "REQUEST")}
"""What a statement is rather than what its act says, where a frame tells so: a vow threatens ("تعهد بالثأر"); what a
protest demands is no event of its own (PLOVER codebook, PROTEST)."""
REPORT = 80
"""How many words tell a whole report from a note too short to say what it is about."""
FORCE = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "SANCTION", "RETREAT"})
"""Types that are politics in whatever report they stand."""
POLITICS = frozenset({"PTY", "OPP", "LEG", "JUD", "LAB", "REB", "TER", "MIL", "IGO", "REF"})
"""Sectors whose presence makes a report of one state's affairs a political one."""
SPORT = 4
"""A report with so many words of sport, one in every ``SPORT_SHARE`` words at least, tells no politics."""
SPORT_SHARE = 40


def find_events(scene: Scene, statements: list[StatementDraft]) -> list[EventDraft]:
    """Find the events of a page, in the order of their triggers."""
    if _sport(scene):
        return []
    scene.note_mentions()
    holding = Holding(scene, statements)
    spoken = deeds(scene, statements)
    subjects = Subjects()
    found: list[EventDraft] = []
    for sentence in scene.page.sentences:
        found += _in_sentence(scene, sentence, subjects, holding, {event.word: event for event in holding.deeds(
            sentence, spoken)})
    events = sorted([*spoken, *found], key=lambda event: event.trigger)
    if _own_house(scene):
        events = [event for event in events if event.type in FORCE]
    kept = once(refused(events))
    _date_headlines(scene, kept)
    return sorted(kept, key=lambda event: event.trigger)


def _in_sentence(scene: Scene, sentence: Sentence, subjects: Subjects, holding: Holding,
                 spoken: dict[int, EventDraft]) -> list[EventDraft]:
    """The events of a sentence; ``spoken`` are those that its statements are, by word, which learn from the frames."""
    triggers = triggers_in(scene, sentence)
    pending = holding.speaking(sentence)
    if not triggers and not pending:
        return []
    _homelands(scene, sentence, holding)
    contexts = contexts_in(scene, sentence)
    for deed in spoken.values():
        describe(scene, deed, (), contexts)
    found: list[EventDraft] = []
    told: set[int] = set()  # nouns of light phrases that were read with their verbs
    for trigger in triggers:
        if trigger.start in told:
            continue
        while pending and pending[0].cue_word < trigger.start:
            _note(subjects, pending.pop(0))
        harm = any(event.type == "ASSAULT" and not event.actors for event in found[-HEAD:])
        event = _read(scene, sentence, trigger, subjects, holding, harm=harm)
        if event is None:
            continue
        told.update((trigger.noun, *range(trigger.start + 1, trigger.end)))
        own = spoken.get(event.word) or spoken.get(trigger.noun)  # "جدد دعوته إلى": the call is the deed
        if own is not None:
            _lend(own, event)
            continue
        describe(scene, event, event.contexts, contexts)
        found.append(event)
    for statement in pending:
        _note(subjects, statement)
    return found


def _date_headlines(scene: Scene, events: list[EventDraft]) -> None:
    """Give what a headline tells as done the day of the report's lead."""
    if not any(event.sentence < 0 for event in events):
        return
    day = lead_day(scene)
    for event in events:
        undated = event.first is None and event.spoken is None and event.status == "actual"
        if day is not None and undated and event.sentence < 0:
            event.first, event.last = day.first, day.last


def _homelands(scene: Scene, sentence: Sentence, holding: Holding) -> None:
    """Let "his country" in what somebody said be the speaker's state: "أن بلاده تدين"."""
    for i in range(sentence.start, sentence.end):
        form = scene.words[i].form
        if "&homeland" not in form.names or i in scene.cast.at or not any(p.suffix for p in form.parses[:3]):
            continue
        statement = holding.at(scene.page.span(i, i + 1), i)
        code = statement.speaker.country if statement is not None and statement.speaker is not None else None
        if code is not None and len(code) == 3:
            scene.mention_end[i + 1] = scene.cast.owner(code, i)


def _note(subjects: Subjects, statement: StatementDraft) -> None:
    if statement.speaker is not None:
        subjects.note(statement.cue_word, statement.speaker)


def _lend(deed: EventDraft, event: EventDraft) -> None:
    """Let a statement's own event have what a frame tells of it: its mode, who did it, whom it is directed at."""
    if deed.type in RATHER.get(event.type, ()):
        deed.type = event.type
    if deed.type == event.type:
        deed.mode = event.mode or deed.mode
        deed.recipients = event.recipients or deed.recipients
        if deed.actors[0] in event.actors:
            deed.actors = event.actors  # of those who speak together the first is the speaker, and all act


def _sport(scene: Scene) -> bool:
    """Whether a report tells sport, whose attacks and strikes are none."""
    words = sum("&sport" in word.form.names for word in scene.words)
    return words >= SPORT and words * SPORT_SHARE >= len(scene.words)


def _own_house(scene: Scene) -> bool:
    """Whether a report tells only how one state's own house is run: no second state or body of states, no party,
    parliament, court, union or armed people stands in it. Its demands and praise are no politics."""
    actors = [actor for actor in scene.cast.actors if actor.mentions]
    states = {actor.country for actor in actors if actor.country is not None}
    return len(scene.words) >= REPORT and len(states) < 2 and not any(actor.sector in POLITICS for actor in actors)


def _read(scene: Scene, sentence: Sentence, trigger: Trigger, subjects: Subjects, holding: Holding, *,
          harm: bool) -> EventDraft | None:
    """The event that a trigger tells, or None. ``harm``: the sentence has told of harm whose doer is not known yet."""
    got = around(scene, trigger, subjects)
    governors = governors_of(scene, trigger)
    if is_background(governors):
        return None
    span = scene.page.span(trigger.start, trigger.end)
    within = holding.at(span, trigger.start)
    headed = within if within and holding.heads(within, trigger) and not stands_apart(governors) else None
    if trigger.use == VERB:
        for actor in got.found.get("subject", [])[:1]:
            subjects.note(trigger.start, actor)
    else:
        by_governor(scene, governors, trigger, subjects, got)
        beside = all(scene.bare(governor.i, "prep") for governor in governors)  # none, or "استعدادا لغزو"
        if beside and trigger.parse is not None and trigger.parse.prep == "ل":
            by_purpose(scene, trigger, subjects, within, got)
        if headed is not None:
            by_statement(scene, headed, trigger, got)
    seats = _best(scene, trigger, got)
    if seats is None or (trigger.use == NOUN and (recalls(trigger, seats) or _aim_of_its_kind(
            scene, trigger, seats.frame.type))):
        return None
    if seats.frame.type == "PROTEST":
        seats.actors = seats.actors or crowd(scene, sentence)
        seats.recipients = seats.recipients or [
            actor for actor in against(scene, sentence, trigger) if actor not in seats.actors]
    if seats.frame.type in KNOWN_BEFORE:
        if trigger.use == VERB and presupposed(scene, trigger):
            return None
        does_harm = harm and trigger.parse is not None and not trigger.parse.det
        if trigger.use == NOUN and not does_harm and not is_news(scene, sentence, trigger, governors, within, seats):
            return None
    if trigger.use != VERB and seats.actors:
        subjects.note(trigger.start, seats.actors[0])
    if trigger.use == VERB and "subject" in got.tops and any(
            p.entry["type"] == seats.frame.type for p in got.tops["subject"].triggers):
        trigger.noun = got.places["subject"]  # "استهدفت غارات التحالف القاعدة": the raids are the deed, once
    status = status_of(scene, trigger, governors)
    if status == "actual" and headed is not None and (headed.act == "deny" or not _past(trigger)):
        status = STATUS.get(headed.act, status)
    return _draft(scene, sentence, trigger, seats, status, within)


def _aim_of_its_kind(scene: Scene, trigger: Trigger, event_type: str) -> bool:
    """Whether a deed is the aim of one of its own kind right before it, and told with that one: "هجوما لطرد القوات"."""
    return trigger.parse is not None and trigger.parse.prep == "ل" and trigger.start > 0 and any(
        p.entry["type"] == event_type and p.sense.tense == "masdar" for p in scene.form(trigger.start - 1).triggers)


def _past(trigger: Trigger) -> bool:
    """Whether a trigger is a verb in the perfect, which tells what was done, be it asked for or promised."""
    return trigger.parse is not None and trigger.parse.sense.tense == "perfect"


def _best(scene: Scene, trigger: Trigger, got: Around) -> Seats | None:
    """The fullest of the frames whose conditions hold."""
    sets = _sets(scene, trigger, got)
    best: Seats | None = None
    for frame in trigger.frames:
        seats = fill(frame, got.found)
        if got.passive and seats.actors and seats.actors == got.found.get("of"):
            seats.actors, seats.recipients = [], seats.recipients or seats.actors
        doer = got.found.get("agent", []) if trigger.use != VERB else []
        if doer and seats.actors and not set(seats.actors) & set(doer) and seats.actors == got.found.get("of"):
            # whoever does it by another word is the doer, and the genitive the one it is done to
            seats.actors, seats.recipients = list(doer), seats.recipients or seats.actors
        if got.victims:
            seats.actors = [a for a in seats.actors if a not in got.victims]
            seats.recipients = seats.recipients or got.victims
        if trigger.use != VERB and not seats.actors and got.found.get("agent"):
            seats.actors = [a for a in got.found["agent"] if a not in seats.recipients and a not in seats.partners]
        if holds(seats, sets, lambda: told_otherwise(scene, trigger)) and (best is None or seats.weight > best.weight):
            best = seats
    return best


def _sets(scene: Scene, trigger: Trigger, got: Around) -> Mapping[str, frozenset[str]]:
    """The word sets of the words around a trigger, and of the heads of its subject and object."""
    if not any(frame.conditions for frame in trigger.frames):
        return {"word": frozenset(), "subject": frozenset(), "object": frozenset()}
    sentence = scene.page.sentence_of(trigger.start)
    end = sentence.end if sentence is not None else trigger.clause.end
    start = max(trigger.clause.first, trigger.start - WINDOW)
    words = {p.entry["set"] for i in range(start, min(end, trigger.start + WINDOW))
             for p in scene.words[i].form.events if p.entry.category == "set" and i != trigger.start}
    heads = {source: frozenset(p.entry["set"] for p in head.events if p.entry.category == "set")
             for source, head in got.tops.items() if source in ("subject", "object")}
    return {"word": frozenset(words), "subject": frozenset(), "object": frozenset(), **heads}


def _draft(scene: Scene, sentence: Sentence, trigger: Trigger, seats: Seats, status: str,
           within: StatementDraft | None) -> EventDraft:
    frame = seats.frame
    start = max(trigger.clause.start, trigger.start - WINDOW)
    end = min(trigger.clause.end, trigger.start + WINDOW)
    mode: str | None = frame.mode
    told: tuple[Entry, ...] = ()
    if mode is None:
        mode, told = mode_of(scene, frame.type, start, end)
    event_type = TO_COME.get(frame.type, frame.type) if status == "future" else frame.type
    if event_type != frame.type:
        mode = None
    event = EventDraft(
        event_type, scene.page.span(trigger.start, trigger.end), trigger.start, _all(seats.actors, seats.partners),
        seats.recipients, status, f"frame-{trigger.use}", mode=mode, within=within, contexts=list(frame.contexts),
        entries=(frame.entry, *told), sentence=-1 if sentence.headline else sentence.start,
        definite=trigger.parse is not None and trigger.use == NOUN and (
            trigger.parse.det or bool(trigger.parse.suffix)))
    date = date_of(scene, sentence, trigger.clause, trigger.start)
    if date is not None:
        event.first, event.last = date.first, date.last
    event.place = place_of(scene, trigger.clause, trigger.start, end)
    event.quantities = quantities_in(scene, start, end)
    return event


def _all(actors: list[ActorDraft], partners: list[ActorDraft]) -> list[ActorDraft]:
    return [*actors, *(partner for partner in partners if partner not in actors)]
