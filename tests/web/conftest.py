"""A reading room for the tests, over an empty ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from isnad.ledger.database import Ledger
from isnad.web.app import make_app
from isnad.web.settings import RoomSettings

HERE = Path(__file__).parent
ON_BOTH = ("test_hooks", "test_pictures", "test_security")
"""What is tried over PostgreSQL, too. Pages are the same over both databases, and what they ask is tried in
``tests/ledger`` on both; these fuzz it, draw it, and send from several servers."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would only be tried twice."""
    twice = [item for item in items if item.path.is_relative_to(HERE) and item.path.stem not in ON_BOTH
             and getattr(item, "callspec", None) and item.callspec.params.get("databases") == "postgresql"]  # type: ignore[attr-defined]
    left = set(twice)
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=twice)


@pytest.fixture
def room(ledger: Ledger, ledger_address: str) -> Iterator[TestClient]:
    """The room over ``ledger``, without a limit of requests. It follows no redirect by itself."""
    app = make_app(RoomSettings(ledger_address, hosts=("testserver",), rate=0), ledger)
    with TestClient(app, follow_redirects=False) as client:
        yield client
