"""Who a session's visitor is, without a browser: closed by default, one session apart from another."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
ROLES = 'mode = "server"\n[roles.values]\ngorevli = "officer"\n'


def asked() -> None:
    import streamlit as st

    from clusterdash.ui import identity

    if st.button("take part"):
        identity.organise("m1")
        identity.organise("m2")
        identity.take_part("p1")
    if st.button("forget"):
        identity.take_part(None)
    actor = identity.current()
    st.text(f"{actor.role} {sorted(actor.provinces or ())} {actor.participant} {sorted(actor.organises)}")
    st.text(identity.may("firm.read"))
    st.text(identity.may("firm.read", province=55))
    st.text(identity.may("ballot.save", participant="p1"))
    st.text(identity.may("meeting.move", meeting="m2"))


def opened(user: dict[str, object] | None = None) -> AppTest:
    page = AppTest.from_function(asked, default_timeout=30)
    page.user = user or {}
    return page.run()


def said(page: AppTest) -> list[str]:
    assert not page.exception
    return [text.value for text in page.text]


def test_without_a_door_nobody_is_the_operator() -> None:
    assert said(opened()) == ["participant [] None []", "False", "False", "False", "False"]


def test_what_a_session_has_proven_is_its_own() -> None:
    first, second = opened(), opened()
    first.button[0].click().run()
    assert said(first) == ["participant [] p1 ['m1', 'm2']", "False", "False", "True", "True"]
    assert said(second.run())[0] == "participant [] None []"
    first.button[1].click().run()
    assert said(first)[0] == "participant [] None ['m1', 'm2']"


def test_server_mode_takes_the_role_from_the_claims_until_they_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clusterdash.toml").write_text(ROLES)
    monkeypatch.setenv("CLUSTERDASH_SETTINGS", str(tmp_path / "clusterdash.toml"))
    claims = {"is_logged_in": True, "sub": "8c1f", "roles": ["gorevli"], "provinces": [19]}
    now = int(time.time())
    assert said(opened({**claims, "exp": now + 60}))[:3] == ["officer [19] None []", "True", "False"]
    for user in ({**claims, "exp": now - 1}, claims, {**claims, "is_logged_in": False, "exp": now + 60}, {}):
        assert said(opened(user))[0] == "visitor [] None []"


def test_a_page_without_records_does_not_wait_for_their_database() -> None:
    program = (
        "import sys; from clusterdash.ui import identity, private_download, records; "
        "print('sqlalchemy' in sys.modules, 'alembic' in sys.modules, 'authlib' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False", "False"]
