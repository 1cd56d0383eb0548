"""The interface's languages: messages (gettext), numbers, days and their words by CLDR."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, get_timezone
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from isnad.record import MODES
from isnad.render.words import ACTS, OCCASIONS, QUADS, SECTORS, STATUSES, TYPES, mode_words

LANGUAGES: Mapping[str, str] = {"ar": "rtl", "en": "ltr"}
"""The languages that there are, each with the direction of its script."""
NUMERALS: Mapping[str, str] = {"arab": "٠١٢٣٤٥٦٧٨٩", "latn": "0123456789"}
"""Numbering systems by their names in CLDR, with their digits."""
_DIGITS = {name: str.maketrans("0123456789", digits) for name, digits in NUMERALS.items()}
FOLDER = Path(__file__).parent / "locale"


def _n(message: str) -> str:
    """Marks a message that is looked up later."""
    return message


KINDS = {"report": _n("report"), "statement": _n("statement"), "event": _n("event"), "actor": _n("actor"),
         "story": _n("story"), "awaited": _n("awaited"), "dispute": _n("dispute"), "person": _n("person"),
         "organisation": _n("organisation"), "country": _n("country"), "group": _n("group")}
FORMS = {"direct": _n("in his own words"), "indirect": _n("retold"), "mixed": _n("partly in his own words")}
STATES = {"open": _n("open"), "overdue": _n("overdue"), "answered": _n("answered"), "withdrawn": _n("withdrawn")}
DISPUTES = {"accusation-denial": _n("accusation and denial"), "numbers": _n("different numbers"),
            "claim-opposite": _n("claim and its opposite")}
TYPE_NAMES = {
    "AGREE": _n("agrees"), "CONSULT": _n("meets, talks"), "SUPPORT": _n("supports"), "CONCEDE": _n("gives way"),
    "COOPERATE": _n("cooperates"), "AID": _n("helps"), "RETREAT": _n("withdraws, releases"),
    "REQUEST": _n("asks, demands"), "ACCUSE": _n("accuses, condemns"), "REJECT": _n("refuses"),
    "THREATEN": _n("threatens"), "PROTEST": _n("protests"), "SANCTION": _n("sanctions"), "MOBILIZE": _n("mobilises"),
    "COERCE": _n("represses, arrests"), "ASSAULT": _n("attacks"),
}
"""PLOVER's types in a word or two; ``render.words.TYPES`` says what each covers."""
DECISIONS = {"accepted": _n("accepted"), "corrected": _n("corrected"), "rejected": _n("rejected"),
             "undone": _n("taken back")}
FIELDS = {"act": _n("act"), "form": _n("form"), "speaker": _n("speaker"), "addressee": _n("addressee"),
          "within": _n("within the statement"), "content": _n("content, a stretch a line"), "type": _n("type"),
          "mode": _n("mode"), "status": _n("status"), "actors": _n("actors"), "recipients": _n("recipients"),
          "start": _n("first day"), "end": _n("last day"), "from": _n("who owes"), "to": _n("who waits"),
          "due": _n("due"), "kind": _n("kind"), "country": _n("country"), "sector": _n("sector")}
FILTERS = {"kind": _n("Kind"), "speaker": _n("On the word of"), "actor": _n("Who"), "recipient": _n("To whom"),
           "act": _n("Act"), "type": _n("Type"), "mode": _n("Mode"), "status": _n("Status"),
           "country": _n("Country"), "sector": _n("Sector"), "actor_country": _n("Who: country"),
           "actor_sector": _n("Who: sector"), "recipient_country": _n("To whom: country"),
           "recipient_sector": _n("To whom: sector"), "outlet": _n("Outlet"), "place": _n("Place"),
           "story": _n("Story"), "report": _n("Report"), "month": _n("Month"), "since": _n("Day"), "until": _n("Day"),
           "after": _n("After the revision")}
WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS, "act": ACTS, "type": TYPE_NAMES, "covers": TYPES, "status": STATUSES, "form": FORMS,
    "sector": SECTORS, "state": STATES, "occasion": OCCASIONS, "quad": {each: each for each in QUADS.values()},
    "mode": {mode: mode_words(mode) for some in MODES.values() for mode in some}, "dispute": DISPUTES,
    "decision": DECISIONS, "field": FIELDS, "filter": FILTERS,
}
"""Codes of the record and the ledger in words, by what they are codes of."""


