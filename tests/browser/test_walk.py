"""A person's walk through the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page


def test_what_is_not_there_is_told_with_a_way_to_the_front(visit: Callable[..., Page], guise: Any) -> None:
    page = visit(guise, "/reports/rxxx", status=404)
    assert page.title()
