"""Deeds of speech: the events that statements are by themselves: demands, accusations, refusals, promises, praise.

Types by the PLOVER codebook: a demand is REQUEST, an accusation or condemnation ACCUSE, a refusal or the denial of an
accusation REJECT, a promise AGREE, praise SUPPORT. Neutral saying, expecting and plain warning are none.
"""

from __future__ import annotations

from isnad.reading.circumstances import lead_day, mode_of
from isnad.reading.clauses import Scene
from isnad.reading.drafts import ActorDraft, DateDraft, EventDraft, StatementDraft
from isnad.reading.frames import MODES_SPOKEN, POLITIC, SPOKEN, is_of
from isnad.reading.subjects import agrees
from isnad.reading.triggers import in_set, prays

TYPES = {**SPOKEN, "criticise": "ACCUSE", "deny": "REJECT", "warn": "THREATEN"}
_HOUSE = frozenset({"GOV", "CVL", "BUS", "EDU", "NGO", "MED", "COP", "JUD", "REL", None})
HOUSE = {"SUPPORT": _HOUSE, "AGREE": _HOUSE, "REQUEST": frozenset({"CVL", "EDU", "BUS", "MED", None})}
"""To whom in his own state an official's everyday words go, by the type of event that they would be elsewhere."""
AGAINST = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN"})
"""Types that one and the same other side is met with, one after the other in one breath."""
SAME = 60
"""How many words apart two such deeds of one speaker stand at most."""
SHORT = 3
"""Words of so many letters tell nothing of what was said."""
LOOKED_THROUGH = 25
"""How many words of what was said are looked through for whom it is directed at."""


def deeds(scene: Scene, statements: list[StatementDraft]) -> list[EventDraft]:
    """The events that statements are, in the order of their words."""
    accusers: dict[object, list[ActorDraft]] = {}
    for statement in statements:
        if statement.act == "accuse" and statement.speaker is not None:
            for actor in directed_at(scene, statement):
                accusers.setdefault(_side(actor), []).append(statement.speaker)
    days = days_of_speech(scene, statements)
    found: list[EventDraft] = []
    for statement in statements:
        event_type = _type_of(statement)
        if event_type is None or statement.speaker is None or not _is_deed(scene, statement, accusers):
            continue
        recipients = promised_to(scene, statement) if event_type == "AGREE" else directed_at(scene, statement)
        private = statement.speaker.kind == "person" and not is_of(statement.speaker, "politic")
        if private and not any(is_of(actor, "politic") for actor in recipients):
            continue  # what a man without an office wishes of nobody in particular
        if _own_business(event_type, statement.speaker, recipients) and not _of_abroad(scene, statement):
            continue
        if event_type == "REJECT" and not recipients:
            recipients = _answered(statement.speaker, found) or list(
                dict.fromkeys(accusers.get(_side(statement.speaker), [])))
        before = found[-1] if found else None
        if not recipients and before is not None and before.actors == [statement.speaker] and (
                before.type in AGAINST and event_type in AGAINST) and statement.cue_word - before.word < SAME:
            recipients = before.recipients  # "اتهم الجيش المتمردين …، مطالبا بـ"
        word, trigger = _trigger(scene, statement)
        mode = "convict" if event_type == "SANCTION" else MODES_SPOKEN.get(statement.act)
        told = statement.entries
        if mode is None:
            content = words_of(scene, statement, LOOKED_THROUGH)
            mode, why = mode_of(scene, event_type, content.start, content.stop)
            told += why
        day = days.get(id(statement))
        found.append(EventDraft(
            event_type, trigger, word, [statement.speaker], recipients, "actual", f"statement-{statement.act}",
            mode=mode, first=day.first if day else None, last=day.last if day else None, within=statement.within,
            spoken=statement, entries=told, gist=_gist(scene, statement)))
    return sorted(found, key=lambda event: event.word)


def _type_of(statement: StatementDraft) -> str | None:
    """The type of event that a statement is; a court that condemns convicts (PLOVER codebook, SANCTION)."""
    courts = statement.speaker is not None and statement.speaker.sector == "JUD"
    return "SANCTION" if courts and statement.act == "criticise" else TYPES.get(statement.act)


def _is_deed(scene: Scene, statement: StatementDraft, accusers: dict[object, list[ActorDraft]]) -> bool:
    """Whether what a statement's act tells is a deed: of one whose words may be politics, and towards somebody."""
    speaker = statement.speaker
    if speaker is None or not _public(speaker) or not speaker.mentions:
        return False  # an office whose bearer was found later has given him its mentions
    if prays(scene, statement.cue_word):
        return False
    if statement.act == "reject" and in_set(scene, words_of(scene, statement, 1), "comment"):
        return False  # "رفض الإفصاح": he only says no more
    if statement.act == "deny":
        return _answers(scene, statement, accusers)
    return statement.act not in ("warn", "criticise") or _forceful(scene, statement)


