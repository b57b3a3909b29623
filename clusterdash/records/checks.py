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
from typing import Any, Final

from clusterdash.records.errors import Invalid, Message

PROVINCES: Final = 81
_DIVISION: Final = re.compile(r"[0-9]{2}")


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
        return self.number(field, value, 1, PROVINCES)

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


def clean(text: str) -> str:
    """The text composed, without control characters (but line breaks) and halves of characters."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    lines = unicodedata.normalize("NFC", whole.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    kept = (sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cn"))
    return "".join(kept).strip()
