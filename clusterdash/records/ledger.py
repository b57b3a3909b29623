"""Who did what, when, to which record, and what was there before: written with the change, never changed.

A repository function that changes a record does, in its transaction:

    before = ledger.snapshot(row)
    row.title = …
    ledger.write(session, actor, "meeting.change", row, before=before)

and for a new one `ledger.write(session, actor, "meeting.create", row)` after adding it. Only what differs is
kept. Personal values are covered by the mark "·", so that erasing them in their table erases them everywhere;
secrets are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records import lists, permissions
from clusterdash.records.actors import Actor
from clusterdash.records.base import Base
from clusterdash.records.models import LedgerRow
from clusterdash.records.store import Records
from clusterdash.records.values import Entry, Page, Query

MARK: Final = "·"
_DERIVED: Final = ("_sorted", "folded")


def snapshot(row: Base) -> dict[str, Any]:
    """The fields of a row as they are now, ready for JSON; give it to `write` as `before`."""
    columns = sa.inspect(type(row)).columns
    return {
        column.name: _plain(getattr(row, column.name))
        for column in columns
        if not column.info.get("secret") and not column.name.endswith(_DERIVED)
    }


def write(
    session: Session,
    actor: Actor,
    action: str,
    row: Base,
    *,
    before: Mapping[str, Any] | None = None,
    gone: bool = False,
    province: int | None = None,
    note: Mapping[str, Any] | None = None,
) -> None:
    """Add a line about `row` in the transaction of `session`.

    before: the row's `snapshot` before the change, left out for a new row. gone: the row is being deleted.
    province: where the row has none of its own. note: more to keep beside the fields; nothing personal.
    """
    session.flush()
    after = {} if gone else snapshot(row)
    names = {name for name in {*(before or {}), *after} if (before or {}).get(name) != after.get(name)}
    columns = sa.inspect(type(row)).columns
    covered = {name for name in names if columns[name].info.keys() & {"personal", "covered"}}
    session.add(
        LedgerRow(
            actor_role=actor.role,
            actor_name=name_of(actor),
            action=action,
            kind=row.__tablename__,
            record=str(getattr(row, "id")),  # noqa: B009
            province=getattr(row, "province", province),
            before=None if before is None else _shown(before, names, covered),
            after=None if gone else {**_shown(after, names, covered), **(note or {})},
        )
    )


def name_of(actor: Actor) -> str:
    """What the ledger calls somebody: a participant by the id of their ballot, never by name."""
    return actor.participant or "" if actor.role == "participant" else actor.name


def _shown(fields: Mapping[str, Any], names: set[str], covered: set[str]) -> dict[str, Any]:
    return {
        name: MARK if name in covered and value is not None else value
        for name, value in fields.items()
        if name in names
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return f"{len(value)} bytes" if isinstance(value, bytes) else value


# --- reading --------------------------------------------------------------------------------------

LISTING: Final = lists.Listing(
    LedgerRow,
    filters={
        "at": LedgerRow.at,
        "actor_role": LedgerRow.actor_role,
        "actor_name": LedgerRow.actor_name,
        "action": LedgerRow.action,
        "kind": LedgerRow.kind,
        "record": LedgerRow.record,
        "province": LedgerRow.province,
    },
    sorts={"id": LedgerRow.id},
    default="id",
    newest_first=True,
)


def history(
    records: Records, actor: Actor, kind: str, record: str, *, province: int | None = None
) -> tuple[Entry, ...]:
    """All lines about one record, oldest first; an officer sees those of the record's own province."""
    permissions.require(actor, "record.history", province=province)
    with records.reading() as session:
        return tuple(_entry(row) for row in of_record(session, kind, record, province=province))


def of_record(
    session: Session, kind: str, record: str, *, province: int | None = None
) -> Iterator[LedgerRow]:
    """The lines about one record, for repository functions that have asked `permissions` themselves."""
    wanted = sa.select(LedgerRow).where(LedgerRow.kind == kind, LedgerRow.record == record)
    if province is not None:
        wanted = wanted.where(LedgerRow.province == province)
    yield from session.scalars(wanted.order_by(LedgerRow.id))


def log(records: Records, actor: Actor, query: Query | None = None) -> Page[Entry]:
    """A page of the ledger, newest first; filters: at (a Range), actor_role, actor_name, action, kind,
    record, province."""
    permissions.require(actor, "ledger.read")
    with records.reading() as session:
        return lists.page(session, LISTING, query or Query(), _entry)


def export(records: Records, actor: Actor, query: Query | None = None) -> Iterator[Entry]:
    """Every line the filters let through, oldest first, one at a time."""
    permissions.require(actor, "ledger.export")
    return _exported(records, query or Query())


def _exported(records: Records, query: Query) -> Iterator[Entry]:
    with records.reading() as session:
        wanted = lists.filtered(LISTING, query).order_by(LedgerRow.id)
        yield from map(_entry, session.scalars(wanted.execution_options(yield_per=1000)))


def _entry(row: LedgerRow) -> Entry:
    return Entry(
        id=row.id,
        at=row.at,
        actor_role=row.actor_role,
        actor_name=row.actor_name,
        action=row.action,
        kind=row.kind,
        record=row.record,
        province=row.province,
        before=row.before,
        after=row.after,
    )
