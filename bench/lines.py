"""The lines of the table: what was promised, what was measured, and the table's place in the README."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

README: Final = Path(__file__).parents[1] / "README.md"
_BLOCK: Final = re.compile(r"(?<=<!-- bench:start -->\n).*?(?=<!-- bench:end -->)", re.DOTALL)
_HEAD: Final = "| what | promised | measured | floor | kept |\n|---|---|---|---|---|\n"


@dataclass(frozen=True)
class Line:
    """One promise. `floor`: the floor application's own figure; `kept`: None where nothing was promised."""

    what: str
    measured: str
    promised: str = ""
    floor: str = ""
    kept: bool | None = None

    def __str__(self) -> str:
        kept = {True: "yes", False: "**no**", None: ""}[self.kept]
        return f"| {self.what} | {self.promised} | {self.measured} | {self.floor} | {kept} |"


def table(lines: Sequence[Line], conditions: str) -> str:
    """Markdown, with a sentence under it that says where it was measured."""
    return _HEAD + "\n".join(map(str, lines)) + f"\n\n{conditions}\n"


def write(markdown: str, readme: Path = README) -> None:
    """Put the table between the marks in the README. Raises ValueError where the marks are missing."""
    text, replaced = _BLOCK.subn(lambda _: markdown, readme.read_text(encoding="utf-8"))
    if not replaced:
        raise ValueError(f"{readme.name} has no lines <!-- bench:start --> and <!-- bench:end -->; add them.")
    readme.write_text(text, encoding="utf-8")


def times(value: float) -> str:
    return f"{value:.2f} ×"


def milliseconds(value: float) -> str:
    return f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"
