"""Each format is read back by software that is not ours: rows, types, nulls and Arabic come out as they went in.

Who reads is installed by the extra ``outside``. Where it is not, its tests are skipped; with ``ISNAD_OUTSIDE`` set, as
in CI, they fail instead.
"""

from __future__ import annotations

import datetime
import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from isnad.exports import polecat_format
from isnad.exports.rows import chain, iri

pytestmark = [pytest.mark.filterwarnings(f"ignore::{kind}") for kind in (
    "DeprecationWarning", "PendingDeprecationWarning", "FutureWarning", "ResourceWarning")]  # theirs, not ours


def outside(name: str) -> Any:
    return import_module(name) if os.environ.get("ISNAD_OUTSIDE") else pytest.importorskip(name)


def day(told: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(told) if told else None


POLECAT_TYPES = {"Intensity": "float64", "Latitude": "float64", "Longitude": "float64", "GeoNames ID": "Int64"} | {
    column.title: "string" for column in polecat_format.COLUMNS if column.datatype == "string"}
"""The data set's column types, as its users read it: text, but for scores, positions and GeoNames' numbers."""


def polecat(made: Callable[..., Any], **asked: Any) -> tuple[Any, Any]:
    pandas, done = outside("pandas"), made("polecat", **asked)
    dates = ["Event Date", "Publication Date"]
    rows = pandas.read_csv(done.path, sep="\t", dtype=POLECAT_TYPES, parse_dates=dates)
    more = pandas.read_csv(done.beside(polecat_format.BESIDE), sep="\t", dtype={"Event ID": "string"},
                           parse_dates=["Event Start", "Event End"])
    return done, rows.merge(more, on="Event ID", validate="one_to_one")


@pytest.mark.parametrize("records", [False, True])
def test_pandas_reads_polecats_columns_with_their_types(made: Callable[..., Any], records: bool) -> None:
    done, rows = polecat(made, records=records)
    assert str(rows["Event Date"].dtype).startswith("datetime64")
    assert list(rows["Event ID"]) == list(done.events)
    nothing = outside("pandas").isna
    for _, row in rows.iterrows():
        about, event = done.events[row["Event ID"]]
        expected = {
            "Event Type": event.type, "Event Mode": event.mode, "Intensity": event.score, "Status": event.status,
            "Actor Name": "; ".join(each.name for each in event.actors) or None,
            "Recipient Name Raw": "; ".join(each.told for each in event.recipients) or None,
            "Placename": event.place.name if event.place else None,
            "Latitude": event.place.latitude if event.place else None,
            "GeoNames ID": event.place.geonames if event.place else None, "Source": about.outlet, "Story": about.story,
            "Independent Origins": event.tellings.origins if event.tellings else None, "Within": event.within,
            "Chain": " ← ".join(chain(about, event.voices)), "Span Start": event.trigger.start,
            "Trigger": event.trigger.text, "Wikipedia Actor ID": None, "Report ID": about.id}
        for name, value in expected.items():
            assert nothing(row[name]) if value is None else row[name] == value, name
        assert row["Event Date"] == outside("pandas").Timestamp(event.start or about.day) or about.day is None
        assert nothing(row["Event Start"]) == (event.start is None)


@pytest.mark.parametrize(("name", "columns"), [("polecat", (40, 31)), ("gdelt", (61, 34)), ("csv", (52,))])
def test_a_csvw_reader_finds_the_tables_valid_and_their_types_right(
        made: Callable[..., Any], name: str, columns: tuple[int, ...]) -> None:
    csvw, done = outside("csvw"), made(name)
    group = csvw.CSVW(str(done.path) + "-metadata.json", validate=True)
    assert group.is_valid
    found = [(len(table.tableSchema.columns), list(table)) for table in group.tables]
    assert tuple(width for width, _ in found) == columns
    assert all(rows for _, rows in found)
    assert group.common_props["dc:bibliographicCitation"] == done.job.colophon.cite()
    if name == "csv":
        for row in found[0][1]:
            about, event = done.events[row["event"]]
            told = [row[name].date() if row[name] else None for name in ("start", "published")]
            assert told == [day(event.start), day(about.day)]
            assert row["actors"] == [each.name for each in event.actors]
            assert row["latitude"] is None or float(row["latitude"]) == event.place.latitude
            assert row["trigger_start"] == event.trigger.start


@pytest.mark.parametrize("rows", ["events", "actors", "statements"])
def test_pandas_reads_every_kind_of_csv(made: Callable[..., Any], rows: str) -> None:
    pandas, done = outside("pandas"), made("csv", rows=rows)
    table = pandas.read_csv(done.path)
    if rows == "statements":
        assert list(table["statement"]) == list(done.statements)
        assert list(table["content"]) == [" … ".join(each.text for each in row.content)
                                          for _, row in done.statements.values()]
    elif rows == "actors":
        assert len(table) == sum(len(list(row.parties)) for _, row in done.events.values())
        assert set(table["role"]) == {"actor", "recipient"}
    else:
        assert list(table["event"]) == list(done.events)
        assert table["start"].isna().sum() == sum(row.start is None for _, row in done.events.values())


def test_a_gdelt_client_reads_every_row_without_complaint(
        made: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    parsers, models = outside("py_gdelt.parsers"), outside("py_gdelt.models.events")
    done = made("gdelt")
    with caplog.at_level(logging.WARNING):
        rows = [models.Event.from_raw(each) for each in parsers.EventsParser().parse(done.path.read_bytes())]
    assert not caplog.records
    assert len(rows) == done.job.colophon.counts["rows"]
    assert len({row.global_event_id for row in rows}) == len(rows)
    (meeting,) = [row for row in rows if row.event_code == "040"]
    assert (meeting.actor1.name, meeting.actor2.name) == ("سالم الحارثي", "نبيل فوزي")
    assert (meeting.date, meeting.is_root_event) == (datetime.date(2022, 2, 3), True)
    assert (meeting.action_geo.name, meeting.action_geo.lat) == ("جنيف", 46.2022)
    assert all(row.quad_class in (1, 2, 3, 4) and row.date_added is not None for row in rows)


def test_pandas_reads_plovers_json(made: Callable[..., Any]) -> None:
    pandas, done = outside("pandas"), made("plover-json")
    table = pandas.read_json(done.path, lines=True, convert_dates=["date", "enddate"])
    assert list(table["id"]) == list(done.events)
    assert list(table["event"]) == [row.type for _, row in done.events.values()]
    assert [[who["actorText"] for who in row] for row in table["source"]] == [
        [who.told for who in row.actors] for _, row in done.events.values()]
    assert table["dead"].dropna().tolist() == [12.0]


def test_pyarrow_and_pandas_read_parquet_by_months(made: Callable[..., Any]) -> None:
    dataset, pandas, done = outside("pyarrow.dataset"), outside("pandas"), made("parquet")
    events = dataset.dataset(done.path / "events", partitioning="hive").to_table().to_pylist()
    assert {row["event"] for row in events} == set(done.events)
    assert {row["month"] for row in events} == {"undated", "2022-01", "2022-02"}
    for row in events:
        about, event = done.events[row["event"]]
        assert row["actors"] == [{"id": who.id, "name": who.name, "told": who.told, "kind": who.kind,
                                  "country": who.country, "sector": who.sector, "role": who.role}
                                 for who in event.actors]
        assert (row["start"], row["published"]) == (day(event.start), day(about.day))
        assert row["chain"] == chain(about, event.voices)
        assert [each["statement"] for each in row["voices"]] == [each.statement for each in event.voices]
        assert (row["mode"], row["latitude"]) == (event.mode, event.place.latitude if event.place else None)
        assert row["sentence"] is None
    said = pandas.read_parquet(done.path / "statements")
    assert set(said["statement"]) == set(done.statements)
    assert list(said["addressee"].notna()) == [done.statements[each][1].addressee is not None
                                               for each in said["statement"]]


def test_parquet_says_in_every_file_what_it_is(made: Callable[..., Any]) -> None:
    parquet, done = outside("pyarrow.parquet"), made("parquet", country=("EGY",))
    files = sorted(done.path.rglob("*.parquet"))
    assert len(files) == done.job.colophon.counts["files"] == 4
    for each in files:
        told = json.loads(parquet.read_schema(each).metadata[b"isnad"])
        assert told["query"] == {"country": ["EGY"]}
    assert json.loads((done.path / "_about.json").read_text("utf-8"))["counts"]["files"] == 4


def test_gdal_reads_geojson_with_and_without_places(made: Callable[..., Any]) -> None:
    pyogrio, done = outside("pyogrio"), made("geojson")
    meta, table = pyogrio.read_arrow(done.path)
    assert meta["geometry_type"] in ("Point", "Unknown")
    rows = table.to_pylist()
    assert [row["event"] for row in rows] == list(done.events)
    for row in rows:
        about, event = done.events[row["event"]]
        located = event.place is not None and event.place.latitude is not None
        assert (row[meta["geometry_name"] or "wkb_geometry"] is not None) == located
        assert (row["place"], row["headline"]) == (event.place.name if event.place else None, about.headline)


@pytest.fixture
def graph(made: Callable[..., Any]) -> tuple[Any, Any]:
    """The JSON-LD of the reports as rdflib reads it."""
    rdflib, done = outside("rdflib"), made("jsonld")
    return done, rdflib.Graph().parse(done.path, format="json-ld", base="urn:isnad:export")


PREFIXES = """PREFIX schema: <https://schema.org/> PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX isnad: <urn:isnad:term:> """


def test_rdflib_reads_every_report_statement_and_event(graph: tuple[Any, Any]) -> None:
    done, triples = graph
    kinds = Counter(str(row.kind) for row in triples.query(PREFIXES + "SELECT ?kind WHERE {?x a ?kind}"))
    said = [row for _, row in done.statements.values()]
    assert kinds["https://schema.org/NewsArticle"] == 3
    assert kinds["https://schema.org/Quotation"] == sum(row.form != "indirect" for row in said) == 1
    assert kinds["https://schema.org/Claim"] == sum(row.form == "indirect" for row in said) + len(done.events)
    assert kinds["http://www.w3.org/ns/oa#Annotation"] == len(said) + len(done.events)
    texts = {str(row.x): str(row.text) for row in triples.query(
        PREFIXES + "SELECT ?x ?text WHERE {?x schema:text ?text; schema:identifier ?id}")}
    assert texts == {iri(row.id): " … ".join(each.text for each in row.content) for row in said} | {
        iri(row.id): row.trigger.text for _, row in done.events.values()}


def test_the_chain_is_walked_by_prov(graph: tuple[Any, Any]) -> None:
    _, triples = graph
    found = triples.query(PREFIXES + """
        SELECT ?inner ?outer ?outlet WHERE {
          ?claim schema:about/isnad:type "ASSAULT"; isnad:status "actual"; prov:wasQuotedFrom ?said.
          ?said prov:wasAttributedTo/schema:name ?inner; prov:wasQuotedFrom ?told.
          ?told prov:wasAttributedTo/schema:name ?outer; prov:wasQuotedFrom ?report.
          ?report a schema:NewsArticle; prov:wasAttributedTo/schema:name ?outlet}""")
    assert [tuple(map(str, row)) for row in found] == [("نبيل فوزي", "سالم الحارثي", "صحيفة الميناء")]


def test_every_selector_finds_its_words_in_the_report(graph: tuple[Any, Any]) -> None:
    done, triples = graph
    texts = {iri(about.version): about.text for about, _ in (*done.events.values(), *done.statements.values())}
    found = list(triples.query(PREFIXES + """
        SELECT ?source ?start ?end ?exact ?prefix ?suffix WHERE {
          ?target oa:hasSource ?source; oa:hasSelector ?place, ?quote. ?place oa:start ?start; oa:end ?end.
          ?quote oa:exact ?exact; oa:prefix ?prefix; oa:suffix ?suffix}"""))
    assert len(found) >= len(done.statements) + len(done.events)
    for row in found:
        text, start, end = texts[str(row.source)], int(row.start), int(row.end)
        assert text[start:end] == str(row.exact)
        assert f"{row.prefix}{row.exact}{row.suffix}" in text


def test_json_ld_says_what_it_is(graph: tuple[Any, Any]) -> None:
    done, triples = graph
    (row,) = triples.query(PREFIXES + "SELECT ?cite ?told WHERE {?x a schema:Dataset; schema:creditText ?cite; "
                           "isnad:colophon ?told}")
    assert str(row.cite) == done.job.colophon.cite()
    assert json.loads(str(row.told))["format"] == "jsonld"


def entities(done: Any) -> Iterator[Any]:
    for line in done.path.read_text("utf-8").splitlines():
        yield json.loads(line)


@pytest.mark.parametrize("records", [False, True])
def test_followthemoneys_own_validation_passes(made: Callable[..., Any], records: bool) -> None:
    model, done = outside("followthemoney").model, made("ftm", records=records)
    seen: dict[str, Any] = {}
    for entity in entities(done):
        proxy = model.get_proxy(entity, cleaned=False)
        proxy.schema.validate(entity)
        assert proxy.id not in seen
        seen[proxy.id] = proxy
        kept = {prop.name: sorted(proxy.get(prop)) for prop in proxy.schema.properties.values() if proxy.get(prop)}
        assert kept == {name: sorted(values) for name, values in entity["properties"].items()}
    linked = {value for proxy in seen.values() for prop, value in proxy.itervalues() if prop.type.name == "entity"}
    assert linked <= set(seen)
    assert Counter(proxy.schema.name for proxy in seen.values())["Article"] == 3
    assert set(done.statements) | set(done.events) <= set(seen)


def test_followthemoney_knows_what_the_data_set_is(made: Callable[..., Any]) -> None:
    dataset, done = outside("followthemoney.dataset"), made("ftm")
    told = json.loads(done.path.with_name(done.path.name + ".about.json").read_text("utf-8"))
    found = dataset.Dataset(told)
    assert found.model.entity_count == len(list(entities(done)))
    assert found.model.summary == done.job.colophon.cite()


def test_networkx_reads_the_network(made: Callable[..., Any]) -> None:
    networkx, done = outside("networkx"), made("graphml")
    graph = networkx.read_graphml(done.path, force_multigraph=True)
    parties = {who.id: who for row in (*done.events.values(), *done.statements.values())
               for _, _, who in row[1].parties}
    assert {key: graph.nodes[key]["label"] for key in graph} == {key: who.name for key, who in parties.items()}
    items = {item for _, told in graph.nodes(data=True) for item in (told.get("items") or "").split()}
    for one, other, told in graph.edges(data=True):
        items |= set(told["items"].split())
        assert told["weight"] == len(told["items"].split())
        assert {one, other} <= set(parties)
    acted = {key for key, (_, row) in done.events.items() if row.actors}
    spoke = {key for key, (_, row) in done.statements.items() if row.speaker}
    assert items == acted | spoke
    assert graph.graph["software"] == "isnad"
