"""Whoever is told an address can connect to it."""

from __future__ import annotations

import socket

import pytest

from isnad.web.serve import bind


def test_readers_can_connect_before_the_room_answers() -> None:
    with bind("127.0.0.1", 0) as waiting:
        socket.create_connection(waiting.getsockname(), timeout=5).close()


def test_a_port_that_somebody_has_is_refused() -> None:
    with bind("127.0.0.1", 0) as waiting, pytest.raises(OSError, match="in use"):
        bind("127.0.0.1", waiting.getsockname()[1])
