"""brat standoff: a folder with each report's text and its annotations, and the configuration that brat shows them with.

A statement is an event of brat's whose trigger is the cue, an event one whose trigger is its own. Offsets count code
points of the text. What stands over a line's end is annotated in fragments, as brat wants it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from isnad.exports.job import Job
from isnad.exports.places import create_text
from isnad.exports.rows import Exported
from isnad.exports.sidecar import write_about
from isnad.record import MODES, Act, FurnitureKind, Record, Span, Status

ABOUT = "about.json"
STATEMENT = "Statement"
Arguments = list[tuple[str, str | None]]
"""Roles, and the annotations that have them; None where nobody does."""


def write(reports: Iterable[Exported], job: Job) -> None:
    """Write a text and its annotations, report by report, then the configuration."""
    for one in reports:
        with create_text(job.place, f"{one.about.id}.ann") as annotations, \
                create_text(job.place, f"{one.about.id}.txt") as text:
            text.write(one.about.text)
            annotations.writelines(f"{line}\n" for line in Standoff(one.record, one.ids).lines())
        job.done[1:] = [f"report {one.about.id}"]
        job.colophon.counts["files"] += 2
    for name, told in (("annotation.conf", annotation()), ("visual.conf", VISUAL)):
        with create_text(job.place, name) as stream:
            stream.write(told)
    write_about(job, ABOUT)


class Standoff:
    """The annotations of one record."""

    def __init__(self, record: Record, ids: Mapping[str, str]) -> None:
        self.record, self.ids, self.text = record, ids, record.report.text
        self.found: list[str] = []
        self.marks: dict[tuple[str, Span], str] = {}
        self.events: dict[str, str] = {}
        self.counts = dict.fromkeys("TERA#", 0)

    def lines(self) -> list[str]:
        """Every annotation, a line each."""
        for piece in self.record.report.furniture:
            self._mark(f"Furniture-{piece.kind}", piece.span)
        for actor in self.record.actors:
            for mention in actor.mentions:
                self._note(self._mark(actor.kind.capitalize(), (mention.start, mention.end)), self.ids.get(actor.id))
        for local in (*(each.id for each in self.record.statements), *(each.id for each in self.record.events)):
            if local in self.ids:
                self.events[local] = self._name("E")
        self._statements()
        self._events()
        self._awaited()
        return self.found

    def _statements(self) -> None:
        for each in self.record.statements:
            if each.id not in self.events:
                continue
            arguments: Arguments = [("Content", self._mark("Content", span)) for span in each.content]
            arguments += [("Speaker", self._near(each.speaker, each.cue)),
                          ("Addressee", self._near(each.addressee, each.cue)),
                          ("Within", self.events.get(each.within or ""))]
            self._event(each.id, STATEMENT, each.cue, arguments)
            self._attributes(each.id, {"Act": each.act, "Form": each.form})

    def _events(self) -> None:
        for each in self.record.events:
            if each.id not in self.events:
                continue
            arguments: Arguments = [("Actor", self._near(who, each.trigger)) for who in each.actors]
            arguments += [("Recipient", self._near(who, each.trigger)) for who in each.recipients]
            arguments += [("Place", self._mark("Place", each.place.span) if each.place else None),
                          ("Within", self.events.get(each.within or ""))]
            arguments += [("Number", self._mark("Number", told.span)) for told in each.quantities]
            self._event(each.id, each.type, each.trigger, arguments)
            self._attributes(each.id, {"Status": each.status, "Mode": each.mode})

    def _awaited(self) -> None:
        for each in self.record.awaited:
            if each.id not in self.ids:
                continue
            self.events[each.id] = self._name("E")
            self._event(each.id, "Awaited", each.what, [
                ("Owes", self._near(each.from_, each.what)), ("Waits", self._near(each.to, each.what)),
                ("Basis", self.events.get(each.basis))])

    def _name(self, letter: str) -> str:
        self.counts[letter] += 1
        return f"{letter}{self.counts[letter]}"

    def _mark(self, kind: str, span: Span) -> str:
        """The annotation of a stretch of text; one for each kind and stretch."""
        if (kind, span) not in self.marks:
            self.marks[kind, span] = name = self._name("T")
            parts = self._fragments(span)
            where = ";".join(f"{start} {end}" for start, end in parts)
            words = " ".join(self.text[start:end] for start, end in parts)
            self.found.append(f"{name}\t{kind} {where}\t{words}")
        return self.marks[kind, span]

    def _fragments(self, span: Span) -> list[Span]:
        """A span's pieces, a line each, without what is blank at a line's ends."""
        parts, at = [], span[0]
        for line in self.text[slice(*span)].splitlines(keepends=True):
            stripped = line.strip()
            if stripped:
                start = at + line.index(stripped)
                parts.append((start, start + len(stripped)))
            at += len(line)
        return parts or [span]

    def _near(self, actor: str | None, span: Span) -> str | None:
        """The mention of an actor that stands nearest to a trigger."""
        who = next((each for each in self.record.actors if each.id == actor), None)
        if who is None or not who.mentions:
            return None
        mention = min(who.mentions, key=lambda each: max(each.start - span[1], span[0] - each.end, 0))
        return self._mark(who.kind.capitalize(), (mention.start, mention.end))

    def _event(self, local: str, kind: str, trigger: Span, arguments: Arguments) -> None:
        mark, told, numbers = self._mark(kind, trigger), [], dict[str, int]()
        for role, what in arguments:
            if what is not None:
                numbers[role] = numbers.get(role, 0) + 1
                told.append(f" {role}{numbers[role] if numbers[role] > 1 else ''}:{what}")
        self.found.append(f"{self.events[local]}\t{kind}:{mark}{''.join(told)}")
        self._note(self.events[local], self.ids[local])

    def _attributes(self, local: str, told: dict[str, str | None]) -> None:
        for name, value in told.items():
            if value is not None:
                self.found.append(f"{self._name('A')}\t{name} {self.events[local]} {value}")

    def _note(self, mark: str, key: str | None) -> None:
        """A permanent identifier, as a note."""
        if key is not None:
            self.found.append(f"{self._name('#')}\tAnnotatorNotes {mark}\t{key}")


def annotation() -> str:
    """brat's annotation.conf: which kinds of marks, events and attributes there are."""
    furniture = "\n".join(f"Furniture-{kind}" for kind in get_args(FurnitureKind))
    who = "Person|Organisation|Country|Group"
    inside = f"Within?:{STATEMENT}"
    events = "\n".join(f"{each}\tActor*:{who}, Recipient*:{who}, Place?:Place, Number*:Number, {inside}"
                       for each in MODES)
    modes = "|".join(dict.fromkeys(mode for some in MODES.values() for mode in some))
    return (f"[entities]\nPerson\nOrganisation\nCountry\nGroup\nPlace\nContent\nNumber\n{furniture}\n\n[relations]\n\n"
            f"[events]\n{STATEMENT}\tSpeaker?:{who}, Addressee?:{who}, Content+:Content, {inside}\n{events}\n"
            f"Awaited\tOwes?:{who}, Waits?:{who}, Basis?:<EVENT>\n\n[attributes]\n"
            f"Act\tArg:{STATEMENT}, Value:{'|'.join(get_args(Act))}\n"
            f"Form\tArg:{STATEMENT}, Value:direct|indirect|mixed\n"
            f"Status\tArg:<EVENT>, Value:{'|'.join(get_args(Status))}\nMode\tArg:<EVENT>, Value:{modes}\n")


VISUAL = "[options]\nText direction:rtl\n\n[labels]\n\n[drawing]\n"
"""brat's visual.conf: the text runs from the right."""
