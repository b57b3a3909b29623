"""Where in the work page a visitor is, as the address says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

NEW: Final = "new"


@dataclass(frozen=True)
class Place:
    """A part, and a record in it: its id, NEW, or empty for the list. `of`: what a new record belongs to."""

    part: str = "overview"
    record: str = ""
    of: str = ""


def current() -> Place:
    """The place the address names; any text may stand there."""
    asked = st.query_params
    return Place(asked.get("part", "overview"), asked.get("record", ""), asked.get("of", ""))


def go(part: str, record: str = "", of: str = "") -> None:
    """Move to another place."""
    for name, value in (("part", part), ("record", record), ("of", of)):
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
