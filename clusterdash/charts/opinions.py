"""What a meeting says, drawn for a page and for a hall: weights, places, agreement, verdicts, movement.

For the hall everything is large enough for the last row and nothing waits for a pointer: names stand at both
ends of a line and figures at the end of a bar. Kinds of institution differ in colour and in shape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import rows, theme
from clusterdash.comparison import ExpertScore, Stand, TopicWeights
from clusterdash.comparison.rounds import Weights
from clusterdash.records.values import KINDS
from clusterdash.text import Words, numbers

Size = Literal["hall", "page"]

KIND_COLOURS: Final = dict(zip(KINDS, theme.LINES, strict=True))
KIND_SYMBOLS: Final = dict(
    zip(KINDS, ("circle", "square", "diamond", "triangle-up", "cross", "star"), strict=True)
)
CONFIRM: Final = "#0072B2"
DISPUTE: Final = "#D55E00"
_CONFIRM_ON_DARK: Final = "#56B4E9"
_MOST_COLOURED: Final = len(theme.LINES)
_WIDEST_SWARM: Final = 0.34
"""Half the height of a row's marks, in rows."""
_BRIGHT: Final = 0.45
"""The part of viridis from which black is read better than white."""
_ABOVE: Final = 0.42
"""Where a row's name stands, in rows above its middle: clear of the marks of a swarm."""
_LETTER: Final = 0.52
"""How wide a letter of a name is, of the text's size."""
_ABOVE_BAR: Final = 0.27
_HALF_BAR: Final = 0.23


@dataclass(frozen=True)
class _Look:
    """Sizes in pixels of text, marks, lines and rows, and the ink that stands out from the paper."""

    hall: bool
    text: int
    mark: int
    line: int
    row: int
    longest: int
    ink: str
    paper: str
    muted: str
    confirm: str


def _look(size: Size, dark: bool) -> _Look:
    ink, paper = ("#E7EDF1", "#10181E") if dark else ("#17242E", "#FFFFFF")
    confirm = _CONFIRM_ON_DARK if dark else CONFIRM
    if size == "hall":
        return _Look(True, 26, 18, 6, 122, 29, ink, paper, theme.MUTED, confirm)
    return _Look(False, 14, 9, 3, 76, 22, ink, paper, theme.MUTED, confirm)


# --- weights --------------------------------------------------------------------------------------


