"""What a list of records is asked for: search, filters and order, kept in the address of the page.

Each choice has a parameter of its own, named after the kind of record, so that a list is found again as it
was left and can be sent to a colleague. Any text may stand there: what is no choice counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from clusterdash.records import cells
from clusterdash.records.fieldwork import YES_NO
from clusterdash.records.keeping import Kind
from clusterdash.records.values import Query, Range
from clusterdash.ui import choices, identity, names
from clusterdash.ui.session import Visit

_DESCENDING: Final = ("changed_at", "visited_on", "year", "started_on")
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100
_WIDTH: Final = 164
"""Two stand side by side on a telephone."""
_WIDE: Final = 330
_FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "firm": ("division", "size_class", "exporter"),
    "visit": ("visited_on", "service"),
    "study": ("division", "year", "language"),
    "cluster": ("stage", "division", "overdue"),
    "info_spot": ("status",),
}
"""By kind of record, what its list is filtered by besides the province."""


def asked(visit: Visit, kind: Kind[Any]) -> Query:
    """The widgets, and what they stand at."""
    say = visit.say
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = _search(visit, kind)
        province = _province(visit, kind)
        sort = _one_of(visit, kind, "sort", _orders(kind), lambda name: say(f"work.sort.{name}"), whole=True)
    filters: dict[str, Any] = {"province": province} if province else {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name in _FILTERS.get(kind.name, ()):
            draw: Callable[[Visit, Kind[Any], str], Any] = _WIDGETS.get(name, _choice)
            found = draw(visit, kind, name)
            if found is not None:
                filters[name] = found
        if search or filters:
            st.button(
                say("work.clear"),
                icon=":material/filter_alt_off:",
                type="tertiary",
                key=f"work_{kind.name}_clear",
                on_click=_clear,
                args=(kind,),
            )
    return Query(
        search=search, sort=sort, descending=sort in _DESCENDING, filters=filters, page=page_number(kind)
    )


def page_number(kind: Kind[Any]) -> int:
    """The page of the list the address names."""
    return _whole(_read(kind, "page"), 1, 1_000_000) or 1


def turn_to(kind: Kind[Any], number: int) -> None:
    """Show another page of the list."""
    _write(kind, "page", str(number) if number > 1 else "")


# --- what is asked --------------------------------------------------------------------------------


def _search(visit: Visit, kind: Kind[Any]) -> str:
    key = _key(kind, "search")
    st.session_state[key] = text = _read(kind, "search")[:200]
    st.text_input(
        visit.say("word.search"),
        key=key,
        icon=":material/search:",
        placeholder=visit.say(f"work.searched.{kind.name}"),
        width=_WIDE,
        on_change=lambda: _change(kind, "search", st.session_state[key]),
    )
    return text


def _province(visit: Visit, kind: Kind[Any]) -> int | None:
    """Those the visitor works for."""
    actor = identity.current()
    named = {
        str(plate): name
        for plate, name in names.provinces(visit.warehouse, visit.language).items()
        if actor.role != "officer" or plate in (actor.provinces or ())
    }
    chosen = _listed(visit, kind, "province", named)
    return int(chosen) if chosen else None


def _division(visit: Visit, kind: Kind[Any], name: str) -> str | None:
    named = names.divisions(visit.warehouse, visit.language)
    return _listed(visit, kind, name, {code: f"{code} · {text}" for code, text in named.items()}, _WIDE)


def _choice(visit: Visit, kind: Kind[Any], name: str) -> str | None:
    """One of a field's choices."""
    codes = next(one.choices for one in kind.fields if one.name == name)
    return _one_of(visit, kind, name, codes, lambda code: cells.choice(code, visit.say))


def _yes_no(visit: Visit, kind: Kind[Any], name: str) -> str | None:
    return _one_of(visit, kind, name, YES_NO, lambda code: cells.choice(code, visit.say))


