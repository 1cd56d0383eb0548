"""Who may be connected to, and for how long: every connection's address is looked at before it is made."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from isnad.sources.report import Rejected

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_GLOBAL = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class FetchError(Rejected):
    """An address that nothing could be fetched from. ``passing`` where it may go better later; ``retry_after`` is
    the seconds that the server asks to be left alone for."""

    code = "not-fetched"
    passing = False

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PrivateAddressError(FetchError):
    """A host inside somebody's own network, which a link from outside has no business with."""

    code = "private-address"


class TimedOutError(FetchError):
    """The whole took longer than it may."""

    code = "timed-out"
    passing = True


class UnreachableError(FetchError):
    """No such host, or it does not answer or breaks off."""

    code = "unreachable"
    passing = True


class Allowed:
    """Hosts and networks that may be private: names ("wire.example"), addresses ("10.1.2.3"), networks
    ("10.0.0.0/8"). Raises ``ValueError`` for what is none of these."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._hosts: set[str] = set()
        self._networks: list[Network] = []
        for entry in entries:
            try:
                self._networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                if not entry or any(c in entry for c in "/:@ *"):
                    raise ValueError(f"{entry!r} is neither a host, an address nor a network; write it as "
                                     "wire.example, 10.1.2.3 or 10.0.0.0/8") from None
                self._hosts.add(entry.lower().rstrip("."))

    def allows(self, host: str, address: Address) -> bool:
        """Whether a host may be connected to at an address."""
        return is_public(address) or host.lower().rstrip(".") in self._hosts or any(
            form in network for form in _forms(address) for network in self._networks
            if form.version == network.version)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, with the IPv4 address that an IPv6 one may carry within."""
    for form in _forms(address):
        if isinstance(form, ipaddress.IPv6Address) and len(_forms(form)) > 1 and form.teredo is None:
            continue  # what it carries is what counts
        if not form.is_global or form.is_multicast or form.is_reserved or form.is_unspecified:
            return False
        if isinstance(form, ipaddress.IPv6Address) and form not in _GLOBAL:
            return False
    return True


def _forms(address: Address) -> list[Address]:
    """An address, and those that are written into it."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return [address, *(form for form in inner if form is not None)]


class Deadline:
    """The moment by which everything must be done."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.seconds = seconds
        self._end = clock() + seconds

    def left(self, most: float | None = None) -> float:
        """Seconds that are left, no more than ``most``. Raises ``TimedOutError`` where none are."""
        left = self._end - self._clock()
        if left <= 0:
            raise TimedOutError(f"timed out: it was not through after {self.seconds:g} seconds")
        return left if most is None else min(left, most)


class Guard(httpcore.NetworkBackend):
    """Connects only where it is allowed, to the very address that was looked at, so that a name that changes its
    address between the look and the connection gains nothing; and not for longer than there is time."""

    def __init__(self, deadline: Deadline, allowed: Allowed) -> None:
        self._deadline = deadline
        self._allowed = allowed
        self._inner = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                    socket_options: Iterable[Any] | None = None) -> httpcore.NetworkStream:
        """A connection to one of the host's addresses that may be connected to."""
        found = _resolved(host, port, self._deadline)
        open_to_us = [address for address in found if self._allowed.allows(host, address)]
        if not open_to_us:
            raise PrivateAddressError(f"{host} is at {found[0]}, which is no address of the public internet; where it "
                                      "is to be fetched from, name it under 'allow'")
        failed: Exception | None = None
        for address in open_to_us:
            try:
                stream = self._inner.connect_tcp(str(address), port, self._deadline.left(timeout), local_address,
                                                 socket_options)
                return _Timed(stream, self._deadline)
            except httpcore.NetworkError as error:
                failed = error
            except httpcore.TimeoutException as error:
                failed = error
                self._deadline.left()
        raise failed or UnreachableError(f"{host} does not answer")

    def connect_unix_socket(self, path: str, timeout: float | None = None,
                            socket_options: Iterable[Any] | None = None) -> httpcore.NetworkStream:
        """Never."""
        raise PrivateAddressError(f"{path} is a socket of this machine")


class _Timed(httpcore.NetworkStream):
    """A connection on which every step ends when the whole must."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None,
                  timeout: float | None = None) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Timed(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _resolved(host: str, port: int, deadline: Deadline) -> Sequence[Address]:
    """The addresses of a host. The name service has no time limit of its own, so it is asked from a thread."""
    answer: list[Any] = []

    def ask() -> None:
        try:
            answer.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answer.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(deadline.left())
    if not answer:
        raise TimedOutError(f"timed out: the name service did not tell the address of {host}")
    if isinstance(answer[0], Exception):
        raise UnreachableError(f"no such host: {host}")
    found = [ipaddress.ip_address(item[4][0].partition("%")[0]) for item in answer[0]]
    if not found:
        raise UnreachableError(f"no such host: {host}")
    return list(dict.fromkeys(found))
