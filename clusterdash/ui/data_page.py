"""Where every figure comes from: what the data page shows, part by part."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from clusterdash import reports
from clusterdash.catalogue import Criterion, Indicator, Source
from clusterdash.text import Words, numbers, turkish
from clusterdash.ui import session
from clusterdash.ui.session import Language, Visit
from clusterdash.ui.sources import named
from clusterdash.warehouse import Warehouse

Part = Literal["indicators", "sources", "glossary", "tables", "edition"]

_ANY: Final = "any"
_WITHOUT: Final = "without"
_LEVELS: Final = ("pair", "province", "division")
_PARTS: Final[dict[Part, str]] = {
    "indicators": "word.indicators",
    "sources": "word.sources",
    "glossary": "word.glossary",
    "tables": "data.tables",
    "edition": "word.edition",
}
_MAPPING: Final = "research_label_mapping"
_FIRST_TABLE: Final = "employment"
_PREVIEW_ROWS: Final = 20
_HIDDEN_TABLES: Final = ("catalogue_", "boundaries")
"""Kept in an edition in a form for programs: the indicators and sources of this page are what people read."""
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Described:
    """An indicator with the sources it rests on, the criteria that rest on it, and its measured coverage."""

    indicator: Indicator
    sources: tuple[Source, ...]
    criteria: tuple[Criterion, ...]
    coverage: str


# --- the page -------------------------------------------------------------------------------------


def introduction(visit: Visit) -> None:
    """The question and the short answer."""
    say, catalogue = visit.say, visit.warehouse.catalogue
    st.title(say("data.title"), anchor=False)
    st.markdown(
        say(
            "data.lead",
            indicators=str(len(catalogue.indicators)),
            sources=str(len(catalogue.sources)),
            tables=str(len(_shown(visit.warehouse.edition.tables))),
        )
    )


def part(visit: Visit) -> Part:
    """Which part of the page to show."""
    chosen: Part = st.segmented_control(
        visit.say("data.part"),
        list(_PARTS),
        format_func=lambda name: visit.say(_PARTS[name]),
        default="indicators",
        required=True,
        label_visibility="collapsed",
        key="data_part",
    )
    return chosen


# --- indicators -----------------------------------------------------------------------------------


@st.fragment
def indicators() -> None:
    """Every indicator, found by words, level and topic."""
    visit = session.current()
    say = visit.say
    everything = describe(visit.warehouse, say)
    searched, level, topic = st.columns([2, 1, 1])
    text = searched.text_input(
        say("word.search"), key="data_search", placeholder=say("data.search_indicators")
    )
    level_name = {_ANY: say("data.any_level"), **{name: say(f"level.{name}") for name in _LEVELS}}
    chosen_level = level.selectbox(
        say("word.level"), list(level_name), format_func=level_name.__getitem__, key="data_level"
    )
    topic_name = {_ANY: say("data.any_topic"), **_topic_names(visit), _WITHOUT: say("data.no_topic")}
    chosen_topic = topic.selectbox(
        say("word.topic"), list(topic_name), format_func=topic_name.__getitem__, key="data_topic"
    )
    found = matching(everything, text or "", chosen_level, chosen_topic, visit.language)
    st.caption(say.count("data.found", len(found)) if found else say("data.nothing"))
    with st.container(gap="xxsmall"):
        for described in found:
            _indicator(described, visit)
    _expert_criteria(visit)
    st.divider()
    st.markdown(f"**{say('data.download_catalogue')}**")
    _downloads(
        visit,
        "indicators",
        lambda: _catalogue_table(describe(visit.warehouse, visit.say), visit),
        lambda: list(visit.warehouse.catalogue.sources.values()),
    )


def describe(warehouse: Warehouse, say: Words) -> list[Described]:
    """All indicators of the edition, in the catalogue's order."""
    catalogue = warehouse.catalogue
    measured = {row["indicator"]: row for row in warehouse.rows("data_coverage")}
    cells = {row["level"]: row["cells"] for row in warehouse.rows("data_cells")}
    return [
        Described(
            indicator,
            sources=tuple(catalogue.sources[source] for source in indicator.sources),
            criteria=tuple(c for c in catalogue.criteria.values() if c.indicator == indicator.id),
            coverage=_coverage(indicator, measured.get(indicator.id), cells[indicator.level], say),
        )
        for indicator in catalogue.indicators.values()
    ]


