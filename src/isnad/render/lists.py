"""Lists out of the ledger: for people, as JSON, as JSON lines, and as comma-separated values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal
from urllib.parse import unquote_plus

from isnad.render.style import Style, isolate
from isnad.render.table import BETWEEN, Cell, csv_line
from isnad.render.words import ACTS, STATUSES, TYPES

ListForm = Literal["text", "json", "jsonl", "csv"]
View = dict[str, Any]

FOUND = ("id", "kind", "day", "outlet", "code", "mode", "status", "chain", "who", "who_ids", "countries", "sectors",
         "whom", "whom_ids", "start", "end", "place", "place_country", "latitude", "longitude", "text", "cue",
         "origins", "copies", "within", "rule", "headline", "report", "story", "url")
STORIES = ("id", "title", "first_day", "last_day", "origins", "reports", "outlets")
AWAITED = ("id", "state", "day", "due", "from", "from_id", "to", "to_id", "text", "chain", "since", "offered", "basis",
           "report", "awaited_in")
DISPUTES = ("id", "what", "day", "sure", "settled", "by", "one", "other", "rule", "why")
ACTORS = ("id", "name", "kind", "country", "sector", "names", "roles", "reports", "first_day", "last_day",
          "merged_into")
OFFERS = ("actor_id", "name", "other_id", "other_name", "reason", "times")
REVIEWS = ("number", "moment", "by", "decision", "item", "kind", "report", "changes", "note", "undone", "undone_by",
           "text")
WAITING = ("id", "day", "outlet", "headline", "items", "undecided", "accepted", "corrected", "rejected", "url")
REJECTS = ("id", "source", "line", "code", "reason", "first_seen", "last_tried", "tries", "given")
CHANGES = ("revision", "moment", "what", "kind", "id", "report_id")
FACETS = ("facet", "value", "number")
TOKENS = ("id", "name", "role", "state", "created", "expires", "revoked", "used")
SEARCHES = ("id", "name", "query", "by", "created", "hook", "told")
DELIVERIES = ("id", "saved", "name", "state", "after", "upto", "items", "created", "delivered", "tries", "next_try",
              "answer", "fault")


def listed(form: ListForm, rows: Iterable[View], columns: Sequence[str],
           person: Callable[[View, Style], Iterator[str]], style: Style) -> Iterator[str]:
    """A list in pieces, so that it can be written as it comes. ``columns``: those of the CSV."""
    if form == "csv":
        yield from csv_lines(rows, columns)
    elif form == "jsonl":
        yield from json_lines(rows)
    elif form == "json":
        yield json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n"
    else:
        for row in rows:
            yield "\n".join(person(row, style)) + "\n"


def csv_lines(rows: Iterable[View], columns: Sequence[str]) -> Iterator[str]:
    """A list as comma-separated values, a line a row, the columns' names first."""
    yield csv_line(columns)
    for row in rows:
        yield csv_line(_cell(row.get(column)) for column in columns)


