"""What is set: the defaults, the file, the environment over it, and one sentence for what cannot be."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from clusterdash import settings
from clusterdash.settings import SettingsError

MANUAL = Path(__file__).parents[2] / "docs" / "server.md"
WHOLE = """
mode = "server"
address = "https://kume.example.gov.tr"
[records]
url = "postgresql://clusterdash@db/records"
retention_months = 12
attachment_megabytes = 5
attachment_types = [".PDF", "docx"]
scanner = ["clamdscan", "--fdpass"]
[roles]
claim = "groups"
provinces_claim = "plates"
[roles.values]
kume-gorevlisi = "officer"
"https://example.org/bakanlik" = "ministry"
"""


def test_without_a_file_a_laptop_is_local(tmp_path: Path) -> None:
    found = settings.read(tmp_path / "none.toml", {})
    assert found.mode == "local"
    assert found.roles.values == {}
    assert found.records.scanner == ()


def test_the_file_sets_everything(tmp_path: Path) -> None:
    found = settings.read(_file(tmp_path, WHOLE), {})
    assert found.mode == "server"
    assert found.records.attachment_types == ("pdf", "docx")
    assert found.records.scanner == ("clamdscan", "--fdpass")
    assert found.roles.values["https://example.org/bakanlik"] == "ministry"


def test_the_environment_stands_over_the_file(tmp_path: Path) -> None:
    environment = {
        "CLUSTERDASH_MODE": "local",
        "CLUSTERDASH_RECORDS_ATTACHMENT_MEGABYTES": "7",
        "CLUSTERDASH_RECORDS_ATTACHMENT_TYPES": "pdf, .Png",
        "CLUSTERDASH_RECORDS_SCANNER": "'/opt/my scanner' --quiet",
        "CLUSTERDASH_ROLES_CLAIM": "roles",
        "CLUSTERDASH_RECORDS_URL": "",
    }
    found = settings.read(_file(tmp_path, WHOLE), environment)
    assert found.mode == "local"
    assert found.records.attachment_megabytes == 7
    assert found.records.attachment_types == ("pdf", "png")
    assert found.records.scanner == ("/opt/my scanner", "--quiet")
    assert found.roles.claim == "roles"
    assert found.records.url == "postgresql://clusterdash@db/records"


def test_a_changed_variable_is_seen_and_the_file_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTERDASH_SETTINGS", str(_file(tmp_path, 'mode = "server"')))
    assert settings.current().mode == "server"
    monkeypatch.setenv("CLUSTERDASH_MODE", "local")
    assert settings.current().mode == "local"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('mode = "open"', ("mode", "'local' or 'server'", "'open'")),
        ("[records]\nattachment_megabytes = 0", ("records.attachment_megabytes", "0")),
        ('[roles.values]\nboss = "operator"', ("roles.values.boss", "'operator'")),
        ("[record]\nurl = ''", ("record", "no such setting")),
        ("records = 3", ("records",)),
        ("mode = ", ("TOML",)),
    ],
)
def test_what_cannot_be_is_one_sentence_that_names_it(
    tmp_path: Path, text: str, named: tuple[str, ...]
) -> None:
    path = _file(tmp_path, text)
    with pytest.raises(SettingsError) as refused:
        settings.read(path, {"CLUSTERDASH_RECORDS_URL": "sqlite:///x"})
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert all(word in sentence for word in (*named, str(path)))


def test_a_wrong_variable_is_named_as_the_variable(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^CLUSTERDASH_RECORDS_RETENTION_MONTHS: .*'long'"):
        settings.read(_file(tmp_path, ""), {"CLUSTERDASH_RECORDS_RETENTION_MONTHS": "long"})


def test_the_manual_names_every_setting_and_its_example_is_one(tmp_path: Path) -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    names = [
        *("mode", "address"),
        *(f"records.{name}" for name in settings.Records.model_fields),
        *(f"roles.{name}" for name in settings.Roles.model_fields),
    ]
    assert [name for name in names if f"`{name}`" not in manual] == []
    examples = [
        example for example in re.findall(r"```toml\n(.*?)```", manual, re.DOTALL) if "[roles" in example
    ]
    assert settings.read(_file(tmp_path, textwrap.dedent(examples[0])), {}).roles.values


def _file(folder: Path, text: str) -> Path:
    path = folder / "clusterdash.toml"
    path.write_text(text, encoding="utf-8")
    return path
