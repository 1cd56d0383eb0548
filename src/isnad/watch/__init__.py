"""Watching feeds: each polled in its time, for ever, and every report delivered once."""

from isnad.watch.loop import Polled, watch
from isnad.watch.settings import FeedSettings, Settings, SettingsError, read_settings
from isnad.watch.state import FeedState, FeedStore, MemoryStore

__all__ = [
    "FeedSettings", "FeedState", "FeedStore", "MemoryStore", "Polled", "Settings", "SettingsError", "read_settings",
    "watch",
]
