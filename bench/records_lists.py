"""Lists of many records: pages and searches of 100,000 firms and 300,000 visits, asked of the repository."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

import sqlalchemy as sa

from bench import databases
from bench.lines import Line, milliseconds
from clusterdash.records import OPERATOR, Actor, keeping
from clusterdash.records.base import new_id, now
from clusterdash.records.fieldwork import FIRM, VISIT
from clusterdash.records.store import Records
from clusterdash.records.values import Query
from clusterdash.records.work_models import FirmRow, VisitRow

FIRMS: Final = 100_000
VISITS: Final = 300_000
_LIST: Final = 0.3
_SEARCH: Final = 0.15
_TIMES: Final = 7
_BATCH: Final = 20_000
_WORDS: Final = (
    "Yıldız", "Çelik", "Güneş", "Işık", "Özgür", "Şahin", "Demir", "Kaya", "Anadolu", "Ege", "Doğu", "Ulu",
)  # fmt: skip
_CODES: Final = ("28.93", "15.20", "25.71", "25.99", "32.50", "10.71", "31.09")
_OFFICER: Final = Actor("officer", name="officer", provinces=frozenset({19, 55}))


def measure(_editions: Path) -> Iterator[Line]:
    """Pages and searches against the promised 300 and 150 ms."""
    yield from databases.each(_measure)


def _measure(name: str, records: Records) -> Iterator[Line]:
    _fill(records)
    _rest(records)
    pages = (
        (FIRM, Query()),
        (FIRM, Query(page=1000)),
        (FIRM, Query(sort="changed_at", descending=True)),
        (FIRM, Query(filters={"province": 19, "division": "28"})),
        (VISIT, Query()),
        (VISIT, Query(page=3000)),
        (VISIT, Query(sort="firm_name")),
        (VISIT, Query(filters={"province": 19})),
    )
    searches = tuple(
        (kind, Query(search=text))
        for kind in (FIRM, VISIT)
        for text in ("ÇELIK isik", "yildiz 4711", "not there", "a")
    )
    what = f"{name}, {FIRMS:,} firms and {VISITS:,} visits"
    yield _line(f"{what}: the slowest list page", records, pages, _LIST)
    yield _line(f"{what}: the slowest search", records, searches, _SEARCH)


def _line(what: str, records: Records, asked: tuple[tuple[Any, Query], ...], promised: float) -> Line:
    """The slowest of the medians, for the operator, who sees everything, and for an officer."""
    taken = max(
        median(_seconds(records, actor, kind, query) for _ in range(_TIMES))
        for actor in (OPERATOR, _OFFICER)
        for kind, query in asked
    )
    return Line(what, milliseconds(1000 * taken), f"≤ {1000 * promised:.0f} ms", kept=taken <= promised)


def _seconds(records: Records, actor: Actor, kind: Any, query: Query) -> float:
    start = time.perf_counter()
    keeping.page(records, actor, kind, query)
    return time.perf_counter() - start


# --- many records ---------------------------------------------------------------------------------


def _fill(records: Records) -> None:
    drawn = random.Random(1)
    firms = [_firm(drawn, number) for number in range(FIRMS)]
    visits = [_visit(drawn, drawn.choice(firms)) for _ in range(VISITS)]
    with records.writing() as session:
        for row, values in ((FirmRow, firms), (VisitRow, visits)):
            for start in range(0, len(values), _BATCH):
                session.execute(sa.insert(row), values[start : start + _BATCH])


def _rest(records: Records) -> None:
    """PostgreSQL as its autovacuum leaves it a moment after the rows came; SQLite needs nothing."""
    if records.engine.dialect.name == "postgresql":
        with records.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")


def _firm(drawn: random.Random, number: int) -> dict[str, Any]:
    code = drawn.choice(_CODES)
    texts = {
        "name": f"{drawn.choice(_WORDS)} {drawn.choice(_WORDS)} {number}",
        "district": "Merkez",
        "nace": code,
    }
    empty = dict.fromkeys(("exporter", "contact_name", "contact_email", "contact_phone", "consent"), "")
    return {
        **_kept(),
        **texts,
        **empty,
        **FirmRow.derived(texts),
        "province": drawn.randint(1, 81),
        "division": code[:2],
        "four_digits": code,
        "size_class": "10-19",
    }


def _visit(drawn: random.Random, firm: dict[str, Any]) -> dict[str, Any]:
    texts = {"firm_name": firm["name"], "purpose": "Tanışma", "service": drawn.choice(("", "Eğitim"))}
    empty = dict.fromkeys(("visited_by", "outcome", "next_step", "needs_words"), "")
    return {
        **_kept(),
        **texts,
        **empty,
        **VisitRow.derived(texts),
        "province": firm["province"],
        "firm": firm["id"],
        "visited_on": date(2020, 1, 1) + timedelta(drawn.randrange(2300)),
        "next_on": None,
        "cooperation": drawn.randint(1, 5),
        "trust": None,
        "joint": None,
        "needs": None,
    }


def _kept() -> dict[str, Any]:
    return {"id": new_id(), "version": 1, "changed_at": now(), "deleted_at": None}
