"""The log as an administrator reads it: filtered, page by page, as a file; and what the roles rest on."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash import settings
from clusterdash.records import ledger
from clusterdash.records.actors import Actor
from clusterdash.records.permissions import ROLES
from clusterdash.records.values import Entry, Page, Query, Range
from clusterdash.text import messages, numbers
from clusterdash.ui import identity, names, private_download, records, work_words
from clusterdash.ui.session import Visit

_NONE: Final[Page[Entry]] = Page((), 1, 0, 50)
KINDS: Final = (
    "info_spot", "target", "firm", "visit", "study", "pilot_cluster", "activity", "attachment",
    "expert_figure", "meeting", "participant", "opinion", "decision",
)  # fmt: skip
_PAGE: Final = "log_page"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
NO_NEWS: Final = (
    "id", "version", "changed_at", "deleted_at", "firm", "cluster", "record", "kind", "four_digits",
    "media_type", "sha256", "size", "added_at", "meeting", "participant", "request", "notice_version",
    "created_at", "joined_at", "given_at", "published_at", "recorded_at", "payload", "words",
)  # fmt: skip
"""What changes with every line, follows from other fields, or says what the line says already."""
_VALUES: Final = {
    "state": "meetings.state", "part": "meetings.part", "measure": "work.measure", "origin": "work",
    "entered_by": "identity.role",
}  # fmt: skip
"""Fields that hold one of a few codes, and where the codes have their words."""
_LISTS: Final = {
    "provinces": "province",
    "divisions": "division",
    "shortlist": "division",
    "proposed": "division",
}
"""Fields that hold many of what other fields hold one of."""
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def question(visit: Visit) -> None:
    """The question of the page; for anybody but an administrator the page ends here."""
    st.title(visit.say("log.title"), anchor=False)
    identity.require("ledger.read")
    st.caption(visit.say("log.lead"))


def asked(visit: Visit) -> Query:
    """What the visitor filters by."""
    say = visit.say
    again = partial(st.session_state.__setitem__, _PAGE, 1)
    first, last, role, kind = st.columns(4)
    low = first.date_input(
        say("log.first"), value=None, format="DD.MM.YYYY", key="log_first", on_change=again
    )
    high = _day(last, say("log.last"), "log_last", again)
    one_role = _one_of(visit, role, "role", ROLES, "identity.role", again)
    one_kind = _one_of(visit, kind, "kind", KINDS, "log.kind", again)
    filters: dict[str, Any] = {}
    if low or high:
        filters["at"] = Range(_moment(low, days=0), _moment(high, days=1))
    if one_role:
        filters["actor_role"] = one_role
    if one_kind:
        filters["kind"] = one_kind
    return Query(filters=filters, page=st.session_state.get(_PAGE, 1))


def _one_of(
    visit: Visit, column: Any, name: str, codes: tuple[str, ...], words: str, again: Callable[[], object]
) -> str | None:
    """A list of what `words.<code>` says; None for all."""
    chosen: str | None = column.selectbox(
        visit.say(f"log.{name}_label"),
        codes,
        index=None,
        placeholder=visit.say("word.all"),
        format_func=lambda code: visit.say(f"{words}.{code}"),
        key=f"log_{name}",
        on_change=again,
    )
    return chosen


def lines(visit: Visit, query: Query) -> None:
    """One page of the log, newest first."""
    page = records.read(lambda: ledger.log(records.open_records(), identity.current(), query), _NONE)
    st.caption(visit.say.count("log.lines", page.total))
    if not page.rows:
        return
    codes = st.toggle(visit.say("log.codes"), key="log_codes", help=visit.say("log.codes_explained"))
    row = _codes if codes else _words
    table = pd.DataFrame([row(visit, entry) for entry in page.rows])
    st.dataframe(table, hide_index=True, alt=visit.say("log.title"), height="content")
    if page.pages > 1:
        st.number_input(
            visit.say("work.pages", number=str(page.number), pages=str(page.pages)),
            min_value=1, max_value=page.pages, key=_PAGE, width=160,
        )  # fmt: skip


def take_away(visit: Visit, query: Query) -> None:
    """Every line the filters let through, as a file for whoever asks and may have it."""
    language = visit.language

    def make(form: Any, actor: Actor) -> bytes:
        from clusterdash.reports import records as files

        found = ledger.export(records.open_records(), actor, query)
        return files.ledger(found, form, language, datetime.datetime.now(datetime.UTC))

    with st.container(horizontal=True):
        for form in ("csv", "xlsx"):
            private_download.button(
                visit.say(f"log.export_{form}"),
                file_name=f"clusterdash-log.{form}",
                media_type="text/csv" if form == "csv" else _XLSX,
                make=partial(make, form),
                key=f"log_export_{form}",
            )


def users(visit: Visit) -> None:
    """Which claims make which role, as the settings have it."""
    say, found = visit.say, settings.current()
    with st.expander(say("log.users"), icon=":material/badge:"):
        if found.mode == "local":
            st.markdown(say("log.users_local"))
            return
        roles = found.roles
        st.markdown(say("log.users_explained", claim=roles.claim, provinces=roles.provinces_claim))
        st.dataframe(
            pd.DataFrame(
                {
                    say("log.claim_value"): list(roles.values),
                    say("log.role_label"): [say(f"identity.role.{role}") for role in roles.values.values()],
                }
            ),
            hide_index=True,
            alt=say("log.users"),
        )


def _day(place: Any, label: str, key: str, again: Any) -> datetime.date | None:
    day: datetime.date | None = place.date_input(
        label, value=None, format="DD.MM.YYYY", key=key, on_change=again
    )
    return day


def _words(visit: Visit, entry: Entry) -> dict[str, str]:
    """A line as people read it, who and what first; what has no word of its own stays a code."""
    provinces = names.provinces(visit.warehouse, visit.language)
    verb = entry.action.partition(".")[2]
    role = _word(visit, f"identity.role.{entry.actor_role}")
    # Who takes part in a meeting is only a number here.
    named = entry.actor_name not in ("", entry.actor_role) and entry.actor_role != "participant"
    cells = {
        "at": entry.at.strftime("%Y-%m-%d %H:%M:%S"),
        "actor_name": entry.actor_name if named else role,
        "kind": _word(visit, f"log.kind.{entry.kind}"),
        "action": _word(visit, f"log.verb.{verb}"),
        "changed": "; ".join(_changes(visit, entry)),
        "province": "" if entry.province is None else provinces.get(entry.province, str(entry.province)),
        "actor_role": role,
    }
    return {visit.say(f"log.column.{name}"): cell for name, cell in cells.items()}


def _changes(visit: Visit, entry: Entry) -> Iterator[str]:
    """Field by field what is new, after what was there."""
    before, after = entry.before or {}, entry.after or {}
    for name in (*before, *(name for name in after if name not in before)):
        if name in NO_NEWS or (before.get(name) or after.get(name)) in (None, "", [], {}):
            continue
        field = _field(visit, name)
        new = _said(visit, name, after.get(name))
        yield f"{field}: {_said(visit, name, before[name])} → {new}" if name in before else f"{field}: {new}"


def _field(visit: Visit, name: str) -> str:
    own = f"log.field.{name}"
    return _word(visit, own if own in messages() else f"work.field.{name}")


def _word(visit: Visit, key: str) -> str:
    return visit.say(key) if key in messages() else key.rpartition(".")[2]


def _said(visit: Visit, name: str, value: Any) -> str:
    """A value as people read it; a code that is no longer known stays one."""
    if isinstance(value, list):
        return ", ".join(_said(visit, _LISTS.get(name, ""), each) for each in value) or "–"
    if isinstance(value, bool):
        return visit.say("word.yes" if value else "word.no")
    if name in _VALUES and value:
        return _word(visit, f"{_VALUES[name]}.{value}")
    if isinstance(value, str) and _DAY.fullmatch(value):
        return numbers.date(datetime.date.fromisoformat(value), visit.language)
    try:
        return work_words.said(visit, name, value) or "–"
    except KeyError:
        return str(value)


def _codes(visit: Visit, entry: Entry) -> dict[str, str]:
    """A line as it is kept."""
    cells = {
        "at": entry.at.strftime("%Y-%m-%d %H:%M:%S"),
        "actor_role": entry.actor_role,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "kind": entry.kind,
        "record": entry.record,
        "province": "" if entry.province is None else str(entry.province),
        "before": _json(entry.before),
        "after": _json(entry.after),
    }
    return {visit.say(f"log.column.{name}"): cell for name, cell in cells.items()}


def _json(fields: Any) -> str:
    return "" if fields is None else json.dumps(fields, ensure_ascii=False)


def _moment(day: datetime.date | None, *, days: int) -> datetime.datetime | None:
    """The beginning of a day, or its end."""
    if day is None:
        return None
    begun = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return begun + datetime.timedelta(days=days)
