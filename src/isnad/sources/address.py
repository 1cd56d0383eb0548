"""Addresses of reports: one way to write each, so that the same page is known again."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from isnad.reading.text import without_surrogates
from isnad.sources.report import BadAddress

MAX_ADDRESS = 4096
"""The longest address that is taken, in characters."""

_TRACKING = re.compile(
    r"utm_\w+|at_(medium|campaign|custom\d|link_\w+|bbc_team|format|ptr_name)|mtm_\w+|pk_(campaign|kwd|source)"
    r"|(fb|g|dc|msclk|y|tw|tt|li_fat_)(cl)?id|fbclid|gclsrc|[gw]braid|igsh(id)?|mc_[ce]id|mkt_tok|_ga|_gl|_hs(enc|mi)"
    r"|xtor|ref_(src|url)|__twitter_impression|cmpid|ocid|ns_(campaign|mchannel|source|linkname|fee)|wt\.mc_id|s_cid"
)
"""Names of parameters that tell where a reader came from. Only names that mean nothing else: `id`, `cid` and
`source`, which courlan takes away too, are on many sites what tells one report from another."""
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+", re.ASCII)


def canonical_address(url: str) -> str:
    """The one way to write an address: scheme and host in lower case, without default port, user, fragment and
    tracking parameters, the parameters in order, everything but ASCII escaped.

    Raises ``BadAddress`` for anything but http and https.
    """
    scheme, host, port, path, query = _parts(url)
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    path = _escaped(re.sub("/{2,}", "/", path) or "/")
    told = [item for item in _escaped(query).split("&") if item and not _TRACKING.fullmatch(_name(item).lower())]
    kept = "&".join(sorted(told, key=_name))
    return f"{scheme}://{netloc}{path}" + ("?" + kept if kept else "")


def is_address(text: str) -> bool:
    """Whether a text is an http or https address and nothing else."""
    return re.fullmatch(r"https?://\S+", text, re.IGNORECASE) is not None


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to the same registered domain."""
    from courlan import extract_domain

    hosts = [urlsplit(url).hostname or "" for url in (one, other)]
    return hosts[0] == hosts[1] or (extract_domain(one) or hosts[0]) == (extract_domain(other) or hosts[1])


def _parts(url: str) -> tuple[str, str, int | None, str, str]:
    shown = f"{url[:200]!r}"
    if len(url) > MAX_ADDRESS:
        raise BadAddress(f"no address: {len(url):,} characters; at most {MAX_ADDRESS:,} are taken")
    try:
        parts = urlsplit(without_surrogates(url).strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress(f"no address: {shown} ({error})") from None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise BadAddress(f"no address: {shown}; it must begin with http:// or https://")
    host = _ascii_host((host or "").rstrip("."))
    if host is None:
        raise BadAddress(f"no address: there is no host in {shown}")
    if (scheme, port) in (("http", 80), ("https", 443)):
        port = None
    return scheme, host, port, parts.path, parts.query


def _ascii_host(host: str) -> str | None:
    """A host's name as the name service knows it, or None where it can be no host's."""
    if not host.isascii():
        import idna

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except UnicodeError:
            return None
    return host if _HOST.fullmatch(host) else None


def _name(parameter: str) -> str:
    return parameter.partition("=")[0]


def _escaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: match[0].upper(), quote(text, safe="%!$&'()*+,/:;=?@~-._"))
