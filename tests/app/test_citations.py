"""What published pages say of the records, and that they ask for none where there are none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash.records import OPERATOR, Actor, keeping
from clusterdash.records.store import Records
from clusterdash.records.studies import STUDY
from tests.records import work

OpenPage = Callable[..., AppTest]
ROOT = Path(__file__).parents[2]
VISITOR = Actor("visitor")


def text(page: AppTest) -> str:
    return "\n".join(str(part.value) for part in (*page.markdown, *page.header))


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_province_page_says_what_was_done_and_no_firm(
    open_page: OpenPage, records: Records, language: str
) -> None:
    firm = work.firm(records, name="Gizli Firma")
    work.visit(records, firm)
    keeping.create(records, OPERATOR, STUDY, work.STUDY)
    page = open_page("province", actor=VISITOR, lang=language, s="1~province-19")
    shown = text(page)
    assert "Clusters Info Spot: Çorum" in shown
    assert "Tedarikçiler yakındır" in shown
    assert "(28 " in shown
    assert "Gizli" not in shown
    assert "Ayşe" not in shown


@pytest.mark.parametrize("name", ["ranking", "sector"])
def test_a_study_is_cited_where_it_speaks_of(open_page: OpenPage, records: Records, name: str) -> None:
    evil = work.STUDY | {"title": "[x](javascript:alert(1)) <script>", "link": "https://example.org/a)b"}
    keeping.create(records, OPERATOR, STUDY, evil)
    shown = text(open_page(name, actor=VISITOR, lang="en", s="1~province-19~division-28"))
    assert r"\[x\]\(javascript\:alert\(1\)\) \<script\>" in shown
    assert "https://example.org/a%29b" in shown
    other = text(open_page(name, actor=VISITOR, lang="en", s="1~province-34~division-15"))
    assert "example.org" not in other


def test_without_records_none_are_made_and_nothing_waits_for_them(tmp_path: Path, editions_dir: Path) -> None:
    code = """
import os
import sys
from streamlit.testing.v1 import AppTest
from clusterdash.records.actors import VISITOR
from clusterdash.ui import identity
identity._somebody = lambda: VISITOR
page = AppTest.from_file("clusterdash/ui/shell.py", default_timeout=120).run()
for name in ("ranking", "province", "sector"):
    page.switch_page(os.path.abspath(f"pages/{name}.py")).run()
    assert not page.exception, page.exception
assert "clusterdash.records.store" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "CLUSTERDASH_EDITIONS": str(editions_dir),
            "CLUSTERDASH_RECORDS_URL": f"sqlite:///{tmp_path / 'none.sqlite'}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert not (tmp_path / "none.sqlite").exists()
