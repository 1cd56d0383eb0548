"""Personal names: where one begins, where it ends, and when two of them are the same person's."""

from __future__ import annotations

from isnad.languages.lexicon import Form, Lexicon, Parse, Word
from isnad.reading.text import WORD

NAME, EVERYDAY, GIVEN, SURNAME, PARTICLE, UNKNOWN, DEFINITE = 1, 2, 4, 8, 16, 32, 64
NOMINAL, FINITE, FUNCTION, JOINED, MASDAR, ADJECTIVE, PARTICIPLE = 128, 256, 512, 1024, 2048, 4096, 8192
CLITIC_NAME, HONORED, CLITIC_EVERYDAY = 16384, 32768, 65536
LINKED, OWNED, ACCUSATIVE, STATE, DIVISIBLE = 1 << 17, 1 << 18, 1 << 19, 1 << 20, 1 << 21
"""What a written word may be, as bits. ``JOINED``: only read with a conjunction or preposition; ``FUNCTION``: a
particle; ``CLITIC_NAME``, ``CLITIC_EVERYDAY``: a given name with a conjunction or preposition; ``HONORED``: an
honorific and a name written together; ``LINKED``, ``OWNED``: in no table, and looks like a word with something joined
before it or a pronoun after it; ``ACCUSATIVE``: indefinite, with the ending of an object; ``STATE``: a state or a
capital; ``DIVISIBLE``: among its readings is one with a conjunction or preposition."""

COMMAS = frozenset("،,")

FUNCTIONS = frozenset({"prep", "conj", "comp", "rel", "neg", "dem", "pron", "aux", "interrog", "adv", "interj"})
NOUNS = frozenset({"noun", "title", "body", "group", "portfolio", "quantifier", "honorific"})
STATES = frozenset({"state", "capital"})
LONGEST = 9
"""Words in the longest personal name that is read."""