def matching(
    everything: Sequence[Described], text: str, level: str, topic: str, language: Language
) -> list[Described]:
    """The indicators of that level and topic that contain every word of the text, whatever its letters."""
    kept = [
        described
        for described in everything
        if level in (_ANY, described.indicator.level)
        and (
            topic == _ANY
            or (topic == _WITHOUT and not described.criteria)
            or topic in {criterion.topic for criterion in described.criteria}
        )
    ]
    return turkish.search(kept, text, lambda described: _searched(described, language))


def _searched(described: Described, language: Language) -> str:
    """The name comes first, so that what begins with the words typed is found first."""
    indicator = described.indicator
    words = [indicator.name.in_(language), indicator.explanation.in_(language), indicator.id]
    for criterion in described.criteria:
        words += [criterion.code, criterion.name.in_(language)]
    for source in described.sources:
        words += [source.authority.in_(language), source.table.in_(language)]
    return " ".join(words)


def _coverage(indicator: Indicator, measured: Mapping[str, Any] | None, cells: int, say: Words) -> str:
    if measured is None:
        return say("data.coverage_none")
    key = "data.coverage_year" if indicator.yearly else "data.coverage_of"
    return say(
        key,
        present=numbers.number(measured["present"], say.language, digits=0),
        cells=numbers.number(cells, say.language, digits=0),
        share=_share(measured["present"], cells, say.language),
        year=str(measured["last_year"]),
    )


def _share(part: int, whole: int, language: Language) -> str:
    """In whole per cent, but 100 only where nothing is missing."""
    percent = 100 * part / whole
    return numbers.percent(percent, language, digits=1 if 99.5 <= percent < 100 else 0)


def _indicator(described: Described, visit: Visit) -> None:
    indicator = described.indicator
    parts = [indicator.unit.in_(visit.language), described.coverage]
    parts += [criterion.code for criterion in described.criteria]
    line = f"**{indicator.name.in_(visit.language)}** · {' · '.join(parts)}"
    box = st.expander(line, key=f"data_indicator_{indicator.id}", type="compact", on_change="rerun")
    if box.open:
        box.markdown("\n\n".join(_about_indicator(described, visit)))


def _about_indicator(described: Described, visit: Visit) -> Iterator[str]:
    say, language, indicator = visit.say, visit.language, described.indicator
    yield indicator.explanation.in_(language)
    yield f"**{say('word.formula')}:** `{indicator.formula.in_(language)}`"
    yield (
        f"**{say('word.unit')}:** {indicator.unit.in_(language)} · "
        f"**{say('word.level')}:** {say(f'level.{indicator.level}')} · "
        f"**{say('data.period')}:** {indicator.years}"
    )
    yield f"**{say('data.coverage')}:** {described.coverage}"
    if any(source.id == _MAPPING for source in described.sources):
        yield _labels_mapped(visit)
    yield f"**{say('word.source')}**"
    yield _bullets(named(source, language) for source in described.sources)
    yield f"**{say('word.limits')}**"
    yield _bullets(_limits(described, language))
    yield f"**{say('word.criterion')}**"
    yield _bullets(_criterion_line(criterion, visit) for criterion in described.criteria) or say(
        "data.no_criterion"
    )


def _limits(described: Described, language: Language) -> Iterator[str]:
    """The indicator's own first, then those of its sources, each once."""
    limits = [described.indicator.limits] if described.indicator.limits else []
    limits += [limit for source in described.sources for limit in source.limits]
    return iter(dict.fromkeys(limit.in_(language) for limit in limits))


def _criterion_line(criterion: Criterion, visit: Visit) -> str:
    say, language = visit.say, visit.language
    return say(
        "data.criterion_line",
        code=criterion.code,
        name=criterion.name.in_(language),
        topic=visit.warehouse.catalogue.topics[criterion.topic].name.in_(language),
        origin=say(f"origin.{criterion.origin}"),
        basis=criterion.basis.in_(language),
    )


def _expert_criteria(visit: Visit) -> None:
    expert = [c for c in visit.warehouse.catalogue.criteria.values() if c.kind == "expert"]
    if expert:
        named = ", ".join(f"{c.code} {c.name.in_(visit.language)}" for c in expert)
        st.caption(visit.say("data.without_indicator", criteria=named))


