"""One file with everything: made while people write, rehearsed back, into the same database or the other."""

from __future__ import annotations

import gzip
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from clusterdash.records import OPERATOR, RecordsError, SchemaMismatch, decisions, meetings, opinions
from clusterdash.records.backup import backup, inspect, restore
from clusterdash.records.store import Records
from clusterdash.records.values import DecisionDraft, Verdict
from tests.records.hall import DRAFT, WEIGHTS, Hall
from tests.records.server import Server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lived(open_hall: Hall) -> Hall:
    """A meeting that has seen everything."""
    for number in range(3):
        actor = open_hall.join(name=f"Kişi {number}", consent=True)
        open_hall.save(actor, "weights", WEIGHTS)
        open_hall.save(actor, "scores", {("28", "D5"): None, ("10", "N5"): 3})
        open_hall.save(actor, "verdicts", {"28": Verdict("dispute", "İş gücü: ığüşöç")})
    open_hall.move("revealed")
    decisions.decide(open_hall.records, OPERATOR, open_hall.meeting, DecisionDraft((), reasons="Henüz yok"))
    return open_hall


def contents(records: Records) -> dict[str, Any]:
    """All rows as the program sees them, through its models."""
    from clusterdash.records.base import Base

    found: dict[str, Any] = {}
    with records.reading() as session:
        for mapper in Base.registry.mappers:
            rows = session.scalars(sa.select(mapper.class_)).all()
            found[mapper.local_table.name] = sorted(  # type: ignore[attr-defined]
                repr([(column.key, getattr(row, column.key)) for column in mapper.columns]) for row in rows
            )
    return found


def test_a_rehearsed_restore(lived: Hall, url: str, empty_url: Callable[[], str], tmp_path: Path) -> None:
    made = backup(url, tmp_path / "records.gz")
    assert inspect(tmp_path / "records.gz") == made
    assert made.rows["participant"] == 3
    elsewhere = empty_url()
    restore(elsewhere, tmp_path / "records.gz")
    back = Records(elsewhere, migrate=False)
    assert contents(back) == contents(lived.records)

    # It goes on where it stopped, and is as protected as before.
    meeting, _ = meetings.create(back, OPERATOR, DRAFT)
    hall = Hall(back, meeting, "")
    hall.move("open")
    assert hall.save(hall.join(), "weights", WEIGHTS).id == made.rows["opinion"] + 1
    for table in ("ledger", "opinion", "decision"):
        with pytest.raises(sa.exc.DBAPIError), back.engine.begin() as connection:
            connection.exec_driver_sql(f"DELETE FROM {table}")
    back.close()


def test_a_backup_moves_to_the_other_database(
    lived: Hall, url: str, dialect: str, postgres: Server, tmp_path: Path
) -> None:
    backup(url, tmp_path / "records.gz")
    if dialect == "sqlite":
        postgres.run("DROP DATABASE IF EXISTS moved WITH (FORCE)")
        postgres.run("CREATE DATABASE moved")
        other = postgres.url.set(database="moved").render_as_string(hide_password=False)
    else:
        other = f"sqlite:///{tmp_path}/moved.sqlite"
    restore(other, tmp_path / "records.gz")
    moved = Records(other, migrate=False)
    assert contents(moved) == contents(lived.records)
    moved.close()


def test_a_restore_replaces_only_when_told_and_while_the_program_runs(
    lived: Hall, url: str, tmp_path: Path
) -> None:
    backup(url, tmp_path / "records.gz")
    meetings.create(lived.records, OPERATOR, DRAFT)
    later = contents(lived.records)
    with pytest.raises(RecordsError, match="holds records"):
        restore(url, tmp_path / "records.gz")
    assert contents(lived.records) == later
    restore(url, tmp_path / "records.gz", overwrite=True)
    assert meetings.list_meetings(lived.records, OPERATOR).total == 1


