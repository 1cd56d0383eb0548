"""isnad in a spaCy pipeline: what a document gets, what is told of it before, and that all of it can be kept."""

from __future__ import annotations

import pickle
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from isnad import Record
from isnad.record import MODES, Actor, DateExpression, Event, Statement
from isnad.spacy_component import GROUPS, colours

HEADLINE = "الحارثي: نأمل التوصل إلى حل سياسي"
BODY = ("مسقط - قال وزير الخارجية العماني سالم الحارثي، أمس، إن بلاده ترفض التصعيد. "
        "وأضاف أن مسلحين هاجموا الجيش المصري في يناير 2022 ثم اختفوا.")


def pipeline(**settings: Any) -> Language:
    nlp = spacy.blank("ar")
    nlp.add_pipe("isnad", config=settings)
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline(published="2022-01-24")


def marked(doc: Doc, group: str) -> list[tuple[str, str, str]]:
    return [(span.text, span.label_, span.id_) for span in doc.spans[f"isnad_{group}"]]


def kept(doc: Doc) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the component gave a document."""
    return {name: [(span.start, span.end, span.label_, span.id_, span.kb_id_, span._.isnad) for span in group]
            for name, group in doc.spans.items()} | {"record": [doc._.isnad], "left out": list(doc._.isnad_left_out)}


def test_the_record_stands_on_the_document(nlp: Language) -> None:
    record = nlp(BODY)._.isnad
    assert isinstance(record, Record)
    assert record.report.text == f"\n\n{BODY}"
    assert record.report.published == "2022-01-24"
    assert [statement.act for statement in record.statements] == ["reject", "say"]


def test_each_kind_of_thing_has_its_group_of_spans(nlp: Language) -> None:
    doc = nlp(BODY)
    assert list(doc.spans) == list(GROUPS)
    assert marked(doc, "statements") == [("إن بلاده ترفض التصعيد", "reject", "s1"),
                                         ("أن مسلحين هاجموا الجيش المصري في يناير 2022 ثم اختفوا", "say", "s2")]
    assert marked(doc, "cues") == [("قال", "reject", "s1"), ("وأضاف", "say", "s2")]
    assert marked(doc, "speakers") == [("وزير الخارجية العماني", "person", "a1"), ("سالم الحارثي", "person", "a1")]
    assert marked(doc, "events") == [("ترفض", "REJECT", "e1"), ("هاجموا", "ASSAULT", "e2")]
    assert marked(doc, "dates") == [("أمس", "day", "d1"), ("يناير 2022", "month", "d2")]


def test_a_date_shows_its_days_and_everything_else_its_identifier(nlp: Language) -> None:
    doc = nlp(BODY)
    assert [span.kb_id_ for span in doc.spans["isnad_dates"]] == ["2022-01-23", "2022-01-01/2022-01-31"]
    assert [span.kb_id_ for span in doc.spans["isnad_events"]] == ["e1", "e2"]


def test_a_span_leads_to_what_it_marks(nlp: Language) -> None:
    doc = nlp(BODY)
    kinds = dict(zip(GROUPS, (Statement, Statement, Actor, Event, DateExpression), strict=True))
    for name, kind in kinds.items():
        assert all(type(span._.isnad) is kind for span in doc.spans[name])
    assert doc.spans["isnad_cues"][1]._.isnad.speaker == "a1"
    assert Span(doc, 0, 1)._.isnad is None


def test_an_event_is_marked_wherever_it_is_named() -> None:
    doc = pipeline(first_line="headline")("القوات الإسرائيلية تقصف مواقع حركة حماس في غزة\n\n"
                                          "قصفت القوات الإسرائيلية مواقع حركة حماس في غزة أمس.")
    assert marked(doc, "events") == [("تقصف", "ASSAULT", "e1"), ("قصفت", "ASSAULT", "e1")]
    first, again = doc.spans["isnad_events"]
    assert first._.isnad == again._.isnad


def test_a_document_that_was_not_read_has_no_record() -> None:
    doc = spacy.blank("ar")(BODY)
    assert doc._.isnad is None
    assert Span(doc, 0, 1)._.isnad is None


@pytest.mark.parametrize("text", ["", " ", "\n\n", "👍🏽", "قال\u200f "])
def test_a_document_without_anything_to_read_has_empty_groups(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert {name: len(group) for name, group in doc.spans.items()} == dict.fromkeys(GROUPS, 0)
    assert doc._.isnad.statements == []


@pytest.mark.parametrize("before", ["", "👩‍👩‍👧 🇴🇲 ", "e\u0301\u0327 ", "قالـــت: 𝔸𐤀 ", "\u202eabc\u202c\n\n  "])
def test_the_tokens_of_a_span_hold_all_its_characters(nlp: Language, before: str) -> None:
    doc = nlp(before + BODY.replace("الجيش", "👍للجيش"))
    record = doc._.isnad
    assert record.events
    assert doc._.isnad_left_out == []
    for span in doc.spans["isnad_events"]:
        assert record.report.text[slice(*span._.isnad.trigger)] in span.text
    for span in doc.spans["isnad_cues"]:
        assert record.report.text[slice(*span._.isnad.cue)] in span.text


def test_a_span_takes_whole_tokens_where_its_words_are_parts_of_them(nlp: Language) -> None:
    doc = nlp("قالت روسيا إن المحادثات توقفت. وأضافت موسكو أنها مستمرة. وكان الوفد قد سلم الرد لروسيا.")
    assert [text for text, _, _ in marked(doc, "speakers")][-1] == "لروسيا"


def test_the_first_line_is_the_headline_where_it_is_said_so() -> None:
    nlp = pipeline(first_line="headline", published="2022-01-24")
    doc = nlp(f"\n  {HEADLINE}  \n\n\n{BODY}")
    assert doc._.isnad.report.headline == HEADLINE
    assert doc._.isnad.report.text == f"{HEADLINE}\n\n{BODY}"
    assert marked(doc, "cues")[:2] == [(":", "expect", "s1"), ("قال", "reject", "s2")]
    assert marked(doc, "statements")[0][0] == "نأمل التوصل إلى حل سياسي"
    assert marked(doc, "events")[-1] == ("هاجموا", "ASSAULT", "e2")
    assert doc._.isnad_left_out == []


def test_a_text_of_one_line_is_all_body() -> None:
    doc = pipeline(first_line="headline")(f"\n{BODY}\n")
    assert doc._.isnad.report.headline == ""
    assert marked(doc, "cues") == [("قال", "reject", "s1"), ("وأضاف", "say", "s2")]


def test_what_is_told_of_a_document_is_read_with_it(nlp: Language) -> None:
    doc = nlp.make_doc("أعلن وزير الخارجية العماني أمس أن بلاده ترفض التصعيد.")
    doc._.isnad_published, doc._.isnad_publisher = "2020-03-02T10:00", "صحيفة الميناء"
    doc._.isnad_url, doc._.isnad_id, doc._.isnad_byline = "https://almina.example/1", "mina-1", "مراسلنا"
    report = nlp(doc)._.isnad.report
    assert (report.published, report.publisher, report.byline) == ("2020-03-02", "صحيفة الميناء", "مراسلنا")
    assert (report.id, report.url) == ("mina-1", "https://almina.example/1")
    assert doc._.isnad.dates[0].start == "2020-03-01"


def test_the_settings_day_and_publisher_are_for_documents_that_tell_none() -> None:
    nlp = pipeline(published="2022-01-24", publisher="صحيفة الميناء")
    told, untold = nlp("مسقط 5-2-2020 (رويترز) - وصل الوفد أمس."), nlp("وصل الوفد أمس.")
    assert [doc._.isnad.report.published for doc in (told, untold)] == ["2020-02-05", "2022-01-24"]
    assert untold._.isnad.report.publisher == "صحيفة الميناء"


def test_what_stands_in_a_headline_that_is_not_in_the_document_is_told(nlp: Language) -> None:
    doc = nlp.make_doc(BODY)
    doc._.isnad_headline = HEADLINE
    nlp(doc)
    assert doc._.isnad.report.headline == HEADLINE
    assert marked(doc, "cues") == [("قال", "reject", "s2"), ("وأضاف", "say", "s3")]
    left_out = [(each["group"], each["id"], doc._.isnad.report.text[each["start"]:each["end"]])
                for each in doc._.isnad_left_out]
    assert left_out == [("isnad_statements", "s1", "نأمل التوصل إلى حل سياسي"), ("isnad_cues", "s1", ":"),
                        ("isnad_speakers", "a1", "الحارثي")]


@pytest.mark.parametrize(("settings", "told"), [
    ({"first_line": "title"}, "'title' is not"),
    ({"published": "24 يناير"}, "isnad: published: '24 يناير' is no day; write it as 2022-01-24"),
    ({"headline": HEADLINE}, "unexpected argument: 'headline'"),
    ({"language": "xx"}, "no language 'xx'; isnad has ar"),
])
def test_a_wrong_setting_is_told_when_the_component_is_added(settings: dict[str, str], told: str) -> None:
    with pytest.raises((ValueError, LookupError), match=r".") as error:
        pipeline(**settings)
    assert told in str(error.value)


@pytest.mark.parametrize("day", ["أمس", 20220124])
def test_a_wrong_day_stops_its_document_and_no_other_where_errors_are_handled(day: Any) -> None:
    nlp = pipeline()
    failed = []

    def note(name: str, proc: Any, docs: list[Doc], error: Exception) -> Any:
        failed.append(f"{name}: {error}")

    nlp.set_error_handler(note)
    docs = [nlp.make_doc(BODY) for _ in range(3)]
    docs[1]._.isnad_published = day
    assert len(list(nlp.pipe(docs))) == 2
    assert failed[0].startswith(f"isnad: doc._.isnad_published: {day!r} is no ")
    assert failed[0].endswith("2022-01-24")


def test_a_document_goes_to_bytes_and_back_with_everything(nlp: Language) -> None:
    doc = nlp.make_doc(BODY)
    doc._.isnad_headline = HEADLINE
    nlp(doc)
    again = Doc(spacy.blank("ar").vocab).from_bytes(doc.to_bytes())
    assert kept(again) == kept(doc)


def test_documents_go_into_a_docbin_and_back_with_everything(nlp: Language, tmp_path: Path) -> None:
    docs = [nlp(BODY), nlp("قصف الجيش السوري حلب أمس.")]
    DocBin(docs=docs, store_user_data=True).to_disk(tmp_path / "docs.spacy")
    again = list(DocBin().from_disk(tmp_path / "docs.spacy").get_docs(spacy.blank("ar").vocab))
    assert [kept(doc) for doc in again] == [kept(doc) for doc in docs]


@pytest.mark.parametrize("processes", [1, 2])
def test_many_are_read_in_their_order_in_one_process_or_several(nlp: Language, processes: int) -> None:
    texts = [f"أعلن الوزير أن {number} مسلحين هاجموا حلب في {number} يناير 2022." for number in range(3, 11)]
    found = list(nlp.pipe(((text, number) for number, text in enumerate(texts)), as_tuples=True, batch_size=3,
                          n_process=processes))
    assert [number for _, number in found] == list(range(len(texts)))
    for (doc, _), text in zip(found, texts, strict=True):
        assert doc.text == text
        assert kept(doc) == kept(nlp(text))


def test_what_is_told_of_documents_goes_with_them_to_other_processes(nlp: Language) -> None:
    docs = []
    for day in ("2020-01-02", "2021-01-02", "2022-01-02"):
        docs.append(nlp.make_doc("وصل الوفد أمس."))
        docs[-1]._.isnad_published = day
    assert [doc._.isnad.dates[0].start for doc in nlp.pipe(docs, n_process=2, batch_size=1)] == [
        "2020-01-01", "2021-01-01", "2022-01-01"]


def test_a_pipeline_goes_to_a_disk_and_to_bytes_with_its_settings(tmp_path: Path) -> None:
    nlp = pipeline(published="2022-01-24", first_line="headline")
    nlp.to_disk(tmp_path / "pipeline")
    from_bytes = pipeline(published="2022-01-24", first_line="headline").from_bytes(nlp.to_bytes())
    for again in (spacy.load(tmp_path / "pipeline"), from_bytes):
        assert again.get_pipe_config("isnad")["first_line"] == "headline"
        assert kept(again(f"{HEADLINE}\n{BODY}")) == kept(nlp(f"{HEADLINE}\n{BODY}"))


def test_the_component_goes_to_processes_that_are_started_anew() -> None:
    component = pipeline(published="2022-01-24").get_pipe("isnad")
    doc = pickle.loads(pickle.dumps(component))(spacy.blank("ar")(BODY))
    assert doc._.isnad.report.published == "2022-01-24"


def test_two_in_one_pipeline_may_have_other_settings() -> None:
    nlp = pipeline(published="2022-01-24")
    nlp.add_pipe("isnad", name="later", config={"published": "2022-02-24"})
    assert nlp("وصل الوفد أمس.")._.isnad.dates[0].start == "2022-02-23"


@pytest.mark.parametrize("group", GROUPS)
def test_displacy_draws_every_group_from_right_to_left(nlp: Language, group: str) -> None:
    doc = nlp(BODY)
    html = displacy.render(doc, style="span", options={"spans_key": group}, jupyter=False)
    assert "direction: rtl" in html
    for span in doc.spans[group]:
        assert span.label_ in html
        assert f">{span.kb_id_}</a>" in html


def test_displacy_paints_events_by_their_class(nlp: Language) -> None:
    html = displacy.render(nlp(BODY), style="span", options={"spans_key": "isnad_events"}, jupyter=False)
    assert set(colours()) == set(MODES)
    assert f"background: {colours()['ASSAULT']}" in html


def test_spacy_finds_the_component_by_itself() -> None:
    assert "isnad" in spacy.blank("ar").factory_names
    assert {group: each.value for group in ("spacy_factories", "spacy_displacy_colors")
            for each in entry_points(group=group) if each.name == "isnad"} == {
        "spacy_factories": "isnad.spacy_component:make_component",
        "spacy_displacy_colors": "isnad.spacy_component:colours"}
