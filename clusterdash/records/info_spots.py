"""Clusters Info Spots: the programme's place in a province. The five of 2013 are as published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from clusterdash.records import lists, permissions
from clusterdash.records.actors import Actor
from clusterdash.records.keeping import Field, Kind
from clusterdash.records.work_models import InfoSpotRow

STATUSES: Final = ("planned", "open", "closed")


@dataclass(frozen=True)
class InfoSpot:
    """An Info Spot; what is not known is empty. `published_on`: when the programme named it, if it did."""

    id: str
    version: int
    province: int
    host: str
    host_en: str
    office: str
    contact_name: str
    contact_email: str
    contact_phone: str
    opened_on: date | None
    status: str
    published_on: date | None


def _covered(actor: Actor, spot: InfoSpot) -> InfoSpot:
    if permissions.may(actor, "info_spot.read_contact", province=spot.province):
        return spot
    return replace(spot, contact_name="", contact_email="", contact_phone="")


INFO_SPOT: Final = Kind(
    name="info_spot",
    right="info_spot",
    row=InfoSpotRow,
    value=InfoSpot,
    fields=(
        Field("province", "province", optional=False),
        Field("host", optional=False),
        Field("host_en"),
        Field("office"),
        Field("contact_name", personal=True),
        Field("contact_email", "email", personal=True),
        Field("contact_phone", personal=True),
        Field("opened_on", "date"),
        Field("status", "choice", choices=STATUSES),
    ),
    listing=lists.Listing(
        InfoSpotRow,
        filters={"province": InfoSpotRow.province, "status": InfoSpotRow.status},
        sorts={"host": InfoSpotRow.host_sorted, "province": InfoSpotRow.province},
        default="province",
    ),
    cover=_covered,
)
