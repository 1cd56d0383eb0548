"""The tables of codes hold together, and say what is true of every event of a type."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import get_args

import pytest

from isnad import languages
from isnad.exports import codes
from isnad.languages.actors import STATES
from isnad.languages.tables import read_table
from isnad.record import MODES, Sector
from isnad.render.words import QUADS

EVERY = [(event, mode) for event, modes in MODES.items() for mode in (None, *modes)]


def test_the_tables_have_no_fault() -> None:
    assert codes.faults() == []


@pytest.mark.parametrize(("file", "old", "new", "fault"), [
    ("cameo.tsv", "AID\t-\t-\t070", "AID\t-\t-\t70", "allowed: a CAMEO code"),
    ("cameo.tsv", "CONSULT\tvisit\t", "CONSULT\triot\t", "CONSULT has no mode 'riot'"),
    ("cameo.tsv", "COERCE\tcyber\t-\t170\t-7.0\tCoerce; 176 is not in GDELT's scale\n", "", "COERCE cyber has no row"),
    ("plover.tsv", "AID\t-\t2\t10\n", "", "AID has no row of its own"),
    ("countries.tsv", "OMN\tOM\t698", "OMN\tOM\tOMA", "allowed: a number"),
    ("sectors.tsv", "GOV\tGOV", "GOVT\tGOV", "allowed: one of"),
    ("bodies.tsv", "UN\tUNO", "UN\tUNITED", "allowed: three capitals"),
])
def test_a_faulty_row_is_told(tmp_path: Path, file: str, old: str, new: str, fault: str) -> None:
    folder = shutil.copytree(codes.HERE, tmp_path / "codes")
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")
    assert any(fault in message and name == file for name, _, message in codes.faults(folder))


def test_every_state_of_the_lexicon_has_its_codes() -> None:
    states = {row["code"] for row in read_table(languages.HERE / "ar", STATES)[0]}
    assert len(states) > 200
    assert states <= set(codes.countries())


def test_every_sector_is_in_the_table() -> None:
    assert set(codes.sectors()) == set(get_args(Sector))


@pytest.mark.parametrize(("code", "cow", "fips", "cameo"), [
    ("OMN", 698, "MU", "OMN"), ("DEU", 255, "GM", "DEU"), ("ROU", 360, "RO", "ROM"), ("SSD", 626, "OD", None),
    ("PSE", None, None, "PSE"), ("SUN", 365, None, None), ("VNM", 816, "VM", "VNM"), ("YEM", 679, "YM", "YEM"),
])
def test_countries_in_other_lists(code: str, cow: int | None, fips: str | None, cameo: str | None) -> None:
    found = codes.countries()[code]
    assert (found.cow, found.fips, found.cameo) == (cow, fips, cameo)


@pytest.mark.parametrize(("type", "mode"), EVERY)
def test_every_type_and_mode_has_a_score_and_a_cameo_code(type: str, mode: str | None) -> None:
    assert -10 <= codes.score(type, mode) <= 10
    code = codes.cameo(type, mode)
    assert -10 <= code.goldstein <= 10
    assert code.code.startswith(code.base)
    assert code.base.startswith(code.root)


@pytest.mark.parametrize("type", list(MODES))
def test_quad_classes_are_plovers(type: str) -> None:
    assert codes.QUADS[codes.quad(type)].lower() == QUADS[type]


@pytest.mark.parametrize(("type", "mode", "contexts", "code"), [
    ("CONSULT", "visit", (), "042"), ("ASSAULT", None, (), "180"), ("ASSAULT", None, ("military",), "190"),
    ("ASSAULT", "aerial", ("military",), "195"), ("ACCUSE", None, (), "110"), ("RETREAT", "ceasefire", (), "0871"),
])
def test_plover_to_cameo(type: str, mode: str | None, contexts: tuple[str, ...], code: str) -> None:
    assert codes.cameo(type, mode, contexts).code == code


@pytest.mark.parametrize(("code", "quad"), [("057", 1), ("087", 2), ("139", 3), ("145", 4), ("204", 4)])
def test_cameos_own_quad_classes(code: str, quad: int) -> None:
    assert codes.Cameo(code, 0.0).quad == quad
