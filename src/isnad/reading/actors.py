"""Actors: who is named, titled or meant, and the report's own memory of them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable

from isnad.languages.lexicon import Entry, Form, Lexicon
from isnad.reading.bearers import join_bearers
from isnad.reading.chunker import Chunker
from isnad.reading.drafts import ActorDraft, DateDraft, Dateline, MentionDraft
from isnad.reading.memory import Memory
from isnad.reading.names import (
    ADJECTIVE,
    COMMAS,
    DEFINITE,
    FINITE,
    FUNCTION,
    GIVEN,
    MASDAR,
    NOMINAL,
    SURNAME,
    UNKNOWN,
)
from isnad.reading.page import Page
from isnad.reading.phrases import NounPhrase
from isnad.reading.text import PUNCT, WORD
from isnad.reading.units import HEADS, NOUN_HEADS

STARTS = HEADS | {"name"}
OFFICES = frozenset({"GOV", "BUS", "EDU", "NGO", "MED", "REL", "JUD"})
"""Sectors whose bare offices are the outlet's own state's rather than those of the state that a report is about."""
FORMS = {"capital": "metonym", "seat": "metonym", "state": "name", "organisation": "name", "outlet": "name",
         "title": "title"}


ADOPTED = "adopted"
"""The rule of a mention taken for an actor only because it stands where none but an actor stands."""


class Cast:
    """The actors of one report, their mentions by place, and who a pronoun or a bare title means."""

    def __init__(self, page: Page, chunker: Chunker | None = None, memory: Memory | None = None) -> None:
        self.page = page
        self.at: dict[int, MentionDraft] = {}
        self._chunker = chunker if chunker is not None else Chunker(page, ())
        self._memory = memory if memory is not None else Memory(None, 0, page.chars, page.lexicon.spelling.slip)

    @property
    def actors(self) -> list[ActorDraft]:
        """The actors, in the order in which they were found."""
        return self._memory.actors

    def mention_at(self, i: int) -> MentionDraft | None:
        """The longest mention whose noun phrase begins at word ``i``."""
        return self.at.get(i)

    def bits(self, i: int) -> int:
        """The classes of the word at a place; see ``names``."""
        return self._chunker.bits(i)

    def adopt_people(self, start: int, end: int, *, alone: bool = False) -> MentionDraft | None:
        """Take the noun phrase that begins at word ``start`` as an actor where its head is one for people or a body:
        for the slots of a deed, which things fill too. ``alone``: a number may stand for people by itself."""
        known = self.at.get(start)
        if known is not None:
            return known
        phrase = (self._chunker.at(start, end) or self._chunker.acted_on(start, end)
                  or (self._chunker.crowd(start, end) if alone else None))
        if phrase is None or phrase.kind == "place" or (phrase.name is None and not phrase.lemma):
            return None
        if phrase.name is None and not phrase.det:
            phrase.home = False  # whose unnamed people are is not known: "مسلحون", "زعماء"
        return self.add(phrase, ADOPTED)

    def adopt_native(self, i: int, end: int) -> MentionDraft | None:
        """Take an indefinite nisba at word ``i`` as somebody of that state: "اعتقال فلسطيني"."""
        known = self.at.get(i)
        if known is not None:
            return known if known.rule != "nisba" else None
        phrase = self._chunker.native(i, end)
        return self.add(phrase, ADOPTED) if phrase is not None else None

    def state_of(self, code: str, i: int) -> ActorDraft:
        """The actor that is a state, told at word ``i`` by its nisba: "غارات إسرائيلية"."""
        return self.owner(code, i).actor

    def owner(self, code: str, i: int) -> MentionDraft:
        """The mention of a state that its nisba at word ``i`` is."""
        known = self.at.get(i)
        if known is not None:
            return known
        phrase = NounPhrase(i, i + 1, "country", "", core=i + 1, country=code)
        actor = self._memory.state(code, phrase).actor
        if not actor.mentions:
            actor.name = self.page.lexicon.states.get(code, actor.name)  # روسيا, not "روسية"
        mention = MentionDraft(i, i + 1, "nominal", actor, i + 1, rule="nisba")
        self.note(mention, i)
        return mention

    def adopt(self, start: int, end: int) -> MentionDraft | None:
        """Take the noun phrase that begins at word ``start`` (and ends by ``end``) as an actor, known or not.

        For slots that only an actor fills (the subject of "قال"); gives None where no noun phrase stands there.
        """
        known = self.at.get(start)
        if known is not None:
            return known
        phrase = self._chunker.any(start, end)
        if phrase is None or phrase.kind == "place":
            return None
        if phrase.name is not None and not phrase.country and _foreign(self.page, phrase):
            phrase.home = False
        return self.add(phrase, ADOPTED)

    def introduce(self, start: int, end: int) -> MentionDraft:
        """Take words ``start`` to ``end`` (exclusive) wholly as an actor that nothing else tells of: a person where
        they may be a name, or are in no table as foreign names are, else a body; its country is that of a nisba in
        them."""
        forms = [word.form for word in self.page.words[start:end]]
        nisba = next((parse for form in forms if (parse := form.find("nisba")) is not None), None)
        kind = "person" if all(_names(form) for form in forms) else "organisation"
        noun = forms[0].find("noun")
        gender, number = (noun.sense.gender, noun.sense.number[:1]) if noun is not None else ("", "")
        actor = ActorDraft(self.page.chars(start, end), kind, nisba.entry["code"] if nisba is not None else None, "CVL",
                           gender=gender, number=number)
        self.actors.append(actor)
        form = "name" if kind == "person" else "nominal"
        mention = MentionDraft(start, end, form, actor, end, gender, number, ADOPTED)
        self.note(mention, start)
        return mention

    def merge(self, office: ActorDraft, bearer: ActorDraft) -> None:
        """Let the bearer of an office have what was said of the office alone."""
        if office is bearer:
            return
        for mention in office.mentions:
            mention.actor = bearer
        bearer.mentions += office.mentions
        office.mentions = []
        if bearer.role is None:
            bearer.role, bearer.country = office.role, office.country or bearer.country
            bearer.sector = office.sector or bearer.sector

    def called(self, tokens: tuple[str, ...]) -> ActorDraft | None:
        """The person whose name these words are a part of."""
        return self._memory.called(tokens)

    def add(self, phrase: NounPhrase, rule: str) -> MentionDraft:
        """Take a noun phrase as a mention of the actor that it means."""
        actor = self._memory.resolve(phrase)
        entries: tuple[Entry, ...] = (phrase.entry,) if phrase.entry is not None else ()
        category = phrase.entry.category if phrase.entry is not None else ""
        if phrase.name is not None:
            start, end = phrase.name
            form = "name"
            if phrase.start < phrase.title < phrase.end:
                actor.mentions.append(MentionDraft(phrase.start, phrase.title, "title", actor, phrase.end,
                                                   phrase.gender, phrase.number, rule, entries))
        else:
            start, end, form = phrase.start, phrase.core, FORMS.get(category, "nominal")
        mention = MentionDraft(start, end, form, actor, phrase.end, phrase.gender, phrase.number, rule, entries)
        self.note(mention, phrase.start)
        return mention

    def note(self, mention: MentionDraft, first: int) -> None:
        """Keep a mention whose noun phrase begins at word ``first``."""
        mention.actor.mentions.append(mention)
        for place in {first, mention.start}:
            other = self.at.get(place)
            if other is None or other.phrase_end < mention.phrase_end:
                self.at[place] = mention


def _names(form: Form) -> bool:
    """Whether a word where only an actor stands is of a name: in no table, or read as a name with no more taken off it
    than any noun has."""
    if not form.cats:
        return True
    name = next((i for i, p in enumerate(form.parses) if p.entry.category == "name"), None)
    if name is None:
        return form.cats <= {"native"}
    first = form.parses[name]
    bare = not (first.conj or first.prep or first.suffix) and first.exact
    return bare and not any(p.det or p.entry.category in NOUN_HEADS for p in form.parses[:name])


def find_actors(page: Page, dateline: Dateline, dates: list[DateDraft]) -> Cast:
    """Find the actors of a page.

    ``dateline`` tells the outlet's home country, which bare titles and bodies belong to; ``dates`` are no names.
    """
    chunker = Chunker(page, dates)
    phrases, nisbas = _chunk(page, chunker)
    _share(page, phrases)
    phrases = join_bearers(page, chunker, phrases)
    year = dateline.day.year if dateline.day is not None else 0
    home = _home(page, dateline, phrases, nisbas)
    _name_polities(phrases, dateline.country, home)
    _localise(page, dateline.country, home, phrases)
    _strangers(page, dateline.country, home, phrases)
    memory = Memory(home, year, page.chars, page.lexicon.spelling.slip)
    cast = Cast(page, chunker, memory)
    kept = _acting(chunker, phrases)
    kept += [inner for phrase in phrases for inner in phrase.nested if _stands_alone(inner)]
    kept.sort(key=lambda phrase: phrase.start)
    for phrase in kept:
        if phrase.name is not None:
            memory.introduce(phrase)
    for phrase in kept:
        if phrase.name is not None:
            cast.add(phrase, "name")
        elif not _is_surname(cast, phrase) and not _unheard_of(memory, phrase):
            cast.add(phrase, "noun phrase")
    _surnames(page, chunker, cast, phrases)
    return cast


def _localise(page: Page, outlet: str | None, home: str | None, phrases: list[NounPhrase]) -> None:
    """Give back to the outlet's state the bare offices that are its own in a report about another state.

    An outlet writes its own ministers and bodies without a nisba; another state's have one, or stand in a sentence
    that names that state.
    """
    if outlet is None or home is None or outlet == home:
        return
    told: dict[int, set[str]] = {}
    for phrase in phrases:
        sentence = page.sentence_of(phrase.start)
        if sentence is not None:
            told.setdefault(sentence.start, set()).update(p.country for p in (phrase, *phrase.nested) if p.country)
    for phrase in phrases:
        sentence = page.sentence_of(phrase.start)
        around = told.get(sentence.start, set()) if sentence is not None else set()
        for part in (phrase, *phrase.nested):
            if not part.country and part.home and (part.sector or part.fallback) in OFFICES and (
                    home not in around or outlet in around):
                part.local = outlet


def _strangers(page: Page, outlet: str | None, home: str | None, phrases: list[NounPhrase]) -> None:
    """Keep foreign names from the outlet's state: who bears one and has a title is of the state told just before him,
    who has none is of the state that the report is about, or of none that can be told."""
    told, since = "", -1
    for phrase in phrases:
        sentence = page.sentence_of(phrase.start)
        for part in (phrase, *phrase.nested):
            if part.name is not None and part.kind == "person" and not part.country and part.home and _foreign(
                    page, part):
                near = told if part.titles and sentence is not None and since >= sentence.start else ""
                part.local = near if near not in ("", "none") else home if home not in (None, outlet) else ""
                part.home = bool(part.local)
            if part.country:
                told, since = part.country, part.start


def _foreign(page: Page, phrase: NounPhrase) -> bool:
    """Whether no word of a name is one of the language's own."""
    assert phrase.name is not None
    words = page.words[slice(*phrase.name)]
    return not any("native" in word.form.cats or page.lexicon.is_native(word.form.norm) for word in words)


