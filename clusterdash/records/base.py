"""What every table is made of: portable types, ids, versions, search and Turkish order.

A column says what it holds in `info`: PERSONAL is covered wherever it would be copied and erased on request,
COVERED is covered there too, SECRET never leaves its table.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, Session, mapped_column

from clusterdash.text import turkish

PERSONAL: Final = {"personal": True}
COVERED: Final = {"covered": True}
SECRET: Final = {"secret": True}

Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A number that only grows; SQLite counts only a plain INTEGER."""
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
"""Text whose order is that of its bytes in both databases; see `sorting`."""
Json = sa.JSON(none_as_null=True)


class Moment(sa.TypeDecorator[datetime]):
    """A moment in UTC that knows it, also from SQLite, which forgets time zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of the records."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        list[str]: Json,
        dict[str, Any]: Json,
    }


class Identified:
    """A record with an id of its own; ids sort by age."""

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, default=lambda: new_id())


class Versioned:
    """A record that several people may change: compare `version` before writing, then add one."""

    version: Mapped[int] = mapped_column(default=1)


class Searchable:
    """A record in searched lists: `folded` holds the text of the columns SEARCHED, written by itself.

    SORTED names, by text column, the column that keeps its Turkish order (`name` → `name_sorted`). Rows that
    are inserted in bulk, past the mapper, need the columns of `derived` as well.
    """

    SEARCHED: ClassVar[tuple[str, ...]] = ()
    SORTED: ClassVar[Mapping[str, str]] = {}

    folded: Mapped[str] = mapped_column(default="")

    @classmethod
    def derived(cls, values: Mapping[str, Any]) -> dict[str, str]:
        """The columns that follow from others: what is searched, and what is sorted by."""
        searched = " ".join(str(values[name]) for name in cls.SEARCHED if values.get(name) is not None)
        order = {to: sorting(str(values.get(name) or "")) for name, to in cls.SORTED.items()}
        return {"folded": turkish.fold(searched), **order}


@sa.event.listens_for(Searchable, "before_insert", propagate=True)
@sa.event.listens_for(Searchable, "before_update", propagate=True)
def _derive(_mapper: Mapper[Any], _connection: sa.Connection, row: Any) -> None:
    values = {name: getattr(row, name) for name in (*row.SEARCHED, *row.SORTED)}
    for name, value in row.derived(values).items():
        setattr(row, name, value)


def sorting(text: str) -> str:
    """A text whose bytes sort as a Turkish dictionary sorts `text`: for an index, which knows no Turkish."""
    keys: Any = turkish.sort_key(text)[0]
    return "".join(map(_sign, keys))


def _sign(place: tuple[int, int]) -> str:
    group, number = place
    match group:
        case 0:
            return " " if number == 0 else "!"
        case 1:
            return chr(ord("0") + number)
        case 2:
            return chr(ord("A") + number)
        case _:
            return "~" + chr(number)


_Row = TypeVar("_Row", bound=Base)


def add_once(session: Session, row: type[_Row], **values: Any) -> _Row | None:
    """Insert a row and return it; None where a unique key is taken, also by somebody at this moment."""
    insert: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}[session.get_bind().dialect.name]
    added: _Row | None = session.scalar(insert(row).values(values).on_conflict_do_nothing().returning(row))
    return added


def new_id() -> str:
    """32 hexadecimal digits: the milliseconds since 1970, then 80 random bits."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def now() -> datetime:
    return datetime.now(UTC)


def to_json(value: object) -> str:
    """Compact JSON with Turkish letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
