"""The report's own memory: which phrases are one actor, and where an actor stands whose phrase does not tell it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from isnad.reading.drafts import ActorDraft
from isnad.reading.names import same_name
from isnad.reading.phrases import NounPhrase

FAR_BACK = 256
"""Places after a place before which a further one is no longer kept; keeps the time linear."""
REMEMBERED = 12
"""Actors that one word of a name may lead to; the latest are kept."""

Key = tuple[str, tuple[str, ...], str]


@dataclass(slots=True, eq=False)
class Known:
    """What is known of an actor beside its draft: whether its country and sector were told, and its name's words."""

    actor: ActorDraft
    tokens: tuple[str, ...] = ()
    told_country: bool = False
    told_sector: bool = False
    words: int = 0


@dataclass(slots=True)
class Places:
    """Actors by a word that calls them back, in the order of their places on the page."""

    starts: list[int] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)

    def add(self, start: int, known: Known) -> None:
        """Note an actor at a place. Places mostly come in order; one that lies far back is left out."""
        at = bisect_left(self.starts, start)
        if len(self.starts) - at < FAR_BACK and (at == len(self.starts) or self.known[at] is not known):
            self.starts.insert(at, start)
            self.known.insert(at, known)

    def before(self, start: int) -> Iterable[Known]:
        """The actors noted before a place, the latest first; the nearest few."""
        at = bisect_left(self.starts, start)
        return reversed(self.known[max(0, at - REMEMBERED) : at])


