"""What can go wrong with the figures, each in one sentence."""

from __future__ import annotations


class WarehouseError(Exception):
    """One sentence that says what is wrong and what to do."""


class DataError(WarehouseError):
    """A file of figures that cannot be used: where, what was found, what was expected.

    ``row`` is the line of the file, the header being line 1; None where the file as a whole is meant.
    """

    def __init__(self, file: str, row: int | None, column: str | None, value: object, expected: str) -> None:
        self.file, self.row, self.column, self.value, self.expected = file, row, column, value, expected
        place = [file]
        if row is not None:
            place.append(f"row {row}")
        if column is not None:
            place.append(f"column {column}")
        super().__init__(f"{', '.join(place)}: expected {expected}; found {_shown(value)}.")


def _shown(value: object, longest: int = 60) -> str:
    if value is None or value == "":
        return "nothing"
    text = " ".join(str(value).split())
    return f"“{text[:longest]}…”" if len(text) > longest else f"“{text}”"
