"""A reading room for the tests, over an empty ledger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from isnad.ledger.database import Ledger
from isnad.web.app import make_app
from isnad.web.settings import RoomSettings


@pytest.fixture
def room(ledger: Ledger, ledger_address: str) -> Iterator[TestClient]:
    """The room over ``ledger``, without a limit of requests. It follows no redirect by itself."""
    app = make_app(RoomSettings(ledger_address, hosts=("testserver",), rate=0), ledger)
    with TestClient(app, follow_redirects=False) as client:
        yield client
