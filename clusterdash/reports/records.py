"""Records as files: lists of firms, visits and studies, the templates to fill in, and the ledger."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from clusterdash.records import cells
from clusterdash.records.keeping import Kind
from clusterdash.records.values import Entry
from clusterdash.reports.sheets import Cell, Column, Sheet, to_csv, to_xlsx
from clusterdash.text import Language, Words

Form = Literal["csv", "xlsx"]
_LEDGER: Final = ("at", "actor_role", "actor_name", "action", "kind", "record", "province", "before", "after")


def kept(
    kind: Kind[Any], values: Iterable[Any], form: Form, language: Language, now: datetime.datetime
) -> bytes:
    """A list of records, with the headings an import reads back."""
    say = Words(language)
    rows = [cells.written(kind, value, say) for value in values]
    return _file(
        Sheet(say(f"work.part.{kind.name}"), _columns(cells.headings(kind, say)), rows), form, say, now
    )


def template(kind: Kind[Any], language: Language, now: datetime.datetime) -> bytes:
    """An empty table to fill in, and a sheet that says what each column takes."""
    say = Words(language)
    empty = Sheet(say(f"work.part.{kind.name}"), _columns(cells.headings(kind, say)), [])
    about = Sheet(
        say("work.template.about"),
        (Column(say("work.template.column"), width=30), Column(say("work.template.takes"), width=90)),
        [
            (heading, _takes(one, say))
            for heading, one in zip(cells.headings(kind, say), kind.fields, strict=True)
        ],
    )
    return to_xlsx((empty, about), now)


def ledger(lines: Iterable[Entry], form: Form, language: Language, now: datetime.datetime) -> bytes:
    """The ledger as it stands: moments in UTC, what changed as JSON."""
    say = Words(language)
    columns = _columns(tuple(say(f"log.column.{name}") for name in _LEDGER))
    rows = [
        (
            line.at.strftime("%Y-%m-%d %H:%M:%S"),
            line.actor_role,
            line.actor_name,
            line.action,
            line.kind,
            line.record,
            line.province,
            _json(line.before),
            _json(line.after),
        )
        for line in lines
    ]
    return _file(Sheet(say("log.title"), columns, rows), form, say, now)


def _file(sheet: Sheet, form: Form, say: Words, now: datetime.datetime) -> bytes:
    return to_csv(sheet, say.language) if form == "csv" else to_xlsx((sheet,), now)


def _columns(names: Iterable[str]) -> tuple[Column, ...]:
    return tuple(Column(name, width=max(14, len(name) + 2)) for name in names)


def _takes(one: Any, say: Words) -> str:
    choices = " · ".join(cells.choice(code, say) for code in one.choices)
    meaning = say(f"work.takes.{one.type}", choices=choices)
    return meaning if one.optional else say("work.takes.needed", meaning=meaning)


def _json(fields: Mapping[str, Any] | None) -> Cell:
    return None if fields is None else json.dumps(fields, ensure_ascii=False, sort_keys=True)
