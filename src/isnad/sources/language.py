"""Is it Arabic? Told by its letters and by the article; another language is named."""

from __future__ import annotations

import re

from isnad.sources.report import Empty, NotArabic

SAMPLE = 20_000
"""Characters that are looked at, from the first letter on."""

FEW = 20
"""Arabic letters, of which the shortest report has more: five words."""
ENOUGH = 200
"""Letters by which the language of a page can be told."""

_LETTER = re.compile(r"[^\W\d_]")
_ARABIC_SCRIPT = re.compile(
    "[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdfb\ufe70-\ufefc]"
)
_NOT_OF_ARABIC = re.compile(
    "[\u0679-\u0681\u0683\u0685-\u0697\u0699-\u06a3\u06a5-\u06d3\u06d5\u06fa-\u06ff]"
)
"""Letters of Persian, Urdu, Pashto, Kurdish and others; Arabic typed on their keyboards has a few of them too."""
_ESCAPED = re.compile(r"&#[0-9xX]|\\u0[67]")
"""How letters are written that do not stand there themselves."""
_MARKUP = re.compile(r"<[^<>]*>")
_PROGRAM = re.compile(r"<(script|style)\b", re.IGNORECASE | re.ASCII)
_END = {name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in ("script", "style")}
_WORD = re.compile(r"[^\W\d_]{2,}")
_ARTICLE = re.compile("[وفبك]?ال..|[وف]?لل..")

_NAMES = """
af Afrikaans|am Amharic|an Aragonese|ar Arabic|as Assamese|az Azerbaijani|be Belarusian|bg Bulgarian|bn Bengali
br Breton|bs Bosnian|ca Catalan|cs Czech|cy Welsh|da Danish|de German|dz Dzongkha|el Greek|en English|eo Esperanto
es Spanish|et Estonian|eu Basque|fa Persian|fi Finnish|fo Faroese|fr French|ga Irish|gl Galician|gu Gujarati
he Hebrew|hi Hindi|hr Croatian|ht Haitian Creole|hu Hungarian|hy Armenian|id Indonesian|is Icelandic|it Italian
ja Japanese|jv Javanese|ka Georgian|kk Kazakh|km Khmer|kn Kannada|ko Korean|ku Kurdish|ky Kyrgyz|la Latin
lb Luxembourgish|lo Lao|lt Lithuanian|lv Latvian|mg Malagasy|mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi
ms Malay|mt Maltese|nb Norwegian|ne Nepali|nl Dutch|nn Norwegian Nynorsk|no Norwegian|oc Occitan|or Odia|pa Punjabi
pl Polish|ps Pashto|pt Portuguese|qu Quechua|ro Romanian|ru Russian|rw Kinyarwanda|se Northern Sami|si Sinhala
sk Slovak|sl Slovene|sq Albanian|sr Serbian|sv Swedish|sw Swahili|ta Tamil|te Telugu|th Thai|tl Tagalog|tr Turkish
ug Uyghur|uk Ukrainian|ur Urdu|vi Vietnamese|vo Volapük|wa Walloon|xh Xhosa|zh Chinese|zu Zulu
ace Acehnese|ary Moroccan Arabic|arz Egyptian Arabic|ba Bashkir|bcl Bikol|crh Crimean Tatar|ext Extremaduran
fuv Fulfulde|fy Frisian|gcf Guadeloupean Creole|gcr Guianese Creole|gd Scottish Gaelic|gom Konkani|grc Ancient Greek
gug Guarani|guw Gun|ha Hausa|hbo Biblical Hebrew|ig Igbo|kab Kabyle|kik Kikuyu|lg Ganda|lij Ligurian|ln Lingala
ltg Latgalian|my Burmese|nso Northern Sotho|om Oromo|pcm Nigerian Pidgin|sa Sanskrit|sdh Southern Kurdish|sn Shona
so Somali|st Sotho|tg Tajik|tk Turkmen|tt Tatar|uz Uzbek|uzs Southern Uzbek|vec Venetian|wuu Wu Chinese|yo Yoruba
yue Cantonese|zxx no language
"""
LANGUAGES = dict(item.split(" ", 1) for item in _NAMES.strip().replace("\n", "|").split("|"))
"""Languages that can be told apart: ISO 639 code → name."""
ARABIC = frozenset({"ar", "ary", "arz"})


def require_arabic(text: str) -> None:
    """Raise ``NotArabic`` where a text is in another language, ``Empty`` where it holds no word."""
    first = _LETTER.search(text)
    if first is None:
        raise Empty("there is no word in it")
    sample = text[first.start() : first.start() + SAMPLE]
    letters = len(_LETTER.findall(sample))
    arabic = len(_ARABIC_SCRIPT.findall(sample))
    if arabic * 4 < letters:
        raise _other(sample)
    if not _like_arabic(sample, arabic):
        other = _other(sample)
        if other.language not in ARABIC:
            raise other


def require_arabic_letters(page: str) -> None:
    """Raise ``NotArabic`` for a page of HTML that is in another language beyond doubt.

    For archives, most of whose pages are: to find a page's article takes ten times as long.
    """
    if len(_ARABIC_SCRIPT.findall(page)) >= FEW or len(_ESCAPED.findall(page)) >= FEW:
        return
    text = _MARKUP.sub(" ", _without_programs(page))
    if len(_LETTER.findall(text)) >= ENOUGH:
        first = _LETTER.search(text)
        raise _other(text[first.start() if first else 0:][:SAMPLE])


def _without_programs(page: str) -> str:
    """A page without its scripts and styles; from one that does not end nothing is kept."""
    kept, at = [], 0
    while match := _PROGRAM.search(page, at):
        kept.append(page[at:match.start()])
        end = _END[match[1].lower()].search(page, match.end())
        if end is None:
            return "".join(kept)
        at = end.start()
    return "".join((*kept, page[at:]))


def _like_arabic(sample: str, arabic: int) -> bool:
    """Whether text in Arabic letters is Arabic beyond doubt: by its article, or for want of foreign letters."""
    words = _WORD.findall(sample)
    articles = sum(1 for word in words if _ARTICLE.match(word))
    return articles * 16 >= len(words) or len(_NOT_OF_ARABIC.findall(sample)) * 50 < arabic


def _other(sample: str) -> NotArabic:
    from py3langid import classify  # takes a quarter of a second to load, and is seldom needed

    code = str(classify(sample)[0])
    return NotArabic(code, LANGUAGES.get(code, f"the language {code!r}"))
