"""What is served beside the pages: health, one edition's matrix and boundaries, security headers."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import sys
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clusterdash import comparison, settings, warehouse
from clusterdash.ui import arrival, editions, experts
from clusterdash.ui.arrival import Arrival
from clusterdash.ui.door import Door
from clusterdash.ui.housekeeping import promised_erasure, unhurried_collection
from clusterdash.ui.promptly import Promptly
from clusterdash.ui.theme_once import theme_read_once

SHELL: Final = Path(__file__).with_name("shell.py")
_FOREVER: Final = "public, max-age=31536000, immutable"
_IMMUTABLE: Final = {"Cache-Control": _FOREVER}
_ONE_YEAR: Final = "max-age=31536000"
_log = logging.getLogger("clusterdash")


def routes() -> list[Route]:
    """The addresses the application answers beside its pages."""
    public = [
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
        Route("/editions/{edition}/matrix-{normalisation}.bin", _matrix),
        Route("/editions/{edition}/experts-{experts}/matrix-{normalisation}.bin", _matrix_with_experts),
        Route("/editions/{edition}/provinces.geojson", _boundaries),
    ]
    try:
        mode = settings.current().mode
    except settings.SettingsError as error:
        sys.exit(f"clusterdash: {error}")
    if mode == "local":
        return public
    from clusterdash.ui import signing_in

    return [*public, *signing_in.routes()]


def middleware(pages: Collection[str] | None = None) -> list[Middleware]:
    """Small messages at once; security headers on every answer; the door before every session.

    `pages`: the names of all pages, where an address without one is to lead to the first.
    """
    return [
        Middleware(Promptly),
        Middleware(_SecurityHeaders, policy=content_security_policy()),
        Middleware(Arrival, pages=pages),
        Middleware(Door),
    ]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Be ready before the first visitor and the first reveal, and keep house while people come and go."""
    await run_in_threadpool(comparison.prepare)
    if warehouse.exists():
        try:
            await run_in_threadpool(editions.warm)
        except warehouse.WarehouseError as error:
            _log.error("The edition cannot be opened: %s", error)
    with theme_read_once():
        async with unhurried_collection(), promised_erasure():
            yield


def say_sorry(error: Exception) -> bool:
    """Keep details in the log; a visitor reads one sentence.

    Returns:
        True: the sentence replaces Streamlit's own error display.
    """
    from clusterdash.records.errors import RecordsError
    from clusterdash.ui import records, session

    if isinstance(error, RecordsError):
        records.show(error)
        return True
    _log.error("A page failed", exc_info=error)
    st.error(session.words()("error.unexpected"), icon=":material/error:")
    return True


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _readyz(_request: Request) -> Response:
    """200 with the edition once figures can be served, 503 before."""
    try:
        served = await run_in_threadpool(editions.served)
    except warehouse.WarehouseError as error:
        return JSONResponse({"ready": False, "reason": str(error)}, status_code=503)
    if served is None:
        return JSONResponse({"ready": False, "reason": "no edition has been built"}, status_code=503)
    return JSONResponse({"ready": True, "edition": served})


async def _matrix(request: Request) -> Response:
    content = await run_in_threadpool(
        editions.matrix_bytes, request.path_params["edition"], request.path_params["normalisation"]
    )
    return _immutable(content, "application/octet-stream")


async def _matrix_with_experts(request: Request) -> Response:
    asked = request.path_params
    content = await run_in_threadpool(
        experts.matrix_bytes, asked["edition"], asked["normalisation"], asked["experts"]
    )
    return _immutable(content, "application/octet-stream")


async def _boundaries(request: Request) -> Response:
    content = await run_in_threadpool(editions.boundaries_bytes, request.path_params["edition"])
    return _immutable(content, "application/geo+json")


def _immutable(content: bytes | None, media_type: str) -> Response:
    if content is None:
        return PlainTextResponse("This edition is not kept here.", status_code=404)
    return Response(content, media_type=media_type, headers=_IMMUTABLE)


def content_security_policy() -> str:
    """A policy that lets the page load from its own address only.

    `blob:` scripts carry the live board's two lines; inline scripts of Streamlit's page are allowed by hash.
    """
    scripts = " ".join(f"'sha256-{digest}'" for digest in _inline_script_hashes())
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {scripts}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _inline_script_hashes() -> Iterator[str]:
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    for script in (arrival.script(), *re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)):
        yield base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _secured(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Streamlit's cookies would otherwise travel without encryption too, to whoever asks for http."""
    name, value = header
    bare = name.lower() == b"set-cookie" and b"secure" not in value.lower().split(b"; ")
    return (name, value + b"; Secure") if bare else header


class _SecurityHeaders:
    """Pure ASGI, so that websockets and streamed files pass untouched."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                if "/app/static/" in scope["path"]:
                    # A file asked for with its version never changes; others are asked about each time.
                    versioned = scope["query_string"].startswith(b"v=")
                    headers["Cache-Control"] = _FOREVER if versioned else "no-cache"
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = _ONE_YEAR
                    message["headers"] = [_secured(pair) for pair in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_with_headers)
