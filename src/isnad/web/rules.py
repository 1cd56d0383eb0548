"""What the record's other names mean: the reader's rules, a sentence or two each; spans, quantities and fields."""

from __future__ import annotations

from isnad.render.words import ACTS
from isnad.web.messages import Interface


def _n(message: str) -> str:
    """Marks a message that is looked up later."""
    return message


WHOLE = {
    "according-source": _n("Somebody's word is named beside what was said: “according to X”."),
    "as-source": _n("Somebody's word is named beside what was said: “as X announced”."),
    "relay": _n("One passes on what another said: “X quoted Y as saying”; this is the one who passes it on."),
    "relay-source": _n("One passes on what another said: “X quoted Y as saying”; this is the one who is passed on."),
    "headline-colon": _n("A headline's speaker before a colon: “X: …”."),
    "headline-dash": _n("A headline's speaker after a dash: “… - X”."),
    "frame-verb": _n("A verb that tells such an event, with its subject, object and prepositions for who and whom."),
    "frame-noun": _n("A noun that tells such an event, with what completes it for who and whom."),
    "frame-beside": _n("A participle beside the main clause that tells such an event, done by that clause's subject."),
    "frame-words": _n("A fixed expression that tells such an event."),
}
CUES = {
    "finite": _n("A verb of speaking"), "participle": _n("A participle of speaking"),
    "noun": _n("A noun of speaking"), "found": _n("“It is said in X”, where X is a text"),
}
SUBJECTS = {
    "after": _n("its speaker named after it"), "before": _n("its speaker named before it"),
    "relative": _n("its speaker is whom the relative clause tells of"),
    "pronoun": _n("its speaker is meant by a pronoun before it"),
    "elided": _n("its speaker is not named again"),
}
SAID = {
    "that": _n("what was said is a clause after “that”"), "quote": _n("what was said stands in quotation marks"),
    "preposition": _n("what was said comes after a preposition"), "object": _n("what was said is its object"),
}
SPANS = {"cue": _n("reporting word"), "content": _n("what was said"), "trigger": _n("trigger"), "again": _n("again"),
         "awaited": _n("awaited words")}
QUANTITIES = {"killed": _n("Killed"), "wounded": _n("Wounded"), "arrested": _n("Arrested"), "abducted": _n("Abducted"),
              "released": _n("Released"), "demonstrators": _n("Demonstrators")}
FIELDS = {"code": _n("act or type"), "mode": _n("form or mode"), "status": _n("status"), "who": _n("who"),
          "whom": _n("to whom"), "voices": _n("chain"), "start": _n("first day"), "end": _n("last day"),
          "place": _n("place"), "occasion": _n("occasion"), "quantities": _n("numbers"), "due": _n("due"),
          "words": _n("words")}


def rule_words(rule: str, ui: Interface) -> str:
    """What a rule's name means; empty where it is none of those that are known."""
    if rule in WHOLE:
        return ui.gettext(WHOLE[rule])
    first, *rest = rule.split("-")
    if first == "statement" and len(rest) == 1 and rest[0] in ACTS:
        return ui.gettext("The statement is such an event by itself, because of its act: %(act)s.") % {
            "act": ui.word("act", rest[0])}
    if first not in CUES or not 1 <= len(rest) <= 2 or rest[-1] not in SAID or any(
            each not in SUBJECTS for each in rest[:-1]):
        return ""
    parts = [CUES[first], *(SUBJECTS[each] for each in rest[:-1]), SAID[rest[-1]]]
    return ("؛ " if ui.code == "ar" else "; ").join(ui.gettext(each) for each in parts) + "."
