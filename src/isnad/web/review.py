"""Review: what waits for a person's eye, and what he decides on, one thing at a time, with undo and history."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from isnad.ledger import reviews
from isnad.ledger.corrected import FIELDS, KINDS
from isnad.ledger.errors import Conflict, LedgerError
from isnad.ledger.gold import ANNOTATIONS, REPORTS, reviewed
from isnad.ledger.review_forms import Case, case_of
from isnad.ledger.tokens import Holder
from isnad.web.access import form_sent, reviewer
from isnad.web.addresses import PAGE, number
from isnad.web.pages import NotHereError, form_of, json_answer, page, room
from isnad.web.security import own_path

router = APIRouter(tags=["review"])
Reviewer = Annotated[Holder, Depends(reviewer)]
Sent = Annotated[FormData, Depends(form_sent)]


@router.get("/review", summary="Reports that wait for review, and the last decisions.")
def waiting(request: Request, who: Reviewer) -> Response:
    form = form_of(request, "html", "json")
    at = number("page", request.query_params, 1, 1_000_000)
    with room(request).look() as db:
        counts = asdict(reviews.counts(db))
        total, queue = reviews.queue(db, limit=PAGE, offset=(at - 1) * PAGE)
        _, mine = reviews.listed(db, by=who.name, limit=10)
    told = {"counts": counts, "total": total, "page": at, "waiting": queue, "mine": mine}
    if form == "json":
        return json_answer(told)
    return page(request, "review.html", counts=counts, total=total, page=at, waiting=queue, mine=mine,
                pages=-(-total // PAGE))


@router.get("/review/gold.zip", summary="Reviewed reports as gold annotations.", response_class=Response)
def gold(request: Request, who: Reviewer) -> Response:
    """A zip archive of reports/ and annotations/: what was looked at as a whole, or with ``all=1`` whatever somebody
    has decided something in. The reports' texts are in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, one in reviewed(room(request).ledger, every=request.query_params.get("all") == "1"):
            for folder, told in ((REPORTS, one.report), (ANNOTATIONS, one.annotation)):
                archive.writestr(f"{folder}/{key}.json", json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return Response(made.getvalue(), media_type="application/zip",
                    headers={"content-disposition": 'attachment; filename="isnad-gold.zip"'})


@router.get("/review/{key}", summary="One thing to decide on: its fields, what they may be, and its history.")
def one(request: Request, key: str, who: Reviewer) -> Response:
    form = form_of(request, "html", "json")
    with room(request).look() as db:
        case = _case(db, key)
    if form == "json":
        return json_answer(_told(case))
    return page(request, "review_one.html", case=case, back=own_path(request.query_params.get("next")), given={},
                fault=None)


@router.post("/review/{key}", summary="Accept, correct or reject a thing, or take the last decision on it back.")
def decide(request: Request, key: str, who: Reviewer, sent: Sent) -> Response:
    """Fields of the form: ``decision`` (accepted, corrected, rejected, undone), ``seen`` (the number of the last
    decision that the person saw), ``note``, ``next``, and for a correction a value for each field."""
    form = form_of(request, "html", "json")
    here, decision = room(request), str(sent.get("decision", ""))
    if key[:1] not in KINDS:
        raise NotHereError(f"{key[:40]}: nothing of this kind is decided on")
    try:
        if decision == "undone":
            reviews.undo(here.ledger, _seen(sent) or key, who.name)
        else:
            wanted: Any = decision  # which there are, the ledger says
            reviews.decide(here.ledger, key, wanted, fields=_fields(key, sent) if decision == "corrected" else None,
                           note=str(sent.get("note", "")), by=who.name, seen=_seen(sent))
    except LedgerError as error:
        status = 409 if isinstance(error, Conflict) else 400
        if form == "json" or decision != "corrected":
            raise HTTPException(status, str(error)) from None
        with here.look() as db:
            case = _case(db, key)
        return page(request, "review_one.html", status=status, case=case, fault=str(error), given=_fields(key, sent),
                    back=own_path(str(sent.get("next", ""))))
    if form == "json":
        with here.look() as db:
            return json_answer(_told(_case(db, key)))
    return RedirectResponse(own_path(str(sent.get("next", ""))) if sent.get("next") else f"/review/{key}", 303)


def _case(db: Any, key: str) -> Case:
    try:
        return case_of(db, key)
    except LedgerError as error:
        raise NotHereError(str(error)) from None


def _told(case: Case) -> dict[str, Any]:
    return asdict(case) | {"seen": case.seen, "fields": {
        each.name: {"value": each.value, "several": each.several, "optional": each.optional,
                    "choices": [value for value, _ in each.choices] if each.choices is not None else None}
        for each in case.fields}}


def _seen(sent: FormData) -> int | None:
    told = str(sent.get("seen", ""))
    return int(told) if told.isascii() and told.isdigit() and len(told) < 18 else None


def _fields(key: str, sent: FormData) -> dict[str, Any]:
    """The fields that a form gives; one that holds several may be given with none by its name with ``-none``."""
    found: dict[str, Any] = {}
    for name in FIELDS[KINDS[key[:1]]]:
        values = [str(value) for value in sent.getlist(name)]
        if name in ("actors", "recipients"):
            if values or f"{name}-none" in sent:
                found[name] = [value for value in values if value]
        elif name == "content":
            if "".join(values).strip():
                found[name] = [line for value in values for line in value.splitlines() if line.strip()]
        elif values:
            found[name] = values[0] or None
    return found
