"""A visit: newer editions arrive without a restart, links tell what changed, the shell survives garbage."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from clusterdash import ranking
from clusterdash import warehouse as house
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]
SHELL = Path(__file__).parents[2] / "clusterdash" / "ui" / "shell.py"


def texts(page: AppTest) -> str:
    return "\n".join(element.value for kind in ("title", "markdown", "caption") for element in page.get(kind))


@pytest.fixture
def moving(
    tmp_path: Path, editions_dir: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], str]:
    """An editions folder of the test's own, and a build that counts one person more in Adana in 2025."""
    own = tmp_path / "editions"
    shutil.copytree(editions_dir, own)
    monkeypatch.setenv("CLUSTERDASH_EDITIONS", str(own))

    def build() -> str:
        data = tmp_path / "data"
        shutil.copytree(data_dir, data)
        table = data / "tables" / "population.csv"
        lines = table.read_text(encoding="utf-8").splitlines()
        place = next(n for n, line in enumerate(lines) if line.startswith("1,2025,"))
        cells = lines[place].split(",")
        cells[2] = str(int(cells[2]) + 1)
        lines[place] = ",".join(cells)
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return house.build(data, own).id

    return build


def test_a_running_session_picks_up_a_newer_edition(moving: Callable[[], str]) -> None:
    page = AppTest.from_file(str(SHELL), default_timeout=60)
    page.query_params["lang"] = "en"
    page.run()
    before = house.current().edition.id
    assert before in str(page.query_params["s"])
    after = moving()
    page.run()
    assert not page.exception
    assert after != before
    assert after in str(page.query_params["s"])
    assert page.session_state["visit"].warehouse.edition.id == after


def test_an_old_link_says_which_table_changed(moving: Callable[[], str]) -> None:
    before = house.current().edition.id
    moving()
    page = AppTest.from_file(str(SHELL), default_timeout=60)
    page.query_params.update(lang="en", s=f"1~province-27~edition-{before}")
    page.run()
    assert "`population`" in texts(page)
    assert "`employment`" not in texts(page)
    page.button(key="dismiss_notice").click().run()
    assert "`population`" not in texts(page)


def test_a_link_of_an_unknown_edition_says_so(open_page: Open) -> None:
    page = open_page("programme", lang="en", s="1~edition-0123456789ab")
    assert "not known here" in texts(page)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(link=st.text(max_size=60), language=st.text(max_size=6))
def test_garbage_in_the_address_never_breaks_a_page(open_page: Open, link: str, language: str) -> None:
    page = open_page("ranking", s=link, lang=language)
    assert not page.exception
    assert not page.error


def test_the_answer_is_the_rankings(open_page: Open, warehouse: Warehouse) -> None:
    page = open_page("ranking", lang="tr", s="1~province-27~demand-60~factors-5")
    scenario = Scenario(province=27, topic_points={"demand": 60, "factors": 5})
    ranked = ranking.rank(warehouse, scenario)
    names = {row["division"]: row["short_tr"] for row in warehouse.rows("names_divisions")}
    assert f"**{names[str(ranked.codes[0])]}**" in texts(page)
    assert f"{ranked.scores[0] * 100:.1f}".replace(".", ",") in texts(page)
