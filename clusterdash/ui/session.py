"""What one visitor has chosen, kept for their session and mirrored in the link of every page.

The link's `s` is read once for each link a visitor follows; what the application itself has written to the
address bar is recognised and not read again, because a fast hand can send an address that is one step old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import urlencode

import streamlit as st

from clusterdash import scenario as scenarios
from clusterdash import warehouse
from clusterdash.scenario import Ignored, Known, Scenario
from clusterdash.text import Words
from clusterdash.ui import experts
from clusterdash.warehouse import Warehouse

Language = Literal["tr", "en"]

NO_PAGE: Final = "missing"
"""In an address: the page that was asked for and is not there."""
_VISIT: Final = "visit"
_WRITTEN: Final = "links_written"
_REMEMBERED_LINKS: Final = 50


@dataclass(frozen=True)
class Notice:
    """What a followed link asked for and could not have, and which figures changed since it was made."""

    ignored: tuple[Ignored, ...] = ()
    changed_tables: tuple[str, ...] = ()
    unknown_edition: bool = False


@dataclass(frozen=True)
class Visit:
    """One page run: a single edition, a single scenario, a single language.

    `revision` grows when the scenario changes by anything but the live board's own sliders, so that the board
    knows when to take the weights anew.
    """

    warehouse: Warehouse
    scenario: Scenario
    language: Language
    notice: Notice = Notice()
    revision: int = 0

    @property
    def say(self) -> Words:
        return Words(self.language)


def begin() -> Visit:
    """Start a page run on the current edition, following a new link if the visitor came by one."""
    opened = warehouse.current()
    earlier: Visit | None = st.session_state.get(_VISIT)
    link = st.query_params.get("s")
    if earlier is None or (link is not None and link not in st.session_state[_WRITTEN]):
        st.session_state.setdefault(_WRITTEN, [])
        visit = _follow(link, opened, revision=earlier.revision + 1 if earlier else 0)
    else:
        visit = replace(
            earlier, warehouse=opened, revision=earlier.revision + (opened is not earlier.warehouse)
        )
    asked = _known_language(st.query_params.get("lang"))
    if asked and asked != visit.language:
        visit = replace(visit, language=asked, scenario=replace(visit.scenario, language=asked))
    visit = _with_experts(visit)
    keep(visit)
    return visit


def current() -> Visit:
    """The page run a fragment or a callback belongs to."""
    visit: Visit = st.session_state[_VISIT]
    return visit


def words() -> Words:
    """The visitor's language, also before a page run has begun."""
    visit: Visit | None = st.session_state.get(_VISIT)
    return visit.say if visit else Words(_preferred_language())


def keep(visit: Visit) -> None:
    """Make `visit` the session's and write its link to the address bar."""
    st.session_state[_VISIT] = visit
    _write_link(visit)


def change(*, from_board: bool = False, **changes: Any) -> None:
    """Replace fields of the scenario.

    Args:
        from_board: The live board already shows the change, so it need not take the weights anew.
        changes: Fields of `Scenario`.
    """
    visit = current()
    scenario = replace(visit.scenario, **changes)
    keep(replace(visit, scenario=scenario, revision=visit.revision + (not from_board)))


def change_language(language: Language) -> None:
    """Show everything in another language."""
    change(language=language)
    keep(replace(current(), language=language))


def dismiss_notice() -> None:
    """Forget what the followed link could not have."""
    keep(replace(current(), notice=Notice()))


def link(visit: Visit) -> str:
    """The compact form of everything the visitor sees, for `?s=`."""
    complete = replace(visit.scenario, language=visit.language, edition=visit.warehouse.edition.id)
    return scenarios.encode(complete)


def address(visit: Visit) -> str:
    """The address of the page being shown, with everything chosen in it."""
    own = {name: value for name, value in st.query_params.items() if name not in ("s", "lang")}
    return f"{str(st.context.url or '').split('?')[0]}?{urlencode({'s': link(visit), **own}, safe='~,')}"


def known(opened: Warehouse) -> Known:
    """What a link may name in this edition."""
    catalogue = opened.catalogue
    matrix = opened.matrix("goalposts")
    return Known(
        topics=frozenset(catalogue.topics),
        criteria=frozenset(catalogue.criteria),
        provinces=frozenset(matrix.provinces),
        divisions=frozenset(matrix.divisions),
    )


def _follow(link: str | None, opened: Warehouse, revision: int) -> Visit:
    decoded = scenarios.decode(link or "", known(opened))
    language = decoded.scenario.language or _preferred_language()
    ignored = (*_unknown_page(), *(decoded.ignored if link else ()))
    notice = _compare_editions(decoded.scenario.edition, opened, ignored)
    scenario = replace(decoded.scenario, language=language, edition=None)
    return Visit(opened, scenario, language, notice, revision)


def _unknown_page() -> tuple[Ignored, ...]:
    """The page somebody asked for in vain before they were led here."""
    if NO_PAGE not in st.query_params:
        return ()
    name = st.query_params.pop(NO_PAGE)
    return (Ignored("no_page", scenarios.quoted(name)),)


def _with_experts(visit: Visit) -> Visit:
    """What experts said is at hand where the scenario counts it; else official figures count alone."""
    number = visit.scenario.experts
    if experts.take(visit.warehouse, number):
        return visit
    left_out = (*visit.notice.ignored, Ignored("unknown", f"experts-{number}"))
    return replace(
        visit,
        scenario=replace(visit.scenario, experts=0),
        notice=replace(visit.notice, ignored=left_out),
        revision=visit.revision + 1,
    )


def _compare_editions(made_with: str | None, opened: Warehouse, ignored: tuple[Ignored, ...]) -> Notice:
    if made_with is None or made_with == opened.edition.id:
        return Notice(ignored)
    changed = warehouse.changed_tables(None, made_with, opened.edition.id)
    return Notice(ignored, changed or (), unknown_edition=changed is None)


def _write_link(visit: Visit) -> None:
    written: list[str] = st.session_state.setdefault(_WRITTEN, [])
    text = link(visit)
    if text not in written:
        written.append(text)
        del written[:-_REMEMBERED_LINKS]
    if st.query_params.get("s") != text:
        st.query_params["s"] = text
    if "lang" in st.query_params:
        del st.query_params["lang"]


def _preferred_language() -> Language:
    """`?lang=` first, then the browser's, then Turkish."""
    asked = _known_language(st.query_params.get("lang"))
    return asked or _known_language(st.context.locale) or "tr"


def _known_language(name: str | None) -> Language | None:
    found: Mapping[str, Language] = {"tr": "tr", "en": "en"}
    return found.get((name or "").lower().split("-")[0].split("_")[0])