def days_of_speech(scene: Scene, statements: list[StatementDraft]) -> dict[int, DateDraft]:
    """The day on which each statement was made, by the statement's ``id``: the one that its sentence tells outside
    what was said; else the one on which the same speaker spoke, or all who spoke."""
    told: dict[int, DateDraft] = {}
    by_sentence: dict[int, list[StatementDraft]] = {}
    for statement in statements:
        sentence = scene.page.sentence_of(statement.cue_word)
        if sentence is not None:
            by_sentence.setdefault(sentence.start, []).append(statement)
    for start, within in by_sentence.items():
        sentence = scene.page.sentence_of(start)
        day = _day_outside(scene, within, start, sentence.end) if sentence is not None else None
        if day is not None:
            told |= {id(statement): day for statement in within}
    by_speaker = {id(s.speaker): told[id(s)] for s in reversed(statements) if id(s) in told}
    days = {day.first for day in told.values()}
    common = next(iter(told.values())) if len(days) == 1 else None if days else lead_day(scene)
    for statement in statements:
        day_of = told.get(id(statement)) or by_speaker.get(id(statement.speaker)) or common
        if day_of is not None and (statement.within is None or id(statement) in told):
            told[id(statement)] = day_of
    return told


def _gist(scene: Scene, statement: StatementDraft) -> frozenset[str]:
    """The longer words of what was said, by which it is known again."""
    return frozenset(key for i in words_of(scene, statement, LOOKED_THROUGH)
                     if len(key := scene.form(i).key.removeprefix(scene.page.lexicon.article)) > SHORT)


def _day_outside(scene: Scene, statements: list[StatementDraft], start: int, end: int) -> DateDraft | None:
    """The first day that a sentence tells outside what is said in it."""
    said = [span for statement in statements[:LOOKED_THROUGH] for span in statement.content]
    for day in scene.dates_between(start, end):
        at = scene.words[day.start].start
        if day.grain == "day" and day.first is not None and not any(a <= at < b for a, b in said):
            return day
    return None


def _public(actor: ActorDraft) -> bool:
    """Whether an actor's words may be politics: those of states, institutions and crowds are, and of persons known to
    be of a state; a newsman's or a company's are not."""
    if actor.sector in ("MED", "BUS", "EDU"):
        return False
    return actor.kind != "person" or (actor.sector or "") in POLITIC or actor.country is not None


def _own_business(event_type: str, speaker: ActorDraft, recipients: list[ActorDraft]) -> bool:
    """Whether an official only runs his own state's house: all whom he turns to are of it, and of no politics."""
    house = HOUSE.get(event_type)
    return house is not None and speaker.sector == "GOV" and bool(recipients) and all(
        actor.country in (speaker.country, None) and actor.sector in house for actor in recipients)


def _of_abroad(scene: Scene, statement: StatementDraft) -> bool:
    """Whether what an official says to his own people is about another state: "دعت رعاياها إلى مغادرة ليبيا"."""
    own = statement.speaker.country if statement.speaker is not None else None
    entries = (p.entry for i in words_of(scene, statement, LOOKED_THROUGH) for p in scene.form(i).parses[:2])
    return any(entry.category in ("state", "nisba") and entry["code"] not in (own, "") for entry in entries)


def _trigger(scene: Scene, statement: StatementDraft) -> tuple[int, tuple[int, int]]:
    """The cue where it tells the deed, else the word of what was said that does."""
    cue = scene.form(statement.cue_word).find("cue")
    if cue is not None and cue.entry["act"] not in ("", "say"):
        return statement.cue_word, statement.cue
    telling = {id(entry) for entry in statement.entries if entry.category in ("content", "stance")}
    if telling:
        for i in words_of(scene, statement, LOOKED_THROUGH * 2):
            form = scene.form(i)
            if any(id(p.entry) in telling for p in form.parses):
                return i, scene.page.span(i, i + 1)
    return statement.cue_word, statement.cue


def words_of(scene: Scene, statement: StatementDraft, most: int) -> range:
    """The first words of what was said, as indices."""
    start, end = statement.content[0][0], statement.content[-1][1]
    first = scene.word_at(start)
    last = first
    while last < len(scene.words) and last - first < most and scene.words[last].start < end:
        last += 1
    return range(first, last)


def _forceful(scene: Scene, statement: StatementDraft) -> bool:
    """Whether a warning threatens, and criticism is more than concern: the cue is also a trigger of such an event."""
    wanted = TYPES[statement.act]
    places = {statement.cue_word, _trigger(scene, statement)[0]}
    return any(p.entry.category == "frame" and p.entry["type"] == wanted for i in places for p in scene.form(i).events)


