"""What the browser is told with the first answer, so that it need not find out step by step.

Streamlit's page asks for the server at every folder of its address before it connects, then learns piece by
piece which of its parts and ours it needs. Here it is told where the server is, and what to fetch meanwhile.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clusterdash import settings
from clusterdash.ui import editions, session
from clusterdash.ui.components import static_files, static_version

_STREAMLIT: Final = Path(st.__file__).parent / "static" / "static" / "js"
_PARTS: Final = {"ranking": ("BidiComponent", "ButtonGroup", "Selectbox")}
"""The parts of Streamlit's page that a page of ours needs and its own list of preloads lacks."""
_COMPONENTS: Final = {"ranking": ("board", "follow")}
_PAGES: Final = Path(__file__).resolve().parents[2] / "pages"
_FIRST: Final = "programme"
_HEAD_ENDS: Final = b"</head>"
_BODY_ENDS: Final = b"</body>"
_STYLE: Final = "shell.css"


class Arrival:
    """Adds to the HTML of every page the server's address, our style, links to what it will need.

    An address that is none of `pages` leads to the first page: Streamlit would say so in English. Where pages
    are not told, every address is one.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str] | None) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            elif self.pages is not None and _name(scope["path"]) not in self.pages:
                if not message.get("more_body"):
                    await RedirectResponse(_beginning(scope))(scope, receive, send)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    # After Streamlit's own, which come first, and of whose styles ours change some.
                    body = body.replace(_HEAD_ENDS, _additions(scope["path"]).encode() + _HEAD_ENDS, 1)
                    body = body.replace(_BODY_ENDS, _style().encode() + _BODY_ENDS, 1)
                    start["headers"] = [*_kept(start), (b"content-length", str(len(body)).encode())]
                    await send(start)
                    await send({"type": "http.response.body", "body": body})

        await self.app(_uncompressed(scope), receive, send_page)


def _name(path: str) -> str:
    return path.removeprefix(_base()).strip("/")


def pages() -> frozenset[str]:
    """The names of the application's pages in an address; the first has none."""
    names = {file.stem for file in _PAGES.glob("*.py")}
    return frozenset(names - {_FIRST} | {""})


def _beginning(scope: Scope) -> str:
    """The first page's address, with the name asked for in vain, of which that page speaks."""
    asked = parse_qsl(scope["query_string"].decode("latin-1"))
    name = _name(scope["path"])
    missing = [] if name == _FIRST else [(session.NO_PAGE, name)]
    return f"{_base()}/?{urlencode([*asked, *missing])}"


def script() -> str:
    """The one inline script, for the policy to allow by its hash.

    With someone signed in, Streamlit must ask first: the cookie that the connection needs comes with what
    is answered.
    """
    at_once = settings.current().mode == "local"
    host = "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false}" if at_once else ""
    return f"window.__streamlit={{BACKEND_BASE_URL:location.origin+{json.dumps(_base() + '/')},{host}}}"


def chart_part() -> str:
    """Where the part of Streamlit's page that draws charts is; empty where Streamlit is built otherwise."""
    names = _files_of("PlotlyChart")
    return f"{_base()}/static/js/{names[0]}" if names else ""


def _additions(path: str) -> str:
    page = _name(path)
    modules = [f"/static/js/{name}" for name in _streamlit_files(_PARTS.get(page, ()))]
    modules += [
        f"/app/static/{file}" for name in _COMPONENTS.get(page, ()) for file in static_files(name, "js")
    ]
    links = [f'<link rel="modulepreload" crossorigin href="{_base()}{module}">' for module in modules]
    fetched = _fetched(page)
    links += [
        f'<link rel="preload" as="fetch" crossorigin href="{_base()}/{address}">' for address in fetched
    ]
    return f"<script>{script()}</script>" + "".join(links)


def _style() -> str:
    version = static_version(_STYLE)
    return f'<link rel="stylesheet" href="{_base()}/app/static/{_STYLE}?v={version}">'


def _fetched(page: str) -> list[str]:
    edition = editions.served() if page in _COMPONENTS else None
    if edition is None:
        return []
    styles = [f"app/static/{file}" for name in _COMPONENTS[page] for file in static_files(name, "css")]
    return [*styles, editions.matrix_url(edition, "goalposts"), editions.boundaries_url(edition)]


@cache
def _files_of(part: str) -> tuple[str, ...]:
    return tuple(sorted(file.name for file in _STREAMLIT.glob(f"{part}.*.js")))


@cache
def _streamlit_files(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Files of Streamlit's parts and of what they import in turn; none where Streamlit is built otherwise."""
    found: dict[str, None] = {}
    waiting = [name for part in parts for name in _files_of(part)]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = None
        text = (_STREAMLIT / name).read_text(encoding="utf-8")
        waiting += re.findall(r'from\s*[`"\']\./([\w.-]+\.js)[`"\']', text)
    return tuple(name for name in found if name not in _preloaded())


@cache
def _preloaded() -> frozenset[str]:
    page = (_STREAMLIT.parent.parent / "index.html").read_text(encoding="utf-8")
    return frozenset(re.findall(r"static/js/([\w.-]+\.js)", page))


def _base() -> str:
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def _uncompressed(scope: Scope) -> Scope:
    """A page that is asked for comes as text, for only text can be added to."""
    headers = scope["headers"]
    if not any(name == b"accept" and b"text/html" in value for name, value in headers):
        return scope
    return {**scope, "headers": [pair for pair in headers if pair[0] != b"accept-encoding"]}


def _is_page(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    return (
        message["status"] == 200
        and headers.get(b"content-type", b"").startswith(b"text/html")
        and b"content-encoding" not in headers
    )


def _kept(start: Message) -> list[tuple[bytes, bytes]]:
    """Without the headers that described the page as it was."""
    gone = (b"content-length", b"etag", b"last-modified")
    return [(name, value) for name, value in start["headers"] if name.lower() not in gone]
