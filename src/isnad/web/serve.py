"""Running a reading room: one process or several, until it is told to stop."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import uvicorn
from starlette.applications import Starlette

from isnad.web.app import make_app
from isnad.web.settings import RoomSettings

SETTINGS = "ISNAD_ROOM"
"""The environment's name for the settings, by which the processes of one server have the same."""
GRACE = 10
"""Seconds that answers under way have when the server is told to stop."""


def serve(settings: RoomSettings, host: str, port: int, *, workers: int = 1, behind_proxy: bool = False,
          log_level: str = "warning") -> None:
    """Serve until SIGINT or SIGTERM. Raises ``LedgerError`` where the ledger cannot be opened, ``OSError`` where the
    port cannot be had."""
    os.environ[SETTINGS] = json.dumps(asdict(settings))
    uvicorn.run("isnad.web.serve:app_of_environment", factory=True, host=host, port=port, workers=workers,
                log_level=log_level, access_log=False, server_header=False, date_header=True,
                timeout_graceful_shutdown=GRACE, timeout_keep_alive=15, proxy_headers=behind_proxy,
                forwarded_allow_ips=host if behind_proxy else None, limit_concurrency=500,
                h11_max_incomplete_event_size=32_768)


def app_of_environment() -> Starlette:
    """The application with the settings that the environment holds: what each process of a server begins with."""
    told = json.loads(os.environ[SETTINGS])
    return make_app(RoomSettings(**told | {"hosts": tuple(told["hosts"])}))
