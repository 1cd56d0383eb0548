"""The permanent pages: a statement, an event, an actor, a story, something awaited, a dispute, each with its evidence.

The same address gives JSON, BibTeX and a citation as text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from isnad.ledger import portraits
from isnad.ledger.across import disputes_of
from isnad.ledger.around import first_tellings, headlines, matter_of, passages, resting_on, within
from isnad.ledger.errors import LedgerError, QueryError
from isnad.ledger.one import one
from isnad.ledger.owing import owing
from isnad.ledger.people import people_of
from isnad.ledger.search import Chosen, Query
from isnad.ledger.settle import settle_awaited, settle_dispute
from isnad.ledger.tokens import Holder
from isnad.ledger.views import View, views
from isnad.web import findings
from isnad.web.access import form_sent, reviewer
from isnad.web.addresses import PAGE, day, number
from isnad.web.citation import as_bibtex, as_text, citation
from isnad.web.formats import headers, here_with
from isnad.web.marks import Mark, marked
from isnad.web.messages import Interface
from isnad.web.pages import (
    FOLDERS,
    MEDIA,
    NotHereError,
    Room,
    address_of,
    form_of,
    interface_of,
    json_answer,
    page,
    public_address,
    room,
)
from isnad.web.pictures import acts_over_time
from isnad.web.reports import language_of
from isnad.web.rules import rule_words

Reviewer = Annotated[Holder, Depends(reviewer)]
Sent = Annotated[FormData, Depends(form_sent)]

router = APIRouter(tags=["things"])
FORMS = ("html", "json", "bibtex", "citation")
NAMES = {"r": "report", "s": "statement", "e": "event", "a": "actor", "t": "story", "w": "awaited item",
         "d": "dispute", "q": "saved search"}
LATEST = 5
"""Things of a kind that an actor's page shows beside those that it pages through."""
_KEY = re.compile("[a-z][a-z2-7]{13}")


@router.get("/id/{key}", summary="To the permanent page of anything that has an identifier.")
def by_identifier(request: Request, key: str) -> Response:
    if not _is_key(key):
        raise NotHereError(f"{key[:40]!r}: no identifier; they are a letter of {', '.join(FOLDERS)} and thirteen more")
    return _moved(request, key)


@router.get("/statements/{key}", summary="A statement with its evidence, and who else tells it.")
def statement(request: Request, key: str) -> Response:
    return _thing(request, key, "s", _of_item)


@router.get("/events/{key}", summary="An event with its evidence, and who else tells it.")
def event(request: Request, key: str) -> Response:
    return _thing(request, key, "e", _of_item)


@router.get("/actors/{key}", summary="An actor across reports: names, roles, what he does and with whom.")
def actor(request: Request, key: str) -> Response:
    return _thing(request, key, "a", _of_actor)


@router.get("/stories/{key}", summary="A story: who carries it, and what was told first by whom.")
def story(request: Request, key: str) -> Response:
    return _thing(request, key, "t", _of_story)


@router.get("/awaited/{key}", summary="Something awaited: how it stands, and the evidence for every change.")
def awaited(request: Request, key: str) -> Response:
    return _thing(request, key, "w", _of_awaited)


@router.get("/disputes/{key}", summary="A dispute: both its sides.")
def dispute(request: Request, key: str) -> Response:
    return _thing(request, key, "d", _of_dispute)


@router.post("/awaited/{key}", summary="Confirm or reject what is offered as an answer to something awaited.")
def settle_owed(request: Request, key: str, who: Reviewer, sent: Sent) -> Response:
    """Fields of the form: ``decision`` (confirmed, rejected), ``change`` (one of the item's; all that nobody has
    decided on otherwise)."""
    return _settled(request, "w", key, str(sent.get("change") or key), settle_awaited, who, sent)


@router.post("/disputes/{key}", summary="Confirm or reject that two things are at odds.")
def settle_odds(request: Request, key: str, who: Reviewer, sent: Sent) -> Response:
    """Fields of the form: ``decision`` (confirmed, rejected)."""
    return _settled(request, "d", key, key, settle_dispute, who, sent)


