"""What a source gives, sent to another process and back."""

from __future__ import annotations

import pickle

import pytest

from isnad.sources import Empty, LinkOnly, NotArabic, Oversize, RawReport, Rejected
from isnad.sources.fetch import HttpStatusError
from isnad.sources.guard import TimedOutError
from isnad.sources.report import Incoming


@pytest.mark.parametrize("reason", [
    Empty("nothing"), LinkOnly("https://a.example/1"), NotArabic("fa", "Persian"), Oversize("too long"),
    HttpStatusError(503, "https://a.example/1", 60.0), TimedOutError("late", retry_after=3.0),
])
def test_a_reason_is_the_same_in_another_process(reason: Rejected) -> None:
    again = pickle.loads(pickle.dumps(Incoming("x", reason, 3, "given"))).report
    assert (type(again), str(again), again.code, again.__dict__) == (
        type(reason), str(reason), reason.code, reason.__dict__)


def test_a_report_is_the_same_in_another_process() -> None:
    item = Incoming("x", RawReport("متن", captured="2024-03-01T09:00:00Z"), warnings=("w",))
    assert pickle.loads(pickle.dumps(item)) == item
