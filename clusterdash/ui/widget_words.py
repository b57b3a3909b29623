"""The words of Streamlit's own widgets, in the visitor's language."""

from __future__ import annotations

from typing import Final

from clusterdash.text import messages
from clusterdash.ui.components import component
from clusterdash.ui.session import Visit

_AREA: Final = "widgets."


def speak(visit: Visit) -> None:
    """Lists, dates and tables of this page speak the visitor's language; English is Streamlit's own."""
    if visit.language == "en":
        return
    words = {
        key[len(_AREA) :]: visit.say(key, value="{value}") for key in messages() if key.startswith(_AREA)
    }
    component("widgets")(key="widget_words", data={"words": words})