def test_a_restore_that_fails_changes_nothing(
    lived: Hall, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clusterdash.records import backup as module

    backup(url, tmp_path / "records.gz")
    before = contents(lived.records)
    real = module._typed

    def breaks(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
        if table.name == "decision":
            raise KeyboardInterrupt
        return real(table, row)

    monkeypatch.setattr(module, "_typed", breaks)
    with pytest.raises(KeyboardInterrupt):
        restore(url, tmp_path / "records.gz", overwrite=True)
    assert contents(lived.records) == before


def test_a_backup_made_while_people_write_is_one_state(
    open_hall: Hall, url: str, empty_url: Callable[[], str], tmp_path: Path
) -> None:
    """Every save writes its opinion and its line of the ledger together: so does every backup hold them."""
    people = [open_hall.join() for _ in range(4)]
    stop = threading.Event()

    def write(number: int) -> None:
        while not stop.is_set():
            open_hall.save(people[number], "weights", WEIGHTS)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        made = [backup(url, tmp_path / f"{number}.gz") for number in range(5)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    apart = open_hall.count("ledger") - open_hall.count("opinion")
    assert {one.rows["ledger"] - one.rows["opinion"] for one in made} == {apart}
    assert made[0].rows["opinion"] < made[-1].rows["opinion"] <= open_hall.count("opinion")
    elsewhere = empty_url()
    restore(elsewhere, tmp_path / "4.gz")
    back = Records(elsewhere)
    assert Hall(back, open_hall.meeting, "").count("opinion") == made[-1].rows["opinion"]
    back.close()


def test_a_file_that_is_no_whole_backup_is_refused(lived: Hall, url: str, tmp_path: Path) -> None:
    file = tmp_path / "records.gz"
    backup(url, file)
    whole = file.read_bytes()
    lines = gzip.decompress(whole).splitlines(keepends=True)
    broken = {
        "half": whole[: len(whole) // 2],
        "bit": whole[:200] + bytes([whole[200] ^ 255]) + whole[201:],
        "checksum": whole[:-8] + bytes(byte ^ 255 for byte in whole[-8:-4]) + whole[-4:],
        "last line": gzip.compress(b"".join(lines[:-1])),
        "a row": gzip.compress(b"".join(lines[:5] + lines[6:])),
        "text": b"Merhaba",
        "json": gzip.compress(b'{"format": "other"}\n'),
        "nothing": b"",
    }
    before = contents(lived.records)
    for name, content in broken.items():
        file.write_bytes(content)
        with pytest.raises(RecordsError, match="not a whole backup"):
            inspect(file)
        with pytest.raises(RecordsError, match="not a whole backup"):
            restore(url, file, overwrite=True)
        assert contents(lived.records) == before, name


def test_a_backup_that_is_not_there_is_said_by_name(lived: Hall, url: str, tmp_path: Path) -> None:
    before = contents(lived.records)
    missing = tmp_path / "missing.gz"
    with pytest.raises(RecordsError, match=r"There is no file .*missing\.gz"):
        restore(url, missing, overwrite=True)
    with pytest.raises(RecordsError, match="could not be read"):
        restore(url, tmp_path, overwrite=True)
    assert contents(lived.records) == before
    told = run("restore", missing, "--records", url, "--yes")
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
    assert str(missing) in told.stderr


def test_a_backup_of_a_newer_version_is_refused(lived: Hall, url: str, tmp_path: Path) -> None:
    file = tmp_path / "records.gz"
    made = backup(url, file)
    text = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(text.replace(f'"{made.schema}"'.encode(), b'"9999"', 1)))
    with pytest.raises(SchemaMismatch):
        restore(url, file, overwrite=True)
    assert opinions.ballots(lived.records, OPERATOR, lived.meeting)


def test_a_backup_overwrites_nothing_and_is_for_its_owner(url: str, tmp_path: Path) -> None:
    file = tmp_path / "records.gz"
    backup(url, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(RecordsError, match="is there already"):
        backup(url, file)
    with pytest.raises(RecordsError, match="could not be written"):
        backup(url, file / "inside.gz")
    assert [path.name for path in tmp_path.iterdir() if "records.gz" in path.name] == ["records.gz"]


# --- the command line -----------------------------------------------------------------------------


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clusterdash", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_backup_and_restore_from_the_command_line(lived: Hall, url: str, tmp_path: Path) -> None:
    file = tmp_path / "records.gz"
    done = run("backup", file, "--records", url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "rows of" in done.stdout
    before = contents(lived.records)
    meetings.create(lived.records, OPERATOR, DRAFT)

    refused = run("restore", file, "--records", url)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert "--yes" in refused.stderr
    assert meetings.list_meetings(lived.records, OPERATOR).total == 2

    assert run("restore", file, "--records", url, "--yes").returncode == 0
    assert contents(lived.records) == before
    for arguments in (("backup", file, "--records", url), ("restore", ROOT / "README.md", "--records", url)):
        failed = run(*arguments)
        assert (failed.returncode, failed.stdout, failed.stderr.count("\n")) == (2, "", 1)
