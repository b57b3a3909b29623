"""Drafts of the programme's records to test with."""

from __future__ import annotations

from datetime import date
from typing import Any

from clusterdash.records import OPERATOR, fieldwork, keeping
from clusterdash.records.fieldwork import Firm, FirmVisit
from clusterdash.records.store import Records

FIRM: dict[str, Any] = {
    "name": "Yıldız Makine",
    "province": 19,
    "district": "Sungurlu",
    "nace": "28.93",
    "size_class": "10-19",
    "exporter": "yes",
    "contact_name": "Ayşe Işık",
    "contact_email": "ayse@example.org",
    "contact_phone": "0364 000 00 00",
    "consent": "yes",
}
VISIT: dict[str, Any] = {
    "visited_on": date(2026, 5, 12),
    "visited_by": "Ödül Çağ",
    "purpose": "Tanışma",
    "outcome": "Ortak test laboratuvarı istiyorlar.",
    "service": "Eğitim",
    "cooperation": 5,
    "trust": 3,
    "joint": 1,
    "needs": 4,
}
STUDY: dict[str, Any] = {
    "title": "Çorum gıda makineleri küme analizi",
    "author": "OKA",
    "year": 2012,
    "language": "tr",
    "province": 19,
    "provinces": [19, 5],
    "divisions": ["28"],
    "topic": "networking",
    "link": "https://example.org/kume.pdf",
    "found": "Tedarikçiler yakındır.",
}
CLUSTER: dict[str, Any] = {
    "name": "Gıda makineleri kümesi",
    "province": 19,
    "division": "28",
    "stage": "preparing",
    "partners": "Çorum TSO\nHitit Üniversitesi",
}
ACTIVITY: dict[str, Any] = {
    "title": "Ortak fuar",
    "starts_on": date(2026, 3, 1),
    "due_on": date(2026, 6, 1),
}
INFO_SPOT: dict[str, Any] = {"province": 19, "host": "Çorum TSO", "contact_name": "Ayşe Işık"}


def firm(records: Records, **changes: Any) -> Firm:
    return keeping.create(records, OPERATOR, fieldwork.FIRM, FIRM | changes)


def visit(records: Records, firm: Firm, **changes: Any) -> FirmVisit:
    return keeping.create(records, OPERATOR, fieldwork.VISIT, VISIT | {"firm": firm.id} | changes)