def json_lines(rows: Iterable[View]) -> Iterator[str]:
    """A list as JSON lines."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _cell(value: Any) -> Cell:
    if isinstance(value, list | tuple):
        return BETWEEN.join("" if each is None else str(each) for each in value)
    return value if value is None or isinstance(value, str | float) else str(value)


def found(row: View, style: Style) -> Iterator[str]:
    """A statement, an event or a report that was found."""
    told = {"statement": ACTS.get(row["code"] or "", ""), "event": row["code"], "report": "report"}[row["kind"]]
    status = f" {STATUSES[row['status']]}" if row["status"] else ""
    mode = f" {row['mode']}" if row["mode"] and row["kind"] == "event" else ""
    origins = row.get("origins") or 1
    carried = f"  {origins} origins" if origins > 1 else ""
    carried += f"  {row['copies']} other copies" if row.get("copies") else ""
    yield (f"{style.strong(row['id'])}  {row['day'] or 'day unknown'}  {told}{mode}{status}"
           f"{style.faint(carried)}")
    yield "  " + style.name(" ← ".join(isolate(name) for name in row["chain"]))
    if row["kind"] == "event":
        who = ", ".join(isolate(name) for name in row["who"]) or "?"
        whom = f" → {', '.join(isolate(name) for name in row['whom'])}" if row["whom"] else ""
        place = f"  in {isolate(row['place'])}" if row["place"] else ""
        yield f"  {who}{whom}{place}"
    yield from style.block(row["headline"] if row["kind"] == "report" else row["text"], 4)


def story(row: View, style: Style) -> Iterator[str]:
    """A story."""
    days = " to ".join(dict.fromkeys(day for day in (row["first_day"], row["last_day"]) if day)) or "day unknown"
    yield (f"{style.strong(row['id'])}  {days}  {_many(row['origins'], 'origin')}, {_many(row['reports'], 'report')}, "
           f"{_many(row['outlets'], 'outlet')}")
    yield from style.block(row["title"], 4)


def carrier(row: View, style: Style) -> Iterator[str]:
    """A report that carries a story."""
    copies = f"  {row['how'] or 'copied'} from {row['copies']}" if row["copies"] else ""
    agencies = "".join(f" ← {isolate(each)}" for each in row["agencies"])
    yield (f"{style.strong(row['id'])}  {row['published_at'] or row['day'] or 'day unknown'}  "
           f"{style.name(isolate(row['outlet'] or 'outlet unknown') + agencies)}{style.faint(copies)}")
    yield from style.block(row["headline"], 4)


def awaited(row: View, style: Style) -> Iterator[str]:
    """Something awaited, with what has come of it."""
    owes = isolate(row["from"]) if row["from"] else "?"
    to = f" owes {isolate(row['to'])}" if row["to"] else " owes"
    due = f"  due {row['due']}" if row["due"] else ""
    yield f"{style.strong(row['id'])}  {row['day'] or 'day unknown'}  {row['state']}{due}  {owes}{to}"
    yield from style.block(row["text"], 4)
    for each in row["changes"]:
        how = each["settled"] + f" by {each['by']}" if each["settled"] else "" if each["sure"] else "offered"
        yield (f"    {style.faint(each['id'])}  {each['day'] or 'day unknown'}  {each['state']}"
               f"{'  ' + how if how else ''}  {isolate(each['outlet'] or '')}: {each['why']}")
        if each["text"]:
            yield from style.block(each["text"], 6)


def dispute(row: View, style: Style) -> Iterator[str]:
    """Two things at odds."""
    how = row["settled"] + f" by {row['by']}" if row["settled"] else "" if row["sure"] else "offered"
    yield f"{style.strong(row['id'])}  {row['day'] or 'day unknown'}  {row['what']}  {how}".rstrip()
    yield f"    {row['why']}"
    for side in ("claim", "counter"):
        if row[side]:
            yield f"  {style.name(' ← '.join(isolate(name) for name in row[side]['chain']))}  {row[side]['id']}"
            yield from style.block(row[side]["text"], 4)


def actor(row: View, style: Style) -> Iterator[str]:
    """An actor with his spellings and roles."""
    about = "  ".join(each for each in (row.get("what", row["kind"]), row["country"], row["sector"])
                      if each)
    merged = f"  merged into {row['merged_into']}" if row["merged_into"] else ""
    yield (f"{style.strong(row['id'])}  {style.name(isolate(row['name']))}  {about}  "
           f"{_many(row['reports'], 'report')}{merged}")
    if len(row["names"]) > 1:
        yield "    also " + ", ".join(isolate(name) for name in row["names"] if name != row["name"])
    if row["roles"]:
        yield "    " + ", ".join(isolate(role) for role in row["roles"][:4])


def offer(row: View, style: Style) -> Iterator[str]:
    """Two actors who may be one."""
    yield (f"{style.strong(row['actor_id'])} {isolate(row['name'])}  =?  {style.strong(row['other_id'])} "
           f"{isolate(row['other_name'])}  {row['reason']}")


def review(row: View, style: Style) -> Iterator[str]:
    """A decision of somebody on what was read."""
    yield (f"{row['number']}  {row['moment']}  {style.name(isolate(row['by']))} {row['decision']} {row['kind']} "
           f"{style.strong(row['item'])}")
    if row["text"]:
        yield from style.block(row["text"], 4)
    yield from decided(row, style)


def decided(row: View, style: Style) -> Iterator[str]:
    """What a decision changed, why it was made, and who took it back."""
    for each in row["changes"]:
        name, _, change = each.partition(": ")
        before, _, after = change.partition(" → ")
        yield f"    {name}: {isolate(before)} → {isolate(after)}"
    if row["note"]:
        yield f"    note: {isolate(row['note'])}"
    if row["undone"]:
        yield style.faint(f"    taken back by {isolate(row['undone_by'])}, {row['undone']}")


def waiting(row: View, style: Style) -> Iterator[str]:
    """A report that waits for review."""
    done = ", ".join(f"{row[name]:,} {name}" for name in ("accepted", "corrected", "rejected") if row[name])
    yield (f"{style.strong(row['id'])}  {row['day'] or 'day unknown'}  "
           f"{style.name(isolate(row['outlet'] or 'outlet unknown'))}  {row['undecided']:,} of "
           f"{_many(row['items'], 'item')} undecided{style.faint('  ' + done) if done else ''}")
    yield from style.block(row["headline"], 4)


def reject(row: View, style: Style) -> Iterator[str]:
    """Something that could not be read."""
    where = row["source"] if row["line"] is None else f"{row['source']}:{row['line']}"
    tried = f"  tried {_many(row['tries'], 'time')}, last {row['last_tried']}"
    yield f"{style.strong(row['id'])}  {where}  {row['code']}: {row['reason']}{style.faint(tried)}"


def change(row: View, style: Style) -> Iterator[str]:
    """One change of the feed."""
    yield f"{row['revision']}  {row['moment']}  {row['what']} {row['kind']} {style.strong(row['id'])}"


def token(row: View, style: Style) -> Iterator[str]:
    """A token, without what it is."""
    until = f"  until {row['expires']}" if row["expires"] and row["state"] != "revoked" else ""
    used = f"  last used {row['used']}" if row["used"] else "  never used"
    yield (f"{style.strong(row['id'])}  {style.name(isolate(row['name']))}  {row['role']}  {row['state']}{until}"
           f"{style.faint(used)}")


def saved(row: View, style: Style) -> Iterator[str]:
    """A search that is kept."""
    hook = f"  sent to {isolate(row['hook'])}, up to revision {row['told']}" if row["hook"] else ""
    yield (f"{style.strong(row['id'])}  {style.name(isolate(row['name']))}  by {isolate(row['by'])}  {row['created']}"
           f"{hook}")
    yield f"    {isolate(unquote_plus(row['query']))}"


def delivery(row: View, style: Style) -> Iterator[str]:
    """What was sent to a hook, or is to be."""
    again = f"  again {row['next_try']}" if row["next_try"] and row["tries"] else ""
    yield (f"{style.strong(row['id'])}  {row['created']}  {row['state']}  {_many(row['items'], 'item')}  "
           f"{_many(row['tries'], 'try').replace('trys', 'tries')}{again}")
    yield f"    {row['saved']} {isolate(row['name'])}{style.faint(': ' + row['fault']) if row['fault'] else ''}"


def facet(row: View, style: Style) -> Iterator[str]:
    """One value of a facet."""
    value = str(TYPES.get(row["value"], row["value"]) if row["facet"] == "type" else row["value"])
    shown = f"{row['value']}  {style.faint(value)}" if value != row["value"] else isolate(row["value"])
    yield f"{row['facet']:<8} {row['number']:>7,}  {shown}"


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
