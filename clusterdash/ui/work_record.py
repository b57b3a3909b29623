"""One record: its form, what belongs to it, its history, its deletion and the way back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import streamlit as st

from clusterdash import settings
from clusterdash.records import attachments, clusters, keeping, ledger
from clusterdash.records.actors import Actor
from clusterdash.records.attachments import Attachment
from clusterdash.records.clusters import ACTIVITY, CLUSTER, Activity
from clusterdash.records.errors import Forbidden
from clusterdash.records.fieldwork import FIRM, VISIT
from clusterdash.records.keeping import Field, Kind
from clusterdash.records.values import Entry, Page, Query
from clusterdash.text import numbers
from clusterdash.ui import (
    identity,
    plain,
    private_download,
    records,
    upload,
    work_form,
    work_list,
    work_place,
    work_words,
)
from clusterdash.ui.session import Visit

_STYLE: Final = Path(__file__).with_name("static") / "work_files.css"
_DELETED: Final = "work_deleted"
_OWNERS: Final[Mapping[str, Kind[Any]]] = {"visit": FIRM, "activity": CLUSTER}
"""What a record of these kinds belongs to."""


def show(visit: Visit, kind: Kind[Any], record: str) -> None:
    """A record that the address names, or the form of a new one."""
    if record == work_place.NEW:
        _back(visit, kind, None)
        _new(visit, kind)
        return
    value = records.read(lambda: keeping.get(records.open_records(), identity.current(), kind, record), None)
    _back(visit, kind, value)
    if value is None:
        return
    st.subheader(plain.as_text(work_words.title(value)), anchor=False)
    if kind.name == "info_spot" and value.published_on:
        day = numbers.date(value.published_on, visit.language)
        st.caption(f"{visit.say('work.info_spot_of_2013')} · {day}")
    if identity.may(kind.action("change"), province=value.province):
        _form(visit, kind, value)
    else:
        _read_only(visit, kind, value)
    _belongings(visit, kind, value)
    _end(visit, kind, value)


@dataclass(frozen=True)
class _Deleted:
    """What was deleted last: its name, what brings it back, and the place where it then stands."""

    name: str
    restore: Callable[[], object]
    place: tuple[str, str]


def offer_undo(visit: Visit) -> None:
    """What was deleted last, and the way back, until the visitor goes on."""
    deleted: _Deleted | None = st.session_state.get(_DELETED)
    if deleted is None:
        return

    def undo() -> None:
        if records.attempt(_DELETED, deleted.restore).done:
            st.session_state.pop(_DELETED)
            work_place.go(*deleted.place)

    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(plain.as_text(visit.say("work.deleted", name=deleted.name)), width="content")
        st.button(visit.say("work.undo"), icon=":material/undo:", key="work_undo", on_click=undo)
    records.show_problem(_DELETED)


# --- the form -------------------------------------------------------------------------------------


def _new(visit: Visit, kind: Kind[Any]) -> None:
    of = work_place.current().of
    st.subheader(visit.say(f"work.new.{kind.name}"), anchor=False)
    owner = _OWNERS.get(kind.name)
    fixed = {owner.name: of} if owner else {}
    if owner:
        found = records.read(lambda: keeping.get(records.open_records(), identity.current(), owner, of), None)
        if found is None:
            return
        st.caption(
            f"{plain.as_text(work_words.title(found))} · {plain.as_text(work_words.line(visit, found))}"
        )
    work_form.show(
        visit,
        kind,
        None,
        _form_of(kind, work_place.NEW),
        lambda draft, _seen: keeping.create(
            records.open_records(), identity.current(), kind, {**draft, **fixed}
        ),
        lambda made: work_place.go(kind.name, made.id),
    )


def _form(visit: Visit, kind: Kind[Any], value: Any) -> None:
    fixed = {one.name: getattr(value, one.name) for one in kind.fields if not one.typed}
    work_form.show(
        visit,
        kind,
        value,
        _form_of(kind, value.id),
        lambda draft, seen: keeping.change(
            records.open_records(), identity.current(), kind, value.id, {**draft, **fixed}, seen
        ),
        lambda _changed: None,
    )


def _form_of(kind: Kind[Any], record: str) -> str:
    """The name under which a session keeps what is typed into a record's form."""
    whose = f"{record}_{work_place.current().of}" if record == work_place.NEW else record
    return f"work_{kind.name}_{whose}"


def keep_typed(visit: Visit, kind: Kind[Any], record: str) -> None:
    """Below the word that a sign-in has ended: the form as it was typed, to copy from; no record is read."""
    form = _form_of(kind, record)
    if not work_form.begun(kind, form):
        return
    records.forget_problem(form)
    st.info(visit.say("work.copy_typed"))
    work_form.show(visit, kind, None, form, _forbidden, _forbidden)


