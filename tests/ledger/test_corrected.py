"""What people decided, laid upon what was read: every kind of correction, on the reading it was made on and others."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isnad import read
from isnad.commands import incoming, read_report
from isnad.ledger.corrected import ALLOWED, FIELDS, KINDS, Corrected, Review, corrected, nearest
from isnad.ledger.corrections import correction
from isnad.ledger.errors import LedgerError
from isnad.ledger.identity import item_ids
from isnad.ledger.prepare import prepare
from isnad.record import MODES, Record
from isnad.sources import RawReport

TEXT = ("قال المتحدث باسم الكرملين دميتري بيسكوف إن روسيا تنتظر ردا من حلف شمال الأطلسي، وإن الأمين العام للحلف ينس "
        "ستولتنبرغ أعلن أن الحلف سيفرض عقوبات على روسيا.\n"
        "وزار وزير الخارجية المصري نبيل فوزي الخرطوم أمس، ونفى فوزي وجود خلاف مع السودان.")
OWN = "r234567abcdefg"
READ = read(TEXT, headline="خبر", published="2022-01-24")
"""s1 (Peskov) holds s2 (Stoltenberg), which holds e1, a sanction; s3 is a denial, e2 a visit; w1 rests on s1."""
ID = item_ids(OWN, READ)
NAME = {actor.name: ID[actor.id] for actor in READ.actors}
PESKOV, NATO, STOLTENBERG, FAWZI, SUDAN = (NAME[each] for each in (
    "دميتري بيسكوف", "حلف شمال الأطلسي", "ينس ستولتنبرغ", "نبيل فوزي", "السودان"))


def decide(*decisions: tuple[str, Any], on: Record = READ) -> Corrected:
    """What stands after decisions in their order: ``(item, "accepted")``, ``(item, "rejected")`` or ``(item, fields)``,
    items and statements by the identifiers of the record. The corrections are made on the reading here, and laid upon
    another one where it is given."""
    reviews: list[Review] = []
    for number, (local, what) in enumerate(decisions, 1):
        key = ID.get(local, local)
        if isinstance(what, str):
            reviews.append(Review(number, key, what))  # type: ignore[arg-type]
            continue
        stands = corrected(OWN, READ, [*reviews, Review(number, key, "accepted")])
        given_ = {name: ID.get(value, value) if name == "within" else value for name, value in what.items()}
        reviews.append(Review(number, key, "corrected", correction(stands, key, given_)))
    return corrected(OWN, on, reviews)


def part(stands: Corrected, local: str) -> Any:
    record = stands.record
    parts: list[Any] = [*record.statements, *record.events, *record.awaited, *record.actors]
    return next((each for each in parts if each.id == local), None)


def name_of(stands: Corrected, local: str | None) -> str | None:
    return next((actor.name for actor in stands.record.actors if actor.id == local), None)


def words(stands: Corrected, local: str) -> list[str]:
    return [stands.record.report.text[start:end] for start, end in part(stands, local).content]


def otherwise(record: Record = READ, *, before: str = "", without: Iterable[str] = (),
              updates: dict[str, dict[str, Any]] | None = None) -> Record:
    """Another reading: of a text with something before it, without some things, with fields of others changed."""
    moved = read(before + TEXT, headline="خبر", published="2022-01-24") if before else record
    gone = set(without)
    told = {name: [each.model_copy(update=(updates or {}).get(each.id, {})) for each in getattr(moved, name)
                   if each.id not in gone] for name in ("actors", "statements", "events", "awaited")}
    return moved.model_copy(update=told)


def test_nothing_decided_leaves_the_reading_itself() -> None:
    assert corrected(OWN, READ, []).record is READ


def test_what_is_accepted_stays_as_it_is() -> None:
    stands = decide(("s1", "accepted"), ("e1", "accepted"), ("w1", "accepted"), ("a1", "accepted"))
    assert stands.record is READ
    assert stands.lapsed == {}


# -- every kind of correction


@pytest.mark.parametrize(("local", "fields", "expected"), [
    ("s1", {"act": "expect"}, {"act": "expect"}),
    ("s3", {"form": "mixed"}, {"form": "mixed"}),
    ("s1", {"speaker": STOLTENBERG}, {"speaker": "a4"}),
    ("s1", {"speaker": "ينس ستولتنبرغ"}, {"speaker": "a4"}),
    ("s1", {"speaker": None}, {"speaker": None}),
    ("s1", {"addressee": NATO}, {"addressee": "a3"}),
    ("s2", {"within": None}, {"within": None}),
    ("s3", {"within": "s2"}, {"within": "s2"}),
    ("e1", {"type": "THREATEN", "mode": "restrict"}, {"type": "THREATEN", "mode": "restrict"}),
    ("e1", {"mode": "expel"}, {"mode": "expel"}),
    ("e1", {"mode": ""}, {"mode": None}),
    ("e1", {"status": "conditional"}, {"status": "conditional"}),
    ("e1", {"actors": [NATO], "recipients": []}, {"actors": ["a3"], "recipients": []}),
    ("e1", {"actors": [NATO, STOLTENBERG, NATO]}, {"actors": ["a3", "a4"]}),
    ("e2", {"start": "2022-01-20"}, {"start": "2022-01-20", "end": "2022-01-23"}),
    ("e2", {"start": None, "end": None}, {"start": None, "end": None}),
    ("e2", {"within": "s3"}, {"within": "s3"}),
    ("e1", {"within": None}, {"within": None}),
    ("w1", {"from": STOLTENBERG, "to": None, "due": "2022-02-01"}, {"from_": "a4", "to": None, "due": "2022-02-01"}),
    ("a4", {"sector": "IGO"}, {"sector": "IGO"}),
    ("a6", {"kind": "organisation", "country": "egy", "sector": None},
     {"kind": "organisation", "country": "EGY", "sector": None}),
], ids=str)
def test_a_correction_changes_its_fields_and_no_others(
    local: str, fields: dict[str, Any], expected: dict[str, Any],
) -> None:
    stands = decide((local, fields))
    before = next(each for some in (READ.statements, READ.events, READ.awaited, READ.actors) for each in some
                  if each.id == local)
    assert part(stands, local) == before.model_copy(update=expected) != before
    changed = [each for name in ("statements", "events", "awaited", "actors")
               for each, old in zip(getattr(stands.record, name), getattr(READ, name), strict=True) if each != old]
    assert [each.id for each in changed] == [local]
    assert stands.ids == ID
    assert stands.lapsed == {}


@pytest.mark.parametrize(("content", "expected"), [
    ("وجود خلاف", ["وجود خلاف"]), (["مع السودان", "وجود"], ["وجود", "مع السودان"]),
    ([[0, 3]], ["خبر"]), ([[5, 8], [0, 3]], ["خبر", "قال"]),
], ids=str)
def test_a_content_is_told_by_its_words_or_by_code_points(content: Any, expected: list[str]) -> None:
    assert words(decide(("s3", {"content": content})), "s3") == expected


def test_a_type_that_is_corrected_takes_away_a_mode_that_it_has_not() -> None:
    assert part(decide(("e2", {"type": "SANCTION"})), "e2").mode is None
    assert part(decide(("e2", {"type": "CONSULT", "mode": "phone"})), "e2").mode == "phone"


def test_corrections_add_up_and_the_last_of_a_field_stands() -> None:
    stands = decide(("s1", {"act": "expect"}), ("s1", {"speaker": NATO}), ("s1", {"act": "demand"}))
    assert (part(stands, "s1").act, part(stands, "s1").speaker) == ("demand", "a3")


@pytest.mark.parametrize(("local", "fields", "said"), [
    ("s1", {"act": "shout"}, "act: 'shout' is none; there are say, deny,"),
    ("s1", {"act": None}, "act: None is none; there are"),
    ("s1", {"form": "loud"}, "form: 'loud' is none; there are direct, indirect, mixed"),
    ("s1", {"cue": "نفى"}, "cue: cannot be corrected in s[a-z0-9]{13}; what can is act, form, speaker,"),
    ("s1", {"type": "AID"}, "type: cannot be corrected"), ("e1", {"act": "say"}, "act: cannot be corrected"),
    ("a1", {"name": "x"}, "name: cannot be corrected in p[a-z0-9]{13}; what can is kind, country, sector"),
    ("s1", {}, "a correction needs a field; there are act, form"),
    ("s1", {"speaker": "سالم"}, "speaker: 'سالم' is no actor of its report; there are p.* .دميتري بيسكوف."),
    ("s1", {"within": "s1"}, "within: 's[a-z0-9]{13}' is no other statement of its report; there are s"),
    ("s1", {"within": "e1"}, "is no other statement"),
    ("s1", {"content": []}, "content: there must be some"), ("s1", {"content": None}, "content: there must be some"),
    ("s1", {"content": "الغائب"}, "content: 'الغائب' does not stand in the text, letter for letter"),
    ("s1", {"content": [[0, 10_000]]}, r"content: \[0, 10000\) does not lie in a text of \d+ code points"),
    ("s1", {"content": [[3, 5]]}, "holds no words"), ("s1", {"content": [[3, 1]]}, "does not lie in a text"),
    ("s1", {"content": [[0, 9], [5, 12]]}, "its stretches overlap"), ("s1", {"content": [["0", 3]]}, "is no stretch"),
    ("s1", {"content": [[0, 1, 2]]}, "is no stretch"), ("s1", {"content": 7}, "there must be some"),
    ("e1", {"type": "PEACE"}, "type: 'PEACE' is none; there are AGREE"),
    ("e1", {"mode": "visit"}, "mode: SANCTION has no mode 'visit'; it has convict, expel, withdraw, discontinue"),
    ("e1", {"type": "AID", "mode": "visit"}, "mode: AID has no mode 'visit'; it has none at all"),
    ("e1", {"status": "done"}, "status: 'done' is none; there are actual, negated"),
    ("e2", {"start": "soon"}, "start: 'soon' is no day; write it as 2022-01-24"),
    ("e2", {"start": "2022-02-30"}, "is no day"), ("w1", {"due": 7}, "due: 7 is no day"),
    ("e2", {"start": "2022-02-01"}, "start: 2022-02-01 is after the end, 2022-01-23; correct both"),
    ("e2", {"actors": [NATO, "سالم"]}, "actors: 'سالم' is no actor"),
    ("a1", {"kind": "man"}, "kind: 'man' is none; there are person, organisation, country, group"),
    ("a1", {"sector": "ARMY"}, "sector: 'ARMY' is none; there are GOV, LEG"),
    ("a1", {"country": "Russia!"}, "country: 'RUSSIA!' is no code; write ISO 3166's three letters"),
    ("s1", {"act": "say"}, "nothing is otherwise than it stands"),
    ("e2", {"actors": [FAWZI]}, "nothing is otherwise than it stands"),
], ids=str)
def test_what_cannot_be_is_refused_with_what_can(local: str, fields: dict[str, Any], said: str) -> None:
    named = {name: ID.get(value, value) if isinstance(value, str) else value for name, value in fields.items()}
    with pytest.raises(LedgerError, match=said):
        correction(decide(), ID[local], named)


def test_two_of_one_name_are_told_apart_by_their_identifiers() -> None:
    twin = READ.actors[0].model_copy(update={"id": "a9", "kind": "group"})
    stands = corrected(OWN, READ.model_copy(update={"actors": [*READ.actors, twin]}), [])
    with pytest.raises(LedgerError, match=r"may be more than one; give one of p.*, p"):
        correction(stands, ID["s3"], {"speaker": twin.name})


# -- what is rejected


def test_what_is_rejected_is_gone_with_what_rests_on_it_and_what_stood_within_it_moves_out() -> None:
    stands = decide(("s1", "rejected"))
    assert part(stands, "s1") is None
    assert part(stands, "s2").within is None
    assert part(stands, "e1").within == "s2"
    assert stands.record.awaited == []  # w1 rested on s1


def test_what_stood_within_two_that_are_rejected_moves_out_of_both() -> None:
    stands = decide(("s2", "rejected"), ("s1", "rejected"))
    assert part(stands, "e1").within is None
    assert part(decide(("s2", "rejected")), "e1").within == "s1"


def test_an_event_and_an_awaited_item_are_gone_alone() -> None:
    stands = decide(("e2", "rejected"), ("w1", "rejected"))
    assert ([each.id for each in stands.record.events], stands.record.awaited) == (["e1"], [])
    assert stands.record.statements == READ.statements


def test_whoever_is_no_actor_has_no_part_in_anything() -> None:
    stands = decide(("a5", "rejected"), ("a3", "rejected"))
    assert (part(stands, "s3").speaker, part(stands, "e2").actors) == (None, [])
    assert (part(stands, "w1").from_, part(stands, "w1").to) == (None, "a2")
    assert part(stands, "a5") is None


def test_of_something_rejected_and_decided_on_again_the_last_decision_stands() -> None:
    assert decide(("s1", "rejected"), ("s1", "accepted")).record is READ
    stands = decide(("s1", "rejected"), ("s1", {"act": "expect"}))
    assert part(stands, "s1").act == "expect"
    assert part(decide(("s1", {"act": "expect"}), ("s1", "rejected")), "s1") is None


def test_the_identifiers_are_those_of_the_reading_whatever_is_rejected() -> None:
    """Two that are alike are told apart by their order, which a rejection must not change."""
    twins = read("قال الوزير إن الحوار مستمر.\nقال الوزير إن الحوار مستمر.")
    ids = item_ids(OWN, twins)
    first, second = twins.statements
    stands = corrected(OWN, twins, [Review(1, ids[first.id], "rejected")])
    assert [stands.ids[each.id] for each in stands.record.statements] == [ids[second.id]]


# -- laid upon another reading


@pytest.mark.parametrize("local", ["s1", "e1", "w1", "a3"])
def test_what_is_read_no_more_is_passed_over_and_told(local: str) -> None:
    without = ("s1", "s2", "e1", "w1") if local == "s1" else (local,)
    other = otherwise(without=without, updates={"w1": {"from_": None}})
    fields = {"s1": {"act": "expect"}, "e1": {"status": "actual"}, "w1": {"due": "2022-02-01"}, "a3": {"sector": "MIL"}}
    for what in (fields[local], "rejected"):
        stands = decide((local, what), on=other)
        assert stands.record is other
        assert stands.lapsed == {1: [f"{ID[local]} is read no more"]}


def test_a_content_is_found_by_its_words_where_the_text_has_moved() -> None:
    stands = decide(("s3", {"content": ["وجود", "السودان"]}), on=otherwise(before="عاد الوزير.\n"))
    assert words(stands, "s3") == ["وجود", "السودان"]
    assert part(stands, "s3").content != part(decide(("s3", {"content": ["وجود", "السودان"]})), "s3").content


def test_a_content_whose_words_are_gone_is_passed_over() -> None:
    other = read(TEXT.replace("قال المتحدث باسم", "صرح متحدث باسم"), headline="خبر", published="2022-01-24")
    assert ID["s3"] in item_ids(OWN, other).values()
    stands = decide(("s3", {"content": "قال المتحدث"}), on=other)
    assert stands.lapsed == {1: ["content: 'قال المتحدث' is not in the text"]}
    assert stands.record is other


def test_an_actor_whom_the_reading_names_no_more_is_told_of_again() -> None:
    other = otherwise(without=("a4",), updates={"s2": {"speaker": None}})
    stands = decide(("s1", {"speaker": STOLTENBERG}), ("s3", {"addressee": STOLTENBERG}), on=other)
    speaker = part(stands, "s1").speaker
    assert speaker == part(stands, "s3").addressee
    back = part(stands, speaker)
    assert (back.name, back.kind, back.country, back.sector) == ("ينس ستولتنبرغ", "person", "NATO", "PTY")
    assert back.mentions == READ.actors[3].mentions
    assert stands.ids[speaker] == STOLTENBERG
    assert len({*stands.ids.values()}) == len(stands.ids)


def test_the_words_that_name_him_are_found_where_the_text_has_moved() -> None:
    moved = otherwise(before="عاد الوزير.\n")
    other = otherwise(moved, without=[each.id for each in moved.actors if each.name == "ينس ستولتنبرغ"],
                      updates={each.id: {"speaker": None} for each in moved.statements})
    stands = decide(("s1", {"speaker": STOLTENBERG}), on=other)
    said = next(each for each in stands.record.statements if stands.ids[each.id] == ID["s1"])
    back = part(stands, said.speaker or "")
    assert [other.report.text[each.start:each.end] for each in back.mentions] == ["الأمين العام للحلف", "ينس ستولتنبرغ"]


def test_who_is_read_under_another_name_where_he_was_named_is_he() -> None:
    other = otherwise(updates={"a4": {"name": "ستولتنبرغ"}})  # and so another appearance
    stands = decide(("s1", {"speaker": STOLTENBERG}), on=other)
    assert part(stands, "s1").speaker == "a4"
    assert len(stands.record.actors) == len(READ.actors)


def test_who_was_put_in_and_is_no_actor_after_all_is_not_told_of() -> None:
    other = otherwise(without=("a4",), updates={"s2": {"speaker": None}})
    stands = decide(("s1", {"speaker": STOLTENBERG}), ("a4", "rejected"), on=other)
    assert part(stands, "s1").speaker is None
    assert STOLTENBERG not in stands.ids.values()


def test_nobody_is_added_for_a_correction_that_another_has_overtaken() -> None:
    other = otherwise(without=("a4",), updates={"s2": {"speaker": None}})
    stands = decide(("s1", {"speaker": STOLTENBERG}), ("s1", {"speaker": FAWZI}), on=other)
    assert len(stands.record.actors) == len(other.actors)
    assert STOLTENBERG not in stands.ids.values()


def test_what_was_read_gives_way_to_what_was_corrected() -> None:
    other = otherwise(updates={"e2": {"type": "CONSULT", "mode": "phone", "start": "2022-03-01",
                                       "end": "2022-03-02"}})
    assert part(decide(("e2", {"type": "AID"}), on=other), "e2").mode is None
    stands = decide(("e2", {"end": "2022-01-25"}), on=other)
    assert (part(stands, "e2").start, part(stands, "e2").end) == (None, "2022-01-25")


def test_a_mode_that_the_type_has_not_that_is_read_now_is_passed_over() -> None:
    stands = decide(("e1", {"mode": "expel"}), on=otherwise(updates={"e1": {"type": "AID", "mode": None}}))
    assert part(stands, "e1").mode is None
    assert stands.lapsed == {1: ["mode: AID has no mode 'expel'; it has none at all"]}


def test_nothing_comes_to_stand_within_itself() -> None:
    """s1 within s3 was right where s3 stood alone; now s3 is read within s2, and so within s1."""
    stands = decide(("s1", {"within": "s3"}), on=otherwise(updates={"s3": {"within": "s2"}}))
    assert part(stands, "s1").within is None
    assert stands.lapsed[1][0].startswith("within: ")
    assert stands.record.chain(part(stands, "s3"))


@pytest.mark.parametrize(("text", "to", "expected"), [
    ("aXbXc", 0, 1), ("aXbXc", 2, 1), ("aXbXc", 3, 3), ("aXbXc", 99, 3), ("abc", 1, None)])
def test_words_are_found_as_near_to_a_place_as_can_be(text: str, to: int, expected: int | None) -> None:
    assert nearest(text, "X", to) == expected


# -- whatever people decide


@cache
def examples() -> tuple[Record, ...]:
    """The reports that the project carries, and the one above, read."""
    folder = Path(__file__).parent.parent.parent / "examples" / "reports"
    found = [read_report(item, None, lambda reading: reading.record())
             for item in incoming([(str(path), None) for path in sorted(folder.iterdir())], None)]
    return (*(each for each in found if isinstance(each, Record)), READ)


def values(draw: Any, name: str, record: Record, ids: dict[str, str]) -> Any:
    """What a correction may come with for a field: mostly what can be, at times what cannot."""
    text, items = record.report.text, [*ids.values(), "s234567abcdefg", None]
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from([None, "", 7, [], {}, "x", [None], [[1]], {"id": "p234567abcdefg"}]))
    if name in ALLOWED:
        return draw(st.sampled_from(ALLOWED[name]))
    if name == "mode":
        return draw(st.sampled_from([None, *(mode for some in MODES.values() for mode in some)]))
    if name in ("start", "end", "due"):
        return draw(st.sampled_from([None, "2022-01-01", "2022-01-24", "2023-03-10", "2022-02-30"]))
    if name == "country":
        return draw(st.sampled_from([None, "EGY", "egypt"]))
    if name == "within":
        return draw(st.sampled_from(items))
    if name == "content":
        start = draw(st.integers(0, len(text) - 2))
        end = min(len(text), start + draw(st.integers(1, 40)))
        words_ = draw(st.sampled_from([text[start:end], "ليس هنا"]))
        return [{"start": start, "end": end, "text": words_}] * draw(st.integers(1, 2))
    key = draw(st.sampled_from([*ids.values(), "p234567abcdefg"]))
    told = {"id": key, "name": "سالم الحارثي", "kind": "person", "country": "OMN", "sector": None, "role": None,
            "mentions": draw(st.sampled_from([[], [{"start": 3, "end": 8, "form": "name", "text": text[3:8]}]]))}
    several = name in ("actors", "recipients")
    return [told] * draw(st.integers(0, 2)) if several else draw(st.sampled_from([told, None]))


@st.composite
def reviewed(draw: Any) -> tuple[Record, list[Review]]:
    """A reading, and decisions that were made on it or on another."""
    record: Record = draw(st.sampled_from(examples()))
    ids = item_ids(OWN, record)
    keys = st.sampled_from([*ids.values(), *(f"{letter}234567abcdefg" for letter in KINDS), OWN, "x"])
    reviews = []
    for number in range(draw(st.integers(0, 12))):
        key = draw(keys)
        decision = draw(st.sampled_from(["accepted", "corrected", "corrected", "rejected"]))
        names = FIELDS.get(KINDS.get(key[:1], ""), ())
        chosen = draw(st.lists(st.sampled_from(names), max_size=4)) if names else []
        fields = {name: [None, values(draw, name, record, ids)] for name in chosen}
        reviews.append(Review(number, key, decision, fields if decision == "corrected" else None))
    if draw(st.booleans()):
        record = Record(report=record.report, dates=record.dates, actors=record.actors, statements=[
            each.model_copy(update={"within": None}) for each in record.statements[::2]])
    return record, reviews


@given(reviewed())
@settings(max_examples=150, deadline=None)
def test_whatever_people_decide_gives_a_record_that_the_ledger_can_keep(case: tuple[Record, list[Review]]) -> None:
    record, reviews = case
    stands = corrected(OWN, record, reviews)
    assert Record.from_json(stands.record.json_line()) == stands.record
    for statement in stands.record.statements:
        assert stands.record.chain(statement)
    parts: list[Any] = [*stands.record.statements, *stands.record.events, *stands.record.awaited,
                        *stands.record.actors]
    assert {each.id for each in parts} <= stands.ids.keys()
    assert len({stands.ids[each.id] for each in parts}) == len(parts)
    rejected = {each.item for number, each in enumerate(reviews) if each.decision == "rejected"
                and not any(later.item == each.item for later in reviews[number + 1:])}
    assert not rejected & {stands.ids[each.id] for each in parts}
    about = record.report
    raw = RawReport(text=about.text[len(about.headline) + 2:], headline=about.headline, published=about.published)
    made = prepare(raw, stands.record, published=None, source="", ids=stands.ids)
    assert [len(each) for each in (made.statements, made.events, made.awaited, made.appearances)] == [
        len(each) for each in (stands.record.statements, stands.record.events, stands.record.awaited,
                               stands.record.actors)]
    assert corrected(OWN, record, reviews).record == stands.record