def _days(visit: Visit, kind: Kind[Any], name: str) -> Range | None:
    """A period, open on either side."""

    def draw(part: str, label: str) -> date | None:
        key = _key(kind, part)
        st.session_state[key] = found = _day(_read(kind, part))
        st.date_input(
            visit.say(label),
            key=key,
            format="DD.MM.YYYY",
            min_value=date(_FIRST_YEAR, 1, 1),
            max_value=date(_LAST_YEAR, 12, 31),
            width=_WIDTH,
            on_change=lambda: _change(kind, part, str(st.session_state[key] or "")),
        )
        return found

    return _range(draw(f"{name}_from", "log.first"), draw(f"{name}_to", "log.last"))


def _years(visit: Visit, kind: Kind[Any], name: str) -> Range | None:
    """Years from and to, open on either side."""

    def draw(part: str, label: str) -> int | None:
        key = _key(kind, part)
        st.session_state[key] = found = _whole(_read(kind, part), _FIRST_YEAR, _LAST_YEAR)
        st.number_input(
            visit.say(label),
            key=key,
            min_value=_FIRST_YEAR,
            max_value=_LAST_YEAR,
            step=1,
            format="%d",
            placeholder="–",
            width=_WIDTH,
            on_change=lambda: _change(kind, part, str(st.session_state[key] or "")),
        )
        return found

    return _range(draw(f"{name}_from", "work.year_from"), draw(f"{name}_to", "work.year_to"))


def _range(low: Any, high: Any) -> Range | None:
    return Range(low, high) if low or high else None


_WIDGETS: Final[Mapping[str, Callable[[Visit, Kind[Any], str], Any]]] = {
    "division": _division,
    "visited_on": _days,
    "year": _years,
    "overdue": _yes_no,
    "service": _yes_no,
}


# --- widgets on the address -----------------------------------------------------------------------


def _one_of(
    visit: Visit,
    kind: Kind[Any],
    name: str,
    codes: Sequence[str],
    said: Callable[[str], str],
    *,
    whole: bool = False,
) -> str | None:
    """A short list; `whole`: the first of it stands where nothing is chosen, else all count."""
    key, found = _key(kind, name), _read(kind, name)
    usual = codes[0] if whole else ""
    found = found if found in codes else usual
    st.session_state[key] = found
    st.selectbox(
        visit.say("work.sort_label" if whole else f"work.filter.{name}"),
        codes if whole else ["", *codes],
        key=key,
        format_func=lambda code: said(code) if code else visit.say("work.all"),
        width=_WIDTH,
        on_change=lambda: _change(
            kind, name, "" if st.session_state[key] == usual else st.session_state[key]
        ),
    )
    return found or None


def _listed(
    visit: Visit, kind: Kind[Any], name: str, named: Mapping[str, str], width: int = _WIDTH
) -> str | None:
    """A long list, found by typing as any keyboard allows."""
    found = _read(kind, name)
    found = found if found in named else ""
    choices.choose(
        visit,
        visit.say(f"work.filter.{name}"),
        {visit.say("work.all"): "", **{text: code for code, text in named.items()}},
        found,
        partial(_change, kind, name),
        key=_key(kind, name),
        width=width,
    )
    return found or None


def _orders(kind: Kind[Any]) -> list[str]:
    sorts = list(kind.listing.sorts)
    return sorted(sorts, key=lambda name: name != kind.listing.default)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _whole(text: str, least: int, most: int) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        return None
    return int(text) if least <= int(text) <= most else None


def _change(kind: Kind[Any], name: str, value: str) -> None:
    """Another choice begins at the first page."""
    _write(kind, name, value)
    turn_to(kind, 1)


def _clear(kind: Kind[Any]) -> None:
    for name in list(st.query_params):
        if name.startswith(f"{kind.name}_") and name != f"{kind.name}_sort":
            del st.query_params[name]


def _read(kind: Kind[Any], name: str) -> str:
    return str(st.query_params.get(f"{kind.name}_{name}", ""))


def _write(kind: Kind[Any], name: str, value: str) -> None:
    parameter = f"{kind.name}_{name}"
    if value:
        st.query_params[parameter] = value
    elif parameter in st.query_params:
        del st.query_params[parameter]


def _key(kind: Kind[Any], name: str) -> str:
    return f"work_{kind.name}_{name}"