def _unheard_of(memory: Memory, phrase: NounPhrase) -> bool:
    """Whether a bare noun for a body that goes by its own name calls back none: الحركة, الشبكة."""
    entry = phrase.entry
    return entry is not None and entry["names"] == "self" and not phrase.complement and not phrase.country and (
        not memory.calls_back(phrase))


def _is_surname(cast: Cast, phrase: NounPhrase) -> bool:
    """Whether a noun for people is rather the surname of someone whom the report names: الشاهد."""
    if phrase.core - phrase.start > 1 or not phrase.det or phrase.entry is None:
        return False
    if phrase.entry.category != "group" and not (phrase.entry.category == "title" and phrase.fallback == "CVL"):
        return False
    written = cast.page.words[phrase.start].form.key[len(phrase.conj + phrase.prep) :]
    actor = cast.called((written,))
    if actor is None:
        return False
    i = phrase.start
    cast.note(MentionDraft(i, i + 1, "name", actor, i + 1, actor.gender, "s", "surname"), i)
    return True


def _chunk(page: Page, chunker: Chunker) -> tuple[list[NounPhrase], Counter[str]]:
    """All noun phrases with an actor's head, in order, none in another; and the states of the nisbas outside them."""
    phrases: list[NounPhrase] = []
    nisbas: Counter[str] = Counter()
    words = page.words
    for sentence in page.sentences:
        i, end = sentence.start, sentence.end
        while i < end:
            form = words[i].form
            if form.heads or not form.cats.isdisjoint(STARTS) or form.kind == "number":
                phrase = chunker.at(i, end)
                if phrase is not None:
                    phrases.append(phrase)
                    i = chunker.ended = max(i + 1, phrase.end)
                    chunker.named = i if phrase.name is not None else -1
                    continue
                nisba = form.find("nisba")
                if nisba is not None:
                    nisbas[nisba.entry["code"]] += 1
            i += 1
    return phrases, nisbas


