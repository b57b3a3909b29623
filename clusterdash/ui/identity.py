"""Who is at the door, and what a page says to somebody who may not come in.

Local mode: the person at this computer is the operator, everybody else a participant. Server mode: whoever
signed in has the role their claims give. In both, a visitor may prove a ballot or show an organiser's key,
which is kept for the session.

Hiding a page is a courtesy: the rule is `records.permissions`, asked again wherever records are read or
written.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from clusterdash import settings
from clusterdash.records import permissions
from clusterdash.records.actors import OPERATOR, Actor
from clusterdash.records.errors import Forbidden
from clusterdash.text import numbers
from clusterdash.ui import door, plain, session
from clusterdash.ui.session import Visit

if TYPE_CHECKING:  # authlib's relatives take time to import, and local mode needs none of them
    from clusterdash.ui.signing_in import SignIn

_HELD: Final = "held"
_ELSEWHERE: Final = Actor("participant")


@dataclass(frozen=True)
class _Held:
    """What this session has proven: a participant's token, organisers' keys."""

    participant: str | None = None
    organises: frozenset[str] = frozenset()


def current() -> Actor:
    """The visitor of this session, established anew on every call: a sign-in ends, a session may move."""
    actor = _somebody()
    held: _Held | None = st.session_state.get(_HELD)
    if held is None:
        return actor
    return replace(actor, participant=held.participant, organises=held.organises)


def take_part(participant: str | None) -> None:
    """Keep for this session that its visitor proved to be this participant (`opinions.back`), or forget."""
    st.session_state[_HELD] = replace(st.session_state.get(_HELD, _Held()), participant=participant)


def organise(meeting: str) -> None:
    """Keep for this session that its visitor showed a meeting's organiser's key (`meetings.with_key`)."""
    held = st.session_state.get(_HELD, _Held())
    st.session_state[_HELD] = replace(held, organises=held.organises | {meeting})


def may(
    action: str, *, province: int | None = None, meeting: str | None = None, participant: str | None = None
) -> bool:
    """For menus and buttons: whether the visitor may do this; without a record, to any record at all."""
    actor = current()
    if province is None and meeting is None and participant is None:
        return _may_somewhere(actor, action)
    return permissions.may(actor, action, province=province, meeting=meeting, participant=participant)


def require(
    action: str, *, province: int | None = None, meeting: str | None = None, participant: str | None = None
) -> Actor:
    """The visitor, who may do this; for anybody else the page ends here with one sentence and the way in."""
    if not may(action, province=province, meeting=meeting, participant=participant):
        show_way_in(session.current())
        st.stop()
    return current()


def show_way_in(visit: Visit) -> None:
    """One calm sentence for somebody who may not see or do this, and what they can do about it."""
    with st.container(border=True):
        st.markdown(way_in(visit))
        if settings.current().mode == "server":
            _sign_in_link(visit)


def way_in(visit: Visit) -> str:
    """The sentence of `show_way_in`."""
    say = visit.say
    if settings.current().mode == "local":
        return say("identity.elsewhere", address=own_address())
    from clusterdash.ui import signing_in

    found = signing_in.current()
    match found.state:
        case "in":
            return say("identity.no_role", name=plain.as_text(found.name))
        case "ended":
            return say("identity.ended_here", time=_time(visit, found))
        case _ if not signing_in.is_configured():
            return say("identity.no_provider")
        case _:
            return say("identity.sign_in_first")


def has_ended() -> bool:
    """Whether the visitor was signed in until the sign-in's time was over."""
    if settings.current().mode == "local":
        return False
    from clusterdash.ui import signing_in

    return signing_in.current().state == "ended"


def own_address() -> str:
    """Where the person at this computer opens the application."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{scheme}://localhost:{st.get_option('server.port')}/{base}".rstrip("/")


def local_time(moment: datetime) -> datetime:
    """A moment by the visitor's clock."""
    return moment.astimezone(_time_zone())


def sign(visit: Visit) -> None:
    """The foot of the sidebar in server mode: who is signed in until when, the way in and out."""
    if settings.current().mode == "local":
        return
    from clusterdash.ui import signing_in

    found = signing_in.current()
    if found.state == "in":
        st.caption(f"{plain.as_text(found.name)} · {_role(visit, found.actor)}  \n{_until(visit, found)}")
        st.button(
            visit.say("identity.sign_out"), key="sign_out", type="tertiary", on_click=signing_in.sign_out
        )
        return
    if found.state == "ended":
        st.caption(visit.say("identity.ended", time=_time(visit, found)))
    _sign_in_link(visit)


def _somebody() -> Actor:
    if settings.current().mode == "local":
        return OPERATOR if door.from_this_computer(st.context.headers) else _ELSEWHERE
    from clusterdash.ui import signing_in

    return signing_in.current().actor


def _may_somewhere(actor: Actor, action: str) -> bool:
    try:
        permissions.within(actor, action)
    except Forbidden:
        return False
    return True


def _sign_in_link(visit: Visit) -> None:
    from clusterdash.ui import signing_in

    if signing_in.is_configured():
        href = html.escape(signing_in.address(session.address(visit)), quote=True)
        words = html.escape(visit.say("identity.sign_in"))
        st.html(f'<a href="{href}" style="color: inherit">{words}</a>')


def _role(visit: Visit, actor: Actor) -> str:
    return visit.say(f"identity.role.{actor.role}")


def _until(visit: Visit, found: SignIn) -> str:
    return visit.say("identity.until", time=_time(visit, found))


def _time(visit: Visit, found: SignIn) -> str:
    """The end of a sign-in by the visitor's clock; with its day where that is not today."""
    if found.ends is None:
        return visit.say("identity.unknown_time")
    here = _time_zone()
    ends = found.ends.astimezone(here)
    clock = f"{ends:%H:%M}"
    if ends.date() == datetime.now(here).date():
        return clock
    return f"{numbers.date(ends.date(), visit.language)} {clock}"


def _time_zone() -> tzinfo:
    try:
        return ZoneInfo(st.context.timezone or "Europe/Istanbul")
    except (ValueError, ZoneInfoNotFoundError):
        return UTC
