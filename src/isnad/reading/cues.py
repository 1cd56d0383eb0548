"""Cues: the reporting words of a sentence, and what each may take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from isnad.languages.lexicon import Parse
from isnad.reading.clauses import COMMAS, Scene
from isnad.reading.phrases import TANWIN

FINITE, PARTICIPLE, NOUN = "finite", "participle", "noun"


@dataclass(slots=True, frozen=True)
class Complements:
    """What a reporting word takes, each with the act it then has."""

    act: str
    that: str | None
    quote: str | None
    object: str | None
    object_word: str
    prepositions: tuple[tuple[str, str], ...]

    def preposition(self, prep: str) -> str | None:
        """The act where the word takes that preposition, else None."""
        for name, act in self.prepositions:
            if name == prep:
                return act
        return None


@lru_cache(maxsize=1024)
def complements(act: str, spec: str) -> Complements:
    """Read the complements cell of a reporting word; see ``reporting.tsv``."""
    that = quote = obj = None
    word = ""
    prepositions = []
    for item in spec.split("|"):
        name, _, value = item.partition("=")
        if name == "that":
            that = value or act
        elif name == "quote":
            quote = value or act
        elif name == "object":
            obj, word = act, value
        else:
            prepositions.append((name, value or act))
    return Complements(act, that, quote, obj, word, tuple(prepositions))


@dataclass(slots=True, frozen=True)
class Cue:
    """A reporting word at word ``i``. ``kind`` is finite, participle or noun."""

    i: int
    kind: str
    parse: Parse
    takes: Complements

    @property
    def addressee(self) -> str:
        """How the one who is told stands beside the cue: object, a preposition, or empty."""
        return self.parse.entry["addressee"]


def takes(parse: Parse) -> Complements:
    return complements(parse.entry["act"], parse.entry["complements"])


def cues_at(scene: Scene, i: int, start: int) -> list[Cue]:
    """The ways in which word ``i`` may be a cue, the likeliest first; ``start`` is its sentence's first word."""
    form = scene.form(i)
    if "cue" not in form.cats:
        return []
    found = []
    for parse in form.all("cue"):
        kind = _kind(scene, i, start, parse)
        if kind:
            found.append(Cue(i, kind, parse, takes(parse)))
    return found


def _kind(scene: Scene, i: int, start: int, parse: Parse) -> str:
    tense = parse.sense.tense
    if tense in ("perfect", "imperfect"):
        return FINITE if _asserted(scene, i, start, parse) else ""
    if tense == "participle":
        return PARTICIPLE if _adverbial(scene, i, start, parse) else ""
    return NOUN


def _asserted(scene: Scene, i: int, start: int, parse: Parse) -> bool:
    """Whether a finite verb tells that something was said: not negated, not to come, not wished."""
    sense = parse.sense
    if sense.person == "1" or parse.future or sense.number in ("sj", "pj"):
        return False
    word = scene.words[i]
    if TANWIN in scene.page.text[word.start : word.end]:
        return False  # "أمراً": no verb has it
    if sense.tense == "perfect" and scene.page.lexicon.pronouns.get(parse.suffix, ("", "", "3"))[2] != "3":
        return False
    if i == start:
        return True
    if "prep" in scene.form(i).cats and (parse.suffix or (not parse.conj and i in scene.mention_end)):
        return False  # بين is far more often "between"
    unjoined = not parse.conj and not _begins_clause(scene, i)
    if unjoined and (sense.tense == "imperfect" or _like_a_noun(scene, i, parse)):
        return False  # "قرار يدين …" only describes; "بعد رفض …" is a noun
    if i + 1 < len(scene.words) and scene.bare(i + 1, "itself"):
        return False  # "أوضح ذلك": what was said stands elsewhere
    before = scene.form(i - 1)
    if "interrog" in before.cats and not before.cats & {"rel", "prep"}:
        return False
    if "neg" in before.cats and "rel" not in before.cats and not parse.conj:
        return False
    that = scene.that(i - 1) if not parse.conj else None
    return that is None or bool(that.suffix)  # after أن alone nothing is said yet, after إن alone stands a noun


def _like_a_noun(scene: Scene, i: int, parse: Parse) -> bool:
    """Whether the verb is written like its own verbal noun or another noun: رفض، وعد، طلب."""
    return not parse.suffix and not parse.conj and any(
        p.sense.tense in ("", "masdar") and not p.suffix and p.entry.category in ("cue", "noun", "verb", "prep")
        for p in scene.form(i).parses)


def _begins_clause(scene: Scene, i: int) -> bool:
    """Whether a verb may begin its clause at word ``i``, or follows the noun phrase that is its subject."""
    before = scene.form(i - 1)
    return (
        scene.is_punct(i - 1) or bool(before.cats & {"connector", "conj", "aux", "adv", "adverb", "that", "rel", "neg",
                                                        "pron"})
        or i in scene.adverb_start or i in scene.date_start or i in scene.connector_start or i in scene.mention_end
    )


def _adverbial(scene: Scene, i: int, start: int, parse: Parse) -> bool:
    """Whether a participle stands in the indefinite accusative, beside a main clause: "مشيرا إلى أن"."""
    sense = parse.sense
    if parse.det or parse.prep or parse.suffix:
        return False
    norm = scene.form(i).norm
    if any(scene.bare(j, "aux") for j in range(max(start, i - 3), i)) and scene.form(i - 1).norm not in COMMAS:
        return False  # "كان اللقاء مفيدا": a predicate
    if sense.gender == "m" and sense.number == "s":
        return norm.endswith("ا")
    if i == start:
        return True
    if scene.bare(i - 1, "prep", "before"):
        return False  # "رغم مناشدة …": a noun
    if sense.gender == "f" and i + 1 < len(scene.words) and scene.bare(i + 1, "nisba", "qualifier"):
        return False  # "داعية إسلامي": one who preaches
    return scene.form(i - 1).norm in COMMAS or bool(parse.conj) or (
        sense.gender == "f" and sense.number == "s" and not _agrees_as_adjective(scene, i))


def _agrees_as_adjective(scene: Scene, i: int) -> bool:
    """Whether an indefinite feminine participle may be the adjective of the noun before it."""
    before = scene.form(i - 1)
    return before.norm.endswith(("ة", "ات")) and not before.norm.startswith("ال")
