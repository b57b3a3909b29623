"""Small messages leave at once.

Streamlit opens its port without naming the protocol, so asyncio does not take its connections for TCP and
leaves Nagle's algorithm on: the second small message of an answer waits until the browser has acknowledged
the first, which it puts off by 40 ms on a connection that was quiet or pinged.
"""

from __future__ import annotations

import socket
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send


class Promptly:
    """Switches Nagle's algorithm off for every connection, where the server lets its socket be seen."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = _socket_of(receive)
        if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await self.app(scope, receive, send)


def _socket_of(receive: Receive) -> Any:
    """The socket behind uvicorn's `receive`; None behind another server's, or a test's."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    return transport.get_extra_info("socket") if transport is not None else None