def _settled(request: Request, letter: str, key: str, change: str, settle: Callable[..., int], who: Holder,
             sent: FormData) -> Response:
    decision = str(sent.get("decision", ""))
    if decision not in ("confirmed", "rejected"):
        raise QueryError(f"decision: no {decision[:40]!r}; there are confirmed, rejected")
    with room(request).look() as db:
        found = one(db, key) if _is_key(key) and key[0] == letter else None
    if found is None or change not in (key, *(each["id"] for each in found.get("changes", ()))):
        raise NotHereError(f"{key[:40]}: the ledger has no such {NAMES[letter]}, or it has no change {change[:40]!r}")
    try:
        settle(room(request).ledger, change, decision, who.name)
    except LedgerError as error:
        if error.__cause__ is not None:  # the database failed
            raise
        raise HTTPException(409, str(error)) from None  # others have decided meanwhile
    return RedirectResponse(f"/{FOLDERS[letter]}/{key}", 303)


Around = Callable[[Request, Connection, View, str], dict[str, Any]]
"""What a thing's page shows beside the thing itself; the last argument is the day that it is looked at on."""


def _thing(request: Request, key: str, letter: str, around: Around) -> Response:
    form = form_of(request, *FORMS)
    if _is_key(key) and key[0] != letter:
        return _moved(request, key)
    today = day("on", request.query_params) or date.today().isoformat()
    more: dict[str, Any] = {}
    with room(request).look() as db:
        found = one(db, key, today) if _is_key(key) else None
        if found is None:
            raise NotHereError(f"{key[:40]}: the ledger has no such {NAMES[letter]}; the search finds those there are")
        if found.get("merged_into"):
            return _moved(request, found["merged_into"], **{"from": key})
        about = headlines(db, [found["report"]]).get(found["report"]) if found.get("report") else None
        if form == "html":
            more = around(request, db, found, today)
    shown = interface_of(request)
    address = public_address(request, f"/{FOLDERS[letter]}/{key}")
    cited = citation(shown, found, address, about=about)
    texts = {"text": as_text(shown, cited), "bibtex": as_bibtex(shown, cited)}
    if form == "json":
        return json_answer(found | {"address": address, "cite": texts})
    if form in ("bibtex", "citation"):
        name, text = (f"{key}.bib", texts["bibtex"]) if form == "bibtex" else (f"{key}.txt", texts["text"] + "\n")
        return Response(text.encode("utf-8", "replace"), headers=headers(name, shown=form == "citation"),
                        media_type=MEDIA[form] + ("" if form == "citation" else "; charset=utf-8"))
    ways = [(name, here_with(request, format=form)) for name, form in
            (("JSON", "json"), ("BibTeX", "bibtex"), (shown.gettext("Citation"), "citation"))]
    return page(request, TEMPLATES[letter], found=found, about=about, cite=texts, ways=ways, address=address, key=key,
                rule_words=lambda rule: rule_words(rule, shown), tell=_Findings(shown), today=today, **more)


TEMPLATES = {"s": "statement.html", "e": "event.html", "a": "actor.html", "t": "story.html", "w": "owed.html",
             "d": "dispute.html"}


class _Findings:
    """The words of ``findings`` for a template, in the interface's language."""

    def __init__(self, shown: Interface) -> None:
        self._shown = shown

    def at_odds(self, view: View) -> str:
        return findings.at_odds(self._shown, view)

    def settles(self, change: View) -> str:
        return findings.settles(self._shown, change)

    def apart(self, on: str, value: str) -> str:
        return findings.told_apart(self._shown, on, value)

    def word(self, of: str, code: str) -> str:
        """A code of ``findings`` in words."""
        told: dict[str, str] = getattr(findings, of)
        return self._shown.gettext(told[code]) if code in told else code


def _is_key(key: str) -> bool:
    return _KEY.fullmatch(key) is not None and key[0] in FOLDERS


