"""Whatever comes is read or rejected with a reason; the reader itself fails on nothing."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isnad.commands import Writer, read_report
from isnad.reading.reader import Reader, Reading
from isnad.record import Record
from isnad.sources import Failed, Incoming, RawReport, read_source

PIECES = st.sampled_from([
    "قال", "وأضاف", "أعلن", "أكد", "مشيرا", "إلى", "أن", "إنه", "بأن", "الرئيس", "الروسي", "وزير", "الخارجية", "سعيد",
    "موسكو", "بحسب", "وفقا", "لوكالة", "تصريح", "نفى", "اليوم", "أمس", "الاثنين", "24", "كانون", "الثاني", "/", "2022",
    "هـ", "الأمم", "المتحدة", "(", ")", "«", "»", '"', '"', "'", ":", "،", ".", "-", "…", "\n", "\n\n",
    "؟", "و", "ـ", "\u202e", "\0", "أ.ف.ب", "(تستمر)", "انتهى", "@x", "http://x", "،،", "رداً على سؤال",
])
TEXT = st.lists(PIECES, max_size=60).map(" ".join) | st.lists(PIECES, max_size=60).map("".join)


@settings(max_examples=600, deadline=None)
@given(headline=TEXT, text=TEXT)
def test_the_reader_fails_on_no_text(headline: str, text: str) -> None:
    record = Reader().read(text, headline=headline, published="2022-01-24")
    assert Record.from_json(record.json_line()) == record


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | TEXT.map(lambda text: text.encode("utf-16")) | TEXT.map(lambda text: text.encode()))
def test_any_bytes_are_read_or_rejected_with_a_reason(data: bytes) -> None:
    for item in read_source(io.BytesIO(data), "x"):
        record = read_report(item, None, Reading.record)
        assert not isinstance(record, Failed), str(record)


def test_a_fault_of_the_readers_own_is_told_with_its_place() -> None:
    def use(_: Reading) -> None:
        raise IndexError("no such word")

    told = str(read_report(Incoming("x", RawReport("قال الوزير")), None, use))
    assert "a fault of isnad's own" in told
    assert "IndexError at test_commands.py:" in told
    assert "no such word" in told


def test_a_report_without_a_day_takes_the_one_that_is_given() -> None:
    item = Incoming("x", RawReport("قال الوزير إن الحوار مستمر."))
    record = read_report(item, "2022-01-24", Reading.record)
    assert not isinstance(record, Exception)
    assert record.report.published == "2022-01-24"


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (RawReport("رام الله 9-5-2021 (وفا) - قال الوزير إن الحوار مستمر."), "2021-05-09"),
        (RawReport("رام الله 9-5-2021 (وفا) - قال الوزير إن الحوار مستمر.", published="2021-05-10"), "2021-05-10"),
    ],
)
def test_the_day_that_a_report_tells_holds_against_the_one_that_is_given(raw: RawReport, day: str) -> None:
    record = read_report(Incoming("x", raw), "2022-01-24", Reading.record)
    assert not isinstance(record, Exception)
    assert record.report.published == day


def test_records_as_text_are_set_apart() -> None:
    out = io.StringIO()
    writer = Writer(out, "text", lambda record: record.report.headline + "\n")
    for headline in ("أول", "ثان"):
        writer.write(Reader().read("قال", headline=headline))
    writer.close()
    assert out.getvalue().split("\n") == ["أول", "", "─" * 60, "", "ثان", ""]


def test_a_table_has_its_column_names_once_whatever_comes() -> None:
    out = io.StringIO()
    writer = Writer(out, "csv", lambda record: "")
    for _ in range(2):
        writer.write(Reader().read("قال"))
    writer.close()
    (line,) = out.getvalue().splitlines()
    assert line.startswith("report,published,")
