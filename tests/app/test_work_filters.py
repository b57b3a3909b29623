"""Lists of records: what they are filtered by, and that the address finds the same list again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash.records import OPERATOR, Actor, keeping
from clusterdash.records.clusters import ACTIVITY, CLUSTER
from clusterdash.records.store import Records
from clusterdash.records.studies import STUDY
from tests.records import work

OpenPage = Callable[..., AppTest]
OFFICER = Actor("officer", name="officer of 19 and 27", provinces=frozenset({19, 27}))


@pytest.fixture
def firms(records: Records) -> None:
    work.firm(records, name="Işık Makine", exporter="yes", size_class="10-19", nace="28.93")
    work.firm(records, name="Çelik Deri", exporter="no", size_class="10-19", nace="15.20")
    work.firm(records, name="Zara Döküm", exporter="yes", size_class="50-99", nace="28.1", province=27)


def listed(page: AppTest) -> list[str]:
    """The names of the records in the list, in order."""
    return [one.label for one in page.button if str(one.key).startswith("work_open_")]


@pytest.mark.usefixtures("firms")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Çelik Deri", "Işık Makine", "Zara Döküm"]),
        ({"firm_division": "28"}, ["Işık Makine", "Zara Döküm"]),
        ({"firm_division": "28", "firm_province": "19"}, ["Işık Makine"]),
        ({"firm_exporter": "no"}, ["Çelik Deri"]),
        ({"firm_size_class": "50-99"}, ["Zara Döküm"]),
        ({"firm_search": "ISIK"}, ["Işık Makine"]),
        ({"firm_search": "makine", "firm_exporter": "no"}, []),
        ({"firm_sort": "changed_at"}, ["Zara Döküm", "Çelik Deri", "Işık Makine"]),
    ],
)
def test_a_link_gives_the_filtered_list(open_page: OpenPage, asked: dict[str, str], found: list[str]) -> None:
    assert listed(open_page("work", actor=OFFICER, lang="en", part="firm", **asked)) == found


@pytest.mark.usefixtures("firms")
@pytest.mark.parametrize(
    "asked",
    [
        {"firm_division": "99999", "firm_exporter": "<b>", "firm_size_class": "-1", "firm_province": "x"},
        {"firm_page": "-3", "firm_sort": "folded; DROP TABLE firm"},
        {"firm_page": "²", "firm_province": "34"},
    ],
)
def test_what_is_no_choice_in_a_link_counts_for_nothing(open_page: OpenPage, asked: dict[str, str]) -> None:
    assert len(listed(open_page("work", actor=OFFICER, lang="en", part="firm", **asked))) == 3


@pytest.mark.usefixtures("firms")
def test_choices_are_written_to_the_address_and_cleared_from_it(open_page: OpenPage) -> None:
    page = open_page("work", actor=OFFICER, lang="tr", part="firm", firm_page="9")
    page.selectbox(key="work_firm_exporter").set_value("yes").run()
    division = page.selectbox(key="work_firm_division")
    division.set_value(next(one for one in division.options if one.startswith("28 · "))).run()
    assert page.query_params["firm_exporter"] in ("yes", ["yes"])
    assert page.query_params["firm_division"] in ("28", ["28"])
    assert "firm_page" not in page.query_params
    assert listed(page) == ["Işık Makine", "Zara Döküm"]
    page.text_input(key="work_firm_search").input("yok").run()
    assert listed(page) == []
    assert any("uyan kayıt yok" in str(one.value) for one in page.info)
    page.button(key="work_firm_clear").click().run()
    assert len(listed(page)) == 3
    assert not [name for name in page.query_params if name.startswith("firm_")]


def test_visits_are_found_by_period_and_by_purpose(open_page: OpenPage, records: Records) -> None:
    for name, day, purpose in (("Bir", date(2026, 1, 31), "Anket"), ("İki", date(2026, 2, 1), "İzleme")):
        work.visit(records, work.firm(records, name=name), visited_on=day, purpose=purpose)

    def found(**asked: str) -> list[str]:
        return listed(open_page("work", actor=OFFICER, lang="tr", part="visit", **asked))

    assert found() == ["İki", "Bir"]
    assert found(visit_visited_on_from="2026-02-01") == ["İki"]
    assert found(visit_visited_on_to="2026-01-31") == ["Bir"]
    assert found(visit_visited_on_from="2026-01-31", visit_visited_on_to="2026-01-31") == ["Bir"]
    assert found(visit_visited_on_from="2026-01-01", visit_search="izleme") == ["İki"]
    assert found(visit_visited_on_from="31.01.2026") == ["İki", "Bir"]


def test_visits_are_found_by_whether_a_service_was_agreed(open_page: OpenPage, records: Records) -> None:
    for name, service in (("Bir", "Eğitim"), ("İki", ""), ("Üç", "Danışmanlık")):
        work.visit(records, work.firm(records, name=name), service=service)

    def found(**asked: str) -> list[str]:
        asked = {"visit_sort": "firm_name", **asked}
        return listed(open_page("work", actor=OFFICER, lang="tr", part="visit", **asked))

    assert found(visit_service="yes") == ["Bir", "Üç"]
    assert found(visit_service="no") == ["İki"]
    assert found(visit_service="Eğitim") == ["Bir", "İki", "Üç"]


def test_studies_are_found_by_sector_years_and_language(open_page: OpenPage, records: Records) -> None:
    for title, year, divisions, language in (
        ("Bir", 2010, ["28"], "tr"),
        ("İki", 2012, ["15", "28"], "en"),
        ("Üç", 2014, [], "tr"),
    ):
        draft = {"title": title, "year": year, "divisions": divisions, "language": language}
        keeping.create(records, OPERATOR, STUDY, work.STUDY | draft)

    def found(**asked: str) -> list[str]:
        return listed(open_page("work", actor=OFFICER, lang="tr", part="study", **asked))

    assert found(study_division="28") == ["İki", "Bir"]
    assert found(study_division="15") == ["İki"]
    assert found(study_year_from="2012") == ["Üç", "İki"]
    assert found(study_year_to="2010", study_language="tr") == ["Bir"]
    assert found(study_language="en") == ["İki"]


def test_clusters_are_found_by_stage_and_by_what_is_overdue(open_page: OpenPage, records: Records) -> None:
    today = date.today()
    for name, due, done, stage in (
        ("Geç", today - timedelta(days=1), None, "running"),
        ("Bugün", today, None, "running"),
        ("Yapıldı", today - timedelta(days=1), today, "preparing"),
    ):
        cluster = keeping.create(records, OPERATOR, CLUSTER, work.CLUSTER | {"name": name, "stage": stage})
        starts = today - timedelta(days=9)
        dates = {"cluster": cluster.id, "starts_on": starts, "due_on": due, "done_on": done}
        keeping.create(records, OPERATOR, ACTIVITY, work.ACTIVITY | dates)

    def found(**asked: str) -> list[str]:
        return listed(open_page("work", actor=OFFICER, lang="tr", part="cluster", **asked))

    assert found(cluster_overdue="yes") == ["Geç"]
    assert found(cluster_overdue="no") == ["Bugün", "Yapıldı"]
    assert found(cluster_stage="running") == ["Bugün", "Geç"]


@pytest.mark.usefixtures("records")
def test_a_link_to_activities_without_one_shows_the_clusters(open_page: OpenPage) -> None:
    page = open_page("work", actor=OFFICER, lang="en", part="activity")
    assert not page.error
    assert any(one.key == "work_new_cluster" for one in page.button)
