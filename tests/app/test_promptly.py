"""Small messages leave at once: the server's side of a connection has Nagle's algorithm switched off."""

from __future__ import annotations

import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.http.h11_impl import H11Protocol
from websockets.sync.client import connect

from clusterdash.ui.promptly import Promptly


@pytest.mark.parametrize(("middleware", "prompt"), [([Middleware(Promptly)], True), ([], False)])
def test_a_websocket_sends_small_messages_at_once(middleware: list[Middleware], prompt: bool) -> None:
    # Without the middleware nothing does it: the day this second case fails, the middleware can go.
    with _served(middleware) as (port, connections), connect(f"ws://127.0.0.1:{port}/talk") as visitor:
        assert visitor.recv() == "welcome"
        assert _at_once(connections) is prompt


def test_a_page_is_sent_at_once() -> None:
    with _served([Middleware(Promptly)]) as (port, connections):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/page") as answer:
            assert answer.read() == b"at once: True"
        assert len(connections) == 1


def _at_once(connections: list[Any]) -> bool:
    (connection,) = connections
    option = connection.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    return bool(option)


@contextmanager
def _served(middleware: list[Middleware]) -> Iterator[tuple[int, list[Any]]]:
    """A server on a port opened as Streamlit opens its own, and the connections made to it."""
    connections: list[Any] = []

    class Watched(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            connections.append(transport)
            super().connection_made(transport)

    async def page(_request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"at once: {_at_once(connections)}")

    async def talk(visitor: WebSocket) -> None:
        await visitor.accept()
        await visitor.send_text("welcome")
        await visitor.receive()

    routes = [Route("/page", page), WebSocketRoute("/talk", talk)]
    config = uvicorn.Config(
        Starlette(routes=routes, middleware=middleware),
        http=Watched,
        ws="websockets-sansio",
        log_level="error",
    )
    server = uvicorn.Server(config)
    port = socket.socket(socket.AF_INET)
    port.bind(("127.0.0.1", 0))
    port.listen()
    running = threading.Thread(target=server.run, kwargs={"sockets": [port]}, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield port.getsockname()[1], connections
    finally:
        server.should_exit = True
        running.join()
        port.close()
