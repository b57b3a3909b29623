"""The region's map colours its own provinces only, by the figures of the table, on the country's scale."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash.scenario import Scenario
from clusterdash.ui import region_map
from clusterdash.ui.session import Language, Visit
from clusterdash.warehouse import Warehouse

Open = Callable[..., AppTest]
TR83 = (5, 19, 55, 60)


def visit(warehouse: Warehouse, division: str, language: Language = "en") -> Visit:
    return Visit(warehouse, Scenario(division=division), language)


def jobs(data_dir: Path, division: str) -> dict[int, int]:
    with (data_dir / "tables" / "employment.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["division"] == division]
    return {int(row["province"]): int(row["insured"]) for row in rows}


def test_a_region_has_its_provinces_and_their_shares(warehouse: Warehouse, data_dir: Path) -> None:
    given = jobs(data_dir, "28")
    found = region_map.provinces(visit(warehouse, "28"), TR83)
    assert sorted(found.index) == sorted(TR83)
    assert found["insured"].to_dict() == {plate: given[plate] for plate in TR83}
    assert found["share"].sum() == pytest.approx(100)
    # Methods, section 6: Çorum in division 28.
    assert found.loc[19, "quotient"] == pytest.approx(2.34, abs=0.005)
    said = region_map.sentence(visit(warehouse, "28"), found)
    assert f"{sum(given[plate] for plate in TR83):,} jobs" in said
    assert "are in **Çorum**" in said


def test_where_nobody_is_insured_there_is_no_quotient_and_a_sentence(
    warehouse: Warehouse, data_dir: Path
) -> None:
    nobody = [plate for plate, count in jobs(data_dir, "12").items() if not count][:3]
    found = region_map.provinces(visit(warehouse, "12"), nobody)
    assert found["quotient"].isna().all()
    assert (
        region_map.sentence(visit(warehouse, "12"), found)
        == "Nobody in the region is insured in this sector."
    )


def test_one_province_is_said_as_one(warehouse: Warehouse) -> None:
    found = region_map.provinces(visit(warehouse, "15", "tr"), [27])
    assert "2,92 kat" in region_map.sentence(visit(warehouse, "15", "tr"), found)


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize(
    ("region", "members"), [("TR83", TR83), ("own-34", (34,)), ("own-19-27-46", (19, 27, 46))]
)
def test_the_page_paints_the_region_and_leaves_the_others_in_the_background(
    open_page: Open, language: str, region: str, members: tuple[int, ...]
) -> None:
    page = open_page("regions", lang=language, r=region, s="1~division-12")
    assert not page.exception
    figures = [json.loads(element.proto.spec) for element in page.get("plotly_chart")]
    (drawn,) = (
        figure for figure in figures if any(trace["type"] == "choropleth" for trace in figure["data"])
    )
    areas = [trace for trace in drawn["data"] if trace["type"] == "choropleth"]
    painted = [plate for trace in areas if trace.get("hoverinfo") != "skip" for plate in trace["locations"]]
    assert sorted(painted) == sorted(members)
    behind = [trace["locations"] for trace in areas if trace.get("hoverinfo") == "skip"]
    assert sorted(behind[0]) == [plate for plate in range(1, 82) if plate not in members]
