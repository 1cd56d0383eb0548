"""The permanent pages: where they stand, what they say of a thing, and that nothing known is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from isnad.ledger.around import passages
from isnad.ledger.database import Ledger
from isnad.ledger.schema import actor, awaited, dispute, event, report, statement, story
from isnad.ledger.settle import merge, settle_awaited, settle_dispute, split
from isnad.ledger.tokens import Role, make_token
from isnad.ledger.write import Kept
from isnad.sources import RawReport

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

ASKS = ("قال وزير الخارجية العماني سالم الحارثي إن بلاده تنتظر ردا من مصر بشأن الملاحة في البحر الأحمر.\n"
        "وأضاف أن نظيره المصري نبيل فوزي أكد أن مسلحين هاجموا الجيش المصري في سيناء أمس.")
ASKS_ELSEWHERE = ASKS.replace("قال وزير", "صرح وزير")
GIVEN = "سلمت مصر سلطنة عمان ردها بشأن الملاحة في البحر الأحمر."
CLAIM = "قال وزير الدفاع الكيني جون موريو إن مسلحين صوماليين قتلوا ستة جنود في مدينة لامو أمس الاثنين."
DENIAL = "نفى المتحدث باسم الحكومة الصومالية أحمد عبدي أن يكون مسلحون صوماليون قتلوا ستة جنود في مدينة لامو."
ENGLISH = {"accept-language": "en", "accept": "text/html"}
FOLDERS = {"report": "reports", "statement": "statements", "event": "events", "actor": "actors", "story": "stories",
           "awaited": "awaited", "dispute": "disputes"}
TABLES = {"report": report, "statement": statement, "event": event, "actor": actor, "story": story,
          "awaited": awaited, "dispute": dispute}
OTHERS = tuple(kind for kind in FOLDERS if kind != "report")


@pytest.fixture
def told(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> dict[str, str]:
    """One thing of each kind, by its kind."""
    keep_all(ledger, a_report(ASKS, published="2022-01-24", headline="عمان تنتظر", url="https://one.example/asks"),
             a_report(ASKS_ELSEWHERE, published="2022-01-25", publisher="الصدى", headline="عمان تنتظر ردا"),
             a_report(GIVEN, published="2022-01-26", publisher="المنبر"),
             a_report(CLAIM, published="2022-03-01"), a_report(DENIAL, published="2022-03-02", publisher="المنبر"))
    with ledger.look() as db:
        first = db.execute(select(report.c.id).where(report.c.address == "https://one.example/asks")).scalar_one()
        found: dict[str, str] = {"report": first}
        for kind, table in TABLES.items():
            if kind in ("statement", "event", "awaited"):
                found[kind] = db.execute(select(table.c.id).where(table.c.report_id == first).order_by(table.c.local)
                                         .limit(1)).scalar_one()
            elif kind in ("dispute",):
                found[kind] = db.execute(select(table.c.id).limit(1)).scalar_one()
        found["actor"] = db.execute(select(actor.c.id).where(actor.c.name == "سالم الحارثي")).scalar_one()
        found["story"] = db.execute(select(report.c.story_id).where(report.c.id == first)).scalar_one()
    return found


def as_json(room: TestClient, address: str) -> Any:
    answer = room.get(address, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def page(room: TestClient, address: str) -> str:
    """A page's text in English, without its tags."""
    answer = room.get(address, headers=ENGLISH)
    assert answer.status_code == 200, answer.text
    inline = re.sub("</?(a|bdi|b|code|mark|span|strong|time)( [^>]*)?>", "", answer.text)
    return " ".join(unescape(re.sub("<[^>]*>", " ", inline)).split())


# -- addresses

@pytest.mark.parametrize("kind", OTHERS)
def test_everything_has_a_page_and_is_json_at_the_same_address(
    room: TestClient, told: dict[str, str], kind: str,
) -> None:
    address = f"/{FOLDERS[kind]}/{told[kind]}"
    made = room.get(address, headers=ENGLISH)
    assert (made.status_code, made.headers["content-type"]) == (200, "text/html; charset=utf-8")
    found = as_json(room, address)
    assert (found["id"], found["kind"]) == (told[kind], kind)
    assert found["address"] == f"http://testserver{address}"
    assert set(found["cite"]) == {"text", "bibtex"}
    assert room.get(f"{address}?format=json").json()["id"] == told[kind]


