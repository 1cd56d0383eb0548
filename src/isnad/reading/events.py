"""Events: who did what to whom, by PLOVER, whether it is so, and on whose word.

Every sentence is walked once. A trigger (see ``triggers``) opens the frames that its row lists; those who stand beside
it (``participants``) are seated in them (``frames``); of the frames whose conditions hold the fullest is taken. What
governs the trigger (``governing``) and the statement that holds it give the status. Statements are events by
themselves where they demand, accuse, refuse, promise or praise (``deeds``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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
from isnad.reading.deeds import deeds, directed_at, words_of
from isnad.reading.drafts import ActorDraft, EventDraft, StatementDraft
from isnad.reading.frames import SPOKEN, Seats, fill, holds
from isnad.reading.governing import Governor, governors_of, is_background, status_of
from isnad.reading.merging import once
from isnad.reading.names import FINITE, NOMINAL
from isnad.reading.page import Sentence
from isnad.reading.participants import Around, Subjects, around
from isnad.reading.triggers import NOUN, VERB, WORDS, Clause, Trigger, triggers_in

STATUS = {"demand": "requested", "propose": "requested", "deny": "negated", "expect": "future", "promise": "future",
          "warn": "conditional", "reject": "negated"}
"""The status that a statement's act gives to what heads its content."""
TO_COME = {"CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "CONCEDE"}
"""What is still to come is coded as the promise of it: PLOVER codebook, AGREE and CONCEDE."""
KNOWN_BEFORE = frozenset({"ASSAULT", "PROTEST"})
"""Types whose nouns mostly name what is known from before, so that they must be told as news to be events."""
REPORT = 80
"""How many words tell a whole report from a note too short to say what it is about."""
FORCE = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "SANCTION", "RETREAT"})
"""Types that are politics in whatever report they stand."""
POLITICS = frozenset({"PTY", "OPP", "LEG", "JUD", "LAB", "REB", "TER", "MIL", "IGO", "REF"})
"""Sectors whose presence makes a report of one state's affairs a political one."""
HEAD = 8
"""How many words of what was said are its head, which the statement's act bears on."""
SPORT = 4
"""A report with so many words of sport, one in every ``SPORT_SHARE`` words at least, tells no politics."""
SPORT_SHARE = 40


def find_events(scene: Scene, statements: list[StatementDraft]) -> list[EventDraft]:
    """Find the events of a page, in the order of their triggers."""
    if _sport(scene):
        return []
    scene.note_mentions()
    holding = _Holding(scene, statements)
    spoken = deeds(scene, statements)
    by_word = {event.word: event for event in spoken}
    deed_of = {id(event.spoken): event for event in spoken}
    subjects = Subjects()
    found: list[EventDraft] = []
    for sentence in scene.page.sentences:
        triggers = triggers_in(scene, sentence)
        own = holding.speaking(sentence)
        if not triggers and not own:
            continue
        _homelands(scene, sentence, holding)
        around_it = contexts_in(scene, sentence)
        for statement in own:
            deed = deed_of.get(id(statement))
            if deed is not None:
                describe(scene, deed, (), around_it)
        pending = list(own)
        told: set[int] = set()  # nouns of light phrases that were read with their verbs
        for trigger in triggers:
            if trigger.start in told:
                continue
            while pending and pending[0].cue_word < trigger.start:
                _note(subjects, pending.pop(0))
            harm = any(e.type == "ASSAULT" and not e.actors and e.sentence == sentence.start for e in found[-HEAD:])
            event = _read(scene, sentence, trigger, subjects, holding, harm=harm)
            if event is None:
                continue
            told.update((trigger.noun, *range(trigger.start + 1, trigger.end)))
            spoken_here = by_word.get(event.word)
            if spoken_here is not None:
                _lend(spoken_here, event)
                continue
            describe(scene, event, event.contexts, around_it)
            found.append(event)
        for statement in pending:
            _note(subjects, statement)
    events = sorted([*spoken, *found], key=lambda event: event.trigger)
    if _own_house(scene):
        events = [event for event in events if event.type in FORCE]
    kept = once(events)
    day = lead_day(scene) if any(event.sentence < 0 for event in kept) else None
    for event in kept:
        if day is not None and event.sentence < 0 and event.spoken is None and event.first is None and (
                event.status == "actual"):
            event.first, event.last = day.first, day.last
    return kept


