"""Attached files: only what they say they are, never too large, and only for those who may."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from clusterdash import settings
from clusterdash.records import (
    OPERATOR,
    VISITOR,
    Actor,
    Forbidden,
    NotFound,
    RecordsError,
    attachments,
    keeping,
)
from clusterdash.records.attachments import check, neutral_name
from clusterdash.records.store import Records
from clusterdash.records.studies import STUDY
from tests.records import work
from tests.records.hall import ADMINISTRATOR, ELSEWHERE, MINISTRY, OFFICER

TYPES = settings.Records().attachment_types
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 900


def office(part: str = "word/document.xml", **more: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in {"[Content_Types].xml": b"<Types/>", part: b"<document/>", **more}.items():
            archive.writestr(name, held)
    return content.getvalue()


GOOD = {
    "pdf": PDF,
    "docx": office(),
    "xlsx": office("xl/workbook.xml"),
    "csv": "il;firma\n19;Çağ\n".encode("cp1254"),
    "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 20,
    "jpg": b"\xff\xd8\xff\xe0" + b"\0" * 20,
}


@pytest.fixture
def study(records: Records) -> str:
    return keeping.create(records, OPERATOR, STUDY, work.STUDY).id


def test_a_file_comes_back_as_it_was(records: Records, study: str) -> None:
    kept = attachments.attach(records, OFFICER, "study", study, "Küme analizi.PDF", PDF)
    assert (kept.name, kept.size, kept.media_type) == ("Küme analizi.pdf", len(PDF), "application/pdf")
    assert attachments.content(records, OFFICER, kept.id) == PDF
    assert attachments.attach(records, OFFICER, "study", study, "aynı.pdf", PDF) == kept
    attachments.delete(records, OFFICER, kept.id)
    assert attachments.of_record(records, OFFICER, "study", study) == ()
    with pytest.raises(NotFound):
        attachments.content(records, OFFICER, kept.id)
    attachments.restore(records, OFFICER, kept.id)
    assert attachments.content(records, OFFICER, kept.id) == PDF


def test_a_file_attached_anew_is_not_there_twice_after_an_undo(records: Records, study: str) -> None:
    kept = attachments.attach(records, OFFICER, "study", study, "a.pdf", PDF)
    attachments.delete(records, OFFICER, kept.id)
    anew = attachments.attach(records, OFFICER, "study", study, "a.pdf", PDF)
    attachments.restore(records, OFFICER, kept.id)
    assert [one.id for one in attachments.of_record(records, OFFICER, "study", study)] == [anew.id]


def test_who_may(records: Records, study: str) -> None:
    kept = attachments.attach(records, MINISTRY, "study", study, "a.pdf", PDF)
    for actor in (VISITOR, Actor("participant", participant="p"), ELSEWHERE, ADMINISTRATOR):
        for forbidden in (
            lambda actor=actor: attachments.attach(records, actor, "study", study, "b.pdf", PDF),
            lambda actor=actor: attachments.of_record(records, actor, "study", study),
            lambda actor=actor: attachments.content(records, actor, kept.id),
            lambda actor=actor: attachments.delete(records, actor, kept.id),
        ):
            with pytest.raises(Forbidden):
                forbidden()


@pytest.mark.parametrize("ending", GOOD)
def test_what_is_allowed_passes_as_itself_and_not_as_another(ending: str) -> None:
    check(GOOD[ending], ending, TYPES, 20)
    for other in GOOD.keys() - {ending}:
        with pytest.raises(RecordsError, match="is not what its ending"):
            check(GOOD[ending], other, TYPES, 20)


@pytest.mark.parametrize("ending", ["exe", "html", "svg", "js", "docm", "zip", ""])
def test_other_types_are_refused(ending: str) -> None:
    with pytest.raises(RecordsError, match="cannot be attached"):
        check(b"MZ", ending, (*TYPES, "exe"), 20)


def test_fifty_megabytes_and_nothing_are_refused() -> None:
    with pytest.raises(RecordsError, match="larger than 20 MB"):
        check(b"%PDF-" + b"\0" * 50_000_000, "pdf", TYPES, 20)
    with pytest.raises(RecordsError, match="empty"):
        check(b"", "pdf", TYPES, 20)


def test_bombs_are_refused_whatever_they_declare() -> None:
    bomb = office(**{"word/media/a.xml": b"\0" * 60_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(RecordsError, match="grows enormously"):
        check(bomb, "docx", TYPES, 20)
    # The same file, saying that it holds ten bytes.
    size = struct.pack("<I", 60_000_000)
    lying = bomb.replace(size, struct.pack("<I", 10))
    assert lying != bomb
    with pytest.raises(RecordsError):
        check(lying, "docx", TYPES, 20)
    many = office(**{f"word/{number}.xml": b"" for number in range(11_000)})
    with pytest.raises(RecordsError, match="grows enormously"):
        check(many, "docx", TYPES, 20)


def test_macros_and_broken_archives_are_refused() -> None:
    with pytest.raises(RecordsError, match="macros"):
        check(office(**{"word/vbaProject.bin": b"x"}), "docx", TYPES, 20)
    for broken in (office()[:-30], b"PK\x03\x04" + b"\0" * 50, zlib.compress(b"x" * 1000)):
        with pytest.raises(RecordsError, match="is not what its ending"):
            check(broken, "docx", TYPES, 20)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.pdf", "..\\..\\boot.pdf", "/etc/a.pdf", "C:\\a.pdf", "a\0.pdf", ".pdf", "", "pdf"],
)
def test_paths_are_refused(name: str) -> None:
    with pytest.raises(RecordsError, match="holds a path"):
        neutral_name(name)


@pytest.mark.parametrize(
    ("name", "neutral"),
    [
        ("CON.pdf", "_CON.pdf"),
        ("aux.tar.pdf", "_aux.tar.pdf"),
        ("=1+1.csv", "_1_1.csv"),
        ("rapor\u202efdp.pdf", "raporfdp.pdf"),
        ("  Küme   analizi . PDF", "Küme analizi. pdf"),
        ("<img src=x>.png", "_img src_x_.png"),
    ],
)
def test_names_are_made_harmless(name: str, neutral: str) -> None:
    assert neutral_name(name)[0].replace(" .", ".").replace(". ", ".") == neutral.replace(". ", ".")


@given(st.text(max_size=300))
def test_no_name_leads_anywhere(name: str) -> None:
    try:
        label, _ = neutral_name(name)
    except RecordsError:
        return
    assert not set(label) & set('/\\\0<>:"|?*\n\r')
    assert not label.startswith((".", "=", "+", "-", "@", " "))
    assert len(label) < 450


def test_a_harmful_file_is_not_kept(records: Records, study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERDASH_RECORDS_SCANNER", "sh -c 'exit 1'")
    with pytest.raises(RecordsError, match="harmful"):
        attachments.attach(records, OFFICER, "study", study, "a.pdf", PDF)
    with records.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM attachment_part")) == 0
