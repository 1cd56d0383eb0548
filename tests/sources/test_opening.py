"""Files, folders, archives and addresses, and what was rejected read again."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from isnad.sources import Incoming, Origin, RawReport, Rejected, open_sources, reopen
from isnad.sources.fetch import Fetched, HttpStatusError

BODY = "قال الوزير إن بلاده مستعدة للحوار مع جميع الأطراف."
LINE = json.dumps({"text": BODY}, ensure_ascii=False)
PAGE = f"<html><head><title>خبر</title></head><body><article><p>{BODY}</p></article></body></html>"
FEED = ("<rss version='2.0'><channel><title>الميناء</title><item><title>خبر</title><link>https://a.example/1</link></item>"
        "<item><title>خبر</title><link>https://a.example/none</link></item></channel></rss>")


class Web:
    """A fetcher that has a few pages, and counts what is asked of it."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def fetch(self, url: str, **_: Any) -> Fetched:
        self.asked.append(url)
        if url not in self.pages:
            raise HttpStatusError(404, url)
        origin = Origin(url, captured="2024-03-02T10:00:00Z")
        return Fetched(url, 200, self.pages[url].encode(), origin=origin)


def web(**pages: str) -> Any:
    return Web({f"https://a.example/{name}": page for name, page in pages.items()})


def told(items: Any) -> list[tuple[str, str]]:
    return [(item.where, item.report.code if isinstance(item.report, Rejected) else "report") for item in items]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of reports of all kinds, and the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in/deep").mkdir(parents=True)
    (tmp_path / "in/.git").mkdir()
    (tmp_path / "in/b.jsonl").write_text(f"{LINE}\n{{bad\n{LINE}\n", "utf-8")
    (tmp_path / "in/a.html").write_text(PAGE, "utf-8")
    (tmp_path / "in/deep/c.txt").write_text(f"عنوان\n\n{BODY}", "cp1256")
    (tmp_path / "in/.hidden.txt").write_text(BODY, "utf-8")
    (tmp_path / "in/.git/x.txt").write_text(BODY, "utf-8")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in/gone").symlink_to(tmp_path / "nowhere")
    with zipfile.ZipFile(tmp_path / "in/d.zip", "w") as made:
        made.writestr("x/e.jsonl", f"{LINE}\n{{bad\n")
        made.writestr("f!.txt", "The talks will go on for as long as they must, the minister said on Monday.")
    return tmp_path


WANTED = [("in/a.html", "report"), ("in/b.jsonl:1", "report"), ("in/b.jsonl:2", "bad-json"), ("in/b.jsonl:3", "report"),
          ("in/d.zip!f!.txt", "not-arabic"), ("in/d.zip!x/e.jsonl:1", "report"), ("in/d.zip!x/e.jsonl:2", "bad-json"),
          ("in/deep/c.txt", "report"), ("in/gone", "unreadable")]


def test_a_folder_is_read_with_all_in_it_in_the_order_of_names(folder: Path) -> None:
    assert told(open_sources(["in"])) == WANTED


def test_sources_come_in_the_order_they_are_given_and_a_missing_one_stops_none(folder: Path) -> None:
    assert told(open_sources(["in/deep/c.txt", "none", "in/a.html", "\0"])) == [
        ("in/deep/c.txt", "report"), ("none", "unreadable"), ("in/a.html", "report"), ("\0", "unreadable")]


def test_nothing_is_opened_before_it_is_asked_for(folder: Path) -> None:
    items = open_sources(["in/a.html", "in/b.jsonl"])
    next(items)
    os.remove("in/b.jsonl")
    assert told(items) == [("in/b.jsonl", "unreadable")]


def test_what_was_rejected_is_found_again_under_its_name(folder: Path) -> None:
    for item in open_sources(["in"]):
        if isinstance(item.report, Rejected):
            (again,) = reopen(item.source, item.line, item.given)
            assert (again.source, again.line, again.given) == (item.source, item.line, item.given)
            assert isinstance(again.report, Rejected)
            assert again.report.code == item.report.code


def test_what_was_rejected_and_mended_is_a_report() -> None:
    (item,) = reopen("x.jsonl", 3, LINE)
    assert isinstance(item.report, RawReport)
    assert (item.where, item.given) == ("x.jsonl:3", None)


def test_a_mended_file_is_read_again(folder: Path) -> None:
    (folder / "in/deep/c.txt").write_text(BODY, "utf-8")
    assert told(reopen("in/deep/c.txt")) == [("in/deep/c.txt", "report")]
    assert told(reopen("in/d.zip!x/e.jsonl", 1)) == [("in/d.zip!x/e.jsonl:1", "report")]


def test_what_is_no_longer_there_is_told(folder: Path) -> None:
    assert told(reopen("nowhere/x.txt", 3)) == [("nowhere/x.txt:3", "unreadable")]
    assert told(reopen("standard input")) == [("standard input", "unreadable")]


def test_an_item_of_an_array_can_be_tried_again_alone() -> None:
    from isnad.sources import read_source

    items = list(read_source(io.BytesIO(f'[{LINE}, {{"text": 3}}]'.encode()), "x"))
    (again,) = reopen(items[1].source, items[1].line, items[1].given)
    assert isinstance(again.report, Rejected)
    assert again.report.code == "bad-field"


def test_an_address_is_fetched_where_it_may_be() -> None:
    (item,) = open_sources(["https://a.example/1"], fetcher=web(**{"1": PAGE}))
    assert isinstance(item.report, RawReport)
    assert (item.source, item.report.url, item.report.captured) == (
        "https://a.example/1", "https://a.example/1", "2024-03-02T10:00:00Z")
    assert told(open_sources(["https://a.example/1"])) == [("https://a.example/1", "unreadable")]
    (item,) = open_sources(["https://a.example/2"], fetcher=web())
    assert (told([item]), item.given) == ([("https://a.example/2", "http-404")], "https://a.example/2")
    assert told(open_sources(["https://a.example/3"], fetcher=web(**{"3": " "}))) == [("https://a.example/3", "empty")]


def test_links_of_a_feed_are_followed_where_they_may_be(folder: Path) -> None:
    (folder / "feed.xml").write_text(FEED, "utf-8")
    assert told(open_sources(["feed.xml"])) == [("feed.xml:1", "link-only"), ("feed.xml:2", "link-only")]
    there = web(**{"1": PAGE})
    assert told(open_sources(["feed.xml"], fetcher=there)) == [
        ("https://a.example/1", "report"), ("https://a.example/none", "http-404")]
    assert there.asked == ["https://a.example/1", "https://a.example/none"]


def test_a_link_that_was_rejected_is_fetched_when_it_is_tried_again(folder: Path) -> None:
    (folder / "feed.xml").write_text(FEED, "utf-8")
    item: Incoming = next(open_sources(["feed.xml"]))
    assert told(reopen(item.source, item.line, item.given)) == [("feed.xml:1", "link-only")]
    (again,) = reopen(item.source, item.line, item.given, fetcher=web(**{"1": PAGE}))
    assert isinstance(again.report, RawReport)
