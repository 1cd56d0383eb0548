"""Participants: who stands at which place beside a trigger, by verb-first, subject-first, passive and noun order."""

from __future__ import annotations

from dataclasses import dataclass, field

from isnad.languages.lexicon import Form, Parse
from isnad.reading.clauses import COMMAS, Scene
from isnad.reading.drafts import ActorDraft, MentionDraft
from isnad.reading.frames import is_of
from isnad.reading.names import ACCUSATIVE, ADJECTIVE, DEFINITE, FINITE, FUNCTION, NOMINAL
from isnad.reading.slots import Slot, slots_after
from isnad.reading.subjects import agrees, back_over, nominative
from isnad.reading.text import COLONS
from isnad.reading.triggers import BESIDE, VERB, Trigger, in_set
from isnad.reading.walk import Walk, first_actor

FAR = 45
"""How many words back a pronoun or a verb without a subject reaches."""
DONE_TO = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT", "AID", "PROTEST"})
"""Types whose verbs are told in the passive with no other sign of it: "قتل ثلاثة جنود", "اعتقل الناشط"."""
HAPPEN = frozenset({"ASSAULT", "PROTEST"})
"""Types whose nouns have the place as their genitive: "هجوم لندن", "احتجاجات باريس"."""
SUBJECT = 8
"""How many words may describe a subject between it and its verb: "أن مهاجما من الحركة فجر"."""
BEFORE = 30
"""How many words of particles, adverbs and dates may stand between a subject and its verb."""
REMEMBERED = 6
"""How many of the last subjects a pronoun or a verb without a subject may mean."""


class Subjects:
    """Who acted or spoke last, by the place where he did, in the order of the text."""

    def __init__(self) -> None:
        self._seen: list[tuple[int, ActorDraft]] = []

    def note(self, i: int, actor: ActorDraft) -> None:
        """Note that an actor is the subject at word ``i``."""
        self._seen.append((i, actor))
        del self._seen[:-4 * REMEMBERED]

    def before(self, i: int, gender: str, number: str, *, since: int = 0) -> ActorDraft | None:
        """The last subject not far before word ``i`` (nor before ``since``) that a pronoun or verb so inflected may
        mean."""
        last = [actor for at, actor in self._seen if max(since, i - FAR) <= at < i][-REMEMBERED:]
        return next((actor for actor in reversed(last) if agrees(actor, gender, number)), None)


@dataclass(slots=True)
class Around:
    """Those found beside a trigger: by source; the heads of what stands as subject and object where it is no actor
    (``heads``) and in any case (``tops``, at ``places``); whom the governing verb says it was done to ("تعرض لـ"), and
    whether it says that it was done, and not by whom ("تم")."""

    found: dict[str, list[ActorDraft]] = field(default_factory=dict)
    heads: dict[str, Form] = field(default_factory=dict)
    tops: dict[str, Form] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    victims: list[ActorDraft] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    passive: bool = False

    def put(self, source: str, actors: list[ActorDraft]) -> None:
        """Add to those at a source."""
        if actors:
            self.found.setdefault(source, []).extend(a for a in actors if a not in self.found.get(source, ()))


def around(scene: Scene, trigger: Trigger, subjects: Subjects) -> Around:
    """Find who stands beside a trigger."""
    got = Around()
    if trigger.use in (VERB, BESIDE):
        _beside_verb(scene, trigger, subjects, got)
    else:
        _beside_noun(scene, trigger, subjects, got)
    return got


# -- verbs


