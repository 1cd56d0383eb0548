"""Who may do what: tokens in the header, sessions of browsers, forms of other sites, and what stands in addresses."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from starlette.datastructures import FormData

from isnad.ledger import tokens as kept_tokens
from isnad.ledger.database import Ledger
from isnad.ledger.deliveries import delivered, failed, next_delivery
from isnad.ledger.saved import Saved, keep_search, saved_searches
from isnad.ledger.schema import iso, session, token
from isnad.ledger.tokens import Holder, Role, make_token, revoke
from isnad.web import saved_pages, signin
from isnad.web.access import administrator, form_sent, reviewer
from isnad.web.addresses import query_of
from isnad.web.app import make_app
from isnad.web.messages import Interface
from isnad.web.settings import RoomSettings

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "en"}
QUERY = "q=%D9%87%D8%AF%D9%86%D8%A9"


def with_routes(app: FastAPI) -> None:
    """Routes as those that change something are made."""
    @app.post("/try/review")
    def review(who: Annotated[Holder, Depends(reviewer)], sent: Annotated[FormData, Depends(form_sent)]) -> str:
        return who.name

    @app.post("/try/admin")
    def admin(who: Annotated[Holder, Depends(administrator)], sent: Annotated[FormData, Depends(form_sent)]) -> str:
        return who.name


OPEN_AND_CLOSED = pytest.mark.parametrize("closed", [False, True], ids=["open", "with tokens"], indirect=True)


@pytest.fixture
def closed(request: pytest.FixtureRequest) -> bool:
    """Whether to read needs a token; it does, unless a test says otherwise."""
    return bool(getattr(request, "param", True))


@pytest.fixture
def client(ledger: Ledger, ledger_address: str, closed: bool, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A room, which everybody may read or nobody without a token."""
    monkeypatch.setattr(signin, "PAUSE", 0.0)
    app = make_app(RoomSettings(ledger_address, hosts=("testserver",), rate=0, tokens=closed), ledger)
    with_routes(app)
    with TestClient(app, follow_redirects=False, headers=HTML) as client:
        yield client


@pytest.fixture
def token_of(ledger: Ledger) -> Callable[[Role], str]:
    """Makes a token of a role."""
    return lambda role: make_token(ledger, f"{role} of the room", role)[1]


def bearer(given: str) -> dict[str, str]:
    return {"authorization": f"Bearer {given}"}


def basic(given: str, name: str = "reader") -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{given}".encode()).decode()}


def sign_in(client: TestClient, given: str, **more: str) -> Any:
    return client.post("/signin", data={"token": given, **more})


def form_token(client: TestClient) -> str:
    """What the session's forms carry."""
    (found,) = re.findall(r'name="form_token" value="(\w+)"', client.get("/signin").text)
    return str(found)


def code(answer: Any) -> str:
    return str(answer.json()["error"]["code"])


@OPEN_AND_CLOSED
def test_who_has_no_token_reads_where_that_is_open(client: TestClient, closed: bool) -> None:
    answer = client.get("/saved")
    assert answer.status_code == (401 if closed else 200)
    told = client.get("/saved", headers={"accept": "application/json"})
    assert told.status_code == (401 if closed else 200)
    assert not closed or code(told) == "who"


