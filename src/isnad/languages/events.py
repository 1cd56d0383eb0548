"""The tables of events: frames of every PLOVER type, what governs their triggers, and the words that tell modes,
contexts and numbers. ``languages/README.md`` says what each column may hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from isnad.languages.lexicon import Entry, Lexicon, Sense
from isnad.languages.tables import Check, Column, Row, Table, arabic, matching, one_of
from isnad.record import MODES, Context, QuantityKind

TYPES = tuple(MODES)
PARTS = ("verb", "finite", "noun", "light", "words")
PREPOSITIONS = ("ب", "ل", "إلى", "على", "عن", "من", "في", "مع", "ضد", "بين", "نحو", "تجاه", "بحق", "أمام", "حول", "لدى",
                "داخل", "خلف", "بشأن", "عبر", "وسط", "باتجاه", "صوب")
SOURCES = ("subject", "object", "of", "agent", *PREPOSITIONS)
CLASSES = ("state", "armed", "politic", "people", "official")
SLOTS = ("actor", "recipient", "partner", "any", "two")
MARKED = {"*": "*", "[": "]", "{": "}"}
"""What marks a trigger, an actor and a recipient in a frame's example."""

_set_name = "[a-z_]+"
_trigger: Check = matching(
    rf"(&{_set_name}|[ء-غف-ي]+)( (&{_set_name}|[ء-غف-ي]+))*", "Arabic words, or &SET for the words of a set")
_condition: Check = matching(
    rf"({'|'.join(SLOTS)})(:({'|'.join(CLASSES)}))?|(word|no|object|subject):{_set_name}",
    f"one of {', '.join(SLOTS)}, with a class ({', '.join(CLASSES)}) or without; word:SET, no:SET, object:SET or "
    "subject:SET")
_contexts: tuple[str, ...] = Context.__args__  # type: ignore[attr-defined]


def _example(value: str) -> str | None:
    """An example holds a trigger between two asterisks; brackets and braces are closed."""
    marks = re.sub(r"[^*\[\]{}]", "", value)
    if re.fullmatch(r"(\[\]|\{\}|\*\*)*", marks) and "**" in marks:
        return None
    return "a sentence with *its trigger*, [its actors] and {its recipients}"


def frames_table(event_type: str) -> Table:
    """The table of one type's frames."""
    modes = MODES[event_type]
    return Table(
        f"events/{event_type}.tsv",
        (Column("triggers", _trigger, several=True), Column("part", one_of(*PARTS)),
         Column("mode", one_of(*modes) if modes else lambda value: f"no mode; {event_type} has none", True),
         Column("actor", one_of(*SOURCES), True, True), Column("recipient", one_of(*SOURCES), True, True),
         Column("partner", one_of(*SOURCES), True, True), Column("if", _condition, True, True),
         Column("contexts", one_of(*_contexts), True, True), Column("example", _example)),
    )


GOVERNORS = Table(
    "governors.tsv",
    (Column("form", arabic), Column("part", one_of("verb", "noun", "particle", "next", "clause")),
     Column("actor", one_of("subject", "object", "recipient", "none"), True),
     Column("status", one_of("negated", "future", "requested", "conditional", "background", "actual"), True)),
    key=("form", "part"),
)
AGENTS = Table("agents.tsv", (Column("form", arabic),), key=("form",))
WORD_SETS = Table(
    "word_sets.tsv",
    (Column("set", matching(_set_name, "a name in small Latin letters")), Column("form", arabic),
     Column("plural", arabic, True, True)),
    key=("set", "form"),
)
MODE_WORDS = Table(
    "mode_words.tsv",
    (Column("type", one_of(*TYPES)), Column("mode", one_of(*sorted({m for modes in MODES.values() for m in modes}))),
     Column("form", arabic), Column("plural", arabic, True, True)),
    key=("type", "form"),
)
CONTEXTS = Table(
    "contexts.tsv",
    (Column("context", one_of(*_contexts)), Column("form", arabic), Column("plural", arabic, True, True)),
    key=("context", "form"),
)
QUANTITIES = Table(
    "quantities.tsv",
    (Column("kind", one_of(*QuantityKind.__args__)),  # type: ignore[attr-defined]
     Column("form", arabic), Column("part", one_of("verb", "noun")), Column("plural", arabic, True, True)),
    key=("kind", "form"),
)
AWAITING = Table(
    "awaiting.tsv",
    (Column("form", arabic), Column("role", one_of("waits", "owed", "term")),
     Column("part", one_of("verb", "noun", "phrase")), Column("plural", arabic, True, True)),
    key=("form", "role"),
)


def add_frame(event_type: str, lexicon: Lexicon, row: Row) -> None:
    """Let every form of a frame's triggers open it."""
    attrs = {name: row[name] for name in ("part", "mode", "actor", "recipient", "partner", "if", "contexts", "example")}
    for trigger in row.values("triggers"):
        first, _, second = trigger.partition(" ")
        entry = Entry("frame", trigger, row.file, row.line, {**attrs, "type": event_type, "second": second})
        if row["part"] == "words":
            lexicon.add_phrase(trigger, entry)
        elif row["part"] == "noun":
            _add_noun(lexicon, trigger, entry)
        else:
            for verb in _members(lexicon, first):
                _add_verb(lexicon, verb, entry, masdar=row["part"] != "finite")


