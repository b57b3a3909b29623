"""A list of records: searched, filtered, in Turkish order, and as tables out and in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from clusterdash.records import cells, keeping, permissions, spreadsheets
from clusterdash.records.actors import Actor
from clusterdash.records.keeping import Kind
from clusterdash.records.values import Page, Query, Report
from clusterdash.text import messages, turkish
from clusterdash.ui import (
    identity,
    names,
    plain,
    private_download,
    records,
    upload,
    work_filters,
    work_place,
    work_words,
)
from clusterdash.ui.session import Visit

_NONE: Final[Page[Any]] = Page((), 1, 0, 50)
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN_ERRORS: Final = 20


def show(visit: Visit, kind: Kind[Any]) -> None:
    """Search and filters, one page of the list, and the tables."""
    _new(visit, kind)
    query = work_filters.asked(visit, kind)
    page = records.read(lambda: keeping.page(records.open_records(), identity.current(), kind, query), _NONE)
    if not page.total:
        st.info(visit.say("work.none_found" if query.search or query.filters else "work.none"))
    else:
        st.caption(visit.say.count("work.found", page.total))
    with st.container(gap=None):
        for value in page.rows:
            entry(visit, kind, value)
    _turn(visit, kind, page)
    _tables(visit, kind, query)


def entry(visit: Visit, kind: Kind[Any], value: Any, state: str = "") -> None:
    """A record in a list: its name opens it; `state` is Markdown that stands before."""
    place = f"work_entry_{kind.name}_{value.id}"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=place):
        if state:
            st.markdown(state, width="content")
        st.button(
            plain.as_text(work_words.title(value)),
            key=f"work_open_{kind.name}_{value.id}",
            type="tertiary",
            on_click=work_place.go,
            args=(kind.name, value.id),
        )
        st.caption(plain.as_text(work_words.line(visit, value)), width="content")


def _new(visit: Visit, kind: Kind[Any]) -> None:
    if kind.name == "visit":
        st.caption(visit.say("work.visit_from_firm"))
    elif identity.may(kind.action("create")):
        st.button(
            visit.say(f"work.new.{kind.name}"),
            icon=":material/add:",
            key=f"work_new_{kind.name}",
            on_click=work_place.go,
            args=(kind.name, work_place.NEW),
        )


def _turn(visit: Visit, kind: Kind[Any], page: Page[Any]) -> None:
    if page.pages == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, number, there in (
            ("previous", page.number - 1, page.number > 1),
            ("next", page.number + 1, page.number < page.pages),
        ):
            st.button(
                visit.say(f"work.{name}"),
                key=f"work_{kind.name}_{name}",
                disabled=not there,
                on_click=work_filters.turn_to,
                args=(kind, number),
            )
        st.caption(visit.say("work.pages", number=str(page.number), pages=str(page.pages)), width="content")


# --- tables ---------------------------------------------------------------------------------------


def _tables(visit: Visit, kind: Kind[Any], query: Query) -> None:
    if not _may(kind, "export"):
        return
    box = st.expander(
        visit.say("work.table"), icon=":material/table:", key=f"work_{kind.name}_tables", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        with st.container(horizontal=True):
            for form in ("csv", "xlsx"):
                _export(visit, kind, query, form)
        if _may(kind, "import"):
            _import(visit, kind)


def _may(kind: Kind[Any], verb: str) -> bool:
    """Not every kind of record goes out and in as a table."""
    action = f"{kind.right}.{verb}"
    return action in permissions.ACTIONS and identity.may(action)


def _export(visit: Visit, kind: Kind[Any], query: Query, form: Any) -> None:
    language = visit.language

    def make(actor: Actor) -> bytes:
        from clusterdash.reports import records as files

        found = keeping.export(records.open_records(), actor, kind, query)
        return files.kept(kind, found, form, language, _now())

    private_download.button(
        visit.say(f"work.export_{form}"),
        file_name=f"clusterdash-{kind.name}.{form}",
        media_type="text/csv" if form == "csv" else _XLSX,
        make=make,
        key=f"work_{kind.name}_export_{form}",
    )


def _import(visit: Visit, kind: Kind[Any]) -> None:
    say, form = visit.say, f"work_{kind.name}_import"
    language = visit.language

    def template(_actor: Actor) -> bytes:
        from clusterdash.reports import records as files

        return files.template(kind, language, _now())

    st.caption(say("work.table_explained"))
    private_download.button(
        say("work.template_button"),
        file_name=f"clusterdash-{kind.name}-template.xlsx",
        media_type=_XLSX,
        make=template,
        key=f"{form}_template",
    )
    uploaded = upload.field(visit, say("work.upload"), types=["xlsx", "csv"], key=f"{form}_file")
    provinces = _provinces(visit)
    if st.button(say("work.import"), disabled=uploaded is None, key=form) and uploaded is not None:
        content = uploaded.getvalue()
        tried = records.attempt(form, lambda: _take(kind, content, provinces))
        st.session_state[f"{form}_report"] = tried.result
        st.rerun()
    records.show_problem(form)
    report: Report | None = st.session_state.pop(f"{form}_report", None)
    if report:
        _report(visit, report)


def _take(kind: Kind[Any], content: bytes, provinces: Mapping[str, int]) -> Report:
    drafts = cells.read(kind, spreadsheets.rows(content), provinces)
    return keeping.import_rows(records.open_records(), identity.current(), kind, drafts)


def _report(visit: Visit, report: Report) -> None:
    say = visit.say
    if not report.errors:
        st.success(say("work.imported", rows=str(report.rows), duplicates=str(report.duplicates)))
        return
    shown = [
        say("work.row_error", row=str(one.row), field=_heading(visit, one.field), reason=one.reason.in_(say))
        for one in report.errors[:_SHOWN_ERRORS]
    ]
    more = len(report.errors) - len(shown)
    if more:
        shown.append(say.count("work.more_errors", more))
    st.error("\n".join([say("work.not_imported"), "", *(f"- {plain.as_text(text)}" for text in shown)]))


def _heading(visit: Visit, field: str) -> str:
    return visit.say(f"work.field.{field}") if f"work.field.{field}" in messages() else field


def _provinces(visit: Visit) -> Mapping[str, int]:
    """Names as people type them, to plate codes."""
    named = names.provinces(visit.warehouse, visit.language)
    return {turkish.fold(name): plate for plate, name in named.items()}


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
