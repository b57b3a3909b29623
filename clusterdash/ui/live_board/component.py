"""Mount the live board and read what comes back from it.

The board recomputes everything in the browser while a slider is dragged and reports on release. What it is
given (`BoardData`) must therefore not depend on the points: unchanged data are not sent again, so that a
release costs the answer of the page and nothing else. What it reports is untrusted JSON (`parse_state`):

- ``weights``: {topic: 0-100}, ``criteria``: {criterion: 0-100}, all of them on every release;
- ``selected``: {"division": code} or {"province": plate code}.

The board adds a running number ``again`` to a value it repeats, since Streamlit takes an equal value for no
change; it is ignored here like every other key nobody asked for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal

import streamlit as st
from babel import Locale

from clusterdash.charts import theme
from clusterdash.ui.components import component

SMALL_FIRM_BASE: Final = 20

Status = Literal["ranked", "absent", "below_minimum"]

# The words of the board and the placeholders each keeps; messages/board.toml holds them in both languages.
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "weights": (),
    "heading": (),
    "undo": (),
    "redo": (),
    "reset": (),
    "picture": (),
    "criteria_of": ("topic",),
    "no_criteria": (),
    "slider_value": ("points", "share"),
    "slider_value_heavy": ("points", "share"),
    "heavy": (),
    "half": ("points",),
    "hold_always": (),
    "hold_between": ("from", "to"),
    "hold_at": ("from",),
    "hold_below": ("name",),
    "hold_above": ("name",),
    "nobody": (),
    "all_zero": (),
    "loading": (),
    "failed": (),
    "retry": (),
    "show_all": ("count",),
    "show_fewer": (),
    "pick": (),
    "small": (),
    "absent": (),
    "below_minimum": (),
    "uncovered": ("coverage",),
    "map": (),
    "map_value": ("name", "score"),
    "map_none": ("name",),
    "no_score": (),
    "explain_place": ("name", "rank", "count", "score"),
    "explain_tied": ("name", "rank", "count", "score", "ties"),
    "explain_one": ("first",),
    "explain_two": ("first", "second"),
    "explain_up": ("places",),
    "explain_down": ("places",),
    "explain_coverage": ("coverage",),
    "explain_pick": (),
    "explain_small": ("workplaces",),
    "explain_absent": ("name",),
    "explain_below_minimum": ("name", "workplaces"),
    "explain_uncovered": ("name", "coverage"),
}


@dataclass(frozen=True)
class Points:
    """Points of every topic and every criterion, 0-100."""

    topics: Mapping[str, int]
    criteria: Mapping[str, int]


@dataclass(frozen=True)
class Alternative:
    """One row of the ranking. `key`: the division's code, or the plate code as text."""

    key: str
    name: str
    workplaces: int
    insured: int
    status: Status
    pick: bool = False


@dataclass(frozen=True)
class BoardTopic:
    code: str
    name: str
    explanation: str


@dataclass(frozen=True)
class BoardCriterion:
    """`usable` is False for an expert criterion without scores; `notes` are short remarks for this view."""

    code: str
    topic: str
    name: str
    explanation: str
    usable: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BoardState:
    """What the board stands at: points, and the province and division in hand."""

    points: Points
    province: int
    division: str


@dataclass(frozen=True)
class BoardData:
    """All the board needs; nothing but `state` may depend on the points.

    `matrix` and `boundaries` are addresses relative to the application's root: little-endian float64 of
    shape (provinces, divisions, columns) with NaN for missing, and GeoJSON whose features have the plate
    code as id. `provinces` (plate code → name), `divisions` and `columns` (criteria) give the order in the
    matrix. `state.province` is the scope in view "sectors" and the selection in view "provinces",
    `state.division` the other way round; `division_name` names it. `caption` stands under the saved
    picture. `fill` is what a missing figure counts as, by column (None: its weight goes to the others of its
    topic). `revision` must grow when points or selection change by anything but the board itself.
    """

    edition: str
    matrix: str
    boundaries: str
    view: Literal["sectors", "provinces"]
    title: str
    division_name: str
    provinces: Mapping[int, str]
    divisions: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Alternative, ...]
    topics: tuple[BoardTopic, ...]
    criteria: tuple[BoardCriterion, ...]
    defaults: Points
    state: BoardState
    aggregation: Literal["arithmetic", "geometric"]
    language: Literal["tr", "en"]
    text: Mapping[str, str]
    caption: tuple[str, ...]
    revision: int
    file_name: str = "clusterdash"
    fill: tuple[float | None, ...] | None = None

    def payload(self) -> dict[str, Any]:
        """The JSON the browser gets; it takes points and selection from here when the revision is new."""
        in_rows = self.view == "sectors" and any(row.key == self.state.division for row in self.rows)
        return {
            "edition": self.edition,
            "matrix": self.matrix,
            "boundaries": self.boundaries,
            "view": self.view,
            "title": self.title,
            "province": self.state.province,
            "division": self.state.division,
            "division_name": "" if in_rows else self.division_name,
            "provinces": [{"code": code, "name": name} for code, name in self.provinces.items()],
            "divisions": list(self.divisions),
            "columns": list(self.columns),
            "rows": [_row(row) for row in self.rows],
            "topics": [
                {
                    "code": t.code,
                    "name": t.name,
                    "explanation": t.explanation,
                    "colour": theme.TOPIC_COLOURS[t.code],
                }
                for t in self.topics
            ],
            "criteria": [
                {
                    "code": c.code,
                    "topic": c.topic,
                    "name": c.name,
                    "explanation": c.explanation,
                    "usable": c.usable,
                    "notes": list(c.notes),
                }
                for c in self.criteria
            ],
            "points": _points(self.state.points),
            "defaults": _points(self.defaults),
            "colours": {"scale": list(score_scale()), "chosen": theme.CHOSEN},
            "aggregation": self.aggregation,
            "fill": self.fill and list(self.fill),
            "revision": self.revision,
            "language": self.language,
            "text": dict(self.text),
            "format": number_format(self.language),
            "caption": list(self.caption),
            "file_name": self.file_name,
        }


