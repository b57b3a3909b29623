"""What visited firms said of their will to cooperate, at hand for a ranking that counts it (criterion N5).

It counts only where a visitor asks for it, never in an edition. A scenario names what counts by the number of
the last publication: nothing published is ever changed, so that a link always reopens on the same figures.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from clusterdash import records as stored
from clusterdash import warehouse
from clusterdash.records.actors import VISITOR
from clusterdash.records.errors import RecordsError
from clusterdash.warehouse import Expert, Normalisation, Warehouse


def take(opened: Warehouse, number: int) -> bool:
    """Let the edition be asked for what was published up to a number; False where there is no such thing."""
    if not number:
        return True
    found = _figures(number)
    if found and not (opened.knows_experts(number) and opened.experts(number) == found):
        opened.take_experts(number, found)
    return bool(found)


def name(number: int) -> str:
    """A name for addresses of what is counted, which changes with what it holds; empty for nothing."""
    return f"{number}-{_digest(_figures(number))}" if number else ""


def matrix_bytes(edition: str, normalisation: Normalisation, experts: str) -> bytes | None:
    """As `editions.matrix_bytes`, with what experts said; None where it is unknown under this name."""
    number = experts.partition("-")[0]
    if not number.isascii() or not number.isdigit() or name(int(number)) != experts:
        return None
    try:
        opened = warehouse.kept(edition)
    except warehouse.WarehouseError:
        return None
    if not take(opened, int(number)):
        return None
    return opened.matrix(normalisation, int(number)).z.astype("<f8").tobytes()


def _figures(number: int) -> tuple[Expert, ...]:
    """Empty where nothing was published under this number."""
    from clusterdash.ui import records

    if not records.kept():
        return ()
    try:
        return _published(stored.records_url(), number)
    except (RecordsError, LookupError):
        return ()


@lru_cache(maxsize=64)
def _published(_url: str, number: int) -> tuple[Expert, ...]:
    """Raises LookupError for a number nothing was published under, which may come yet."""
    from clusterdash.records import questionnaire

    found = questionnaire.published(stored.open_records(), VISITOR, until=number)
    if number not in {one.number for one in found}:
        raise LookupError(number)
    return tuple(
        Expert(questionnaire.CRITERION, one.province, one.division, one.mean, one.spread, one.firms)
        for one in found
    )


def _digest(found: tuple[Expert, ...]) -> str:
    return hashlib.sha256(repr(found).encode()).hexdigest()[:12]
