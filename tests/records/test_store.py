"""The database itself: what it refuses, and what happens when it is locked, full, gone, older or newer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from clusterdash.records import (
    OPERATOR,
    RecordsError,
    SchemaMismatch,
    Unavailable,
    decisions,
    engines,
    meetings,
    migrating,
    models,
    open_records,
)
from clusterdash.records.base import Base, sorting
from clusterdash.records.store import Records
from clusterdash.text import Words, turkish
from tests.records.hall import ADDRESS, DRAFT, WEIGHTS, Hall
from tests.records.server import own_server

ROOT = Path(__file__).parents[2]


def test_the_migrations_make_the_tables_of_the_models(records: Records) -> None:
    assert models.MeetingRow.metadata is Base.metadata
    with records.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


# --- nothing is overwritten -----------------------------------------------------------------------


@pytest.mark.parametrize("table", ["ledger", "opinion", "decision"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET id = id + 1000",
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "INSERT INTO {table} SELECT * FROM {table}",
    ],
)
def test_the_database_refuses_to_change_what_was_said(open_hall: Hall, table: str, statement: str) -> None:
    open_hall.save(open_hall.join(), "weights", WEIGHTS)
    columns = {"ledger": "after", "opinion": "payload", "decision": "reasons"}
    before = _contents(open_hall.records, table)
    with pytest.raises(sa.exc.DBAPIError), open_hall.records.engine.begin() as connection:
        connection.exec_driver_sql(statement.format(table=table, column=columns[table]))
    assert _contents(open_hall.records, table) == before != []


def test_reasons_can_be_emptied_but_not_rewritten(open_hall: Hall) -> None:
    from clusterdash.records.values import Verdict

    open_hall.save(open_hall.join(), "verdicts", {"28": Verdict("dispute", "Neden")})
    with pytest.raises(sa.exc.DBAPIError), open_hall.records.engine.begin() as connection:
        connection.exec_driver_sql("""UPDATE opinion SET words = '{"28": "Başka"}'""")
    with open_hall.records.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE opinion SET words = NULL")
    with pytest.raises(sa.exc.DBAPIError), open_hall.records.engine.begin() as connection:
        connection.exec_driver_sql("""UPDATE opinion SET words = '{"28": "Başka"}'""")


def test_postgresql_refuses_to_empty_a_table(records: Records, dialect: str) -> None:
    if dialect == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    for table in ("ledger", "opinion", "decision"):
        with pytest.raises(sa.exc.DBAPIError), records.engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {table}")


def _contents(records: Records, table: str) -> list[Any]:
    with records.engine.connect() as connection:
        return list(connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id").all())


# --- opening --------------------------------------------------------------------------------------


def test_processes_that_start_together_make_one_database(empty_url: Callable[[], str]) -> None:
    url = empty_url()
    program = "import sys; from clusterdash.records import open_records; open_records(sys.argv[1])"
    started = [subprocess.Popen([sys.executable, "-c", program, url], cwd=ROOT) for _ in range(4)]
    assert [one.wait(120) for one in started] == [0, 0, 0, 0]
    opened = Records(url, migrate=False)
    assert len(_contents(opened, "decision")) == 5
    opened.close()


def test_threads_share_what_is_open(url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = set(pool.map(lambda _: open_records(url), range(32)))
    assert len(opened) == 1
    (records,) = opened
    records.close()
    again = open_records(url)
    assert again is not records
    again.close()


@pytest.mark.parametrize(
    "wrong", ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "clusterdash", ""]
)
def test_any_other_database_is_refused_in_a_sentence(wrong: str) -> None:
    with pytest.raises(RecordsError, match="sqlite:///FILE or postgresql://"):
        engines.parse(wrong)


def test_a_url_is_shown_without_its_password() -> None:
    assert "secret" not in engines.shown(engines.parse("postgres://u:secret@h/d"))


def test_the_commands_without_records_do_not_wait_for_them() -> None:
    heavy = {"sqlalchemy", "alembic", "psycopg"}
    program = f"import sys, clusterdash.records; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# --- versions of the tables -----------------------------------------------------------------------


def test_a_newer_database_is_left_alone(records: Records, url: str) -> None:
    with records.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaMismatch) as told:
        Records(url)
    assert (told.value.found, told.value.expected) == ("9999", migrating.revisions()[-1])
    assert "newer" in str(told.value)


def test_an_older_database_is_brought_forward_only_if_it_may(empty_url: Callable[[], str]) -> None:
    url = empty_url()
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()
    with pytest.raises(SchemaMismatch, match="older"):
        Records(url, migrate=False)
    Records(url).close()
    Records(url, migrate=False).close()


def test_migrations_go_down_and_up_with_data(open_hall: Hall, url: str) -> None:
    open_hall.save(open_hall.join(), "weights", WEIGHTS)
    parsed = engines.parse(url)
    first = {table: _contents(open_hall.records, table) for table in ("meeting", "opinion", "ledger")}
    for revision in reversed(migrating.revisions()):
        migrating.downgrade(parsed, revision)
        migrating.upgrade(parsed)
    assert {table: _contents(open_hall.records, table) for table in first} == first

    migrating.downgrade(parsed, "base")
    with open_hall.records.engine.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
    migrating.upgrade(parsed)
    with pytest.raises(sa.exc.DBAPIError), open_hall.records.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM decision")


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    empty_url: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from clusterdash.records.migrations import append_only

    url = empty_url()

    def broken(_table: str, **_more: object) -> None:
        raise RuntimeError("in the middle")

    with monkeypatch.context() as patched:
        patched.setattr(append_only, "protect", broken)
        with pytest.raises(RuntimeError):
            Records(url)
    engine = engines.engine(engines.parse(url), lone=True)
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    Records(url).close()


# --- when the database cannot be used -------------------------------------------------------------


def refused(hall: Hall) -> str:
    """Why nothing can be saved; and nothing half-written is found by `counts` afterwards."""
    with pytest.raises(Unavailable) as told:
        meetings.move(hall.records, OPERATOR, hall.meeting, "revealed")
    sentences = {told.value.in_(Words("tr")), told.value.in_(Words("en"))}
    assert len(sentences) == 2
    return told.value.reason


def counts(hall: Hall) -> tuple[int, ...]:
    return tuple(hall.count(table) for table in ("meeting", "participant", "opinion", "ledger"))


@contextmanager
def _held(records: Records, statement: str) -> Iterator[None]:
    """Another process in the middle of something."""
    other = engines.engine(records.url, lone=True)
    with other.begin() as connection:
        connection.exec_driver_sql(statement)
        yield


def test_a_locked_database(open_hall: Hall, url: str, dialect: str) -> None:
    impatient = Hall(Records(url, patience=0.2), open_hall.meeting, open_hall.key)
    before = counts(open_hall)
    lock = "SELECT 1" if dialect == "sqlite" else "LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE"
    with _held(open_hall.records, lock):
        assert refused(impatient) == "locked"
        if dialect == "sqlite":  # who reads does not wait for who writes
            assert meetings.get(impatient.records, OPERATOR, impatient.meeting).state == "open"
    assert counts(open_hall) == before
    assert meetings.move(impatient.records, OPERATOR, impatient.meeting, "revealed").state == "revealed"
    impatient.records.close()


def test_a_short_wait_is_no_error(open_hall: Hall, dialect: str) -> None:
    lock = "SELECT 1" if dialect == "sqlite" else "LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE"
    with ThreadPoolExecutor(1) as pool:
        with _held(open_hall.records, lock):
            moved = pool.submit(open_hall.move, "revealed")
            assert not moved.done()
        assert moved.result(30).state == "revealed"


def test_a_full_disk(open_hall: Hall, dialect: str) -> None:
    actor = open_hall.join()
    if dialect == "sqlite":
        _for_new_connections(open_hall.records, "PRAGMA max_page_count = 1")
    else:
        with open_hall.records.engine.begin() as connection:
            # What the server itself says when it cannot extend a table.
            connection.exec_driver_sql(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER full_disk BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION full_disk()"
            )
    acknowledged = 0
    reason = ""
    while not reason:
        try:
            open_hall.save(actor, "weights", WEIGHTS)
            acknowledged += 1
        except Unavailable as told:
            reason = told.reason
    assert reason == "full"
    assert open_hall.count("opinion") == acknowledged
    assert open_hall.count("ledger") == acknowledged + 3


def test_a_database_that_can_only_be_read(open_hall: Hall, url: str, dialect: str) -> None:
    before = counts(open_hall)
    if dialect == "sqlite":
        _for_new_connections(open_hall.records, "PRAGMA query_only = ON")
    else:
        name = engines.parse(url).database
        with open_hall.records.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        open_hall.records.engine.dispose()
    assert refused(open_hall) == "read_only"
    assert counts(open_hall) == before


def _for_new_connections(records: Records, pragma: str) -> None:
    @sa.event.listens_for(records.engine, "connect")
    def set_it(connection: Any, _record: Any) -> None:
        connection.execute(pragma)

    records.engine.dispose()


def test_a_file_taken_away_while_it_is_open_is_lost_and_never_comes_back_empty(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "records.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    records = Records(f"sqlite:///{path}")
    hall = Hall(records, *meetings.create(records, OPERATOR, DRAFT))
    hall.move("open")
    path.rename(tmp_path / "elsewhere.sqlite")
    assert refused(hall) == "lost"
    with pytest.raises(Unavailable):
        meetings.by_code(hall.records, hall.meeting.code, ADDRESS)
    assert not path.exists()

    # Put back, it goes on; another file in its place is another database.
    (tmp_path / "elsewhere.sqlite").rename(path)
    assert meetings.by_code(hall.records, hall.meeting.code, ADDRESS) == hall.meeting
    hall.records.engine.dispose()
    path.rename(tmp_path / "elsewhere.sqlite")
    path.write_bytes(sqlite_template.read_bytes())
    assert meetings.list_meetings(hall.records, OPERATOR).total == 0
    hall.records.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_text("Bu bir veritabanı değil. " * 1000, encoding="utf-8")
    with pytest.raises(Unavailable) as told:
        Records(f"sqlite:///{path}")
    assert told.value.reason == "damaged"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable) as told:
        Records(f"sqlite:///{tmp_path}/file/records.sqlite")
    assert told.value.reason in ("lost", "read_only")


def test_a_server_that_stops_and_comes_back() -> None:
    with own_server() as server:
        server.run("CREATE DATABASE stopped")
        url = server.url.set(database="stopped").render_as_string(hide_password=False)
        records = Records(url)
        hall = Hall(records, *meetings.create(records, OPERATOR, DRAFT))
        hall.move("open")
        before = counts(hall)
        server.stop()
        assert refused(hall) == "lost"
        with pytest.raises(Unavailable):
            decisions.register(records, OPERATOR)
        with pytest.raises(Unavailable):
            Records(url)
        server.start()
        assert counts(hall) == before
        assert hall.move("revealed").state == "revealed"
        records.close()


# --- Turkish order --------------------------------------------------------------------------------


def test_the_stored_order_is_the_dictionarys() -> None:
    letters = tuple("aAâbcçdegğhıIiİjoösşuüzΩqwx")
    words = [*letters, "10", "2", "a b", "ab", "a-b", "", "Çorum", "Corum", "çorlu", "Iğdır"]
    dictionary: dict[str, Any] = {word: turkish.sort_key(word)[0] for word in words}
    assert sorted(words, key=lambda word: sorting(word).encode()) == sorted(words, key=dictionary.__getitem__)