def _catalogue_table(everything: Sequence[Described], visit: Visit) -> pd.DataFrame:
    say, language = visit.say, visit.language
    rows = [
        {
            say("word.indicator"): described.indicator.name.in_(language),
            say("word.explanation"): described.indicator.explanation.in_(language),
            say("word.unit"): described.indicator.unit.in_(language),
            say("word.level"): say(f"level.{described.indicator.level}"),
            say("data.period"): described.indicator.years,
            say("word.formula"): described.indicator.formula.in_(language),
            say("data.coverage"): described.coverage,
            say("word.criterion"): ", ".join(
                f"{c.code} ({say(f'origin.{c.origin}')})" for c in described.criteria
            ),
            say("word.source"): " ".join(named(source, language) for source in described.sources),
            say("word.limits"): " ".join(_limits(described, language)),
        }
        for described in everything
    ]
    return pd.DataFrame(rows)


# --- sources --------------------------------------------------------------------------------------


@st.fragment
def sources() -> None:
    """Every source with its licence note, its limits and what rests on it."""
    visit = session.current()
    say, language = visit.say, visit.language
    text = st.text_input(
        say("word.search"), key="data_search_sources", placeholder=say("data.search_sources")
    )
    found = turkish.search(
        visit.warehouse.catalogue.sources.values(),
        text or "",
        lambda source: f"{source.authority.in_(language)} {source.table.in_(language)} {source.year}",
    )
    st.caption(say.count("data.found_sources", len(found)) if found else say("data.nothing"))
    with st.container(gap="xxsmall"):
        for source in found:
            _source(source, visit)


def _source(source: Source, visit: Visit) -> None:
    line = named(source, visit.language)
    box = st.expander(line, key=f"data_source_{source.id}", type="compact", on_change="rerun")
    if box.open:
        box.markdown("\n\n".join(_about_source(source, visit)))


def _about_source(source: Source, visit: Visit) -> Iterator[str]:
    say, language = visit.say, visit.language
    yield f"**{say('word.unit')}:** {source.unit.in_(language)}"
    yield f"**{say('word.licence')}:** {source.licence.in_(language)}"
    if source.url:
        yield f"**{say('data.address')}:** {source.url}"
    if source.id == _MAPPING:
        yield _labels_mapped(visit)
    yield f"**{say('word.limits')}**"
    yield _bullets(limit.in_(language) for limit in source.limits)
    users = [i for i in visit.warehouse.catalogue.indicators.values() if source.id in i.sources]
    if users:
        yield f"**{say('data.used_by')}:** " + ", ".join(i.name.in_(language) for i in users)


def _labels_mapped(visit: Visit) -> str:
    """How far the research labels could be mapped, counted in the tables."""
    found = visit.warehouse.rows("data_labels")[0]
    counts = {name: numbers.number(count, visit.language, digits=0) for name, count in found.items()}
    return visit.say(
        "data.labels_mapped",
        label_share=_share(found["mapped_labels"], found["labels"], visit.language),
        centre_share=_share(found["mapped_centres"], found["centres"], visit.language),
        **counts,
    )


# --- glossary -------------------------------------------------------------------------------------


@st.fragment
def glossary() -> None:
    """The words of the field, in alphabetical order."""
    visit = session.current()
    say, language = visit.say, visit.language
    text = st.text_input(
        say("word.search"), key="data_search_glossary", placeholder=say("data.search_glossary")
    )
    terms = sorted(
        visit.warehouse.catalogue.glossary.values(),
        key=lambda term: turkish.sort_key(term.term.in_(language)),
    )
    found = turkish.search(
        terms, text or "", lambda term: f"{term.term.tr} {term.term.en} {term.meaning.in_(language)}"
    )
    st.caption(say.count("data.found_terms", len(found)) if found else say("data.nothing"))
    other: Language = "en" if language == "tr" else "tr"
    for term in found:
        st.markdown(
            f"**{term.term.in_(language)}** :small[· {term.term.in_(other)}]  \n{term.meaning.in_(language)}"
        )


# --- tables ---------------------------------------------------------------------------------------


@st.fragment
def tables() -> None:
    """One table of the edition: its first rows, and all of it as a file."""
    visit = session.current()
    say, warehouse = visit.say, visit.warehouse
    tables = _table_names(warehouse)
    name = st.selectbox(
        say("word.table"),
        tables,
        index=tables.index(_FIRST_TABLE),
        format_func=lambda table: f"{table} · {say(f'data.table.{table}')}",
        key="data_table",
    )
    table = warehouse.frame("data_table", table=name)
    st.markdown(
        say(
            "data.table_size",
            rows=numbers.number(len(table), visit.language, digits=0),
            columns=str(len(table.columns)),
        )
    )
    source_of = partial(_sources_of, visit, name)
    _downloads(visit, name, lambda: table, source_of)
    st.caption(say("data.table_note"))
    st.caption(say("data.table_preview", count=str(min(_PREVIEW_ROWS, len(table)))))
    st.dataframe(
        _as_text(table.head(_PREVIEW_ROWS)), hide_index=True, alt=say(f"data.table.{name}"), height="content"
    )
    st.caption(f"**{say('word.source')}**\n\n" + _bullets(named(s, visit.language) for s in source_of()))