def _beside_verb(scene: Scene, trigger: Trigger, subjects: Subjects, got: Around) -> None:
    parse = trigger.parse
    assert parse is not None
    got.slots = slots_after(scene, trigger.start + 1, trigger.clause.end)
    _prepositions(scene, trigger, got)
    direct = _direct(got.slots, trigger)
    if trigger.use == BESIDE:
        _put_slot(scene, got, "object", direct[0] if direct else None)
        who = subjects.before(trigger.start, parse.sense.gender, parse.sense.number)
        got.put("subject", [who] if who is not None else [])
        return
    head, relative = _before(scene, trigger, parse)
    if relative and parse.suffix and head is not None:  # "الهجوم الذي شنه", "المدينة التي قصفتها الطائرات"
        got.put("object", [head.actor])
        _put_slot(scene, got, "subject", direct[0] if direct else None)
        return
    if head is not None and parse.suffix and direct and _indefinite(scene, head):
        got.put("object", [head.actor])  # "عسكريون خطفهم مقاتلون"
        _put_slot(scene, got, "subject", direct[0])
        return
    if head is not None:
        got.put("subject", _with_joined(scene, head))
        rest = direct
    else:
        first = direct[0] if direct else None
        if first is not None and (_led_by_pronoun(scene, trigger) or not _may_be_subject(scene, first, parse)
                                  or _continues(scene, trigger, parse, first, subjects)):
            first = None
        _put_slot(scene, got, "subject", first)
        rest = direct[1:] if first is not None else direct
    _put_slot(scene, got, "object", rest[0] if rest else None)
    if parse.suffix:
        got.put("object", _meant(scene, trigger, parse.suffix, subjects))
    if not got.found.get("subject") and "subject" not in got.heads:
        got.put("subject", _elided(scene, trigger, parse, subjects))
    elif _passive(trigger, got):
        got.found["object"] = got.found.pop("subject", [])
        if "subject" in got.heads:
            got.heads["object"] = got.heads.pop("subject")


def _elided(scene: Scene, trigger: Trigger, parse: Parse, subjects: Subjects) -> list[ActorDraft]:
    """Whom a verb without a subject means: who acted last in its sentence, the sentence's first actor, or who acted
    last before it."""
    gender, number = parse.sense.gender, parse.sense.number[:1]
    first = trigger.clause.first
    if not parse.conj and _begins_with_noun(scene, trigger):
        return []  # its subject stands before it, though nobody is read in it: "طرفا الحرب قبلا هدنة"
    colon = next((i for i in range(trigger.start - 1, max(first, trigger.start - FAR), -1)
                  if scene.norm(i) in COLONS), 0)
    if colon:  # what stands before a colon tells where, or who speaks: "لندن: خبير يدعو إلى"
        who = subjects.before(trigger.start, gender, number, since=colon)
        return [who] if who is not None else []
    for i in range(trigger.start - 1, max(first, trigger.start - FAR) - 1, -1):
        that = scene.that(i)
        if that is not None:  # what follows أن has its own subject, even where its name could not be read
            first = first if that.suffix or trigger.start == i + 1 or _only_tense(scene, trigger, i + 1) else i
            if first == i:
                who = subjects.before(trigger.start, gender, number, since=i)
                return [who] if who is not None else []
            break
    who = subjects.before(trigger.start, gender, number, since=first) or first_actor(
        scene, Walk(first, trigger.start), trigger.start, gender, number) or subjects.before(
        trigger.start, gender, number)
    many = number == "p" and who is not None and who.number == "s" and who.kind in ("person", "country")
    return [who] if who is not None and not many else []


def _begins_with_noun(scene: Scene, trigger: Trigger) -> bool:
    """Whether a noun begins the clause of a verb, with no preposition before or on it."""
    i = trigger.clause.start
    if i >= trigger.start or scene.that(i) is not None or scene.joined_preposition(i):
        return False
    bits = scene.cast.bits(i)
    return bool(bits & NOMINAL) and not bits & (FINITE | FUNCTION) and i not in scene.date_end


def _led_by_pronoun(scene: Scene, trigger: Trigger) -> bool:
    """Whether the pronoun on أن is a verb's subject: "أنها قصفت", "إنه لن يزور"; or there is none at all: "أن
    تكون قصفت". A masculine one may mean nobody where the verb may be passive: "إنه قتل ثلاثة"."""
    i = _verb_begins(scene, trigger, SUBJECT)
    that = scene.that(i - 1) if i > 0 else None
    if that is None or not that.suffix:
        return that is not None and i < trigger.start and _only_tense(scene, trigger, i)
    gender, number, person = scene.page.lexicon.pronouns[that.suffix]
    idle = gender == "m" and number == "s"
    return person == "3" and not (idle and any(frame.type in DONE_TO for frame in trigger.frames))


