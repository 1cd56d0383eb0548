"""Bytes to text. Offsets in a record count code points of the text that comes out here."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress

from isnad.sources.report import Binary, Empty

SAMPLE = 1 << 16
"""Bytes that are looked at to tell an encoding."""
LEGACY = ("cp1256", "iso8859_6")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16's, so it is tried first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KINDS = (
    (b"%PDF-", "a PDF document; convert it to text first"),
    (b"PK\x03\x04", "a zip archive or an office document; convert it to text first"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "compressed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old office document; convert it to text first"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"PAR1", "a Parquet table"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_ARABIC = re.compile("[\u0621-\u064a\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06ba\u06be\u06c1\u06d2]")
_MISFIT = re.compile("(?<=[\u0621-\u064a])[\u00c0-\u024f\u0080-\u009f\ufffd×÷]|[\u00c0-\u024f×÷](?=[\u0621-\u064a])"
                     "|[\u0080-\u009f\ufffd]|(?<=[A-Za-z])[\u0621-\u064a](?=[A-Za-z])")


def decode(data: bytes, hint: str | None = None) -> str:
    """The text of some bytes, in whichever encoding Arabic news is found in, without a byte order mark.

    UTF-8, UTF-16 and UTF-32 with or without their mark, windows-1256 and ISO 8859-6; for what is none of these
    the declared encoding, ``hint``, is taken where it fits, and charset-normalizer asked otherwise. Servers declare
    wrong encodings so often that the bytes come first. Bytes that fit nowhere become U+FFFD, one for one, as long
    as they are few.
    Raises ``Empty`` where there is no text, ``Binary`` where the bytes are none.
    """
    if not data.strip():
        raise Empty("the file is empty" if not data else "there is nothing but white space in it")
    for magic, kind in _KINDS:
        if data.startswith(magic):
            raise Binary(f"not text: {kind}")
    text = _decoded(data, hint)
    if len(_CONTROL.findall(text, 0, SAMPLE)) * 10 > min(len(text), SAMPLE):
        raise Binary("not text: too many bytes in it are no characters")
    if not text.strip():
        raise Empty("there is nothing but white space in it")
    return text


def _decoded(data: bytes, hint: str | None) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark):].decode(encoding, "replace")
    wide = wide_encoding(data)
    if wide:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if bad * 20 <= len(text) - len(text.encode("ascii", "ignore")) - bad:
        return text  # UTF-8 all the same: a few bytes were damaged or cut off
    return _legacy(data, hint)


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 without its mark, told by where the high bytes of Arabic (06) and ASCII (00) stand; else None."""
    sample = data[:SAMPLE]
    even, odd = sample[::2], sample[1::2]
    if len(odd) < 2:
        return None
    high_even = (even.count(0) + even.count(6)) / len(even)
    high_odd = (odd.count(0) + odd.count(6)) / len(odd)
    if high_odd > 0.7 and high_even < 0.3:
        return "utf-16-le"
    if high_even > 0.7 and high_odd < 0.3:
        return "utf-16-be"
    return None


def _legacy(data: bytes, hint: str | None) -> str:
    """The legacy encoding in which the bytes look most like Arabic.

    Both encodings have letters almost everywhere, but the wrong one puts accented Latin letters, signs and
    undefined bytes in the middle of Arabic words.
    """
    sample = data[:SAMPLE]
    other = sum(byte > 0x7F for byte in sample) or 1

    def likeness(encoding: str) -> float:
        text = sample.decode(encoding, "replace")
        return (len(_ARABIC.findall(text)) - 3 * len(_MISFIT.findall(text))) / other

    best = max(LEGACY, key=likeness)
    if likeness(best) >= 0.5:
        return data.decode(best, "replace")
    if hint is not None:
        with suppress(LookupError, UnicodeError):  # unknown, or not what it is
            return data.decode(hint)
    from charset_normalizer import from_bytes

    guess = from_bytes(sample).best()
    if guess is None:
        raise Binary("not text: no encoding fits its bytes")
    return data.decode(guess.encoding, "replace")


def lines(data: bytes) -> Iterator[bytes]:
    """The lines of some bytes in any encoding, as UTF-8."""
    yield from decode(data).encode("utf-8").splitlines(keepends=True)
