"""Citations: everything that a reader needs to find it again, in text and in BibTeX that TeX can read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from isnad import __version__
from isnad.ledger.views import View
from isnad.web.citation import LONGEST, as_bibtex, as_text, citation
from isnad.web.messages import interface

HERE = "https://room.example/statements/saaaaaaaaaaaaa"
ENGLISH, ARABIC = interface("en", "GB"), interface("ar", "EG")


def statement(**told: Any) -> View:
    return {"id": "saaaaaaaaaaaaa", "kind": "statement", "day": "2022-01-24", "code": "promise", "mode": "direct",
            "status": None, "chain": ["صحيفة الميناء", "وكالة الخليج", "سالم الحارثي"], "who": ["سالم الحارثي"],
            "whom": [], "text": "إن بلاده سترد", "headline": "مبادرة عمانية", "url": "https://one.example/1"} | told


EVENT = statement(id="eaaaaaaaaaaaaa", kind="event", code="ASSAULT", status="future", who=[], text="هاجم مسلحون")
AWAITED = {"id": "waaaaaaaaaaaaa", "kind": "awaited", "day": "2022-01-24", "state": "open", "from": "مصر", "to": None,
           "text": "رد", "chain": ["المرصد", "سالم الحارثي"], "report": "raaaaaaaaaaaaa"}
DISPUTE = {"id": "daaaaaaaaaaaaa", "kind": "dispute", "day": "2022-01-25", "what": "claim-opposite", "rule": "denied",
           "why": "", "claim": statement(), "counter": statement(chain=["المنبر", "أحمد عبدي"])}
STORY = {"id": "taaaaaaaaaaaaa", "kind": "story", "title": "مبادرة عمانية", "origins": 3}
ACTOR = {"id": "aaaaaaaaaaaaaa", "kind": "actor", "what": "person", "name": "سالم الحارثي", "roles": ["وزير الخارجية"]}
ABOUT = {"headline": "عمان تنتظر", "outlet": "المرصد", "url": "https://one.example/2"}


def text(view: View, shown: Any = ENGLISH, **more: Any) -> str:
    return as_text(shown, citation(shown, view, HERE, today="2026-08-01", **more))


def bibtex(view: View, **more: Any) -> str:
    return as_bibtex(ENGLISH, citation(ENGLISH, view, HERE, today="2026-08-01", **more))


def test_a_citation_says_who_said_what_on_whose_word_when_and_where_it_stands() -> None:
    assert text(statement()) == (
        "سالم الحارثي (promises): «إن بلاده سترد». In “مبادرة عمانية”. صحيفة الميناء ← وكالة الخليج ← سالم الحارثي, "
        f"24 January 2022. https://one.example/1. Isnad {__version__}: {HERE}, looked at on 1 August 2026.")


def test_a_citation_is_in_the_language_and_the_numerals_of_the_interface() -> None:
    told = text(statement(), ARABIC)
    assert "٢٤ يناير ٢٠٢٢" in told
    assert "صحيفة الميناء → وكالة الخليج → سالم الحارثي" in told
    assert HERE in told


@pytest.mark.parametrize(("view", "told"), [
    (EVENT, "somebody not named (attacks, to come): «هاجم مسلحون»"), (AWAITED, "مصر (awaited: open): «رد»"),
    (DISPUTE, "سالم الحارثي and أحمد عبدي (claim and its opposite): «سالم الحارثي says it, and أحمد عبدي denies it»"),
    (STORY, "story, 3 origins: «مبادرة عمانية»"), (ACTOR, "سالم الحارثي (person): «وزير الخارجية»"),
], ids=["event", "awaited", "dispute", "story", "actor"])
def test_everything_can_be_cited(view: View, told: str) -> None:
    assert text(view).startswith(told + ".")
    assert text(view).endswith(f"{HERE}, looked at on 1 August 2026.")
    assert bibtex(view).startswith(f"@misc{{isnad-{view['id']},\n")


def test_what_a_thing_does_not_tell_itself_is_told_by_its_report() -> None:
    told = text(AWAITED, about=ABOUT)
    assert "In “عمان تنتظر”" in told
    assert "https://one.example/2" in told


@pytest.mark.parametrize("url", ["javascript:alert(1)", None])
def test_an_address_that_is_none_is_not_cited(url: str | None) -> None:
    assert "javascript" not in text(statement(url=url)) + bibtex(statement(url=url))


def test_long_words_are_cut_at_a_word_and_say_so() -> None:
    said = re.search("«(.*)»", text(statement(text="كلمة " * 200)))
    assert said is not None
    assert said[1].endswith("كلمة …")
    assert len(said[1]) <= LONGEST + 2


def test_controls_and_overrides_of_a_report_are_not_copied() -> None:
    told = text(statement(text="قال\u202e\x00\nثم", who=["س\u2066"])) + bibtex(statement(text="قال\u202e\x00\nثم"))
    assert not set("\u202e\u2066\x00") & set(told)


def fields(entry: str) -> dict[str, str]:
    """The fields of a BibTeX entry as BibTeX counts braces. Fails where they are not balanced."""
    assert re.match(r"@misc\{isnad-[a-z2-7]{14},\n", entry)
    found, at = {}, entry.index("\n")
    while match := re.compile(r"\n  (\w+) = ").match(entry, at):
        start = at = match.end()
        if entry[at] != "{":
            at = entry.index(",", at)
            found[match[1]] = entry[start:at]
        else:
            depth = 0
            while depth or at == start:
                depth += {"{": 1, "}": -1}.get(entry[at], 0)
                at += 1
            found[match[1]] = entry[start + 1:at - 1]
        assert entry[at] in ",\n"
        at += entry[at] == ","
    assert entry[at:] == "\n}\n"
    return found


def test_bibtex_has_a_field_for_each_part() -> None:
    told = fields(bibtex(statement()))
    assert told == {
        "author": "{سالم الحارثي}", "title": "{promises: إن بلاده سترد}",
        "howpublished": "صحيفة الميناء ← وكالة الخليج ← سالم الحارثي", "year": "2022", "month": "jan", "day": "24",
        "date": "2022-01-24", "url": HERE, "urldate": "2026-08-01",
        "note": f"In “مبادرة عمانية”. https://one.example/1. Isnad {__version__}"}


@pytest.mark.parametrize(("sign", "written"), [
    ("{", r"{\textbraceleft}"), ("}", r"{\textbraceright}"), ("\\", r"{\textbackslash}"), ("$", r"\$"), ("&", r"\&"),
    ("#", r"\#"), ("_", r"\_"), ("%", r"\%"), ("~", r"{\textasciitilde}"), ("^", r"{\textasciicircum}"),
])
def test_no_sign_of_a_report_is_a_command_of_tex(sign: str, written: str) -> None:
    told = fields(bibtex(statement(text=f"قال {sign} ثم", headline=f"{sign}", chain=[sign], who=[f"{sign}س"])))
    assert told["title"] == f"{{promises: قال {written} ثم}}"
    assert told["author"] == f"{{{written}س}}"


@pytest.mark.parametrize("text", ["}}, year = {1999", "\\input{/etc/passwd}", "{{{", "}}}", "%\n}"])
def test_no_text_of_a_report_ends_its_field(text: str) -> None:
    assert fields(bibtex(statement(text=text)))["year"] == "2022"


def test_a_day_that_is_not_known_is_left_out() -> None:
    assert "year" not in fields(bibtex(statement(day=None)))
