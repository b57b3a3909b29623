"""The doctor as a shell sees it: what is found, and the exit code that says how bad it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clusterdash.records import OPERATOR, meetings, open_records, opinions
from clusterdash.records.values import MeetingDraft
from clusterdash.settings import Settings
from clusterdash.ui import doctor

ROOT = Path(__file__).parents[2]
SAFE = """
[auth]
redirect_uri = "https://kume.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "clusterdash"
client_secret = "not one"
server_metadata_url = "https://login.example.org/.well-known/openid-configuration"
"""
SETTINGS = 'mode = "server"\n[records]\nscanner = ["true"]\n[roles.values]\nkume = "officer"\n'


def examine(
    folder: Path, *, settings: str = "", secrets: str = "", **environment: str
) -> tuple[int, list[Any]]:
    """Exit code and findings of a doctor in a folder with the project's configuration and these files."""
    own = folder / ".streamlit"
    own.mkdir(exist_ok=True)
    shutil.copy(ROOT / ".streamlit" / "config.toml", own)
    (folder / "clusterdash.toml").write_text(settings)
    if secrets:
        (own / "secrets.toml").write_text(secrets)
        (own / "secrets.toml").chmod(0o600)
    given = {
        "CLUSTERDASH_SETTINGS": str(folder / "clusterdash.toml"),
        "CLUSTERDASH_RECORDS_URL": f"sqlite:///{folder / 'records.sqlite'}",
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-m", "clusterdash", "doctor", "--format", "json"],
        cwd=folder,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def said(findings: list[Any], state: str) -> str:
    return "\n".join(f"{f['subject']}: {f['finding']}" for f in findings if f["state"] == state)


def test_a_laptop_is_well(tmp_path: Path, editions_dir: Path, warehouse: Any) -> None:
    code, findings = examine(tmp_path, CLUSTERDASH_EDITIONS=str(editions_dir))
    assert (code, said(findings, "unsafe"), said(findings, "broken")) == (0, "", "")
    assert f"edition: {warehouse.edition.id}" in said(findings, "ok")
    assert not (tmp_path / "records.sqlite").exists()


def test_the_schema_of_the_records_is_told_and_not_changed(tmp_path: Path) -> None:
    open_records(f"sqlite:///{tmp_path / 'records.sqlite'}").close()
    code, findings = examine(tmp_path)
    assert code == 0
    assert ", schema 0" in said(findings, "ok")
    (tmp_path / "records.sqlite").write_bytes(b"no database" * 500)
    code, findings = examine(tmp_path)
    assert code == 2
    assert "records:" in said(findings, "broken")


def test_names_kept_too_long_are_told_and_erased_by_a_command(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    opened = open_records(url)
    draft = MeetingDraft(
        title="Long ago", province=19, held_on=date(2001, 2, 3), edition="", shortlist=("28", "10")
    )
    meeting, _ = meetings.create(opened, OPERATOR, draft)
    meetings.move(opened, OPERATOR, meeting.id, "open")
    opinions.join(opened, meeting.code, "Oda", "chamber", "Somebody", True, "192.168.1.20")
    opened.close()
    code, findings = examine(tmp_path)
    assert code == 1
    assert "personal data: 1 people" in said(findings, "unsafe")
    for erased in ("1 people", "0 people"):
        done = subprocess.run(
            [sys.executable, "-m", "clusterdash", "forget", "--records", url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.startswith(erased)
    code, findings = examine(tmp_path)
    assert code == 0
    assert "personal data: no name is kept for longer than 24 months" in said(findings, "ok")


def test_a_server_set_up_with_care_is_well(tmp_path: Path) -> None:
    code, findings = examine(tmp_path, settings=SETTINGS, secrets=SAFE, STREAMLIT_SERVER_ADDRESS="127.0.0.1")
    assert (code, said(findings, "unsafe"), said(findings, "broken")) == (0, "", "")


CAREFUL = doctor.Installation(
    settings=Settings.model_validate(tomllib.loads(SETTINGS)),
    options={**doctor.installation().options, "server.address": "127.0.0.1"},
    auth=tomllib.loads(SAFE)["auth"],
    secrets=(),
    environment={},
    records="sqlite:///records.sqlite",
)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"auth": {"redirect_uri": "http://kume.example.org/oauth2callback"}}, "redirect_uri is not https"),
        ({"auth": {"cookie_secret": "0123456789abcdef"}}, "cookie_secret is shorter"),
        ({"settings": {"roles": {}}}, "no value of a claim"),
        ({"settings": {"records": {}}}, "not searched for viruses"),
        ({"environment": {"WEB_CONCURRENCY": "4"}}, "SQLite under 4 processes"),
        ({"environment": {"FORWARDED_ALLOW_IPS": "*"}}, "name the proxy's address"),
        ({"options": {"server.address": "0.0.0.0"}}, "listens on every address"),
        ({"options": {"server.address": None}}, "listens on every address"),
        ({"options": {"client.showErrorDetails": "full"}}, "client.showErrorDetails"),
        ({"options": {"server.enableCORS": False}}, "server.enableCORS"),
        ({"options": {"browser.serverAddress": None}}, "asks a foreign host"),
        (
            {"settings": {"mode": "local"}, "environment": {"FORWARDED_ALLOW_IPS": "10.0.0.1"}},
            "behind a proxy use mode = server",
        ),
    ],
)
def test_what_is_unsafe_is_named_and_nothing_else(changes: dict[str, Any], named: str) -> None:
    findings = doctor.safety(changed(changes))
    bad = [finding for finding in findings if finding.state != "ok"]
    assert [finding.state for finding in bad] == ["unsafe"]
    assert named in f"{bad[0].subject}: {bad[0].finding}"
    assert doctor.exit_code(findings) == 1


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"auth": {"cookie_secret": ""}}, "lacks in [auth]: cookie_secret"),
        ({"auth": {"redirect_uri": "https://kume.example.org/"}}, "does not end in /oauth2callback"),
        ({"settings": {"records": {"scanner": ["no-such-command"]}}}, "there is no command no-such-command"),
        ({"settings": {"records": {"scanner": ["true"], "attachment_megabytes": 400}}}, "up to 400 MB are"),
        ({"options": {"server.trustedUserHeaders": {"X-User": "email"}}}, "take a role"),
    ],
)
def test_what_is_broken_is_named_and_nothing_else(changes: dict[str, Any], named: str) -> None:
    findings = doctor.safety(changed(changes))
    bad = [finding for finding in findings if finding.state != "ok"]
    assert [finding.state for finding in bad] == ["broken"]
    assert named in bad[0].finding
    assert doctor.exit_code(findings) == 2


