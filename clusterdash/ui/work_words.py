"""Records in words: what stands in a list, and a field's value as people read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from clusterdash.records import cells
from clusterdash.records.keeping import Field
from clusterdash.text import numbers
from clusterdash.ui import names
from clusterdash.ui.session import Visit


def title(value: Any) -> str:
    """What a record is called."""
    for name in ("firm_name", "name", "title", "host"):
        if found := getattr(value, name, ""):
            return str(found)
    return ""


def line(visit: Visit, value: Any) -> str:
    """The second line of a record in a list."""
    parts = {
        "Firm": ("province", "district", "nace", "size_class"),
        "FirmVisit": ("visited_on", "province", "purpose", "service"),
        "Study": ("author", "year", "provinces", "divisions"),
        "Cluster": ("province", "division", "stage"),
        "Activity": ("starts_on", "due_on"),
        "InfoSpot": ("province", "office", "status"),
    }[type(value).__name__]
    shown = [said(visit, name, getattr(value, name)) for name in parts]
    return " · ".join(text for text in shown if text)


def said(visit: Visit, name: str, value: Any) -> str:
    """A field's value."""
    if value is None or value in ("", ()):
        return ""
    match name:
        case "province":
            return names.provinces(visit.warehouse, visit.language)[value]
        case "provinces":
            return ", ".join(said(visit, "province", one) for one in value)
        case "division":
            return f"{value} · {names.divisions(visit.warehouse, visit.language)[value]}"
        case "divisions":
            return ", ".join(said(visit, "division", one) for one in value)
        case "size_class" | "exporter" | "consent" | "language" | "topic" | "stage" | "status":
            return cells.choice(value, visit.say)
        case "cooperation" | "trust" | "joint" | "needs" if value == 0:
            return visit.say("work.cannot_say")
    return numbers.date(value, visit.language) if isinstance(value, date) else str(value)


def label(visit: Visit, one: Field) -> str:
    """A field's name, marked where it cannot stay empty."""
    name = visit.say(f"work.field.{one.name}")
    return name if one.optional else visit.say("work.needed", name=name)
