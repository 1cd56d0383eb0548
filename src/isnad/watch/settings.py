"""What is watched and how: a file of TOML, checked before anything is fetched."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from isnad.sources.address import canonical_address
from isnad.sources.fetch import AGENT, Limits
from isnad.sources.guard import Allowed
from isnad.sources.report import BadAddress

_NEEDED = {"tuple_type": "a list in brackets", "bool_type": "true or false", "string_type": "text in quotation marks",
           "int_type": "a whole number", "model_type": "a table, as [[feed]]"}
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SIZES = {"": 1, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000}


class SettingsError(Exception):
    """A file that cannot be watched by; the message names the file, every key at fault, and what may stand there."""


def _seconds(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("a time is needed; write it as 30s, 10m, 2h or 1d, or as a number of seconds")
    if isinstance(value, int | float):
        return float(value)
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhd])\s*", value, re.ASCII)
    if match is None:
        raise ValueError(f"{value!r} is no time; write it as 30s, 10m, 2h or 1d")
    return float(match[1]) * _UNITS[match[2]]


def size_of(value: Any) -> Any:
    """Bytes of a size as 500 kB; raises ``ValueError``."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("a size is needed; write it as 5 MB, or as a number of bytes")
    if isinstance(value, int):
        return value
    match = re.fullmatch(r"\s*(\d+)\s*(kb|mb|gb|)\s*", value, re.ASCII | re.IGNORECASE)
    if match is None:
        raise ValueError(f"{value!r} is no size; write it as 500 kB or 5 MB")
    return int(match[1]) * _SIZES[match[2].lower()]


Every = Annotated[float, BeforeValidator(_seconds), Field(ge=1, le=30 * 86_400)]
Timeout = Annotated[float, BeforeValidator(_seconds), Field(gt=0, le=600)]
Pace = Annotated[float, BeforeValidator(_seconds), Field(ge=0, le=3600)]
Size = Annotated[int, BeforeValidator(size_of), Field(ge=1000, le=1_000_000_000)]
Items = Annotated[int, Field(ge=1, le=10_000)]


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    allow: tuple[str, ...] = Field(default=(), strict=False)
    """Hosts and networks that may be private."""

    @field_validator("allow")
    @classmethod
    def _allowed(cls, allow: tuple[str, ...]) -> tuple[str, ...]:
        Allowed(allow)
        return allow


class FeedSettings(_Checked):
    """One feed. What is None is as the file has it for all; ``allow`` is added to the file's."""

    url: str
    name: str | None = Field(default=None, min_length=1)
    """The publisher, kept with every report; without it, the page's or the feed's own word is."""
    every: Every | None = None
    follow: bool | None = None
    """Whether the report is fetched from an entry's link; else the entry itself is the report."""
    max_size: Size | None = None
    timeout: Timeout | None = None
    max_items: Items | None = None
    agent: str | None = Field(default=None, min_length=1)

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        try:
            canonical_address(url)
        except BadAddress as error:
            raise ValueError(str(error)) from None
        return url


class Settings(_Checked):
    """What is watched. Times are seconds, sizes bytes; ``feed`` has a feed of its own for each ``[[feed]]``."""

    feed: tuple[FeedSettings, ...] = Field(min_length=1, strict=False)
    every: Every = 600.0
    follow: bool = True
    max_size: Size = 20_000_000
    timeout: Timeout = 30.0
    pace: Pace = 1.0
    """Seconds between two requests to one host."""
    max_items: Items = 200
    """The most entries that are taken of a feed at once; the others are taken the next time."""
    agent: str = Field(default=AGENT, min_length=1)
    workers: int = Field(default=4, ge=1, le=64)
    """How many feeds are polled at the same time."""

    @model_validator(mode="after")
    def _each_once(self) -> Settings:
        seen: set[str] = set()
        for feed in self.feed:
            if feed.url in seen:
                raise ValueError(f"the feed {feed.url} is there twice; leave one out")
            seen.add(feed.url)
        return self

    def of(self, feed: FeedSettings) -> FeedSettings:
        """A feed with nothing left None but its name."""
        return feed.model_copy(update={
            "allow": tuple(dict.fromkeys((*self.allow, *feed.allow))),
            **{name: getattr(self, name) for name in ("every", "follow", "max_size", "timeout", "max_items", "agent")
               if getattr(feed, name) is None},
        })

    def limits(self, feed: FeedSettings) -> Limits:
        """How a feed is fetched."""
        feed = self.of(feed)
        return Limits(max_bytes=feed.max_size or self.max_size, seconds=feed.timeout or self.timeout, pace=self.pace,
                      allow=feed.allow, agent=feed.agent or self.agent)


def read_settings(path: str | Path) -> Settings:
    """The settings in a file. Raises ``SettingsError``."""
    try:
        with open(path, "rb") as file:
            told = tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: no TOML: {error}") from None
    try:
        return Settings.model_validate(told)
    except ValidationError as error:
        raise SettingsError("\n".join(f"{path}: {fault}" for fault in _faults(error))) from None


def _faults(error: ValidationError) -> list[str]:
    """Every fault with its key, and what may stand there."""
    faults: list[str] = []
    for fault in error.errors(include_url=False):
        place = [part for part in fault["loc"] if isinstance(part, str | int)]
        key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            known = FeedSettings if place[0] == "feed" else Settings
            message = f"no such key; there are {', '.join(sorted(known.model_fields))}"
        elif fault["type"] in _NEEDED:
            message = f"{_NEEDED[fault['type']]} is needed"
        elif fault["type"] == "missing":
            message = "is missing" if key != "feed" else "is missing; give at least one [[feed]] with its url"
        elif fault["type"] == "too_short" and key == "feed":
            if any(other.startswith("feed[") for other in faults):
                continue  # there are feeds, none of them sound
            message = "give at least one [[feed]] with its url"
        faults.append(f"{key}: {message}" if key else message)
    return faults