def _members(lexicon: Lexicon, word: str) -> list[str]:
    """The words of a set, for "&set"; else the word itself."""
    return lexicon.sets.get(word[1:], []) if word.startswith("&") else [word]


def _add_verb(lexicon: Lexicon, perfect: str, entry: Entry, *, masdar: bool = True) -> None:
    """Add the forms of a verb, which verbs.tsv or reporting.tsv lists; of one listed in neither its perfect alone."""
    lexicon.add_inflected("perfect", perfect, entry, "perfect")
    listed = [sense.entry for sense in lexicon.senses(perfect)[0] if sense.tense == "perfect"
              and sense.entry.category in ("verb", "cue") and sense.entry.lemma == perfect]
    kinds = [("imperfect", "imperfect"), ("participle", "adjective"), *([("masdar", "noun")] if masdar else [])]
    for tense, kind in kinds:
        for form in sorted({form for known in listed for form in known.values(tense)}):
            lexicon.add_inflected(kind, form, entry, tense)
            if tense == "imperfect" and len(form) == 4 and form[2] in "ويا":
                for rule_form, rule in lexicon.inflect(kind, form[:2] + form[3]):  # a hollow verb's jussive: لم يزر
                    if rule.number == "s" and rule.person == "3":
                        lexicon.add(rule_form, Sense(entry, tense, rule.gender, "sj", "3"))


def _add_noun(lexicon: Lexicon, noun: str, entry: Entry, plurals: tuple[str, ...] = ()) -> None:
    """Add the forms of a noun: with the plurals that nouns.tsv has, and those given."""
    known = {plural for sense in lexicon.senses(noun)[0] if sense.entry.category == "noun"
             and sense.entry.lemma == noun for plural in sense.entry.values("plural")}
    lexicon.add_inflected("noun", noun, entry, "masdar")
    for plural in sorted(known | set(plurals)):
        lexicon.add(plural, Sense(entry, "masdar", "", "p"))


def add_governor(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("mood" if row["part"] in ("next", "clause") else "control", row["form"], row.file, row.line,
                  {"actor": row["actor"], "status": row["status"], "part": row["part"]})
    if " " in row["form"]:
        lexicon.add_phrase(row["form"], entry)
    elif row["part"] == "verb":
        _add_verb(lexicon, row["form"], entry)
    elif row["part"] == "noun":
        _add_noun(lexicon, row["form"], entry)
    else:
        lexicon.add(row["form"], Sense(entry, "masdar" if row["part"] == "particle" else ""))


def add_agent(lexicon: Lexicon, row: Row) -> None:
    lexicon.add(row["form"], Sense(Entry("agent", row["form"], row.file, row.line)))


def add_set_word(lexicon: Lexicon, row: Row) -> None:
    """Add a noun to a set; a word that verbs.tsv has as a verb's perfect is taken with all forms of that verb."""
    lexicon.sets.setdefault(row["set"], []).append(row["form"])
    entry = Entry("set", row["form"], row.file, row.line, {"set": row["set"]})
    _add_noun(lexicon, row["form"], entry, tuple(row.values("plural")))


def add_mode_word(lexicon: Lexicon, row: Row) -> None:
    _add_word(lexicon, Entry("mode", row["form"], row.file, row.line, {"type": row["type"], "mode": row["mode"]}), row)


def add_context(lexicon: Lexicon, row: Row) -> None:
    _add_word(lexicon, Entry("context", row["form"], row.file, row.line, {"context": row["context"]}), row)


def _add_word(lexicon: Lexicon, entry: Entry, row: Row) -> None:
    if " " in row["form"]:
        lexicon.add_phrase(row["form"], entry)
    else:
        _add_noun(lexicon, row["form"], entry, tuple(row.values("plural")))
        lexicon.add_inflected("adjective", row["form"], entry)


def add_quantity(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("quantity", row["form"], row.file, row.line, {"kind": row["kind"], "part": row["part"]})
    if row["part"] == "verb":
        _add_verb(lexicon, row["form"], entry)
    else:
        _add_noun(lexicon, row["form"], entry, tuple(row.values("plural")))


def add_awaiting(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("awaiting", row["form"], row.file, row.line, {"role": row["role"]})
    if row["part"] == "verb":
        _add_verb(lexicon, row["form"], entry)
    elif row["part"] == "noun":
        _add_noun(lexicon, row["form"], entry, tuple(row.values("plural")))
    else:
        lexicon.add(row["form"], Sense(entry))


FRAMES: dict[str, Table] = {event_type: frames_table(event_type) for event_type in TYPES}
TABLES: list[tuple[Table, Callable[[Lexicon, Row], None]]] = [
    (WORD_SETS, add_set_word),
    *((table, partial(add_frame, event_type)) for event_type, table in FRAMES.items()),
    (GOVERNORS, add_governor), (AGENTS, add_agent), (MODE_WORDS, add_mode_word), (CONTEXTS, add_context),
    (QUANTITIES, add_quantity), (AWAITING, add_awaiting),
]
