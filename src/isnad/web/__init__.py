"""The reading room: the ledger in a browser. ``make_app`` gives it as an ASGI application."""

from isnad.web.app import make_app
from isnad.web.settings import RoomSettings

__all__ = ["RoomSettings", "make_app"]
