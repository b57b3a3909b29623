"""Existing studies and what else the records hold for everybody, on pages of published figures.

A visitor who only reads figures should not wait for a database: nothing is imported or opened where there are
no records, and what is cited is remembered for a short while.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import streamlit as st

from clusterdash import records as stored
from clusterdash.records.actors import VISITOR
from clusterdash.records.errors import RecordsError
from clusterdash.ui import plain, records
from clusterdash.ui.session import Visit

if TYPE_CHECKING:
    from clusterdash.records.studies import Study

_REMEMBERED: Final = 30.0
"""Seconds that what everybody may read is remembered."""
_MOST_REMEMBERED: Final = 500

_Found = TypeVar("_Found")
_known: dict[tuple[Any, ...], tuple[float, Any]] = {}


def public(what: tuple[Any, ...], read: Callable[[Any, Any], _Found], otherwise: _Found) -> _Found:
    """What `read(records, actor)` gives to a visitor, remembered under `what`; `otherwise` without records.

    Pages of figures go on without the records where those cannot be read.
    """
    if not records.kept():
        return otherwise
    key = (stored.records_url(), *what)
    at, found = _known.get(key, (0.0, otherwise))
    if time.monotonic() - at < _REMEMBERED:
        return found  # type: ignore[no-any-return]
    try:
        found = read(records.open_records(), VISITOR)
    except RecordsError:
        return otherwise
    if len(_known) >= _MOST_REMEMBERED:
        _known.clear()
    _known[key] = (time.monotonic(), found)
    return found


def studies(visit: Visit, *, province: int | None = None, division: str | None = None) -> None:
    """The existing studies that speak of a province or a sector; nothing where there are none."""

    def read(opened: Any, actor: Any) -> tuple[Study, ...]:
        from clusterdash.records.studies import cited

        return cited(opened, actor, province=province, divisions=(division,) if division else ())

    nothing: tuple[Study, ...] = ()
    found = public(("studies", province, division), read, nothing)
    if not found:
        return
    with st.expander(visit.say("work.cited"), icon=":material/menu_book:"):
        st.markdown("\n".join(f"- {line(study)}" for study in found))


def of_ranking(visit: Visit) -> None:
    """The studies on what is ranked: a province's sectors, or provinces for a sector."""
    scenario = visit.scenario
    if scenario.view == "sectors":
        studies(visit, province=scenario.province)
    else:
        studies(visit, division=scenario.division)


def line(study: Study) -> str:
    """Author, year, title as a link where there is one, and what was found."""
    title = plain.as_text(study.title)
    named = f"[{title}]({_address(study.link)})" if study.link else f"*{title}*"
    found = f": {plain.as_text(study.found)}" if study.found else ""
    return f"{plain.as_text(study.author)} ({study.year}), {named}{found}"


def _address(link: str) -> str:
    """An address that ends where Markdown's brackets end."""
    return link.replace("(", "%28").replace(")", "%29").replace("\\", "%5C")