def _homelands(scene: Scene, sentence: Sentence, holding: _Holding) -> None:
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
    """Let a statement's own event have what a frame tells of it: its mode, and whom it is directed at."""
    if deed.type == "AGREE" and event.type == "THREATEN":
        deed.type = event.type  # a vow: "تعهد بالثأر"
    if deed.type == event.type:
        deed.mode = event.mode or deed.mode
        deed.recipients = event.recipients or deed.recipients


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


class _Holding:
    """Which statement holds a place, innermost, and which begin in a sentence."""

    def __init__(self, scene: Scene, statements: list[StatementDraft]) -> None:
        self._scene = scene
        self._by_cue = sorted(statements, key=lambda s: s.cue_word)
        self._cues = [s.cue_word for s in self._by_cue]
        self._by_content = sorted(statements, key=lambda s: s.content[0][0])
        self._contents = [s.content[0][0] for s in self._by_content]

    def speaking(self, sentence: Sentence) -> list[StatementDraft]:
        """The statements whose cues stand in a sentence."""
        return self._by_cue[bisect_left(self._cues, sentence.start) : bisect_left(self._cues, sentence.end)]

    def at(self, span: tuple[int, int], word: int) -> StatementDraft | None:
        """The innermost statement whose content holds a span; not one whose own cue the word is."""
        hi = bisect_right(self._contents, span[0])
        best: StatementDraft | None = None
        for statement in reversed(self._by_content[max(0, hi - 32) : hi]):
            if statement.cue_word == word or not any(a <= span[0] and span[1] <= b for a, b in statement.content):
                continue
            if best is None or _size(statement) < _size(best):
                best = statement
        return best

    def heads(self, statement: StatementDraft, trigger: Trigger) -> bool:
        """Whether a trigger heads what was said, so that the statement's act bears on it."""
        words = words_of(self._scene, statement, HEAD)
        return words.start <= trigger.start < words.stop and (
            trigger.clause.start <= words.start + 1 or trigger.use in (NOUN, WORDS))


def _size(statement: StatementDraft) -> int:
    return statement.content[-1][1] - statement.content[0][0]


def _read(scene: Scene, sentence: Sentence, trigger: Trigger, subjects: Subjects, holding: _Holding, *,
          harm: bool) -> EventDraft | None:
    """The event that a trigger tells, or None. ``harm``: the sentence has told of harm whose doer is not known yet."""
    got = around(scene, trigger, subjects)
    governors = governors_of(scene, trigger)
    if is_background(governors):
        return None
    span = scene.page.span(trigger.start, trigger.end)
    within = holding.at(span, trigger.start)
    if trigger.use == VERB:
        for actor in got.found.get("subject", [])[:1]:
            subjects.note(trigger.start, actor)
    else:
        _by_governor(scene, governors, trigger, subjects, got)
        if not governors and trigger.parse is not None and trigger.parse.prep == "ل":
            _by_purpose(scene, trigger, subjects, got)
        if within is not None and holding.heads(within, trigger):
            _by_statement(scene, within, trigger, got)
    seats = _best(scene, trigger, got)
    if seats is None or (trigger.use == NOUN and _recalls(trigger, seats)):
        return None
    if seats.frame.type in KNOWN_BEFORE and trigger.use == VERB and _presupposed(scene, trigger):
        return None
    if seats.frame.type == "PROTEST" and not seats.actors:
        seats.actors = _crowd(scene, sentence)
    if seats.frame.type == "PROTEST" and not seats.recipients:
        seats.recipients = [actor for actor in _against(scene, sentence, trigger) if actor not in seats.actors]
    if seats.frame.type in KNOWN_BEFORE and trigger.use == NOUN and not _is_news(
            scene, sentence, trigger, governors, within, seats) and not (harm and trigger.parse and not trigger.parse.det):
        return None
    if trigger.use != VERB and seats.actors:
        subjects.note(trigger.start, seats.actors[0])
    if trigger.use == VERB and "subject" in got.tops and any(
            p.entry["type"] == seats.frame.type for p in got.tops["subject"].triggers):
        trigger.noun = got.places["subject"]  # "استهدفت غارات التحالف القاعدة": the raids are the deed, once
    status = status_of(scene, trigger, governors)
    if status == "actual" and within is not None and not _past(trigger) and holding.heads(within, trigger):
        status = STATUS.get(within.act, status)
    return _draft(scene, sentence, trigger, seats, status, within)


