"""The figures themselves, read straight from the files: totals the authorities printed, and completeness.

Totals marked SGK stand in the total lines of the SGK Statistical Yearbook 2024, chapter 1.
"""

import csv
import json
import tomllib
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Polygon, shape

DATA = Path(__file__).resolve().parents[2] / "data"
TABLES = sorted((DATA / "tables").glob("*.csv"))
PROVINCES = [str(plate) for plate in range(1, 82)]
MANUFACTURING = [str(code) for code in range(10, 34)]

KEYS = {
    "activities": ["activity"],
    "development_index": ["province", "year"],
    "division_earnings": ["division", "year", "group"],
    "division_sizes": ["division", "year", "size_class"],
    "division_trade": ["division", "year", "flow"],
    "divisions": ["division"],
    "education": ["province", "year", "level"],
    "employment": ["province", "division", "year"],
    "employment_outside_nace": ["province", "line", "year"],
    "employment_total": ["province", "year"],
    "gdp_activity": ["area", "year", "activity"],
    "gdp_activity_current": ["area", "year", "activity"],
    "industrial_zones": ["province", "year"],
    "labour_rates": ["province", "year", "rate"],
    "nuts_regions": ["nuts"],
    "pilots": ["province"],
    "population": ["province", "year"],
    "production_index": ["division", "year"],
    "province_earnings": ["province", "year", "group"],
    "province_sizes": ["province", "year", "size_class"],
    "province_trade": ["area", "year", "flow"],
    "provinces": ["province"],
    "research_centres": ["centre"],
    "research_labels": ["label"],
    "road_distances": ["origin", "destination"],
    "sections": ["section"],
    "size_classes": ["size_class"],
    "universities": ["university"],
}
WHOLE_KEYS = {"province", "area", "year", "centre", "origin", "destination"}

# Every blank outside text columns, with its reason in data/README.md.
BLANKS = {
    ("division_earnings", "daily_earnings_try"): 3,
    ("nuts_regions", "parent"): 12,
    ("activities", "parent"): 1,
    ("activities", "letters"): 3,
    ("pilots", "division"): 1,
    ("pilots", "sector_tr"): 1,
    ("pilots", "sector_en"): 1,
    ("population", "net_migration"): 81,
    ("province_trade", "usd"): 4,
    ("research_labels", "division"): 12,
    ("size_classes", "upper"): 1,
}


