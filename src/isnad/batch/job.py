"""A batch from its beginning to its end: sources looked at, cut into parts, those read that are not whole yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isnad.batch.errors import BatchError
from isnad.batch.finding import Source, called, find
from isnad.batch.looking import Unfit, look
from isnad.batch.output import (
    ABOUT,
    Finished,
    about,
    about_of,
    claimed,
    clear,
    finished,
    now,
    read_json,
    sweep,
    write_json,
)
from isnad.batch.places import filesystem, needed, place_at
from isnad.batch.plan import BatchFormat, Part, Settings, Slice, mark, part_size_for, parts
from isnad.batch.runners import Here, LostError, Runner
from isnad.batch.work import Undone, read_part
from isnad.exports.places import ADDRESS, Place, told
from isnad.ledger.identity import identifier

LOOKED_AT = 64
"""Sources that are looked at as one piece of work,"""
LOOKED_AT_BYTES = 64_000_000
"""or so many bytes of them."""
MOST_UNDONE = 8
"""Parts one after the other that fail before the others are not tried any more."""
DIFFERS = {"sources": "other sources", "form": "another --from", "published": "another --published",
           "part_size": "parts of another size", "mark": "another isnad, or other versions of what it reads pages with"}


@dataclass(slots=True, frozen=True)
class Order:
    """What is wanted: sources by their names, where the records go, how they are read; ``command`` asks for the same
    again. ``force``: the output of another order is discarded."""

    sources: tuple[str, ...]
    out: str
    form: BatchFormat | None = None
    published: str | None = None
    part_size: int | None = None
    force: bool = False
    command: str = "isnad batch"


@dataclass(slots=True)
class Standing:
    """How far a batch is. Weights are bytes of input; what was whole before it was gone on with is in ``before``. There
    are no ``parts`` while ``sources`` are being looked at."""

    sources: int = 0
    looked: int = 0
    parts: int = 0
    weight: int = 0
    done: int = 0
    done_weight: int = 0
    records: int = 0
    rejects: int = 0
    before_weight: int = 0
    before_reports: int = 0
    began: float = field(default_factory=time.monotonic)

    def add(self, part: Finished) -> None:
        """Count a part that is whole."""
        self.done += 1
        self.done_weight += part.weight
        self.records += part.records
        self.rejects += part.rejects

    @property
    def seconds(self) -> float:
        """Since reading began."""
        return max(time.monotonic() - self.began, 1e-6)

    @property
    def rate(self) -> float:
        """Reports a second."""
        return (self.records + self.rejects - self.before_reports) / self.seconds

    @property
    def left(self) -> float | None:
        """Seconds until the end, should it go on so; None while nobody can tell."""
        here = self.done_weight - self.before_weight
        return (self.weight - self.done_weight) * self.seconds / here if here else None


Tell = Callable[[Standing, "Finished | Undone | None"], None]
"""Is told what became of each part, once it is so; None while sources are looked at, and when reading begins."""


class Batch:
    """A batch under way. ``run`` may be ended at any time by an exception: what is whole then stays."""

    def __init__(self, order: Order, runner: Runner, tell: Tell = lambda standing, what: None) -> None:
        self._order, self._runner, self._tell = order, runner, tell
        self.standing = Standing()
        self.undone: list[Undone] = []

    def run(self) -> bool:
        """Do what is not done yet. Gives whether all of it is done now. Raises ``BatchError``."""
        order = self._order
        try:
            import pyarrow  # noqa: F401 - told before anything is begun
        except ModuleNotFoundError:
            raise needed("pyarrow", "a batch") from None
        sources = find(order.sources)
        _apart(sources, order)
        settings = Settings(tuple(map(called, order.sources)), order.form, order.published,
                            order.part_size or part_size_for(sources), mark())
        place = place_at(order.out)
        try:
            _admit(place, settings, order.force)
            with claimed(place):
                return self._run(place, sources, settings)
        except OSError as error:
            raise self._ended(f"{place.shown()}: {told(error)}") from error

    def _run(self, place: Place, sources: list[Source], settings: Settings) -> bool:
        groups = {_name(number, group, settings): group for number, group in enumerate(_groups(sources))}
        names = self._begin(place, groups, settings)
        self._look(place, names, groups, settings)
        slices = (each for name, group in groups.items() for each in _slices(read_json(place, name)["sources"], group))
        planned = {each.name: each for each in parts(slices, settings)}
        whole = {name: each for name, each in finished(place, names).items() if name in planned}
        sweep(place, names, whole)
        standing = self.standing
        standing.parts, standing.weight = len(planned), sum(each.weight for each in planned.values())
        for each in whole.values():
            standing.add(each)
        standing.before_weight, standing.before_reports = standing.done_weight, standing.records + standing.rejects
        standing.began = time.monotonic()
        self._tell(standing, None)
        for part in self._read(each for name, each in planned.items() if name not in whole):
            whole[part.name] = part
        if len(whole) < len(planned):
            return False
        self._close(place, whole)
        return True

    def _begin(self, place: Place, groups: dict[str, list[Source]], settings: Settings) -> list[str]:
        """Have an output for these settings and these sources as they are. Gives the files in it."""
        names = _names(place)
        said = about_of(place)
        if _same(said, settings):
            strange = sorted(each for each in names if each.startswith("looks/look-") and each not in groups
                             and not each.endswith(".part"))
            if not strange:
                return names
            if not self._order.force and _holds_parts(names):
                was = read_json(place, strange[0])["sources"][0]["name"]
                raise BatchError(f"{place.shown()}: is of sources that have changed since, {was} or others after it; "
                                 "--force discards it, or name another folder")
        clear(place, names)
        write_json(place, ABOUT, about(settings, self._order.command))
        return _names(place)

    def _look(self, place: Place, names: list[str], groups: dict[str, list[Source]], settings: Settings) -> None:
        """Look at the sources that were not looked at before."""
        there = set(names)
        names_of = {id(group): name for name, group in groups.items()}
        self.standing.sources = sum(map(len, groups.values()))
        self.standing.looked = sum(len(group) for name, group in groups.items() if name in there)
        work = [(group, settings) for name, group in groups.items() if name not in there]
        runner = self._runner if len(work) > 1 else Here()
        with closing(runner.run(look_at, work)) as answers:
            for (group, _), answer in answers:
                if isinstance(answer, Unfit | LostError):
                    raise BatchError(answer.why if isinstance(answer, Unfit) else str(answer))
                write_json(place, names_of[id(group)], _told(group, answer))
                self.standing.looked += len(group)
                self._tell(self.standing, None)

    def _read(self, wanted: Iterator[Part]) -> Iterator[Finished]:
        """Read parts, and tell of those that could not be."""
        out = self._order.out if ADDRESS.match(self._order.out) else str(Path(self._order.out).absolute())
        row = 0
        with closing(self._answers((part, out) for part in wanted)) as answers:
            for (part, _), answer in answers:
                what = Undone(part.name, str(answer)) if isinstance(answer, LostError) else answer
                if isinstance(what, Finished):
                    self.standing.add(what)
                    row = 0
                    yield what
                else:
                    self.undone.append(what)
                    row += 1
                self._tell(self.standing, what)
                if isinstance(what, Undone) and (what.ends or row >= MOST_UNDONE):
                    raise self._ended(what.why)

    def _answers(self, work: Iterator[tuple[Part, str]]) -> Generator[
            tuple[tuple[Part, str], Finished | Undone | LostError]]:
        try:
            yield from self._runner.run(read_part, work)
        except BatchError as error:
            raise self._ended(str(error)) from None

    def _close(self, place: Place, whole: dict[str, Finished]) -> None:
        """Say that all is there, and how much."""
        said = about_of(place)
        if said is None or said["finished"]:
            return
        months = sorted({name.split("/")[1].removeprefix("month=") for each in whole.values() for name in each.files
                         if name.startswith("records/")})
        said |= {"finished": now(), "parts": len(whole), "counts": {
            "records": self.standing.records, "rejects": self.standing.rejects, "months": months}}
        write_json(place, ABOUT, said)

    def _ended(self, why: str) -> BatchError:
        standing = self.standing
        return BatchError(f"{why}. {standing.done:,} of {standing.parts:,} parts are whole and stay; for the rest run "
                          f"again: {self._order.command}")


def look_at(work: tuple[list[Source], Settings]) -> list[tuple[Slice, ...]] | Unfit:
    """The slices of some sources."""
    return look(*work)


def _apart(sources: Iterable[Source], order: Order) -> None:
    """Make sure that nothing is written to where it is read from, now or when it is gone on with."""
    out = _located(order.out)
    if any(_located(each.path).startswith(out) for each in sources):
        raise BatchError(f"--out {called(order.out)}: some of what is read lies there; name another folder")
    if any(out.startswith(_located(each)) for each in order.sources if "*" not in each):
        raise BatchError(f"--out {called(order.out)}: lies in a folder that is read; name one beside it")


def _located(name: str) -> str:
    """Where something is, by one name, with a slash at its end."""
    if not ADDRESS.match(name):
        return f"{Path(name).resolve()}/"
    files, path = filesystem(name)
    return f"{files.unstrip_protocol(path).rstrip('/')}/"


def _names(place: Place) -> list[str]:
    return place.names() if place.has("") else []


def _same(said: dict[str, Any] | None, settings: Settings) -> bool:
    return said is not None and said["key"] == settings.key


def _admit(place: Place, settings: Settings, force: bool) -> None:
    """Make sure that nothing is lost that is there. Raises ``BatchError``."""
    said = about_of(place)
    if _same(said, settings) or force:
        return
    names = _names(place)
    if said is None and names:
        raise BatchError(f"{place.shown()}: holds files already, and is no batch's; name another folder, or an empty "
                         "one")
    if said is not None and _holds_parts(names):
        was, now_ = said["settings"], {**about(settings, "")["settings"]}
        why = [words for name, words in DIFFERS.items() if _plain(was.get(name)) != _plain(now_[name])]
        raise BatchError(f"{place.shown()}: holds a batch of {' and '.join(why) or 'other settings'}; --force discards "
                         "it, or name another folder")


def _holds_parts(names: Iterable[str]) -> bool:
    """Whether a part is whole, or was: what has none is nothing that could be lost."""
    return any(each.startswith("parts/") for each in names)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _groups(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """Sources that are looked at together."""
    group: list[Source] = []
    for source in sources:
        if group and (len(group) >= LOOKED_AT or sum(each.size for each in group) + source.size > LOOKED_AT_BYTES):
            yield group
            group = []
        group.append(source)
    if group:
        yield group


def _name(number: int, group: list[Source], settings: Settings) -> str:
    about = [f"{each.name}\x1e{each.size}\x1e{each.stamp}" for each in group]
    return f"looks/look-{number:06d}-{identifier('b', settings.key, *about)}.json"


def _told(group: list[Source], found: list[tuple[Slice, ...]]) -> dict[str, Any]:
    return {"sources": [
        {"name": source.name, "size": source.size, "stamp": source.stamp,
         "slices": [[each.how, each.weight, each.start, each.stop, each.first, each.count] for each in slices]}
        for source, slices in zip(group, found, strict=True)]}


def _slices(said: list[dict[str, Any]], group: list[Source]) -> Iterator[Slice]:
    for source, each in zip(group, said, strict=True):
        for how, weight, start, stop, first, count in each["slices"]:
            yield Slice(source, how, weight, start, stop, first, count)
