"""A page: sentences, quotations and brackets of a text, however carelessly it is typed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isnad.languages.lexicon import Entry, Lexicon, Sense
from isnad.reading.page import Page, page
from isnad.reading.text import PUNCT, Spelling


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    built = Lexicon(Spelling({}, {}), {"conjunction": ["و"], "article": ["ال"]}, {})
    for cue in ("قال", "أضاف"):
        built.add(cue, Sense(Entry("cue", cue, "cues.tsv", 1), "perfect", "m", "s", "3"))
    built.add("كلام", Sense(Entry("noun", "كلام", "nouns.tsv", 1)))
    return built


def sentences(read: Page) -> list[str]:
    return [read.chars(s.start, s.end) for s in read.sentences]


def quoted(read: Page) -> list[str]:
    """What stands between the marks of each quotation."""
    return [read.chars(quote.open + 1, quote.close) for quote in read.quotes]


# -- sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("وصل الوفد. غادر الوزير.", ["وصل الوفد.", "غادر الوزير."], id="a-full-stop"),
        pytest.param("وصل الوفد.وغادر الوزير", ["وصل الوفد.", "وغادر الوزير"], id="no-space-after-the-stop"),
        pytest.param("هل وصل؟ نعم!", ["هل وصل؟", "نعم!"], id="question-and-exclamation"),
        pytest.param("هل وصل؟! نعم", ["هل وصل؟!", "نعم"], id="stops-in-a-row"),
        pytest.param("وصل الوفد۔ غادر", ["وصل الوفد۔", "غادر"], id="the-urdu-stop"),
        pytest.param("وصل الوفد\nغادر الوزير", ["وصل الوفد", "غادر الوزير"], id="a-line-ends-a-sentence"),
        pytest.param("وصل.. ثم غادر... ثم عاد", ["وصل.. ثم غادر... ثم عاد"], id="dots-in-a-row-end-nothing"),
        pytest.param("وصل… ثم غادر", ["وصل… ثم غادر"], id="an-ellipsis-ends-nothing"),
        pytest.param("وصل...\nغادر", ["وصل...", "غادر"], id="but-the-line-does"),
        pytest.param("نمو بنسبة 3.8 في المئة", ["نمو بنسبة 3.8 في المئة"], id="decimals"),
        pytest.param("نقلت أ.ف.ب عن الوزير", ["نقلت أ.ف.ب عن الوزير"], id="initials"),
        pytest.param("نقلت أ.ف.ب. عن الوزير", ["نقلت أ.ف.ب. عن الوزير"], id="initials-with-a-last-dot"),
        pytest.param("التقى د. سمير الوزير", ["التقى د. سمير الوزير"], id="an-abbreviated-title"),
        pytest.param("صدر عام 1440هـ. وبدأ العمل", ["صدر عام 1440هـ.", "وبدأ العمل"], id="the-letter-of-a-year"),
        pytest.param("صدر عام 2015. وبدأ العمل", ["صدر عام 2015.", "وبدأ العمل"], id="a-year-ends"),
        pytest.param("1. وصل الوفد\n2. غادر", ["1. وصل الوفد", "2. غادر"], id="a-numbered-list"),
        pytest.param("على موقع www.example.com الآن", ["على موقع www.example.com الآن"], id="web-addresses"),
        pytest.param("وصل (ثم غادر. عاد) الوفد", ["وصل (ثم غادر. عاد) الوفد"], id="inside-brackets-nothing-ends"),
        pytest.param("وصل (الوفد.) غادر", ["وصل (الوفد.) غادر"], id="nor-before-the-closing-bracket"),
        pytest.param("...", ["..."], id="stops-alone"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_sentences_are_what_a_news_reader_would_call_so(text: str, expected: list[str], lexicon: Lexicon) -> None:
    assert sentences(page("", text, lexicon)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("قال «وصل الوفد. غادر الوفد» اليوم. ثم عاد", ["قال «وصل الوفد. غادر الوفد» اليوم.", "ثم عاد"],
                     id="stops-inside-end-nothing"),
        pytest.param("قال «وصل الوفد». وأضاف كلاما", ["قال «وصل الوفد».", "وأضاف كلاما"], id="a-stop-after-it-ends"),
        pytest.param("قال «وصل الوفد.» وأضاف كلاما", ["قال «وصل الوفد.»", "وأضاف كلاما"],
                     id="a-stop-before-its-end-and-a-conjunction-after"),
        pytest.param("قال «هل وصل؟» وأضاف كلاما", ["قال «هل وصل؟»", "وأضاف كلاما"], id="a-question-and-a-conjunction"),
        pytest.param("قال «وصل الوفد.» هذا كلام", ["قال «وصل الوفد.»", "هذا كلام"], id="a-full-stop-and-a-new-clause"),
        pytest.param("«وصل الوفد.» قال الوزير", ["«وصل الوفد.» قال الوزير"], id="but-not-before-the-one-who-said-it"),
        pytest.param("«وصل الوفد.»، قال الوزير", ["«وصل الوفد.»، قال الوزير"], id="nor-before-a-comma"),
        pytest.param("وصف «هل وصل؟» بالسؤال", ["وصف «هل وصل؟» بالسؤال"], id="nor-after-a-quoted-question"),
        pytest.param("قال «وصل الوفد. وغادر", ["قال «وصل الوفد.", "وغادر"], id="what-nobody-closes-holds-nothing"),
        pytest.param("قال «وصل الوفد. غادر.\nثم عاد. انتهى» اليوم. نعم",
                     ["قال «وصل الوفد. غادر.", "ثم عاد. انتهى» اليوم.", "نعم"], id="a-quotation-over-two-lines"),
    ],
)
def test_a_sentence_does_not_end_inside_a_quotation(text: str, expected: list[str], lexicon: Lexicon) -> None:
    assert sentences(page("", text, lexicon)) == expected


def test_the_headline_is_marked_as_such_and_is_never_one_sentence_with_the_body(lexicon: Lexicon) -> None:
    read = page("وصل «الوفد", "غادر» الوزير.", lexicon)
    assert [(read.chars(s.start, s.end), s.headline) for s in read.sentences] == [
        ("وصل «الوفد", True), ("غادر» الوزير.", False)]
    assert [q.closed for q in read.quotes] == [False]
    assert read.text == "وصل «الوفد\n\nغادر» الوزير."
    assert not page("", "غادر الوزير", lexicon).sentences[0].headline


# -- quotations


@pytest.mark.parametrize(
    "marks", ["«»", "“”", "„”", "”“", "””", "““", '""', "＂＂", "″″", "»«", "»»", "‹›", "〝〞", "‘’", "’‘", "''"])
def test_every_kind_of_mark_quotes(marks: str, lexicon: Lexicon) -> None:
    read = page("", f"زار {marks[0]}دار الكتب{marks[1]} أمس", lexicon)
    assert quoted(read) == ["دار الكتب"]
    assert read.quotes[0].closed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('قال "نعم" ثم "لا"', ["نعم", "لا"], id="straight-marks-by-turns"),
        pytest.param('قال "إن حزب "الأرض" فاز" أمس', ['إن حزب "الأرض" فاز', "الأرض"], id="straight-in-straight"),
        pytest.param("قال «إن «دار» فازت» أمس", ["إن «دار» فازت", "دار"], id="the-same-in-itself"),
        pytest.param('قال "إن «دار ‘الكتب’» فازت"', ["إن «دار ‘الكتب’» فازت", "دار ‘الكتب’", "الكتب"], id="three-deep"),
        pytest.param('قال "بين ’الأرض‘ و’السماء‘ نعم"', ["بين ’الأرض‘ و’السماء‘ نعم", "الأرض", "السماء"],
                     id="single-marks-the-wrong-way-round"),
        pytest.param('قال: " نعم، وصل "  .', ["نعم، وصل"], id="spaces-on-the-wrong-side"),
        pytest.param('قال "نعم "وأضاف "لا" ثم', ["نعم", "لا"], id="a-space-on-the-wrong-side-and-none-on-the-right"),
        pytest.param('جريدة"الأرض"اليوم', ["الأرض"], id="no-spaces-at-all"),
        pytest.param('لـ"الأرض" و"السماء"', ["الأرض", "السماء"], id="after-particles"),
        pytest.param('«نعم" لا» ثم', ['نعم" لا'], id="a-stray-mark-inside"),
        pytest.param('ضم "الأرض" إليه". ثم "السماء" أمس', ["الأرض", "السماء"], id="a-stray-closing-mark"),
        pytest.param('قال ""نعم"" ثم', ['"نعم"', "نعم"], id="marks-doubled"),
        pytest.param("قال «» ثم", [], id="nothing-inside"),
        pytest.param("قال إن it's نعم don't", [], id="apostrophes-do-not-quote"),
        pytest.param('قال "نعم (لا" ثم)', ["نعم (لا"], id="a-bracket-does-not-undo-a-quotation"),
    ],
)
def test_quotations_are_found_however_they_are_typed(text: str, expected: list[str], lexicon: Lexicon) -> None:
    assert quoted(page("", text, lexicon)) == expected


def test_brackets_inside_a_quotation_leave_it_whole(lexicon: Lexicon) -> None:
    read = page("", '"وعد بذلك السيد (أمين المجلس) سمير"', lexicon)
    assert quoted(read) == ["وعد بذلك السيد (أمين المجلس) سمير"]
    (opening, closing), = read.brackets.items()
    assert read.chars(opening, closing + 1) == "(أمين المجلس)"


def test_a_quotation_that_nobody_closes_ends_with_its_line(lexicon: Lexicon) -> None:
    read = page("", "قال «وصل الوفد\nغادر الوزير", lexicon)
    assert quoted(read) == ["وصل الوفد"]
    assert not read.quotes[0].closed


def test_a_quotation_may_run_over_lines(lexicon: Lexicon) -> None:
    read = page("", "قال «وصل الوفد.\nغادر «سرا» أمس» ثم", lexicon)
    assert quoted(read) == ["وصل الوفد.\nغادر «سرا» أمس", "سرا"]
    assert [quote.depth for quote in read.quotes] == [0, 1]


def test_a_quotation_that_opens_each_line_anew_is_a_quotation_a_line(lexicon: Lexicon) -> None:
    read = page("", "قال «وصل.\n«غادر.\n«عاد» ثم", lexicon)
    assert quoted(read) == ["وصل.", "غادر.", "عاد"]


def test_a_quotation_does_not_run_over_the_whole_report(lexicon: Lexicon) -> None:
    read = page("", "قال «وصل\n" + "غادر الوزير\n" * 20 + "عاد» ثم", lexicon)
    assert [quote.closed for quote in read.quotes] == [False]


def test_the_innermost_quotation_around_a_word_is_found(lexicon: Lexicon) -> None:
    read = page("", "قال «إن " + "«دار» " * 20 + "بعيدة» أمس", lexicon)
    at = {word.norm: word.i for word in read.words}
    inner = read.quote_around(read.words[-5].i)
    assert read.quote_around(at["قال"]) is None
    assert inner is not None
    assert inner.depth == 1
    around = read.quote_around(at["بعيدة"])
    assert around is not None
    assert around.depth == 0
    assert read.quote_around(at["أمس"]) is None


# -- words set aside


def test_words_set_aside_stand_in_no_sentence(lexicon: Lexicon) -> None:
    read = page("", "يتبع وصل الوفد (تتمة) ثم غادر. انتهى.", lexicon)
    story = read.without([(0, 1), (3, 6), (9, 10)])
    assert sentences(story) == ["وصل الوفد", "ثم غادر."]
    assert story.sentence_of(0) is None
    assert story.sentence_of(1) == story.sentences[0]
    assert read.without([]).sentences == read.sentences


# -- any text at all

pieces = st.sampled_from([
    *"\"«»“”'’‘()[].؟!…\n و،:-*@ـ", "..", "\ud800", "\x00", "\u202e", "\u200f", "قال", "كلام", "أ", "د", "5", "Ab"])
texts = st.one_of(st.text(max_size=200), st.lists(pieces, max_size=80).map("".join))


@settings(max_examples=300)
@given(headline=st.one_of(st.just(""), st.text(max_size=20)), body=texts)
def test_any_text_is_analysed(headline: str, body: str) -> None:
    built = Lexicon(Spelling({}, {}), {"conjunction": ["و"], "article": ["ال"]}, {})
    read = page(headline, body, built)
    assert read.text == headline + "\n\n" + body
    reached = 0
    for word in read.words:  # words lie in the text, in order, apart
        assert reached <= word.start < word.end <= len(read.text)
        reached = word.end
    reached = 0
    for sentence in read.sentences:  # sentences part the words, all of them, and no line is in two
        assert sentence.start == reached < sentence.end
        reached = sentence.end
        assert not any(word.newline for word in read.words[sentence.start + 1 : sentence.end])
    assert reached == len(read.words)
    for outer in read.quotes:  # quotations nest
        assert outer.open < outer.close <= len(read.words)
        for inner in read.quotes:
            if outer.open < inner.open < outer.close:
                assert inner.close <= outer.close
                assert inner.depth > outer.depth
    for quote in read.quotes:
        assert quote.depth == sum(q.open < quote.open and quote.close <= q.close and quote.open < q.close
                                  for q in read.quotes)
        if quote.closed:
            around = read.quote_around(quote.open + 1)
            assert around is not None
            assert around.open >= quote.open
    for opening, closing in read.brackets.items():
        assert opening < closing
        assert not any(word.newline for word in read.words[opening + 1 : closing + 1])


@settings(max_examples=100)
@given(body=texts, cuts=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_what_is_set_aside_and_what_is_left_make_the_page(body: str, cuts: list[tuple[int, int]]) -> None:
    read = page("", body, Lexicon(Spelling({}, {}), {}, {}))
    size = len(read.words)
    spans = [(min(a, b, size), min(max(a, b), size)) for a, b in cuts]
    aside = {i for start, end in spans for i in range(start, end)}
    left = [i for s in read.without(spans).sentences for i in range(s.start, s.end)]
    assert left == sorted(set(left))
    assert aside.isdisjoint(left)
    lost = set(range(size)) - aside - set(left)
    assert all(read.words[i].form.kind == PUNCT for i in lost)


@pytest.mark.parametrize(
    "text",
    ['"' * 200_000, "«" * 200_000, "»" * 200_000, "“" * 200_000, "'" * 200_000, "(" * 200_000, "()" * 100_000,
     "نعم " * 200_000, '("' * 50_000 + "نعم" + '")' * 50_000, '" نعم ' * 100_000, '"\n' * 100_000, "«نعم\n" * 100_000,
     "." * 200_000, "أ." * 100_000, '"نعم." ' * 60_000],
    ids=lambda text: repr(text[:6]))
def test_time_grows_with_length_only(text: str, lexicon: Lexicon) -> None:
    began = time.process_time()
    read = page("", text, lexicon)
    for word in read.words[:: max(1, len(read.words) // 1000)]:
        read.quote_around(word.i)
    assert time.process_time() - began < 4
