"""What a followed link could not have, and which figures changed since it was made."""

from __future__ import annotations

import streamlit as st

from clusterdash.scenario import Ignored
from clusterdash.text import Words
from clusterdash.ui import session


def show(visit: session.Visit) -> None:
    """One calm box above the page, gone once read."""
    sentences = list(_sentences(visit))
    if not sentences:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown("\n\n".join(sentences), width="stretch")
        st.button(visit.say("shell.understood"), on_click=session.dismiss_notice, key="dismiss_notice")


def _sentences(visit: session.Visit) -> list[str]:
    say, notice = visit.say, visit.notice
    sentences = [_ignored(say, part) for part in notice.ignored]
    if notice.unknown_edition:
        sentences.append(say("shell.edition_unknown"))
    if notice.changed_tables:
        tables = ", ".join(f"`{table}`" for table in notice.changed_tables)
        sentences.append(say("shell.edition_changed", tables=tables))
    return sentences


def _ignored(say: Words, part: Ignored) -> str:
    return say(f"link.{part.reason}", text=part.text)