class Memory:
    """Actors of one report and how they are called back.

    ``home`` is the country that a bare title or body belongs to, None where it cannot be told; ``year`` the report's,
    0 where unknown; ``written`` gives the text of words.
    """

    def __init__(self, home: str | None, year: int, written: Callable[[int, int], str],
                 slip: Callable[[str], str]) -> None:
        self.home = home
        self._year = year
        self.actors: list[ActorDraft] = []
        self._written = written
        self._slip = slip
        self._by_token: dict[str, list[Known]] = {}
        self._by_key: dict[Key, Known] = {}
        self._by_lemma: dict[str, Places] = {}
        self._states: dict[str, Known] = {}
        self._of: dict[int, Known] = {}
        self._last: Known | None = None
        self._office: tuple[str, tuple[str, ...]] = ("", ())

    # -- names for show

    def shown(self, phrase: NounPhrase) -> str:
        """The words of a phrase that name its actor, without what is joined before them."""
        return self._plain(phrase, *(phrase.name or (phrase.start, phrase.core)))

    def _plain(self, phrase: NounPhrase, start: int, end: int) -> str:
        written = self._written(start, end)
        if start != phrase.start or not (phrase.conj or phrase.prep):
            return written
        bare = written[len(phrase.conj + phrase.prep) :]
        if not (phrase.prep == "ل" and phrase.det and bare.startswith("ل")):
            return bare
        # ل before the article is written لل; with a noun in ل the three become two: للجنة
        noun = start == phrase.start and phrase.entry is not None and phrase.entry.lemma.startswith("ل")
        return bare if noun and phrase.kind == "country" else "ال" + bare if noun else "ا" + bare

    # -- making and merging

    def _make(self, phrase: NounPhrase, name: str, kind: str) -> Known:
        actor = ActorDraft(name, kind, gender=phrase.gender, number=phrase.number)
        known = Known(actor, phrase.tokens)
        self.actors.append(actor)
        self._of[id(actor)] = known
        return known

    def _learn(self, known: Known, phrase: NounPhrase) -> None:
        """Let a phrase tell of an actor what was not told before."""
        actor = known.actor
        if phrase.country and not known.told_country:
            actor.country = None if phrase.country == "none" else phrase.country
            known.told_country = True
        elif not known.told_country and actor.country is None and phrase.home and actor.kind != "country":
            actor.country = phrase.local or self.home
        if phrase.sector and not known.told_sector:
            actor.sector = phrase.sector
            known.told_sector = True
        elif not known.told_sector:
            actor.sector = phrase.fallback or actor.sector or "CVL"
        left = phrase.former or (0 < phrase.until < self._year and not known.told_sector)
        if left and actor.sector in ("GOV", "LEG") and phrase.kind == "person":
            actor.sector, known.told_sector = "PTY", True
        if phrase.name is not None and (len(phrase.tokens) > len(known.tokens) or (known.tokens == phrase.tokens
                                        and phrase.name[1] - phrase.name[0] > known.words)):
            known.tokens, known.words = phrase.tokens, phrase.name[1] - phrase.name[0]
            actor.name = self.shown(phrase)
            self._index(known)
        if phrase.name is None and phrase.entry is not None and phrase.entry.category == "organisation" and (
                phrase.core - phrase.start > known.words):
            known.words = phrase.core - phrase.start
            actor.name = self.shown(phrase)
        if actor.role is None and phrase.role is not None and phrase.kind == "person":
            actor.role = self._plain(phrase, *phrase.role)
        actor.gender = actor.gender or phrase.gender

    def _is_listed(self, known: Known, listed: str) -> bool:
        """Whether an actor may be the listed person whose bare surname stands here, and no namesake."""
        if len(known.tokens) < 2 or (listed, ("listed",), "") in self._by_key:
            return True
        return self._slip(listed).replace(" ", "").startswith(known.tokens[0])

    def _index(self, known: Known) -> None:
        for token in known.tokens:
            found = self._by_token.setdefault(token, [])
            if known not in found:
                found.append(known)
                del found[:-REMEMBERED]

    def _places(self, lemma: str) -> Places:
        return self._by_lemma.setdefault(lemma, Places())

    def country_of(self, phrase: NounPhrase) -> str:
        """The country a phrase tells, else the home country, else an empty string."""
        return phrase.country or (phrase.local or self.home or "" if phrase.home else "")

    # -- who a phrase means

    def introduce(self, phrase: NounPhrase) -> None:
        """Learn a name that stands anywhere in the report, before the phrases are resolved one by one."""
        self._learned(self._person(phrase), phrase)

    def resolve(self, phrase: NounPhrase) -> ActorDraft:
        """The actor that a phrase means; a new one where none is known."""
        known = self._find(phrase)
        self._learned(known, phrase)
        if phrase.name is not None and not phrase.governed:
            self._last = known
        return known.actor

    def _learned(self, known: Known, phrase: NounPhrase) -> None:
        if phrase.entry is None or phrase.entry.category != "person" or self._is_listed(known, phrase.entry.lemma):
            self._learn(known, phrase)

    def _find(self, phrase: NounPhrase) -> Known:
        category = phrase.entry.category if phrase.entry is not None else ""
        if phrase.name is not None:
            return self._person(phrase)
        if category in ("state", "capital", "seat", "polity"):
            return self.state(phrase.country, phrase)
        if category in ("organisation", "outlet"):
            return self._organisation(phrase)
        if category in ("body", "portfolio"):
            return self._body(phrase)
        if category == "callback" and self._last is not None:
            return self._last
        if category in ("title", "counterpart", "callback") and phrase.kind == "person":
            return self._office_holder(phrase)
        return self._group(phrase)

    def state(self, code: str, phrase: NounPhrase) -> Known:
        """The one actor for a state, its government and its capital."""
        known = self._states.get(code)
        written = self.shown(phrase)
        is_name = phrase.entry is not None and phrase.entry.category == "state"
        if known is None:
            known = self._make(phrase, written, "country")
            known.actor.gender, known.actor.number = "", "s"
            known.actor.country, known.actor.sector = code or None, "GOV"
            known.told_country = known.told_sector = True
            self._states[code] = known
        if is_name and not known.tokens and phrase.entry is not None:
            known.actor.name = written
            known.tokens = ("state",)
        return known

    def called(self, tokens: tuple[str, ...], country: str = "") -> ActorDraft | None:
        """The person whose name these words are a part of."""
        known = self._named(tokens, country)
        return known.actor if known is not None else None

    def _named(self, tokens: tuple[str, ...], country: str) -> Known | None:
        best: Known | None = None
        for token in dict.fromkeys((tokens[-1], tokens[0])) if tokens else ():
            for known in reversed(self._by_token.get(token, ())):
                first = len(tokens) == 1 and known.tokens[0] == tokens[0]
                if not first and not same_name(tokens, known.tokens):
                    continue
                if country and known.told_country and known.actor.country != country:
                    continue
                if best is None or (known.tokens[-1] == tokens[-1] and best.tokens[-1] != tokens[-1]):
                    best = known
        return best

    def _person(self, phrase: NounPhrase) -> Known:
        entry = phrase.entry if phrase.entry is not None and phrase.entry.category == "person" else None
        listed: Key = (entry.lemma if entry is not None else "", ("listed",), "")
        known = self._named(phrase.tokens, phrase.country if phrase.country != "none" else "")
        if known is None and entry is not None:
            known = self._by_key.get(listed) or self._named(tuple(self._slip(entry.lemma).split(" ")), phrase.country)
        if known is None:
            known = self._make(phrase, self.shown(phrase), "person")
            known.words = phrase.name[1] - phrase.name[0] if phrase.name is not None else 0
            self._index(known)
            if entry is not None:
                self._by_key[listed] = known
        for lemma, complement in phrase.titles or [(phrase.lemma, phrase.complement)]:
            if lemma:
                self._by_key.setdefault((lemma, complement, self.country_of(phrase)), known)
                self._places(lemma).add(phrase.start, known)
                self._office = (lemma, complement)
        return known

    def _office_holder(self, phrase: NounPhrase) -> Known:
        lemma, complement = phrase.lemma, phrase.complement
        if phrase.entry is not None and phrase.entry.category == "counterpart" and self._office[0]:
            lemma, complement = self._office
        country = self.country_of(phrase)
        known = self._by_key.get((lemma, complement, country))
        if known is None and not complement and phrase.completed:
            known = next((k for k in self._places(lemma).before(phrase.start) if self._agrees(k, phrase)), None)
        if known is None:
            known = self._make(phrase, self.shown(phrase), "person")
        self._by_key.setdefault((lemma, complement, country), known)
        self._places(lemma).add(phrase.start, known)
        if complement:
            self._office = (lemma, complement)
        return known

    def _agrees(self, known: Known, phrase: NounPhrase) -> bool:
        return not phrase.country or known.actor.country == phrase.country

    def _organisation(self, phrase: NounPhrase) -> Known:
        key = (phrase.lemma, ("listed",), phrase.country)
        known = self._by_key.get(key)
        if known is None:
            known = self._make(phrase, self.shown(phrase), phrase.kind)
            self._by_key[key] = known
        self._places("sector " + phrase.sector).add(phrase.start, known)
        for word in {phrase.calls, phrase.calls.partition(" ")[0]} - {""}:
            self._places(word).add(phrase.start, known)
        return known

    def _body(self, phrase: NounPhrase) -> Known:
        entry = phrase.entry
        lemma, complement = phrase.lemma, phrase.complement
        if entry is not None and entry.category == "portfolio":
            complement = tuple(self._slip(word) for word in complement)
        elif entry is not None and entry["names"] == "self" and phrase.nested and len(complement) == 1:
            inner = phrase.nested[0]
            if inner.entry is not None and inner.entry.category in ("organisation", "outlet"):
                phrase.country, phrase.home = phrase.country or inner.country, False
                phrase.sector = inner.sector
                return self._organisation(inner)
        country = self.country_of(phrase)
        if phrase.kind == "country" and not complement and country not in ("", "none"):
            return self.state(country, phrase)
        known = self._by_key.get((lemma, complement, country))
        if known is None and not phrase.country:
            known = next((k for k in self._places(lemma).before(phrase.start)
                          if not complement or (lemma, complement, k.actor.country or "") in self._by_key), None)
        if known is None:
            kind = "organisation" if phrase.kind == "country" else phrase.kind
            known = self._make(phrase, self.shown(phrase), kind)
        self._by_key.setdefault((lemma, complement, country), known)
        for word in {lemma, lemma.partition(" ")[0]}:
            self._places(word).add(phrase.start, known)
        return known

    def calls_back(self, phrase: NounPhrase) -> bool:
        """Whether a bare body's noun calls back one that the report has named: الحزب, الشركة."""
        return any(True for _ in self._places(phrase.lemma).before(phrase.start))

    def _group(self, phrase: NounPhrase) -> Known:
        key = (f"{phrase.lemma} {phrase.number}", phrase.complement, self.country_of(phrase))
        known = self._by_key.get(key)
        if known is None and phrase.det and not phrase.complement and not phrase.country:
            known = next(iter(self._places(key[0]).before(phrase.start)), None)
        if known is None:
            known = self._make(phrase, self.shown(phrase), phrase.kind)
            self._by_key[key] = known
        self._places(key[0]).add(phrase.start, known)
        return known
