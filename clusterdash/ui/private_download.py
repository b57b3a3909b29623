"""Downloads with personal data: for the session that asked, and with no address anybody could pass on.

A link of `st.download_button` needs no session: whoever has it gets the file. Here the file is made when the
button is pressed, for whoever presses it then, travels over that session's websocket, and the browser saves
it from its memory.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from uuid import uuid4

import streamlit as st

from clusterdash.records.actors import Actor
from clusterdash.records.errors import RecordsError
from clusterdash.ui import identity, records
from clusterdash.ui.components import component


def button(label: str, *, file_name: str, media_type: str, make: Callable[[Actor], bytes], key: str) -> None:
    """A button that saves what `make` gives to the visitor who presses it.

    `make` runs after the press, as a part of the page, and is given who pressed. Where it raises a
    RecordsError, as for somebody who may not have the file, the sentence stands under the button.
    """
    # Of a fragment in a row nothing says how wide it is: it would take its share of the row.
    with st.container(width="content"):
        _button(label, file_name, media_type, make, key)


@st.fragment
def _button(label: str, file_name: str, media_type: str, make: Callable[[Actor], bytes], key: str) -> None:
    asked = f"{key}_asked"
    file, problem = None, None
    if st.session_state.pop(asked, False):
        try:
            file = _packed(file_name, media_type, make(identity.current()))
        except RecordsError as error:
            problem = error
    component("private_download")(
        key=key,
        data={"label": label, "file": file},
        on_wanted_change=lambda: st.session_state.update({asked: True}),
    )
    if problem:
        records.show(problem)


def _packed(name: str, media_type: str, content: bytes) -> dict[str, str]:
    return {
        "id": uuid4().hex,
        "name": name,
        "type": media_type,
        "content": base64.b64encode(content).decode("ascii"),
    }
