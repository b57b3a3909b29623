"""Who may do what: one table, asked by every function of the repository before it reads or writes.

A scope says over which records a role may act:

all           every record
own_province  records of the actor's own provinces
organised     a meeting whose organiser's key was shown, and what belongs to it
own           what the participant gave

The operator, who sits at the machine itself, may do everything. An action that is not in the table is a
mistake in the program and raises KeyError. To add a record, add its actions here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from clusterdash.records.actors import Actor, Role
from clusterdash.records.errors import Forbidden

Scope = Literal["all", "own_province", "organised", "own"]
Grants = Mapping[Role, frozenset[Scope]]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
_NOBODY: Final[frozenset[Scope]] = frozenset()


def _grants(
    *scopes: Scope,
    everyone: bool = False,
    officer: bool = False,
    ministry: bool = False,
    administrator: bool = False,
) -> Grants:
    """`scopes` for whoever holds a meeting's key or a ballot's token, then who may by role."""
    held = frozenset(scopes)
    own: frozenset[Scope] = frozenset({"own_province"}) if officer else _NOBODY
    every: frozenset[Scope] = frozenset({"all"})
    grants: dict[Role, frozenset[Scope]] = {
        "visitor": held,
        "participant": held,
        "officer": held | own,
        "ministry": held | every if ministry else held,
        "administrator": held | every if administrator else held,
        "operator": every,
    }
    return dict.fromkeys(ROLES, every) if everyone else grants


_EVERYONE: Final = _grants(everyone=True)
_STAFF: Final = _grants(officer=True, ministry=True)
_ORGANISERS: Final = _grants("organised", officer=True, ministry=True)
_MINISTRY: Final = _grants(ministry=True)
_ADMINISTRATORS: Final = _grants(administrator=True)

ACTIONS: Final[Mapping[str, Grants]] = {
    # Consultation meetings. A ballot is also covered by the state of its meeting: see `opinions`.
    "meeting.create": _STAFF,
    "meeting.read": _grants("organised", "own", officer=True, ministry=True),
    "meeting.list": _ORGANISERS,
    "meeting.change": _ORGANISERS,
    "meeting.move": _ORGANISERS,
    "meeting.presence": _ORGANISERS,
    "meeting.steps": _ORGANISERS,
    "meeting.join": _EVERYONE,
    "participant.list": _ORGANISERS,
    "participant.export": _grants("organised", "own", officer=True, ministry=True),
    "participant.erase": _grants("organised", "own", officer=True, ministry=True),
    "participant.forget": _ADMINISTRATORS,
    "ballot.save": _grants("own"),
    "ballot.read_own": _grants("own"),
    "ballot.read": _ORGANISERS,
    "ballot.enter": _ORGANISERS,
    "ballot.import": _ORGANISERS,
    "ballot.export": _ORGANISERS,
    "decision.read": _EVERYONE,
    "decision.make": _ORGANISERS,
    # Info Spots and their fieldwork. What a visitor reads holds no contact and no firm.
    "info_spot.read": _EVERYONE,
    "info_spot.read_contact": _STAFF,
    "info_spot.change": _STAFF,
    "info_spot.create": _MINISTRY,
    "info_spot.delete": _MINISTRY,
    "firm.read": _STAFF,
    "firm.create": _STAFF,
    "firm.change": _STAFF,
    "firm.delete": _STAFF,
    "firm.import": _STAFF,
    "firm.export": _STAFF,
    "firm.count": _EVERYONE,
    "visit.read": _STAFF,
    "visit.create": _STAFF,
    "visit.change": _STAFF,
    "visit.delete": _STAFF,
    "visit.import": _STAFF,
    "visit.export": _STAFF,
    "visit.count": _EVERYONE,
    # Studies, pilot clusters and their attachments.
    "study.read": _EVERYONE,
    "study.create": _STAFF,
    "study.change": _STAFF,
    "study.delete": _STAFF,
    "study.import": _STAFF,
    "study.export": _EVERYONE,
    "cluster.read": _EVERYONE,
    "cluster.create": _STAFF,
    "cluster.change": _STAFF,
    "cluster.delete": _STAFF,
    "cluster.export": _EVERYONE,
    "attachment.read": _STAFF,
    "attachment.create": _STAFF,
    "attachment.delete": _STAFF,
    # The programme as a whole.
    "targets.read": _STAFF,
    "targets.change": _MINISTRY,
    "expert_figure.publish": _MINISTRY,
    "record.history": _STAFF,
    "ledger.read": _ADMINISTRATORS,
    "ledger.export": _ADMINISTRATORS,
    "user.read": _ADMINISTRATORS,
    "user.change": _ADMINISTRATORS,
    "records.import": _ADMINISTRATORS,
    "records.backup": _ADMINISTRATORS,
    "records.doctor": _ADMINISTRATORS,
}


@dataclass(frozen=True)
class Within:
    """The records a list may show: all, or those of some provinces and some meetings."""

    everywhere: bool
    provinces: frozenset[int]
    meetings: frozenset[str]


def require(
    actor: Actor,
    action: str,
    *,
    province: int | None = None,
    meeting: str | None = None,
    participant: str | None = None,
) -> None:
    """Raise Forbidden unless the actor may do this to a record of that province, meeting or participant.

    Leave out what the record does not have; a scope that would need it then grants nothing. A participant
    belongs to a meeting: pass both, after having looked it up.
    """
    if not may(actor, action, province=province, meeting=meeting, participant=participant):
        raise Forbidden(action)


def may(
    actor: Actor,
    action: str,
    *,
    province: int | None = None,
    meeting: str | None = None,
    participant: str | None = None,
) -> bool:
    """Whether `require` would pass; for menus and buttons."""
    scopes = ACTIONS[action][actor.role]
    return (
        "all" in scopes
        or ("own_province" in scopes and province is not None and province in (actor.provinces or ()))
        or ("organised" in scopes and meeting is not None and meeting in actor.organises)
        or ("own" in scopes and participant is not None and participant == actor.participant)
    )


def within(actor: Actor, action: str) -> Within:
    """Which records a list may show to this actor. Raises Forbidden where it could show none."""
    scopes = ACTIONS[action][actor.role]
    found = Within(
        everywhere="all" in scopes,
        provinces=(actor.provinces or frozenset()) if "own_province" in scopes else frozenset(),
        meetings=actor.organises if "organised" in scopes else frozenset(),
    )
    if not (found.everywhere or found.provinces or found.meetings):
        raise Forbidden(action)
    return found