def _share(page: Page, phrases: list[NounPhrase]) -> None:
    """Let phrases tell each other what they share.

    A phrase joined by و to one that tells its country is of that country too, unless it tells its own; the names
    listed after a title in the plural are its bearers: النائبين فلان وفلان.
    """
    bearers: NounPhrase | None = None
    for before, phrase in itertools.pairwise(phrases):
        between = phrase.start - before.end
        title = before.entry is not None and before.entry.category == "title" and before.kind == "group"
        if phrase.name is not None and phrase.start == phrase.name[0] and between <= 1 and (title or bearers):
            bearers = before if title else bearers
            if bearers is not None and (not between or page.words[before.end].form.norm in COMMAS | {"("}):
                phrase.country = phrase.country or bearers.country
                phrase.sector = phrase.sector or bearers.sector or bearers.fallback
                continue
        bearers = None
        if phrase.conj and not between and not phrase.country and before.country and phrase.entry is not None and (
                before.entry is not None and before.entry.category in ("title", "body", "group")
                and (phrase.entry.category == "title" or (phrase.entry.category == "body" and not phrase.complement))):
            phrase.country = before.country


def _home(page: Page, dateline: Dateline, phrases: list[NounPhrase], nisbas: Counter[str]) -> str | None:
    """The country that the report's bare titles and bodies belong to.

    It is the outlet's own, unless the headline begins with another's name and a colon, or the report tells of
    one other country more than of all the rest, and hardly of the outlet's.
    """
    home = dateline.country
    for phrase in phrases[:1]:
        after = page.words[phrase.end].form.norm if phrase.end < len(page.words) else ""
        if phrase.start == 0 and phrase.kind == "country" and after == ":":
            return phrase.country
    counts = nisbas.copy()
    for phrase in phrases:
        for part in (phrase, *phrase.nested):
            if home in part.codes:
                counts[str(home)] += 1
            outlet = part.entry is not None and part.entry.category == "outlet"
            if len(part.country) == 3 and not outlet:
                counts[part.country] += 1
    if not counts:
        return home
    (country, most), total = counts.most_common(1)[0], sum(counts.values())
    if home is None or (most >= 3 and most > 2 * counts[home] + 1):
        if most * 2 > total:
            return country
        return home if counts[str(home)] else None
    return home


