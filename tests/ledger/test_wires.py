"""Which reports are one wire: small texts of our own, in the wires' manner."""

from __future__ import annotations

import pytest

from isnad import Reader
from isnad.ledger.wires import KEYS, Sketch, Verdict, same_wire, sketch

LEAD = "افتتح وزير النقل العماني سالم الحارثي اليوم الثلاثاء في صلالة جسرا يصل الميناء الجديد بالطريق الساحلي."
SPEECH = ("وقال الحارثي إن الجسر الذي يبلغ طوله أربعة كيلومترات كلف 320 مليون ريال واستغرق بناؤه خمسة أعوام، وإن "
          "الشاحنات كانت تقطع قبل ذلك ستين كيلومترا حول الخور لتبلغ الأرصفة.")
CRITICS = ("وكان صيادون من قرية ريسوت احتجوا في مارس على تحويل مجرى الخور، ووعدت الوزارة بتعويضهم عن قواربهم وشباكهم "
           "قبل نهاية الموسم المقبل.")
PLANS = "وتعتزم الحكومة توسيع رصيف الحاويات ليستقبل سفنا أكبر، وتبحث مع شركات هندية عن تمويل لمحطة غاز مسال مجاورة."
WIRE = f"{LEAD}\n{SPEECH}\n{CRITICS}\n{PLANS}"
OTHER_LEAD = "لن تحتاج الشاحنات المتجهة إلى الأرصفة الجديدة جنوب عمان بعد اليوم إلى الدوران حول المياه."
OWN_WORDS = ("شهدت محافظة ظفار أمس احتفالا بتشغيل جسر يربط أحدث موانئها بشبكة الطرق. وذكر الوزير الحارثي أن المشروع "
             "وفر على سائقي الشاحنات مسافة طويلة، فيما يطالب أهالي ريسوت بدفع ما وعدوا به من تعويضات عن مصائدهم.")
WEATHER = ("شهدت سواحل اليونان الغربية ليلا عاصفة اقتلعت أشجارا وقطعت الكهرباء عن آلاف المنازل، وأغلقت المدارس أبوابها "
           "في جزيرتي كورفو وزاكينثوس حتى يوم الخميس. وأعلنت فرق الإطفاء أنها تلقت مئات النداءات منذ منتصف الليل.")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def judged(reader: Reader, one: str, other: str, titles: tuple[str, str] = ("", "")) -> Verdict:
    a, b = (sketch(reader.read(text, headline=title, published="2024-03-12"))
            for text, title in zip((one, other), titles, strict=True))
    return same_wire(a, b)


@pytest.mark.parametrize(("copy", "how"), [
    pytest.param(WIRE, "copied", id="whole"),
    pytest.param(f"{LEAD}\n{SPEECH}", "trimmed", id="cut-from-the-end"),
    pytest.param(f"{OTHER_LEAD}\n{SPEECH}\n{CRITICS}\n{PLANS}", "other lead", id="with-another-lead"),
    pytest.param(f"{LEAD}\n{WEATHER}\n{SPEECH}\n{CRITICS}\n{PLANS}", "copied", id="with-a-paragraph-put-in"),
    pytest.param(f"{SPEECH}\n{PLANS}\n{LEAD}\n{CRITICS}", "copied", id="paragraphs-put-in-another-order"),
    pytest.param(WIRE.replace("320", "٣٢٠").replace("الشاحنات", "الشّاحنات").replace("إن ", "ان "), "copied",
                 id="spelled-otherwise"),
    pytest.param(WIRE.replace("أربعة كيلومترات", "4 كلم").replace("واستغرق", "واستغرقت أعمال").replace("كانت", "ظلت"),
                 "copied", id="words-edited"),
])
def test_a_text_and_its_copy_are_one_wire(reader: Reader, copy: str, how: str) -> None:
    verdict = judged(reader, WIRE, copy)
    assert verdict.same
    assert verdict.how == how
    assert judged(reader, copy, WIRE).score == verdict.score


def test_a_quarter_of_a_text_is_its_copy(reader: Reader) -> None:
    verdict = judged(reader, WIRE, LEAD)
    assert verdict == Verdict(True, verdict.score, "trimmed", "first")
    assert judged(reader, LEAD, WIRE).contains == "second"


def test_a_new_headline_makes_no_new_wire(reader: Reader) -> None:
    assert judged(reader, WIRE, WIRE, ("جسر في صلالة", "طريق الشاحنات يقصر")).retitled
    assert not judged(reader, WIRE, WIRE, ("جسر في صلالة", "جسر جديد في صلالة")).retitled


