"""What browsers are told of the theme is what Streamlit tells them, option by option."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from clusterdash.ui.theme_once import theme_read_once


@pytest.fixture(autouse=True)
def _colours() -> Iterator[None]:
    asked = {
        "theme.primaryColor": "#112233",
        "theme.base": "dark",
        "theme.font": "serif",
        "theme.dark.textColor": "#445566",
        "theme.light.sidebar.backgroundColor": "#778899",
    }
    before = {key: config.get_option(key) for key in asked}
    for key, value in asked.items():
        config._set_option(key, value, "a test")
    yield
    for key, value in before.items():
        config._set_option(key, value, "a test")


def told() -> CustomThemeConfig:
    """As Streamlit puts its message together."""
    theme = CustomThemeConfig()
    app_session._populate_theme_msg(theme)
    app_session._populate_theme_msg(theme.light, "theme.light")
    app_session._populate_theme_msg(theme.dark, "theme.dark")
    app_session._populate_theme_msg(theme.sidebar, "theme.sidebar")
    app_session._populate_theme_msg(theme.light.sidebar, "theme.light.sidebar")
    app_session._populate_theme_msg(theme.dark.sidebar, "theme.dark.sidebar")
    return theme


def test_every_message_is_the_one_streamlit_would_send() -> None:
    plain = told()
    assert plain.primary_color == "#112233"
    assert not plain.HasField("sidebar")
    with theme_read_once():
        first, second = told(), told()
    assert first.SerializeToString() == plain.SerializeToString()
    assert second.SerializeToString() == plain.SerializeToString()


def test_options_are_looked_up_the_first_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    every = config.get_options_for_section

    def look(section: str) -> dict[str, object]:
        looked.append(section)
        return every(section)

    monkeypatch.setattr(config, "get_options_for_section", look)
    with theme_read_once():
        told(), told()
    assert len(looked) == len(set(looked)) == 6


def test_afterwards_streamlit_reads_for_itself_again() -> None:
    own = app_session._populate_theme_msg
    with theme_read_once():
        assert app_session._populate_theme_msg is not own
    assert app_session._populate_theme_msg is own
