"""The tables of the programme around the analysis: Info Spots, fieldwork, studies, pilot clusters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from clusterdash.records.base import (
    COVERED,
    PERSONAL,
    Base,
    Identified,
    Number,
    Searchable,
    SortText,
    Versioned,
    now,
)


def _there(*columns: str) -> sa.Index:
    """An index of the records that are not deleted, for a list in its order."""
    there = sa.text("deleted_at IS NULL")
    return sa.Index(None, *columns, sqlite_where=there, postgresql_where=there)


def _searched(table: str, order: str) -> sa.Index:
    """A search in the usual order reads this index from end to end, which is far less than the table."""
    return sa.Index(f"ix_{table}_search", "folded", "province", "deleted_at", "id", order)


class KeptRow(Identified, Versioned, Searchable):
    """A record that people create, change, delete and bring back; see `keeping`.

    SEARCHABLE: of the searched text so many characters count; PostgreSQL indexes no more than 2,700 bytes.
    """

    SEARCHABLE: ClassVar[int] = 400

    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    deleted_at: Mapped[datetime | None]

    @classmethod
    def derived(cls, values: Mapping[str, Any]) -> dict[str, str]:
        found = super().derived(values)
        return {**found, "folded": found["folded"][: cls.SEARCHABLE]}


class InfoSpotRow(KeptRow, Base):
    """A Clusters Info Spot and who hosts it. What is not known stays empty."""

    __tablename__ = "info_spot"
    SEARCHED: ClassVar[tuple[str, ...]] = ("host", "host_en", "office")
    SORTED: ClassVar[Mapping[str, str]] = {"host": "host_sorted"}

    province: Mapped[int] = mapped_column(index=True)
    host: Mapped[str]
    host_sorted: Mapped[str] = mapped_column(SortText, default="")
    host_en: Mapped[str]
    office: Mapped[str]
    contact_name: Mapped[str] = mapped_column(info=PERSONAL)
    contact_email: Mapped[str] = mapped_column(info=PERSONAL)
    contact_phone: Mapped[str] = mapped_column(info=PERSONAL)
    opened_on: Mapped[date | None]
    status: Mapped[str]
    published_on: Mapped[date | None]


class TargetRow(Identified, Base):
    """What an Info Spot means to reach in a month, by what is counted."""

    __tablename__ = "target"
    __table_args__ = (sa.UniqueConstraint("province", "month", "measure"),)

    province: Mapped[int]
    month: Mapped[date]
    measure: Mapped[str]
    number: Mapped[int]


class FirmRow(KeptRow, Base):
    """A firm that will be served. `division` and `four_digits` follow from `nace`."""

    __tablename__ = "firm"
    __table_args__ = (
        _there("name_sorted", "id"),
        _there("changed_at", "id"),
        _there("province", "name_sorted", "id"),
        sa.Index(None, "province", "division"),
        _searched("firm", "name_sorted"),
    )
    SEARCHED: ClassVar[tuple[str, ...]] = ("name", "district", "nace")
    SORTED: ClassVar[Mapping[str, str]] = {"name": "name_sorted"}

    province: Mapped[int]
    name: Mapped[str]
    name_sorted: Mapped[str] = mapped_column(SortText, default="")
    district: Mapped[str]
    nace: Mapped[str] = mapped_column(sa.String(8))
    division: Mapped[str | None] = mapped_column(sa.String(2))
    four_digits: Mapped[str | None] = mapped_column(sa.String(5))
    size_class: Mapped[str]
    exporter: Mapped[str]
    contact_name: Mapped[str] = mapped_column(info=PERSONAL)
    contact_email: Mapped[str] = mapped_column(info=PERSONAL)
    contact_phone: Mapped[str] = mapped_column(info=PERSONAL)
    consent: Mapped[str]


class VisitRow(KeptRow, Base):
    """A visit to a firm, with the questionnaire: 1-5, 0 = can't say, NULL = not asked.

    `province` and `firm_name` are the firm's, kept here so that lists need no second table.
    """

    __tablename__ = "visit"
    __table_args__ = (
        _there("visited_on", "id"),
        _there("province", "visited_on", "id"),
        _there("firm_name_sorted", "id"),
        sa.Index(None, "firm", "visited_on"),
        _searched("visit", "visited_on"),
    )
    SEARCHED: ClassVar[tuple[str, ...]] = ("firm_name", "purpose", "service")
    SORTED: ClassVar[Mapping[str, str]] = {"firm_name": "firm_name_sorted"}

    province: Mapped[int]
    firm: Mapped[str] = mapped_column(sa.ForeignKey("firm.id"))
    firm_name: Mapped[str]
    firm_name_sorted: Mapped[str] = mapped_column(SortText, default="")
    visited_on: Mapped[date]
    visited_by: Mapped[str] = mapped_column(info=PERSONAL)
    purpose: Mapped[str]
    outcome: Mapped[str]
    service: Mapped[str]
    next_step: Mapped[str]
    next_on: Mapped[date | None]
    cooperation: Mapped[int | None] = mapped_column(info=COVERED)
    trust: Mapped[int | None] = mapped_column(info=COVERED)
    joint: Mapped[int | None] = mapped_column(info=COVERED)
    needs: Mapped[int | None] = mapped_column(info=COVERED)
    needs_words: Mapped[str] = mapped_column(info=COVERED)


class ExpertFigureRow(Base):
    """A published figure from questionnaires; the latest of a province and division stands.

    `answers` are the firms' own, by id: with them the next publication sees that no single firm stands out.
    """

    __tablename__ = "expert_figure"
    __table_args__ = (
        sa.Index(None, "province", "division", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    province: Mapped[int]
    division: Mapped[str] = mapped_column(sa.String(2))
    mean: Mapped[float] = mapped_column(sa.Double)
    spread: Mapped[float] = mapped_column(sa.Double)
    firms: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(info=COVERED)
    published_at: Mapped[datetime] = mapped_column(default=now)


class StudyRow(KeptRow, Base):
    """A study that exists. `province` is whose Info Spot keeps the record (NULL: the Ministry);
    `provinces` and `divisions` are what it speaks of."""

    __tablename__ = "study"
    SEARCHED: ClassVar[tuple[str, ...]] = ("title", "author", "year", "method", "found")
    SEARCHABLE: ClassVar[int] = 10_000
    SORTED: ClassVar[Mapping[str, str]] = {"title": "title_sorted"}

    province: Mapped[int | None] = mapped_column(index=True)
    title: Mapped[str]
    title_sorted: Mapped[str] = mapped_column(SortText, default="", index=True)
    author: Mapped[str]
    year: Mapped[int] = mapped_column(index=True)
    language: Mapped[str]
    provinces: Mapped[list[int]] = mapped_column(sa.JSON(none_as_null=True))
    divisions: Mapped[list[str]]
    topic: Mapped[str]
    method: Mapped[str]
    link: Mapped[str]
    found: Mapped[str]


class ClusterRow(KeptRow, Base):
    """A pilot cluster that was started."""

    __tablename__ = "pilot_cluster"
    SEARCHED: ClassVar[tuple[str, ...]] = ("name", "partners", "targets")
    SORTED: ClassVar[Mapping[str, str]] = {"name": "name_sorted"}

    province: Mapped[int] = mapped_column(index=True)
    name: Mapped[str]
    name_sorted: Mapped[str] = mapped_column(SortText, default="")
    division: Mapped[str] = mapped_column(sa.String(2))
    stage: Mapped[str]
    started_on: Mapped[date | None]
    partners: Mapped[str]
    targets: Mapped[str]
    reached: Mapped[str]


class ActivityRow(KeptRow, Base):
    """Something a pilot cluster does, from a day to a day; `done_on` is empty until it is done."""

    __tablename__ = "activity"
    SEARCHED: ClassVar[tuple[str, ...]] = ("title",)

    province: Mapped[int]
    cluster: Mapped[str] = mapped_column(sa.ForeignKey("pilot_cluster.id"), index=True)
    title: Mapped[str]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    target: Mapped[str]
    reached: Mapped[str]


class AttachmentRow(Identified, Base):
    """A file that belongs to a record; its content is in `attachment_part` under its hash."""

    __tablename__ = "attachment"
    __table_args__ = (sa.Index(None, "kind", "record"),)

    kind: Mapped[str]
    record: Mapped[str]
    province: Mapped[int | None]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    added_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]


class AttachmentPartRow(Base):
    """A piece of a file: small, so that backups and lists never hold whole files in memory."""

    __tablename__ = "attachment_part"

    id: Mapped[str] = mapped_column(sa.String(72), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    number: Mapped[int]
    content: Mapped[bytes]
