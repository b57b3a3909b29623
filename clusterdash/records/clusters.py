"""Pilot clusters: what was started for a selected sector, what it does when, and what it reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from clusterdash.records import lists, permissions
from clusterdash.records.actors import Actor
from clusterdash.records.checks import Fields
from clusterdash.records.keeping import Columns, Field, Kind, held_by
from clusterdash.records.store import Records
from clusterdash.records.work_models import ActivityRow, ClusterRow

STAGES: Final = ("selected", "preparing", "running", "ended")


@dataclass(frozen=True)
class Cluster:
    """A pilot cluster: its sector, stage and partners, what it aims at and what it reached."""

    id: str
    version: int
    province: int
    name: str
    division: str
    stage: str
    started_on: date | None
    partners: str
    targets: str
    reached: str


@dataclass(frozen=True)
class Activity:
    """Something a cluster does between two days; `done_on` is None until it is done."""

    id: str
    version: int
    province: int
    cluster: str
    title: str
    starts_on: date
    due_on: date
    done_on: date | None
    target: str
    reached: str

    def overdue(self, today: date) -> bool:
        """Whether it should have been done by now."""
        return self.done_on is None and self.due_on < today


def _activity(session: Session, columns: Columns, fields: Fields) -> None:
    cluster = session.get(ClusterRow, columns["cluster"])
    if cluster is None or cluster.deleted_at is not None:
        fields.wrong("cluster", "cluster")
    columns["province"] = cluster.province if cluster else None
    if columns["due_on"] < columns["starts_on"]:
        fields.wrong("due_on", "before")
    if columns["done_on"] and columns["done_on"] < columns["starts_on"]:
        fields.wrong("done_on", "before")


def _moved(session: Session, cluster: ClusterRow) -> None:
    for activity in session.scalars(sa.select(ActivityRow).where(ActivityRow.cluster == cluster.id)):
        activity.province = cluster.province


def _overdue(answer: str) -> sa.ColumnElement[bool]:
    """Whether a cluster has an activity that is overdue today: yes or no."""
    late = sa.exists().where(
        ActivityRow.cluster == ClusterRow.id,
        ActivityRow.deleted_at.is_(None),
        ActivityRow.done_on.is_(None),
        ActivityRow.due_on < date.today(),
    )
    return late if answer == "yes" else ~late


CLUSTER: Final = Kind(
    name="cluster",
    right="cluster",
    row=ClusterRow,
    value=Cluster,
    fields=(
        Field("name", optional=False),
        Field("province", "province", optional=False),
        Field("division", "division", optional=False),
        Field("stage", "choice", choices=STAGES, optional=False),
        Field("started_on", "date"),
        Field("partners", "lines"),
        Field("targets", "lines"),
        Field("reached", "lines"),
    ),
    listing=lists.Listing(
        ClusterRow,
        filters={
            "province": ClusterRow.province,
            "stage": ClusterRow.stage,
            "division": ClusterRow.division,
            "overdue": _overdue,
        },
        sorts={"name": ClusterRow.name_sorted, "started_on": ClusterRow.started_on},
        default="name",
    ),
    changed=_moved,
    held=held_by(ActivityRow.cluster, "has_activities"),
)

ACTIVITY: Final = Kind(
    name="activity",
    right="cluster",
    nested=True,
    row=ActivityRow,
    value=Activity,
    fields=(
        Field("cluster", "record", optional=False, typed=False),
        Field("title", optional=False),
        Field("starts_on", "date", optional=False),
        Field("due_on", "date", optional=False),
        Field("done_on", "date"),
        Field("target"),
        Field("reached"),
    ),
    listing=lists.Listing(
        ActivityRow,
        filters={"cluster": ActivityRow.cluster, "province": ActivityRow.province},
        sorts={"starts_on": ActivityRow.starts_on, "due_on": ActivityRow.due_on},
        default="starts_on",
    ),
    also=_activity,
)


def activities(records: Records, actor: Actor, cluster: str) -> tuple[Activity, ...]:
    """What a cluster does, in the order of its beginning."""
    permissions.require(actor, "cluster.read")
    there = (ActivityRow.cluster == cluster, ActivityRow.deleted_at.is_(None))
    wanted = sa.select(ActivityRow).where(*there).order_by(ActivityRow.starts_on, ActivityRow.id)
    with records.reading() as session:
        return tuple(map(ACTIVITY.of, session.scalars(wanted)))