@OPEN_AND_CLOSED
@pytest.mark.parametrize("path", ["/signin", "/healthz", "/readyz", "/robots.txt", "/static/room.css"])
def test_what_needs_no_token_is_there_for_everybody(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


@OPEN_AND_CLOSED
@pytest.mark.parametrize("way", [bearer, basic])
def test_a_token_in_the_header_lets_one_read(client: TestClient, token_of: Callable[[Role], str], way: Any) -> None:
    given = token_of("read")
    assert client.get("/saved", headers=way(given)).status_code == 200
    assert client.get("/saved", headers=way(given[:-1])).status_code == 401
    assert client.get("/saved", headers=way("")).status_code == 401


def test_a_token_may_be_the_name_in_place_of_the_password(client: TestClient, token_of: Callable[[Role], str]) -> None:
    assert client.get("/saved", headers=basic("", token_of("read"))).status_code == 200


@pytest.mark.parametrize("header", ["Basic", "Basic ", "Basic %%%", "Basic /w==", "Digest x", "Bearer", "",
                                    "Bearer \xff", "Basic " + "A" * 5000])
def test_a_header_that_is_none_is_told_so(client: TestClient, header: str) -> None:
    answer = client.get("/saved", headers={b"authorization": header.encode("latin-1")})
    assert answer.status_code == 401


@OPEN_AND_CLOSED
def test_who_is_not_let_in_is_told_how_he_may_be(client: TestClient, closed: bool) -> None:
    answer = client.get("/saved?x=1", headers=bearer("isnad_none"))
    assert answer.status_code == 401
    assert answer.headers.get_list("www-authenticate") == ['Bearer realm="isnad", charset="UTF-8"']
    assert 'action="/signin"' in answer.text
    assert 'name="next" value="/saved?x=1"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_feed_reader_is_asked_for_a_password_and_a_browser_is_not(client: TestClient) -> None:
    answer = client.get("/saved/qaaaaaaaaaaaaa.atom", headers=bearer("isnad_none"))
    assert [each.split()[0] for each in answer.headers.get_list("www-authenticate")] == ["Bearer", "Basic"]


@pytest.mark.parametrize("way", ["revoked", "expired"])
def test_a_token_that_is_over_lets_nobody_in(client: TestClient, ledger: Ledger, way: str) -> None:
    _, given = make_token(ledger, "ليلى", "admin", datetime.now(UTC) + timedelta(days=1))
    assert sign_in(client, given).status_code == 303
    assert client.post("/try/review", data={"form_token": form_token(client)}).status_code == 200
    if way == "revoked":
        revoke(ledger, "ليلى")
    else:
        with ledger.write() as db:
            db.execute(update(token).values(expires=iso(datetime.now(UTC) - timedelta(seconds=1))))
    assert client.post("/try/review").status_code == 401
    assert client.get("/saved", headers=bearer(given)).status_code == 401
    assert sign_in(client, given).status_code == 401


@OPEN_AND_CLOSED
@pytest.mark.parametrize(("role", "review", "admin"), [("read", 403, 403), ("review", 200, 403), ("admin", 200, 200)])
def test_each_may_do_what_his_role_may(client: TestClient, token_of: Callable[[Role], str], role: Role, review: int,
                                       admin: int) -> None:
    given = token_of(role)
    assert client.post("/try/review", headers=bearer(given)).status_code == review
    assert client.post("/try/admin", headers=bearer(given)).status_code == admin
    sign_in(client, given)
    form = {"form_token": form_token(client)}
    assert client.post("/try/review", data=form).status_code == review
    assert client.post("/try/admin", data=form).status_code == admin


def test_who_may_not_is_told_what_he_would_need(client: TestClient, token_of: Callable[[Role], str]) -> None:
    told = client.post("/try/admin", headers={**bearer(token_of("review")), "accept": "application/json"})
    assert code(told) == "not-allowed"
    assert told.json()["error"]["message"] == "this needs the role admin; yours is review"
    assert client.post("/try/review").status_code == 401


def test_people_are_told_in_their_language_and_programs_in_english(client: TestClient, token_of: Callable[[Role], str],
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    given = token_of("read")
    monkeypatch.setattr(Interface, "gettext", lambda ui, message: f"({ui.code}) {message}")
    told = "this needs the role admin; yours is read"
    for language in ("ar", "en"):
        headers = {**bearer(given), "accept-language": language}
        assert f"({language}) {told}" in client.post("/try/admin", headers=headers).text
        answer = client.post("/try/admin", headers=headers | {"accept": "application/json"})
        assert answer.json()["error"]["message"] == told


def test_with_a_password_one_reads_and_no_more(client: TestClient, token_of: Callable[[Role], str]) -> None:
    assert client.post("/try/review", headers=basic(token_of("admin"))).status_code == 403


@pytest.mark.parametrize("address", [
    "/saved?token=x", "/saved?access_token=x", "/saved?Password=x", "/saved?q=isnad_" + "x" * 43, "/?x&api_key=",
    "/signin?next=/&token=isnad_" + "y" * 43,
])
def test_a_token_in_the_address_is_refused_and_not_looked_at(client: TestClient, address: str) -> None:
    answer = client.get(address, headers={"accept": "application/json"})
    assert answer.status_code in (400, 404)
    if answer.status_code == 400:
        assert code(answer) == "token-in-address"
        assert "Authorization: Bearer" in answer.json()["error"]["message"]
    else:
        assert address.startswith("/?")  # where there is no page


def test_a_word_that_begins_like_a_token_is_none(client: TestClient, token_of: Callable[[Role], str]) -> None:
    answer = client.get("/saved?q=isnad_reader", headers=bearer(token_of("read")))
    assert answer.status_code == 200


@OPEN_AND_CLOSED
def test_a_session_is_a_cookie_that_no_script_and_no_other_site_has(client: TestClient, ledger: Ledger,
                                                                    token_of: Callable[[Role], str]) -> None:
    given = token_of("review")
    answer = sign_in(client, given, next="/saved?page=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/saved?page=2")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("isnad=")
    attributes = {each.strip().lower() for each in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= attributes
    assert "secure" not in attributes
    assert given not in cookie
    assert client.get("/saved").status_code == 200
    assert "review of the room" in client.get("/saved").text


@pytest.mark.parametrize(("public", "base"), [("https://news.example", "http://testserver"),
                                              (None, "https://testserver")])
def test_over_https_the_cookie_is_sent_over_nothing_else(ledger: Ledger, ledger_address: str, public: str | None,
                                                         base: str, token_of: Callable[[Role], str]) -> None:
    app = make_app(RoomSettings(ledger_address, hosts=("testserver",), rate=0, public=public), ledger)
    with TestClient(app, base, follow_redirects=False) as client:
        assert "secure" in sign_in(client, token_of("read")).headers["set-cookie"].lower()


@pytest.mark.parametrize("given", ["", "isnad_wrong", "x" * 200])
def test_a_wrong_token_is_told_after_a_pause(client: TestClient, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signin, "PAUSE", 0.2)
    began = time.monotonic()
    answer = sign_in(client, given, next="/saved")
    assert time.monotonic() - began >= 0.2
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "This token is none, revoked or expired" in answer.text
    assert 'name="next" value="/saved"' in answer.text
    assert not given or given not in answer.text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "evil", "",
                                       "javascript:alert(1)", "/\n/evil.example"])
def test_after_signing_in_one_stays_here(client: TestClient, token_of: Callable[[Role], str], elsewhere: str) -> None:
    given = token_of("read")
    assert sign_in(client, given, next=elsewhere).headers["location"] == "/"
    assert 'name="next" value="/"' in TestClient(client.app).get("/signin", params={"next": elsewhere}).text


def test_who_signs_in_again_has_another_session_and_the_old_one_is_over(client: TestClient, ledger: Ledger,
                                                                        token_of: Callable[[Role], str]) -> None:
    given = token_of("read")
    sign_in(client, given)
    old = client.cookies["isnad"]
    sign_in(client, given)
    assert client.cookies["isnad"] != old
    with ledger.look() as db:
        assert kept_tokens.session_holder(db, old) is None
        assert len(db.execute(select(session)).all()) == 1


def test_who_signs_out_is_out(client: TestClient, ledger: Ledger, token_of: Callable[[Role], str]) -> None:
    sign_in(client, token_of("review"))
    secret, form = client.cookies["isnad"], {"form_token": form_token(client)}
    assert client.post("/signout").status_code == 403
    answer = client.post("/signout", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "isnad" not in client.cookies
    client.cookies["isnad"] = secret
    assert client.post("/try/review", data=form).status_code == 401


@pytest.mark.parametrize("form", [{}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "ل"}])
def test_a_form_that_is_not_of_the_session_is_refused(client: TestClient, token_of: Callable[[Role], str],
                                                      form: dict[str, str]) -> None:
    sign_in(client, token_of("admin"))
    assert client.post("/try/review", data=form).status_code == 403


def test_a_form_of_anothers_session_is_refused(client: TestClient, token_of: Callable[[Role], str]) -> None:
    given = token_of("admin")
    sign_in(client, given)
    others = form_token(client)
    sign_in(client, given)
    assert client.post("/try/review", data={"form_token": others}).status_code == 403
    assert client.post("/try/review", data={"form_token": form_token(client)}).status_code == 200


OURS, THEIRS = 200, 403


@pytest.mark.parametrize(("headers", "status"), [
    ({"sec-fetch-site": "same-origin", "origin": "null"}, OURS), ({"origin": "http://testserver"}, OURS),
    ({"origin": "null"}, OURS), ({"sec-fetch-site": "none"}, OURS),
    ({"sec-fetch-site": "cross-site"}, THEIRS), ({"sec-fetch-site": "same-site"}, THEIRS),
    ({"sec-fetch-site": "cross-site", "origin": "null"}, THEIRS), ({"origin": "http://evil.example"}, THEIRS),
    ({"origin": "http://testserver.evil.example"}, THEIRS), ({"origin": "http://testserver:81"}, THEIRS),
    ({"origin": "nonsense"}, THEIRS),
])
def test_what_another_sites_page_sends_is_refused_also_with_the_right_form(
    client: TestClient, token_of: Callable[[Role], str], headers: dict[str, str], status: int
) -> None:
    given = token_of("review")
    sign_in(client, given)
    form = {"form_token": form_token(client)}
    assert client.post("/try/review", data=form, headers=headers).status_code == status
    assert (client.post("/signin", data={"token": given}, headers=headers).status_code == 303) == (status == OURS)


def test_a_program_with_a_token_needs_no_form_token(client: TestClient, token_of: Callable[[Role], str]) -> None:
    assert client.post("/try/review", headers=bearer(token_of("review"))).json() == "review of the room"


def test_the_header_counts_before_the_cookie(client: TestClient, token_of: Callable[[Role], str]) -> None:
    sign_in(client, token_of("admin"))
    given = token_of("read")
    assert client.post("/try/review", headers=bearer(given)).status_code == 403
    assert client.get("/saved", headers=bearer("isnad_none")).status_code == 401


def test_that_a_token_is_used_is_written(client: TestClient, ledger: Ledger, token_of: Callable[[Role], str]) -> None:
    given = token_of("read")
    assert client.get("/saved", headers=bearer(given)).status_code == 200
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with ledger.look() as db:
            (row,) = kept_tokens.tokens(db)
        if row["used"]:
            return
        time.sleep(0.01)
    raise AssertionError("it was not written")


def test_a_search_is_kept_and_removed_by_a_program(client: TestClient, ledger: Ledger,
                                                   token_of: Callable[[Role], str]) -> None:
    who = bearer(token_of("admin")) | {"accept": "application/json"}
    hook = "https://hooks.example/services/secret-part"
    made = client.post("/saved", data={"name": "الهدنة", "query": f"/search?{QUERY}&page=3", "hook": hook}, headers=who)
    assert made.status_code == 201
    told = made.json()
    assert (told["name"], told["query"], told["by"]) == ("الهدنة", QUERY, "admin of the room")
    assert told["secret"].startswith("whsec_")
    shown = client.get(f"/saved/{told['id']}", headers=who)
    assert shown.json()["hook"] == "hooks.example"
    assert told["secret"] not in shown.text
    assert "secret-part" not in shown.text + client.get("/saved", headers=who).text
    assert client.post(f"/saved/{told['id']}/remove", headers=who).json() == {"removed": told["id"]}
    assert client.get(f"/saved/{told['id']}", headers=who).status_code == 404
    assert client.post(f"/saved/{told['id']}/remove", headers=who).status_code == 404


@OPEN_AND_CLOSED
def test_a_search_is_kept_in_a_browser(client: TestClient, ledger: Ledger, token_of: Callable[[Role], str]) -> None:
    sign_in(client, token_of("admin"))
    form = client.get(f"/saved/new?{QUERY}&page=4")
    assert form.status_code == 200
    assert f'name="query" value="{QUERY}"' in form.text
    sent = {"name": "<b>الهدنة</b>", "query": QUERY, "form_token": form_token(client)}
    answer = client.post("/saved", data=sent)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert "&lt;b&gt;الهدنة&lt;/b&gt;" in page.text
    assert "<b>الهدنة" not in page.text + client.get("/saved").text
    feed = client.get(f"{answer.headers['location']}.atom")
    assert (feed.status_code, feed.headers["content-type"]) == (200, "application/atom+xml")
    assert "&lt;b&gt;الهدنة" in feed.text
    with ledger.look() as db:
        (kept,) = saved_searches(db)
    with_hook = client.post("/saved", data=sent | {"hook": "https://hooks.example/x"})
    assert with_hook.status_code == 200
    assert re.search(r"whsec_[\w+/]+=", with_hook.text)
    assert with_hook.headers["cache-control"] == "no-store"
    assert client.post(f"/saved/{kept.id}/remove", data={"form_token": form_token(client)}).status_code == 303
    assert client.get(f"/saved/{kept.id}").status_code == 404


@pytest.mark.parametrize(("sent", "message"), [
    ({"name": "", "query": QUERY}, "needs a name"), ({"name": "س", "query": "act=shout"}, "no 'shout'"),
    ({"name": "س", "query": ""}, "asks for nothing"), ({"name": "س", "query": QUERY, "hook": "ftp://x"}, "http://"),
])
def test_what_cannot_be_kept_is_told(client: TestClient, ledger: Ledger, token_of: Callable[[Role], str],
                                     sent: dict[str, str], message: str) -> None:
    sign_in(client, token_of("admin"))
    answer = client.post("/saved", data=sent | {"form_token": form_token(client)})
    assert answer.status_code == 400
    assert message in answer.text.replace("&#39;", "'")
    with ledger.look() as db:
        assert saved_searches(db) == []


def test_who_only_reads_keeps_no_search(client: TestClient, ledger: Ledger, token_of: Callable[[Role], str]) -> None:
    reading = bearer(token_of("read"))
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى")
    assert client.get(f"/saved/new?{QUERY}", headers=reading).status_code == 403
    assert client.post("/saved", data={"name": "س", "query": QUERY}, headers=reading).status_code == 403
    assert client.post(f"/saved/{kept.id}/remove", headers=reading).status_code == 403
    assert client.get(f"/saved/{kept.id}", headers=reading).status_code == 200
    with ledger.look() as db:
        assert saved_searches(db) == [kept]


def test_who_reviews_keeps_searches_sets_no_hook_and_removes_his_own(client: TestClient, ledger: Ledger,
                                                                     token_of: Callable[[Role], str]) -> None:
    sign_in(client, token_of("review"))
    form = {"name": "الهدنة", "query": QUERY, "form_token": form_token(client)}
    assert 'name="hook"' not in client.get(f"/saved/new?{QUERY}").text
    assert client.post("/saved", data=form | {"hook": "https://hooks.example/"}).status_code == 403
    own = client.post("/saved", data=form).headers["location"]
    others = f"/saved/{keep_search(ledger, 'النفي', QUERY, 'ليلى').id}"
    assert ["Remove this search" in client.get(path).text for path in (own, others)] == [True, False]
    assert client.post(f"{others}/remove", data=form).status_code == 403
    assert client.post(f"{own}/remove", data=form).status_code == 303
    sign_in(client, token_of("admin"))
    assert client.post(f"{others}/remove", data={"form_token": form_token(client)}).status_code == 303
    with ledger.look() as db:
        assert saved_searches(db) == []


def test_a_saved_search_that_means_nothing_any_more_is_shown_and_can_be_removed(
    client: TestClient, ledger: Ledger, token_of: Callable[[Role], str]
) -> None:
    sign_in(client, token_of("review"))
    kept: Saved = keep_search(ledger, "الهدنة", "act=shout", "review of the room")
    for path in ("/saved", f"/saved/{kept.id}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "This search means nothing any more" in answer.text
    assert client.post(f"/saved/{kept.id}/remove", data={"form_token": form_token(client)}).status_code == 303


def test_a_page_tells_what_was_sent_and_what_became_of_it(
    client: TestClient, ledger: Ledger, token_of: Callable[[Role], str], keep_all: Callable[..., list[Any]],
    a_report: Callable[..., Any],
) -> None:
    reading = bearer(token_of("read"))
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", "https://hooks.example/part")
    assert "Nothing was sent yet" in client.get(f"/saved/{kept.id}", headers=reading).text
    for number in range(saved_pages.ON_A_PAGE + 1):
        keep_all(ledger, a_report(f"أعلنت القاهرة هدنة رقم {number}."))
        sent = next_delivery(ledger, kept.id, query_of)
        assert sent is not None
        if number < saved_pages.ON_A_PAGE:
            delivered(ledger, sent, 200)
        else:
            failed(ledger, sent, "the server answers <500>", 500)
    page = client.get(f"/saved/{kept.id}", headers=reading).text
    assert page.count("<tr id=") == saved_pages.ON_A_PAGE
    assert "the server answers &lt;500&gt;" in page
    assert ("hooks.example" in page, "/part" in page) == (True, False)
    assert client.get(f"/saved/{kept.id}?page=2", headers=reading).text.count("<tr id=") == 1
    told = client.get(f"/saved/{kept.id}?format=json", headers=reading).json()
    assert (told["total"], len(told["deliveries"])) == (saved_pages.ON_A_PAGE + 1, saved_pages.ON_A_PAGE)
    assert (told["deliveries"][0]["state"], told["deliveries"][1]["state"]) == ("waiting", "delivered")


@pytest.mark.parametrize("key", ["qaaaaaaaaaaaaa", "raaaaaaaaaaaaa", "x", "%00", "q" * 500])
def test_a_saved_search_that_is_not_there_is_told(client: TestClient, token_of: Callable[[Role], str],
                                                  key: str) -> None:
    reading = bearer(token_of("read"))
    assert client.get(f"/saved/{key}", headers=reading).status_code == 404
    assert client.get(f"/saved/{key}.atom", headers=reading).status_code == 404