def _past(trigger: Trigger) -> bool:
    """Whether a trigger is a verb in the perfect, which tells what was done whatever the statement does."""
    return trigger.parse is not None and trigger.parse.sense.tense == "perfect"


def _recalls(trigger: Trigger, seats: Seats) -> bool:
    """Whether a definite noun names nobody, and so only calls back what was told before: "الهجوم"."""
    return trigger.parse is not None and trigger.parse.det and not (seats.actors or seats.recipients or seats.partners)


def _presupposed(scene: Scene, trigger: Trigger) -> bool:
    """Whether a verb stands in the relative clause of a definite noun, which tells what is known already: "السائحتان
    اللتان خطفتا", and tells no number with it."""
    first = trigger.clause.start
    relative = any(scene.norm(i).startswith(scene.page.lexicon.article) and "rel" in scene.form(i).cats
                   for i in range(max(trigger.clause.before, trigger.start - 3), trigger.start))
    return relative and first >= trigger.start - 3 and not quantities_in(scene, trigger.start, min(
        trigger.clause.end, trigger.start + HEAD))


def _crowd(scene: Scene, sentence: Sentence) -> list[ActorDraft]:
    """Those who protest where a protest's noun names nobody: the demonstrators of its sentence."""
    for i in range(sentence.start, min(sentence.end, sentence.start + 4 * WINDOW)):
        if any(p.entry.category == "set" and p.entry["set"] == "crowd" for p in scene.words[i].form.events):
            mention = scene.cast.mention_at(i)
            if mention is not None and mention.actor.kind == "group":
                return [mention.actor]
    return []


def _against(scene: Scene, sentence: Sentence, trigger: Trigger) -> list[ActorDraft]:
    """Whom a protest is against: who is named right after the word that says so ("ضد", "احتجاجا على", "مطالبين")."""
    for i in range(trigger.end, min(sentence.end, trigger.end + 2 * WINDOW)):
        form = scene.words[i].form
        if "&against" not in form.names and not any(
                p.entry["act"] in SPOKEN and p.sense.tense in ("participle", "masdar") for p in form.all("cue")):
            continue
        for j in range(i + 1, min(sentence.end, i + HEAD)):
            mention = scene.cast.mention_at(j)
            if mention is not None:
                return [mention.actor]
            nisba = scene.form(j).find("nisba")
            if nisba is not None and not nisba.conj:
                return [scene.cast.state_of(nisba.entry["code"], j)]
    return []


def _is_news(scene: Scene, sentence: Sentence, trigger: Trigger, governors: list[Governor],
             within: StatementDraft | None, seats: Seats) -> bool:
    """Whether a noun tells a deed as news and does not only name a known one ("اغتيال الحريري"): a verb carries it out
    or brings it about, a headline or sentence begins with it, a verb of its own or its numbers follow, it is what
    somebody announced or is accused of, or both sides of it are named."""
    if any(governor.entry.category == "control" and governor.parse is not None and governor.parse.sense.tense in (
            "perfect", "imperfect") for governor in governors):
        return True
    if sentence.headline or trigger.start <= sentence.start + 1:
        return True
    if within is not None and (within.act in ("accuse", "deny") or (
            scene.that(words_of(scene, within, 1).start) is None and words_of(scene, within, 2).start == trigger.start)):
        return True
    if len(seats.actors) + bool(seats.recipients) + bool(seats.partners) > 1:
        return True
    if quantities_in(scene, trigger.start, min(trigger.clause.end, trigger.start + HEAD)):
        return True
    indefinite = trigger.parse is not None and not (trigger.parse.det or trigger.parse.suffix)
    return indefinite and trigger.clause.end <= trigger.start + HEAD and trigger.clause.end < sentence.end and bool(
        scene.cast.bits(trigger.clause.end) & FINITE) and not scene.coordinated(trigger.clause.end)