class Classes:
    """The classes of written words; each is worked out once and kept with its form."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._article = lexicon.article
        self._initials = frozenset((*lexicon.conjunctions, *lexicon.clitics.get("preposition", ())))
        self._linked = lexicon.conjunctions[0] + lexicon.article if lexicon.conjunctions else lexicon.article
        self._pronouns = tuple(form for form, (_, _, person) in lexicon.pronouns.items() if person == "3")

    def of(self, form: Form) -> int:
        """The classes of a written word, as bits."""
        if form.bits < 0:
            form.bits = self._work_out(form)
        return form.bits

    def _work_out(self, form: Form) -> int:
        if form.kind != WORD:
            return 0
        bits = 0
        if form.norm.startswith(self._article) and len(form.norm) > 4:
            bits |= DEFINITE
        if self._lexicon.is_owned_preposition(form.norm):
            bits |= FUNCTION
        elif not form.cats:
            return bits | self._unlisted(form.norm, bits)
        parses = form.parses
        if any(p.exact for p in parses):
            parses = tuple(p for p in parses if p.exact)  # a slip is thought of only where nothing else is
        if form.norm.endswith("ا") and parses and not bits & DEFINITE and not self._lexicon.senses(form.norm)[1]:
            bits |= ACCUSATIVE
        for parse in parses:
            category, tense = parse.entry.category, parse.sense.tense
            joined = bool(parse.conj or parse.prep)
            if category == "name":
                # ان is أن or إن without its hamza, and hardly the name آن
                slipped = not parse.exact and not FUNCTIONS.isdisjoint(form.cats)
                bits |= 0 if slipped else self._name_bits(parse, joined)
            elif category in FUNCTIONS:
                bits |= 0 if parse.det or (parse.suffix and category != "prep") else FUNCTION
            elif tense in ("perfect", "imperfect"):
                bits |= FINITE if parse.suffix != "ي" else 0
            else:
                bits |= MASDAR if tense == "masdar" else PARTICIPLE if tense == "participle" else 0
                bits |= ADJECTIVE if not parse.suffix and (
                    category in ("adj", "qualifier", "nisba") or tense == "participle") else 0
                bits |= NOMINAL if category in NOUNS or tense == "masdar" else 0
        if form.parses and all(p.conj or p.prep for p in form.parses):
            bits |= JOINED
        if bits & EVERYDAY and any(p.conj or p.prep not in ("", "ك") for p in parses):
            bits |= DIVISIBLE  # but كريم is no likeness of a gazelle
        if not form.cats.isdisjoint(STATES) and any(
                p.entry.category in STATES and not (p.conj or p.prep or p.det or p.suffix) for p in parses):
            bits |= STATE
        return bits

    def _unlisted(self, norm: str, bits: int) -> int:
        """The classes of a word that is in no table."""
        prep = self._lexicon.joined_preposition(norm) if norm[0] in self._initials else ""
        if prep and len(norm) == len(prep):
            return FUNCTION | JOINED  # لـ before a quotation mark
        bits = UNKNOWN | (HONORED if bits and self._honored(norm) else 0)
        # as Calderón, names that begin with كال are mostly whole words
        bits |= LINKED if prep not in ("", "ك") or joined_letter(norm, self._linked) else 0
        return bits | (OWNED if norm.endswith(self._pronouns) else 0)

    def is_maghribi(self, norm: str) -> bool:
        """Whether a word looks like one with a preposition and the article, as surnames in بال do in the Maghreb."""
        prep = self._lexicon.joined_preposition(norm)
        return prep == "ب" and norm.startswith(prep)

    def _name_bits(self, parse: Parse, joined: bool) -> int:
        if parse.suffix or parse.det:
            return 0
        kind, everyday = parse.entry["class"], parse.entry["everyday"]
        if not joined:
            return self._name(kind, everyday)
        if kind == "surname" or parse.prep == "ك":
            return 0
        return CLITIC_EVERYDAY if everyday else CLITIC_NAME

    def _honored(self, norm: str) -> bool:
        """Whether a word in no table is an honorific with a name after it: الدكتورعبدالله."""
        for cut in range(5, min(len(norm) - 2, 12)):
            rest = self._lexicon.form(WORD, norm[cut:]).find("name")
            if rest is not None and not (rest.conj or rest.prep or rest.suffix) and (
                    "honorific" in self._lexicon.form(WORD, norm[:cut]).cats):
                return True
        return False

    @staticmethod
    def _name(kind: str, everyday: str) -> int:
        bits = EVERYDAY if everyday else NAME
        if kind == "particle":
            return bits | PARTICLE
        return bits | (GIVEN if kind in ("given", "both") else 0) | (SURNAME if kind in ("surname", "both") else 0)


def joined_letter(norm: str, article: str) -> bool:
    """Whether an unlisted word looks like a conjunction with something joined to it, be it the ``article``.

    A و before another long vowel is a consonant of the word itself, as it stands in foreign names.
    """
    if norm.startswith(article):
        return True
    return norm.startswith("و") and len(norm) > 4 and norm[1] not in "اويلن"


def name_end(words: list[Word], i: int, end: int, classes: Classes, dated: bytearray, *, trusted: bool) -> int:
    """The word after a personal name that begins at word ``i``; ``i`` where none does.

    ``trusted``: the place is one where a name is looked for (after a title), so that unlisted words are names.
    """
    j, plain, last, before = i, 0, i, 0
    while j < end and j - i < LONGEST and not dated[j] and not (words[j].newline and j > i):
        bits = classes.of(words[j].form)
        first = plain == 0 and not before and _begins(words[j].form, bits, trusted) and (
            not trusted or bool(bits & (NAME | UNKNOWN)) or _followed(words, j, end, classes, bits))
        if not first and not (j > i and _goes_on(words[j].form, bits, before, plain, trusted)):
            break
        j += 1
        if not bits & PARTICLE:
            plain += not before & PARTICLE
            last = j
        if before & PARTICLE:
            bits &= ~DEFINITE  # عبد العزيز is one given name
        before = bits | GIVEN if bits & (CLITIC_NAME | CLITIC_EVERYDAY) and j == i + 1 else bits
        if plain > 4:
            break
    if last == i + 1 and classes.of(words[i].form) & FUNCTION:
        return i  # a particle, unless more of a name follows: السفير لي هونغ
    if trusted and plain == 1 and last == j and before & GIVEN and _ends_in_bal(words, j, end, classes):
        return j + 1
    return last


def _ends_in_bal(words: list[Word], j: int, end: int, classes: Classes) -> bool:
    """Whether word ``j`` is a surname that begins with بال, as they do in the Maghreb: أن or a comma follows it."""
    if j + 1 >= end or words[j].newline or not classes.is_maghribi(words[j].form.norm):
        return False
    after = words[j + 1].form
    return after.norm in COMMAS or "comp" in after.cats


def _followed(words: list[Word], i: int, end: int, classes: Classes, bits: int) -> bool:
    """Whether what follows word ``i``, a name that is also an everyday word, is a further name: إحسان عبد الجبار, but
    نجاح القمة."""
    if bits & PARTICLE or (bits & GIVEN and not bits & MASDAR):
        return True
    if i + 1 >= end or words[i + 1].newline:
        return False
    form = words[i + 1].form
    after = classes.of(form)
    if after & NAME or "join" in form.cats:
        return not after & FUNCTION
    if not bits & GIVEN:
        return False
    if after & UNKNOWN:
        return not after & LINKED
    if after & (EVERYDAY | PARTICLE):
        return not after & (FUNCTION | JOINED)
    if i + 2 < end and after & DEFINITE and classes.of(words[i + 2].form) & NAME:
        return True
    return form.norm.endswith("ي") or (bool(after & DEFINITE and after & (ADJECTIVE | PARTICIPLE))
                                       and not form.norm.endswith("ة"))


def _begins(form: Form, bits: int, trusted: bool) -> bool:
    """Whether a word may be the first of a name."""
    if form.kind != WORD:
        return False
    if bits & (CLITIC_NAME | CLITIC_EVERYDAY) and not bits & (NOMINAL | FUNCTION) and not trusted:
        return not (bits & CLITIC_EVERYDAY and bits & FINITE) and not form.norm.startswith("لل")
    if bits & JOINED and not bits & (NAME | EVERYDAY):
        return False
    if bits & NAME:
        return trusted or bool(bits & (GIVEN | PARTICLE))
    if bits & PARTICLE and bits & EVERYDAY:
        return not bits & (FINITE | NOMINAL | FUNCTION)
    if bits & UNKNOWN:
        if not trusted or len(form.norm) < 3 or bits & LINKED:
            return False
        return not form.norm.endswith(("ات", "ة") if bits & DEFINITE else "ة")
    if not bits & EVERYDAY or bits & ACCUSATIVE:
        return False
    if bits & GIVEN:
        return trusted or not bits & (FINITE | MASDAR | FUNCTION)
    return trusted and bool(bits & SURNAME and bits & (MASDAR | NOMINAL)) and not bits & (FUNCTION | DEFINITE)


def _goes_on(form: Form, bits: int, before: int, plain: int, trusted: bool) -> bool:
    """Whether a word may go on a name of ``plain`` parts, the last of classes ``before``."""
    if form.kind != WORD or (bits & JOINED and not bits & (NAME | EVERYDAY)):
        return False
    if bits & PARTICLE:
        return True
    if before & PARTICLE:
        return not bits & FUNCTION or bool(bits & NAME)
    if bits & DEFINITE and form.cats & {"title", "honorific"} and not before & GIVEN:
        return False
    if bits & NAME:
        return not bits & FUNCTION
    if bits & UNKNOWN:
        return len(form.norm) > 1 and not bits & LINKED
    if plain > 1 and bits & (ACCUSATIVE | STATE):
        return False  # what was won, and who was thanked: شكر محمود عباس الجزائر
    if bits & DIVISIBLE and before & DEFINITE:
        return False  # سالم الحارثي بدور
    if bits & FUNCTION or (form.cats & {"title", "body", "group", "rel"} and not bits & EVERYDAY):
        return False
    if bits & EVERYDAY and bits & (SURNAME | GIVEN):
        return plain < 3 or bool(bits & DEFINITE)
    # after given names stands at least one more name, whatever else it may mean: يوسف المصري, راجح بادي
    if not before & GIVEN or plain > 2 or bits & JOINED:
        return False
    if bits & DEFINITE:
        if bits & (ADJECTIVE | PARTICIPLE):
            return not form.norm.endswith("ة")
        return trusted and not bits & MASDAR and not form.norm.endswith("ات")
    return plain == 1 and trusted and not bits & (FINITE | MASDAR)


def name_tokens(words: list[Word], start: int, end: int) -> tuple[str, ...]:
    """The keys of a name's words; what is written together or apart is brought together: عبد العزيز, نور الدين."""
    tokens: list[str] = []
    glue = False
    for word in words[start:end]:
        form = word.form
        if form.kind != WORD:
            continue
        join = form.find("join")
        side = join.entry["joins"] if join is not None and not (join.conj or join.prep or join.suffix) else ""
        key = form.key
        if not tokens:
            key = key[sum(map(len, joined(form))):]
        if tokens and (glue or side == "previous"):
            tokens[-1] += key
        else:
            tokens.append(key)
        glue = side == "next"
    return tuple(tokens)


def joined(form: Form) -> tuple[str, str]:
    """The conjunction and preposition that stand before a name's first word."""
    for parse in form.parses:
        if parse.entry.category in ("name", "person") and not parse.suffix:
            return parse.conj, parse.prep
    if not form.parses and form.heads:
        return min(((conj, prep) for conj, prep, _, _ in form.heads), key=lambda pair: len(pair[0] + pair[1]))
    return "", ""


def same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names may be one person's: the shorter is a run of the longer, at its end or (two words) its start,
    or both have the same first and last word."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if not short:
        return False
    n = len(short)
    if long[-n:] == short or (n > 1 and long[:n] == short):
        return True
    return n > 1 and long[0] == short[0] and long[-1] == short[-1]