def _table_names(warehouse: Warehouse) -> list[str]:
    return _shown((*warehouse.edition.tables, *warehouse.edition.derived))


def _shown(tables: Iterable[str]) -> list[str]:
    return [name for name in tables if not name.startswith(_HIDDEN_TABLES)]


def _sources_of(visit: Visit, table: str) -> list[Source]:
    """The sources a table's rows name; a computed table names none, and rests on those of the indicators."""
    catalogue = visit.warehouse.catalogue
    if table in visit.warehouse.edition.tables:
        found = visit.warehouse.rows("data_table_sources", table=table)
        return [catalogue.sources[row["source_id"]] for row in found]
    used = {source for indicator in catalogue.indicators.values() for source in indicator.sources}
    return [source for source in catalogue.sources.values() if source.id in used]


def _as_text(table: pd.DataFrame) -> pd.DataFrame:
    """As the files have it: codes keep their zeros, years get no thousands separator, blanks stay blank."""
    return table.astype(object).map(lambda value: "" if pd.isna(value) else str(value))


# --- the edition ----------------------------------------------------------------------------------


@st.fragment
def edition() -> None:
    """Which edition this is, when it was built, what changed since the one before, and what it is made of."""
    visit = session.current()
    say, language, shown = visit.say, visit.language, visit.warehouse.edition
    st.markdown(
        say("data.edition_is", edition=shown.id, built=numbers.date(built_at(visit).date(), language))
    )
    st.caption(say("data.edition_explained"))
    st.markdown(f"**{say('data.edition_changes')}**")
    st.markdown(_bullets(_changes(visit)))
    st.markdown(f"**{say('data.edition_tables')}**")
    stamps = {**shown.tables, **shown.derived}
    rows = [
        {
            say("word.table"): name,
            say("data.column_holds"): say(f"data.table.{name}"),
            say("data.column_rows"): numbers.number(stamps[name].rows, language, digits=0),
            say("data.column_hash"): stamps[name].hash[:12],
        }
        for name in _table_names(visit.warehouse)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=say("data.edition_tables"), height="content")


def built_at(visit: Visit) -> datetime.datetime:
    """When the edition was built."""
    return datetime.datetime.fromisoformat(visit.warehouse.edition.built_at)


def _changes(visit: Visit) -> Iterator[str]:
    """One sentence per table that changed, or why there is none."""
    say, language, shown = visit.say, visit.language, visit.warehouse.edition
    if shown.previous is None:
        yield say("data.edition_first")
    elif not shown.changes:
        yield say("data.edition_lost", edition=shown.previous)
    for change in shown.changes:
        table = f"{say(f'data.table.{change.table}')} (`{change.table}`)"
        counts = (change.added, change.removed, change.changed)
        if None in counts:
            yield say("data.change_unknown", table=table)
            continue
        added, removed, changed = (numbers.number(count, language, digits=0) for count in counts)
        yield say("data.change", table=table, added=added, removed=removed, changed=changed)


# --- shared ---------------------------------------------------------------------------------------


def _downloads(
    visit: Visit, name: str, table: Callable[[], pd.DataFrame], used: Callable[[], Sequence[Source]]
) -> None:
    """Both files of a table, written only when somebody asks for them."""
    say, language, shown = visit.say, visit.language, visit.warehouse.edition
    file_name = f"clusterdash-{name}-{shown.id}"

    def as_csv() -> bytes:
        return reports.table_csv(table(), language)

    def as_xlsx() -> bytes:
        return reports.table_xlsx(
            table(),
            name=name,
            sources=used(),
            edition=shown.id,
            created=built_at(visit),
            language=language,
        )

    with st.container(horizontal=True):
        for kind, content, mime in (("csv", as_csv, "text/csv"), ("xlsx", as_xlsx, _XLSX)):
            st.download_button(
                say(f"download.{kind}"),
                content,
                file_name=f"{file_name}.{kind}",
                mime=mime,
                key=f"data_download_{name}_{kind}",
                icon=":material/download:",
                on_click="ignore",
            )


def _topic_names(visit: Visit) -> dict[str, str]:
    return {code: topic.name.in_(visit.language) for code, topic in visit.warehouse.catalogue.topics.items()}


def _bullets(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
