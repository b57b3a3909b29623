"""Tables out and in: what was exported is imported again, all or nothing, and no cell runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterdash.records import OPERATOR, VISITOR, Forbidden, cells, keeping, spreadsheets
from clusterdash.records.fieldwork import FIRM, VISIT
from clusterdash.records.keeping import Kind
from clusterdash.records.store import Records
from clusterdash.records.studies import STUDY
from clusterdash.records.values import Report
from clusterdash.reports import records as files
from clusterdash.text import Words
from tests.records import work
from tests.records.hall import OFFICER

NOW = datetime(2026, 5, 25, tzinfo=UTC)
PROVINCES = {"corum": 19, "amasya": 5, "gaziantep": 27}


def bring(records: Records, kind: Kind[Any], content: bytes, actor: Any = OPERATOR) -> Report:
    drafts = cells.read(kind, spreadsheets.rows(content), PROVINCES)
    return keeping.import_rows(records, actor, kind, drafts)


def count(records: Records, table: str) -> int:
    with records.reading() as session:
        return session.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["tr", "en"])
def test_what_goes_out_comes_back_in(records: Records, form: Any, language: Any) -> None:
    firm = work.firm(records, name="=1+1 Makine")
    work.visit(records, firm, cooperation=0, trust=None)
    study = keeping.create(records, OPERATOR, STUDY, work.STUDY)
    taken = {}
    for kind in (FIRM, VISIT, STUDY):
        values = list(keeping.export(records, OPERATOR, kind))
        taken[kind.name] = (values, files.kept(kind, values, form, language, NOW))
    for kind in (FIRM, VISIT, STUDY):
        assert bring(records, kind, taken[kind.name][1]) == Report(0, 1)
    with records.writing() as session:
        for table in ("visit", "firm", "study"):
            session.execute(sa.text(f"DELETE FROM {table}"))
    for kind in (FIRM, VISIT, STUDY):
        assert bring(records, kind, taken[kind.name][1]) == Report(1, 0)
        back = next(iter(keeping.export(records, OPERATOR, kind)))
        for one in kind.fields:
            if (kind.name, one.name) != ("visit", "firm"):
                assert getattr(back, one.name) == getattr(taken[kind.name][0][0], one.name), one.name
    assert study.title == back.title


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_no_cell_of_an_export_is_a_formula(records: Records, start: str) -> None:
    work.firm(records, name=f"{start}HYPERLINK(1)", district=f"{start}1")
    values = list(keeping.export(records, OPERATOR, FIRM))
    for row in csv.reader(io.StringIO(files.kept(FIRM, values, "csv", "en", NOW).decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    book = openpyxl.load_workbook(io.BytesIO(files.kept(FIRM, values, "xlsx", "en", NOW)))
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)


def test_one_wrong_row_keeps_all_out_and_is_named(records: Records) -> None:
    head = ";".join(cells.headings(FIRM, Words("tr"))[:4])
    content = f"{head}\nAk;Çorum;Merkez;28.93\nBek;Atlantis;Merkez;28.93\nCer;19;;34.1\n".encode()
    before = count(records, "ledger")
    report = bring(records, FIRM, content)
    assert [(one.row, one.field) for one in report.errors] == [(3, "province"), (4, "nace")]
    assert report.rows == 0
    assert count(records, "firm") == 0
    assert count(records, "ledger") == before


def test_an_officer_imports_into_the_own_province_only(records: Records) -> None:
    head = ",".join(cells.headings(FIRM, Words("en"))[:4])
    report = bring(records, FIRM, f"{head}\nAk,Çorum,,28\nBek,Gaziantep,,15.20\n".encode(), OFFICER)
    assert [(one.row, one.reason.key) for one in report.errors] == [(3, "field.other_province")]
    assert count(records, "firm") == 0
    with pytest.raises(Forbidden):
        keeping.import_rows(records, VISITOR, FIRM, [])


def test_an_unknown_column_is_named(records: Records) -> None:
    report = bring(records, FIRM, b"name,province,nace,colour\nAk,19,28,red\n")
    assert [one.field for one in report.errors] == ["colour"]


def test_the_template_is_read_back_empty(records: Records) -> None:  # noqa: ARG001
    for kind in (FIRM, VISIT, STUDY):
        with pytest.raises(spreadsheets.UnreadableFileError):
            spreadsheets.rows(files.template(kind, "tr", NOW))


CELL = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(), st.datetimes(), st.booleans(), st.just("19")
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([FIRM, VISIT, STUDY]), st.data())
def test_garbage_is_refused_row_by_row_and_never_breaks(records: Records, kind: Any, data: Any) -> None:
    names = [one.name for one in kind.fields]
    rows = data.draw(
        st.lists(st.dictionaries(st.one_of(st.sampled_from(names), st.text(max_size=8)), CELL), max_size=4)
    )
    table = kind.row.__tablename__
    before = count(records, table)
    drafts = cells.read(kind, tuple(rows), PROVINCES)
    report = keeping.import_rows(records, OPERATOR, kind, drafts)
    assert count(records, table) - before == report.rows
    assert not (report.errors and report.rows)
