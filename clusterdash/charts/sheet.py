"""Sectors as a sheet of figures: a table of HTML with quotients as bars, for screen, telephone and paper."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import pandas as pd

from clusterdash.text import Words, numbers

HIGHEST: Final = 10.0
"""Bars end here, so that one quotient of 40 does not make all others invisible."""
_LEAST: Final = 2.0
_COLUMNS: Final = ("insured", "workplaces", "excess", "country_share")


def sectors(rows: pd.DataFrame, *, say: Words) -> str:
    """One row per sector in the order given: verdict, quotient with its stability, and counts.

    Sectors of few workplaces are grey, the chosen one is marked, and so is the programme's pick.

    Args:
        rows: The columns code, name, verdict (in words), quotient, lower and upper (its stability), insured,
            workplaces, excess (jobs above expectation), country_share (%), and small, chosen and pick (true
            or false).
    """
    reach = ends_at(rows)
    titles = [say(f"sheet.{column}") for column in ("sector", "verdict", "quotient", *_COLUMNS)]
    head = "".join(f"<th scope='col'>{escape(title)}</th>" for title in titles)
    body = "".join(_row(row, reach, titles, say) for row in rows.to_dict("records"))
    return f"<table class='sheet'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def ends_at(rows: pd.DataFrame) -> float:
    """Where the bars' scale ends: at the longest of the sectors that are not small, within limits."""
    ends = rows.loc[~rows["small"], "upper"]
    return float(min(max([_LEAST, *ends.dropna()]), HIGHEST))


def _row(row: dict[Any, Any], reach: float, titles: list[str], say: Words) -> str:
    kinds = " ".join(kind for kind in ("small", "chosen") if row[kind])
    figures = {
        "insured": numbers.number(row["insured"], say.language, 0),
        "workplaces": numbers.number(row["workplaces"], say.language, 0),
        "excess": numbers.change(row["excess"], say.language, 0),
        "country_share": numbers.percent(row["country_share"], say.language, 1),
    }
    pick = f" <em>{escape(say('sheet.pick'))}</em>" if row["pick"] else ""
    name = f"<th scope='row'><span>{escape(row['code'])}</span> {escape(row['name'])}{pick}</th>"
    told = "".join(
        _cell(figures[column], title, column) for column, title in zip(_COLUMNS, titles[3:], strict=True)
    )
    verdict = _cell(escape(row["verdict"]), titles[1], "verdict")
    quotient = _cell(_quotient(row, reach, say), titles[2], "quotient")
    return f"<tr class='{kinds}'>{name}{verdict}{quotient}{told}</tr>"


def _cell(content: str, title: str, kind: str) -> str:
    return f"<td class='{kind}' data-title='{escape(title)}'>{content}</td>"


def _quotient(row: dict[Any, Any], reach: float, say: Words) -> str:
    """A bar with its interval and the average as an upright mark, the figure, and the interval in figures."""
    value, lower, upper, average = (
        min(100 * amount / reach, 100) for amount in (row["quotient"], row["lower"], row["upper"], 1)
    )
    picture = (
        f"<span class='bar'><i style='width:{value:.1f}%'></i>"
        f"<i class='interval' style='left:{lower:.1f}%;width:{upper - lower:.1f}%'></i>"
        f"<i class='average' style='left:{average:.1f}%'></i></span>"
    )
    figure = numbers.number(row["quotient"], say.language, 2)
    interval = say(
        "sheet.interval",
        lower=numbers.number(row["lower"], say.language, 2),
        upper=numbers.number(row["upper"], say.language, 2),
    )
    return f"{picture}<b>{figure}</b> <small>{escape(interval)}</small>"
