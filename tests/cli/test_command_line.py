"""The command line as a shell sees it: output, exit codes, one-line errors."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clusterdash import ranking
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse

ROOT = Path(__file__).parents[2]


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clusterdash", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def failed(*arguments: object) -> str:
    """The one line of a command that must fail."""
    done = run(*arguments)
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr


# --- rank -----------------------------------------------------------------------------------------


def test_rank_prints_what_the_application_ranks(warehouse: Warehouse, editions_dir: Path) -> None:
    done = run("rank", "--province", 19, "--db", editions_dir, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    printed = json.loads(done.stdout)
    found = ranking.rank(warehouse, Scenario())

    assert printed["edition"] == warehouse.edition.id
    assert printed["scenario"] == "1"
    rows = printed["rows"]
    assert [row["sector"] for row in rows] == list(found.codes)
    assert [row["score"] for row in rows] == [
        None if score != score else score for score in found.scores.tolist()
    ]
    assert [row["rank"] for row in rows] == [found.rank_of(code) for code in found.codes]
    assert {row["sector"] for row in rows if row["status"] == "absent"} == {"12", "19"}
    assert next(row["name"] for row in rows if row["sector"] == "10") == "Manufacture of food products"
    for row in rows:
        for parts in row["contributions"].values():
            if row["score"] is None:
                assert parts == {}
            else:
                assert sum(parts.values()) == pytest.approx(row["score"], rel=1e-12)


def test_rank_provinces_for_a_sector_with_weights(warehouse: Warehouse, editions_dir: Path) -> None:
    done = run(
        "rank", "--sector", "28", "--weights", "demand=40,networking=20", "--top", 3, "--db", editions_dir,
        "--format", "json", "--lang", "tr",
    )  # fmt: skip
    printed = json.loads(done.stdout)
    points = {"economic_impact": 0, "demand": 40, "networking": 20, "factors": 0}
    found = ranking.rank(warehouse, Scenario(view="provinces", division="28", topic_points=points))

    assert printed["scenario"] == "1~view-provinces~demand-40~economic_impact-0~factors-0~networking-20"
    assert [row["province"] for row in printed["rows"]] == list(found.codes[:3])
    assert [row["rank"] for row in printed["rows"]] == [1, 2, 3]
    assert printed["rows"][0]["contributions"]["topics"]["economic_impact"] == 0


def test_rank_all_sectors_as_a_table_and_as_csv(editions_dir: Path) -> None:
    table = run("rank", "--province", "19", "--sectors", "all", "--db", editions_dir).stdout.splitlines()
    assert len(table) == 89
    assert table[0].split() == ["rank", "code", "name", "score", "coverage", "workplaces", "status"]
    assert len({line.index(word) for line, word in zip(table, ["score"], strict=False)}) == 1
    assert any("published pick" in line for line in table)

    done = run("rank", "--province", "19", "--format", "csv", "--lang", "tr", "--db", editions_dir)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 24
    assert {"rank", "sector", "name", "score", "coverage", "demand", "E2"} <= set(rows[0])
    assert next(row["name"] for row in rows if row["sector"] == "10") == "Gıda ürünlerinin imalatı"


def test_rank_never_waits_for_pandas(editions_dir: Path) -> None:
    program = f"""
