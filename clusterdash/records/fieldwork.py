"""Fieldwork: the firms that will be served, the visits to them, and what their answers say together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records import lists, nace, permissions
from clusterdash.records.actors import Actor
from clusterdash.records.checks import Fields
from clusterdash.records.keeping import Columns, Field, Kind, held_by
from clusterdash.records.store import Records
from clusterdash.records.work_models import FirmRow, VisitRow
from clusterdash.text import turkish

SIZE_CLASSES: Final = (
    "1", "2-3", "4-6", "7-9", "10-19", "20-29", "30-49", "50-99", "100-249", "250-499", "500-749", "750-999",
    "1000+",
)  # fmt: skip
"""Insured people of a firm, in the classes of the official statistics (data/tables/size_classes.csv)."""
YES_NO: Final = ("yes", "no")
QUESTIONS: Final = ("cooperation", "trust", "joint", "needs")
"""The questionnaire: 1-5, 0 = can't say, None = not asked."""
CANNOT_SAY: Final = 0


@dataclass(frozen=True)
class Firm:
    """A firm; `exporter` and `consent` are yes, no, or empty where nobody asked."""

    id: str
    version: int
    province: int
    name: str
    district: str
    nace: str
    division: str | None
    four_digits: str | None
    size_class: str
    exporter: str
    contact_name: str
    contact_email: str
    contact_phone: str
    consent: str


@dataclass(frozen=True)
class FirmVisit:
    """A visit to a firm. `service` is what was agreed to be done for it, empty where nothing was."""

    id: str
    version: int
    province: int
    firm: str
    firm_name: str
    visited_on: date
    visited_by: str
    purpose: str
    outcome: str
    service: str
    next_step: str
    next_on: date | None
    cooperation: int | None
    trust: int | None
    joint: int | None
    needs: int | None
    needs_words: str


def _firm(_session: Session, columns: Columns, fields: Fields) -> None:
    columns["division"] = nace.division(columns["nace"])
    columns["four_digits"] = nace.four_digits(columns["nace"])
    contact = any(columns[name] for name in ("contact_name", "contact_email", "contact_phone"))
    if contact and columns["consent"] != "yes":
        fields.wrong("consent", "contact_consent")


def _renamed(session: Session, firm: FirmRow) -> None:
    """A firm's visits are listed under its name and in its province."""
    for visit in session.scalars(sa.select(VisitRow).where(VisitRow.firm == firm.id)):
        visit.firm_name, visit.province = firm.name, firm.province


def _visit(session: Session, columns: Columns, fields: Fields) -> None:
    """The visited firm by its id, or by its name in a province as a table gives it."""
    firm = _visited(session, columns["firm"], columns.pop("province"))
    if firm is None:
        fields.wrong("firm", "firm")
    columns |= {
        "firm": firm.id if firm else "",
        "firm_name": firm.name if firm else "",
        "province": firm.province if firm else None,
    }
    if columns["next_on"] and columns["next_on"] < columns["visited_on"]:
        fields.wrong("next_on", "before")


def _visited(session: Session, firm: str, province: int | None) -> FirmRow | None:
    there = FirmRow.deleted_at.is_(None)
    found = session.scalar(sa.select(FirmRow).where(FirmRow.id == firm, there))
    if found is not None or province is None:
        return found
    named = sa.select(FirmRow).where(FirmRow.province == province, there)
    folded = turkish.fold(firm)
    listed = session.scalars(named.where(FirmRow.folded.startswith(folded, autoescape=True)).limit(50))
    same = [row for row in listed if turkish.fold(row.name) == folded]
    return same[0] if len(same) == 1 else None


def _service(answer: str) -> sa.ColumnElement[bool]:
    """Whether a service was agreed: yes or no."""
    return VisitRow.service != "" if answer == YES_NO[0] else VisitRow.service == ""


FIRM: Final = Kind(
    name="firm",
    right="firm",
    row=FirmRow,
    value=Firm,
    fields=(
        Field("name", optional=False),
        Field("province", "province", optional=False),
        Field("district"),
        Field("nace", "nace", optional=False),
        Field("size_class", "choice", choices=SIZE_CLASSES),
        Field("exporter", "choice", choices=YES_NO),
        Field("contact_name", personal=True),
        Field("contact_email", "email", personal=True),
        Field("contact_phone", personal=True),
        Field("consent", "choice", choices=YES_NO),
    ),
    listing=lists.Listing(
        FirmRow,
        filters={
            "province": FirmRow.province,
            "division": FirmRow.division,
            "size_class": FirmRow.size_class,
            "exporter": FirmRow.exporter,
        },
        sorts={"name": FirmRow.name_sorted, "changed_at": FirmRow.changed_at},
        default="name",
    ),
    identity=("province", "name", "district"),
    also=_firm,
    changed=_renamed,
    held=held_by(VisitRow.firm, "has_visits"),
)

VISIT: Final = Kind(
    name="visit",
    right="visit",
    row=VisitRow,
    value=FirmVisit,
    fields=(
        Field("firm", "record", optional=False, typed=False),
        Field("province", "province", typed=False),
        Field("visited_on", "date", optional=False),
        Field("visited_by", personal=True),
        Field("purpose", optional=False),
        Field("outcome", "lines"),
        Field("service"),
        Field("next_step"),
        Field("next_on", "date"),
        *(Field(question, "score") for question in QUESTIONS),
        Field("needs_words", "lines"),
    ),
    listing=lists.Listing(
        VisitRow,
        filters={
            "province": VisitRow.province,
            "firm": VisitRow.firm,
            "visited_on": VisitRow.visited_on,
            "service": _service,
        },
        sorts={"visited_on": VisitRow.visited_on, "firm_name": VisitRow.firm_name_sorted},
        default="visited_on",
        newest_first=True,
    ),
    identity=("firm", "visited_on", "purpose"),
    also=_visit,
)


# --- counts ---------------------------------------------------------------------------------------

FEWEST: Final = 5
"""Below this a count or a figure could point at a single firm."""


@dataclass(frozen=True)
class Visited:
    """Firms visited in a NACE class; `firms` is None where they are fewer than a visitor may see."""

    four_digits: str
    firms: int | None


def visited_classes(records: Records, actor: Actor, *, province: int | None = None) -> tuple[Visited, ...]:
    """How many firms were visited by four-digit NACE class: a count of our own visits, no official figure.

    Staff see their provinces' counts as they are, everybody else only those of at least FEWEST firms.
    """
    permissions.require(actor, "visit.count", province=province)
    exact = permissions.may(actor, "visit.read", province=province)
    counted = (
        sa.select(FirmRow.four_digits, sa.func.count(sa.distinct(FirmRow.id)))
        .join(VisitRow, VisitRow.firm == FirmRow.id)
        .where(VisitRow.deleted_at.is_(None), FirmRow.deleted_at.is_(None), FirmRow.four_digits.is_not(None))
        .group_by(FirmRow.four_digits)
        .order_by(FirmRow.four_digits)
    )
    if province is not None:
        counted = counted.where(FirmRow.province == province)
    with records.reading() as session:
        rows = session.execute(counted).all()
    return tuple(Visited(str(code), count if exact or count >= FEWEST else None) for code, count in rows)


def visits(records: Records, actor: Actor, province: int) -> int:
    """How many visits were made in a province."""
    permissions.require(actor, "visit.count", province=province)
    counted: Any = sa.select(sa.func.count()).select_from(VisitRow)
    with records.reading() as session:
        return (
            session.scalar(counted.where(VisitRow.province == province, VisitRow.deleted_at.is_(None))) or 0
        )
