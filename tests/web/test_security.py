"""What every answer says to a browser, what is refused, and what reports that mean harm come to in every answer."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from tests import malice

from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.tokens import make_token
from isnad.web.addresses import FILTERS
from isnad.web.app import make_app
from isnad.web.security import HEADERS, LARGEST_BODY, LONGEST_ADDRESS
from isnad.web.settings import RoomSettings

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
          "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'")
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "accept-language": "en"}
ELSEWHERE = ("https://evil.example/x", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
             "/\t/evil.example", "/\n/evil.example", " //evil.example", "javascript:alert(1)", "http:evil.example",
             "data:text/html,x", "evil.example", "/\r\nlocation: https://evil.example", "//evil.example/%2f..", "",
             "\x00//evil.example", "https:/evil.example", "@evil.example", "/@evil.example", "/x?next=//evil.example")
ISOLATED = re.compile("\u2068[^\u202a-\u202e\u2066-\u2069]*\u2069")
"""What pages themselves set apart from what stands around it, as in labels of pictures."""
RUNS = {"iframe", "frame", "object", "embed", "applet", "base", "isnad-harm", "animate", "portal"}
"""Elements that no page of ours has."""


def client(app: Any, **headers: str) -> TestClient:
    """A browser before an application. It follows nothing and is told of every fault."""
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False, headers=BROWSER | headers)


@dataclass(slots=True, frozen=True)
class Harmed:
    """A room over reports that mean harm, and what there is in it: an identifier by the letter of its kind."""

    client: TestClient
    ids: dict[str, str]
    routes: list[str]
    changing: list[str]
    token: str

    def paths(self) -> list[str]:
        """Every address that can be got, with what is there in it."""
        return [path.replace("{key}", self.ids.get(_letter(path), "x")) for path in self.routes]


def _letter(path: str) -> str:
    folders = {"reports": "r", "statements": "s", "events": "e", "actors": "a", "stories": "t", "awaited": "w",
               "disputes": "d", "saved": "q"}
    return folders.get(path.split("/")[1], "x")


@pytest.fixture(scope="module")
def harmed(databases: Any) -> Iterator[Harmed]:
    address = databases.new()
    ledger = open_ledger(address)
    ids = malice.take_in(ledger)
    app = make_app(RoomSettings(address, hosts=("testserver",), rate=0, seconds=60), ledger)
    paths = app.openapi()["paths"]
    with TestClient(app, follow_redirects=False, headers=BROWSER) as made:  # whatever fails is raised here
        ids["a"] = _an_actor(ledger)
        yield Harmed(made, ids, sorted(path for path, ways in paths.items() if "get" in ways),
                     sorted(path for path, ways in paths.items() if "post" in ways and path != "/preferences"),
                     make_token(ledger, malice.MARKUP[2], "review")[1])
    ledger.close()
    databases.empty(address)


def _an_actor(ledger: Ledger) -> str:
    from sqlalchemy import select

    from isnad.ledger.schema import actor

    with ledger.look() as db:
        return str(db.execute(select(actor.c.id).where(actor.c.name.contains("<script>"))).scalars().first())


def has_our_headers(answer: Any) -> bool:
    """Whether an answer tells a browser all that we tell it, once."""
    return answer.headers.get_list("content-security-policy") == [POLICY] and all(
        answer.headers.get_list(name) == [value] for name, value in HEADERS.items())


# headers

@pytest.mark.parametrize(("method", "path", "headers", "status"), [
    pytest.param("GET", "/healthz", {}, 200, id="well"),
    pytest.param("HEAD", "/static/room.css", {}, 200, id="head"),
    pytest.param("GET", "/static/room.css", {}, 200, id="static"),
    pytest.param("GET", "/static/nothing.css", {}, 404, id="no-static"),
    pytest.param("GET", "/nowhere", {}, 404, id="nowhere"),
    pytest.param("GET", "/reports/rnone", {}, 404, id="no-report"),
    pytest.param("DELETE", "/healthz", {}, 405, id="method"),
    pytest.param("GET", "/search?since=never", {}, 400, id="bad-query"),
    pytest.param("GET", "/healthz", {"host": "evil.example"}, 421, id="host"),
    pytest.param("GET", "/" + "x" * LONGEST_ADDRESS, {}, 414, id="address"),
    pytest.param("POST", "/preferences", {"content-length": str(LARGEST_BODY + 1)}, 413, id="body"),
    pytest.param("POST", "/preferences", {}, 303, id="redirect"),
    pytest.param("GET", "/fails", {}, 500, id="fails"),
])
def test_every_answer_has_the_policy_and_what_goes_with_it(room: TestClient, method: str, path: str,
                                                           headers: dict[str, str], status: int) -> None:
    def fails() -> None:
        raise RuntimeError("on purpose")

    room.app.add_api_route("/fails", fails)  # type: ignore[attr-defined]
    answer = client(room.app).request(method, path, headers=headers)
    assert answer.status_code == status
    assert has_our_headers(answer)
    assert "on purpose" not in answer.text


def test_what_is_known_already_has_them_too(room: TestClient) -> None:
    first = room.get("/static/room.css")
    again = room.get("/static/room.css", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert has_our_headers(again)


def test_no_answer_says_what_serves_it(room: TestClient) -> None:
    assert "server" not in room.get("/healthz").headers
    assert "x-powered-by" not in room.get("/healthz").headers


# hosts

@pytest.mark.parametrize("host", ["testserver", "testserver:8321", "TESTSERVER", "testserver."])
def test_it_answers_to_its_own_names(room: TestClient, host: str) -> None:
    assert room.get("/healthz", headers={"host": host}).status_code == (421 if host.endswith(".") else 200)


@pytest.mark.parametrize("host", [
    "evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example", "evil.example/testserver",
    "", "testserver evil.example", "[", "localhost", "0", "<script>alert(1)</script>"])
def test_another_host_is_refused(room: TestClient, host: str) -> None:
    answer = room.get("/healthz", headers={"host": host, "x-forwarded-host": "testserver"})
    assert answer.status_code == 421
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_names_that_it_answers_to_by_itself_are_this_machines_own(ledger: Ledger, ledger_address: str) -> None:
    app = make_app(RoomSettings(ledger_address, rate=0), ledger)
    assert [client(app).get("/healthz", headers={"host": host}).status_code
            for host in ("localhost:8321", "127.0.0.1:8321", "[::1]:8321", "[::2]", "192.168.0.1")] == [
                200, 200, 200, 421, 421]


# limits

def test_more_requests_than_may_be_are_told_to_wait(ledger: Ledger, ledger_address: str) -> None:
    app = make_app(RoomSettings(ledger_address, hosts=("testserver",), rate=0.1), ledger)
    answers = [client(app).get("/robots.txt") for _ in range(8)]
    assert [each.status_code for each in answers] == [200] * 6 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) > 0
    assert has_our_headers(answers[-1])
    assert client(app).get("/healthz").status_code == 200
    assert client(app).get("/static/room.css").status_code == 200


def test_one_reader_who_asks_too_much_leaves_the_others_alone(ledger: Ledger, ledger_address: str) -> None:
    app = make_app(RoomSettings(ledger_address, hosts=("testserver",), rate=0.1), ledger)
    for _ in range(8):
        client(app).get("/robots.txt")
    other = TestClient(app, client=("10.0.0.2", 5000))
    assert other.get("/robots.txt").status_code == 200


@pytest.mark.parametrize("length", ["-1", "1e9", "²", "0x10", str(10 ** 30), " ", "1,1"])
def test_a_length_that_is_none_is_refused(room: TestClient, length: str) -> None:
    answer = client(room.app).post("/preferences", headers=[
        (b"content-length", length.encode("latin-1"))])
    assert answer.status_code == 413


def test_a_body_that_does_not_say_how_long_it_is_is_cut_off(room: TestClient) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"next=" + b"x" * 10_000 + b"&"

    answer = client(room.app).post("/preferences", content=pieces(),
                                   headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413
    assert "256,000" in answer.text


def test_a_form_of_thousands_of_fields_is_no_more_than_refused(room: TestClient) -> None:
    answer = client(room.app).post("/preferences", content="&".join("a=1" for _ in range(40_000)), headers={
        "content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code in (303, 400)


# where somebody is sent, and what is set

@pytest.mark.parametrize("next_", ELSEWHERE)
@pytest.mark.parametrize("way", ["/preferences", "/signin"])
def test_nobody_is_sent_to_another_site(room: TestClient, ledger: Ledger, way: str, next_: str) -> None:
    token = make_token(ledger, "قارئ", "read")[1]
    answer = client(room.app).post(way, data={"next": next_, "token": token, "lang": "ar"})
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert not re.search(r"[\x00-\x20]", where)
    assert len(answer.headers.get_list("location")) == 1


def test_what_a_reader_prefers_is_kept_where_no_script_reads_it(room: TestClient) -> None:
    answer = room.post("/preferences", data={"lang": "en", "theme": "dark", "numerals": "arab"})
    told = answer.headers.get_list("set-cookie")
    assert len(told) == 3
    assert all("HttpOnly" in each and "SameSite=lax" in each and "Path=/" in each for each in told)


@pytest.mark.parametrize("value", ["fr", "en; Domain=evil.example", "en\r\nset-cookie: harm=1", "<script>", "x" * 5000])
def test_no_cookie_is_set_to_what_there_is_not(room: TestClient, value: str) -> None:
    answer = room.post("/preferences", data={"lang": value, "theme": value, "numerals": value})
    assert answer.headers.get_list("set-cookie") == []
    assert "harm" not in answer.headers


@pytest.mark.parametrize("cookie", [f"lang={malice.MARKUP[0]}; theme=\" onload=alert(1); numerals={{{{7*7}}}}",
                                    "theme=dark\"><script>; lang=../../etc", "isnad=" + "x" * 4000])
def test_cookies_that_were_made_up_change_nothing(room: TestClient, cookie: str) -> None:
    answer = client(room.app, cookie=cookie).get("/nowhere")
    assert answer.status_code == 404
    assert_harmless(answer)


# static files

@pytest.mark.parametrize("path", [
    "/static/%2e%2e/security.py", "/static/..%2fsecurity.py", "/static/..%5csecurity.py", "/static//etc/passwd",
    "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd", "/static/%2fetc%2fpasswd",
    "/static/fonts/../../security.py", "/static/room.css%00.js", "/static/", "/static/fonts",
    "/static/%252e%252e/security.py", "/static/" + "a/" * 2000, "/static/" + "x" * 300])
def test_nothing_but_static_files_is_served_as_one(room: TestClient, path: str) -> None:
    answer = client(room.app).get(path)
    assert answer.status_code in (404, 405)
    assert "class Guard" not in answer.text
    assert "root:" not in answer.text


def test_nor_by_a_path_that_its_sender_left_as_it_was(room: TestClient) -> None:
    told: list[Any] = []

    async def ask() -> None:
        """What a client sends that does not take ``..`` out, as others do."""
        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            told.append(message)

        for path in ("/static/../security.py", "/static/fonts/../../security.py", "/static/\\..\\security.py"):
            await room.app({"type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
                            "query_string": b"", "headers": [(b"host", b"testserver")], "client": ("1.2.3.4", 5),
                            "scheme": "http", "server": ("testserver", 80), "root_path": "", "http_version": "1.1",
                            "asgi": {"version": "3.0"}}, receive, send)

    anyio.run(ask)
    assert [each["status"] for each in told if each["type"] == "http.response.start"] == [404] * 3
    assert b"class Guard" not in b"".join(each.get("body", b"") for each in told)


# reports that mean harm

def assert_harmless(answer: Any) -> None:
    """That nothing in an answer runs, loads, frames, styles or misleads."""
    assert answer.status_code < 500, f"{answer.url}: {answer.text[:500]}"
    assert has_our_headers(answer)
    assert malice.PRODUCT not in answer.text
    assert "set-cookie" not in answer.headers
    kind = answer.headers.get("content-type", "").split(";")[0]
    check = {"text/html": _harmless_page, "text/csv": _harmless_table, "application/json": _harmless_json,
             "application/geo+json": _harmless_json, "application/atom+xml": _harmless_xml}.get(kind)
    if check is not None:
        check(answer)
    else:
        assert kind not in ("image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript"), kind


def _harmless_page(answer: Any) -> None:
    text = answer.text
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", ISOLATED.sub("", text))
    page = html.document_fromstring(text)
    for each in page.iter():
        if not isinstance(each.tag, str):
            assert each.tag is not etree.ProcessingInstruction
            continue
        assert each.tag not in RUNS, each.tag
        assert each.tag != "style", "a style that stands in the page"
        assert not (each.tag == "meta" and each.get("http-equiv")), "a meta that acts"
        for name, value in each.attrib.items():
            told = f"<{each.tag} {name}={value[:80]!r}>"
            assert not name.lower().startswith("on"), told
            assert name not in ("style", "srcdoc", "ping", "formaction", "background"), told
            if name in ("href", "src", "action", "data", "poster", "xlink:href", "srcset"):
                _harmless_address(each, name, value, told)
        if each.tag == "script":
            assert each.get("src") or each.get("type") in ("application/json", "application/ld+json"), each.text


def _harmless_address(element: Any, name: str, value: str, told: str) -> None:
    if re.match(r"(http://testserver)?(/(?![/\\])|[?#]|$)", value) or value.startswith("data:image/"):
        return
    assert element.tag == "a", told
    assert re.match(r"https?://[^/]", value), told
    assert {"noopener", "noreferrer"} <= set(element.get("rel", "").split()), told


def _harmless_table(answer: Any) -> None:
    for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))):
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r", "＝")), cell[:80]
            assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell), cell[:80]


def _harmless_json(answer: Any) -> None:
    json.loads(answer.text)
    assert answer.headers["x-content-type-options"] == "nosniff"


def _harmless_xml(answer: Any) -> None:
    feed = etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False))
    for each in feed.iter():
        assert each.tag.startswith("{"), each.tag
        if each.get("href"):
            assert re.match(r"https?://", each.get("href")), each.get("href")
        assert each.get("type") not in ("html", "xhtml"), "a feed's text is text"


@pytest.mark.parametrize("form", ["", "json", "jsonl", "csv", "geojson", "atom", "graphml", "bibtex", "text"])
def test_harm_in_every_field_comes_to_nothing_on_every_page(harmed: Harmed, form: str) -> None:
    for path in harmed.paths():
        answer = harmed.client.get(path, params={"format": form} if form else {})
        assert_harmless(answer)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nor_in_either_language(harmed: Harmed, language: str) -> None:
    for path in harmed.paths():
        assert_harmless(harmed.client.get(path, params={"lang": language}))


HOSTILE = st.one_of(
    st.sampled_from([harm[:300] for harm in (*malice.HARMS, *malice.LONE, *ELSEWHERE)]), st.text(max_size=60),
    st.sampled_from([
        "\x00", "9" * 400, "-1", "1e309", "NaN", "٣", "0", "2022-02-30", "2022-13-01", "9999-12-31", "0000-00-00", "'",
        '"', "\\", "%", "_", "*", "(", '"a', "a AND b", "NEAR(a b)", "a* OR -b", "^a", "a:b", "-", "-*", "🏴" * 30]))
NAMES = st.sampled_from([*FILTERS, "q", "since", "until", "by", "page", "limit", "format", "lang", "next", "bom", "day",
                         "name", "token", "query", "version", "on", "from", "to", "size", "unit", "order", "state",
                         "rule", "x"])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_asked_of_any_address_is_answered(harmed: Harmed, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(harmed.routes))
    key = data.draw(st.one_of(st.just(harmed.ids.get(_letter(path), "x")), HOSTILE))
    asked = data.draw(st.lists(st.tuples(NAMES, HOSTILE), max_size=4))
    accept = data.draw(st.sampled_from(["text/html", "application/json", "*/*", "text/csv", "\xff,;q=x"]))
    url = path.replace("{key}", _quoted(key))
    answer = harmed.client.get(url + "?" + "&".join(f"{name}={_quoted(value)}" for name, value in asked),
                               headers=[(b"accept", accept.encode("latin-1"))])
    assert_harmless(answer)


def _quoted(value: str) -> str:
    from urllib.parse import quote

    return quote(value.encode("utf-8", "surrogatepass"), safe="")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=40), st.binary(max_size=40))
def test_nor_do_bytes_that_are_no_text_harm(harmed: Harmed, path: bytes, query: bytes) -> None:
    def raw(some: bytes) -> str:
        return "".join(f"%{byte:02x}" for byte in some)

    assert_harmless(harmed.client.get(f"/reports/{raw(path)}?q={raw(query)}&{raw(query)}={raw(path)}"))


# tokens

IN_THE_ADDRESS: Callable[[str], list[str]] = lambda token: [  # noqa: E731
    f"/?token={token}", f"/?access_token={token}", f"/search?q={token}", f"/healthz?x={token}", f"/?TOKEN={token}"]


def test_a_token_in_an_address_is_refused_and_told_to_be_revoked(ledger: Ledger, ledger_address: str) -> None:
    token = make_token(ledger, "قارئ", "admin")[1]
    app = make_app(RoomSettings(ledger_address, hosts=("testserver",), rate=0, tokens=True), ledger)
    for path in IN_THE_ADDRESS(token):
        answer = client(app, accept="application/json").get(path)
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "token-in-address"
        assert token not in answer.text
    assert client(app, authorization=f"Bearer {token}").get("/about").status_code == 200


def test_nothing_that_was_read_with_a_token_is_kept_for_others(ledger: Ledger, ledger_address: str) -> None:
    token = make_token(ledger, "قارئ", "read")[1]
    app = make_app(RoomSettings(ledger_address, hosts=("testserver",), rate=0, tokens=True), ledger)
    read = client(app, authorization=f"Bearer {token}").get("/about")
    assert "private" in read.headers["cache-control"]
    assert {"Cookie"} <= {each.strip() for each in read.headers["vary"].split(",")}
    other = client(app).get("/about", headers={"if-none-match": read.headers.get("etag", "*"),
                                               "if-modified-since": "Wed, 01 Jan 2031 00:00:00 GMT"})
    assert other.status_code == 401


def test_a_page_that_was_kept_by_a_reader_is_made_anew_for_a_reviewer(harmed: Harmed) -> None:
    """Whoever signs in in a browser that holds pages must not be told that they are as they were."""
    path = f"/reports/{harmed.ids['r']}"
    tag = harmed.client.get(path).headers["etag"]
    assert harmed.client.get(path, headers={"if-none-match": tag}).status_code == 304
    bearer = {"authorization": f"Bearer {harmed.token}"}
    seen = harmed.client.get(path, headers=bearer | {"if-none-match": tag})
    assert seen.status_code == 200
    assert 'action="/review/' in seen.text
    assert "etag" not in seen.headers
    assert 'action="/review/' not in harmed.client.get(path).text


@pytest.mark.parametrize("headers", [
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"},
    {"origin": "http://testserver.evil.example"}, {"sec-fetch-site": "none", "origin": "https://evil.example"}])
def test_nothing_is_changed_for_another_sites_page(harmed: Harmed, headers: dict[str, str]) -> None:
    bearer = {"authorization": f"Bearer {harmed.token}"}
    assert len(harmed.changing) > 3
    for route in (*harmed.changing, "/signin", "/signout"):
        path = route.replace("{key}", harmed.ids["s"])
        form = {"token": harmed.token, "decision": "rejected"}
        answer = harmed.client.post(path, data=form, headers=bearer | headers)
        assert answer.status_code == 403, path
        assert "set-cookie" not in answer.headers
