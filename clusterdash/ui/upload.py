"""A field for a file, in the visitor's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from clusterdash.ui.components import component
from clusterdash.ui.session import Visit

_WORDS: Final = ("choose", "another", "remove", "drop", "each", "large", "type", "one", "error", "size")


def field(
    visit: Visit, label: str, *, key: str, types: Sequence[str] | None = None, megabytes: int | None = None
) -> UploadedFile | None:
    """The file a visitor has chosen, None before. types: endings; all where left out."""
    around = f"{key}_field"
    with st.container(key=around, gap=None):
        given = st.file_uploader(label, type=types, key=key, max_upload_size=megabytes)
        if visit.language != "en":
            words = {word: visit.say(f"upload.{word}", value="{value}") for word in _WORDS}
            component("upload")(key=f"{key}_words", data={"key": key, "around": around, "words": words})
    return given