def _answered(speaker: ActorDraft, before: list[EventDraft]) -> list[ActorDraft]:
    """Whom a refusal answers: who last demanded something of the speaker, accused or threatened him."""
    for event in reversed(before[-SAME:]):
        if event.type in AGAINST and any(_side(actor) == _side(speaker) for actor in event.recipients):
            return event.actors
    return []


def _side(actor: ActorDraft) -> object:
    """Who answers when an actor is accused: himself, or the state that he governs: "اتهم بوتين، وتنفي روسيا"."""
    return actor.country if actor.sector == "GOV" and actor.country else id(actor)


def _own_side(actor: ActorDraft, speaker: ActorDraft | None) -> bool:
    """Whether an actor is the speaker or the state that he speaks for."""
    return actor is speaker or (speaker is not None and actor.kind == "country" and actor.country == speaker.country)


def _answers(scene: Scene, statement: StatementDraft, accusers: dict[object, list[ActorDraft]]) -> bool:
    """Whether a denial denies an accusation: one in the same report, or one that it names itself."""
    speaker = statement.speaker
    if speaker is not None and _side(speaker) in accusers:
        return True
    return in_set(scene, words_of(scene, statement, LOOKED_THROUGH), "charge")


def directed_at(scene: Scene, statement: StatementDraft) -> list[ActorDraft]:
    """Whom a deed of speech is directed at: who is told or accused beside the cue, else the first other actor that what
    was said names before its first clause ends."""
    if statement.addressee is not None:
        return [statement.addressee]
    if (meant := _by_pronoun(scene, statement)) is not None:
        return [meant]
    content = words_of(scene, statement, LOOKED_THROUGH)
    between = range(statement.cue_word + 1, content.start)
    for stretch in (between, content):
        i = stretch.start
        while i < stretch.stop:
            mention = scene.cast.mention_at(i)
            if mention is None:
                nisba = scene.form(i).find("nisba") if stretch is content else None
                if nisba is not None and nisba.entry["code"] != (statement.speaker and statement.speaker.country):
                    return [scene.cast.state_of(nisba.entry["code"], i)]
                if stretch is content and i > stretch.start + 2 and scene.that(i) is not None:
                    break
                i += 1
                continue
            # an outlet beside the cue is whom it was told to: "شدد، في تصريحات لقناة …"
            other = not _own_side(mention.actor, statement.speaker) and (
                stretch is content or statement.act == "accuse" or mention.actor.sector != "MED")
            if other and (stretch is content or not scene.preposition(i - 1)):
                return _joined(scene, i, statement)
            i = max(mention.stop, i + 1)
    return []


def _by_pronoun(scene: Scene, statement: StatementDraft) -> ActorDraft | None:
    """Whom the pronoun on a verb of accusing or urging means: who was named last before it and agrees, and is not of
    the speaker's side: "انتقد الإمارات واتهمها"."""
    cue = scene.form(statement.cue_word).find("cue")
    sentence = scene.page.sentence_of(statement.cue_word)
    if cue is None or sentence is None or not cue.suffix or cue.sense.tense not in ("perfect", "imperfect"):
        return None
    gender, number, person = scene.page.lexicon.pronouns[cue.suffix]
    if person != "3":
        return None
    for i in range(statement.cue_word, max(sentence.start, statement.cue_word - LOOKED_THROUGH), -1):
        mention = scene.mention_end.get(i)
        if mention is not None and not _own_side(mention.actor, statement.speaker) and agrees(
                mention.actor, gender, number):
            return mention.actor
    return None


def promised_to(scene: Scene, statement: StatementDraft) -> list[ActorDraft]:
    """To whom a promise is made: who is told, or whom ل, إلى or مع brings in what was promised."""
    if statement.addressee is not None:
        return [statement.addressee]
    for i in words_of(scene, statement, LOOKED_THROUGH):
        mention = scene.cast.mention_at(i)
        if mention is not None and mention.actor is not statement.speaker and (
                scene.joined_preposition(i) == "ل" or (i > 0 and scene.preposition(i - 1) in ("إلى", "مع", "ل"))):
            return _joined(scene, i, statement)
    return []


def _joined(scene: Scene, i: int, statement: StatementDraft) -> list[ActorDraft]:
    """The actor at word ``i`` and those joined to it."""
    actors: list[ActorDraft] = []
    while (mention := scene.cast.mention_at(i)) is not None and len(actors) < 8:
        if mention.actor is not statement.speaker and mention.actor not in actors:
            actors.append(mention.actor)
        i = max(mention.stop, i + 1)
        if i >= len(scene.words) or not scene.coordinated(i):
            break
    return actors
