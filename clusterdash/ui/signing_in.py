"""Server mode's way in: OpenID Connect through Streamlit, and what a person's claims mean here.

Streamlit keeps the claims of the identity token in a cookie for thirty days and never looks at `exp` again;
here a sign-in ends when its token does. After signing in a person comes back to the page they came from, and
signing out ends the sign-in in every tab.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, cast
from urllib.parse import urlencode, urlsplit

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from streamlit.auth_util import get_secrets_auth_section
from streamlit.url_util import make_url_path
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes

from clusterdash import settings
from clusterdash.records.actors import VISITOR, Actor
from clusterdash.settings import Roles, ServerRole

_STRONGEST_FIRST: Final[tuple[ServerRole, ...]] = ("administrator", "ministry", "officer")
_RETURN: Final = "clusterdash_return"
_LONGEST_RETURN: Final = 1500

_signed_out: dict[tuple[object, ...], float] = {}
"""Sign-ins ended by hand, until their token would have ended: other tabs still hold their claims."""


@dataclass(frozen=True)
class SignIn:
    """Whether somebody is signed in, and as whom.

    name: as the person reads it; the actor's, written into the ledger, has the account too. ends: when the
    token does, also once that has passed.
    """

    state: Literal["out", "in", "ended"]
    name: str = ""
    actor: Actor = VISITOR
    ends: datetime | None = None


OUT: Final = SignIn("out")


def current() -> SignIn:
    """The sign-in of this session, looked at anew on every run."""
    claims = st.user.to_dict()
    if not claims.get("is_logged_in") or _identifier(claims) in _signed_out:
        return OUT
    return read(claims, settings.current().roles, datetime.now(UTC))


def read(claims: Mapping[str, Any], roles: Roles, now: datetime) -> SignIn:
    """What the claims of an identity token mean at a moment; a token without an end has ended."""
    ends = _moment(claims.get("exp"))
    if ends is None or ends <= now:
        return SignIn("ended", ends=ends)
    return SignIn("in", str(claims.get("name") or _account(claims)), _actor(claims, roles), ends)


def sign_out() -> None:
    """End the sign-in here, in other tabs, and at the provider where it offers that."""
    claims = st.user.to_dict()
    now = time.time()
    for old in [login for login, until in _signed_out.items() if until <= now]:
        del _signed_out[old]
    ends = _moment(claims.get("exp"))
    if ends:
        _signed_out[_identifier(claims)] = ends.timestamp()
    st.logout()


def address(page: str) -> str:
    """Where to sign in so as to come back to `page`, an address on this server."""
    parts = urlsplit(page)
    back = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return f"{make_url_path(_base(), 'sign-in')}?{urlencode({'to': back})}"


def is_configured() -> bool:
    """Whether `.streamlit/secrets.toml` names a provider."""
    return bool(get_secrets_auth_section())


def routes() -> list[Route]:
    """The addresses of server mode: the way in, and the way back to the page a person came from."""
    (callback,) = (route for route in create_auth_routes(_base()) if route.path.endswith("/oauth2callback"))

    async def back(request: Request) -> Response:
        answer = cast(Response, await callback.endpoint(request))
        to = request.session.pop(_RETURN, None)
        asked = {"state", "error"} & set(request.query_params)  # neither comes back from signing out
        if to and asked and answer.status_code == 302:
            answer.headers["location"] = to
        return answer

    return [Route(make_url_path(_base(), "sign-in"), _way_in), Route(callback.path, back)]


async def _way_in(request: Request) -> Response:
    to = own_path(request.query_params.get("to", ""))
    if not is_configured():
        return RedirectResponse(to, status_code=302)
    request.session[_RETURN] = to
    return RedirectResponse(generate_login_redirect_url("default"), status_code=302)


def own_path(to: str) -> str:
    """`to` where it is a path on this server, the first page otherwise: nobody is sent to another site."""
    home = make_url_path(_base(), "/")
    try:
        parts = urlsplit(to)
    except ValueError:
        return home
    foreign = parts.scheme or parts.netloc or not to.startswith("/") or to.startswith("//")
    unprintable = not (to.isascii() and to.isprintable()) or "\\" in to
    return home if foreign or unprintable or len(to) > _LONGEST_RETURN else to


def _base() -> str:
    return str(st.get_option("server.baseUrlPath") or "")


def _actor(claims: Mapping[str, Any], roles: Roles) -> Actor:
    named = {roles.values.get(value) for value in _words(_claim(claims, roles.claim))}
    role = next((role for role in _STRONGEST_FIRST if role in named), None)
    if role is None:
        return Actor("visitor", _name(claims))
    provinces = _plates(_claim(claims, roles.provinces_claim)) if role == "officer" else None
    return Actor(role, _name(claims), provinces)


def _name(claims: Mapping[str, Any]) -> str:
    """Name and account: two people of one name stay apart in the ledger."""
    name, account = claims.get("name"), _account(claims)
    return f"{name} ({account})" if name and name != account else account


def _account(claims: Mapping[str, Any]) -> str:
    return str(next((claims[key] for key in ("email", "preferred_username", "sub") if claims.get(key)), ""))


def _claim(claims: Mapping[str, Any], name: str) -> object:
    """A claim by its whole name first, as names may be addresses; then by the way its dots lead."""
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _words(value: object) -> Iterable[str]:
    """The values of a list; of a text, itself and its parts, as providers write several in one."""
    if isinstance(value, str):
        return (value, *value.replace(",", " ").split())
    return [str(part) for part in value] if isinstance(value, list | tuple) else ()


def _plates(value: object) -> frozenset[int]:
    parts = [str(value)] if isinstance(value, int) else _words(value)
    return frozenset(int(part) for part in parts if part.isascii() and part.isdecimal())


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _identifier(claims: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(str(claims.get(name)) for name in ("iss", "sub", "iat", "nonce"))
