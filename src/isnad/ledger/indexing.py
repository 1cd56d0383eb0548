"""The index of words made anew from what the ledger holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from isnad.languages.stems import Stemmer, stemmer
from isnad.ledger.database import Ledger
from isnad.ledger.load import Row, Told, batches, told
from isnad.ledger.schema import actor, entry

REPORTS = 50
"""Reports whose words are made at once."""


def reindex(ledger: Ledger, db: Connection) -> None:
    """Fill an empty index with the words of every entry."""
    numbers = {row.item_id: row.number for row in db.execute(select(entry.c.item_id, entry.c.number))}
    reports = list(db.execute(select(entry.c.item_id).where(entry.c.kind == "report").order_by(entry.c.item_id))
                   .scalars())
    for some in batches(reports, REPORTS):
        ledger.words.add(db, [(numbers[key], words, who) for one in told(db, some).values()
                              for key, words, who in words_of(one)])
    actors = list(db.execute(select(entry.c.item_id).where(entry.c.kind == "actor")).scalars())
    for some in batches(actors):
        ledger.words.add(db, [(numbers[key], words, "") for key, words in words_of_actors(db, some).items()])


def words_of(one: Told) -> Iterator[tuple[str, str, str]]:
    """The entries of a report: item, the words of its text, the words of who speaks or acts."""
    yield one.report_id, " ".join(one.stems.terms(one.text)), ""
    for key, row in one.statements.items():
        yield key, " ".join(one.stems.terms(one.text[row["start"]:row["end"]])), _who(one, key, row)
    for key, row in one.events.items():
        yield key, " ".join(one.stems.terms(one.text[row["text_start"]:row["text_end"]])), _who(one, key, row)


def _who(one: Told, key: str, row: Row) -> str:
    names = [one.appearances[who].name for _, who in one.parties.get(key, ())]
    outer = one.outer(row["within_id"])
    names += [speaker.name for each in outer if (speaker := one.one(each, "speaker"))]
    return name_words(one.stems, names)


def name_words(stems: Stemmer, names: list[str]) -> str:
    """The terms of names, a name that stands twice once."""
    return " ".join(term for name in dict.fromkeys(names) for term in stems.terms(name))


def words_of_actors(db: Connection, actors: Sequence[str]) -> dict[str, str]:
    """The spellings of actors' names as terms, by actor."""
    profiles = db.execute(select(actor.c.id, actor.c.profile)
                          .where(actor.c.id.in_(actors), actor.c.merged_into.is_(None), actor.c.vanished.is_(None)))
    return dict.fromkeys(actors, "") | {row.id: name_words(stemmer(), list(row.profile["names"])) for row in profiles
                                        if row.profile}