def _verb_begins(scene: Scene, trigger: Trigger, reach: int) -> int:
    """The word at which a verb begins, with the particles, auxiliaries and adverbs before it: "لم", "قد كان"."""
    i = back_over(scene, trigger.start, max(trigger.clause.before, trigger.start - reach))
    while i - 1 > trigger.clause.before and any(p.entry.category == "mood" for p in scene.form(i - 1).events):
        i -= 1
    return i


def _only_tense(scene: Scene, trigger: Trigger, i: int) -> bool:
    """Whether nothing but the verb "to be" stands from word ``i`` to a verb: "أن تكون قصفت"."""
    return i + 1 == trigger.start and scene.bare(i, "aux")


def _continues(scene: Scene, trigger: Trigger, parse: Parse, slot: Slot, subjects: Subjects) -> bool:
    """Whether a joined verb goes on with the subject before it, as what follows is a thing it is done to: "وقصفت
    بلدات عدة"."""
    return bool(parse.conj) and not slot.mentions and any(frame.affects for frame in trigger.frames) and (
        trigger.start > trigger.clause.first and bool(_elided(scene, trigger, parse, subjects)))


def _may_be_subject(scene: Scene, slot: Slot, parse: Parse) -> bool:
    """Whether the first noun phrase after a verb may be its subject: not accusative, and in agreement with it."""
    if not slot.mentions or slot.owned:
        return not scene.cast.bits(slot.start) & ACCUSATIVE
    if parse.sense.number[:1] in ("p", "d"):
        return False  # a verb before its subject is in the singular
    actor = slot.mentions[0].actor
    one = actor.kind in ("person", "country") and actor.number not in ("p", "d")
    return not (one and actor.gender and parse.sense.gender and actor.gender != parse.sense.gender)


def _passive(trigger: Trigger, got: Around) -> bool:
    """Whether the only noun phrase of a transitive verb is the one acted on: "قتل ثلاثة جنود في هجوم"."""
    assert trigger.parse is not None
    if "object" in got.heads or got.found.get("object") or trigger.noun >= 0 or trigger.parse.suffix:
        return False
    if not trigger.frames or not all(frame.affects for frame in trigger.frames):
        return False
    if got.found.get("agent"):
        return True
    if not any(frame.type in DONE_TO for frame in trigger.frames) or any(
            source in got.found for frame in trigger.frames for source in frame.recipient if source != "object"):
        return False
    subject = got.found.get("subject", [])
    return not subject or "subject" in got.heads or all(is_of(actor, "people") for actor in subject)


def _before(scene: Scene, trigger: Trigger, parse: Parse) -> tuple[MentionDraft | None, bool]:
    """The noun phrase before a verb that is its subject, or the head of the relative clause that it stands in."""
    i = _verb_begins(scene, trigger, BEFORE)
    if i <= trigger.clause.before:
        return None, False
    before = scene.form(i - 1)
    if "rel" in before.cats and not before.cats & {"prep", "neg", "interrog"}:
        head = scene.mention_end.get(i - 1) or (
            scene.mention_end.get(i - 2) if scene.norm(i - 2) in COMMAS else None)
        return head, True
    joined = i < trigger.start and any(p.conj and p.entry.category in ("aux", "neg") for p in scene.form(i).parses)
    if parse.conj or joined:
        return None, False
    mention = scene.mention_end.get(i)
    if mention is None and before.norm in COMMAS:
        mention = scene.mention_end.get(i - 1)
    if mention is None:
        return _after_that(scene, trigger, i), False
    first = scene.begins(mention)
    if not nominative(scene, first, trigger.clause.before):
        # an indefinite head takes its clause without a relative: "مسلحون هاجموا"
        return (mention, False) if _indefinite(scene, mention) and agrees(
            mention.actor, parse.sense.gender, parse.sense.number) else (_after_that(scene, trigger, i), False)
    return mention, False