def _name_polities(phrases: list[NounPhrase], *states: str | None) -> None:
    """Let words like المملكة mean the outlet's state, or else the one that the report is about."""
    for phrase in phrases:
        for part in (phrase, *phrase.nested):
            if part.codes:
                part.country = next((state for state in states if state in part.codes), "")
                if part is not phrase:
                    phrase.country = phrase.country or part.country


def _stands_alone(phrase: NounPhrase) -> bool:
    """Whether a complement is an actor in its own right: a body or organisation, or a named person."""
    category = phrase.entry.category if phrase.entry is not None else ""
    if phrase.name is not None:
        return True
    return category == "organisation" or (category == "body" and phrase.completed)


def _acting(chunker: Chunker, phrases: list[NounPhrase]) -> list[NounPhrase]:
    """The phrases that are taken for actors where they stand; a state joined to a mere place is a place too."""
    kept: list[NounPhrase] = []
    before: NounPhrase | None = None
    for phrase in phrases:
        joined = before is not None and phrase.conj and before.end == phrase.start and (
            before.kind in ("country", "place") and phrase.kind == "country")
        if _acts(chunker, phrase) and not (joined and (not kept or kept[-1] is not before)):
            phrase.governed = bool(phrase.prep) or _governed(chunker, phrase.start)
            kept.append(phrase)
        before = phrase
    return kept


