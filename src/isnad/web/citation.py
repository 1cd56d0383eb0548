"""Citations to copy: a thing with its chain, its report and both addresses, as text and as BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from isnad import __version__
from isnad.ledger.views import View
from isnad.render.style import tidy
from isnad.web.findings import at_odds, called
from isnad.web.messages import Interface
from isnad.web.pages import link

LONGEST = 300
"""Characters of somebody's words that a citation repeats."""
_SPECIAL = {"\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "~": r"{\textasciitilde}",
            "^": r"{\textasciicircum}", **{sign: f"\\{sign}" for sign in "$&#_%"}}
"""What TeX would not print as it stands. Braces are told by name: BibTeX counts those that are escaped, too."""
_IN_ADDRESS = {"\\": "%5C", "{": "%7B", "}": "%7D"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(slots=True, frozen=True)
class Citation:
    """What a citation is made of. ``who`` may be nobody; ``said`` is what he says, or what the thing is; ``chain`` on
    whose word, the outlet first; ``original`` is the report's address, as far as it can be linked."""

    key: str
    address: str
    who: list[str]
    what: str
    said: str
    chain: list[str]
    day: str | None
    headline: str
    original: str | None
    retrieved: str


def citation(shown: Interface, view: View, address: str, *, about: View | None = None,
             today: str | None = None) -> Citation:
    """The citation of a thing of any kind.

    ``address``: the permanent one; ``about``: ``headline``, ``outlet`` and ``url`` of its report, where the thing does
    not tell them itself; ``today``: the day on which it is looked at.
    """
    about = about or {}
    kind = view["kind"]
    who, what, said = {"statement": _item, "event": _item, "awaited": _awaited, "dispute": _dispute, "story": _story,
                       "actor": _actor, "report": _report}[kind](shown, view)
    chain = view.get("chain") or [each for each in (view.get("outlet") or about.get("outlet"),
                                                    *view.get("agencies", ())) if each]
    return Citation(
        view["id"], address, [tidy(called(shown, each)) for each in who], what, _short(tidy(said)),
        [tidy(called(shown, each)) for each in chain], view.get("day") or about.get("day"),
        "" if kind == "report" else tidy(view.get("headline") or about.get("headline") or ""),
        link(view.get("url") or about.get("url")), today or date.today().isoformat())


def _item(shown: Interface, view: View) -> tuple[list[str], str, str]:
    of = "act" if view["kind"] == "statement" else "type"
    told = [shown.word(of, view["code"])]
    told += [shown.word("status", view["status"])] if view["status"] not in (None, "actual") else []
    return view["who"] or ["?"], shown.gettext(", ").join(told), view["text"]


def _awaited(shown: Interface, view: View) -> tuple[list[str], str, str]:
    state = shown.gettext("awaited: %(state)s") % {"state": shown.word("state", view["state"])}
    return [view["from"] or "?"], state, view["text"]


def _dispute(shown: Interface, view: View) -> tuple[list[str], str, str]:
    sides = [view[side]["chain"][-1] for side in ("claim", "counter") if view.get(side)]
    return sides, shown.word("dispute", view["what"]), at_odds(shown, view)


def _story(shown: Interface, view: View) -> tuple[list[str], str, str]:
    number = view["origins"]
    told = shown.ngettext("%(shown)s origin", "%(shown)s origins", number) % {"shown": shown.number(number)}
    return [], shown.gettext(", ").join([shown.word("kind", "story"), told]), view["title"]


def _actor(shown: Interface, view: View) -> tuple[list[str], str, str]:
    return [view["name"]], shown.word("kind", view["what"]), "; ".join(view["roles"][:3])


def _report(shown: Interface, view: View) -> tuple[list[str], str, str]:
    return [], shown.word("kind", "report"), view["headline"]


def as_text(shown: Interface, cited: Citation) -> str:
    """A citation on one line, in the interface's language."""
    back = " → " if shown.direction == "rtl" else " ← "
    who = shown.list(cited.who)
    parts = [f"{who} ({cited.what})" if who else cited.what]
    parts[0] += f": «{cited.said.rstrip('. ')}»" if cited.said else ""
    if cited.headline:
        parts.append(shown.gettext("In “%(headline)s”") % {"headline": _short(cited.headline)})
    source = [back.join(cited.chain)] if cited.chain else []
    source += [shown.day(cited.day, "long")] if cited.day else []
    parts += [shown.gettext(", ").join(source)] if source else []
    parts += [cited.original] if cited.original else []
    parts.append(shown.gettext("Isnad %(version)s: %(address)s, looked at on %(day)s") % {
        "version": __version__, "address": cited.address, "day": shown.day(cited.retrieved, "long")})
    return ". ".join(parts) + "."


def as_bibtex(shown: Interface, cited: Citation) -> str:
    """A citation as an entry of a BibTeX file in UTF-8."""
    title = f"{cited.what}: {cited.said}" if cited.said else cited.what
    fields = {"author": " and ".join(f"{{{_tex(each)}}}" for each in cited.who), "title": f"{{{_tex(title)}}}"}
    if cited.chain:
        fields["howpublished"] = _tex(" ← ".join(cited.chain))
    if cited.day:
        year, month, day = cited.day.split("-")
        fields |= {"year": year, "month": _MONTHS[int(month) - 1], "day": str(int(day)), "date": cited.day}
    fields["url"] = _address(cited.address)
    fields["urldate"] = cited.retrieved
    notes = [shown.gettext("In “%(headline)s”") % {"headline": cited.headline}] if cited.headline else []
    notes += [cited.original] if cited.original else []
    fields["note"] = _tex(". ".join([*notes, f"Isnad {__version__}"]))
    lines = [f"  {name} = " + (value if name == "month" else f"{{{value}}}") for name, value in fields.items() if value]
    return f"@misc{{{_key(cited.key)},\n" + ",\n".join(lines) + "\n}\n"


def _key(identifier: str) -> str:
    return "isnad-" + re.sub(r"[^a-z0-9]", "", identifier)


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def _address(url: str) -> str:
    """An address as a BibTeX file can hold it: all but what would end the field."""
    return "".join(_IN_ADDRESS.get(sign, sign) for sign in url)


def _short(text: str) -> str:
    """A text cut at a word, with a sign that it was cut."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0] + " …"
