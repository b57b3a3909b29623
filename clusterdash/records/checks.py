"""Fields that people fill in: put in order, and what is wrong with them said by field, all at once.

    fields = Fields()
    title = fields.text("title", draft.title, longest=200)
    province = fields.number("province", draft.province, 1, 81)
    fields.done()  # raises Invalid

What does not hold is noted and a harmless value is returned, so that everything is checked before `done`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from clusterdash.records import nace
from clusterdash.records.errors import Invalid, Message

PROVINCES: Final = 81
_DIVISION: Final = re.compile(r"[0-9]{2}")
_EMAIL: Final = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+")
_FIRST_DAY: Final = date(1900, 1, 1)
_LAST_DAY: Final = date(2100, 12, 31)


class Fields:
    """The fields of one form or one row of an import."""

    def __init__(self) -> None:
        self.reasons: dict[str, Message] = {}

    def wrong(self, field: str, key: str, **values: str) -> None:
        """Note what is wrong with a field: a message `records.field.<key>`. The first reason stands."""
        self.reasons.setdefault(field, Message(f"field.{key}", values))

    def done(self) -> None:
        """Raise Invalid if anything was noted."""
        if self.reasons:
            raise Invalid(self.reasons)

    def text(self, field: str, value: Any, *, longest: int, optional: bool = False) -> str:
        """One text without control characters and outer blanks."""
        if value is not None and not isinstance(value, str):
            self.wrong(field, "text")
            return ""
        found = clean(value or "")
        if len(found) > longest:
            self.wrong(field, "long", longest=str(longest))
        elif not found and not optional:
            self.wrong(field, "empty")
        return found

    def number(self, field: str, value: Any, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(field, "number", low=str(low), high=str(high))
            return low
        return value

    def one_of(self, field: str, value: Any, choices: Collection[str]) -> str:
        """One of a few codes."""
        if not isinstance(value, str) or value not in choices:
            self.wrong(field, "choice")
            return ""
        return value

    def province(self, field: str, value: Any) -> int:
        """A plate code."""
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= PROVINCES:
            self.wrong(field, "province", most=str(PROVINCES))
            return 1
        return value

    def divisions(
        self, field: str, values: Iterable[Any], among: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """NACE divisions, none twice; `among` those that may be named."""
        found = tuple(values)
        if any(not isinstance(code, str) or not _DIVISION.fullmatch(code) for code in found):
            self.wrong(field, "division")
            return ()
        if len(set(found)) < len(found):
            self.wrong(field, "twice")
        if among is not None and not set(found) <= set(among):
            self.wrong(field, "not_listed")
        return found

    def known_divisions(self, field: str, values: Iterable[Any]) -> tuple[str, ...]:
        """NACE divisions of the classification, none twice."""
        found = self.divisions(field, values)
        if not set(found) <= nace.DIVISIONS:
            self.wrong(field, "division")
        return found

    def division(self, field: str, value: Any) -> str:
        """One NACE division of the classification."""
        found = self.known_divisions(field, () if value in (None, "") else (value,))
        if not found:
            self.wrong(field, "division")
        return found[0] if found else ""

    def nace(self, field: str, value: Any) -> str:
        """A NACE code at any level, in its usual form."""
        found = nace.parse(value) if isinstance(value, str) else None
        if found is None:
            self.wrong(field, "nace")
        return found or ""

    def provinces(self, field: str, values: Iterable[Any]) -> list[int]:
        """Plate codes, none twice."""
        found = [self.province(field, value) for value in values]
        if len(set(found)) < len(found):
            self.wrong(field, "twice_province")
        return found

    def day(self, field: str, value: Any, *, optional: bool = False) -> date | None:
        """A day; a moment is cut to its day."""
        if value is None and optional:
            return None
        found = value.date() if isinstance(value, datetime) else value
        if not isinstance(found, date) or not _FIRST_DAY <= found <= _LAST_DAY:
            self.wrong(field, "date")
            return _FIRST_DAY
        return found

    def email(self, field: str, value: Any, *, optional: bool = False) -> str:
        """An address for e-mail."""
        found = self.text(field, value, longest=200, optional=optional)
        if found and not _EMAIL.fullmatch(found):
            self.wrong(field, "email")
        return found

    def web_address(self, field: str, value: Any, *, optional: bool = False) -> str:
        """An address that a browser opens and that runs nothing: http or https."""
        found = self.text(field, value, longest=1_000, optional=optional)
        if found and not _is_web_address(found):
            self.wrong(field, "link")
        return found


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"]", text)
    except ValueError:
        return False


def clean(text: str) -> str:
    """The text composed, without control characters (but line breaks) and halves of characters."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    lines = unicodedata.normalize("NFC", whole.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    kept = (sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cn"))
    return "".join(kept).strip()