CABLE = ("بعث أمير الكويت برقية تهنئة إلى {who} بمناسبة {when} لبلاده. وأعرب الأمير باسمه واسم شعب الكويت عن أصدق "
         "التهاني وأطيب التمنيات بالصحة والسعادة له ولحكومة وشعب {where} الصديق مزيدا من التقدم والازدهار.")
PRICES = ("أغلق مؤشر البورصة {where} عند مستوى {points} نقطة بتداولات بلغت {sum} مليون دينار. وارتفعت أسهم {up} شركة "
          "في قيمتها وتراجعت أسهم {down} شركة، فيما تصدر سهم {first} قائمة الأكثر ارتفاعا وسهم {last} الأكثر انخفاضا.")


FORECAST = ("توقعت هيئة الأرصاد في نشرتها لهذا اليوم {day} طقسا حارا على السواحل الشرقية ومعتدلا على المرتفعات، مع "
            "أتربة مثارة تحد من مدى الرؤية على {dust}. وأوردت النشرة أن الرياح السطحية على بحر العرب جنوبية غربية "
            "بسرعة {speed} كيلومترا في الساعة، وأن ارتفاع الموج من متر إلى متر ونصف المتر وحالة البحر متوسطة الموج.")
PERU, DENMARK = (CABLE.format(who="رئيس بيرو مارتين فيزكارا", when="ذكرى استقلال", where="بيرو"),
                 CABLE.format(who="ملكة الدنمارك مارغريت الثانية", when="ذكرى ميلاد", where="الدنمارك"))


@pytest.mark.parametrize(("one", "other"), [
    pytest.param(PERU, DENMARK, id="cables"),
    pytest.param(FORECAST.format(day="الثلاثاء", dust="الطريق الساحلي", speed="35"),
                 FORECAST.format(day="الأربعاء", dust="أطراف الربع الخالي", speed="20"), id="forecasts-of-two-days"),
    pytest.param(PRICES.format(where="العمانية", points="4521", sum="12", up="31", down="18", first="صحار", last="ريم"),
                 PRICES.format(where="البحرينية", points="1987", sum="7", up="9", down="22", first="ألبا", last="زين"),
                 id="prices"),
    pytest.param(WIRE, OWN_WORDS, id="one-event-told-independently"),
    pytest.param(WIRE, WEATHER, id="other-matters"),
    pytest.param(f"{WEATHER}\n{WEATHER[::-1]}\n{LEAD}", LEAD, id="a-lead-inside-another-report"),
    pytest.param("", WIRE, id="no-text"),
    pytest.param("عاجل", "عاجل", id="too-little-text"),
])
def test_set_phrases_and_common_events_make_no_wire(reader: Reader, one: str, other: str) -> None:
    assert not judged(reader, one, other).same
    assert not judged(reader, other, one).same


@pytest.mark.parametrize(("item", "round_up", "titles"), [
    pytest.param(f"{LEAD}\n{SPEECH}", f"{WEATHER}\n{LEAD}\n{SPEECH}", ("جسر في صلالة", "عاصفة تضرب اليونان"),
                 id="a-report-after-another-one"),
    pytest.param(DENMARK, f"{WEATHER}\n{PERU}\n{DENMARK}", ("تهنئة لملكة الدنمارك", "عاصفة تضرب اليونان"),
                 id="one-of-several-cables"),
])
def test_a_round_up_is_no_copy_of_its_items(reader: Reader, item: str, round_up: str, titles: tuple[str, str]) -> None:
    assert not judged(reader, item, round_up, titles).same
    assert not judged(reader, round_up, item, (titles[1], titles[0])).same
    assert judged(reader, item, item, titles).same


@pytest.mark.parametrize("copy", [
    pytest.param(f"{LEAD}\n{SPEECH}", id="trimmed"),
    pytest.param(f"{OTHER_LEAD}\n{SPEECH}\n{CRITICS}\n{PLANS}", id="other-lead"),
])
def test_copies_meet_in_the_sieve(reader: Reader, copy: str) -> None:
    whole, part = (sketch(reader.read(text)).sieve for text in (WIRE, copy))
    assert len(set(whole) & set(part)) > 3
    assert not set(whole) & set(sketch(reader.read(WEATHER)).sieve)


def test_a_sketch_comes_back_from_its_bytes(reader: Reader) -> None:
    made = sketch(reader.read(WIRE, headline="جسر في صلالة", published="2024-03-12"))
    assert Sketch.unpack(made.pack()) == made
    assert len(made.sieve) <= KEYS
    assert all(0 <= key < 1 << 63 for key in made.sieve)


def test_furniture_is_no_text(reader: Reader) -> None:
    bare = sketch(reader.read(LEAD, published="2024-03-12"))
    assert sketch(reader.read(f"مسقط (رويترز) - {LEAD}\n(تستمر)", published="2024-03-12")).words == bare.words
