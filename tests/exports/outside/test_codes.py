"""The tables of codes beside those that other people's programs carry."""

from __future__ import annotations

import json
import os
from importlib import import_module
from importlib.resources import files
from typing import Any

import pytest

from isnad.exports import codes
from isnad.exports.ftm_format import country
from isnad.record import MODES


def outside(name: str) -> Any:
    return import_module(name) if os.environ.get("ISNAD_OUTSIDE") else pytest.importorskip(name)


def carried(name: str) -> dict[str, Any]:
    """A table of the GDELT client's."""
    outside("py_gdelt")
    told: dict[str, Any] = json.loads(files("py_gdelt.lookups.data").joinpath(name).read_text("utf-8"))
    return told


def test_fips_codes_are_those_that_a_gdelt_client_carries() -> None:
    theirs = {told["iso3"]: fips for fips, told in carried("countries.json").items()}
    ours = {code: each.fips for code, each in codes.countries().items() if each.fips}
    assert ours == {code: fips for code, fips in theirs.items() if code != "PSE" and code in codes.countries()}
    assert len(ours) > 240


def test_two_letters_are_those_that_a_gdelt_client_carries() -> None:
    theirs = {told["iso3"]: told["iso2"] for told in carried("countries.json").values()}
    assert {code: each.alpha2 for code, each in codes.countries().items() if code in theirs and len(each.alpha2) == 2
            and each.alpha2 != theirs[code]} == {}


def test_cameo_codes_and_their_quad_classes_are_cameos() -> None:
    theirs = carried("cameo_codes.json")
    ours = [codes.cameo(event, mode, contexts) for event, modes in MODES.items() for mode in (None, *modes)
            for contexts in ((), ("military",))]
    # 183, of bombings that are not the military's, is missing there; it is in GDELT's own list
    assert {code.code for code in ours} - set(theirs) == {"183"}
    assert {code.code: code.quad for code in ours if code.code in theirs} == {
        code.code: theirs[code.code]["quad_class"] for code in ours if code.code in theirs}


def test_countries_of_followthemoney_are_the_two_letters() -> None:
    registry = outside("followthemoney.types").registry
    told = {code: country(code) for code in (*codes.countries(), "EU", "NATO")}
    assert {code: registry.country.clean(value) for code, value in told.items() if value} == {
        code: value for code, value in told.items() if value}
    assert [code for code, value in told.items() if not value] == ["ANT", "NATO"]