def _by_governor(scene: Scene, governors: list[Governor], trigger: Trigger, subjects: Subjects, got: Around) -> None:
    """Let the verb that governs a noun give it its doer: "قامت القوات بقصف", "تعرضت القوات لهجوم"."""
    for governor in governors:
        role = governor.entry["actor"]
        if not role or governor.parse is None:
            continue
        if role == "none":
            got.passive = any(frame.affects for frame in trigger.frames)  # "تم قصف المواقع"
            return
        use = NOUN if governor.parse.sense.tense == "masdar" else VERB
        beside = around(scene, Trigger(governor.i, governor.i + 1, use, governor.parse, [],
                                       _clause(scene, governor.i, trigger.start)), subjects)
        if role == "recipient":
            got.victims = beside.found.get("subject", [])
            got.put("agent", got.found.get("من", []))
            return
        who = beside.found.get("object" if role == "object" else "subject", [])
        if who and "subject" not in got.found:
            got.found["agent"] = who
            return


def _by_purpose(scene: Scene, trigger: Trigger, subjects: Subjects, got: Around) -> None:
    """Let a deed that another is done for fall to the doer of that one: "استخدم المسلحون الموقع لقصف المدينة"."""
    if "subject" in got.found or "agent" in got.found:
        return
    for j in range(trigger.start - 1, max(trigger.clause.start, trigger.start - WINDOW) - 1, -1):
        verb = next((p for p in scene.form(j).all("verb") if p.sense.tense in ("perfect", "imperfect")), None)
        if verb is not None and scene.cast.bits(j) & FINITE and not scene.cast.bits(j) & NOMINAL:
            beside = around(scene, Trigger(j, j + 1, VERB, verb, [], _clause(scene, j, trigger.start)), subjects)
            got.put("agent", beside.found.get("subject", []))
            return


def _clause(scene: Scene, i: int, end: int) -> Clause:
    """The words around a governing verb, up to what it governs."""
    sentence = scene.page.sentence_of(i)
    assert sentence is not None
    start = max(sentence.start, i - WINDOW)
    return Clause(start, end, start, sentence.start)


def _by_statement(scene: Scene, statement: StatementDraft, trigger: Trigger, got: Around) -> None:
    """Let what heads a statement's content fall to whom the statement is directed at, or to the speaker himself."""
    if "subject" in got.found or "agent" in got.found:
        return
    if statement.act in ("demand", "accuse"):
        got.put("agent", directed_at(scene, statement)[:1])
    elif statement.act == "say" and statement.speaker is not None and not any(
            frame.type in KNOWN_BEFORE or frame.partner for frame in trigger.frames) and any(
            frame.part == "verb" for frame in trigger.frames) and scene.that(words_of(scene, statement, 1).start) is None:
        got.put("agent", [statement.speaker])  # "أعلنت موسكو طرد السفير"
    elif statement.act in ("promise", "deny") and statement.speaker is not None:
        got.put("agent", [statement.speaker])


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
        if holds(seats, sets, lambda: _told(scene, trigger)) and (best is None or seats.weight > best.weight):
            best = seats
    return best


def _told(scene: Scene, trigger: Trigger) -> bool:
    """Whether the words around a noun tell of one deed, though nobody is named: its place, its mode, how many. A
    definite noun only calls back what was told before."""
    if trigger.parse is not None and trigger.parse.det:
        return False
    start, end = max(trigger.clause.start, trigger.start - WINDOW), min(trigger.clause.end, trigger.start + WINDOW)
    return any(mode_of(scene, frame.type, start, end)[0] for frame in trigger.frames) or bool(
        quantities_in(scene, start, end)) or place_of(scene, trigger.clause, trigger.start, end) is not None


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
