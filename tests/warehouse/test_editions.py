"""Editions: the same input gives the same one, a failed build harms nothing, and pages follow the pointer."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from clusterdash import warehouse as house
from clusterdash.warehouse import DataError, Edition, WarehouseError, editions

from .conftest import Newer


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _served(folder: Path) -> Edition:
    edition = editions.read(folder, editions.current_id(folder) or "")
    assert edition is not None
    return edition


def test_the_order_of_rows_and_the_comments_of_the_catalogue_make_no_difference(
    copied_data: Path, served: Path
) -> None:
    before = _files(served)
    for path in (copied_data / "tables").glob("*.csv"):
        header, *rows = path.read_bytes().splitlines(keepends=True)
        random.Random(7).shuffle(rows)
        path.write_bytes(header + b"".join(rows))
    topics = copied_data / "catalogue" / "topics.toml"
    topics.write_text(f"# a remark\n{topics.read_text(encoding='utf-8')}", encoding="utf-8")

    edition = house.build(copied_data, served)

    assert edition.id == house.current(served).edition.id
    assert _files(served) == before


def test_a_failed_build_leaves_everything_as_it_was(copied_data: Path, served: Path) -> None:
    before = _files(served)
    table = copied_data / "tables" / "pilots.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("\n19,", "\n182,"), encoding="utf-8")

    with pytest.raises(DataError, match=r"pilots\.csv, row 2, column province"):
        house.build(copied_data, served)

    assert _files(served) == before


def test_another_edition_says_what_changed(newer: Newer) -> None:
    old, new = newer.page.edition.id, newer.edition
    assert new.previous == old != new.id
    counts = {change.table: (change.added, change.removed, change.changed) for change in new.changes}
    assert counts == {"population": (0, 0, 1), "universities": (1, 1, 0), "catalogue_sources": (0, 0, 1)}
    assert set(house.changed_tables(newer.folder, old, new.id) or ()) == set(counts)
    assert house.changed_tables(newer.folder, new.id, new.id) == ()
    assert house.changed_tables(newer.folder, "0123456789ab", new.id) is None
    assert house.changed_tables(newer.folder, "../../etc", new.id) is None


def test_pages_see_a_newer_edition_and_may_finish_with_the_older(newer: Newer) -> None:
    opened = house.current(newer.folder)

    assert opened.edition.id == newer.edition.id
    assert house.current(newer.folder) is opened
    question = {"indicator": "population", "year": 2025, "division": None}
    was, now = (
        one.frame("map_indicator", **question).set_index("province")["value"] for one in (newer.page, opened)
    )
    assert str(int(now[19])) == f"9{int(was[19])}"
    assert house.kept(newer.page.edition.id, newer.folder).edition.id == newer.page.edition.id


def test_the_pointer_is_switched_last(newer: Newer) -> None:
    assert newer.pointers == {newer.page.edition.id}


def _another(folder: Path, number: int) -> Edition:
    """An edition of its own, with the file of the one that is served."""
    served = _served(folder)
    edition = Edition(
        id=f"{number:012x}",
        folder=folder,
        built_at=f"2030-01-{number:02}",
        schema_version=served.schema_version,
        tables=served.tables,
        derived=served.derived,
    )
    copy = folder / "copy"
    shutil.copy(served.path, copy)
    editions.publish(copy, edition)
    return edition


def test_the_last_three_files_and_all_manifests_stay(served: Path) -> None:
    first = editions.current_id(served)
    built = [_another(served, number) for number in range(1, 5)]

    editions.prune(served, built[-1].id)

    assert {path.stem for path in served.glob("*.duckdb")} == {edition.id for edition in built[1:]}
    assert {path.stem for path in served.glob("*.json")} == {first, *(edition.id for edition in built)}
    with pytest.raises(WarehouseError, match="no longer kept"):
        house.kept(built[0].id, served)


def test_what_a_killed_build_leaves_behind_is_cleared_up(
    copied_data: Path, served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-m", "clusterdash", "build", "--data", str(copied_data), "--out", str(served)]
    building = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not list(served.glob(".building-*/edition.duckdb")) and time.monotonic() < deadline:
        time.sleep(0.01)
    building.kill()
    building.wait()

    left = list(served.glob(".building-*"))
    assert left, "the build was over before it could be killed"
    assert len(house.current(served).frame("province_codes")) == 81
    editions.prune(served, house.current(served).edition.id)
    assert list(served.glob(".building-*")) == left, "another build may still be at work there"
    monkeypatch.setattr(editions.time, "time", lambda: time.monotonic() + 1e12)
    editions.prune(served, house.current(served).edition.id)
    assert not list(served.glob(".building-*"))


def test_two_builds_at_once_end_with_one_sound_edition(data_dir: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "clusterdash", "build", "--data", str(data_dir), "--out", str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    outputs = [one.communicate() for one in both]

    assert [one.returncode for one in both] == [0, 0], outputs
    assert {path.suffix for path in tmp_path.iterdir()} == {".duckdb", ".json", ""}
    assert not [finding for finding in house.check(tmp_path) if finding.problem]


def test_where_nothing_can_be_written_is_one_sentence(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WarehouseError, match="Nothing can be written in"):
        house.build(data_dir, tmp_path / "file" / "editions")


def test_the_first_page_builds_once_however_many_ask(tmp_path: Path) -> None:
    steps: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(house.current, tmp_path, progress=lambda step, _share: steps.append(step))
            for _ in range(4)
        ]
        opened = {id(one.result()) for one in asked}

    assert len(opened) == 1
    assert steps.count("tables") == 1


def test_a_truncated_file_is_one_sentence_and_is_built_again(data_dir: Path, served: Path) -> None:
    edition = _served(served)
    edition.path.write_bytes(edition.path.read_bytes()[:5000])
    with pytest.raises(WarehouseError, match=f"{edition.id}.duckdb cannot be opened"):
        list(house.check(served))

    assert house.build(data_dir, served).id == edition.id
    assert not [finding for finding in house.check(served) if finding.problem]


def test_a_changed_figure_is_found(served: Path) -> None:
    with duckdb.connect(_served(served).path) as connection:
        connection.execute("UPDATE criterion_value SET z = 1 WHERE criterion = 'E2' AND province = 19")

    problems = [finding.statement for finding in house.check(served) if finding.problem]

    assert len(problems) == 1
    assert problems[0].startswith("Table criterion_value ")


@pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"edition": 1', "\udcff"])
def test_a_damaged_manifest_counts_as_no_edition(manifest: str, served: Path) -> None:
    _served(served).manifest.write_text(manifest, encoding="utf-8", errors="surrogateescape")
    assert not house.exists(served)
    with pytest.raises(WarehouseError, match="There is no edition in"):
        list(house.check(served))


@pytest.mark.parametrize("pointer", ["", "../../elsewhere", "0123456789ab", "\xff"])
def test_a_pointer_to_nowhere_counts_as_no_edition(pointer: str, served: Path) -> None:
    (served / "current").write_text(pointer, encoding="latin-1")
    assert not house.exists(served)


def test_a_file_of_another_version_is_not_served(served: Path) -> None:
    edition = _served(served)
    manifest = edition.manifest.read_text(encoding="utf-8")
    edition.manifest.write_text(manifest.replace(edition.schema_version, "0-older"), encoding="utf-8")

    assert not house.exists(served)
    assert [finding.problem for finding in house.check(served)] == ["it is of version 0-older"]
    with pytest.raises(WarehouseError, match="of another version"):
        house.kept(edition.id, served)


def test_threads_get_their_own_rows(editions_dir: Path) -> None:
    opened = house.current(editions_dir)
    wrong: list[int] = []

    def ask(province: int) -> None:
        for _ in range(20):
            rows = opened.rows("province_sectors", province=province)
            jobs = opened.frame("province_sectors", province=province)["insured"].sum()
            if jobs != sum(row["insured"] for row in rows) or len(rows) != 88:
                wrong.append(province)

    threads = [threading.Thread(target=ask, args=(province,)) for province in (19, 27, 34, 46)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not wrong


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine AS SELECT 1",
        "UPDATE population SET population = 1",
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY population TO 'population.csv'",
        "ATTACH ':memory:' AS other",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_an_opened_edition_lets_nothing_in_or_out(statement: str, editions_dir: Path) -> None:
    connection = house.current(editions_dir)._connection.cursor()
    with pytest.raises(duckdb.Error):
        connection.execute(statement)
