"""NACE Rev. 2 codes at any level: C, 28, 28.9, 28.93, 28.93.10.

Sections and divisions are those of the classification (Regulation (EC) No 1893/2006); of finer levels only
the form is checked, since the programme's figures end at divisions.
"""

from __future__ import annotations

import re
from typing import Final

SECTIONS: Final[dict[str, range]] = {
    section: range(first, last + 1)
    for section, first, last in (
        ("A", 1, 3), ("B", 5, 9), ("C", 10, 33), ("D", 35, 35), ("E", 36, 39), ("F", 41, 43), ("G", 45, 47),
        ("H", 49, 53), ("I", 55, 56), ("J", 58, 63), ("K", 64, 66), ("L", 68, 68), ("M", 69, 75),
        ("N", 77, 82), ("O", 84, 84), ("P", 85, 85), ("Q", 86, 88), ("R", 90, 93), ("S", 94, 96),
        ("T", 97, 98), ("U", 99, 99),
    )
}  # fmt: skip
"""The sections and the numbers of their divisions; not every number is taken."""
DIVISIONS: Final = frozenset(f"{number:02d}" for numbers in SECTIONS.values() for number in numbers)
PROGRAMME: Final = ("28.93", "15.20", "25.71", "25.99", "32.50")
"""What the four published sectors are called at four digits, where the two of the statistics say too little:
machinery for food processing, footwear, cutlery, other metal products, medical instruments."""

_CODE: Final = re.compile(r"[0-9]{2}(\.[0-9]([0-9](\.[0-9]{1,2})?)?)?")
_DIGITS: Final = re.compile(r"[0-9]{2,6}")


def parse(text: str) -> str | None:
    """The code in its usual form, also from 2893 or 28,93; None where there is no such code."""
    found = text.strip().upper().replace(",", ".")
    if found in SECTIONS:
        return found
    if _DIGITS.fullmatch(found):
        found = ".".join(part for part in (found[:2], found[2:4], found[4:]) if part)
    if not _CODE.fullmatch(found) or found[:2] not in DIVISIONS:
        return None
    return None if found[3:4] == "0" else found


def division(code: str) -> str | None:
    """The division a code lies in; None for a section."""
    return code[:2] if code[:1].isdigit() else None


def four_digits(code: str) -> str | None:
    """The class a code lies in; None for a code above it."""
    return code[:5] if len(code) >= 5 else None
