"""Which reports tell one story: small texts of our own, in the wires' manner."""

from __future__ import annotations

import pytest

from isnad import Reader
from isnad.ledger.stories import SAME, WINDOW, Card, card, choose, same_story
from isnad.ledger.wires import sketch

QUAKE = ("زلزال يضرب غرب الإكوادور",
         "ضرب زلزال بقوة 6,8 درجات غرب الإكوادور فجر الاثنين، وانهارت منازل في مدينة مانتا الساحلية وسقط جسر فوق "
         "نهر تشوني. وقال رئيس البلدية أغوستين كاسانوفا إن فرق الإنقاذ تبحث عن ناجين تحت الأنقاض.",
         "2024-03-12")
QUAKE_NEXT = ("ارتفاع حصيلة زلزال الإكوادور", "ارتفعت حصيلة ضحايا زلزال الإكوادور إلى أربعين قتيلا، وواصلت فرق الإنقاذ "
              "في مانتا البحث عن ناجين تحت أنقاض المنازل. وأقام الجيش جسرا مؤقتا فوق نهر تشوني، بحسب رئيس البلدية "
              "أغوستين كاسانوفا.", "2024-03-14")
QUAKE_OTHER = ("زلزال يضرب جنوب اليابان", "ضرب زلزال متوسط القوة جزيرة كيوشو جنوب اليابان صباح الاثنين دون أن يسبب "
               "أضرارا، وتوقفت القطارات السريعة بضع دقائق لفحص القضبان وفق شركة السكك الحديدية.", "2024-03-12")
ELECTION = ("الإكوادور تستعد للانتخابات",
            "أعلنت هيئة الانتخابات في الإكوادور أسماء المرشحين للرئاسة، ويتصدر الاستطلاعات المحامي دانييل نوبوا أمام "
            "المرشحة اليسارية لويزا غونزاليس. وتبدأ الحملة في كيتو الأسبوع المقبل.", "2024-03-12")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def drawn(reader: Reader, told: tuple[str, str, str], day: str | None = None) -> Card:
    headline, text, published = told
    record = reader.read(text, headline=headline, published=day or published)
    return card(record, sketch(record))


def test_the_next_step_of_a_happening_is_its_story(reader: Reader) -> None:
    first, then = drawn(reader, QUAKE), drawn(reader, QUAKE_NEXT)
    assert same_story(first, then) >= SAME
    assert set(first.keys) & set(then.keys)
    assert choose(then, [("t1", first)]) == "t1"


@pytest.mark.parametrize("other", [
    pytest.param(QUAKE_OTHER, id="one-kind-of-thing-elsewhere"),
    pytest.param(ELECTION, id="other-matter-in-one-country"),
])
def test_a_subject_is_no_story(reader: Reader, other: tuple[str, str, str]) -> None:
    one, another = drawn(reader, QUAKE), drawn(reader, other)
    assert same_story(one, another) < SAME
    assert choose(another, [("t1", one)]) is None


def test_a_story_ends_when_nothing_comes_for_days(reader: Reader) -> None:
    assert same_story(drawn(reader, QUAKE), drawn(reader, QUAKE, "2024-03-20")) == 0
    assert WINDOW < 8


def test_the_nearest_story_is_chosen(reader: Reader) -> None:
    candidates = [("t2", drawn(reader, ELECTION)), ("t1", drawn(reader, QUAKE)), ("t3", drawn(reader, QUAKE_OTHER))]
    assert choose(drawn(reader, QUAKE_NEXT), candidates) == "t1"
    assert choose(drawn(reader, QUAKE_NEXT), candidates[::-1]) == "t1"


def test_stories_do_not_grow_together_by_one_link(reader: Reader) -> None:
    crowd = [("t1", drawn(reader, ELECTION)), ("t1", drawn(reader, QUAKE_OTHER)), ("t1", drawn(reader, QUAKE))]
    assert choose(drawn(reader, QUAKE_NEXT), crowd) is None


def test_no_candidates_is_a_new_story(reader: Reader) -> None:
    assert choose(drawn(reader, QUAKE), []) is None


def test_a_card_comes_back_from_its_bytes(reader: Reader) -> None:
    made = drawn(reader, QUAKE)
    again = Card.unpack(made.pack())
    assert (again.day, again.keys) == (made.day, made.keys)
    assert Card.unpack(again.pack()) == again
    assert abs(same_story(made, again) - 1) < 0.01
    assert all(0 <= key < 1 << 63 for key in made.keys)


def test_a_report_without_a_day_or_a_word_has_a_card(reader: Reader) -> None:
    record = reader.read("", headline="")
    empty = card(record, sketch(record))
    assert (empty.day, empty.keys) == (0, ())
    assert same_story(empty, empty) == 0