def weights(
    found: TopicWeights, *, say: Words, topics: Mapping[str, str], size: Size, dark: bool
) -> go.Figure:
    """A strip for each topic: every ballot a mark by kind of institution, the median a line.

    Args:
        topics: Topic code to its name, in the order of the rows.
    """
    look = _look(size, dark)
    figure = _strips(list(topics.values()), say, look)
    kinds = [dot.kind for dot in found.dots]
    points = np.array([[dot.points[topic] for topic in topics] for dot in found.dots])
    heights = np.column_stack([_swarm(column) for column in points.T]) + np.arange(len(topics))
    for kind in (kind for kind in KINDS if kind in kinds):
        own = [place for place, other in enumerate(kinds) if other == kind]
        name = say(f"records.word.{kind}")
        shown = [
            say("opinions.point", kind=name, points=numbers.number(value, say.language, 0))
            for value in points[own].ravel()
        ]
        figure.add_trace(
            go.Scatter(
                x=points[own].ravel().tolist(),
                y=heights[own].ravel().tolist(),
                mode="markers",
                name=say("opinions.kind_count", kind=name, count=numbers.number(len(own), say.language, 0)),
                marker={
                    "size": look.mark,
                    "symbol": KIND_SYMBOLS[kind],
                    "color": KIND_COLOURS[kind],
                    "opacity": 0.9,
                    "line": {"color": look.ink, "width": 1},
                },
                customdata=shown,
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    for row, topic in enumerate(topics):
        _median(figure, found.everybody.median[topic], row, say, look)
    # Six kinds stand one below the other on a telephone.
    legend = 0 if look.hall else round(1.5 * look.text) * len(set(kinds))
    figure.update_xaxes(range=[-1.5, float(points.max()) + 3])
    return _legend_on_top(figure, look).update_layout(height=figure.layout.height + legend)


def _median(figure: go.Figure, value: float, row: int, say: Words, look: _Look) -> None:
    shown = numbers.number(value, say.language, 0 if round(value, 1).is_integer() else 1)
    _upright(figure, value, row, _WIDEST_SWARM, look.ink, look.line)
    _right_above(figure, row, f"{say('opinions.median')} <b>{shown}</b>", look)


def _swarm(values: Any) -> Any:
    """Heights that keep equal values apart: 0, one up, one down, and so on, within a row."""
    whole = np.rint(values).astype(int)
    most = max(Counter(whole.tolist()).values())
    step = min(0.15, 2 * _WIDEST_SWARM / max(most - 1, 1))
    seen: Counter[int] = Counter()
    heights = np.zeros(len(whole))
    for place, value in enumerate(whole.tolist()):
        turn = seen[value]
        heights[place] = step * ((turn + 1) // 2) * (1 if turn % 2 else -1)
        seen[value] += 1
    return heights


# --- places ---------------------------------------------------------------------------------------


def slope(
    places: pd.DataFrame, *, say: Words, size: Size, dark: bool, coloured: Collection[str] = ()
) -> go.Figure:
    """One line per sector from its place in the first column to that in the last; place 1 on top.

    Args:
        places: Sectors × ways of ranking, both labelled as shown, with places among the shortlist (NaN: no
            place; such a sector is named at the bottom).
        coloured: Sectors whose line stands out, at most six.
    """
    look = _look(size, dark)
    ends = (0, len(places.columns) - 1) if look.hall else (0,)
    heights = {end: _heights(places.iloc[:, end]) for end in ends}
    lowest = max([len(places), *(height for end in heights.values() for height in end.values())])
    figure = go.Figure(layout=_paper(say, look, round(look.row * 0.5 * (lowest + 1)) + 3 * look.text))
    strong = [str(name) for name in places.index if str(name) in coloured][:_MOST_COLOURED]
    colours = dict(zip(strong, theme.LINES, strict=False))
    first = ~places.apply(pd.Series.duplicated)
    for name, alone in zip(places.index, first.to_numpy().tolist(), strict=True):
        colour = colours.get(str(name), look.muted)
        figure.add_trace(_line(str(name), places.loc[name], alone, colour, str(name) in colours, say, look))
    for end in ends:
        _name_end(figure, places.iloc[:, end], end, heights[end], colours, say, look)
    names = [rows.shortened(str(name), look.longest) for name in places.index]
    margin = look.mark + round(_LETTER * look.text * (max(map(len, names), default=0) + 2))
    figure.update_yaxes(range=[lowest + 0.6, 0.2], visible=False, fixedrange=True)
    figure.update_xaxes(
        tickvals=list(range(places.shape[1])),
        ticktext=[_in_lines(str(name), 10 if look.hall else 8) for name in places.columns],
        tickangle=0,
        range=[-0.06, max(places.shape[1] - 1, 0) + (0.06 if look.hall else 0.25)],
        side="top",
        showgrid=True,
        zeroline=False,
        fixedrange=True,
    )
    return figure.update_layout(
        showlegend=False,
        margin={"l": margin, "r": margin if look.hall else 32, "t": 3 * look.text, "b": 8},
    )


def _line(
    name: str,
    places: pd.Series[float],
    alone: Sequence[bool],
    colour: str,
    strong: bool,
    say: Words,
    look: _Look,
) -> go.Scatter:
    """One sector's line; `alone` says where it writes its place: those that tie would write on each other."""
    written = [numbers.number(place, say.language, 0) for place in places]
    said = [
        say("opinions.no_place", column=str(column))
        if np.isnan(place)
        else say("opinions.place", column=str(column), place=shown)
        for column, place, shown in zip(places.index, places, written, strict=True)
    ]
    inner = ["", *written[1:]] if not look.hall else ["", *written[1:-1], ""]
    return go.Scatter(
        x=list(range(len(places))),
        y=[None if np.isnan(place) else float(place) for place in places],
        mode="lines+markers+text",
        text=[shown if mine else "" for shown, mine in zip(inner, alone, strict=True)],
        textposition=["top center"] * (len(places) - 1) + ["middle right"],
        line={"color": colour, "width": look.line if strong else max(1, look.line // 2)},
        marker={"size": look.mark if strong else round(look.mark * 0.7), "color": colour},
        connectgaps=False,
        cliponaxis=False,
        name=name,
        customdata=[[name, text] for text in said],
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    )


def _heights(places: pd.Series[float]) -> dict[str, float]:
    """Where each name stands: at its place, ties one below the other, those without a place at the end."""
    found: dict[str, float] = {}
    for name, place in places.sort_values(kind="stable").items():
        wanted = float(len(places)) if np.isnan(place) else float(place)
        found[str(name)] = max(wanted, max(found.values(), default=0.0) + 1.0)
    return found


def _name_end(
    figure: go.Figure,
    places: pd.Series[float],
    column: int,
    heights: Mapping[str, float],
    colours: Mapping[str, str],
    say: Words,
    look: _Look,
) -> None:
    left = column == 0
    for name, place in places.items():
        shown = rows.shortened(str(name), look.longest)
        rank = numbers.number(place, say.language, 0)
        words = f"{shown}\u2002{rank}" if left else f"{rank}\u2002{shown}"
        figure.add_annotation(
            text=f"<b>{words}</b>" if str(name) in colours else words,
            x=column,
            xshift=(-1 if left else 1) * look.mark,
            xanchor="right" if left else "left",
            y=heights[str(name)],
            showarrow=False,
            font={"size": look.text},
        )


# --- agreement ------------------------------------------------------------------------------------


def agreement(
    measures: Sequence[tuple[str, float | None]], *, say: Words, size: Size, dark: bool
) -> go.Figure:
    """Measures of agreement as bars from 0; what is not known is a dash.

    Args:
        measures: Name and value (-1 to 1) of each, from top to bottom.
    """
    look = _look(size, dark)
    figure = _strips([name for name, _ in measures], say, look, _ABOVE_BAR)
    low = min([0.0, *(value for _, value in measures if value is not None)])
    for row, (_, value) in enumerate(measures):
        shown = numbers.number(value, say.language, 2)
        if value is not None:
            figure.add_trace(_bar(value, row, look.confirm if value >= 0 else DISPUTE))
        _figure_at(figure, max(value or 0.0, 0.0), row, shown, look)
    for row in range(len(measures)):
        _edge(figure, 0, row, look.ink)
        _edge(figure, 1, row, look.muted)
    return figure.update_xaxes(
        range=[low - (0.05 if low else 0.0), 1.14], tickvals=[-1, -0.5, 0, 0.5, 1]
    ).update_layout(showlegend=False)


def verdicts(
    found: Sequence[Stand], *, say: Words, names: Mapping[str, str], size: Size, dark: bool
) -> go.Figure:
    """How many confirm (to the right) and dispute (to the left) each proposed sector.

    Args:
        names: Division to its name.
    """
    look = _look(size, dark)
    labels = [names[stand.division] for stand in found]
    figure = _strips(labels, say, look, _ABOVE_BAR)
    widest = max([1, *(max(stand.confirm, stand.dispute) for stand in found)])
    for row, stand in enumerate(found):
        for count, side, colour, stance in (
            (stand.confirm, 1, look.confirm, "confirm"),
            (stand.dispute, -1, DISPUTE, "dispute"),
        ):
            words = say(
                "opinions.stance_count",
                stance=say(f"opinions.stance.{stance}"),
                count=numbers.number(count, say.language, 0),
            )
            figure.add_trace(_bar(side * count, row, colour, words))
            beside = words if look.hall else _in_lines(words, 10)  # or a telephone would cut them
            _figure_at(figure, side * count, row, beside, look, side=side)
        _right_above(
            figure,
            row,
            say(
                "opinions.stance_count",
                stance=say("opinions.stance.silent"),
                count=numbers.number(stand.silent, say.language, 0),
            ),
            look,
            _ABOVE_BAR,
        )
        _edge(figure, 0, row, look.ink)
    room = 1.75 if look.hall else 2.1
    return figure.update_xaxes(range=[-room * widest, room * widest], visible=False).update_layout(
        showlegend=False
    )


def expert_scores(
    found: Sequence[ExpertScore],
    *,
    say: Words,
    names: Mapping[str, str],
    criteria: Mapping[str, str],
    size: Size,
    dark: bool,
) -> go.Figure:
    """Mean expert scores, sectors × criteria, 1 to 5; a dash where nobody gave one.

    Args:
        names: Division to its name, in the order of the rows.
        criteria: Expert criterion to its name, in the order of the columns.
    """
    look = _look(size, dark)
    means = {(score.division, score.criterion): score.mean for score in found}
    values = [[means.get((division, code)) for code in criteria] for division in names]
    figure = go.Figure(layout=_paper(say, look, round(look.row * 0.55 * len(names)) + 70))
    figure.add_trace(
        go.Heatmap(
            x=[_in_lines(name, 18) for name in criteria.values()],
            y=[rows.shortened(name, look.longest) for name in names.values()],
            z=values,
            zmin=1,
            zmax=5,
            colorscale=theme.SEQUENTIAL,
            reversescale=not dark,
            xgap=2,
            ygap=2,
            hoverongaps=False,
            text=[[numbers.number(value, say.language, 1) for value in row] for row in values],
            hovertemplate="<b>%{y}</b><br>%{x}: %{text}<extra></extra>",
            showscale=False,
        )
    )
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            figure.add_annotation(
                x=column,
                y=row,
                text=numbers.number(value, say.language, 1),
                showarrow=False,
                font={"size": look.text, "color": _on_scale(value, dark, look)},
            )
    figure.update_xaxes(side="top", showgrid=False, fixedrange=True)
    return figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, automargin=True)


# --- the second round -----------------------------------------------------------------------------


def movement(found: Weights, *, say: Words, topics: Mapping[str, str], size: Size, dark: bool) -> go.Figure:
    """Mean points of each topic in the first round (open mark) and in the second (full mark)."""
    look = _look(size, dark)
    figure = _strips(list(topics.values()), say, look)
    before = [found.before.mean[topic] for topic in topics]
    after = [found.after.mean[topic] for topic in topics]
    for row, (start, end) in enumerate(zip(before, after, strict=True)):
        figure.add_shape(
            type="line", x0=start, x1=end, y0=row, y1=row, line={"color": look.confirm, "width": look.line}
        )
        shown = [numbers.number(value, say.language, 1) for value in (start, end)]
        _right_above(figure, row, f"{shown[0]} → <b>{shown[1]}</b>", look)
    for values, name, filled in (
        (before, say("opinions.first_round"), False),
        (after, say("opinions.second_round"), True),
    ):
        figure.add_trace(
            go.Scatter(
                x=values,
                y=list(range(len(values))),
                mode="markers",
                name=name,
                marker={
                    "size": round(look.mark * 1.3),
                    "symbol": "circle",
                    "color": look.confirm if filled else look.paper,
                    "line": {"color": look.confirm, "width": look.line},
                },
                customdata=[numbers.number(value, say.language, 1) for value in values],
                hovertemplate=f"{name}: %{{customdata}}<extra></extra>",
            )
        )
    figure.update_xaxes(range=[0, max(*before, *after, 1) * 1.1])
    return _legend_on_top(figure, look)


# --- parts ----------------------------------------------------------------------------------------


def _paper(say: Words, look: _Look, height: int) -> dict[str, Any]:
    layout = theme.paper(say.language, height)
    layout["font"] = {"size": look.text}
    layout["hoverlabel"] = {**layout["hoverlabel"], "font": {"size": look.text}}
    layout["legend"] = {**layout["legend"], "font": {"size": look.text}}
    return layout | {"dragmode": False}


def _legend_on_top(figure: go.Figure, look: _Look) -> go.Figure:
    """In a hall its one line has its own room: where rows move closer plotly would lay it on the first."""
    if not look.hall:
        return figure
    return figure.update_layout(
        legend={"yref": "container", "y": 1, "yanchor": "top"}, margin={"t": 2 * look.text}
    )


def _strips(labels: Sequence[str], say: Words, look: _Look, above: float = _ABOVE) -> go.Figure:
    """An empty figure with one row per label, the first on top, its name above it; row n stands at y = n."""
    figure = go.Figure(layout=_paper(say, look, look.row * len(labels) + 4 * look.text))
    figure.update_yaxes(range=[len(labels) - 0.5, -0.9], visible=False, fixedrange=True)
    figure.update_xaxes(zeroline=False, fixedrange=True, automargin=True)
    for row, label in enumerate(labels):
        figure.add_annotation(
            text=rows.shortened(label, 58),
            x=0,
            xref="paper",
            xanchor="left",
            y=row - above,
            yanchor="bottom",
            showarrow=False,
            align="left",
            font={"size": look.text},
        )
    return figure


def _bar(value: float, row: int, colour: str, words: str | None = None) -> go.Bar:
    return go.Bar(
        x=[value],
        y=[row],
        orientation="h",
        width=2 * _HALF_BAR,
        offset=-_HALF_BAR,
        marker={"color": colour},
        hovertext=words,
        hovertemplate="%{hovertext}<extra></extra>" if words else None,
        hoverinfo=None if words else "skip",
    )


def _edge(figure: go.Figure, x: float, row: int, colour: str) -> None:
    """An upright line as high as a row's bar, so that it crosses no name."""
    _upright(figure, x, row, _HALF_BAR, colour, 2)


def _upright(figure: go.Figure, x: float, row: int, reach: float, colour: str, width: float) -> None:
    line = {"color": colour, "width": width}
    figure.add_shape(type="line", x0=x, x1=x, y0=row - reach, y1=row + reach, line=line)


def _figure_at(figure: go.Figure, x: float, row: int, words: str, look: _Look, *, side: int = 1) -> None:
    figure.add_annotation(
        text=f"<b>{words}</b>",
        x=x,
        xshift=side * 8,
        xanchor="left" if side > 0 else "right",
        y=row,
        showarrow=False,
        font={"size": look.text},
    )


def _right_above(figure: go.Figure, row: int, words: str, look: _Look, above: float = _ABOVE) -> None:
    figure.add_annotation(
        text=words,
        x=1,
        xref="paper",
        xanchor="right",
        y=row - above,
        yanchor="bottom",
        showarrow=False,
        font={"size": look.text},
    )


def _on_scale(value: float | None, dark: bool, look: _Look) -> str:
    """The ink that can be read on viridis, whose ends are dark violet and yellow."""
    if value is None:
        return look.ink
    along = (value - 1) / 4
    return "#000000" if (along if dark else 1 - along) > _BRIGHT else "#FFFFFF"


def _in_lines(text: str, longest: int) -> str:
    """Words in lines of at most so many letters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= longest:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
