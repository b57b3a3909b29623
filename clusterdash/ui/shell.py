"""Runs before every page: the edition, the visitor's choices and language, the menu.

The pages are named by absolute path, because Streamlit would otherwise run a page whose file name equals a
deep link without this script.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from clusterdash import warehouse
from clusterdash.text import Words
from clusterdash.ui import expert_switch, first_build, follow, identity, notices, session, widget_words

PAGES: Final = Path(__file__).resolve().parents[2] / "pages"
_STATIC: Final = Path(__file__).with_name("static")
_ICON: Final = _STATIC / "icon.svg"
_BARE_STYLE: Final = _STATIC / "bare.css"
_ICONS: Final = {
    "programme": ":material/flag:",
    "ranking": ":material/sort:",
    "map": ":material/map:",
    "province": ":material/location_city:",
    "sector": ":material/factory:",
    "regions": ":material/hub:",
    "data": ":material/database:",
    "meetings": ":material/groups:",
    "work": ":material/work:",
    "log": ":material/history:",
    "ballot": None,
    "present": None,
}
_BARE: Final = ("ballot", "present")
"""Pages reached by address only, without a menu and so without a sign in it."""
_BOARD_FIRST: Final = ("ranking",)
"""Pages that in a new tab show their board before anything that only stands around it."""
_FOR: Final = {"meetings": "meeting.list", "work": "firm.read", "log": "ledger.read"}
"""What somebody must be able to do to find a page in the menu."""


def run() -> None:
    """Draw the page the address names."""
    # An icon of our own: Streamlit would ask a foreign host for the picture of a page's icon.
    st.set_page_config("clusterdash", page_icon=_ICON, layout="wide", initial_sidebar_state=240)
    if not warehouse.exists():
        first_build.run(session.words())
    visit = session.begin()
    page = st.navigation(_pages(visit.say))
    st.set_page_config(f"{page.title} · clusterdash")
    if page.url_path in _BARE:
        st.html(_BARE_STYLE)
        widget_words.speak(visit)
        page.run()
        return
    if page.url_path not in _BOARD_FIRST:
        follow.arrived()
    if not follow.arriving():
        with st.sidebar:
            _language_switch(visit)
            _share(visit)
            identity.sign(visit)
            widget_words.speak(visit)
    notices.show(visit)
    expert_switch.remind(visit)
    page.run()


def _pages(say: Words) -> list[StreamlitPage]:
    return [
        st.Page(
            PAGES / f"{name}.py",
            title=say(f"nav.{name}"),
            icon=icon,
            url_path=None if name == "programme" else name,
            default=name == "programme",
            visibility="visible" if _listed(name) else "hidden",
        )
        for name, icon in _ICONS.items()
    ]


def _listed(name: str) -> bool:
    return name not in _BARE and (name not in _FOR or identity.may(_FOR[name]))


def _language_switch(visit: session.Visit) -> None:
    st.session_state["language"] = visit.language
    st.segmented_control(
        visit.say("shell.language"),
        ["tr", "en"],
        format_func=lambda language: visit.say(f"shell.language_{language}"),
        key="language",
        required=True,
        on_change=lambda: session.change_language(st.session_state["language"]),
    )


def _share(visit: session.Visit) -> None:
    with st.popover(visit.say("shell.share"), icon=":material/link:", width="stretch"):
        st.write(visit.say("shell.share_explained"))
        st.code(session.address(visit), language=None, wrap_lines=True)


run()
