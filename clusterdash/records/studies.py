"""Existing studies: what others have found about provinces and sectors, to be taken into account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from clusterdash.records import lists, permissions
from clusterdash.records.actors import Actor
from clusterdash.records.keeping import Field, Kind
from clusterdash.records.store import Records
from clusterdash.records.values import TOPICS
from clusterdash.records.work_models import StudyRow

LANGUAGES: Final = ("tr", "en", "other")


@dataclass(frozen=True)
class Study:
    """A study; `province` is whose Info Spot keeps the record (None: the Ministry), `provinces` and
    `divisions` what it speaks of (empty: all of them), `found` what it found."""

    id: str
    version: int
    province: int | None
    title: str
    author: str
    year: int
    language: str
    provinces: tuple[int, ...]
    divisions: tuple[str, ...]
    topic: str
    method: str
    link: str
    found: str


def _names(column: Any, written: str) -> sa.ColumnElement[bool]:
    """Whether a list in JSON holds an element, as it is written there; in every database."""
    text: Any = sa.cast(column, sa.String)
    for sign in ("[", "]", " "):
        text = sa.func.replace(text, sign, "," if sign != " " else "")
    return text.contains(f",{written},", autoescape=True)  # type: ignore[no-any-return]


def _division(code: str) -> sa.ColumnElement[bool]:
    """Whether a study speaks of a sector."""
    return _names(StudyRow.divisions, f'"{code}"')


STUDY: Final = Kind(
    name="study",
    right="study",
    row=StudyRow,
    value=Study,
    fields=(
        Field("title", optional=False),
        Field("author", optional=False),
        Field("year", "year", optional=False),
        Field("language", "choice", choices=LANGUAGES, optional=False),
        Field("province", "province"),
        Field("provinces", "provinces"),
        Field("divisions", "divisions"),
        Field("topic", "choice", choices=TOPICS),
        Field("method"),
        Field("link", "link"),
        Field("found", "lines"),
    ),
    listing=lists.Listing(
        StudyRow,
        filters={
            "province": StudyRow.province,
            "topic": StudyRow.topic,
            "language": StudyRow.language,
            "year": StudyRow.year,
            "division": _division,
        },
        sorts={"title": StudyRow.title_sorted, "year": StudyRow.year},
        default="year",
        newest_first=True,
    ),
    identity=("title", "author", "year"),
)


def cited(
    records: Records, actor: Actor, *, province: int | None = None, divisions: Iterable[str] = ()
) -> tuple[Study, ...]:
    """The studies that speak of a province or of one of the sectors, newest first."""
    permissions.require(actor, "study.read", province=province)
    about = [_division(division) for division in divisions]
    if province is not None:
        about.append(_names(StudyRow.provinces, str(province)))
    wanted = sa.select(StudyRow).where(StudyRow.deleted_at.is_(None), sa.or_(sa.false(), *about))
    with records.reading() as session:
        rows = session.scalars(wanted.order_by(StudyRow.year.desc(), StudyRow.title_sorted))
        return tuple(map(STUDY.of, rows))
