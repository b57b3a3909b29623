"""What can go wrong with the records, each in one sentence of either language.

An error carries the key of a message and its values, so that a page says it in the reader's language:
`error.in_(say)`. `str(error)` is the English sentence, for the command line and the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from clusterdash.text import Words

Reason = Literal["locked", "lost", "full", "read_only", "damaged"]


@dataclass(frozen=True)
class Message:
    """A message of `text/messages/records.toml` with the values of its places."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)

    def in_(self, say: Words) -> str:
        return say(f"records.{self.key}", **self.values)


# Named after what happened, as a page that catches them reads best.
# ruff: noqa: N818


class RecordsError(Exception):
    """One sentence that says what is wrong and what to do."""

    def __init__(self, key: str, /, **values: str) -> None:
        self.message = Message(key, values)
        super().__init__(key, values)

    def in_(self, say: Words) -> str:
        """The sentence in the language of `say`."""
        return self.message.in_(say)

    def __str__(self) -> str:
        from clusterdash.text import Words

        return self.in_(Words("en"))


class Forbidden(RecordsError):
    """The actor may not do this."""

    def __init__(self, action: str) -> None:
        self.action = action
        super().__init__("forbidden")


class Covered(Forbidden):
    """Answers of others before the organiser reveals them, whoever asks."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.message = Message("covered")


class NotFound(RecordsError):
    """There is no such record, or it was deleted."""

    def __init__(self, kind: str, record: str) -> None:
        self.kind, self.record = kind, record
        super().__init__("not_found")


class Invalid(RecordsError):
    """Some fields cannot be taken: `reasons` says why, by field."""

    def __init__(self, reasons: Mapping[str, Message]) -> None:
        self.reasons = dict(reasons)
        super().__init__("invalid")

    def in_(self, say: Words) -> str:
        return " ".join(dict.fromkeys(reason.in_(say) for reason in self.reasons.values()))


class Conflict(RecordsError):
    """Somebody else was faster: `current` is what stands now, `yours` what was to be written."""

    def __init__(self, current: Any, yours: Any) -> None:
        self.current, self.yours = current, yours
        super().__init__("conflict")


class Closed(RecordsError):
    """The meeting takes no answers now; `state` says which state it is in."""

    def __init__(self, state: str) -> None:
        self.state = state
        super().__init__(f"closed.{state}")


class WrongCode(RecordsError):
    """No meeting has this code, or nobody in it this token."""

    def __init__(self) -> None:
        super().__init__("wrong_code")


class TooManyTries(RecordsError):
    """Too many wrong codes, from one address or altogether; `seconds` until the next try."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__("too_many_tries", minutes=str(max(1, -(-seconds // 60))))


class Unavailable(RecordsError):
    """The database cannot be used now, and nothing was written."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(f"unavailable.{reason}")


class SchemaMismatch(RecordsError):
    """The database was made by another version of this program; `found` and `expected` are revisions."""

    def __init__(self, found: str, expected: str, *, newer: bool) -> None:
        self.found, self.expected = found, expected
        super().__init__("schema_newer" if newer else "schema_older", found=found, expected=expected)
