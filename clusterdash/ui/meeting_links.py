"""The addresses of a meeting: where telephones in the hall reach it, and what they open there."""

from __future__ import annotations

import socket
from urllib.parse import urlencode, urlsplit

import streamlit as st

from clusterdash import settings


def hall() -> str:
    """Where telephones reach the application: the one in the page's address, the setting, or a proposal."""
    return chosen() or proposed()


def chosen() -> str:
    """The address an organiser has set on the meeting's page; empty where there is none, or it is none."""
    return checked(st.query_params.get("at", "")) or ""


def checked(text: str) -> str | None:
    """An address as it is kept, without a path's last slash; None for what no telephone could open."""
    text = text.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return text if usable and not parts.query and not parts.fragment and "@" not in parts.netloc else None


def proposed() -> str:
    """The setting `address`; else where this page was opened, or this computer's own in its network."""
    configured = settings.current()
    if configured.address:
        return configured.address.rstrip("/")
    opened = here()
    if configured.mode == "server" or not _is_loopback(urlsplit(opened).hostname or ""):
        return opened
    own = _own_address()
    scheme, port, base = urlsplit(opened).scheme or "http", st.get_option("server.port"), _base()
    return f"{scheme}://{own}:{port}{base}" if own else opened


def here() -> str:
    """The application's address as this browser has it."""
    parts = urlsplit(str(st.context.url or ""))
    if not parts.netloc:
        return f"http://localhost:{st.get_option('server.port')}{_base()}"
    return f"{parts.scheme}://{parts.netloc}{_base()}"


def ballot(at: str, code: str) -> str:
    return f"{at}/ballot?{urlencode({'code': code})}"


def projector(at: str, meeting: str, hall: str, language: str) -> str:
    """The hall's screen, in the language its organiser reads, whatever the browser's is."""
    asked = {"meeting": meeting, "lang": language, **({"at": hall} if hall else {})}
    return f"{at}/present?{urlencode(asked, safe=':/')}"


def organiser(at: str, meeting: str) -> str:
    return f"{at}/meetings?{urlencode({'meeting': meeting})}"


def scenario(at: str, text: str) -> str:
    """The ranking a meeting rests on, for everybody who reads its minutes."""
    return f"{at}/ranking?{urlencode({'s': text}, safe='~')}"


def _base() -> str:
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def _is_loopback(name: str) -> bool:
    return name in ("localhost", "::1") or name.startswith("127.")


def _own_address() -> str | None:
    """This computer's address in its network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])