@dataclass(slots=True, frozen=True)
class Interface:
    """A language of the interface, in the manner of a region: how it says things, writes numbers and days."""

    code: str
    locale: Locale
    numerals: str | None
    translations: NullTranslations

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return LANGUAGES[self.code]

    @property
    def tag(self) -> str:
        """Its language tag (BCP 47), with the numbering system where one is asked for."""
        tag = str(self.locale).replace("_", "-")
        return f"{tag}-u-nu-{self.numerals}" if self.numerals else tag

    def number(self, value: float) -> str:
        """A number with its groups."""
        return self.digits(format_decimal(value, locale=self.locale, numbering_system=self.system))

    @property
    def system(self) -> str:
        """The numbering system: the one asked for, else the region's own."""
        own = str(self.locale.default_numbering_system)
        return self.numerals or (own if own in NUMERALS else "latn")

    def digits(self, text: str) -> str:
        """The digits of a text in the interface's numerals."""
        return text.translate(_DIGITS[self.system])

    def day(self, value: str | None, form: str = "medium") -> str:
        """A day (ISO 8601) in words: short, medium, long or full; empty where it is None."""
        if value is None:
            return self.gettext("day unknown")
        if form == "medium" and self.code != "ar":  # Arabic has no shorter months, and Babel mixes regions' up there
            return self.digits(format_skeleton("yMMMd", date.fromisoformat(value), locale=self.locale))
        form = "long" if form == "medium" else form
        return self.digits(format_date(date.fromisoformat(value), form, locale=self.locale))

    def days(self, start: str | None, end: str | None) -> str:
        """A stretch of days."""
        if start is None or end is None or start == end:
            return self.day(start or end)
        return self.gettext("%(start)s to %(end)s") % {"start": self.day(start), "end": self.day(end)}

    def month(self, value: str) -> str:
        """A month, as 2022-01."""
        return self.digits(format_skeleton("yMMMM", date.fromisoformat(f"{value}-01"), locale=self.locale))

    def moment(self, value: str | None) -> str:
        """A moment (ISO 8601), in UTC."""
        if value is None:
            return ""
        shown = format_datetime(datetime.fromisoformat(value), "medium", tzinfo=get_timezone("UTC"),
                                locale=self.locale)
        return f"{self.digits(shown)} UTC"

    def list(self, values: list[str]) -> str:
        """Several things, one after the other, as the language does."""
        return format_list(values, locale=self.locale) if values else ""

    def gettext(self, message: str) -> str:
        """A message."""
        return str(self.translations.gettext(message))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """A message for a number, in the plural form that the language has for it."""
        return str(self.translations.ngettext(one, many, number))

    def word(self, of: str, code: str | None) -> str:
        """A code of the record in words: ``word("act", "promise")``; the code itself where there are none."""
        if code is None:
            return ""
        if of == "country":
            return self.country(code)
        told = WORDS[of].get(code)
        return self.gettext(told) if told is not None else code

    def country(self, code: str) -> str:
        """A country's name by ISO 3166-1 alpha-3, or the code itself: the record has acronyms of bodies, too."""
        short = _alpha_2().get(code)
        return str(self.locale.territories.get(short, code)) if short else code


@lru_cache(maxsize=1)
def _alpha_2() -> dict[str, str]:
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {code: short[0] for code, short in aliases.items() if len(code) == 3 and code.isalpha()}


@lru_cache(maxsize=8)
def translations(code: str) -> NullTranslations:
    """The messages of a language. They are made from the catalogue as it lies there, which is a text."""
    path = FOLDER / code / "LC_MESSAGES" / "isnad.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=code, domain="isnad")
    made = io.BytesIO()
    write_mo(made, catalogue)
    made.seek(0)
    return Translations(made, domain="isnad")


@lru_cache(maxsize=256)
def interface(code: str, region: str | None = None, numerals: str | None = None) -> Interface:
    """A language, as a region writes it where CLDR knows the region."""
    try:
        locale = Locale.parse(f"{code}_{region}" if region else code)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(code)
    return Interface(code, locale, numerals, translations(code))


def choose(accepted: str, wanted: str | None, numerals: str | None) -> Interface:
    """The interface for a reader: the language that he asked for, else the first that his browser accepts and that
    there is, else Arabic. ``accepted``: an Accept-Language header."""
    numerals = numerals if numerals in NUMERALS else None
    tags = _accepted(accepted)
    if wanted in LANGUAGES:
        region = next((region for code, region in tags if code == wanted), None)
        return interface(wanted, region, numerals)
    code, region = next((each for each in tags if each[0] in LANGUAGES), ("ar", None))
    return interface(code, region, numerals)


@lru_cache(maxsize=256)
def _accepted(header: str) -> list[tuple[str, str | None]]:
    """Languages with their regions, the most wanted first."""
    weighed: list[tuple[float, str, str | None]] = []
    for piece in header[:500].split(","):
        tag, _, quality = piece.strip().partition(";q=")
        language, *rest = tag.strip().replace("_", "-").split("-")
        region = next((part.upper() for part in rest if len(part) == 2 and part.isalpha()), None)
        try:
            weighed.append((-float(quality or 1), language.lower(), region))
        except ValueError:
            continue
    return [(language, region) for _, language, region in sorted(weighed, key=lambda each: each[0])]


Translate = Callable[[str], str]
