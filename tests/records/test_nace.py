"""NACE codes against the classification as the project's own tables hold it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from clusterdash.records import nace

TABLES = Path(__file__).parents[2] / "data" / "tables"


def test_sections_and_divisions_are_the_classifications() -> None:
    with (TABLES / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["division"] for row in rows} == nace.DIVISIONS
    for row in rows:
        assert int(row["division"]) in nace.SECTIONS[row["section"]]


@pytest.mark.parametrize(
    ("written", "code"),
    [("C", "C"), ("c", "C"), ("28", "28"), ("28.9", "28.9"), ("28,93", "28.93"), ("2893", "28.93"),
     ("28.93.10", "28.93.10"), ("289310", "28.93.10"), (" 15.20 ", "15.20")],
)  # fmt: skip
def test_codes_of_every_level_are_read(written: str, code: str) -> None:
    assert nace.parse(written) == code


@pytest.mark.parametrize(
    "wrong", ["", "V", "34", "28.", "28.0", "28.93.100", "abc", "2", "=28", "28 93", "٢٨"]
)
def test_others_are_refused(wrong: str) -> None:
    assert nace.parse(wrong) is None


def test_levels_lead_upwards() -> None:
    assert [nace.division(code) for code in ("C", "28", "28.93.10")] == [None, "28", "28"]
    assert [nace.four_digits(code) for code in ("28", "28.9", "28.93", "28.93.10")] == [
        None, None, "28.93", "28.93",
    ]  # fmt: skip
