"""An open page, one for officers of Çorum and the Ministry, one for administrators, one with a file."""

from functools import partial

import streamlit as st

from clusterdash.records import permissions
from clusterdash.records.actors import Actor
from clusterdash.ui import identity, private_download, records, session

CONTENT = "Ayşe Yılmaz; Çorum\x00".encode() * 1000


def everybody() -> None:
    st.title("Open")
    st.text_input("Draft", key="draft")
    st.button("Delete the log", on_click=lambda: records.attempt("log", forbidden))
    records.show_problem("log")


def forbidden() -> None:
    permissions.require(identity.current(), "ledger.read")


def let_in(title: str, action: str, province: int | None = None) -> None:
    actor = identity.require(action, province=province)
    st.title(title)
    st.text(f"{actor.role} {sorted(actor.provinces or ())}")


def file() -> None:
    st.title("File")
    private_download.button("Save", file_name="adlar ğ.csv", media_type="text/csv", make=content, key="save")
    st.button("Again")


def content(actor: Actor) -> bytes:
    permissions.require(actor, "ledger.export")
    return CONTENT


visit = session.begin()
page = st.navigation(
    [
        st.Page(everybody, url_path="", default=True),
        st.Page(partial(let_in, "Firms", "firm.read", 19), title="Firms", url_path="firms"),
        st.Page(file, title="File", url_path="file"),
        st.Page(partial(let_in, "Log", "ledger.read"), title="Log", url_path="log"),
    ],
    position="hidden",
)
with st.sidebar:
    identity.sign(visit)
page.run()
