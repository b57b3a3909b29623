"""The secrets of a meeting: the code people join by, the organiser's key, a participant's token.

A code has 40 random bits in letters and digits that nobody mixes up (Crockford's alphabet: no I, L, O, U;
what is typed instead of 1 and 0 is understood). Wrong codes are counted in the database, by address and
altogether. Keys and tokens have 256 random bits and are kept as SHA-256 only, which is enough for a secret
nobody chose.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records.base import now
from clusterdash.records.errors import TooManyTries, WrongCode
from clusterdash.records.models import MeetingRow, WrongCodeRow
from clusterdash.records.store import Records
from clusterdash.text import turkish

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 8
WINDOW: Final = timedelta(minutes=10)
"""How long a wrong code counts, and how long its address is kept."""
PER_ADDRESS: Final = 20
"""Wrong codes of one address in WINDOW: a hall behind one router may mistype a few."""
OVERALL: Final = 2_000
"""Wrong codes of all addresses in WINDOW: at that rate a code stands for thousands of years."""

_MEANT: Final = str.maketrans("OIL", "011")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def understood(code: str) -> str:
    """The code that was meant: "k7d-2 m0pq" → "K7D2M0PQ"; small letters, dotless i, o for zero."""
    typed = turkish.fold(code).upper().translate(_MEANT)
    return "".join(sign for sign in typed if sign.isalnum())[: LENGTH + 1]


def new_secret() -> str:
    """A key or token, safe in a URL."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def matches(secret: str, kept: str | None) -> bool:
    """Whether a secret is the one of which the hash is kept."""
    return secrets.compare_digest(hashed(secret), kept or "")


# --- looking a code up ----------------------------------------------------------------------------


def find(records: Records, code: str, address: str) -> MeetingRow:
    """The meeting with a code: one that is not closed, else the last closed one.

    Raises WrongCode, and TooManyTries once too many wrong ones came in, even for a right one.
    """
    origin = _origin(address)
    with records.reading() as session:
        _check_tries(session, origin)
        row = _meeting(session, understood(code))
    if row is None:
        _count(records, origin)
        raise WrongCode
    return row


def _meeting(session: Session, code: str) -> MeetingRow | None:
    closed = MeetingRow.state == "closed"
    wanted = sa.select(MeetingRow).where(MeetingRow.code == code)
    return session.scalar(wanted.order_by(closed, MeetingRow.id.desc()).limit(1))


def _check_tries(session: Session, origin: str) -> None:
    _check_limit(session, PER_ADDRESS, WrongCodeRow.address == origin)
    _check_limit(session, OVERALL, sa.true())


def _check_limit(session: Session, limit: int, condition: sa.ColumnElement[bool]) -> None:
    """The try `limit` tries ago must have been forgotten."""
    since = now() - WINDOW
    wanted = sa.select(WrongCodeRow.at).where(condition, WrongCodeRow.at > since)
    oldest = session.scalar(wanted.order_by(WrongCodeRow.at.desc()).limit(1).offset(limit - 1))
    if oldest is not None:
        raise TooManyTries(int((oldest - since).total_seconds()) + 1)


def _count(records: Records, origin: str) -> None:
    with records.writing() as session:
        session.execute(sa.delete(WrongCodeRow).where(WrongCodeRow.at <= now() - WINDOW))
        session.add(WrongCodeRow(address=origin))


def _origin(address: str) -> str:
    """An address, or for IPv6 the network of which one person has all addresses."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
