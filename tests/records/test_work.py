"""The tables of the work come and go with data in them; what was published is there from the start."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from clusterdash.records import (
    OPERATOR,
    VISITOR,
    Forbidden,
    Invalid,
    attachments,
    engines,
    keeping,
    migrating,
    progress,
    questionnaire,
)
from clusterdash.records.clusters import ACTIVITY, CLUSTER
from clusterdash.records.fieldwork import FIRM
from clusterdash.records.info_spots import INFO_SPOT
from clusterdash.records.store import Records
from clusterdash.records.studies import STUDY, cited
from tests.records import work
from tests.records.hall import ADMINISTRATOR, ELSEWHERE, MINISTRY, OFFICER

TABLES = Path(__file__).parents[2] / "data" / "tables"


def published() -> set[tuple[int, str, str, str]]:
    with (TABLES / "pilots.csv").open(encoding="utf-8", newline="") as file:
        return {
            (int(row["province"]), row["host_tr"], row["host_en"], row["published_on"])
            for row in csv.DictReader(file)
        }


def test_the_five_of_2013_are_there_as_published_and_nothing_else_is_said(records: Records) -> None:
    spots = keeping.page(records, VISITOR, INFO_SPOT).rows
    assert {(spot.province, spot.host, spot.host_en, str(spot.published_on)) for spot in spots} == published()
    for spot in spots:
        unknown = (spot.office, spot.contact_name, spot.contact_email, spot.contact_phone, spot.status)
        assert unknown == ("",) * 5
        assert spot.opened_on is None


def test_a_contact_is_shown_to_those_who_work_there_only(records: Records) -> None:
    made = keeping.create(records, MINISTRY, INFO_SPOT, work.INFO_SPOT)
    for actor in (VISITOR, ELSEWHERE, ADMINISTRATOR):
        assert keeping.get(records, actor, INFO_SPOT, made.id).contact_name == ""
        assert "Ayşe" not in str(list(keeping.page(records, actor, INFO_SPOT).rows))
    assert keeping.get(records, OFFICER, INFO_SPOT, made.id).contact_name == "Ayşe Işık"


def test_down_and_up_with_data(records: Records, url: str) -> None:
    for score in (1, 2, 3, 4, 5):
        work.visit(records, work.firm(records, name=f"Firma {score}"), cooperation=score)
    questionnaire.publish(records, OPERATOR, 19, "28")
    study = keeping.create(records, OPERATOR, STUDY, work.STUDY)
    attachments.attach(records, OPERATOR, "study", study.id, "a.pdf", b"%PDF-1.7")
    cluster = keeping.create(records, OPERATOR, CLUSTER, work.CLUSTER)
    keeping.create(records, OPERATOR, ACTIVITY, work.ACTIVITY | {"cluster": cluster.id})
    progress.set_targets(records, OPERATOR, 19, 2026, {(5, "visits"): 3})
    parsed = engines.parse(url)
    migrating.downgrade(parsed, "0001")
    migrating.upgrade(parsed)
    assert keeping.page(records, OPERATOR, FIRM).total == 0
    assert len(keeping.page(records, VISITOR, INFO_SPOT).rows) == len(published())


def test_studies_are_cited_where_they_speak_of(records: Records) -> None:
    made = keeping.create(records, OPERATOR, STUDY, work.STUDY)
    assert cited(records, VISITOR, province=19) == (made,)
    assert cited(records, VISITOR, province=5) == (made,)
    assert cited(records, VISITOR, divisions=("10", "28")) == (made,)
    for province in (1, 9, 55):
        assert cited(records, VISITOR, province=province) == ()
    assert cited(records, VISITOR, divisions=("8",)) == ()
    assert cited(records, VISITOR) == ()


def test_counts_stand_against_targets_by_month(records: Records) -> None:
    firm = work.firm(records)
    for day in (1, 12, 30):
        work.visit(records, firm, visited_on=date(2026, 5, day))
    work.visit(records, firm, visited_on=date(2026, 6, 1), service="")
    work.visit(records, firm, visited_on=date(2025, 5, 1))
    work.visit(records, work.firm(records, name="Başka", province=27), visited_on=date(2026, 5, 1))
    progress.set_targets(records, MINISTRY, 19, 2026, {(5, "visits"): 4, (7, "meetings"): 1})
    found = {
        (one.month, one.measure): (one.count, one.target) for one in progress.of_year(records, OFFICER, 2026)
    }
    assert found == {
        (5, "visits"): (3, 4),
        (5, "firms_served"): (1, None),
        (6, "visits"): (1, None),
        (7, "meetings"): (0, 1),
    }
    progress.set_targets(records, MINISTRY, 19, 2026, {(5, "visits"): None, (7, "meetings"): 2})
    found = {
        (one.month, one.measure): (one.count, one.target) for one in progress.of_year(records, OFFICER, 2026)
    }
    assert (found[5, "visits"], found[7, "meetings"]) == ((3, None), (0, 2))
    for actor in (VISITOR, OFFICER, ADMINISTRATOR):
        with pytest.raises(Forbidden):
            progress.set_targets(records, actor, 19, 2026, {})
    with pytest.raises(Forbidden):
        progress.of_year(records, VISITOR, 2026)
    with pytest.raises(Invalid):
        progress.set_targets(records, MINISTRY, 19, 2026, {(13, "visits"): 1})
