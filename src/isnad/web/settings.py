"""What a reading room is run with."""

from __future__ import annotations

from dataclasses import dataclass

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(slots=True, frozen=True)
class RoomSettings:
    """The settings of ``isnad serve``.

    ``hosts``: names under which it may be asked for; ``*`` for any. ``tokens``: whether reading needs a token.
    ``rate``: requests a second that one client may make over a minute; 0 for no limit. ``seconds``: the longest that
    one look into the ledger may take. ``public``: its address as others know it, where that is not how it is asked
    for. ``private_hooks``: whether webhooks may go to private addresses. ``metrics``: whether /metrics is there.
    """

    ledger: str
    hosts: tuple[str, ...] = LOOPBACK
    tokens: bool = False
    rate: float = 50.0
    seconds: float = 10.0
    public: str | None = None
    private_hooks: bool = False
    metrics: bool = True
