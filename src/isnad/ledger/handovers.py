"""Handovers: who gives what is owed to whom, who takes it back or puts it off, as a text tells it. Pure.

The reader makes events of what states do to each other; that a reply was handed over is none of PLOVER's, and so it is
read here, in statements and in sentences that the report says itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from isnad.languages.settling import OWED, SETTLING, Mark, Marked, vocabulary
from isnad.languages.stems import stemmer
from isnad.ledger.items import Named, Party
from isnad.ledger.sides import name_terms, side

WITHIN = 12
"""How many words there may be between the word for giving and what is given."""
BEHIND = 8
"""How many words behind what is given the giver or receiver may be named."""
SOON = 6
"""How many words behind a word for taking back or putting off what is taken back may stand."""
NEXT = 3
"""How many words behind its verb a subject may stand, and behind the handing over of a thing the thing itself."""
GOODS = frozenset({"reply", "decision", "report", "paper", "relief", "apology", "resignation"})
"""Kinds of things that pass from hand to hand."""
_HANDS = frozenset({"gives", "gets", "comes"})
_PREPOSITIONS = frozenset({"to", "from", "onto", "beside"})
@dataclass(slots=True, frozen=True)
class Handover:
    """One deed with a thing owed. ``role`` as in ``settling.tsv``; ``giver`` owes or owed it; ``plain`` where the
    words leave no doubt of who does it and that it is done."""

    role: str
    kind: str
    giver: Party | None
    receiver: Party | None
    negated: bool
    future: bool
    plain: bool
    start: int
    end: int


@lru_cache(4_000)
def handovers(text: str, named: tuple[Named, ...], speaker: Party | None) -> tuple[Handover, ...]:
    """Every deed with a thing owed that a text tells. ``speaker`` says the text, None where the report does."""
    marked = vocabulary().marked(text)
    owed = [mark for mark in marked.marks if mark.sense.file == OWED.file]
    if not owed:
        return ()
    at = _places(marked, named)
    return tuple(found for mark in marked.marks if mark.sense.file == SETTLING.file
                 for found in _handover(marked, mark, owed, at, speaker))


@dataclass(slots=True, frozen=True)
class _Place:
    """Where a party is named: its words, and the role of the preposition before it."""

    first: int
    last: int
    prep: str
    party: Party


def _places(marked: Marked, named: tuple[Named, ...]) -> list[_Place]:
    bearing = vocabulary().bearing
    places = []
    for each in named:
        words = [i for i, (start, end) in enumerate(zip(marked.starts, marked.ends, strict=True))
                 if start < each.end and each.start < end]
        if words:
            first = words[0]
            before = marked.words[first - 1] if first else ""
            joined = marked.starts[first] < each.start or marked.words[first].startswith("لل")
            prep = "to" if joined and marked.words[first][0] == "ل" else "beside" if joined else bearing.get(before, "")
            places.append(_Place(first, words[-1], prep if prep in _PREPOSITIONS else "", each.party))
    return places


def _handover(marked: Marked, deed: Mark, owed: list[Mark], at: list[_Place],
              speaker: Party | None) -> Iterator[Handover]:
    thing = _thing(marked, deed, owed)
    role = deed.sense.role
    if thing is None or (role != "waits" and _waited_for(marked, deed)):
        return
    before, between, behind = _around(marked, deed, thing, at)
    doer, mine = _doer(marked, deed, before, between, speaker)
    of = next((place.party for place in (*between, *behind)
               if (place.first == thing.last + 1 and not place.prep) or place.prep == "from"), None)
    to = next((place.party for place in (*between, *behind)
               if place.prep == "to" and side(place.party, doer) not in ("same", "office")), None)
    if role in ("gets", "waits"):
        giver, receiver = of, doer
    elif role in ("comes", "replies"):
        giver, receiver = of or (doer if role == "replies" else None), to
    else:
        others = [place.party for place in between if not place.prep and place.party is not doer]
        giver, receiver = doer, to or (others[0] if others and role == "gives" else None)
    bearing = vocabulary().bearing
    earlier = [bearing.get(word, "") for word in marked.words[max(0, deed.first - 3):deed.first]]
    negated = "not" in earlier[-2:] and "still" not in earlier
    yield Handover(role, "reply" if thing is deed else thing.sense.role, giver, receiver,
                   negated=negated,
                   future=deed.sense.future or earlier[-1:] == ["unreal"],
                   plain=_plain(marked, deed, thing, mine=mine, finite=bool(before) or negated),
                   start=marked.starts[deed.first], end=marked.ends[thing.last])


def _thing(marked: Marked, deed: Mark, owed: list[Mark]) -> Mark | None:
    """What is given: the first thing owed behind the word for it, or the one right before it ("رد الحلف وصل")."""
    if deed.sense.role == "replies":
        onto = [vocabulary().bearing.get(word) for word in marked.words[deed.last + 1:deed.last + BEHIND]]
        return deed if marked.words[deed.first] != "ردا" and "onto" in onto else None
    role = deed.sense.role
    goods = [mark for mark in owed if mark.sense.part == "noun" and (role not in _HANDS or mark.sense.role in GOODS)]
    within = WITHIN if role in _HANDS or role == "waits" else SOON
    things = [mark for mark in goods if deed.last < mark.first <= deed.last + within
              and not _stops(marked, deed.first, mark.first)]
    if things:
        behind = [mark for mark in things if things[0].last < mark.first <= things[0].last + NEXT]
        thing = behind[0] if behind and things[0].sense.role == "handover" else things[0]  # "أرجأ تسليم الرد"
        between = {vocabulary().bearing.get(word) for word in marked.words[deed.last + 1:thing.first]}
        return thing if role != "recants" or between & {"from", "beside"} else None
    if role == "comes":
        return next((mark for mark in reversed(goods) if deed.first - 4 <= mark.first < deed.first), None)
    return None


def _stops(marked: Marked, first: int, last: int) -> bool:
    """Whether a sentence ends between two words."""
    return any(first <= stop < last for stop in marked.stops)


def _waited_for(marked: Marked, deed: Mark) -> bool:
    """Whether the deed itself is what somebody waits or asks for: "تنتظر تسليم الرد"."""
    return any(mark.sense.role == "waits" and deed.first - 4 <= mark.first < deed.first
               and not _stops(marked, mark.first, deed.first)
               for mark in marked.marks if mark.sense.file == SETTLING.file)


def _around(marked: Marked, deed: Mark, thing: Mark, at: list[_Place]) -> tuple[list[_Place], ...]:
    """Who is named right before the deed, between it and the thing, and behind both, in its sentence."""
    first, last = min(deed.first, thing.first), max(deed.last, thing.last)
    verb = first
    while verb and vocabulary().bearing.get(marked.words[verb - 1]) in ("done", "not", "still"):
        verb -= 1  # "الحلف قد سلم", "الحلف لم يسلم"
    before = [place for place in at if place.last == verb - 1 and not place.prep
              and not _stops(marked, place.last, first)]
    between = [place for place in at if first < place.first and place.last < last]
    behind = [place for place in at if last < place.first <= last + BEHIND and not _stops(marked, last, place.first)]
    return before, between, behind


def _doer(marked: Marked, deed: Mark, before: list[_Place], between: list[_Place],
          speaker: Party | None) -> tuple[Party | None, bool]:
    """Who does it, and whether it is the speaker himself: "سلمنا", "أنها سلمت"; else the subject, behind a verb that
    begins its clause, before another."""
    earlier = marked.words[deed.first - 1] if deed.first else ""
    if speaker is not None and (deed.sense.we or vocabulary().bearing.get(earlier) == "self"):
        return speaker, True
    if not deed.sense.joined and deed.sense.part != "noun":
        if before:
            return before[0].party, False
        if earlier.startswith(vocabulary().article) and not _stops(marked, deed.first - 1, deed.first):
            # a subject that is nobody's name: the speaker's own body ("أن الحلف سلم"), or somebody who is not known
            own = speaker is not None and stemmer().stem(earlier) in name_terms(f"{speaker.name} {speaker.role or ''}")
            return (speaker, True) if own else (None, False)
    return next((place.party for place in between if not place.prep and place.first <= deed.last + NEXT), None), False


def _plain(marked: Marked, deed: Mark, thing: Mark, *, mine: bool, finite: bool) -> bool:
    """Whether the words leave no doubt that it is done, and by whom: a perfect, or a present that tells a fact (a
    headline's, a negated one's, that of waiting), of a word that is of no other role, with the thing as its object."""
    roles = {mark.sense.role for mark in marked.marks if mark.sense.file == SETTLING.file and mark.first == deed.first}
    told = deed.sense.part == "perfect" or (
        deed.sense.part == "imperfect" and (finite or deed.sense.role == "waits"))
    if deed.sense.role in _HANDS and deed.first < thing.first and (
            marked.words[thing.first].startswith("لل")
            or vocabulary().bearing.get(marked.words[thing.first - 1]) in _PREPOSITIONS):
        return False  # "قدم عرضا حول الوثيقة"
    return told and (len(roles) == 1 or mine) and deed.sense.role not in ("replies", "readies")
