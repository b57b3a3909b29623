"""A form for any kind of record, drawn from its fields.

What was typed stays in its widgets until it is saved. `seen` is the version the person who types saw first:
where somebody else was faster, what stands now is said beside the form and nothing typed is lost.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import streamlit as st

from clusterdash.records import cells
from clusterdash.records.errors import Conflict
from clusterdash.records.keeping import Field, Kind
from clusterdash.text import turkish
from clusterdash.ui import identity, names, plain, records, session, work_words
from clusterdash.ui.session import Visit

_FIRST: Final = datetime.date(1990, 1, 1)
_LAST: Final = datetime.date(2100, 12, 31)
_SCORES: Final = (1, 2, 3, 4, 5, 0)

Save = Callable[[dict[str, Any], int], Any]


def show(visit: Visit, kind: Kind[Any], value: Any | None, form: str, save: Save, after: Any) -> None:
    """The form of a record, or of a new one where `value` is None.

    save: takes the draft and the version seen. after: is called with what `save` gave.
    """
    typed = [one for one in kind.fields if one.typed]
    _begin(kind, value, form)
    _problem(visit, typed, form)
    _differences(visit, kind, form)
    with st.form(form, border=False):
        short = [one for one in typed if one.type != "lines"]
        for left, right in zip(short[::2], [*short[1::2], None], strict=False):
            columns = st.columns(2)
            for column, one in zip(columns, (left, right), strict=True):
                if one is not None:
                    with column:
                        _field(visit, one, form)
        for one in typed:
            if one.type == "lines":
                _field(visit, one, form)
        st.caption(visit.say("work.needed_explained"))
        st.form_submit_button(
            visit.say("work.save"),
            type="primary",
            key=f"{form}_save",
            on_click=_submit,
            args=(kind, form, save, after),
        )


def begun(kind: Kind[Any], form: str) -> bool:
    """Whether the last run drew this form, so that what was typed is still there."""
    return next(_key(form, one) for one in kind.fields if one.typed) in st.session_state


def _begin(kind: Kind[Any], value: Any | None, form: str) -> None:
    """Fill the widgets once; a run that did not draw them has let go of what was typed."""
    typed = [one for one in kind.fields if one.typed]
    if begun(kind, form):
        return
    st.session_state[f"{form}_seen"] = getattr(value, "version", 0)
    st.session_state.pop(f"{form}_current", None)
    for one in typed:
        found = getattr(value, one.name, None)
        if one.type in ("provinces", "divisions"):
            found = list(found or ())
        st.session_state[_key(form, one)] = found if found != "" else None


def _submit(kind: Kind[Any], form: str, save: Save, after: Any) -> None:
    draft = {one.name: _given(one, form) for one in kind.fields if one.typed}
    tried = records.attempt(form, lambda: save(draft, st.session_state[f"{form}_seen"]))
    if tried.done:
        for one in kind.fields:
            st.session_state.pop(_key(form, one), None)
        st.toast(_word("work.saved"), icon=":material/check:")
        after(tried.result)
    elif isinstance(tried.problem, Conflict):
        st.session_state[f"{form}_current"] = tried.problem.current
        st.session_state[f"{form}_seen"] = tried.problem.current.version


def _problem(visit: Visit, typed: Sequence[Field], form: str) -> None:
    """What is wrong: where it is said under fields, only which they are."""
    wrong = [visit.say(f"work.field.{one.name}") for one in typed if records.reason(form, one.name)]
    if wrong:
        st.error(visit.say("work.correct", fields=", ".join(wrong)), icon=":material/error:")
    else:
        records.show_problem(form)


def _given(one: Field, form: str) -> Any:
    """What a field stands at, with what was typed into a list as the one entry it can mean."""
    given = st.session_state.get(_key(form, one))
    listed = _LISTED.get(one.type)
    if listed is None or given is None:
        return given
    said = listed(session.current(), one)
    meant = [_meant(entry, said) for entry in given] if isinstance(given, list) else _meant(given, said)
    st.session_state[_key(form, one)] = meant
    return meant


def _meant(given: Any, said: Mapping[Any, str]) -> Any:
    """The entry whose words a text has, whatever its case and marks; the text itself where there are more."""
    if given in said or not isinstance(given, str):
        return given
    found = turkish.search(said, given, said.__getitem__)
    same = [entry for entry in found if turkish.fold(said[entry]) == turkish.fold(given)]
    return (same or found)[0] if len(same or found) == 1 else given


def _differences(visit: Visit, kind: Kind[Any], form: str) -> None:
    """What somebody else has saved in the meantime, where it is not what is typed here."""
    current = st.session_state.get(f"{form}_current")
    if current is None:
        return
    lines = []
    for one in kind.fields:
        theirs = getattr(current, one.name)
        ours = st.session_state.get(_key(form, one))
        if one.typed and (theirs or None) != ((tuple(ours) if isinstance(ours, list) else ours) or None):
            said = work_words.said(visit, one.name, theirs) or "–"
            field = visit.say(f"work.field.{one.name}")
            lines.append(f"- {plain.as_text(visit.say('work.differs', field=field, current=said))}")
    st.warning("\n".join([*lines, "", visit.say("work.conflict_how")]))


def _field(visit: Visit, one: Field, form: str) -> None:
    _WIDGETS.get(one.type, _text)(visit, one, _key(form, one), work_words.label(visit, one))
    reason = records.reason(form, one.name)
    if reason:
        st.markdown(f":small[:red[:material/error: {plain.as_text(reason)}]]")


def _key(form: str, one: Field) -> str:
    return f"{form}_{one.name}"


def _word(key: str) -> str:
    return session.words()(key)


# --- what is typed into ---------------------------------------------------------------------------


def _text(_visit: Visit, _one: Field, key: str, label: str) -> None:
    st.text_input(label, key=key, max_chars=1000)


def _lines(_visit: Visit, _one: Field, key: str, label: str) -> None:
    st.text_area(label, key=key, max_chars=5000)


def _year(_visit: Visit, _one: Field, key: str, label: str) -> None:
    st.number_input(label, key=key, min_value=1900, max_value=2100, step=1, format="%d")


def _date(_visit: Visit, _one: Field, key: str, label: str) -> None:
    st.date_input(label, key=key, min_value=_FIRST, max_value=_LAST, format="DD.MM.YYYY")


def _choice(visit: Visit, one: Field, key: str, label: str) -> None:
    options = list(one.choices)
    said = {code: cells.choice(code, visit.say) for code in options}
    st.selectbox(label, options, key=key, format_func=said.__getitem__, index=None, placeholder="–")


def _score(visit: Visit, _one: Field, key: str, label: str) -> None:
    said = {0: visit.say("work.cannot_say"), 1: visit.say("work.least"), 5: visit.say("work.most")}
    st.segmented_control(label, _SCORES, key=key, format_func=lambda score: said.get(score, str(score)))


def _province(visit: Visit, one: Field, key: str, label: str) -> None:
    options = _provinces(visit, one)
    ministry = visit.say("work.ministry")
    placeholder = ministry if one.optional and identity.current().role != "officer" else "–"
    _one_listed(key, label, options, placeholder, ministry)


def _several_provinces(visit: Visit, one: Field, key: str, label: str) -> None:
    _several_listed(key, label, _every_province(visit, one), visit.say("work.country"))


def _division(visit: Visit, one: Field, key: str, label: str) -> None:
    _one_listed(key, label, _divisions(visit, one), "–")


def _several_divisions(visit: Visit, one: Field, key: str, label: str) -> None:
    _several_listed(key, label, _divisions(visit, one), visit.say("word.all"))


# Streamlit's own search knows only the letters as written: a text it does not find comes as a new entry, and
# is looked up by its folded form when the form is saved.


def _one_listed(
    key: str, label: str, said: Mapping[Any, str], placeholder: str, otherwise: str | None = None
) -> None:
    st.selectbox(
        label,
        list(said),
        key=key,
        format_func=lambda entry: said.get(entry, otherwise or str(entry)),
        index=None,
        placeholder=placeholder,
        accept_new_options=True,
    )


def _several_listed(key: str, label: str, said: Mapping[Any, str], placeholder: str) -> None:
    st.multiselect(
        label,
        list(said),
        key=key,
        format_func=lambda entry: said.get(entry, str(entry)),
        placeholder=placeholder,
        accept_new_options=True,
    )


def _divisions(visit: Visit, _one: Field) -> Mapping[str, str]:
    named = names.divisions(visit.warehouse, visit.language)
    return {code: f"{code} · {name}" for code, name in named.items()}


def _every_province(visit: Visit, _one: Field) -> Mapping[int, str]:
    return names.provinces(visit.warehouse, visit.language)


def _provinces(visit: Visit, one: Field) -> Mapping[int, str]:
    """Those the visitor may write for."""
    actor = identity.current()
    named = _every_province(visit, one)
    if actor.role != "officer":
        return named
    return {plate: name for plate, name in named.items() if plate in (actor.provinces or ())}


_LISTED: Final[Mapping[str, Callable[[Visit, Field], Mapping[Any, str]]]] = {
    "province": _provinces,
    "provinces": _every_province,
    "division": _divisions,
    "divisions": _divisions,
}
_WIDGETS: Final[Mapping[str, Callable[[Visit, Field, str, str], None]]] = {
    "lines": _lines,
    "year": _year,
    "date": _date,
    "choice": _choice,
    "score": _score,
    "province": _province,
    "provinces": _several_provinces,
    "division": _division,
    "divisions": _several_divisions,
}
