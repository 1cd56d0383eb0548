"""Bring the interface's catalogues up to its messages: ``python tools/messages.py``.

Messages are those of the templates, those that the web modules mark, and the record's codes in words. New ones come
into ``locale/*/LC_MESSAGES/isnad.po`` untranslated, and those that nobody says any more are taken out. A new language
begins with a catalogue that has a header alone, with its ``Plural-Forms``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from isnad.web.messages import FOLDER, LANGUAGES, WORDS

WEB = FOLDER.parent
METHODS = [("templates/**.html", "jinja2"), ("templates/**.xml", "jinja2"), ("**.py", "python")]
OPTIONS = {"templates/**": {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "trim_blocks": "true",
                            "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = {"_": None, "_n": None, "gettext": None, "ngettext": (1, 2)}


def wanted() -> Catalog:
    """Every message that the interface says, with the places where it does."""
    catalogue = Catalog(project="isnad", charset="utf-8", fuzzy=False)
    for path, line, message, comments, context in extract_from_dir(WEB, METHODS, OPTIONS, KEYWORDS):
        catalogue.add(message, None, [(f"web/{Path(path).as_posix()}", line)], auto_comments=comments, context=context)
    for of, message in _words():
        catalogue.add(message, None, [(f"a word of {of}", 1)])
    return catalogue


def _words() -> Iterator[tuple[str, str]]:
    for of, words in WORDS.items():
        for message in words.values():
            yield of, message


def path_of(code: str) -> Path:
    """Where the catalogue of a language stands."""
    return FOLDER / code / "LC_MESSAGES" / "isnad.po"


if __name__ == "__main__":
    template = wanted()
    for language in LANGUAGES:
        path = path_of(language)
        if language == "en":
            continue  # the messages are in English
        with path.open("rb") as stream:
            held = read_po(stream, locale=language)
        held.update(template, no_fuzzy_matching=True, update_creation_date=False)
        held.obsolete.clear()
        with path.open("wb") as written:
            write_po(written, held, width=120, sort_output=True, no_location=True, ignore_obsolete=True)
        missing = sum(1 for each in held if each.id and not (
            all(each.string) if isinstance(each.string, tuple | list) else each.string))
        print(f"{path}: {len(held)} messages, {missing} without words")  # noqa: T201 - what the tool is asked for
