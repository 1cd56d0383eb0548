"""The file of what is watched: what it may say, and how a fault is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from isnad.watch import Settings, SettingsError, read_settings

FILE = """
every = "10m"
allow = ["wire.example", "10.0.0.0/8"]
agent = "desk (desk@almina.example)"

[[feed]]
url = "https://almina.example/rss"
name = "صحيفة الميناء"

[[feed]]
url = "http://10.0.0.7/rss"
every = 90
follow = false
max_size = "500 kB"
timeout = "5s"
max_items = 10
allow = ["192.168.1.0/24"]
"""


def read(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "watch.toml"
    path.write_text(text, "utf-8")
    return read_settings(path)


def test_what_a_feed_does_not_say_is_as_the_file_has_it(tmp_path: Path) -> None:
    settings = read(tmp_path, FILE)
    first, second = (settings.of(feed) for feed in settings.feed)
    assert (first.name, first.every, first.follow, first.max_size) == ("صحيفة الميناء", 600, True, 20_000_000)
    assert (second.name, second.every, second.follow, second.max_size) == (None, 90, False, 500_000)
    assert settings.limits(second).allow == ("wire.example", "10.0.0.0/8", "192.168.1.0/24")
    assert (settings.limits(second).seconds, settings.limits(first).seconds) == (5, 30)
    assert settings.limits(first).agent == "desk (desk@almina.example)"


ONE = '[[feed]]\nurl = "https://almina.example/rss"\n'


@pytest.mark.parametrize(("text", "said"), [
    ("", "feed: is missing; give at least one [[feed]] with its url"),
    ("feed = []", "feed: give at least one [[feed]]"),
    ("[[feed]]", "feed[1].url: is missing"),
    ('[[feed]]\nurl = "almina.example"', "feed[1].url: no address: 'almina.example'; it must begin with http"),
    ('[[feed]]\nurl = "file:///etc/passwd"', "it must begin with http"),
    (ONE + 'evry = "5m"', "feed[1].evry: no such key; there are agent, allow, every"),
    ('evry = "5m"\n' + ONE, "evry: no such key; there are agent, allow, every"),
    (ONE + 'every = "soon"', "feed[1].every: 'soon' is no time; write it as 30s, 10m, 2h or 1d"),
    (ONE + "every = true", "feed[1].every: a time is needed"),
    (ONE + "every = 0", "feed[1].every: Input should be greater than or equal to 1"),
    (ONE + 'max_size = "much"', "feed[1].max_size: 'much' is no size; write it as 500 kB or 5 MB"),
    (ONE + 'follow = "yes"', "feed[1].follow: true or false is needed"),
    (ONE + 'allow = ["10.0.0.0/99"]', "feed[1].allow: '10.0.0.0/99' is neither a host, an address nor a network"),
    ('allow = "10.0.0.1"\n' + ONE, "allow: a list in brackets is needed"),
    (ONE + ONE, "the feed https://almina.example/rss is there twice; leave one out"),
    ("workers = 0\n" + ONE, "workers: Input should be greater than or equal to 1"),
    ("every = ", "no TOML: "),
])
def test_a_fault_is_told_with_file_key_and_what_may_stand_there(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(said)) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'watch.toml'}: ")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, 'pace = "x"\n' + ONE + 'every = "y"\n' + "[[feed]]\n")
    assert len(str(caught.value).splitlines()) == 3


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        read_settings(tmp_path / "none.toml")
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="no TOML"):
        read_settings(tmp_path / "x.toml")
