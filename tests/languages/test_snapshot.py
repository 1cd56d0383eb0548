"""A snapshot gives the lexicon that its tables give, and is taken only while they have not changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from isnad import languages
from isnad.languages import build, snapshot
from isnad.languages.lexicon import Form, Lexicon
from isnad.reading import text


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Lexicon]:
    """A language of its own, and its lexicon, which a snapshot beside the tables was made of."""
    folder = tmp_path_factory.mktemp("language") / "ar"
    shutil.copytree(languages.HERE / "ar", folder, ignore=shutil.ignore_patterns("__pycache__"))
    lexicon, _ = build.build(folder)
    snapshot.keep(folder, lexicon)
    return folder, lexicon


@pytest.fixture
def folder(built: tuple[Path, Lexicon], tmp_path: Path) -> Path:
    """A copy of it, with its snapshot, to change."""
    copy = Path(shutil.copytree(built[0], tmp_path / "ar"))
    snapshot.keep(copy, built[1])
    return copy


def told(form: Form) -> list[tuple[object, ...]]:
    """All that a form's parses tell."""
    return [(p.conj, p.future, p.prep, p.det, p.suffix, p.exact, p.sense.tense, p.sense.gender, p.sense.number,
             p.sense.person, p.entry.category, p.entry.lemma, p.entry.source, dict(p.entry.attrs)) for p in form.parses]


@pytest.mark.parametrize("word", ["وسيعلنون", "بوزارتهم", "الروسيتان", "أمس", "٢٠٢٢", "كلمةلاتعني"])
def test_a_snapshot_tells_of_a_word_what_the_tables_tell(built: tuple[Path, Lexicon], word: str) -> None:
    folder, lexicon = built
    restored = snapshot.restore(folder)
    assert restored is not None
    assert told(restored.form(text.WORD, word)) == told(lexicon.form(text.WORD, word))
    assert restored.phrases.keys() == lexicon.phrases.keys()
    assert restored.mastheads.keys() == lexicon.mastheads.keys()


def test_a_snapshot_of_other_tables_is_not_taken(folder: Path) -> None:
    assert snapshot.restore(folder) is not None
    with (folder / "native_names.tsv").open("a", encoding="utf-8") as table:
        table.write("زعفرانوس\n")
    assert snapshot.restore(folder) is None
    assert languages.load(folder).form(text.WORD, "زعفرانوس").find("native") is not None


def test_a_snapshot_of_other_code_is_not_taken(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert snapshot.restore(folder) is not None
    changed = tmp_path / "text.py"
    changed.write_text("", "utf-8")
    monkeypatch.setattr(text, "__file__", str(changed))  # the cutting of words decides how phrases are kept
    assert snapshot.restore(folder) is None


@pytest.mark.parametrize("kept", [0, 10, 24, 1000])
def test_a_snapshot_cut_short_is_not_taken(folder: Path, kept: int) -> None:
    path = snapshot.place(folder)
    path.write_bytes(path.read_bytes()[:kept])
    assert snapshot.restore(folder) is None
    assert languages.load(folder).form(text.WORD, "قال").find("cue") is not None