def _row(row: Alternative) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "workplaces": row.workplaces,
        "status": row.status,
        "pick": row.pick,
        "small": row.status == "ranked" and row.workplaces < SMALL_FIRM_BASE,
    }


def _points(points: Points) -> dict[str, dict[str, int]]:
    return {"topics": dict(points.topics), "criteria": dict(points.criteria)}


def board_words(say: Callable[..., str]) -> dict[str, str]:
    """The board's words with their placeholders still in them; the browser fills those."""
    return {
        key: say(f"board.{key}", **{name: f"{{{name}}}" for name in names}) for key, names in WORDS.items()
    }


@lru_cache(maxsize=2)
def number_format(language: str) -> dict[str, str]:
    """Decimal sign, group sign and percent pattern of the language."""
    locale = Locale.parse(language)
    symbols = locale.number_symbols["latn"]
    percent = locale.percent_formats[None].pattern
    return {
        "decimal": symbols["decimal"],
        "group": symbols["group"],
        "percent": "%{value}" if percent.startswith("%") else "{value}%",
    }


@lru_cache(maxsize=1)
def score_scale() -> tuple[str, ...]:
    """The stops of the sequential scale of the maps, #rrggbb from low to high on dark paper."""
    from plotly import colors

    return tuple(colour for _, colour in colors.get_colorscale(theme.SEQUENTIAL))


# --- mounting -------------------------------------------------------------------------------------


def live_board(
    data: BoardData,
    *,
    key: str = "board",
    on_weights: Callable[[BoardState], object],
    on_criteria: Callable[[BoardState], object],
    on_selected: Callable[[BoardState], object],
) -> None:
    """Show the board; what people do there arrives in the callbacks, before the next run of the page.

    Each callback gets the state the board stands at, of which its own part is new: the topics' points, the
    criteria's, or the province and the division in hand.
    """

    kept = f"{key}_given"
    given = give(data, st.session_state.get(kept) if key in st.session_state else None)
    st.session_state[kept] = given

    def hearing(part: str, take: Callable[[BoardState], object]) -> Callable[[], None]:
        def hear() -> None:
            raw, known = st.session_state.get(key), st.session_state[kept]
            reported = {part: raw.get(part)} if isinstance(raw, Mapping) else None
            state = parse_state(reported, replace(data, state=known.latest))
            st.session_state[kept] = replace(known, latest=state)
            take(state)

        return hear

    component("board")(
        key=key,
        data=given.packed,
        on_weights_change=hearing("weights", on_weights),
        on_criteria_change=hearing("criteria", on_criteria),
        on_selected_change=hearing("selected", on_selected),
    )


@dataclass(frozen=True)
class Given:
    """What a mounted board was given, what it was told first under this revision, and what it said last."""

    data: BoardData
    first: BoardState
    latest: BoardState
    packed: bytes = b""
    """The payload as JSON, made once: a release sends nothing new, and need not write it down to find out."""

    def pack(self) -> Given:
        """With what is to be sent."""
        written = json.dumps(self.payload(), ensure_ascii=False, separators=(",", ":"))
        return replace(self, packed=written.encode())

    def payload(self) -> dict[str, Any]:
        """The board has moved on since `first`: naming its own points to it would only make data differ."""
        state = self.data.state
        scope = {"province": state.province} if self.data.view == "sectors" else {"division": state.division}
        return replace(self.data, state=replace(self.first, **scope)).payload()


def give(data: BoardData, before: Given | None) -> Given:
    """before: None for a board that is mounted anew, which starts from today's points."""
    if before is None or (before.data.revision, before.data.view) != (data.revision, data.view):
        return Given(data, data.state, data.state).pack()
    if before.data is data:  # the run of a fragment: the board has said more than its data know
        return before
    return replace(before, data=data, latest=data.state).pack()


# --- what comes back ------------------------------------------------------------------------------


def parse_state(raw: object, data: BoardData) -> BoardState:
    """What the board reports, over the state it was given.

    raw: whatever came from the browser. Points are rounded and limited to 0-100; topics and criteria left
    out keep their points; unknown codes and values that are not finite numbers are ignored. Never raises.
    """
    reported = raw if isinstance(raw, Mapping) else {}
    state = data.state
    selected = reported.get("selected")
    chosen = selected if isinstance(selected, Mapping) else {}
    return BoardState(
        points=Points(
            topics=_reported_points(reported.get("weights"), state.points.topics),
            criteria=_reported_points(reported.get("criteria"), state.points.criteria),
        ),
        province=_one_of(chosen.get("province"), data.provinces, int, state.province),
        division=_one_of(chosen.get("division"), data.divisions, str, state.division),
    )


def _reported_points(raw: object, current: Mapping[str, int]) -> dict[str, int]:
    given = raw if isinstance(raw, Mapping) else {}
    return {code: _limited(given.get(code), points) for code, points in current.items()}


def _limited(raw: object, current: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        return current
    return round(min(max(raw, 0), 100))


def _one_of(raw: object, known: Any, kind: type[Any], current: Any) -> Any:
    return raw if type(raw) is kind and raw in known else current