import sys
from clusterdash.__main__ import main
main(["rank", "--province", "19", "--format", "json", "--db", {str(editions_dir)!r}])
slow = {{"pandas", "scipy", "geopandas", "plotly"}}
print(sorted(slow & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["rank"], "one of the arguments --province --sector is required"),
        (["rank", "--province", "19", "--sector", "28"], "not allowed with"),
        (["rank", "--province", "99"], "There is no province 99"),
        (["rank", "--province", "Çorum"], "--province"),
        (["rank", "--sector", "04"], "There is no division 04"),
        (["rank", "--sector", "food"], "division"),
        (
            ["rank", "--province", "19", "--weights", "Demand=40"],
            "economic_impact, demand, networking, factors",
        ),
        (["rank", "--province", "19", "--weights", "demand=101"], "0 to 100"),
        (["rank", "--province", "19", "--weights", "demand=0"], "0 points"),
        (["rank", "--province", "19", "--weights", ""], "weights"),
        (["rank", "--province", "19", "--top", "0"], "from 1"),
        (["rank", "--province", "19", "--format", "xml"], "xml"),
        (["figure", "--province", "19"], "--sector"),
        (["figure", "--province", "19", "--sector", "04"], "There is no division 04"),
        (["sort"], "sort"),
        ([], "build"),
    ],
)
def test_a_wrong_argument_is_one_line(arguments: list[str], problem: str, editions_dir: Path) -> None:
    database = ["--db", str(editions_dir)] if arguments[:1] in (["rank"], ["figure"]) else []
    assert problem in failed(*arguments, *database)


# --- figure, build, check -------------------------------------------------------------------------


def test_figure_prints_values_with_their_sources(warehouse: Warehouse, editions_dir: Path) -> None:
    done = run("figure", "--province", 19, "--sector", "28", "--db", editions_dir, "--format", "json")
    rows = {row["indicator"]: row for row in json.loads(done.stdout)}

    assert set(rows) == set(warehouse.catalogue.indicators)
    quotient = rows["location_quotient"]
    assert quotient["display"] == "2.34"
    assert quotient["value"] == pytest.approx(2.3376742703876)
    assert quotient["year"] == 2024
    assert "Table 1.11" in quotient["source"]
    assert {"indicator", "value", "display", "unit", "year", "source"} <= set(quotient)

    missing = json.loads(
        run("figure", "--province", 19, "--sector", 32, "--db", editions_dir, "--format", "json").stdout
    )
    assert next(row for row in missing if row["indicator"] == "export_trend")["value"] is None

    table = run("figure", "--province", 19, "--sector", 28, "--db", editions_dir, "--lang", "tr").stdout
    assert "2,34" in table


def test_a_first_ranking_builds_and_a_broken_build_keeps_what_is_served(
    data_dir: Path, tmp_path: Path
) -> None:
    editions, data = tmp_path / "editions", tmp_path / "data"
    first = run("rank", "--province", 19, "--db", editions, "--format", "json")
    assert first.returncode == 0
    assert "built first" in first.stderr
    edition = json.loads(first.stdout)["edition"]

    checked = run("check", "--db", editions)
    assert checked.returncode == 0
    assert all(line.startswith("ok  ") for line in checked.stdout.splitlines())

    shutil.copytree(data_dir, data)
    table = data / "tables" / "population.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2006650", "two million"), encoding="utf-8")
    broken = failed("build", "--data", data, "--out", editions)
    for part in ("population.csv", "row 2", "column population", "two million", "a whole number"):
        assert part in broken

    table.write_text(table.read_text(encoding="utf-8").replace("two million", "2006651"), encoding="utf-8")
    assert (
        json.loads(run("rank", "--province", 19, "--db", editions, "--format", "json").stdout)["edition"]
        == edition
    )
    built = run("build", "--data", data, "--out", editions)
    assert built.returncode == 0
    assert f"Changes since edition {edition}:" in built.stdout
    assert "population: 1 changed" in built.stdout


def test_check_without_an_edition_is_one_line(tmp_path: Path) -> None:
    assert "run python -m clusterdash build" in failed("check", "--db", tmp_path)


def test_the_folders_may_come_from_the_environment(editions_dir: Path, tmp_path: Path) -> None:
    assert run("check", CLUSTERDASH_EDITIONS=str(editions_dir)).returncode == 0
    done = run("build", "--out", tmp_path, CLUSTERDASH_DATA=str(tmp_path / "nowhere"))
    assert done.returncode == 2
    assert "There are no figures in" in done.stderr