def _forbidden(*_: object) -> None:
    raise Forbidden("firm.read")


def _read_only(visit: Visit, kind: Kind[Any], value: Any) -> None:
    for one in kind.fields:
        said = work_words.said(visit, one.name, getattr(value, one.name))
        if said and one.type != "record":
            st.markdown(f"**{visit.say(f'work.field.{one.name}')}**  \n{plain.as_text(said)}")


def _back(visit: Visit, kind: Kind[Any], value: Any | None) -> None:
    """Where the visitor came from: the list, or what the record belongs to."""
    of = work_place.current().of
    words, place = "work.back", (kind.name, "")
    if kind is ACTIVITY:
        words, place = "work.back_to_cluster", ("cluster", getattr(value, "cluster", of))
    elif kind is VISIT and (firm := getattr(value, "firm", of)):
        words, place = "work.back_to_firm", ("firm", firm)
    st.button(
        visit.say(words),
        icon=":material/arrow_back:",
        type="tertiary",
        key="work_back",
        on_click=work_place.go,
        args=place,
    )


# --- what belongs to it ---------------------------------------------------------------------------


def _belongings(visit: Visit, kind: Kind[Any], value: Any) -> None:
    if kind.name == "firm":
        _visits(visit, value)
    if kind.name == "cluster":
        _activities(visit, value)
    if kind.name in attachments.KINDS and identity.may("attachment.read", province=value.province):
        _files(visit, kind, value)


def _visits(visit: Visit, firm: Any) -> None:
    st.markdown(f"##### {visit.say('work.visits')}")
    if identity.may("visit.create", province=firm.province):
        _add(visit, "visit", firm.id)
    asked = Query(filters={"firm": firm.id})
    page: Page[Any] = records.read(
        lambda: keeping.page(records.open_records(), identity.current(), VISIT, asked), Page((), 1, 0, 50)
    )
    for one in page.rows:
        work_list.entry(visit, VISIT, one)


def _activities(visit: Visit, cluster: Any) -> None:
    st.markdown(f"##### {visit.say('work.activities')}")
    if identity.may("cluster.change", province=cluster.province):
        _add(visit, "activity", cluster.id)
    found: tuple[Activity, ...] = records.read(
        lambda: clusters.activities(records.open_records(), identity.current(), cluster.id), ()
    )
    if not found:
        return
    first = min(one.starts_on for one in found)
    last = max(one.done_on or one.due_on for one in found)
    for one in found:
        work_list.entry(visit, ACTIVITY, one, _state(visit, one))
        st.html(_bar(one, first, last))


def _state(visit: Visit, activity: Activity) -> str:
    """Whether it is done, overdue, under way or still to come, in a word and a colour."""
    today = datetime.date.today()
    if activity.overdue(today):
        state, colour = "overdue", "red"
    elif activity.done_on:
        state, colour = "done", "green"
    elif activity.starts_on > today:
        state, colour = "planned", "gray"
    else:
        state, colour = "open", "blue"
    return f":{colour}-badge[{visit.say(f'work.{state}')}]"


def _bar(activity: Activity, first: datetime.date, last: datetime.date) -> str:
    """Where the activity lies between the cluster's first and last day."""
    days = max(1, (last - first).days)
    left = 100 * (activity.starts_on - first).days / days
    width = 100 * ((activity.done_on or activity.due_on) - activity.starts_on).days / days
    return (
        '<div aria-hidden="true" style="height:6px;background:rgb(128 140 150 / 20%);border-radius:3px">'
        f'<div style="height:6px;border-radius:3px;background:currentColor;opacity:.55;'
        f'margin-left:{left:.1f}%;width:{max(width, 1):.1f}%;max-width:{100 - left:.1f}%"></div></div>'
    )


def _add(visit: Visit, part: str, of: str) -> None:
    st.button(
        visit.say(f"work.new.{part}"),
        icon=":material/add:",
        key=f"work_add_{part}",
        on_click=work_place.go,
        args=(part, work_place.NEW, of),
    )


