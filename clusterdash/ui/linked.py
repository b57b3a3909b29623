"""A page's own choice, kept for the session and carried by a query parameter of its own.

As with the scenario's `s`, the link is read once for each link a visitor follows; what the application itself
has written to the address bar is recognised and not read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import streamlit as st

from clusterdash.scenario import Ignored
from clusterdash.ui.session import Visit

Choice = TypeVar("Choice")

_LONGEST_LINK: Final = 200
_REMEMBERED_LINKS: Final = 50


@dataclass(frozen=True)
class Linked(Generic[Choice]):
    """A choice under `parameter`; what equals `usual` is not written.

    encode: the compact form, of letters, digits and `-._~` only. Reading it back is a function of the text
    alone, given to `chosen`: it returns a choice whatever the text is, and what in it was left out.
    """

    parameter: str
    usual: Choice
    encode: Callable[[Choice], str]

    def chosen(self, decode: Callable[[str], tuple[Choice, tuple[Ignored, ...]]]) -> Choice:
        """The session's choice, taken from the link if the visitor came by one, and written to the address
        bar."""
        link = st.query_params.get(self.parameter)
        written: list[str] = st.session_state.setdefault(self._key("written"), [])
        if link is not None and link not in written:
            choice, left_out = decode(link[:_LONGEST_LINK])
            st.session_state[self._key("ignored")] = left_out
        else:
            choice = st.session_state.get(self._key("choice"), self.usual)
        self._write(choice)
        return choice

    def change(self, choice: Choice) -> None:
        """Keep another choice; what the followed link could not have is forgotten."""
        st.session_state[self._key("ignored")] = ()
        self._write(choice)

    @property
    def ignored(self) -> tuple[Ignored, ...]:
        """What of the followed link was left out, until something else is chosen."""
        found: tuple[Ignored, ...] = st.session_state.get(self._key("ignored"), ())
        return found

    def _write(self, choice: Choice) -> None:
        st.session_state[self._key("choice")] = choice
        text = "" if choice == self.usual else self.encode(choice)
        written: list[str] = st.session_state.setdefault(self._key("written"), [])
        if text and text not in written:
            written.append(text)
            del written[:-_REMEMBERED_LINKS]
        if text and st.query_params.get(self.parameter) != text:
            st.query_params[self.parameter] = text
        elif not text and self.parameter in st.query_params:
            del st.query_params[self.parameter]

    def _key(self, part: str) -> str:
        return f"linked_{self.parameter}_{part}"


def show_ignored(visit: Visit, parts: Iterable[Ignored]) -> None:
    """One line for each part of a followed link that was left out."""
    for part in parts:
        st.info(visit.say(f"link.{part.reason}", text=part.text), icon=":material/link_off:")
