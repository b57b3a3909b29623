"""Files that belong to a record: checked by what they hold, shown to the scanner, kept in the database.

A file's name is only a label: its content is kept in parts under its hash, so that nothing a visitor wrote
ever names a place. Word and Excel files are ZIP archives and are looked into, since a small one can hold far
more than a computer's memory.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash import settings
from clusterdash.records import ledger, permissions, scanner
from clusterdash.records.actors import Actor
from clusterdash.records.base import now
from clusterdash.records.checks import clean
from clusterdash.records.clusters import CLUSTER
from clusterdash.records.errors import NotFound, RecordsError
from clusterdash.records.fieldwork import VISIT
from clusterdash.records.keeping import Kind
from clusterdash.records.store import Records
from clusterdash.records.studies import STUDY
from clusterdash.records.work_models import AttachmentPartRow, AttachmentRow

KINDS: Final[Mapping[str, Kind[Any]]] = {kind.name: kind for kind in (STUDY, VISIT, CLUSTER)}
"""What files may be attached to."""

_MEGABYTE: Final = 1_000_000
_PART: Final = 64 * 1024
_UNPACKED: Final = 200 * _MEGABYTE
_RATIO: Final = 100
_RATIO_FROM: Final = 5 * _MEGABYTE
_ENTRIES: Final = 10_000
_LONGEST_NAME: Final = 120
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Attachment:
    """A file of a record; `size` in bytes."""

    id: str
    kind: str
    record: str
    province: int | None
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime


# --- keeping --------------------------------------------------------------------------------------


def attach(records: Records, actor: Actor, kind: str, record: str, name: str, content: bytes) -> Attachment:
    """Keep a file with a record. The same file again is the one that is there.

    Raises RecordsError with what is wrong with the file, Forbidden, NotFound.
    """
    with records.reading() as session:
        province = _owner(session, kind, record)
    permissions.require(actor, "attachment.create", province=province)
    limits = settings.current().records
    label, ending = neutral_name(name)
    check(content, ending, limits.attachment_types, limits.attachment_megabytes)
    scanner.scan(content, limits.scanner, limits.scanner_seconds)
    digest = hashlib.sha256(content).hexdigest()
    with records.writing() as session:
        province = _owner(session, kind, record)
        permissions.require(actor, "attachment.create", province=province)
        there = session.scalar(_of(kind, record).where(AttachmentRow.sha256 == digest))
        if there is not None:
            return _value(there)
        _keep(session, digest, content)
        row = AttachmentRow(
            kind=kind,
            record=record,
            province=province,
            name=label,
            media_type=_TYPES[ending].media_type,
            size=len(content),
            sha256=digest,
        )
        session.add(row)
        ledger.write(session, actor, "attachment.create", row)
        return _value(row)


def of_record(records: Records, actor: Actor, kind: str, record: str) -> tuple[Attachment, ...]:
    """The files of a record, oldest first."""
    with records.reading() as session:
        permissions.require(actor, "attachment.read", province=_owner(session, kind, record))
        return tuple(map(_value, session.scalars(_of(kind, record).order_by(AttachmentRow.id))))


def content(records: Records, actor: Actor, attachment: str) -> bytes:
    """What a file holds."""
    with records.reading() as session:
        row = _found(session, attachment)
        permissions.require(actor, "attachment.read", province=row.province)
        parts = sa.select(AttachmentPartRow.content).where(AttachmentPartRow.sha256 == row.sha256)
        return b"".join(session.scalars(parts.order_by(AttachmentPartRow.number)))


def delete(records: Records, actor: Actor, attachment: str) -> None:
    """Take a file away from its record; `restore` brings it back."""
    _move(records, actor, attachment, "delete")


def restore(records: Records, actor: Actor, attachment: str) -> None:
    """Give a deleted file back to its record, unless the same one was attached anew."""
    _move(records, actor, attachment, "restore")


def _move(records: Records, actor: Actor, attachment: str, verb: str) -> None:
    with records.writing() as session:
        row = _found(session, attachment, deleted=True)
        permissions.require(actor, "attachment.delete", province=row.province)
        if (row.deleted_at is None) == (verb == "restore"):
            return
        same = _of(row.kind, row.record).where(AttachmentRow.sha256 == row.sha256)
        if verb == "restore" and session.scalar(same) is not None:
            return
        before = ledger.snapshot(row)
        row.deleted_at = now() if verb == "delete" else None
        ledger.write(session, actor, f"attachment.{verb}", row, before=before)


def _owner(session: Session, kind: str, record: str) -> int | None:
    """The province of the record a file belongs to."""
    row = session.get(KINDS[kind].row, record)
    if row is None or row.deleted_at is not None:
        raise NotFound(kind, record)
    return row.province  # type: ignore[no-any-return]


def _keep(session: Session, digest: str, content: bytes) -> None:
    there = sa.select(sa.exists().where(AttachmentPartRow.sha256 == digest))
    if session.scalar(there):
        return
    for number, start in enumerate(range(0, len(content), _PART)):
        part = content[start : start + _PART]
        session.add(
            AttachmentPartRow(id=f"{digest}-{number:06d}", sha256=digest, number=number, content=part)
        )


def _found(session: Session, attachment: str, *, deleted: bool = False) -> AttachmentRow:
    row = session.get(AttachmentRow, attachment)
    if row is None or (row.deleted_at is not None and not deleted):
        raise NotFound("attachment", attachment)
    return row


def _of(kind: str, record: str) -> sa.Select[Any]:
    return sa.select(AttachmentRow).where(
        AttachmentRow.kind == kind, AttachmentRow.record == record, AttachmentRow.deleted_at.is_(None)
    )


def _value(row: AttachmentRow) -> Attachment:
    return Attachment(
        id=row.id,
        kind=row.kind,
        record=row.record,
        province=row.province,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        added_at=row.added_at,
    )


# --- names ----------------------------------------------------------------------------------------

_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


def neutral_name(name: str) -> tuple[str, str]:
    """The name as every system may save it, and its ending. Raises RecordsError for a path or no name."""
    found = " ".join(clean(name).split())
    stem, _, ending = found.rpartition(".")
    if not stem.strip(". ") or "/" in name or "\\" in name or "\0" in name:
        raise RecordsError("attachment.name")
    stem = re.sub(r'[<>:"|?*=+@-]+', "_", stem[:_LONGEST_NAME]).strip(". ")
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    return f"{stem}.{ending.lower()}", ending.lower()


# --- content --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Type:
    media_type: str
    holds: Callable[[bytes], bool]


def check(content: bytes, ending: str, allowed: tuple[str, ...], megabytes: int) -> None:
    """Raise RecordsError unless a file is of an allowed type, what its ending says, and small when opened."""
    known = [one for one in allowed if one in _TYPES]
    if ending not in known:
        raise RecordsError("attachment.type", types=", ".join(known))
    if not content:
        raise RecordsError("attachment.empty")
    if len(content) > megabytes * _MEGABYTE:
        raise RecordsError("attachment.large", most=str(megabytes))
    if not _TYPES[ending].holds(content):
        raise RecordsError("attachment.content", ending=ending)


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signs)


def _is_text(content: bytes) -> bool:
    if b"\0" in content or content.startswith((b"PK\x03\x04", b"%PDF-", b"MZ", b"\x7fELF")):
        return False
    for encoding in ("utf-8-sig", "cp1254"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _office(part: str) -> Callable[[bytes], bool]:
    """A ZIP archive with the part every such document has, no macros, and no more inside than is sound."""

    def holds(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                _weigh(archive, len(content))
                names = archive.namelist()
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
            return False
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise RecordsError("attachment.macros")
        return part in names and "[Content_Types].xml" in names

    return holds


def _weigh(archive: zipfile.ZipFile, size: int) -> None:
    """Unpack everything in pieces, keep nothing, and stop where it grows beyond what a document needs.

    What the archive says of itself is not believed: an entry may hold more than it declares.
    """
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _ENTRIES or _too_much(unpacked, size):
        raise RecordsError("attachment.bomb")
    unpacked = 0
    for entry in entries:
        with archive.open(entry) as stream:
            while piece := stream.read(_MEGABYTE):
                unpacked += len(piece)
                if _too_much(unpacked, size):
                    raise RecordsError("attachment.bomb")


def _too_much(unpacked: int, size: int) -> bool:
    return unpacked > _UNPACKED or (unpacked > _RATIO_FROM and unpacked > _RATIO * size)


_TYPES: Final[Mapping[str, _Type]] = {
    "pdf": _Type("application/pdf", _begins(b"%PDF-")),
    "docx": _Type(f"{_OFFICE}.wordprocessingml.document", _office("word/document.xml")),
    "xlsx": _Type(f"{_OFFICE}.spreadsheetml.sheet", _office("xl/workbook.xml")),
    "csv": _Type("text/csv", _is_text),
    "png": _Type("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": _Type("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": _Type("image/jpeg", _begins(b"\xff\xd8\xff")),
}