def _after_that(scene: Scene, trigger: Trigger, end: int) -> MentionDraft | None:
    """The subject that stands between أن and the verb, whatever its head: "أن مجهولين خطفوا"."""
    j = trigger.clause.before
    if scene.that(j) is None and scene.that(trigger.clause.start) is not None:
        j = trigger.clause.start
    that = scene.that(j)
    if that is None or that.suffix:
        return None
    j += 1
    if j < end and scene.is_punct(j):
        j += 1
    mention = (scene.cast.adopt_people(j, end) or scene.cast.adopt(j, end)) if j < end else None
    if mention is None or end - mention.stop > SUBJECT:
        return None
    first = mention.stop
    if first < end and _indefinite(scene, mention) and scene.cast.bits(first) & FINITE:
        first += 1  # a clause of its own describes who is indefinite: "انتحارية ترتدي حزاما فجرت"
    between = range(first, end)
    clause = any(scene.that(k) is not None or "rel" in scene.form(k).cats or (
        scene.cast.bits(k) & FINITE and not scene.cast.bits(k) & (NOMINAL | FUNCTION | DEFINITE)) for k in between)
    return None if clause else mention


def _indefinite(scene: Scene, mention: MentionDraft) -> bool:
    return mention.form in ("nominal", "title") and mention.actor.kind in ("group", "person") and not scene.norm(
        scene.begins(mention)).startswith(scene.page.lexicon.article)


def _with_joined(scene: Scene, last: MentionDraft) -> list[ActorDraft]:
    """An actor and those joined before it: "فرنسا وألمانيا تدينان"."""
    actors = [last.actor]
    first = scene.begins(last)
    while scene.coordinated(first) and (more := scene.mention_end.get(first)) is not None and len(actors) < 8:
        actors.append(more.actor)
        first = scene.begins(more)
    return actors[::-1]


# -- nouns


def _beside_noun(scene: Scene, trigger: Trigger, subjects: Subjects, got: Around) -> None:
    """A noun's genitive or pronoun, the state that its adjective tells, and what prepositions bring."""
    end = trigger.clause.end
    j = trigger.end
    suffix = trigger.parse.suffix if trigger.parse is not None else ""
    if suffix:
        got.put("of", _meant(scene, trigger, suffix, subjects))
    j = _adjectives(scene, trigger, j, end, got)
    carried = _carried_out(scene, j, trigger)
    if carried:
        j, end = carried, min(carried + SUBJECT + SUBJECT, trigger.last)
    got.slots = slots_after(scene, j, end)
    if carried and got.slots and not got.slots[0].prep:
        _put_slot(scene, got, "agent", got.slots[0])
    _prepositions(scene, trigger, got)
    first = got.slots[0] if got.slots else None
    bare = trigger.parse is None or not (trigger.parse.det or suffix)
    if bare and first is not None and not first.prep and first.start == trigger.end:
        town = bool(first.mentions) and all(_is_town(scene, mention) for mention in first.mentions)
        if not (town and any(frame.type in HAPPEN for frame in trigger.frames)):
            _put_slot(scene, got, "of", first)
    elif suffix and first is not None and not first.prep and first.mentions and any(
            frame.transitive for frame in trigger.frames):
        got.found["subject"] = got.found.pop("of", [])
        _put_slot(scene, got, "object", first)  # "لقائه الوزير"
        return
    elif bare and first is not None and first.prep == "ل" and first.mentions and not any(
            frame.transitive for frame in trigger.frames):
        got.put("of", [mention.actor for mention in first.mentions])  # an indefinite noun's owner: "غارات للتحالف"
    _as_verb(trigger, got)


def _carried_out(scene: Scene, j: int, trigger: Trigger) -> int:
    """The word after the verb that carries a noun out in its own relative clause, or 0: "هجوم شنه", "الغارات التي
    نفذتها"."""
    if j < trigger.last and "rel" in scene.form(j).cats:
        j += 1
    if j >= trigger.last:
        return 0
    carries = any(p.entry.category == "control" and p.entry["actor"] == "subject" and p.suffix and p.sense.tense in (
        "perfect", "imperfect") for p in scene.form(j).events)
    return j + 1 if carries else 0


