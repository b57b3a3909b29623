"""Records as rows of a table: a field's heading and cell, written for people and read back.

Headings and choices are those of `text/messages/work.toml` in either language, or the codes themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from clusterdash.records.keeping import Field, Kind
from clusterdash.text import Words, messages, turkish

CANNOT_SAY: Final = "?"
_DAY: Final = (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})"))
_SEPARATORS: Final = re.compile(r"[;,\s]+")

Provinces = Mapping[str, int]
"""Folded name to plate code."""


def headings(kind: Kind[Any], say: Words) -> tuple[str, ...]:
    """The columns of a kind's table."""
    return tuple(say(f"work.field.{one.name}") for one in kind.fields)


def written(kind: Kind[Any], value: Any, say: Words) -> tuple[str | int | date | None, ...]:
    """A record as cells under `headings`."""
    return tuple(_written(kind, one, value, say) for one in kind.fields)


def choice(code: str, say: Words) -> str:
    """A choice in words; size classes are their own words."""
    key = f"work.choice.{code}"
    return say(key) if key in messages() else code


def _written(kind: Kind[Any], one: Field, value: Any, say: Words) -> str | int | date | None:
    # A firm is named in tables as people know it; its id means nothing outside.
    name = "firm_name" if kind.name == "visit" and one.name == "firm" else one.name
    found = getattr(value, name)
    match one.type:
        case "choice":
            return choice(found, say) if found else None
        case "provinces" | "divisions":
            return ", ".join(str(code) for code in found) or None
        case "score":
            return CANNOT_SAY if found == 0 else found
        case _:
            return found or None


def read(kind: Kind[Any], rows: tuple[Mapping[str, Any], ...], provinces: Provinces) -> list[dict[str, Any]]:
    """The rows of an uploaded table as drafts; what cannot be read stays as it is, to be refused."""
    names = _names(tuple(one.name for one in kind.fields))
    types = {one.name: one for one in kind.fields}
    drafts = []
    for row in rows:
        draft: dict[str, Any] = {}
        for heading, cell in row.items():
            name = names.get(turkish.fold(heading), heading)
            draft[name] = _read(types[name], cell, provinces) if name in types else cell
        drafts.append(draft)
    return drafts


@cache
def _names(fields: tuple[str, ...]) -> dict[str, str]:
    found = {name: name for name in fields}
    for name in fields:
        found |= {turkish.fold(form): name for form in messages()[f"work.field.{name}"].values()}
    return found


def _read(one: Field, cell: Any, provinces: Provinces) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    reader = _READERS.get(one.type)
    if reader is not None:
        return reader(cell)
    match one.type:
        case "province":
            return _province(cell, provinces)
        case "provinces":
            parts = re.split(r"[;,]", str(cell))
            return [_province(part.strip(), provinces) for part in parts if part.strip()]
        case "choice":
            return _choices(one.choices).get(turkish.fold(str(cell)), cell)
        case _:
            return str(cell) if isinstance(cell, int) else cell


def _province(cell: Any, provinces: Provinces) -> Any:
    whole = _whole(cell)
    return whole if isinstance(whole, int) else provinces.get(turkish.fold(str(cell)), cell)


def _whole(cell: Any) -> Any:
    return int(cell) if isinstance(cell, str) and re.fullmatch(r"[0-9]{1,6}", cell) else cell


def _score(cell: Any) -> Any:
    return 0 if cell == CANNOT_SAY else _whole(cell)


def _day(cell: Any) -> Any:
    if isinstance(cell, datetime | date) or not isinstance(cell, str):
        return cell
    for pattern, order in zip(_DAY, ((0, 1, 2), (2, 1, 0)), strict=True):
        if found := pattern.fullmatch(cell.strip()):
            parts = [int(part) for part in found.groups()]
            try:
                return date(*(parts[place] for place in order))
            except ValueError:
                return cell
    return cell


def _divisions(cell: Any) -> list[str]:
    """A spreadsheet drops the zero of 01."""
    return [part.zfill(2) for part in _SEPARATORS.split(str(cell)) if part]


def _nace(cell: Any) -> Any:
    """28 is 28 also as a number; 15.2 may have been 15.20, so a decimal number says too little."""
    return f"{cell:02d}" if isinstance(cell, int) else cell


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "year": _whole,
    "score": _score,
    "date": _day,
    "divisions": _divisions,
    "division": lambda cell: str(cell).zfill(2),
    "nace": _nace,
}


@cache
def _choices(codes: tuple[str, ...]) -> dict[str, str]:
    found = {turkish.fold(code): code for code in codes}
    for code in codes:
        forms = messages().get(f"work.choice.{code}", {})
        found |= {turkish.fold(form): code for form in forms.values()}
    return found