def _files(visit: Visit, kind: Kind[Any], value: Any) -> None:
    say, form = visit.say, f"work_files_{value.id}"
    st.markdown(f"##### {say('work.files')}")
    found: tuple[Attachment, ...] = records.read(
        lambda: attachments.of_record(records.open_records(), identity.current(), kind.name, value.id), ()
    )
    if found:
        st.html(_STYLE)
    for one in found:
        _file(visit, one)
    if not identity.may("attachment.create", province=value.province):
        return
    limits = settings.current().records
    uploaded = upload.field(
        visit,
        say("work.file", types=", ".join(limits.attachment_types), most=str(limits.attachment_megabytes)),
        key=f"{form}_{st.session_state.get(form, 0)}",
        megabytes=limits.attachment_megabytes,
    )
    if st.button(say("work.attach"), disabled=uploaded is None, key=f"{form}_add") and uploaded is not None:
        name, content = uploaded.name, uploaded.getvalue()
        records.attempt(
            form,
            lambda: attachments.attach(
                records.open_records(), identity.current(), kind.name, value.id, name, content
            ),
        )
        # Kept or refused, the file need not be sent again: the next one goes into an empty field.
        st.session_state[form] = st.session_state.get(form, 0) + 1
        st.rerun()
    records.show_problem(form)


def _file(visit: Visit, file: Attachment) -> None:
    def make(actor: Actor) -> bytes:
        return attachments.content(records.open_records(), actor, file.id)

    with st.container(horizontal=True, vertical_alignment="center"):
        size = numbers.number(max(1, file.size // 1000), visit.language, digits=0)
        private_download.button(
            visit.say("work.download_file", name=file.name, size=size),
            file_name=file.name,
            media_type=file.media_type,
            make=make,
            key=f"work_file_{file.id}",
        )
        if identity.may("attachment.delete", province=file.province):
            st.button(
                f"{visit.say('work.delete')} *{plain.as_text(file.name)}*",
                key=f"work_file_delete_{file.id}",
                type="tertiary",
                on_click=_delete_file,
                args=(file,),
            )


def _delete_file(file: Attachment) -> None:
    tried = records.attempt(
        f"work_files_{file.record}",
        lambda: attachments.delete(records.open_records(), identity.current(), file.id),
    )
    if tried.done:
        st.session_state[_DELETED] = _Deleted(
            file.name,
            lambda: attachments.restore(records.open_records(), identity.current(), file.id),
            (file.kind, file.record),
        )


# --- its end --------------------------------------------------------------------------------------


def _end(visit: Visit, kind: Kind[Any], value: Any) -> None:
    form = f"work_{kind.name}_{value.id}_delete"
    if identity.may("record.history", province=value.province):
        box = st.expander(visit.say("work.history"), key=f"{form}_history", on_change="rerun")
        if box.open:
            with box:
                _history(visit, kind, value.id)
    if identity.may(kind.action("delete"), province=value.province):
        st.button(
            visit.say("work.delete"),
            icon=":material/delete:",
            key=form,
            on_click=partial(_delete, kind, value, form),
        )
        records.show_problem(form)


def _history(visit: Visit, kind: Kind[Any], record: str) -> None:
    lines: tuple[Entry, ...] = records.read(
        lambda: keeping.history(records.open_records(), identity.current(), kind, record), ()
    )
    for entry in lines:
        moment = identity.local_time(entry.at)
        when = f"{numbers.date(moment.date(), visit.language)} {moment:%H:%M}"
        role = visit.say(f"identity.role.{entry.actor_role}")
        who = role if entry.actor_name in ("", entry.actor_role) else entry.actor_name
        what = visit.say(f"work.verb.{entry.action.partition('.')[2]}")
        st.markdown(plain.as_text(visit.say("work.step", when=when, who=who, what=what)))
        if entry.action.endswith(".change"):
            st.caption(plain.as_text("; ".join(_changes(visit, kind, entry))))


def _changes(visit: Visit, kind: Kind[Any], entry: Entry) -> Iterator[str]:
    """Field by field what was there and what is new, as people read it."""
    before, after = entry.before or {}, entry.after or {}
    for one in kind.fields:
        if one.name in after and one.type != "record":
            was, new = (_kept(visit, one, fields.get(one.name)) for fields in (before, after))
            yield f"{visit.say(f'work.field.{one.name}')}: {was} → {new}"


def _kept(visit: Visit, one: Field, value: Any) -> str:
    """A field's value as the ledger has it, in words."""
    if one.type == "date" and value:
        value = datetime.date.fromisoformat(value)
    return ledger.MARK if value == ledger.MARK else work_words.said(visit, one.name, value) or "–"


def _delete(kind: Kind[Any], value: Any, form: str) -> None:
    tried = records.attempt(
        form,
        lambda: keeping.delete(records.open_records(), identity.current(), kind, value.id, value.version),
    )
    if tried.done:
        st.session_state[_DELETED] = _Deleted(
            work_words.title(value),
            lambda: keeping.restore(records.open_records(), identity.current(), kind, value.id),
            (kind.name, value.id),
        )
        work_place.go("cluster" if kind is ACTIVITY else kind.name, value.cluster if kind is ACTIVITY else "")
