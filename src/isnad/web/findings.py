"""Why two things are at odds, and what something told does to what is awaited: the ledger's rules in words."""

from __future__ import annotations

from isnad.ledger.views import View
from isnad.web.messages import Interface


def _n(message: str) -> str:
    """Marks a message that is looked up later."""
    return message


AT_ODDS = {
    "accused-denies-it": _n("%(one)s accuses, and the accused denies what is said."),
    "accused-denies-accusations": _n("%(one)s accuses, and the accused denies the accusations."),
    "denied": _n("%(one)s says it, and %(other)s denies it."),
    "negated": _n("%(one)s says it, and %(other)s says that it is not so."),
    "actor-denies": _n("%(one)s tells what was done, and %(other)s, who is said to have done it, denies it."),
    "done-and-not-done": _n("%(one)s tells it as done, and %(other)s as not done."),
    "counts-apart": _n("%(one)s and %(other)s tell numbers that are far apart."),
}
"""The rules of ``ledger.disputes``."""
SETTLES = {
    "promised-again": _n("It is promised again."), "asked-again": _n("It is asked for again."),
    "event-done": _n("What is told as done is what was owed."),
    "event-not-done": _n("It is told as not done yet."),
    "event-still-to-come": _n("It is told as still to come."),
    "called-off": _n("It is called off."), "rejected": _n("It is rejected."), "refused": _n("It is refused."),
    "given": _n("It was given."), "received": _n("It was received."), "came": _n("It came."),
    "replied": _n("A reply was made."), "taken-back": _n("It was taken back."), "put-off": _n("It was put off."),
    "still-waited-for": _n("It is still waited for."), "in-work": _n("It is being prepared."),
    "not-yet": _n("It was not given yet."), "still-to-come": _n("It is still to come."),
}
"""The rules of ``ledger.owed``."""
CHANGES = {"answered": _n("answered"), "withdrawn": _n("withdrawn"), "put off": _n("put off"),
           "repeated": _n("said again")}
"""What something told makes of what is awaited."""
STANDS = {"open": _n("It has not come yet."), "overdue": _n("Its term is over, and nothing that came is known."),
          "answered": _n("It came."), "withdrawn": _n("It was withdrawn.")}
"""How something awaited stands, in a sentence."""
TOLD_AS = {"actual": _n("It is told as done."), "negated": _n("It is told as not done."),
           "future": _n("It is told as still to come."),
           "requested": _n("It is called for; that it was done is not said here."),
           "conditional": _n("It is told as possible only.")}
"""How an event is told, in a sentence."""
APART = {"number": _n("number"), "status": _n("whether it was done"), "actor": _n("who"), "recipient": _n("to whom"),
         "day": _n("day"), "place": _n("place")}
"""What two tellings of one thing are apart on."""
COUNTED = {"killed": _n("killed"), "wounded": _n("wounded"), "arrested": _n("arrested"), "abducted": _n("abducted"),
           "released": _n("released"), "demonstrators": _n("demonstrators")}
"""What an event's numbers count."""
COPIED = {"copied": _n("word for word"), "trimmed": _n("shortened"), "rewritten": _n("rewritten"),
          "other lead": _n("with another beginning")}
"""How one report comes by another's text."""
DECISIONS = {"accepted": _n("accepted"), "corrected": _n("corrected"), "rejected": _n("rejected")}
"""What people decide on what was read."""


def at_odds(shown: Interface, view: View) -> str:
    """Why two things are at odds, in a sentence; the ledger's own words where the rule is not known here."""
    told = AT_ODDS.get(view["rule"])
    if told is None:
        return str(view["why"])
    sides = {name: view[side]["chain"][-1] if view.get(side) else "?"
             for name, side in (("one", "claim"), ("other", "counter"))}
    return shown.gettext(told) % {name: called(shown, who) for name, who in sides.items()}


def settles(shown: Interface, change: View) -> str:
    """What something told does to what is awaited, in a sentence."""
    told = SETTLES.get(change["rule"])
    return shown.gettext(told) if told else str(change["why"])


def called(shown: Interface, name: str) -> str:
    """A name of a chain; in words where it is none."""
    return {"this report": shown.gettext("this report"), "?": shown.gettext("somebody not named")}.get(name, name)


def told_apart(shown: Interface, on: str, value: str) -> str:
    """What one of two tellings says where they are apart, in words where the ledger has codes."""
    first, _, rest = value.partition(" ")
    if on == "number" and first in COUNTED:
        return f"{shown.gettext(COUNTED[first])}: {shown.digits(rest)}"
    if on == "status":
        return shown.word("status" if value in TOLD_AS else "act", value)
    return shown.day(value) if on == "day" else value