def _governed(chunker: Chunker, i: int) -> bool:
    """Whether a preposition or a noun in construct stands before word ``i``."""
    if i == 0 or chunker.words[i].newline or chunker.dated[i - 1]:
        return False
    before, bits = chunker.form(i - 1), chunker.bits(i - 1)
    return "prep" in before.cats or (bool(bits & NOMINAL) and not bits & (DEFINITE | FINITE))


def _acts(chunker: Chunker, phrase: NounPhrase) -> bool:
    """Whether a noun phrase is taken for an actor where it stands."""
    category = phrase.entry.category if phrase.entry is not None else ""
    if phrase.start and phrase.kind == "person" and "namesake" in chunker.form(phrase.start - 1).cats:
        return bool(chunker.bits(phrase.start - 1) & DEFINITE)  # مسجد الإمام فلان is no mention of him
    if phrase.name is not None or category in ("organisation", "seat", "outlet"):
        return True
    if phrase.kind == "place":
        return False
    if category in ("state", "polity"):
        return bool(phrase.country) and phrase.prep != "ب" and _may_act(chunker, phrase.start)
    if category == "capital":
        return not phrase.prep and _subject(chunker, phrase.start)
    if category == "portfolio":
        return len(phrase.country) == 3 or _subject(chunker, phrase.start)
    if category == "body":
        return _body_acts(chunker, phrase)
    if phrase.core == phrase.start + 1 and phrase.kind == "person" and chunker.bits(phrase.start) & ADJECTIVE:
        return phrase.det and not phrase.prep and _subject(chunker, phrase.start)
    if category in ("title", "counterpart", "callback"):
        return phrase.completed or bool(phrase.country)
    if not phrase.home:
        return bool(phrase.country) or phrase.qualified
    return phrase.completed or bool(phrase.country) or phrase.number == "p"


def _body_acts(chunker: Chunker, phrase: NounPhrase) -> bool:
    """Whether a body's noun is a body here: definite or of a state; where the noun is too common for that, of a state
    or described."""
    told = bool(phrase.country) or bool(phrase.complement)
    if phrase.entry is not None and phrase.entry["names"] == "alone":
        return (phrase.det or told or phrase.qualified) and phrase.prep != "ب"
    if phrase.prep == "ب" and (chunker.bits(phrase.start) & MASDAR or any(p.kind == "person" for p in phrase.nested)):
        return False
    if phrase.kind == "country" and not phrase.home:
        return bool(phrase.country) or any(inner.kind == "person" for inner in phrase.nested)
    if phrase.entry is not None and phrase.entry["names"] == "self" and not phrase.det and _plain_deed(chunker, phrase):
        return False
    if not phrase.home and phrase.kind != "organisation":
        return told or phrase.qualified
    return phrase.completed or bool(phrase.country)


