"""Personal names: where one begins, where it ends, and when two of them are the same person's."""

from __future__ import annotations

from isnad.languages.lexicon import Form, Lexicon, Word
from isnad.reading.text import WORD

NAME, EVERYDAY, GIVEN, SURNAME, PARTICLE, UNKNOWN, DEFINITE = 1, 2, 4, 8, 16, 32, 64
NOMINAL, FINITE, FUNCTION, JOINED, MASDAR, ADJECTIVE, PARTICIPLE = 128, 256, 512, 1024, 2048, 4096, 8192
"""What a written word may be, as bits. ``JOINED``: read with a conjunction or preposition; ``FUNCTION``: a particle."""

FUNCTIONS = frozenset({"prep", "conj", "comp", "rel", "neg", "dem", "pron", "aux", "interrog", "adv", "interj"})
NOUNS = frozenset({"noun", "title", "body", "group", "portfolio", "quantifier", "honorific"})
LONGEST = 9
"""Words in the longest personal name that is read."""


class Classes:
    """The classes of a page's written words; each is worked out once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._article = lexicon.article
        self._known: dict[Form, int] = {}

    def of(self, form: Form) -> int:
        """The classes of a written word, as bits."""
        known = self._known.get(form)
        if known is None:
            known = self._known[form] = self._work_out(form)
        return known

    def _work_out(self, form: Form) -> int:
        if form.kind != WORD:
            return 0
        bits = 0
        if form.norm.startswith(self._article) and len(form.norm) > 4:
            bits |= DEFINITE
        if not form.cats and not form.heads:
            return bits | UNKNOWN
        for parse in form.parses:
            category, tense = parse.entry.category, parse.sense.tense
            joined = bool(parse.conj or parse.prep)
            if category == "name":
                bits |= 0 if joined or parse.suffix else self._name(parse.entry["class"], parse.entry["everyday"])
            elif category in FUNCTIONS:
                bits |= 0 if parse.suffix and category != "prep" else FUNCTION
            elif tense in ("perfect", "imperfect"):
                bits |= FINITE
            else:
                bits |= MASDAR if tense == "masdar" else PARTICIPLE if tense == "participle" else 0
                bits |= ADJECTIVE if category in ("adj", "qualifier", "nisba") or tense == "participle" else 0
                bits |= NOMINAL if category in NOUNS or tense == "masdar" else 0
        if form.parses and all(p.conj or p.prep for p in form.parses):
            bits |= JOINED
        return bits

    @staticmethod
    def _name(kind: str, everyday: str) -> int:
        bits = EVERYDAY if everyday else NAME
        if kind == "particle":
            return bits | PARTICLE
        return bits | (GIVEN if kind in ("given", "both") else 0) | (SURNAME if kind in ("surname", "both") else 0)


def joined_letter(form: Form) -> bool:
    """Whether an unlisted word looks like a conjunction or preposition with something joined to it.

    A و before another long vowel is a consonant of the word itself, as it stands in foreign names.
    """
    norm = form.norm
    if norm.startswith(("لل", "وال", "فال", "بال", "كال")):
        return True
    return norm.startswith("و") and len(norm) > 4 and norm[1] not in "اويلن"


def name_end(words: list[Word], i: int, end: int, classes: Classes, dated: bytearray, *, trusted: bool) -> int:
    """The word after a personal name that begins at word ``i``; ``i`` where none does.

    ``trusted``: the place is one where a name is looked for (after a title), so that unlisted words are names.
    """
    j, plain, last, before = i, 0, i, 0
    while j < end and j - i < LONGEST and not dated[j] and not (words[j].newline and j > i):
        bits = classes.of(words[j].form)
        if not _goes_on(words, j, bits, before, plain, trusted):
            break
        j += 1
        if not bits & PARTICLE:
            plain += not before & PARTICLE
            last = j
        before = bits
        if plain > 4:
            break
    return last


def _goes_on(words: list[Word], j: int, bits: int, before: int, plain: int, trusted: bool) -> bool:
    form = words[j].form
    if form.kind != WORD or bits & JOINED and not bits & (NAME | EVERYDAY):
        return False
    if bits & PARTICLE:
        return bool(bits & NAME or plain or before & PARTICLE)
    if before & PARTICLE:
        return not bits & FUNCTION or bool(bits & NAME)
    if bits & NAME and not (bits & FUNCTION and plain):
        return trusted or plain > 0 or bool(bits & GIVEN)
    if bits & UNKNOWN:
        return (trusted or plain > 0) and len(form.norm) > 1 and (not joined_letter(form) or plain == 0 and trusted)
    if plain == 0:
        return bool(bits & EVERYDAY and bits & GIVEN) and not bits & FUNCTION
    if bits & EVERYDAY and bits & (SURNAME | GIVEN):
        return not bits & FUNCTION and (plain < 3 or bool(bits & DEFINITE))
    # a definite word just after one given name is a surname: يوسف المصري
    return plain == 1 and bool(before & GIVEN) and bool(bits & DEFINITE) and not bits & (FUNCTION | JOINED) and (
        bool(bits & (ADJECTIVE | PARTICIPLE)) and not form.cats & {"title", "body", "group", "rel"})


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
        if tokens and (glue or side == "previous"):
            tokens[-1] += form.key
        else:
            tokens.append(form.key)
        glue = side == "next"
    return tuple(tokens)


def same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names may be one person's: the shorter is a run of the longer, at its end or (two words) its start,
    or both have the same first and last word."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if not short:
        return False
    n = len(short)
    if long[-n:] == short or n > 1 and long[:n] == short:
        return True
    return n > 1 and long[0] == short[0] and long[-1] == short[-1]
