"""What Streamlit says itself, in the visitor's language."""

from __future__ import annotations

from typing import Final

from clusterdash.text import messages
from clusterdash.ui.components import component
from clusterdash.ui.session import Visit

_AREA: Final = "widgets."
_STREAMLITS: Final = "en"


def speak(visit: Visit) -> None:
    """Lists, dates and tables speak the visitor's language, and the page says which it is written in.

    While the server cannot be reached, one sentence at the foot of the page says so. Streamlit's own, which
    is English and takes the page away from whoever writes, is closed.
    """
    words = {
        key[len(_AREA) :]: visit.say(key, value="{value}")
        for key in messages()
        if key.startswith(_AREA) and visit.language != _STREAMLITS
    }
    data = {"language": visit.language, "words": words, "lost": visit.say("shell.connection_lost")}
    component("widgets")(key="widget_words", data=data)
