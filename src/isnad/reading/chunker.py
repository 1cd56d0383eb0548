"""The chunker: the noun phrase that stands at a word, whatever its head."""

from __future__ import annotations

from isnad.reading.names import (
    ADJECTIVE,
    CLITIC_EVERYDAY,
    CLITIC_NAME,
    COMMAS,
    DEFINITE,
    EVERYDAY,
    FINITE,
    FUNCTION,
    GIVEN,
    HONORED,
    JOINED,
    LINKED,
    MASDAR,
    NAME,
    NOMINAL,
    OWNED,
    PARTICLE,
    UNKNOWN,
    joined,
    name_end,
    name_tokens,
)
from isnad.reading.phrases import ADJECTIVAL, DEEPEST, LONGEST, TANWIN, Complements, NounPhrase
from isnad.reading.text import NUMBER, WORD
from isnad.reading.units import HEADS, LISTED, NOUN_HEADS, Unit


class Chunker(Complements):
    """Chunks the noun phrases of one page."""

    # -- words to phrases

    def at(self, i: int, end: int) -> NounPhrase | None:
        """The noun phrase of an actor that begins at word ``i``, or None."""
        form = self.words[i].form
        if self.dated[i]:
            return None
        end = min(end, i + LONGEST)
        if form.kind == NUMBER:
            return self._counted(i, i + 1, end)
        if form.kind != WORD:
            return None
        if form.heads or not form.cats.isdisjoint(HEADS):
            phrase = self._headed(i, end, 0)
            if phrase is not None:
                return phrase
        bits = self.bits(i)
        if bits & HONORED:
            return self._glued(i, end)
        if bits & (NAME | EVERYDAY | CLITIC_NAME | CLITIC_EVERYDAY):
            return self._bare_name(i, end)
        return None

    def _glued(self, i: int, end: int) -> NounPhrase:
        """A name with its honorific written to it: الدكتورعبدالله."""
        stop = name_end(self.words, i + 1, end, self.classes, self.dated, trusted=True)
        return self._named(i, i, max(stop, i + 1))

    def _headed(self, i: int, end: int, depth: int) -> NounPhrase | None:
        unit = self._head(i, end)
        if unit is None:
            return None
        category = unit.entry.category
        if unit.end == i + 1 and category in ADJECTIVAL and self.describes(i):
            return None
        if category in LISTED:
            return self._listed(unit, end)
        if category in ("title", "counterpart", "callback"):
            return self._title(unit, end, depth, named=True)
        if category == "body":
            return self._body(unit, end, depth)
        if category == "group":
            return self._group(unit, end, depth)
        if category == "honorific":
            return self._honorific(unit, end)
        if category == "quantifier":
            return self._counted(i, unit.end, end, unit)
        if category == "portfolio":
            return self._portfolio(unit, end)
        return self._people(unit, end)

    # -- names

    def _bare_name(self, i: int, end: int) -> NounPhrase | None:
        stop = name_end(self.words, i, end, self.classes, self.dated, trusted=False)
        if stop == i and self.named == i and self.bits(i) & (CLITIC_NAME | CLITIC_EVERYDAY):
            # a further name in a list may be an everyday word: وناصر, ورياض
            stop = max(i, name_end(self.words, i + 1, end, self.classes, self.dated, trusted=True))
        if stop - i < 2:
            return None
        if not self.bits(i) & (NAME | CLITIC_NAME) and not any(
                self.bits(k) & (NAME | PARTICLE) for k in range(i + 1, stop)):
            return None
        phrase = self._named(i, i, stop)
        self._apposition(phrase, end, 1)
        return phrase

    def _named(self, start: int, name: int, stop: int) -> NounPhrase:
        phrase = NounPhrase(start, stop, "person", "", core=stop, title=start, name=(name, stop), det=True, number="s")
        phrase.tokens = name_tokens(self.words, name, stop)
        if start == name:
            phrase.conj, phrase.prep = joined(self.form(name))
        return phrase

    # -- titles

    def _title(self, unit: Unit, end: int, depth: int, *, named: bool) -> NounPhrase | None:
        entry = unit.entry
        phrase = self._new(unit, "group" if unit.number in ("p", "pc", "d", "dc") else "person")
        phrase.country = entry["country"]
        phrase.fallback = entry["sector"]
        phrase.sector = "" if entry["of"] == "yes" else entry["sector"]
        phrase.number = phrase.number[:1] or "s"
        phrase.det = unit.det or unit.entry.lemma.rpartition(" ")[2].startswith("ال")
        self._modify(phrase, end, depth)
        phrase.title = phrase.end
        phrase.role = (phrase.start, phrase.end)
        phrase.titles.append((phrase.lemma, phrase.complement))
        if named and phrase.kind == "person":
            self._name_after(phrase, end, depth)
        return phrase

    # -- names after titles

    def _name_after(self, phrase: NounPhrase, end: int, depth: int) -> None:
        """Take the name after a title, with further titles and honorifics before it, into the phrase."""
        j = phrase.end
        comma = j + 1 < end and self.form(j).norm in COMMAS and phrase.completed
        if comma:
            j += 1
        if self.dated[j] or j >= end or (self.words[j].newline and not comma):
            return
        unit = self.unit(j, end, frozenset({"title", "honorific"}))
        if unit is not None and not unit.conj and not unit.prep and depth < DEEPEST and phrase.completed and (
                unit.end > j + 1 or not self._predicate(j, unit)):
            inner = (self._honorific(unit, end) if unit.entry.category == "honorific"
                     else self._title(unit, end, depth + 1, named=True))
            if inner is not None and not self._of_another(phrase, inner) and (
                    inner.name is not None or (not comma and inner.completed)):
                self._join_title(phrase, inner)
                return
        close = self.page.brackets.get(j)
        if close is not None and close < end and name_end(
                self.words, j + 1, close, self.classes, self.dated, trusted=True) == close > j + 1:
            self._take_name(phrase, j + 1, close)
            phrase.end = close + 1
            return
        opened = self.closing.get(j)
        if opened is not None and opened - j <= 6 and opened < end:
            if name_end(self.words, j + 1, opened, self.classes, self.dated, trusted=True) == opened > j + 1:
                self._take_name(phrase, j + 1, opened)
                phrase.end = opened + 1
            return
        known = self.unit(j, end, frozenset({"person"}))
        stop = name_end(self.words, j, end, self.classes, self.dated, trusted=phrase.completed or phrase.qualified)
        if known is not None and not known.conj and not known.prep:
            stop = max(stop, known.end)
        if known is not None and stop == known.end:
            phrase.country = phrase.country or known.entry["code"]
        if stop == j + 1 and not self.bits(j) & (NAME | UNKNOWN) and known is None:
            return
        plain = phrase.det and not phrase.bound and not phrase.qualified
        if plain and stop == j + 1 and self.bits(j) & UNKNOWN and self.form(j).norm[0] in "يت":
            return  # as likely a verb: القاضي تحيز
        if stop == j or (comma and stop - j == 1 and not self.bits(j) & NAME):
            return
        self._take_name(phrase, j, stop)
        self._apposition(phrase, end, depth)

    @staticmethod
    def _of_another(phrase: NounPhrase, inner: NounPhrase) -> bool:
        """Whether a title right after another is another person's, as it tells another state ("استقبل الرئيس التونسي
        وزير الخارجية الجزائري"), or any state after a newsman's: مراسل القناة الرئيس الأمريكي."""
        if len(phrase.country) == len(inner.country) == 3 and phrase.country != inner.country:
            return True
        return phrase.bound and phrase.sector == "MED" and inner.sector != "MED" and inner.qualified and bool(
            inner.country)

    def _take_name(self, phrase: NounPhrase, start: int, stop: int) -> None:
        phrase.name = (start, stop)
        phrase.tokens = name_tokens(self.words, start, stop)
        phrase.end = phrase.core = stop
        phrase.det = True

    def _join_title(self, phrase: NounPhrase, inner: NounPhrase) -> None:
        phrase.name, phrase.tokens = inner.name, inner.tokens
        phrase.end, phrase.core = inner.end, inner.core
        if inner.role is not None:
            phrase.title = inner.title if inner.name is None else max(phrase.title, inner.title)
            phrase.role = (phrase.start, inner.role[1]) if phrase.role is not None and (
                phrase.role[1] == inner.role[0]) else phrase.role or inner.role
        phrase.titles += inner.titles
        phrase.nested += inner.nested
        phrase.country = phrase.country or inner.country
        phrase.sector = phrase.sector or inner.sector
        phrase.former = phrase.former or inner.former

    def _apposition(self, phrase: NounPhrase, end: int, depth: int) -> None:
        """Titles after the name, with a comma or without: عادل الجبير وزير الخارجية السعودي."""
        before = -1
        while before != phrase.end:
            before = phrase.end
            self._one_apposition(phrase, end, depth)

    def _one_apposition(self, phrase: NounPhrase, end: int, depth: int) -> None:
        j = phrase.end
        if j + 1 < end and self.form(j).norm in COMMAS:
            j += 1
        if j >= end or self.dated[j] or depth >= DEEPEST or self.form(j).kind != WORD:
            return
        unit = self.unit(j, end, frozenset({"title"}))
        if unit is None or unit.conj or unit.prep or unit.suffix or unit.number not in ("s", "") or (
                unit.end == j + 1 and self._predicate(j, unit)):
            return
        inner = self._title(unit, end, depth + 1, named=False)
        if inner is None or not inner.completed or self._named_next(inner.end, end):
            return
        core, title, role = phrase.core, phrase.title, phrase.role
        name, tokens = phrase.name, phrase.tokens
        self._join_title(phrase, inner)
        phrase.name, phrase.tokens, phrase.core, phrase.title = name, tokens, core, title
        phrase.role = role or inner.role
        phrase.fallback = phrase.fallback or inner.fallback
        if phrase.entry is None:
            phrase.entry, phrase.lemma, phrase.complement = inner.entry, inner.lemma, inner.complement

    def _named_next(self, i: int, end: int) -> bool:
        """Whether a name begins at word ``i``, so that the title before it is another person's."""
        return self.open(i, end) and bool(self.bits(i) & NAME) and bool(self.bits(i) & GIVEN) and (
            name_end(self.words, i, end, self.classes, self.dated, trusted=True) > i + 1)

    def _honorific(self, unit: Unit, end: int) -> NounPhrase | None:
        """السيد, الدكتور and their like, before a name or before a title."""
        j = unit.end
        close = self.page.brackets.get(j)
        if close is not None and close + 1 < end and close - j <= LONGEST:
            return self._inserted(unit, j, close, end)
        if not self.open(j, end):
            return None
        following = self.unit(j, end, frozenset({"title", "honorific"}))
        if following is not None and not following.conj and not following.prep:
            inner = (self._honorific(following, end) if following.entry.category == "honorific"
                     else self._title(following, end, 1, named=True))
            if inner is not None:
                inner.start, inner.conj, inner.prep = unit.start, unit.conj, unit.prep
                return inner
        known = self.unit(j, end, frozenset({"person"}))
        stop = name_end(self.words, j, end, self.classes, self.dated, trusted=True)
        if known is not None and not known.conj and not known.prep:
            stop = max(stop, known.end)
        if stop == j:
            return None
        phrase = self._named(unit.start, j, stop)
        phrase.conj, phrase.prep, phrase.gender, phrase.title = unit.conj, unit.prep, unit.gender, j
        self._apposition(phrase, end, 1)
        return phrase

    def _inserted(self, unit: Unit, opened: int, close: int, end: int) -> NounPhrase | None:
        """A title that an editor put in brackets between honorific and name: السيد (الأمين العام ...) فلان."""
        inner = self.at(opened + 1, close)
        stop = name_end(self.words, close + 1, end, self.classes, self.dated, trusted=True)
        if inner is None or inner.kind != "person" or inner.end != close or stop == close + 1:
            return None
        given = inner.tokens
        self._take_name(inner, close + 1, stop)
        inner.tokens = given + inner.tokens
        inner.start, inner.conj, inner.prep = unit.start, unit.conj, unit.prep
        inner.title = close
        return inner

    # -- bodies

    def _body(self, unit: Unit, end: int, depth: int) -> NounPhrase:
        entry = unit.entry
        phrase = self._new(unit, entry["kind"])
        phrase.gender = entry["gender"] if phrase.number in ("s", "") else "f"
        phrase.number = "p" if phrase.number[:1] in ("p", "d") else "s"
        phrase.fallback = entry["sector"]
        phrase.sector = "" if entry["of"] == "yes" else entry["sector"]
        phrase.home = entry["home"] == "yes"
        phrase.det = unit.det or entry.lemma.rpartition(" ")[2].startswith("ال")
        if entry["names"] == "self" and not phrase.det and unit.end < end:
            self._own_name(phrase, end)
        if entry["names"] == "title" and not phrase.det:
            self._after_a_person(phrase, end)
        if entry["names"] != "alone" or phrase.det:
            self._modify(phrase, end, depth)
        else:
            while (adjective := self.adjective(phrase.end, end, False)) is not None:
                self._qualify(phrase, adjective, end, DEEPEST)
            inner = self.complement(phrase.end, end, depth + 1) if not phrase.qualified and depth < DEEPEST else None
            if inner is not None and inner.entry is not None:  # بيان الرئاسة, but not تحقيق النمو
                self._complete(phrase, inner)
        phrase.title = phrase.end
        if phrase.complement and self.open(phrase.end, end) and "ل" in entry.values("takes"):
            inner = self._after_preposition(phrase.end, end, depth + 1, ("ل",))
            if inner is not None and inner.kind == "":
                phrase.end = phrase.core = inner.end
                phrase.complement += inner.complement
        self._alias(phrase, end)
        return phrase

    def _own_name(self, phrase: NounPhrase, end: int) -> None:
        """The body's own name after its head: quoted, listed, or words that are in no table."""
        j = phrase.end
        if not self.open(j, end):
            return
        stop = j
        while self.open(stop, end) and stop - j < 4 and self.bits(stop) & UNKNOWN and not (
                stop > j and self.bits(stop) & LINKED):
            stop += 1
        if stop > j:
            phrase.complement = tuple(self.form(k).key for k in range(j, stop))
            phrase.end = stop

    def _after_a_person(self, phrase: NounPhrase, end: int) -> None:
        """A person's name in a body's: مركز الملك سلمان, جامعة الأمير محمد."""
        if not self.open(phrase.end, end):
            return
        unit = self.unit(phrase.end, end, frozenset({"title", "honorific"}))
        if unit is None or unit.conj or unit.prep or not unit.det:
            return
        stop = name_end(self.words, unit.end, end, self.classes, self.dated, trusted=True)
        if stop > unit.end:
            phrase.complement = tuple(self.form(k).key for k in range(unit.start, stop))
            phrase.end = stop

    # -- people

    def _group(self, unit: Unit, end: int, depth: int, *, named: bool = True) -> NounPhrase:
        entry = unit.entry
        plural = unit.number[:1] in ("p", "d") or not unit.number
        phrase = self._new(unit, "group" if plural else "person")
        phrase.number = "p" if plural else "s"
        phrase.gender = unit.gender or entry["gender"]
        phrase.fallback = entry["sector"]
        phrase.sector = "" if entry["of"] == "yes" else entry["sector"]
        phrase.home = entry["home"] == "yes"
        self._modify(phrase, end, depth)
        phrase.title = phrase.end
        if named and not plural and phrase.completed:
            self._name_after(phrase, end, depth)
        return phrase

    def _portfolio(self, unit: Unit, end: int) -> NounPhrase | None:
        """A ministry by its portfolio alone: الخارجية المصرية."""
        if not unit.det or (unit.conj and not self.open(unit.end, end)):
            return None
        phrase = self._new(unit, "organisation")
        phrase.gender, phrase.number, phrase.det = "f", "s", True
        phrase.sector = phrase.fallback = unit.entry["sector"]
        adjective = self.adjective(unit.end, end, True)
        if adjective is not None and adjective.country not in ("", "none"):
            phrase.country, phrase.end = adjective.country, adjective.end
            phrase.core = phrase.end
        phrase.lemma = unit.entry["body"]
        phrase.complement = (unit.entry.lemma.removeprefix("ال"),)
        return phrase

    def _counted(self, i: int, j: int, end: int, unit: Unit | None = None) -> NounPhrase | None:
        """A number or a word like أحد, بعض, عدد من before people: أربعة إيطاليين, 13 شخصا, أحد عناصر الميليشيات."""
        while j < end and self.form(j).kind == NUMBER:
            j += 1
        partitive = j < end and self.form(j).norm == "من"
        if partitive:
            j += 1
        elif unit is not None and unit.entry["with"] == "من":
            return None
        if not self.open(j, end) or (unit is not None and unit.suffix):
            return None
        head = self._noun_of_people(j, end) or self._plural_of_people(j, end) or self.acted_on(j, end)
        if head is None:
            return None
        number = unit.entry["number"] if unit is not None else "p"
        if unit is not None and number == "p" and unit.entry["numeral"] == "no" and head.number == "s" and not head.det:
            return None
        if number == "s" and head.entry is not None and head.entry.category not in ("title", "group", "nisba", "body"):
            return None
        head.start = i
        head.number = number
        of_bodies = head.entry is not None and head.entry.category == "body"
        head.kind = "person" if number == "s" and not of_bodies else "group"
        if unit is not None:
            head.conj, head.prep = unit.conj, unit.prep
            head.gender = unit.entry["gender"] if number == "s" else "m"
        head.complement = ("counted", self.form(i).key, *head.complement)
        head.core = head.end
        head.name, head.tokens = None, ()
        return head

    def _noun_of_people(self, j: int, end: int) -> NounPhrase | None:
        unit = self.unit(j, end, NOUN_HEADS | {"nisba", "quantifier"})
        if unit is None or unit.conj or unit.prep:
            return None
        category = unit.entry.category
        if category == "nisba":
            return self._people(unit, end, counted=True) if "state" not in self.form(j).cats else None
        if category == "quantifier":
            return self._counted(j, unit.end, end, unit)
        if category == "title":
            return self._title(unit, end, 1, named=False)
        if category == "group":
            return self._group(unit, end, 1, named=False)
        return None if unit.entry["kind"] not in ("group", "organisation") else self._body(unit, end, 1)

    def _plural_of_people(self, j: int, end: int) -> NounPhrase | None:
        """Counted people whose noun no table of actors has, by the sound plural of people: ثلاثة مهندسين."""
        form = self.form(j)
        if not form.norm.endswith(("ون", "ين")) or not self.bits(j) & (NOMINAL | ADJECTIVE) or not any(
                p.sense.number == "p" and not (p.prep or p.conj) for p in form.parses):
            return None
        phrase = NounPhrase(j, j + 1, "group", form.key, core=j + 1, gender="m", number="p", home=False)
        while (adjective := self.adjective(phrase.end, end, False)) is not None and self._agree(phrase, phrase.end):
            self._qualify(phrase, adjective, end, DEEPEST)
        return phrase

    def _people(self, unit: Unit, end: int, counted: bool = False) -> NounPhrase | None:
        """People by their nisba: الروس, الحوثيون, إيطاليين after a number; or one man: التونسي فلان الفلاني."""
        plural = unit.number[:1] in ("p", "d") and unit.gender != "f"
        entry = unit.entry
        phrase = self._new(unit, "group" if plural else "person")
        phrase.country = entry["code"] if entry.category == "nisba" else entry["country"]
        phrase.fallback = "CVL"
        phrase.sector = entry["sector"]
        phrase.number = "p" if plural else "s"
        phrase.qualified = True
        if plural and (unit.det or counted) and not unit.suffix:
            while (adjective := self.adjective(phrase.end, end, unit.det)) is not None:
                self._qualify(phrase, adjective, end, DEEPEST)
            phrase.core = phrase.title = phrase.end
            return phrase
        after = self.unit(unit.end, end, frozenset({"quantifier"})) if plural and self.open(unit.end, end) else None
        if after is not None and after.entry["gender"] and not after.conj:
            phrase.end = phrase.core = phrase.title = after.end
            phrase.complement = (after.entry.lemma,)
            return phrase
        if entry.category == "nisba" and unit.det and not plural and self.open(unit.end, end) and not unit.suffix:
            stop = name_end(self.words, unit.end, end, self.classes, self.dated, trusted=False)
            if stop - unit.end >= 2:
                self._take_name(phrase, unit.end, stop)
                phrase.title = unit.end
                return phrase
        return None

    # -- any noun phrase, for places that only an actor fills

    def acted_on(self, i: int, end: int) -> NounPhrase | None:
        """People in the indefinite accusative at word ``i``, where a verb's object stands: "قتلوا شرطيا". Elsewhere the
        same words are a predicate."""
        unit = self.unit(i, end, frozenset({"title", "group"})) or self.unit(i, end, frozenset({"nisba"}))
        if unit is None or unit.conj or unit.prep or unit.det or not self.form(i).norm.endswith("ا"):
            return None
        if unit.entry.category == "nisba":
            return self._native(unit)
        return self._group(unit, end, 0, named=False) if unit.entry.category == "group" else self._title(
            unit, end, 0, named=False)

    def native(self, i: int, end: int) -> NounPhrase | None:
        """One man or woman by an indefinite nisba at word ``i``, where what is done to people has its object: "مقتل
        فلسطيني". Elsewhere it is an adjective."""
        unit = self.unit(i, end, frozenset({"nisba"}))
        if unit is None or unit.conj or unit.prep or unit.det or unit.suffix or unit.number[:1] in ("p", "d"):
            return None
        return self._native(unit)

    @staticmethod
    def _native(unit: Unit) -> NounPhrase:
        return NounPhrase(unit.start, unit.end, "person", unit.entry.lemma, unit.entry, core=unit.end, number="s",
                          gender=unit.gender, country=unit.entry["code"], fallback="CVL", home=False)

    def crowd(self, i: int, end: int) -> NounPhrase | None:
        """People by their number alone: "تظاهر الآلاف", "خرج المئات من الطلاب", "مقتل 13"."""
        unit = self.unit(i, end, frozenset({"quantifier"}))
        if unit is None or unit.conj or unit.prep or unit.suffix or unit.entry["numeral"] != "yes" or not (
                unit.det and unit.number == "p"):
            return self._number_alone(i, end)
        phrase = NounPhrase(i, unit.end, "group", unit.entry.lemma, unit.entry, core=unit.end, gender="m", number="p",
                            det=True, fallback="CVL")
        j = unit.end
        if self.open(j + 1, end) and self.form(j).norm == "من" and (
                people := self._noun_of_people(j + 1, end)) is not None:
            phrase.end = phrase.core = people.end
            phrase.country, phrase.sector = people.country, people.sector
        return phrase

    def _number_alone(self, i: int, end: int) -> NounPhrase | None:
        """A number with no noun behind it, and no year's; أحدا is whoever it be."""
        form = self.form(i)
        bare = (form.kind == NUMBER and len(form.norm) < 4 and not self.dated[i]) or (
            "numeral" in form.cats and not any(
                p.entry.category == "set" and p.entry["set"] == "anybody" and not p.conj for p in form.events))
        if bare and not (self.open(i + 1, end) and self.bits(i + 1) & (NOMINAL | ADJECTIVE | UNKNOWN)) and not (
                i + 1 < end and self.form(i + 1).kind != WORD and self.form(i + 1).norm not in COMMAS):
            return NounPhrase(i, i + 1, "group", f"counted {i}", core=i + 1, gender="m", number="p", fallback="CVL",
                              home=False)
        return None

    def any(self, i: int, end: int) -> NounPhrase | None:
        """The noun phrase at word ``i``, whatever its head; None where no noun phrase begins there."""
        end = min(end, i + LONGEST)
        if i >= end or self.dated[i]:
            return None
        phrase = self.at(i, end)
        if phrase is not None:
            return phrase
        if self.form(i).kind != WORD:
            return None
        bits, word = self.bits(i), self.words[i]
        if self.describes(i) or TANWIN in self.page.text[word.start : word.end] or "that" in word.form.cats:
            return None
        stop = name_end(self.words, i, end, self.classes, self.dated, trusted=True)
        if bits & FUNCTION and stop < i + 2:
            return None
        if stop > i and (not bits & (NOMINAL | MASDAR) or bits & NAME) and not self._no_name(i, stop):
            phrase = self._named(i, i, stop)
            self._apposition(phrase, end, 1)
            return phrase
        if not bits & NOMINAL or bits & (JOINED | MASDAR) or (bits & FINITE and not bits & DEFINITE):
            return None
        return self._common(i, end)

    def _no_name(self, i: int, stop: int) -> bool:
        """Whether a single word taken for a name is rather an everyday word, or one that ends in a pronoun."""
        bits = self.bits(i)
        return stop == i + 1 and not bits & NAME and bool(bits & (EVERYDAY | OWNED))

    def _common(self, i: int, end: int) -> NounPhrase | None:
        """A common noun that heads no listed body and names no people: definite, or with an adjective that tells
        whose it is."""
        parse = self.form(i).find("noun")
        if parse is None or parse.prep or parse.suffix or parse.conj:
            return None
        if parse.sense.number == "p" and not self.form(i).norm.endswith(("ون", "ين")):
            return None
        phrase = NounPhrase(i, i + 1, "organisation", parse.entry.lemma, det=parse.det, core=i + 1, title=i + 1,
                            gender=parse.sense.gender, number=parse.sense.number[:1], fallback="CVL")
        self._modify(phrase, end, 1)
        phrase.core = phrase.title = phrase.end
        if not phrase.det and not (phrase.qualified and (phrase.country or phrase.sector)):
            return None
        if phrase.number == "p":
            phrase.kind = "group"
        return phrase