@cache
def rows(table: str) -> list[dict[str, str]]:
    with (DATA / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(table: str, column: str, **where: str) -> float:
    return sum(
        float(row[column])
        for row in rows(table)
        if row[column] and all(row[name] == value for name, value in where.items())
    )


def by_key(table: str, column: str) -> dict[tuple[str, ...], str]:
    return {tuple(row[name] for name in KEYS[table]): row[column] for row in rows(table)}


# --- the files ---------------------------------------------------------------------------------------------


def test_every_table_is_known_here() -> None:
    assert [path.stem for path in TABLES] == sorted(KEYS)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_tables_are_plain_text_in_the_order_of_their_key(path: Path) -> None:
    raw = path.read_bytes()
    assert raw.decode("utf-8")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    table = rows(path.stem)
    keys = [
        tuple(int(row[name]) if name in WHOLE_KEYS else row[name] for name in KEYS[path.stem])
        for row in table
    ]
    assert keys == sorted(set(keys)), "expected each key once, in order"
    cells = [cell for row in table for cell in row.values()]
    assert all(" ".join(cell.split()) == cell for cell in cells), "stray spaces"
    assert not {"nan", "NaN", "None", "NULL", "-", "n/a"} & set(cells)


def test_only_known_cells_are_blank() -> None:
    found = Counter(
        (path.stem, column)
        for path in TABLES
        for row in rows(path.stem)
        for column, cell in row.items()
        if cell == ""
    )
    assert found == BLANKS


def test_every_row_leads_to_a_source_and_every_source_is_used() -> None:
    sources = tomllib.loads((DATA / "catalogue" / "sources.toml").read_text(encoding="utf-8"))
    used = {row["source_id"] for path in TABLES for row in rows(path.stem)}
    assert used | {"natural_earth"} == set(sources)


def test_codes_refer_to_what_exists() -> None:
    known = {
        "province": set(PROVINCES),
        "area": {*PROVINCES, "0", "99"},
        "origin": set(PROVINCES),
        "destination": set(PROVINCES),
        "division": {row["division"] for row in rows("divisions")} | {""},
        "section": {row["section"] for row in rows("sections")},
        "size_class": {row["size_class"] for row in rows("size_classes")},
        "activity": {row["activity"] for row in rows("activities")},
        "label": {row["label"] for row in rows("research_labels")},
        "nuts3": {row["nuts"] for row in rows("nuts_regions") if row["level"] == "3"},
    }
    for path in TABLES:
        for row in rows(path.stem):
            for column in known.keys() & row.keys():
                assert row[column] in known[column], (path.stem, column, row)


# --- provinces and sectors ---------------------------------------------------------------------------------


def test_provinces_and_their_regions() -> None:
    provinces = {row["province"]: row for row in rows("provinces")}
    assert list(provinces) == PROVINCES
    assert all(row["iso"] == f"TR-{int(plate):02d}" for plate, row in provinces.items())
    # NUTS 2003: elsewhere often confused.
    assert [provinces[plate]["nuts3"] for plate in ("59", "6", "44")] == ["TR211", "TR510", "TRB11"]
    assert [provinces[plate]["name_tr"] for plate in ("19", "34", "46")] == [
        "Çorum",
        "İstanbul",
        "Kahramanmaraş",
    ]
    assert sum(row["metropolitan"] == "true" for row in provinces.values()) == 30  # Law 6360
    regions = {row["nuts"]: row for row in rows("nuts_regions")}
    assert Counter(row["level"] for row in regions.values()) == {"1": 12, "2": 26, "3": 81}
    for nuts, row in regions.items():
        parent = row["parent"]
        assert (parent == "") if row["level"] == "1" else nuts.startswith(parent) and parent in regions


def test_nace_has_21_sections_and_88_divisions() -> None:
    assert [row["section"] for row in rows("sections")] == list("ABCDEFGHIJKLMNOPQRSTU")
    sections: dict[str, list[str]] = defaultdict(list)
    for row in rows("divisions"):
        sections[row["section"]].append(row["division"])
    assert sum(map(len, sections.values())) == 88
    assert sections["C"] == MANUFACTURING
    # Sizes of the sections in NACE Rev. 2, Regulation (EC) No 1893/2006, Annex I.
    assert [len(sections[s]) for s in "ABCDEFGHIJKLMNOPQRSTU"] == [
        3, 5, 24, 1, 4, 3, 3, 5, 2, 6, 3, 1, 7, 6, 1, 1, 3, 4, 3, 2, 1,
    ]  # fmt: skip


def test_names_of_sectors_are_tidy() -> None:
    for table in ("sections", "divisions"):
        for row in rows(table):
            for name in (row["name_tr"], row["name_en"]):
                assert name[0].isupper(), name
                assert name.partition("; ")[0][1:].islower(), f"expected sentence case: {name}"
    names = {row["division"]: (row["name_tr"], row["name_en"]) for row in rows("divisions")}
    assert names["28"] == (
        "Başka yerde sınıflandırılmamış makine ve ekipman imalatı",
        "Manufacture of machinery and equipment n.e.c.",
    )
    assert len({name for pair in names.values() for name in pair}) == 2 * 88


def test_employment_is_complete_and_sums_to_the_printed_totals() -> None:
    cells = by_key("employment", "insured")
    divisions = [row["division"] for row in rows("divisions")]
    assert set(cells) == set(product(PROVINCES, divisions, ["2024"]))
    for column, printed in (("workplaces", 2_241_896), ("insured", 16_602_868)):  # SGK 1.11
        assert total("employment", column) + total("employment_outside_nace", column) == printed
        assert total("employment_total", column, year="2024") == printed
        assert total("province_sizes", column) == printed
    assert len(rows("employment_outside_nace")) == 81
    assert total("employment_outside_nace", "insured") == 26_965  # SGK 1.16


def test_employment_of_every_province_agrees_with_its_total() -> None:
    for plate in PROVINCES:
        for column in ("workplaces", "insured"):
            inside = total("employment", column, province=plate)
            outside = total("employment_outside_nace", column, province=plate)
            assert inside + outside == total("employment_total", column, province=plate, year="2024")


def test_a_cell_without_workplaces_has_no_insured() -> None:
    for row in rows("employment"):
        assert row["insured"] == "0" or row["workplaces"] != "0", row


def test_employment_of_the_years() -> None:
    printed = {  # SGK 1.10
        "2016": (1_749_240, 13_415_843),
        "2017": (1_874_682, 14_477_817),
        "2018": (1_879_771, 14_229_170),
        "2019": (1_891_512, 14_314_313),
        "2020": (1_960_911, 15_203_423),
        "2021": (2_087_692, 16_169_679),
        "2022": (2_189_841, 17_332_991),
        "2023": (2_179_123, 16_406_420),
        "2024": (2_241_896, 16_602_868),
    }
    for year, (workplaces, insured) in printed.items():
        assert total("employment_total", "workplaces", year=year) == workplaces
        assert total("employment_total", "insured", year=year) == insured


@pytest.mark.parametrize(
    ("province", "division", "expected"),
    [("19", "28", 2.34), ("19", "15", 3.35), ("27", "15", 2.92), ("46", "25", 1.62), ("55", "32", 1.28)],
)
def test_location_quotients_of_the_pilots(province: str, division: str, expected: float) -> None:
    """Worked out by hand from SGK 1.11 over 88 divisions, the Ek-9 line apart."""
    share = total("employment", "insured", province=province, division=division) / total(
        "employment", "insured", province=province
    )
    national = total("employment", "insured", division=division) / total("employment", "insured")
    assert share / national == pytest.approx(expected, abs=0.005)


# --- sizes, earnings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["province_sizes", "division_sizes"])
def test_insured_fit_their_size_class(table: str) -> None:
    limits = {row["size_class"]: (int(row["lower"]), row["upper"]) for row in rows("size_classes")}
    for row in rows(table):
        workplaces, insured = int(row["workplaces"]), int(row["insured"])
        lower, upper = limits[row["size_class"]]
        assert workplaces * lower <= insured, row
        assert not upper or insured <= workplaces * int(upper), row


def test_size_classes_follow_each_other() -> None:
    ordered = sorted(rows("size_classes"), key=lambda row: int(row["position"]))
    assert [row["position"] for row in ordered] == [str(position) for position in range(1, 14)]
    assert all(int(this["upper"]) + 1 == int(after["lower"]) for this, after in pairwise(ordered))


def test_sizes_agree_with_employment() -> None:
    printed = [858_476, 1_479_231, 1_653_273, 1_065_599, 2_016_346, 1_120_010, 1_311_436, 1_585_307]
    printed += [1_953_518, 1_268_216, 664_346, 392_409, 1_234_701]  # SGK 1.13 and 1.15, total line
    ordered = sorted(rows("size_classes"), key=lambda row: int(row["position"]))
    assert [total("province_sizes", "insured", size_class=row["size_class"]) for row in ordered] == printed
    for row in rows("divisions"):
        code = row["division"]
        for column in ("workplaces", "insured"):
            assert total("division_sizes", column, division=code) == total(
                "employment", column, division=code
            )


def test_groups_of_the_insured_add_up() -> None:
    for table, key in (("division_earnings", "division"), ("province_earnings", "province")):
        groups: dict[str, dict[str, int]] = defaultdict(dict)
        for row in rows(table):
            groups[row[key]][row["group"]] = int(row["insured"])
        for code, insured in groups.items():
            for pair in (("public", "private"), ("male", "female"), ("permanent", "temporary")):
                assert sum(insured[group] for group in pair) == insured["total"], (code, pair)
    printed = {  # SGK 1.17
        "permanent": 14_288_602,
        "temporary": 2_314_266,
        "public": 1_946_004,
        "private": 14_656_864,
        "male": 10_910_087,
        "female": 5_692_781,
        "total": 16_602_868,
    }
    for group, people in printed.items():
        assert total("province_earnings", "insured", group=group) == people
    assert total("division_earnings", "insured", group="total") == 16_602_868 - 26_965


def test_earnings_lie_between_those_of_their_parts() -> None:
    for table in ("division_earnings", "province_earnings"):
        groups: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
        for key, cell in by_key(table, "daily_earnings_try").items():
            if cell:
                groups[key[:-1]][key[-1]] = float(cell)
        for key, earnings in groups.items():
            for pair in (("public", "private"), ("male", "female"), ("permanent", "temporary")):
                parts = [earnings[group] for group in pair if group in earnings]
                assert min(parts) - 1e-6 <= earnings["total"] <= max(parts) + 1e-6, (table, key, pair)


def test_nobody_earns_nothing() -> None:
    blank = {
        (row["division"], row["group"]) for row in rows("division_earnings") if not row["daily_earnings_try"]
    }
    nobody = {(row["division"], row["group"]) for row in rows("division_earnings") if row["insured"] == "0"}
    assert blank == nobody == {("07", "public"), ("12", "public"), ("98", "public")}


# --- production, trade, output -----------------------------------------------------------------------------


def test_production_index_is_100_in_2021() -> None:
    divisions = {row["division"] for row in rows("production_index")}
    assert divisions == {"05", "06", "07", "08", *MANUFACTURING}
    assert len(rows("production_index")) == len(divisions) * 21
    assert {row["index_2021"] for row in rows("production_index") if row["year"] == "2021"} == {"100"}


def test_trade_of_32_and_33_is_missing_not_zero() -> None:
    assert {row["division"] for row in rows("division_trade")} == {str(code) for code in range(10, 32)}
    assert len(rows("division_trade")) == 22 * 13 * 2
    assert all(float(row["million_usd"]) > 0 for row in rows("division_trade"))


def test_provincial_trade_is_never_a_blank_written_as_zero() -> None:
    trade = by_key("province_trade", "usd")
    assert "0" not in trade.values()
    blank = {key for key, value in trade.items() if value == ""}
    assert blank == {("36", "2015", "export"), *(("75", year, "import") for year in ("2014", "2018", "2019"))}
    years = [str(year) for year in range(2013, 2020)]
    assert set(product([*PROVINCES, "0"], years, ["export", "import"])) <= set(trade)
    assert {flow for area, _, flow in trade if area == "99"} == {"import"}


def test_output_is_complete_and_provinces_sum_to_the_country_at_current_prices() -> None:
    activities = [row["activity"] for row in rows("activities")]
    areas = ["0", *PROVINCES]
    current = {
        key: float(value) for key, value in by_key("gdp_activity_current", "current_thousand_try").items()
    }
    chain = {key: float(value) for key, value in by_key("gdp_activity", "chain_volume_thousand_try").items()}
    assert set(current) == set(product(areas, ["2023"], activities))
    assert set(chain) == set(product(areas, [str(year) for year in range(2004, 2024)], activities))
    for activity in activities:
        summed = sum(current[plate, "2023", activity] for plate in PROVINCES)
        assert summed == pytest.approx(current["0", "2023", activity], rel=1e-12)
    children: dict[str, list[str]] = defaultdict(list)
    for row in rows("activities"):
        children[row["parent"]].append(row["activity"])
    assert children["industry"] == ["manufacturing"]
    for area, parent in product(areas, ("all_sectors", "gdp")):
        parts = sum(current[area, "2023", child] for child in children[parent])
        assert parts == pytest.approx(current[area, "2023", parent], rel=1e-9)
    assert all(current[a, "2023", "manufacturing"] < current[a, "2023", "industry"] for a in areas)


# --- people, roads, institutions ---------------------------------------------------------------------------


def test_population() -> None:
    table = rows("population")
    assert {(row["province"], row["year"]) for row in table} == set(
        product(PROVINCES, [str(year) for year in range(2007, 2026)])
    )
    # TurkStat, Address Based Population Registration System results.
    assert total("population", "population", year="2007") == 70_586_256
    assert total("population", "population", year="2023") == 85_372_377
    assert total("population", "population", year="2024") == 85_664_944
    assert all(int(row["population_15_64"]) < int(row["population"]) for row in table)
    assert {row["year"] for row in table if not row["net_migration"]} == {"2007"}
    for year in range(2008, 2026):  # who leaves one province arrives in another
        assert total("population", "net_migration", year=str(year)) == 0


def test_education_is_complete_and_counts_fewer_than_live_there() -> None:
    persons: dict[tuple[str, str], int] = defaultdict(int)
    levels: dict[tuple[str, str], int] = Counter()
    for row in rows("education"):
        persons[row["province"], row["year"]] += int(row["persons"])
        levels[row["province"], row["year"]] += 1
    people = by_key("population", "population")
    assert set(persons) == set(product(PROVINCES, [str(year) for year in range(2008, 2022)]))
    assert set(levels.values()) == {10}
    assert all(0.4 < persons[key] / int(people[key]) < 0.95 for key in persons)


def test_labour_rates_lie_inside_their_interval() -> None:
    assert len(rows("labour_rates")) == 81 * 3 * 2
    for row in rows("labour_rates"):
        assert 0 <= float(row["lower"]) <= float(row["value"]) <= float(row["upper"]) <= 100, row


def test_road_distances_are_complete_and_longer_than_the_straight_line() -> None:
    road = {(row["origin"], row["destination"]): int(row["kilometres"]) for row in rows("road_distances")}
    assert set(road) == {(str(a), str(b)) for a, b in product(range(1, 82), repeat=2) if a < b}
    assert min(road.values()) > 0
    # No road is shorter than the straight line; centres are known to a few kilometres only (41-54: 37, 42).
    place = {row["province"]: (float(row["latitude"]), float(row["longitude"])) for row in rows("provinces")}
    for (origin, destination), kilometres in road.items():
        (lat, lon), (other_lat, other_lon) = place[origin], place[destination]
        straight = ((lat - other_lat) ** 2 * 111**2 + (lon - other_lon) ** 2 * 86.5**2) ** 0.5
        assert kilometres > 0.85 * straight, (origin, destination)


def test_universities() -> None:
    table = rows("universities")
    assert len(table) == 205
    assert {row["province"] for row in table} == set(PROVINCES)
    assert Counter(row["kind"] for row in table) == {
        "state": 127,
        "foundation": 74,
        "foundation_vocational": 4,
    }
    names = {row["university"] for row in table}
    assert {"Hitit Üniversitesi", "Iğdır Üniversitesi", "İnönü Üniversitesi", "Işık Üniversitesi"} <= names
    assert "TOBB Ekonomi ve Teknoloji Üniversitesi" in names


def test_zones_and_development_index() -> None:
    assert {row["province"] for row in rows("industrial_zones")} == set(PROVINCES)
    assert all(int(row["active"]) <= int(row["total"]) for row in rows("industrial_zones"))
    ranked = sorted(rows("development_index"), key=lambda row: int(row["rank"]))
    assert [row["rank"] for row in ranked] == PROVINCES
    assert all(float(this["score"]) >= float(after["score"]) for this, after in pairwise(ranked))
    assert all(int(this["tier"]) <= int(after["tier"]) for this, after in pairwise(ranked))


# --- research centres and pilots ---------------------------------------------------------------------------


def test_research_centres_and_the_coverage_of_the_mapping() -> None:
    centres = rows("research_centres")
    assert Counter(row["kind"] for row in centres) == {"rd": 1358, "design": 343}
    assert [row["centre"] for row in centres] == [str(number) for number in range(1, 1702)]
    assert all(date.fromisoformat(row["registered"]) <= date(2025, 10, 31) for row in centres)
    division = {row["label"]: row["division"] for row in rows("research_labels")}
    assert set(division) == {row["label"] for row in centres}
    assert sum(bool(division[row["label"]]) for row in centres) == 1300
    assert set(MANUFACTURING) - set(division.values()) == {"11", "12", "18", "33"}
    assert (division["machinery"], division["automotive_suppliers"], division["pharmaceuticals"]) == (
        "28", "29", "21",
    )  # fmt: skip
    assert division["manufacturing_unspecified"] == ""


def test_pilots_as_the_ministry_published_them() -> None:
    pilots = rows("pilots")
    assert [(row["province"], row["sector_en"], row["division"]) for row in pilots] == [
        ("19", "Food Processing Machines", "28"),
        ("27", "Shoe Production", "15"),
        ("46", "Metal Kitchen Utensils", "25"),
        ("55", "Medical Equipment and Materials", "32"),
        ("61", "", ""),
    ]
    assert [row["host_en"] for row in pilots] == [
        "Çorum Chamber of Commerce and Industry",
        "Southeastern Anatolia Exporters Association",
        "Kahramanmaraş Chamber of Commerce and Industry",
        "Samsun Chamber of Commerce and Industry",
        "Trabzon Chamber of Commerce and Industry",
    ]
    assert {row["published_on"] for row in pilots} == {"2013-05-25"}


# --- boundaries --------------------------------------------------------------------------------------------


def features() -> list[dict[str, Any]]:
    collection = json.loads((DATA / "boundaries" / "provinces.geojson").read_text(encoding="utf-8"))
    return list(collection["features"])


def rings(feature: dict[str, Any]) -> list[list[list[float]]]:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def test_boundaries_name_every_province_and_are_drawn_clockwise() -> None:
    assert [feature["id"] for feature in features()] == list(range(1, 82))
    for feature in features():
        assert feature["properties"] == {"province": feature["id"]}
        assert shape(feature["geometry"]).is_valid
        for ring in rings(feature):
            assert ring[0] == ring[-1]
            # Drawn the other way round, a province would be the rest of the world.
            assert not Polygon(ring).exterior.is_ccw, feature["id"]
            assert all(round(number, 4) == number for point in ring for number in point)


def test_neighbours_share_edges_exactly() -> None:
    owners: dict[frozenset[tuple[float, ...]], set[int]] = defaultdict(set)
    corners: dict[tuple[float, ...], set[int]] = defaultdict(set)
    for feature in features():
        for ring in rings(feature):
            for start, end in pairwise(ring):
                owners[frozenset((tuple(start), tuple(end)))].add(feature["id"])
                corners[tuple(start)].add(feature["id"])
    edges = {tuple(sorted(pair)) for pair in owners.values() if len(pair) == 2}
    touching = {(a, b) for group in corners.values() for a, b in product(group, repeat=2) if a < b}
    assert max(map(len, owners.values())) == 2
    assert len(edges) == 197
    assert touching - edges == {(72, 73), (47, 56), (53, 69), (25, 61), (31, 79)}
    shapes = {feature["id"]: shape(feature["geometry"]) for feature in features()}
    for a, b in product(shapes, repeat=2):
        if a < b:
            shared = shapes[a].boundary.intersection(shapes[b].boundary).length
            assert (shared > 0) == ((a, b) in edges), (a, b)
            assert shapes[a].intersection(shapes[b]).area < 1e-9, (a, b)
