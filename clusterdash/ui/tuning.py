"""Two habits of Streamlit 1.67 that make every visitor wait, and for which it has no option."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session, runtime

REST: Final = "MESSAGE_FLUSH_INTERVAL_SECS"
"""Streamlit's name for the seconds between two looks for messages that wait to be sent."""
FLUSH_INTERVAL: Final = 0.003


@contextmanager
def theme_read_once() -> Iterator[None]:
    """While this lasts, each section of the theme is read the first time it is asked for.

    Streamlit looks its options for colours and fonts through with every run of every visitor, though they
    change only with a restart: a quarter of the processor time of a released slider.
    """
    read = app_session._populate_theme_msg
    sections: dict[str, CustomThemeConfig] = {}

    def repeat(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in sections:
            sections[section] = CustomThemeConfig()
            read(sections[section], section)
        if sections[section].ListFields():  # an empty one would be marked as given
            msg.MergeFrom(sections[section])

    app_session._populate_theme_msg = repeat
    try:
        yield
    finally:
        app_session._populate_theme_msg = read


@contextmanager
def messages_sent_soon() -> Iterator[None]:
    """While this lasts, an answer need not wait for the ten milliseconds Streamlit rests after a message.

    A run says first that it has begun: what it has to say came always one rest later.
    """
    known = vars(runtime)
    before = known[REST]
    known[REST] = FLUSH_INTERVAL
    try:
        yield
    finally:
        known[REST] = before