def test_several_processes_on_postgresql_are_well() -> None:
    found = replace(CAREFUL, records="postgresql://db/records", environment={"WEB_CONCURRENCY": "4"})
    assert doctor.exit_code(doctor.safety(found)) == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permissions")
def test_secrets_others_may_read_are_unsafe(tmp_path: Path) -> None:
    path = tmp_path / "secrets.toml"
    path.write_text(SAFE)
    for mode, code in ((0o600, 0), (0o640, 1), (0o604, 1)):
        path.chmod(mode)
        assert doctor.exit_code(doctor.safety(replace(CAREFUL, secrets=(path,)))) == code


def changed(changes: dict[str, Any]) -> doctor.Installation:
    """The careful installation with some things set otherwise."""
    merged: dict[str, Any] = {}
    for field, change in changes.items():
        if field == "settings":
            merged[field] = Settings.model_validate({**CAREFUL.settings.model_dump(), **change})
        else:
            merged[field] = {**getattr(CAREFUL, field), **change}
    return replace(CAREFUL, **merged)


@pytest.mark.parametrize(
    ("settings", "secrets", "named"),
    [('mode = "sever"', "", "'local' or 'server'"), (SETTINGS, "[auth", "secrets.toml: cannot be read")],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, settings: str, secrets: str, named: str) -> None:
    code, findings = examine(tmp_path, settings=settings, secrets=secrets)
    assert code == 2
    assert named in said(findings, "broken")


def test_the_table_is_plain() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clusterdash", "doctor"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("state")
    assert "\x1b" not in done.stdout
