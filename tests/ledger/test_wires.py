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
    pytest.param(WIRE.replace("أربعة كيلومترات", "4 كلم").replace("واستغرق", "واستغرقت أعمال").replace("كانت", "ظلت"),
                 "copied", id="words-edited"),
])
def test_a_text_and_its_copy_are_one_wire(reader: Reader, copy: str, how: str) -> None:
    verdict = judged(reader, WIRE, copy)
    assert verdict.same
    assert verdict.how == how


def test_a_sketch_comes_back_from_its_bytes(reader: Reader) -> None:
    made = sketch(reader.read(WIRE, headline="جسر في صلالة", published="2024-03-12"))
    assert Sketch.unpack(made.pack()) == made
    assert len(made.sieve) <= KEYS
    assert all(0 <= key < 1 << 63 for key in made.sieve)
