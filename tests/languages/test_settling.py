"""The words that the ledger's matchers know: found in all their forms, with what each form means."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from isnad import LexiconError, languages
from isnad.languages.settling import OWED, SETTLING, read_vocabulary, vocabulary


def roles(text: str, file: str = SETTLING.file) -> set[str]:
    return {mark.sense.role for mark in vocabulary().marked(text).marks if mark.sense.file == file}


@pytest.mark.parametrize(("words", "role"), [
    ("سلم وسلمت سيسلم سنسلم سلموا وتسليمها", "gives"), ("تلقى تلقت تلقينا ويتلقى", "gets"),
    ("ألغى تلغي وألغت", "withdraws"),
    ("تراجع يتراجعون وتراجعت", "recants"), ("أرجأت سيرجئ وإرجاء", "delays"), ("ينتظر تنتظر بانتظار", "waits"),
])
def test_a_verb_is_found_in_all_its_forms(words: str, role: str) -> None:
    assert [word for word in words.split() if role not in roles(word)] == []


@pytest.mark.parametrize(("words", "kind"), [
    ("رد والرد ردا لردود رده ردنا", "reply"), ("زيارة زيارته بزيارات والزيارة سيزور", "visit"),
    ("مساعدات بالمساعدات ومساعداتها", "relief"),
])
def test_a_thing_owed_is_found_with_article_and_pronoun(words: str, kind: str) -> None:
    assert [word for word in words.split() if kind not in roles(word, OWED.file)] == []


def test_a_phrase_is_one_mark_with_and_without_the_article() -> None:
    marks = [mark for mark in vocabulary().marked("وإطلاق سراح الأسرى ورفع العقوبات").marks if mark.first < mark.last]
    assert {(mark.first, mark.last, mark.sense.role) for mark in marks} == {(0, 1, "release"), (3, 4, "lifting")}


def test_forms_tell_person_future_pronoun_and_conjunction() -> None:
    senses = {(s.sense.we, s.sense.future, s.sense.pronoun, s.sense.joined)
              for word in ("سلمنا", "سيسلم", "رده", "وسلم") for s in vocabulary().marked(word).marks}
    assert {(True, False, "", False), (False, True, "", False), (False, False, "ه", False),
            (False, False, "", True)} <= senses


def test_sentences_end_at_stops_and_lines() -> None:
    marked = vocabulary().marked("سلم الرد. وصل؟\nانتهى")
    assert marked.words == ("سلم", "الرد", "وصل", "انتهي")
    assert marked.stops == {1, 2}


def test_a_fault_in_a_table_is_told_with_its_line(tmp_path: Path) -> None:
    folder = shutil.copytree(languages.HERE / "ar", tmp_path / "ar")
    with (folder / "settling.tsv").open("a", encoding="utf-8") as file:
        file.write("lends\tأعار\tيعير\tإعارة\n")
    with pytest.raises(LexiconError, match=r"settling\.tsv:\d+: column 'role' has 'lends'; allowed: one of comes"):
        read_vocabulary(folder)