def _plain_deed(chunker: Chunker, phrase: NounPhrase) -> bool:
    """Whether a body's noun is a deed's here, as its complement is a plain noun: تنظيم المباراة."""
    inner = phrase.nested[0] if phrase.nested else None
    return bool(chunker.bits(phrase.start) & MASDAR) and inner is not None and inner.entry is None and bool(
        chunker.bits(inner.start) & NOMINAL)


def _subject(chunker: Chunker, i: int) -> bool:
    """Whether a name at word ``i`` stands where a subject stands: after a verb or أن, or first in its sentence."""
    if i == 0 or chunker.words[i].newline:
        return True
    before = chunker.form(i - 1)
    if before.kind == PUNCT:
        return before.norm not in ("(", "-", "/")
    bits = chunker.bits(i - 1)
    return (bool(bits & FINITE) and not bits & (MASDAR | NOMINAL | FUNCTION)) or bool(before.cats & {"comp", "conj"})


def _may_act(chunker: Chunker, i: int) -> bool:
    """Whether a state's name at word ``i`` may be an actor's: not where it is a place or completes a plain noun."""
    if _subject(chunker, i) or _by_agent(chunker, i):
        return True
    before, bits = chunker.form(i - 1), chunker.bits(i - 1)
    if "namesake" in before.cats:
        return False
    if bits & FUNCTION:
        return "dealing" in before.cats
    if before.kind != WORD or bits & (MASDAR | FINITE):
        return True
    return not bits & (NOMINAL | UNKNOWN) or before.norm.startswith("ال")


def _by_agent(chunker: Chunker, i: int) -> bool:
    """Whether words that bring a doer stand before word ``i``: "من طرف", "بواسطة"."""
    return any(chunker.page.agency_end(j, i) == i for j in range(max(0, i - 2), i))


def _joined(lexicon: Lexicon, name: str) -> list[str]:
    """A name with each conjunction and preposition joined to it; ل before the article is written لل."""
    short = name[1:] if name.startswith(lexicon.article) else name
    spelt = [prep + (short if prep == "ل" else name) for prep in lexicon.clitics.get("preposition", ())]
    return spelt + [conj + rest for conj in lexicon.conjunctions for rest in (name, *spelt)]


def _surnames(page: Page, chunker: Chunker, cast: Cast, phrases: Iterable[NounPhrase]) -> None:
    """Find the persons that a bare surname calls back."""
    covered = bytearray(len(page.words) + 1)
    surnames: dict[str, str] = {}
    for phrase in phrases:
        covered[phrase.start : phrase.end] = b"\1" * (phrase.end - phrase.start)
        if phrase.name is not None:
            called_by = [phrase.tokens[-1]]
            if len(phrase.tokens) > 1 and chunker.bits(phrase.name[0]) & SURNAME:
                called_by.append(phrase.tokens[0])  # كيم جونغ أون is كيم later
            for surname in called_by:
                if surname not in surnames:
                    surnames[surname] = surname
                    surnames |= {spelt: surname for spelt in _joined(page.lexicon, surname) if spelt not in surnames}
    if not surnames:
        return
    words = page.words
    for sentence in page.sentences:
        for i in range(sentence.start, sentence.end):
            called = surnames.get(words[i].form.key)
            if called is None or covered[i] or chunker.dated[i]:
                continue
            bits = chunker.bits(i)
            if not called.startswith("ال") and (
                    bits & (FINITE | FUNCTION | NOMINAL) or (bits & GIVEN and not bits & SURNAME)):
                continue
            actor = cast.called((called,))
            if actor is not None:
                cast.note(MentionDraft(i, i + 1, "name", actor, i + 1, actor.gender, "s", "surname"), i)
