"""A document as a small tree, built once and written as DOCX or as PDF."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from clusterdash.reports.drawing import Drawing
from clusterdash.text import Language

Align = Literal["left", "right"]


@dataclass(frozen=True)
class Heading:
    """A heading of a chapter (level 1) or of a part of it (level 2)."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """Text. lead: the sentence that must not be missed; note: small print, how to read, sources."""

    text: str
    style: Literal["normal", "lead", "note"] = "normal"


@dataclass(frozen=True)
class Items:
    """A list, numbered or with bullets."""

    texts: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, and the side its cells stand on."""

    title: str
    share: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """Rows of cells as long as the columns. ``facts``: two columns without headings, the first a name."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    facts: bool = False

    def __post_init__(self) -> None:
        for line, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {line}: expected {len(self.columns)} cells, found {len(row)}")


@dataclass(frozen=True)
class Picture:
    """A drawing with the sentence below it; ``alternative`` says what it shows to those who do not see it."""

    drawing: Drawing
    caption: str
    alternative: str


@dataclass(frozen=True)
class Link:
    """An address on a line of its own."""

    text: str
    address: str


Part: TypeAlias = Heading | Paragraph | Items | Table | Picture | Link


@dataclass(frozen=True)
class Document:
    """``footer`` stands on every page beside its number; ``created`` is the moment the file says it is of."""

    title: str
    subtitle: str
    language: Language
    footer: str
    created: datetime.datetime
    parts: tuple[Part, ...]


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """A table of names and values, without headings."""
    return Table((Column("", 0.3), Column("", 0.7)), tuple(rows), facts=True)


def clean(text: str) -> str:
    """Text as files can hold it: letters composed, without control characters but line breaks."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(
        letter
        for letter in composed
        if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs", "Cn")
    )
