"""One way for all lists: filter, search by folded text, Turkish order, pages of 50.

    LISTING = Listing(FirmRow, filters={"province": FirmRow.province}, sorts={"name": FirmRow.name_sorted}, …)
    page = lists.page(session, LISTING, Query(search="çorum", sort="name"), to_value, not_deleted)

Sort by columns with an index that begins with them, and by the `…_sorted` column of a text. A search
finds the records of a `Searchable` table whose folded text contains every word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from clusterdash.records.base import Base, Searchable
from clusterdash.records.values import Page, Query, Range
from clusterdash.text import turkish

SIZE: Final = 50
_LONGEST_SEARCH: Final = 200

_Value = TypeVar("_Value")
Column = InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Listing:
    """What a list can do: the columns that filter and sort it by name, and its order from the start."""

    row: type[Base]
    filters: Mapping[str, Column] = field(default_factory=dict)
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
    wanted = filtered(listing, query, *conditions)
    total = session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    number = min(max(1, query.page), max(1, -(-total // SIZE)))
    rows = session.scalars(wanted.order_by(*_order(listing, query)).limit(SIZE).offset((number - 1) * SIZE))
    return Page(tuple(map(value, rows)), number, total, SIZE)


def filtered(listing: Listing, query: Query, *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The rows that match, in no order; for exports."""
    filters = [_condition(listing.filters[name], value) for name, value in query.filters.items()]
    return sa.select(listing.row).where(*conditions, *filters, *_search(listing.row, query.search))


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


def _condition(column: Column, value: Any) -> sa.ColumnElement[bool]:
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


def _order(listing: Listing, query: Query) -> list[Any]:
    """The order asked for; the id decides between equals, so that no row is on two pages."""
    column = listing.sorts[query.sort or listing.default]
    descending = query.descending if query.sort else listing.newest_first
    id = sa.inspect(listing.row).columns["id"]
    columns = (column, id)
    return [one.desc() for one in columns] if descending else list(columns)
