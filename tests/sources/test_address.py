"""Addresses: one way to write each."""

from __future__ import annotations

import pytest
import trafilatura  # noqa: F401 - before courlan, or urllib3 warns of what only trafilatura keeps it from warning of
from hypothesis import given
from hypothesis import strategies as st

from isnad.sources import BadAddress, canonical_address
from isnad.sources.address import is_address, same_site


@pytest.mark.parametrize(("url", "canonical"), [
    ("HTTP://Example.COM", "http://example.com/"),
    ("http://example.com:80/a", "http://example.com/a"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("https://example.com:80/a", "https://example.com:80/a"),
    ("https://user:pass@example.com/a#part", "https://example.com/a"),
    ("https://example.com//a//b/", "https://example.com/a/b/"),
    ("https://example.com/خبر", "https://example.com/%D8%AE%D8%A8%D8%B1"),
    ("https://example.com/%d8%ae%D8%A8%d8%b1", "https://example.com/%D8%AE%D8%A8%D8%B1"),
    ("https://example.com/a?utm_source=x&id=3&fbclid=y&b=2", "https://example.com/a?b=2&id=3"),
    ("https://example.com/a?utm_medium=x#y", "https://example.com/a"),
    ("https://example.com/a?12345", "https://example.com/a?12345"),
    ("https://example.com/a?cid=1&source=2&page=", "https://example.com/a?cid=1&page=&source=2"),
    (" https://example.com./a ", "https://example.com/a"),
    ("https://مثال.إختبار/a", "https://xn--mgbh0fb.xn--kgbechtv/a"),
    ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ("https://example.com/a?0&{", "https://example.com/a?%7B&0"),
    ("https://example.com/\ud800", "https://example.com/%EF%BF%BD"),
])
def test_every_way_to_write_an_address_comes_to_one(url: str, canonical: str) -> None:
    assert canonical_address(url) == canonical
    assert canonical_address(canonical) == canonical


@pytest.mark.parametrize("url", ["", "example.com/a", "/a", "ftp://example.com/a", "javascript:alert(1)",
                                 "mailto:a@b.c",
                                 "file:///etc/passwd", "http://", "http:///a", "http://a b/", "http://[::1",
                                 "http://a:9x/", "http://a:99999/", "http://..", "http://a" + "/b" * 4000, "http://a_b*c/"])
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(BadAddress, match="no address"):
        canonical_address(url)


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://a.example/", "https://a.example/?"]))
def test_any_text_has_one_address_or_none(text: str, before: str) -> None:
    try:
        canonical = canonical_address(before + text)
    except BadAddress:
        return
    assert canonical.isascii()
    assert canonical_address(canonical) == canonical


@pytest.mark.parametrize(("one", "other", "same"), [
    ("https://www.almina.example/1", "https://m.almina.example/2", False),  # `example` is nobody's to register
    ("https://www.bbc.co.uk/1", "https://news.bbc.co.uk/2", True), ("https://a.co.uk/1", "https://b.co.uk/1", False),
    ("http://127.0.0.1:1/a", "http://127.0.0.1:2/b", True),
])
def test_a_site_is_a_registered_domain(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


@pytest.mark.parametrize(("text", "is_one"), [("https://a.example/1", True), ("قال https://a.example", False),
                                              ("https://a.example/1 2", False), ('{"text": 1}', False), ("", False)])
def test_an_address_stands_alone(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one
