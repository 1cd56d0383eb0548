"""Running a reading room: one process or several, until it is told to stop."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import asdict

import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from isnad.web.app import make_app
from isnad.web.settings import RoomSettings

SETTINGS = "ISNAD_ROOM"
"""The environment's name for the settings, by which the processes of one server have the same."""
GRACE = 5
"""Seconds that answers under way have when the server is told to stop."""
WAITING = 2_048
"""Connections that may wait to be taken up."""


def bind(host: str, port: int) -> socket.socket:
    """A socket that readers can connect to from now on; they wait for their answer until it is served.

    Raises ``OSError`` where the address or the port cannot be had.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(WAITING)
    except OSError:
        made.close()
        raise
    made.set_inheritable(True)
    return made


def serve(settings: RoomSettings, waiting: socket.socket, *, workers: int = 1, proxies: str | None = None) -> None:
    """Serve on a socket until SIGINT or SIGTERM; answers under way are ended in order.

    ``proxies``: whose word is taken for who asks, and whether by https (X-Forwarded-For, X-Forwarded-Proto).
    """
    os.environ[SETTINGS] = json.dumps(asdict(settings))
    config = uvicorn.Config(
        "isnad.web.serve:app_of_environment", factory=True, workers=workers, log_level="warning", access_log=False,
        server_header=False, timeout_graceful_shutdown=GRACE, timeout_keep_alive=15, limit_concurrency=500,
        backlog=WAITING, h11_max_incomplete_event_size=32_768, proxy_headers=proxies is not None,
        forwarded_allow_ips=proxies)
    if workers > 1:
        Multiprocess(config, sockets=[waiting]).run()
    else:
        uvicorn.Server(config).run(sockets=[waiting])


def app_of_environment() -> Starlette:
    """The application with the settings that the environment holds: what each process of a server begins with."""
    told = json.loads(os.environ[SETTINGS])
    return make_app(RoomSettings(**told | {"hosts": tuple(told["hosts"])}))
