"""The SQL of the house, by name: one statement per file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def statement(folder: str, name: str) -> str:
    """The statement in ``folder/name.sql``; raises KeyError naming those that exist."""
    path = HERE / folder / f"{name}.sql"
    if not path.is_file():
        raise KeyError(f"There is no query {name!r} in {folder}; there are {', '.join(names(folder))}.")
    return path.read_text(encoding="utf-8")


def names(folder: str) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (HERE / folder).glob("*.sql")))
