"""What the app says, in both languages side by side.

`messages/<area>.toml` holds one table per message, and its first word is the name of the file:

    [ranking.title]
    tr = "{province}: sektör sıralaması"
    en = "{province}: ranking of sectors"

`{name}` is a place for a value that is already text: write figures with `clusterdash.text.numbers` first.
A message that counts something may add `en_one` for exactly one; Turkish needs no plural after a number.

    [ranking.shown]
    tr = "{count} sektör"
    en = "{count} sectors"
    en_one = "{count} sector"
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from clusterdash.text import numbers

Language = Literal["tr", "en"]


@dataclass(frozen=True)
class Words:
    """One language: `say = Words("tr")`, then `say("ranking.title", province="Çorum")`."""

    language: Language

    def __call__(self, key: str, /, **values: str) -> str:
        """The message with its places filled. KeyError names a key or a place that does not exist."""
        return _forms(key)[self.language].format_map(values)

    def count(self, key: str, count: int, /, **values: str) -> str:
        """The message for a number of things; the number itself fills `{count}`."""
        forms = _forms(key)
        message = forms[self.language]
        if self.language == "en" and count == 1:
            message = forms.get("en_one", message)
        return message.format_map({**values, "count": numbers.number(count, self.language, digits=0)})


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Every message by key, with its forms `tr`, `en` and sometimes `en_one`."""
    files = sorted((Path(__file__).parent / "messages").glob("*.toml"))
    return {key: forms for file in files for key, forms in _tables(tomllib.loads(file.read_text("utf-8")))}


def _forms(key: str) -> Mapping[str, str]:
    try:
        return messages()[key]
    except KeyError:
        raise KeyError(f"{key}: no such message in clusterdash/text/messages") from None


def _tables(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """The messages of a table: every subtable that holds texts rather than further tables."""
    for name, value in table.items():
        key = f"{path}.{name}" if path else name
        if any(isinstance(part, str) for part in value.values()):
            yield key, value
        else:
            yield from _tables(value, key)