def _is_town(scene: Scene, mention: MentionDraft) -> bool:
    """Whether a mention is a town that no state is named by here: "هجوم لندن" is where it was."""
    return mention.form == "metonym" and "place" in scene.form(mention.start).cats


def _adjectives(scene: Scene, trigger: Trigger, j: int, end: int, got: Around) -> int:
    """Step over the adjectives of a noun; a nisba among them tells whose it is: "الغارات الإسرائيلية". After a bare
    noun of what is done to people it is one of them: "مقتل فلسطيني"."""
    bare = trigger.parse is not None and not (trigger.parse.det or trigger.parse.suffix)
    if bare and j == trigger.end < end and in_set(scene, range(trigger.start, trigger.end), "done_to_people"):
        native = scene.cast.adopt_native(j, end)
        if native is not None:
            got.put("of", [native.actor])
            return native.stop
    while j < end and scene.words[j].form.cats and scene.cast.mention_at(j) is None and j not in scene.date_end:
        form = scene.words[j].form
        nisba = form.find("nisba")
        if nisba is not None and not nisba.prep and not nisba.conj:
            got.put("of", [scene.cast.state_of(nisba.entry["code"], j)])
        elif not scene.cast.bits(j) & ADJECTIVE or scene.joined_preposition(j) or scene.coordinated(j):
            break
        j += 1
    return j


def _as_verb(trigger: Trigger, got: Around) -> None:
    """A verbal noun's places as its verb's: the genitive is the object, or the subject where ل brings the object or
    the verb has none."""
    of, by_l = got.found.get("of", []), got.found.get("ل", [])
    transitive = any(frame.transitive for frame in trigger.frames)
    if "of" in got.heads:
        got.heads["object"] = got.heads["of"]
    if "of" in got.tops:
        got.tops["object"] = got.tops["of"]
    if not of:
        if transitive and by_l:
            got.found.setdefault("object", list(by_l))
        return
    if transitive and by_l and "agent" not in got.found:
        got.found["subject"], got.found["object"] = list(of), list(by_l)
    elif transitive:
        got.found["object"] = list(of)
    else:
        got.found["subject"] = list(of)


# -- both


def _direct(slots: list[Slot], trigger: Trigger) -> list[Slot]:
    """The slots without a preposition, but for the noun of a light phrase."""
    return [slot for slot in slots if not slot.prep and not slot.start <= trigger.noun < slot.stop]


def _put_slot(scene: Scene, got: Around, source: str, slot: Slot | None) -> None:
    if slot is None:
        return
    got.tops[source] = scene.words[slot.start].form
    got.places[source] = slot.start
    if slot.head is not None:
        got.heads[source] = slot.head
    got.put(source, [mention.actor for mention in slot.mentions])


def _prepositions(scene: Scene, trigger: Trigger, got: Around) -> None:
    """What the prepositions after a trigger bring; what words of agency do ("على يد") is the agent."""
    for slot in got.slots:
        if slot.start <= trigger.noun < slot.stop and slot.owned:  # what the noun of a light phrase owns
            got.put("ل", [mention.actor for mention in slot.mentions])
            got.put("of", [mention.actor for mention in slot.mentions])
            continue
        agent = _agency(scene, slot, trigger.end)
        if agent or slot.prep:
            got.put("agent" if agent else slot.prep, [mention.actor for mention in slot.mentions])


def _agency(scene: Scene, slot: Slot, start: int) -> bool:
    """Whether words of agency stand before a slot, or at its beginning ("برصاص الجيش")."""
    return bool(slot.mentions) and any(
        scene.page.agency_end(i, slot.stop) > i for i in range(max(start, slot.start - 2), slot.start + 1))


def _meant(scene: Scene, trigger: Trigger, suffix: str, subjects: Subjects) -> list[ActorDraft]:
    """Whom the pronoun on a trigger means, as far as it can be told: the last subject that agrees."""
    gender, number, person = scene.page.lexicon.pronouns[suffix]
    if person != "3":
        return []
    who = subjects.before(trigger.start, gender, number)
    return [who] if who is not None else []

