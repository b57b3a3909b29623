"""The theme is read once.

With every run of every visitor Streamlit 1.67 looks its options for colours and fonts through again, though
they change only with a restart: a quarter of the processor time of a released slider.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


@contextmanager
def theme_read_once() -> Iterator[None]:
    """While this lasts, each section of the theme is read the first time it is asked for."""
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
