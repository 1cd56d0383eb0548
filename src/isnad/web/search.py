"""The search: everything that ``isnad find`` finds, with facets, in every form of a list."""

from __future__ import annotations

import calendar
import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from markupsafe import Markup, escape
from sqlalchemy import Connection
from starlette.responses import Response

from isnad.ledger.errors import QueryError
from isnad.ledger.facets import Facet, Value, names_of, tally
from isnad.ledger.hits import bodies, excerpt, first_line, hits
from isnad.ledger.search import FACETS, NO_PLACE, Chosen, Found, wanted
from isnad.ledger.views import View, views
from isnad.ledger.words_index import Wanted
from isnad.render.lists import FOUND
from isnad.render.style import tidy
from isnad.web.addresses import FILTERS, PAGE, Search, search_of
from isnad.web.awhile import Awhile
from isnad.web.formats import FORMS, Listing, found_in, json_list, take, takeaways
from isnad.web.messages import Interface
from isnad.web.pages import Room, form_of, interface_of, page, room

router = APIRouter(tags=["search"])

ALL = 1 << 31
"""More than any ledger holds."""
OPEN = ("kind", "act", "type", "speaker", "country", "outlet", "month")
"""The facets that are counted unless others are asked for."""
QUICK = ("kind", "act", "type", "mode", "status", "outlet", "place", "month")
"""Facets that are counted in no time, however much was found."""
SHOWN = 8
"""Values of a facet that are shown unless all are asked for."""
SIZES = (20, 50, 100, 200)
"""How many the form offers on a page."""
_IDENTIFIER = re.compile("[art][a-z2-7]{13}")
_EXCERPT = 320
"""Characters of a report's words that are shown with what was looked for."""


@dataclass(slots=True, frozen=True)
class Choice:
    """A value of a facet as a link: ``address`` takes it in, or out where it is ``chosen``."""

    value: str
    label: str
    number: int | None
    chosen: bool
    address: str


@dataclass(slots=True, frozen=True)
class Group:
    """A facet as it is shown. ``counted``, or only what is chosen; ``more``: how many values are left off; ``toggle``:
    the address that shows all of them, or fewer where all are shown."""

    name: str
    choices: list[Choice]
    counted: bool
    whole: bool
    more: int
    toggle: str


@dataclass(slots=True, frozen=True)
class Chip:
    """A filter that is set, with the address without it."""

    name: str
    label: str
    address: str


@dataclass(slots=True, frozen=True)
class Asked:
    """A search with which facets are counted beside those that always are, and of which all values are shown."""

    search: Search
    facets: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[str, ...]:
        """The facets that are counted, in their order."""
        return tuple(name for name in FACETS if name in OPEN or name in self.facets or name in self.whole)

    def address(self, search: Search | None = None, **more: str | None) -> str:
        """The address of a search, this one's where none is given, with these facets."""
        facets = [("facets", name) for name in self.facets] + [("all", name) for name in self.whole]
        query = "&".join(filter(None, ((search or self.search).address(**more), urlencode(facets))))
        return f"/search?{query}" if query else "/search"


@router.get("/search", summary="What isnad find finds: statements, events and reports, with facets.")
def search(request: Request) -> Response:
    form = form_of(request, *FORMS)
    if form != "html":
        return _taken(request, form)
    try:
        asked = _asked(request)
        return _page(request, asked)
    except QueryError as error:
        return _refused(request, str(error))


def _asked(request: Request) -> Asked:
    told = request.query_params
    for name in ("facets", "all"):
        if unknown := [each for each in told.getlist(name) if each not in FACETS]:
            raise QueryError(f"{name}: no {unknown[0][:40]!r}; there are {', '.join(FACETS)}")
    facets, whole = (tuple(each for each in FACETS if each in told.getlist(name)) for name in ("facets", "all"))
    return Asked(search_of(told), facets, whole)


def _taken(request: Request, form: str) -> Response:
    """All that was found, or a page of it, in a form that is not HTML."""
    here, asked = room(request), _asked(request)
    one_page = form == "atom" or "page" in request.query_params or "limit" in request.query_params
    size, offset = (asked.search.limit, asked.search.offset) if one_page else (ALL, 0)
    with here.look() as db:
        chosen = Chosen(here.ledger, db, asked.search.query)
        found = chosen.page(size, offset, by_day=asked.search.by_day)
        rows = views(db, found.rows) if one_page else []
        counts = tally(db, chosen.select(), asked.facets, None) if form == "json" and asked.facets else None
    words = tidy(asked.search.query.words)
    ui = interface_of(request)
    title = ui.gettext("Search: %(words)s") % {"words": words} if words else ui.gettext("Search")
    listing = Listing("search", f"{title} · {ui.gettext('Isnad')}", FOUND, found.total, asked.search.page,
                      asked.search.limit, rows, lambda: found_in(here, found.rows))
    if counts is not None:
        told = {name: [{"value": each.value, "name": each.name, "number": each.number} for each in facet.values]
                for name, facet in counts.items()}
        return json_list(rows if one_page else listing.every(), listing.name, total=found.total, facets=told)
    return take(request, form, listing)


