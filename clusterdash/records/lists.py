"""One way for all lists: filter, search by folded text, Turkish order, pages of 50.

    LISTING = Listing(FirmRow, filters={"province": FirmRow.province}, sorts={"name": FirmRow.name_sorted}, …)
    page = lists.page(session, LISTING, Query(search="çorum", sort="name"), to_value, not_deleted)

Sort by columns that have an index with the id behind them, (column, id), and by the `…_sorted` column of a
text. A search finds the records of a `Searchable` table whose folded text contains every word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from clusterdash.records.base import Base, Searchable
from clusterdash.records.values import Page, Query, Range
from clusterdash.text import turkish

SIZE: Final = 50
_LONGEST_SEARCH: Final = 200
_FEW: Final = 10_000
"""Matches of a search that are collected before they are put in order."""

_Value = TypeVar("_Value")
Column = InstrumentedAttribute[Any]
Condition = Callable[[Any], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Listing:
    """What a list can do: what filters it by name, a column or a condition on a value; the columns that sort
    it; and its order from the start."""

    row: type[Base]
    filters: Mapping[str, Column | Condition] = field(default_factory=dict)
    sorts: Mapping[str, Column] = field(default_factory=dict)
    default: str = "id"
    newest_first: bool = False


def page(
    session: Session,
    listing: Listing,
    query: Query,
    value: Callable[[Any], _Value],
    *conditions: sa.ColumnElement[bool],
) -> Page[_Value]:
    """One page of the list as values. A number past the end gives the last page.

    `conditions` always hold, whatever is asked: what the actor may see, what is not deleted. KeyError names a
    filter or an order the list does not have.
    """
    total, number, ids = _ids(session, listing, query, _conditions(listing, query, *conditions))
    id = sa.inspect(listing.row).columns["id"]
    found: Sequence[Any] = session.scalars(sa.select(listing.row).where(id.in_(ids))).all()
    rows = {row.id: row for row in found}
    return Page(tuple(value(rows[one]) for one in ids), number, total, SIZE)


def filtered(listing: Listing, query: Query, *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The rows that match, in no order; for exports."""
    return sa.select(listing.row).where(*_conditions(listing, query, *conditions))


def within(
    found: Any, *, province: Column | None = None, meeting: Column | None = None
) -> sa.ColumnElement[bool]:
    """What `permissions.within` says, as a condition on a table's columns."""
    if found.everywhere:
        return sa.true()
    allowed: list[sa.ColumnElement[bool]] = [sa.false()]
    if province is not None:
        allowed.append(province.in_(found.provinces))
    if meeting is not None:
        allowed.append(meeting.in_(found.meetings))
    return sa.or_(*allowed)


# --- one page -------------------------------------------------------------------------------------


def _ids(
    session: Session, listing: Listing, query: Query, conditions: list[sa.ColumnElement[bool]]
) -> tuple[int, int, Sequence[Any]]:
    """How many rows there are, the page's number, and the page's ids in order."""
    if query.search:
        found = _few(session, listing, query, conditions)
        if len(found) <= _FEW:
            number = _number(query, len(found))
            return len(found), number, found[(number - 1) * SIZE : number * SIZE]
    id = sa.inspect(listing.row).columns["id"]
    total = session.scalar(sa.select(sa.func.count(id)).where(*conditions)) or 0
    number = _number(query, total)
    return total, number, _many(session, listing, query, conditions, (number - 1) * SIZE, total)


def _few(
    session: Session, listing: Listing, query: Query, conditions: list[sa.ColumnElement[bool]]
) -> Sequence[Any]:
    """The ids of all matches in order, if they are few: those lie far apart in an index of the order, so they
    are collected first and then put in order."""
    column, id, descending = _order(listing, query)
    found = sa.select(id.label("id"), column.label("place")).where(*conditions).limit(_FEW + 1).subquery()
    return session.scalars(
        sa.select(found.c.id).order_by(*_directed((found.c.place, found.c.id), descending))
    ).all()


def _many(
    session: Session,
    listing: Listing,
    query: Query,
    conditions: list[sa.ColumnElement[bool]],
    start: int,
    total: int,
) -> Sequence[Any]:
    """The ids of a page along an index of the order, from the end that is nearer."""
    column, id, descending = _order(listing, query)
    size = min(SIZE, total - start)
    from_end = start > total // 2
    ordered = sa.select(id).where(*conditions).order_by(*_directed((column, id), descending != from_end))
    found = session.scalars(ordered.limit(size).offset(total - start - size if from_end else start)).all()
    return found[::-1] if from_end else found


def _number(query: Query, total: int) -> int:
    return min(max(1, query.page), max(1, -(-total // SIZE)))


def _order(listing: Listing, query: Query) -> tuple[Any, Any, bool]:
    """The column asked for, the id that decides between equals, and whether it goes down."""
    column = listing.sorts[query.sort or listing.default]
    descending = query.descending if query.sort else listing.newest_first
    return column, sa.inspect(listing.row).columns["id"], descending


def _directed(columns: tuple[Any, Any], descending: bool) -> list[Any]:
    return [column.desc() if descending else column.asc() for column in columns]


# --- conditions -----------------------------------------------------------------------------------


def _conditions(
    listing: Listing, query: Query, *always: sa.ColumnElement[bool]
) -> list[sa.ColumnElement[bool]]:
    filters = [_condition(listing.filters[name], value) for name, value in query.filters.items()]
    return [*always, *filters, *_search(listing.row, query.search)]


def _condition(column: Column | Condition, value: Any) -> sa.ColumnElement[bool]:
    if not isinstance(column, InstrumentedAttribute):
        return column(value)
    if isinstance(value, Range):
        low = sa.true() if value.low is None else column >= value.low
        high = sa.true() if value.high is None else column <= value.high
        return sa.and_(low, high)
    if isinstance(value, tuple | list | set | frozenset):
        return column.in_(value)
    return column.is_(None) if value is None else column == value


def _search(row: type[Base], text: str) -> list[sa.ColumnElement[bool]]:
    words = turkish.fold(text[:_LONGEST_SEARCH]).replace("\0", "").split()
    if not words:
        return []
    if not issubclass(row, Searchable):
        raise KeyError(f"{row.__tablename__} cannot be searched")
    return [sa.type_coerce(row.folded, sa.String).contains(word, autoescape=True) for word in words]
