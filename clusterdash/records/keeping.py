"""How a record of the programme is kept: created, changed, deleted and brought back, listed, imported.

A `Kind` says what a record is made of, field by field. The same description checks what is typed into a form,
reads a spreadsheet's cells, and names the columns of an export. What is written is a mapping by field name,
what is handed out a frozen value.

Of two people who change the same record the second is told: `Conflict.current` is what stands now, `yours`
what they wrote. A deleted record is kept and can be brought back; the ledger has every step.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records import ledger, lists, permissions
from clusterdash.records.actors import Actor
from clusterdash.records.base import now
from clusterdash.records.checks import Fields
from clusterdash.records.errors import Conflict, Forbidden, NotFound
from clusterdash.records.store import Records
from clusterdash.records.values import Entry, Page, Query, Report, RowError

Type = Literal[
    "text", "lines", "province", "provinces", "division", "divisions", "nace", "year", "date", "choice",
    "score", "email", "link", "record",
]  # fmt: skip
Columns = dict[str, Any]
Value = TypeVar("Value")

FIRST_ROW: Final = 2
"""The row under the header, as spreadsheets count."""
_LONGEST: Final[Mapping[str, int]] = {"text": 200, "lines": 5_000, "email": 200, "link": 1_000}


@dataclass(frozen=True)
class Field:
    """One field: what it takes, whether it may stay empty, and whether it is about a person.

    choices: of a "choice". typed: whether a form asks for it; the rest follows from other fields.
    """

    name: str
    type: Type = "text"
    optional: bool = True
    choices: tuple[str, ...] = ()
    personal: bool = False
    typed: bool = True


def nothing_more(_session: Session, _columns: Columns, _fields: Fields) -> None:
    """A kind whose fields need no more than their own checks."""


def held_by(owner: Any, reason: str) -> Callable[[Session, Any], str | None]:
    """For `Kind.held`: a record stays while others that name it in their column `owner` are there."""

    def held(session: Session, row: Any) -> str | None:
        there = sa.exists().where(owner == row.id, owner.class_.deleted_at.is_(None))
        return reason if session.scalar(sa.select(there)) else None

    return held


@dataclass(frozen=True)
class Kind(Generic[Value]):
    """A kind of record.

    right: the first word of its actions in `permissions`. row, value: how it is stored and handed out.
    also: further checks between fields, and columns that follow from others. identity: the columns by which
    an import sees that a record is there already. cover: the value as those see it who may not see all.
    held: why a record may not be deleted yet, as a message of `records.field`.
    """

    name: str
    right: str
    row: type[Any]
    value: type[Value]
    fields: tuple[Field, ...]
    listing: lists.Listing
    identity: tuple[str, ...] = ()
    also: Callable[[Session, Columns, Fields], None] = nothing_more
    changed: Callable[[Session, Any], None] = lambda _session, _row: None
    cover: Callable[[Actor, Value], Value] = lambda _actor, value: value
    held: Callable[[Session, Any], str | None] = lambda _session, _row: None
    nested: bool = False

    def of(self, row: Any) -> Value:
        """The row as a value."""
        names = [one.name for one in dataclasses.fields(self.value)]  # type: ignore[arg-type]
        return self.value(**{name: _frozen(getattr(row, name)) for name in names})

    def action(self, verb: str) -> str:
        """An action of `permissions`; what belongs to a record is changed with it."""
        return f"{self.right}.{'change' if self.nested and verb in ('create', 'delete') else verb}"


# --- one record -----------------------------------------------------------------------------------


def create(records: Records, actor: Actor, kind: Kind[Value], draft: Mapping[str, Any]) -> Value:
    """A new record. Raises Forbidden, Invalid."""
    with records.writing() as session:
        columns = _checked(session, actor, kind, "create", draft)
        return kind.cover(actor, kind.of(_added(session, actor, kind, "create", columns)))


def change(
    records: Records, actor: Actor, kind: Kind[Value], record: str, draft: Mapping[str, Any], version: int
) -> Value:
    """The record with the draft's fields; `version` is the one its reader saw.

    Raises Conflict where somebody changed it since, Invalid, Forbidden, NotFound.
    """
    with records.writing() as session:
        row = _found(session, kind, record, lock=True)
        permissions.require(actor, kind.action("change"), province=row.province)
        columns = _checked(session, actor, kind, "change", draft)
        new = {name: value for name, value in columns.items() if getattr(row, name) != value}
        if not new:
            return kind.cover(actor, kind.of(row))
        if row.version != version:
            raise Conflict(kind.cover(actor, kind.of(row)), dict(draft))
        before = ledger.snapshot(row)
        for name, value in new.items():
            setattr(row, name, value)
        row.version += 1
        kind.changed(session, row)
        ledger.write(session, actor, f"{kind.name}.change", row, before=before)
        return kind.cover(actor, kind.of(row))


def delete(records: Records, actor: Actor, kind: Kind[Any], record: str, version: int) -> None:
    """Take a record out of every list; `restore` brings it back. Raises Conflict, Invalid, Forbidden."""
    with records.writing() as session:
        row = _found(session, kind, record, lock=True)
        permissions.require(actor, kind.action("delete"), province=row.province)
        if row.version != version:
            raise Conflict(kind.of(row), None)
        reason = kind.held(session, row)
        if reason:
            fields = Fields()
            fields.wrong(kind.name, reason)
            fields.done()
        _move(session, actor, kind, row, "delete")


def restore(records: Records, actor: Actor, kind: Kind[Value], record: str) -> Value:
    """A deleted record as it was; nothing happens to one that is there."""
    with records.writing() as session:
        row = _found(session, kind, record, lock=True, deleted=True)
        permissions.require(actor, kind.action("delete"), province=row.province)
        if row.deleted_at is not None:
            _move(session, actor, kind, row, "restore")
        return kind.cover(actor, kind.of(row))


def get(records: Records, actor: Actor, kind: Kind[Value], record: str) -> Value:
    """A record as it is now. Raises Forbidden, NotFound."""
    with records.reading() as session:
        permissions.within(actor, kind.action("read"))
        row = _found(session, kind, record)
        permissions.require(actor, kind.action("read"), province=row.province)
        return kind.cover(actor, kind.of(row))


def history(records: Records, actor: Actor, kind: Kind[Any], record: str) -> tuple[Entry, ...]:
    """What happened to a record, oldest first, also to a deleted one."""
    permissions.within(actor, "record.history")
    with records.reading() as session:
        province = _found(session, kind, record, deleted=True).province
    return ledger.history(records, actor, kind.row.__tablename__, record, province=province)


def _checked(session: Session, actor: Actor, kind: Kind[Any], verb: str, draft: Mapping[str, Any]) -> Columns:
    columns, fields = check(session, kind, draft)
    if "province" in fields.reasons:
        permissions.within(actor, kind.action(verb))
    else:
        permissions.require(actor, kind.action(verb), province=columns.get("province"))
    fields.done()
    return columns


def check(session: Session, kind: Kind[Any], draft: Mapping[str, Any]) -> tuple[Columns, Fields]:
    """The columns of a draft, and what is wrong with it."""
    fields = Fields()
    columns: Columns = {one.name: _CHECKS[one.type](fields, one, draft.get(one.name)) for one in kind.fields}
    kind.also(session, columns, fields)
    return columns, fields


def _added(session: Session, actor: Actor, kind: Kind[Any], verb: str, columns: Columns) -> Any:
    row = kind.row(**columns)
    session.add(row)
    ledger.write(session, actor, f"{kind.name}.{verb}", row)
    return row


def _move(session: Session, actor: Actor, kind: Kind[Any], row: Any, verb: str) -> None:
    before = ledger.snapshot(row)
    row.deleted_at = now() if verb == "delete" else None
    row.version += 1
    ledger.write(session, actor, f"{kind.name}.{verb}", row, before=before)


def _found(
    session: Session, kind: Kind[Any], record: str, *, lock: bool = False, deleted: bool = False
) -> Any:
    row = session.get(kind.row, record, with_for_update=True if lock else None, populate_existing=lock)
    if row is None or (row.deleted_at is not None and not deleted):
        raise NotFound(kind.name, record)
    return row


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


# --- many records ---------------------------------------------------------------------------------


def page(
    records: Records,
    actor: Actor,
    kind: Kind[Value],
    query: Query | None = None,
    *conditions: sa.ColumnElement[bool],
) -> Page[Value]:
    """A page of the records the actor may read. Raises Forbidden where those could be none."""
    with records.reading() as session:
        seen = _seen(actor, kind, "read")
        return lists.page(
            session,
            kind.listing,
            query or Query(),
            lambda row: kind.cover(actor, kind.of(row)),
            *seen,
            *conditions,
        )


def export(records: Records, actor: Actor, kind: Kind[Value], query: Query | None = None) -> Iterator[Value]:
    """Every record that the filters let through, oldest first."""
    seen = _seen(actor, kind, "export")
    return _exported(records, actor, kind, query or Query(), seen)


def _exported(
    records: Records, actor: Actor, kind: Kind[Value], query: Query, seen: Sequence[sa.ColumnElement[bool]]
) -> Iterator[Value]:
    with records.reading() as session:
        wanted = lists.filtered(kind.listing, query, *seen).order_by(kind.row.id)
        for row in session.scalars(wanted.execution_options(yield_per=1000)):
            yield kind.cover(actor, kind.of(row))


def _seen(actor: Actor, kind: Kind[Any], verb: str) -> tuple[sa.ColumnElement[bool], ...]:
    found = permissions.within(actor, kind.action(verb))
    there = kind.row.deleted_at.is_(None)
    return (there,) if found.everywhere else (there, lists.within(found, province=kind.row.province))


def import_rows(records: Records, actor: Actor, kind: Kind[Any], rows: Sequence[Mapping[str, Any]]) -> Report:
    """Take all rows or none: where one cannot be taken, the report says which and why.

    A row that is there already, in the table or further up in the file, is counted and left alone.
    """
    permissions.within(actor, kind.action("import"))
    errors: list[RowError] = []
    with records.writing() as session:
        taken, known = 0, _known(session, kind)
        for number, draft in enumerate(rows, start=FIRST_ROW):
            if not draft:
                continue
            wrong, columns = _row(session, actor, kind, draft)
            errors += [RowError(number, name, reason) for name, reason in wrong.reasons.items()]
            key = tuple(columns[name] for name in kind.identity)
            if errors or key in known:
                continue
            known.add(key)
            _added(session, actor, kind, "import", columns)
            taken += 1
        if errors:
            session.rollback()
            return Report(0, 0, tuple(errors))
        return Report(taken, sum(1 for row in rows if row) - taken)


def _row(session: Session, actor: Actor, kind: Kind[Any], draft: Mapping[str, Any]) -> tuple[Fields, Columns]:
    columns, fields = check(session, kind, draft)
    for name in draft.keys() - {one.name for one in kind.fields}:
        fields.wrong(str(name)[:60], "column")
    if "province" not in fields.reasons:
        try:
            permissions.require(actor, kind.action("import"), province=columns.get("province"))
        except Forbidden:
            fields.wrong("province", "other_province")
    return fields, columns


def _known(session: Session, kind: Kind[Any]) -> set[tuple[Any, ...]]:
    columns = [getattr(kind.row, name) for name in kind.identity]
    there = session.execute(sa.select(*columns).where(kind.row.deleted_at.is_(None)))
    return {tuple(row) for row in there}


# --- what each type of field takes -----------------------------------------------------------------

_CHECKS: Final[Mapping[Type, Callable[[Fields, Field, Any], Any]]] = {
    "text": lambda fields, one, value: fields.text(
        one.name, value, longest=_LONGEST["text"], optional=one.optional
    ),
    "lines": lambda fields, one, value: fields.text(
        one.name, value, longest=_LONGEST["lines"], optional=one.optional
    ),
    "email": lambda fields, one, value: fields.email(one.name, value, optional=one.optional),
    "link": lambda fields, one, value: fields.web_address(one.name, value, optional=one.optional),
    "record": lambda fields, one, value: fields.text(one.name, value, longest=200, optional=one.optional),
    "province": lambda fields, one, value: (
        None if one.optional and value is None else fields.province(one.name, value)
    ),
    "provinces": lambda fields, one, value: fields.provinces(one.name, value or ()),
    "division": lambda fields, one, value: fields.division(one.name, value),
    "divisions": lambda fields, one, value: list(fields.known_divisions(one.name, value or ())),
    "nace": lambda fields, one, value: fields.nace(one.name, value),
    "year": lambda fields, one, value: fields.number(one.name, value, 1900, now().year + 1),
    "date": lambda fields, one, value: fields.day(one.name, value, optional=one.optional),
    "choice": lambda fields, one, value: (
        "" if one.optional and value in (None, "") else fields.one_of(one.name, value, one.choices)
    ),
    "score": lambda fields, one, value: None if value is None else fields.number(one.name, value, 0, 5),
}