def _page(request: Request, asked: Asked) -> Response:
    here, ui, query = room(request), interface_of(request), asked.search.query
    terms = wanted(query.words)
    with here.look() as db:
        chosen = Chosen(here.ledger, db, query)
        found = chosen.page(asked.search.limit, asked.search.offset, by_day=asked.search.by_day)
        facets = _counted(request, here, db, chosen, asked)
        rows = views(db, found.rows)
        texts = bodies(db, [key for key, kind, _ in found.rows if kind == "report"]) if terms else {}
        names = names_of(db, {value for values in asked.search.values().values() for value in values
                              if _IDENTIFIER.fullmatch(value)})
    limit = asked.search.limit
    return page(request, "search.html", words=query.words, asked=asked, search=asked.search, error=None, found=found,
                rows=rows, pages=max(1, -(-found.total // limit)), chips=list(_chips(ui, asked, names)),
                groups=[_group(ui, asked, name, facets.get(name), names) for name in FACETS],
                kept=_kept(asked.search.parameters(), asked), filled=_filled(asked.search),
                takeaways=takeaways(request), command=command(asked.search), lit=_lit(terms) if terms else None,
                body=_body(terms, texts) if terms else None, address=lambda number: asked.address(
                    page=str(number) if number > 1 else None), query=asked.search.address(page=None, limit=None,
                                                                                          by=None), sizes=_sizes(limit))


def _refused(request: Request, message: str) -> Response:
    """The page with the form as it was filled, and what is wrong with it."""
    told = request.query_params
    named = [(name, value[:400]) for name, value in told.multi_items()
             if name in (*FILTERS, "after") and value.strip()]
    filled = {name: told.get(name, "")[:40] for name in ("since", "until", "by", "limit")}
    chips = [Chip(name, value, "/search?" + urlencode([each for each in told.multi_items() if each != (name, value)]))
             for name, value in named]
    return page(request, "search.html", status=400, words=told.get("q", "")[:1000], asked=None, search=None,
                error=message, found=Found(0, []), rows=[], pages=1, chips=chips, groups=[], kept=named, filled=filled,
                takeaways=[], command=None, lit=None, body=None, address=None, query="", sizes=SIZES)


def _sizes(limit: int) -> list[int]:
    """How many there may be on a page, with how many there are."""
    return sorted({*SIZES, limit})


def _counted(request: Request, here: Room, db: Connection, chosen: Chosen, asked: Asked) -> Mapping[str, Facet]:
    """The facets that are asked for. A facet that a filter is set on is counted without this filter: its other values
    can be chosen, too. Of those that take long to count over much, only where all values are asked for."""
    awhile: Awhile = request.app.state.awhile

    def make() -> dict[str, Facet]:
        set_on = asked.search.values()
        free = [name for name in asked.counted if name not in set_on]
        made: dict[str, Facet] = {}
        for whole in (False, True):
            some = [name for name in free if (name in asked.whole) is whole]
            made |= tally(db, chosen.select(), some, None if whole else SHOWN, at_hand=chosen.at_hand)
        for name in asked.counted:
            if name in set_on and (name in QUICK or name in asked.whole):
                without = Chosen(here.ledger, db, asked.search.without(name).query)
                made |= tally(db, without.select(), [name], None if name in asked.whole else SHOWN)
        return made

    return awhile.get(("facets", asked.search.query, asked.counted, asked.whole), make)


def _group(ui: Interface, asked: Asked, name: str, facet: Facet | None, names: Mapping[str, str]) -> Group:
    values, every = (facet.values, facet.all) if facet else ([], 0)
    held = {each.value for each in values}
    values = [*values, *(Value(each, names.get(each, each), 0) for each in asked.search.values().get(name, ())
                         if each not in held)]
    if name == "month":
        values = sorted(values, key=lambda each: each.value, reverse=True)
    whole = name in asked.whole
    others = tuple(each for each in asked.whole if each != name)
    if facet is None and not values:
        toggle = replace(asked, facets=(*asked.facets, name)).address(page=None)
    else:
        toggle = replace(asked, whole=others if whole else (*others, name)).address(page=None)
    return Group(name, [_choice(ui, asked, name, each) for each in values], facet is not None, whole,
                 every - len(held), toggle)


def _choice(ui: Interface, asked: Asked, name: str, each: Value) -> Choice:
    if name == "month":
        first, last = _month(each.value)
        chosen = (asked.search.query.since, asked.search.query.until) == (first, last)
        there = asked.search.asking("since", None if chosen else first).asking("until", None if chosen else last)
    else:
        chosen = each.value in asked.search.values().get(name, ())
        there = asked.search.asking(name, each.value)
    return Choice(each.value, label_of(ui, name, each.value, each.name), each.number or None, chosen,
                  asked.address(there))


def _month(value: str) -> tuple[str, str]:
    """The first and the last day of a month, as 2022-01."""
    year, month = int(value[:4]), int(value[5:7])
    return f"{value}-01", f"{value}-{calendar.monthrange(year, month)[1]:02}"


def label_of(ui: Interface, name: str, value: str, called: str | None = None) -> str:
    """A filter's value in words."""
    if name == "month":
        return ui.month(value)
    if name in ("kind", "act", "type", "mode", "status"):
        return ui.word(name, value)
    if name.endswith("sector"):
        return ui.word("sector", value)
    if name == "place" and value == NO_PLACE:
        return ui.gettext("no place told")
    if name.endswith("country") or name == "place":
        return tidy(ui.country(value))
    return tidy(called or value)


def _chips(ui: Interface, asked: Asked, names: Mapping[str, str]) -> Iterator[Chip]:
    query = asked.search.query
    for name, values in asked.search.values().items():
        for value in values:
            yield Chip(name, label_of(ui, name, value, names.get(value)),
                       asked.address(asked.search.asking(name, value)))
    for name, day, told in (("since", query.since, ui.gettext("from %(day)s on")),
                            ("until", query.until, ui.gettext("up to %(day)s"))):
        if day:
            yield Chip(name, told % {"day": ui.day(day)}, asked.address(asked.search.without(name)))
    if query.after is not None:
        yield Chip("after", ui.number(query.after), asked.address(asked.search.without("after")))


def _kept(parameters: Sequence[tuple[str, str]], asked: Asked) -> list[tuple[str, str]]:
    """What the form must carry on beside what stands in its fields."""
    return [*((name, value) for name, value in parameters if name in (*FILTERS, "after")),
            *(("facets", name) for name in asked.facets), *(("all", name) for name in asked.whole)]


def _filled(search: Search) -> dict[str, str]:
    """What stands in the form's fields."""
    return {"since": search.query.since or "", "until": search.query.until or "",
            "by": "day" if search.by_day else "", "limit": str(search.limit)}


def command(search: Search) -> str:
    """The command that finds the same in a shell."""
    told = ["isnad", "find"]
    for name, values in search.values().items():
        option = f"--{name.replace('_', '-')}"
        for value in values:
            told += [option, value] if not value.startswith("-") else [f"{option}={value}"]
    told += [part for name, day in (("since", search.query.since), ("until", search.query.until)) if day
             for part in (f"--{name}", day)]
    told += ["--after", str(search.query.after)] if search.query.after is not None else []
    told += ["--by-day"] if search.by_day else []
    told += ["--limit", str(search.limit)] if search.limit != PAGE else []
    told += ["--page", str(search.page)] if search.page > 1 else []
    words = tidy(search.query.words)
    if words:
        told += ["--", words] if words.startswith("-") else [words]
    # what cannot be seen must not get into a shell by being copied
    return shlex.join(tidy(part) for part in told)


def _lit(terms: Sequence[Wanted]) -> Callable[..., Markup]:
    def lit(text: str, longest: int | None = None) -> Markup:
        """A text, or the part of it that shows the first hit, with what was looked for marked."""
        text = tidy(text)
        found = hits(text, terms)
        start, end = excerpt(text, found, longest or len(text))
        made, at = [Markup("… ") if start else Markup()], start
        for begin, stop in found:
            if at <= begin and stop <= end:
                made += [escape(text[at:begin]), Markup("<mark>%s</mark>") % text[begin:stop]]
                at = stop
        made += [escape(text[at:end]), Markup(" …") if end < len(text) else Markup()]
        return Markup().join(made)

    return lit


def _body(terms: Sequence[Wanted], texts: Mapping[str, str]) -> Callable[[View], Markup | None]:
    lit = _lit(terms)

    def body(view: View) -> Markup | None:
        """What of a report's own words was found, its headline apart."""
        line = first_line(texts.get(view["id"], "").splitlines(), terms)
        return lit(line, _EXCERPT) if line else None

    return body