@pytest.mark.parametrize("kind", OTHERS)
def test_everything_can_be_cited_at_its_address(room: TestClient, told: dict[str, str], kind: str) -> None:
    address = f"/{FOLDERS[kind]}/{told[kind]}"
    bibtex, text = (room.get(f"{address}?format={form}&lang=en") for form in ("bibtex", "citation"))
    assert bibtex.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert bibtex.headers["content-disposition"] == f'attachment; filename="{told[kind]}.bib"'
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert f"http://testserver{address}" in text.text
    cite = as_json(room, f"{address}?lang=en")["cite"]
    assert (bibtex.text, text.text) == (cite["bibtex"], cite["text"] + "\n")
    assert " ".join(cite["text"].split()) in page(room, address)


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_thing_is_found_from_its_identifier_alone_and_from_a_wrong_folder(
    room: TestClient, told: dict[str, str], kind: str,
) -> None:
    right = f"/{FOLDERS[kind]}/{told[kind]}"
    wrong = "events" if kind != "event" else "statements"
    for address in (f"/id/{told[kind]}", f"/{wrong}/{told[kind]}"):
        moved = room.get(f"{address}?format=json")
        assert (moved.status_code, moved.headers["location"]) == (301, f"{right}?format=json")


@pytest.mark.parametrize("address", [
    *(f"/{folder}/{letter}aaaaaaaaaaaaa" for letter, folder in zip("seatwd", list(FOLDERS.values())[1:], strict=True)),
    "/statements/1", "/actors/A%00", "/id/xaaaaaaaaaaaaa", "/id/" + "s" * 300, "/statements/sAAAAAAAAAAAAA",
])
def test_what_there_is_not_is_said_not_to_be_there(room: TestClient, address: str) -> None:
    answer = room.get(address, headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not-here"
    assert len(answer.text) < 400


# -- statements and events

def test_a_statement_s_page_shows_its_words_in_their_paragraph(room: TestClient, told: dict[str, str]) -> None:
    made = room.get(f"/statements/{told['statement']}", headers=ENGLISH).text
    assert '<mark class="cue">قال</mark>' in made
    assert re.search('<mark class="content">إن بلاده تنتظر ردا من مصر[^<]*</mark>', made)
    assert f'href="/reports/{told["report"]}?at={told["statement"]}"' in made
    assert 'href="https://one.example/asks" rel="noopener noreferrer external"' in made
    said = page(room, f"/statements/{told['statement']}")
    assert "سالم الحارثي" in said
    assert "وأضاف أن نظيره" not in said.split("Where it was read")[1].split("In the report")[0]


def test_an_event_s_page_says_how_when_and_where_it_is_told(room: TestClient, told: dict[str, str]) -> None:
    found = as_json(room, f"/events/{told['event']}")
    assert (found["code"], found["start"], found["place"]) == ("ASSAULT", "2022-01-23", "سيناء")
    made = page(room, f"/events/{told['event']}")
    assert "It is told as done." in made
    assert "سيناء" in made
    assert '<mark class="trigger">هاجموا</mark>' in room.get(f"/events/{told['event']}", headers=ENGLISH).text


def test_a_page_shows_what_a_thing_stands_within_and_what_stands_within_it(
    room: TestClient, ledger: Ledger, told: dict[str, str],
) -> None:
    with ledger.look() as db:
        inner = db.execute(select(event.c.within_id).where(event.c.id == told["event"])).scalar_one()
        outer = db.execute(select(statement.c.within_id).where(statement.c.id == inner)).scalar_one()
    made = room.get(f"/events/{told['event']}", headers=ENGLISH).text
    assert made.index(f'id="{outer}"') < made.index(f'id="{inner}"')
    assert f'id="{inner}"' in room.get(f"/statements/{outer}", headers=ENGLISH).text


def test_who_tells_it_is_told_by_origin_the_first_in_front(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    first, copy, other = keep_all(
        ledger, a_report(CLAIM, published="2022-03-01", publisher="المرصد"),
        a_report(CLAIM, published="2022-03-01", publisher="الصدى"),
        a_report("نقلت وكالات الأنباء عن وزير الدفاع الكيني جون موريو قوله إن مسلحين صوماليين قتلوا ستة جنود في مدينة "
                 "لامو أمس الاثنين، وإن قواته تطاردهم منذ الفجر في الغابات القريبة من الحدود الشمالية للبلاد بمساعدة "
                 "مروحيات.", published="2022-03-02", publisher="المنبر"))
    with ledger.look() as db:
        ids = {row.report_id: row.id for row in db.execute(select(statement).where(statement.c.local == "s1"))}
    found = as_json(room, f"/statements/{ids[copy.report_id]}")
    assert [each["report"] for each in found["tellings"]][:2] == [first.report_id, copy.report_id]
    assert found["origins"] == (2 if other.report_id in {each["report"] for each in found["tellings"]} else 1)
    made = page(room, f"/statements/{ids[copy.report_id]}")
    assert "1 copy of it الصدى (this one)" in made


def test_what_others_tell_otherwise_is_told_with_both_values(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    kept = keep_all(ledger, *(a_report(f"قتل مسلحون {number} جنود في هجوم على قاعدة عسكرية في سيناء أمس.",
                                       published="2022-03-01", publisher=publisher)
                              for number, publisher in ((6, "المرصد"), (9, "الصدى"))))
    with ledger.look() as db:
        key = db.execute(select(event.c.id).where(event.c.report_id == kept[0].report_id)
                         .order_by(event.c.local)).scalars().first()
    found = as_json(room, f"/events/{key}")
    assert {"number"} <= {each["on"] for each in found["otherwise"]}
    assert "number killed: 6 killed: 9 الصدى" in page(room, f"/events/{key}")


def test_a_statement_leads_to_what_is_awaited_because_of_it_and_an_answer_to_what_it_answers(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(ASKS, published="2022-01-24"),
             a_report("قال وزير الخارجية المصري نبيل فوزي إن مصر سلمت سلطنة عمان ردها بشأن الملاحة في البحر الأحمر.",
                      published="2022-01-26"))
    (found,) = as_json(room, "/awaited")["found"]
    (change,) = found["changes"]
    for key, title in ((found["basis"], "What is awaited because of it"),
                       (change["evidence"], "What it means for what is awaited")):
        folder = "statements" if key[0] == "s" else "events"
        made = room.get(f"/{folder}/{key}", headers=ENGLISH).text
        assert title in made
        assert f'href="/awaited/{found["id"]}"' in made


def test_what_its_report_tells_no_more_is_shown_as_it_stood_last(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport, told: dict[str, str],
) -> None:
    keep_all(ledger, a_report("زار وزير الخارجية القطري فهد السالم مدينة جنيف.", published="2022-01-24",
                              headline="زيارة", url="https://one.example/asks"))
    for kind in ("statement", "event"):
        address = f"/{FOLDERS[kind]}/{told[kind]}"
        found = as_json(room, address)
        assert found["vanished"] is True
        made = room.get(address, headers=ENGLISH)
        assert made.status_code == 200
        assert "It stands in its report no more." in made.text
        assert f"version={found['version']}&amp;at={told[kind]}" in made.text
        assert re.search('<mark class="(cue|trigger)">', made.text)


def test_the_rule_is_there_for_who_asks(room: TestClient, told: dict[str, str]) -> None:
    found = as_json(room, f"/statements/{told['statement']}")
    assert "The rule that read it A verb of speaking" in page(room, f"/statements/{told['statement']}")
    assert found["rule"] in page(room, f"/statements/{told['statement']}")


@pytest.mark.parametrize("text", ["قال الوزير العماني سالم الحارثي إن <script>alert(1)</script> بلاده تنتظر.",
                                  "قال الوزير العماني سالم الحارثي إن بلاده {{ 7*7 }} تنتظر ردا."])
def test_nothing_in_a_report_is_markup(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport, text: str,
) -> None:
    keep_all(ledger, a_report(text, headline="<img src=x onerror=alert(1)>", publisher="</textarea><b>"))
    with ledger.look() as db:
        keys = db.execute(select(statement.c.id)).scalars().all()
    made = room.get(f"/statements/{keys[0]}", headers=ENGLISH).text
    assert "<script>alert" not in made
    assert "<img" not in made
    assert "<b>&" not in made
    assert "</textarea><b>" not in made
    assert "49" not in made.split("Where it was read")[1].split("In the report")[0]


# -- passages

@pytest.mark.parametrize("more", ["", " " + "وقال مراقبون إن الأمر طويل جدا." * 200], ids=["short", "long"])
def test_a_passage_is_a_paragraph_or_a_sentence_where_that_is_long(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, more: str,
) -> None:
    said = f"قال الوزير العماني سالم الحارثي إن بلاده مستعدة للحوار.{more}"
    (kept,) = keep_all(ledger, a_report(f"سطر أول.\n{said}\nآخر."))
    with ledger.look() as db:
        row = db.execute(select(statement).where(statement.c.report_id == kept.report_id)
                         .order_by(statement.c.start)).first()
        assert row is not None
        told = passages(db, [row.id])[row.id]
    assert told["text"].startswith("قال الوزير")
    assert len(told["text"]) < 100
    pieces = {kind: told["text"][start:end] for start, end, kind in told["marks"]}
    assert pieces["cue"] == "قال"
    assert pieces["content"].startswith("إن بلاده مستعدة")


# -- actors

def test_an_actor_s_page_tells_his_names_roles_deeds_and_counterparts(room: TestClient, told: dict[str, str]) -> None:
    made = page(room, f"/actors/{told['actor']}")
    for each in ("سالم الحارثي", "وزير الخارجية العماني", "Oman", "executive", "Most frequent", "Names", "Roles"):
        assert each in made
    whole = room.get(f"/actors/{told['actor']}", headers=ENGLISH).text
    assert f'href="/search?actor={told["actor"]}"' in whole
    assert f'href="/statements/{told["statement"]}"' in whole


def test_who_is_merged_is_found_with_the_one_that_he_is(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report("قال الوزير العماني سالم الحارثي إن بلاده مستعدة."),
             *(a_report("قال الوزير العماني هلال المعمري إن بلاده مستعدة للحوار.", published=f"2022-05-0{number}")
               for number in (1, 2)))
    with ledger.look() as db:
        one, other = (db.execute(select(actor.c.id).where(actor.c.name == name)).scalar_one()
                      for name in ("سالم الحارثي", "هلال المعمري"))
    merge(ledger, one, other, "سلمى", "الرجل نفسه")
    moved = room.get(f"/actors/{one}?format=json")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/actors/{other}?format=json&from={one}")
    assert "سالم الحارثي, whom you asked for, was found to be one" in page(room, f"/actors/{other}?from={one}")
    made = page(room, f"/actors/{other}")
    assert "سالم الحارثي was merged into هلال المعمري by سلمى" in made
    assert "الرجل نفسه" in made
    assert {each["name"] for each in as_json(room, f"/actors/{other}")["why"]} == {"سالم الحارثي", "هلال المعمري"}
    split(ledger, other)
    assert room.get(f"/actors/{one}", headers=ENGLISH).status_code == 200


def test_an_actor_s_statements_and_events_are_paged(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, *(a_report(f"قال الوزير العماني سالم الحارثي إن بلاده مستعدة للحوار {number}.",
                                published=f"2022-01-{number:02}") for number in range(1, 26)))
    with ledger.look() as db:
        key = db.execute(select(actor.c.id).where(actor.c.name == "سالم الحارثي")).scalar_one()
    pages = [room.get(f"/actors/{key}?page={number}", headers=ENGLISH).text for number in (1, 2)]
    items = [set(re.findall(r'<article class="item [^"]*" id="(\w+)">', each)) for each in pages]
    assert not items[0] & items[1]
    assert len(items[0]) == 20
    assert f'href="/actors/{key}?page=2#latest"' in pages[0]


# -- stories

def test_a_story_s_page_tells_who_carries_it_and_what_was_told_first(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    first, copy = keep_all(ledger, a_report(CLAIM, published="2022-03-01", headline="هجوم في لامو"),
                           a_report(CLAIM, published="2022-03-02", publisher="الصدى", headline="هجوم في لامو"))
    with ledger.look() as db:
        key = db.execute(select(report.c.story_id).where(report.c.id == first.report_id)).scalar_one()
        mine = set(db.execute(select(statement.c.id).where(statement.c.report_id == first.report_id)).scalars())
        theirs = set(db.execute(select(statement.c.id).where(statement.c.report_id == copy.report_id)).scalars())
    found = as_json(room, f"/stories/{key}")
    assert [each["id"] for each in found["carriers"]] == [first.report_id, copy.report_id]
    made = room.get(f"/stories/{key}", headers=ENGLISH).text
    items = set(re.findall(r'<article class="item [^"]*" id="(\w+)">', made))
    assert mine <= items
    assert not theirs & items
    assert "1 copy of it" in page(room, f"/stories/{key}")
    assert f'href="/search?story={key}"' in made
    assert "جون موريو" in page(room, f"/stories/{key}")


# -- awaited and disputes

def test_what_is_awaited_is_shown_with_its_state_and_the_evidence_for_every_change(
    room: TestClient, told: dict[str, str],
) -> None:
    found = as_json(room, f"/awaited/{told['awaited']}")
    assert found["state"] == "answered"
    made = page(room, f"/awaited/{told['awaited']}")
    assert "مصر owes سلطنة عمان" in made
    assert "It came. So it stands since 26 Jan 2022." in made or "It came. So it stands since Jan 26, 2022." in made
    for change in found["changes"]:
        assert " ".join(change["text"].split()) in made
    whole = room.get(f"/awaited/{told['awaited']}", headers=ENGLISH).text
    assert all(f'href="/reports/{each}"' in whole for each in found["awaited_in"])


def test_every_report_s_item_of_one_matter_has_the_matter_s_page(
    room: TestClient, ledger: Ledger, told: dict[str, str],
) -> None:
    with ledger.look() as db:
        matter = db.execute(select(awaited.c.matter).where(awaited.c.id == told["awaited"])).scalar_one()
        keys = db.execute(select(awaited.c.id).where(awaited.c.matter == matter)).scalars().all()
    shown = [as_json(room, f"/awaited/{key}") for key in keys]
    assert len(keys) == 2
    assert {each["id"] for each in shown} == {told["awaited"]}
    assert [each["address"] for each in shown] == [f"http://testserver/awaited/{key}" for key in keys]


def test_an_offered_answer_is_shown_until_somebody_decides(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(ASKS, published="2022-01-24"), a_report(GIVEN, published="2022-01-24"))
    with ledger.look() as db:
        key = db.execute(select(awaited.c.id)).scalar_one()
    assert "1 answer is offered, for a person to decide on." in page(room, f"/awaited/{key}")
    settle_awaited(ledger, key, "rejected", "سلمى")
    made = page(room, f"/awaited/{key}")
    assert "is offered" not in made
    assert "rejected by سلمى" in made


def test_a_dispute_s_page_has_both_sides_and_takes_neither(
    room: TestClient, ledger: Ledger, told: dict[str, str],
) -> None:
    found = as_json(room, f"/disputes/{told['dispute']}")
    made = page(room, f"/disputes/{told['dispute']}")
    for side in ("claim", "counter"):
        assert " ".join(found[side]["text"].split()) in made
        assert f'href="/{"statements" if found[side]["id"][0] == "s" else "events"}/{found[side]["id"]}"' in room.get(
            f"/disputes/{told['dispute']}", headers=ENGLISH).text
    assert "Nothing here says who is right." in made
    settle_dispute(ledger, told["dispute"], "rejected", "سلمى")
    assert "rejected by سلمى" in page(room, f"/disputes/{told['dispute']}")


def test_a_side_that_its_report_tells_no_more_is_shown_as_it_stood(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(CLAIM, published="2022-03-01", url="https://one.example/claim"),
             a_report(DENIAL, published="2022-03-02", publisher="المنبر"))
    with ledger.look() as db:
        key = db.execute(select(dispute.c.id)).scalars().first()
    keep_all(ledger, a_report("زار وزير الخارجية القطري فهد السالم مدينة جنيف.", published="2022-03-01",
                              url="https://one.example/claim"))
    made = page(room, f"/disputes/{key}")
    assert "قتلوا ستة جنود" in made
    assert "It stands in its report no more." in made


def test_what_is_awaited_no_more_is_shown_as_it_stood_last(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(ASKS, url="https://one.example/asks"))
    with ledger.look() as db:
        key = db.execute(select(awaited.c.id)).scalar_one()
    keep_all(ledger, a_report("زار وزير الخارجية القطري فهد السالم مدينة جنيف.", url="https://one.example/asks"))
    assert as_json(room, f"/awaited/{key}")["vanished"] is True
    made = room.get(f"/awaited/{key}", headers=ENGLISH).text
    assert "It stands in its report no more." in made
    assert '<mark class="awaited">ردا</mark>' in made


# -- decisions

@pytest.fixture
def bearer(ledger: Ledger) -> Callable[[Role], dict[str, str]]:
    def bearer(role: Role) -> dict[str, str]:
        return {"authorization": f"Bearer {make_token(ledger, f'the {role}', role)[1]}"}

    return bearer


@pytest.fixture
def offered(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> str:
    """Something awaited with an answer to decide on."""
    keep_all(ledger, a_report(ASKS, published="2022-01-24"), a_report(GIVEN, published="2022-01-24"))
    with ledger.look() as db:
        return str(db.execute(select(awaited.c.id)).scalar_one())


def test_who_may_review_confirms_and_rejects_an_offered_answer(
    room: TestClient, bearer: Callable[[Role], dict[str, str]], offered: str,
) -> None:
    headers = bearer("review")
    (change,) = as_json(room, f"/awaited/{offered}")["changes"]
    for decision, state in (("confirmed", "answered"), ("rejected", "open")):
        answer = room.post(f"/awaited/{offered}", data={"decision": decision, "change": change["id"]}, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/awaited/{offered}")
        found = as_json(room, f"/awaited/{offered}")
        assert (found["state"], found["changes"][0]["settled"], found["changes"][0]["by"]) == (
            state, decision, "the review")


def test_who_may_review_confirms_and_rejects_a_dispute(
    room: TestClient, bearer: Callable[[Role], dict[str, str]], told: dict[str, str],
) -> None:
    headers = bearer("review")
    for decision in ("confirmed", "rejected"):
        room.post(f"/disputes/{told['dispute']}", data={"decision": decision}, headers=headers)
        assert as_json(room, f"/disputes/{told['dispute']}")["settled"] == decision


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("read", 403)])
def test_others_decide_nothing(
    room: TestClient, bearer: Callable[[Role], dict[str, str]], offered: str, role: Role | None, status: int,
) -> None:
    answer = room.post(f"/awaited/{offered}", data={"decision": "confirmed"}, headers=bearer(role) if role else {})
    assert answer.status_code == status
    assert as_json(room, f"/awaited/{offered}")["state"] == "open"
    assert "Confirm" not in room.get(f"/awaited/{offered}", headers=ENGLISH | (bearer("read") if role is None else {})
                                     ).text


@pytest.mark.parametrize(("sent", "status"), [
    ({"decision": "maybe"}, 400), ({}, 400), ({"decision": "confirmed", "change": "caaaaaaaaaaaaa"}, 404)])
def test_a_decision_that_is_none_is_refused(
    room: TestClient, bearer: Callable[[Role], dict[str, str]], offered: str, sent: dict[str, str], status: int,
) -> None:
    assert room.post(f"/awaited/{offered}", data=sent, headers=bearer("review")).status_code == status


def test_where_nothing_is_left_to_decide_the_decision_is_refused(
    room: TestClient, bearer: Callable[[Role], dict[str, str]], offered: str,
) -> None:
    headers = bearer("review")
    sent = [room.post(f"/awaited/{offered}", data={"decision": "confirmed"}, headers=headers).status_code
            for _ in range(2)]
    assert sent == [303, 409]
