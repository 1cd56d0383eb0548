"""A server of the tests' own on this machine, which misbehaves as it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """Answers each path as it is told. ``asked`` holds every request's path and headers, in their order."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Message]] = []
        self.ended = threading.Event()
        self._answers: dict[str, Answer] = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.asked.append((self.path, self.headers))
                self.close_connection = True
                with suppress(OSError):  # whoever asked has gone
                    server._answers.get(self.path, answer(b"", 404))(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def serve(self, path: str, told: Answer | bytes | str) -> str:
        """Answer a path from now on; its address is given back."""
        if isinstance(told, str):
            told = told.encode()
        self._answers[path] = answer(told) if isinstance(told, bytes) else told
        return self.url(path)

    def url(self, path: str) -> str:
        """A path's address."""
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        """End, with every answer that is still under way."""
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()


def answer(body: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer as it should be; in names of headers, _ stands for -."""
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        told = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        for name, value in {"content-length": str(len(body)), **told}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


@pytest.fixture
def answers() -> Callable[..., Answer]:
    """Makes answers as they should be."""
    return answer


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that answers 404 to everything, until it is told otherwise."""
    running = Server()
    yield running
    running.close()
