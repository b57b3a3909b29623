"""Who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Role = Literal["visitor", "participant", "officer", "ministry", "administrator", "operator"]


@dataclass(frozen=True)
class Actor:
    """Somebody at the door, as the user interface established it; the repository decides what they may do.

    operator: local mode's person at the machine itself. provinces: an officer's own. participant: the id
    proven by a token (`opinions.back`). organises: the meetings whose organiser's key was shown
    (`meetings.with_key`). name: written into the ledger beside what was done; never a participant's.
    """

    role: Role
    name: str = ""
    provinces: frozenset[int] | None = None
    participant: str | None = None
    organises: frozenset[str] = frozenset()


VISITOR: Final = Actor("visitor")
OPERATOR: Final = Actor("operator", name="operator")
