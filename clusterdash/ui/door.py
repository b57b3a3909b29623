"""Which requests come from the person sitting at this computer, decided once, before Streamlit sees them.

A request counts as the computer's own when all of this holds:

- its other end is a loopback address, also written as an IPv6 address;
- no proxy has passed it on: a proxy on this computer speaks for people elsewhere;
- the address in the visitor's browser (`Host`) is a loopback one too: a page of another site whose name has
  been pointed at this computer (DNS rebinding) keeps its own name.

Streamlit's `st.context.ip_address` cannot tell: it is None for loopback and for a Unix socket alike, and an
IPv4 visitor of a socket that also hears IPv6 arrives as `::ffff:127.0.0.1`. So the answer travels as a header
whose value nobody outside this process knows; without it, nobody is the computer's own.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_HEADER: Final = "clusterdash-door"
_SEAL: Final = secrets.token_hex(16)
_PASSED_ON: Final = (
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "cf-connecting-ip",
    "true-client-ip",
)


class Door:
    """Marks the computer's own requests, and refuses a websocket that another site's page opens.

    Streamlit would let a page of any other local port in, and would ask a foreign host for this computer's
    public address before it refused the rest.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            headers = Headers(scope=scope)
            if not same_origin(headers):
                await send({"type": "websocket.close", "code": 1008})
                return
            scope = {**scope, "headers": _sealed(scope, headers)}
        await self.app(scope, receive, send)


def from_this_computer(headers: Mapping[str, str]) -> bool:
    """Whether the websocket with these headers was opened by the person at this computer."""
    return secrets.compare_digest(headers.get(_HEADER, "").encode(), _SEAL.encode())


def is_own(peer: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a request is this computer's own.

    Args:
        peer: The address at the other end, None where there is none.
        headers: By name, in lower case or regardless of case.
    """
    passed_on = any(name in headers for name in _PASSED_ON)
    return _is_loopback(peer) and not passed_on and _is_local_name(_host_name(headers.get("host", "")))


def same_origin(headers: Mapping[str, str]) -> bool:
    """Whether the page that opens a websocket was served under the same name.

    Browsers always say so; other programs may not, and run on nobody else's behalf.
    """
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def _sealed(scope: Scope, headers: Headers) -> list[tuple[bytes, bytes]]:
    name = _HEADER.encode()
    kept = [pair for pair in scope["headers"] if pair[0].lower() != name]
    client = scope.get("client")
    own = is_own(client[0] if client else None, headers)
    return [*kept, (name, _SEAL.encode())] if own else kept


def _is_loopback(address: str | None) -> bool:
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped.is_loopback
    return found.is_loopback


def _is_local_name(name: str) -> bool:
    return name == "localhost" or _is_loopback(name)


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