def _moved(request: Request, key: str, **more: str) -> Response:
    """To where a thing's page stands."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in more]
    query = urlencode([*kept, *more.items()])
    return RedirectResponse(address_of(key) + (f"?{query}" if query else ""), 301)


def _of_item(request: Request, db: Connection, found: View, today: str) -> dict[str, Any]:
    """What stands around a statement or an event."""
    key, report = found["id"], found["report"]
    outer, inner = within(db, key)
    owed, settles = resting_on(db, key, report)
    wires = _by_wire(found["tellings"])
    firsts = [each["first"] for each in wires]
    told = {view["id"]: view for view in views(db, [(each["id"], found["kind"], each["report"]) for each in firsts])}
    return {"passage": _passage(passages(db, [key])[key]), "outer": outer, "inner": inner, "wires": wires, "told": told,
            "owed": _matters(db, owed, today), "settled": _matters(db, settles, today),
            "disputes": disputes_of(db, [each["id"] for each in found["disputes"]])}


def _matters(db: Connection, keys: Sequence[str], today: str) -> list[View]:
    whole = matter_of(db, keys)
    return owing(db, today, keys=whole) if whole else []


def _by_wire(tellings: Sequence[View]) -> list[dict[str, Any]]:
    """Tellings by independent origin, who came first in front, the copies under the first of each."""
    found: dict[str, dict[str, Any]] = {}
    for each in tellings:
        wire = found.setdefault(each["wire"] or each.get("report") or each["id"], {"first": each, "copies": []})
        if wire["first"] is not each:
            wire["copies"].append(each)
    return list(found.values())


def _passage(told: View) -> dict[str, Any]:
    """A passage as a page shows it: its language and direction, and its pieces with their kinds."""
    marks = [Mark(start, end, kind, 0) for start, end, kind in told["marks"]]
    pieces = [(segment.shown, sorted(segment.kinds)) for paragraph in marked(told["text"], 0, marks).paragraphs
              for segment in paragraph.segments]
    return told | {"pieces": pieces, "lang": language_of(told["language"] or "")}


def _of_actor(request: Request, db: Connection, found: View, today: str) -> dict[str, Any]:
    """What stands around an actor."""
    here: Room = room(request)
    key, at = found["id"], number("page", request.query_params, 1, 10_000_000)
    does = Chosen(here.ledger, db, Query(kinds=("statement", "event"), actor=(key,)))
    latest = does.page(PAGE, (at - 1) * PAGE, by_day=True)
    to_him = Chosen(here.ledger, db, Query(kinds=("statement", "event"), recipient=(key,))).page(LATEST, by_day=True)
    others, most = portraits.counterparts(db, key)
    before = request.query_params.get("from", "")
    return {
        "names": portraits.names(db, key), "roles": portraits.roles(db, key), "deeds": portraits.deeds(db, key),
        "counterparts": most, "counterparts_all": others, "latest": views(db, latest.rows), "total": latest.total,
        "at": at, "pages": max(1, math.ceil(latest.total / PAGE)),
        "page_address": lambda to: here_with(request, page=str(to) if to > 1 else None) + "#latest",
        "to_him": views(db, to_him.rows), "to_him_all": to_him.total,
        "owes": _matters(db, portraits.owed_by(db, key, "owes"), today),
        "waits": _matters(db, portraits.owed_by(db, key, "waits"), today),
        "acts": acts_over_time(interface_of(request), here.ledger, db, key),
        "before": one(db, before) if _is_key(before) and before[0] == "a" else None,
        "others": {view["id"]: view["name"] for view in people_of(
            db, sorted({each[side] for each in found["changes"] for side in ("actor", "other")}))},
    }


def _of_story(request: Request, db: Connection, found: View, today: str) -> dict[str, Any]:
    """What stands around a story."""
    at = number("page", request.query_params, 1, 10_000_000)
    total, firsts = first_tellings(db, found["id"], limit=PAGE, offset=(at - 1) * PAGE)
    actors_all, actors = portraits.story_actors(db, found["id"])
    return {
        "wires": _by_wire(found["carriers"]), "by_id": {each["id"]: each for each in found["carriers"]},
        "firsts": firsts, "total": total, "at": at, "pages": max(1, math.ceil(total / PAGE)), "actors": actors,
        "actors_all": actors_all,
        "page_address": lambda to: here_with(request, page=str(to) if to > 1 else None) + "#firsts",
    }


def _of_awaited(request: Request, db: Connection, found: View, today: str) -> dict[str, Any]:
    """What stands around something awaited."""
    reports = headlines(db, [found["report"], *found["awaited_in"], *(each["report"] for each in found["changes"]
                                                                     if each["report"])])
    basis = found["basis"]
    kind = "statement" if basis.startswith("s") else "event"
    told = passages(db, [found["id"]])
    return {"passage": _passage(told[found["id"]]) if found["id"] in told else None, "reports": reports,
            "basis": next(iter(views(db, [(basis, kind, found["report"])])), None)}


def _of_dispute(request: Request, db: Connection, found: View, today: str) -> dict[str, Any]:
    """What stands around a dispute: both sides, also one that its report tells no more."""
    sides = {side: found[side] or one(db, found[name]) for side, name in (("claim", "one"), ("counter", "other"))}
    told = passages(db, [side["id"] for side in sides.values() if side])
    return {"sides": sides, "passages": {key: _passage(each) for key, each in told.items()}}
