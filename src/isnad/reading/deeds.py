"""Deeds of speech: the events that statements are by themselves: demands, accusations, refusals, promises, praise.

Types by the PLOVER codebook: a demand is REQUEST, an accusation or condemnation ACCUSE, a refusal or the denial of an
accusation REJECT, a promise AGREE, praise SUPPORT. Neutral saying, expecting and plain warning are none.
"""

from __future__ import annotations

from isnad.reading.clauses import Scene
from isnad.reading.drafts import ActorDraft, EventDraft, StatementDraft
from isnad.reading.frames import POLITIC

TYPES = {"demand": "REQUEST", "accuse": "ACCUSE", "criticise": "ACCUSE", "reject": "REJECT", "deny": "REJECT",
         "promise": "AGREE", "praise": "SUPPORT", "warn": "THREATEN"}
MODES = {"accuse": "allege", "criticise": "disapprove"}
LOOKED_THROUGH = 25
"""How many words of what was said are looked through for whom it is directed at."""

def deeds(scene: Scene, statements: list[StatementDraft]) -> list[EventDraft]:
    """The events that statements are."""
    accused = {id(actor) for s in statements if s.act == "accuse" for actor in directed_at(scene, s)}
    found = []
    for statement in statements:
        event_type = TYPES.get(statement.act)
        if event_type is None or statement.speaker is None or not _public(statement.speaker):
            continue
        if statement.act == "deny" and not _answers(scene, statement, accused):
            continue
        if statement.act in ("warn", "criticise") and not _forceful(scene, statement):
            continue
        recipients = directed_at(scene, statement)
        word, trigger = _trigger(scene, statement)
        found.append(EventDraft(
            event_type, trigger, word, [statement.speaker], recipients, "actual", f"statement-{statement.act}",
            mode=MODES.get(statement.act), within=statement.within, spoken=statement, entries=statement.entries))
    return found


def _public(actor: ActorDraft) -> bool:
    """Whether an actor's words may be politics: institutions, crowds and officials; private persons' are not."""
    return actor.kind != "person" or (actor.sector or "") in POLITIC or actor.country is not None


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


def _answers(scene: Scene, statement: StatementDraft, accused: set[int]) -> bool:
    """Whether a denial denies an accusation: one in the same report, or one that it names itself."""
    speaker = statement.speaker
    if speaker is not None and id(speaker) in accused:
        return True
    return any(p.entry.category == "set" and p.entry["set"] == "charge"
               for i in words_of(scene, statement, LOOKED_THROUGH) for p in scene.form(i).events)


def directed_at(scene: Scene, statement: StatementDraft) -> list[ActorDraft]:
    """Whom a deed of speech is directed at: who is told or accused beside the cue, else the first other actor that what
    was said names before its first clause ends."""
    if statement.addressee is not None:
        return [statement.addressee]
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
            other = mention.actor is not statement.speaker
            if other and (stretch is content or not scene.preposition(i - 1)):
                return _joined(scene, i, statement)
            i = max(mention.stop, i + 1)
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
