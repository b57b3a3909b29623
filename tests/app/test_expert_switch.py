"""The firms' will to cooperate in the ranking: only where asked for, with n and spread, and by the link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import ranking
from clusterdash import records as stored
from clusterdash.records import OPERATOR, Actor, meetings, questionnaire
from clusterdash.records.store import Records
from clusterdash.reports.rankings import scenario_sheet
from clusterdash.scenario import Scenario
from clusterdash.text import Words
from clusterdash.ui import citations, editions, experts, meeting_figures, session
from tests.records import hall, work

OpenPage = Callable[..., AppTest]
VISITOR = Actor("visitor")


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    monkeypatch.setenv("CLUSTERDASH_RECORDS_URL", f"sqlite:///{tmp_path / 'records.sqlite'}")
    monkeypatch.setattr(citations, "_REMEMBERED", 0.0)
    opened = stored.open_records()
    yield opened
    opened.close()


def publish(records: Records, scores: tuple[int, ...], **more: int | str) -> int:
    """Firms of one cell that answered so, and the number of the publication."""
    for number, score in enumerate(scores):
        firm = work.firm(records, name=f"Firma {score} {number} {more}", **more)
        work.visit(records, firm, cooperation=score, trust=None, joint=None)
    figure = questionnaire.publish(records, OPERATOR, int(more.get("province", 19)), "28")
    assert figure.number is not None
    return figure.number


def visit_of(page: AppTest) -> session.Visit:
    visit: session.Visit = page.session_state["visit"]
    return visit


def text(page: AppTest) -> str:
    return "\n".join(str(part.value) for part in page.markdown)


def will(visit: session.Visit, division: str = "28") -> float | None:
    """What is ranked on for N5 in the scenario's province; None where it is no criterion."""
    found = ranking.rank(visit.warehouse, visit.scenario)
    if "N5" not in found.weights.criterion_codes:
        return None
    return float(found.z[found.codes.index(division), found.weights.criterion_codes.index("N5")])


def test_it_counts_only_where_asked_for_and_is_said_with_n_and_spread(
    open_page: OpenPage, records: Records
) -> None:
    publish(records, (1, 2, 3, 4, 5))
    page = open_page("ranking", actor=VISITOR, lang="en", s="1~province-19")
    before = visit_of(page)
    assert will(before) is None
    assert "n = 5" not in text(page)
    page.toggle(key="count_experts").set_value(True).run()
    after = visit_of(page)
    # 1, 2, 3, 4, 5: a mean of 3 lies half way between 1 and 5; the sample standard deviation is √2.5.
    assert will(after) == 0.5
    assert np.isnan(will(after, "10") or 0)
    assert "3.0 (1–5), n = 5, spread 1.6" in text(page)
    assert "Firma" not in text(page)
    assert (
        ranking.rank(after.warehouse, Scenario()).weights.criterion_codes == after.warehouse.matrix().criteria
    )
    page.button(key="experts_leave_out").click().run()
    assert will(visit_of(page)) is None


@pytest.mark.parametrize(("language", "said"), [("tr", "uzman görüşü"), ("en", "Expert opinion")])
def test_a_link_reopens_on_the_figures_it_was_made_with(
    open_page: OpenPage, records: Records, language: str, said: str
) -> None:
    first = publish(records, (1, 2, 3, 4, 5))
    second = publish(records, (5, 5, 5, 5, 5))
    assert second > first
    page = open_page("ranking", actor=VISITOR, lang=language, s=f"1~province-19~experts-{first}")
    assert will(visit_of(page)) == 0.5
    assert said in text(page)
    page.button(key="experts_take_newest").click().run()
    assert will(visit_of(page)) == 0.75
    assert f"experts-{second}" in str(page.query_params["s"])


def test_a_link_that_counts_what_is_not_here_says_so_and_counts_official_figures(
    open_page: OpenPage, records: Records
) -> None:
    publish(records, (1, 2, 3, 4, 5))
    page = open_page("ranking", actor=VISITOR, lang="en", s="1~province-19~experts-77")
    assert will(visit_of(page)) is None
    assert "experts-77" in text(page)


def test_there_is_no_switch_where_nothing_was_published_on_what_is_ranked(
    open_page: OpenPage, records: Records
) -> None:
    publish(records, (1, 2, 3, 4, 5))
    page = open_page("ranking", actor=VISITOR, lang="en", s="1~province-34")
    assert not [one for one in page.toggle if one.key == "count_experts"]
    other = open_page("ranking", actor=VISITOR, lang="en", s="1~view-provinces~division-28")
    assert [one for one in other.toggle if one.key == "count_experts"]


def test_the_browser_gets_the_same_figures_under_a_name_that_tells_them(
    open_page: OpenPage, records: Records
) -> None:
    number = publish(records, (1, 2, 3, 4, 5))
    visit = visit_of(open_page("ranking", actor=VISITOR, s=f"1~experts-{number}"))
    edition, name = visit.warehouse.edition.id, experts.name(number)
    assert editions.matrix_url(edition, "rank", name).endswith(f"/experts-{name}/matrix-rank.bin")
    sent = experts.matrix_bytes(edition, "goalposts", name)
    assert sent is not None
    matrix = visit.warehouse.matrix("goalposts", number)
    assert np.array_equal(np.frombuffer(sent, "<f8").reshape(matrix.z.shape), matrix.z, equal_nan=True)
    for wrong in (str(number), f"{number}-000000000000", "77-", "²-x", "../1"):
        assert experts.matrix_bytes(edition, "goalposts", wrong) is None
    assert experts.matrix_bytes("nothing", "goalposts", name) is None


@pytest.mark.parametrize(("language", "said"), [("tr", "n = 5, yayılım 1,6"), ("en", "n = 5, spread 1.6")])
def test_a_file_says_what_experts_said_with_n_and_spread(
    open_page: OpenPage, records: Records, language: str, said: str
) -> None:
    number = publish(records, (1, 2, 3, 4, 5))
    visit = visit_of(open_page("ranking", actor=VISITOR, lang=language, s=f"1~experts-{number}"))
    ranked = ranking.rank(visit.warehouse, visit.scenario)
    sheet = scenario_sheet(visit.warehouse, ranked, Words(visit.language), "")
    cells = [str(cell) for row in sheet.rows for cell in row]
    assert any(said in cell for cell in cells)
    assert any("N5" in cell and "28" in cell for cell in cells)


def test_a_meeting_sees_official_figures_alone(open_page: OpenPage, records: Records) -> None:
    number = publish(records, (1, 2, 3, 4, 5))
    visit = visit_of(open_page("ranking", actor=VISITOR, s=f"1~experts-{number}"))
    draft = replace(hall.DRAFT, scenario=f"1~demand-40~experts-{number}", edition=visit.warehouse.edition.id)
    meeting, _ = meetings.create(records, OPERATOR, draft)
    ranked = meeting_figures.analysis_of(meeting, visit.warehouse)
    assert "N5" not in ranked.weights.criterion_codes
    assert (ranked.scenario.experts, dict(ranked.scenario.topic_points)) == (0, {"demand": 40})
