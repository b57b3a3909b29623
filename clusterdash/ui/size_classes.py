"""How big workplaces are, in four groups; the table behind the picture has all classes."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from clusterdash.charts import workplaces
from clusterdash.text import numbers
from clusterdash.ui import chart_frame, sources, tables
from clusterdash.ui.session import Visit

_GROUPS: Final = (1, 10, 50, 250)
"""The least insured people of each size group, as the classes of the figures allow."""


def show(visit: Visit, classes: pd.DataFrame, *, key: str, title: str, how_to_read: str, others: str) -> None:
    """Draw the groups beside those of everything the area or sector is part of.

    Args:
        classes: Rows of `province_sizes` or `sector_sizes`.
        others: What the marks stand for, such as the country.
    """
    say = visit.say
    places, jobs = say("word.workplaces"), say("word.jobs")
    table = pd.DataFrame(
        {say("sizes.column"): _names(visit, classes), places: classes["workplaces"], jobs: classes["insured"]}
    )
    found = groups(classes)
    chart_frame.show(
        workplaces.sizes(found.assign(name=_names(visit, found)), say=say, others=others),
        say=say,
        key=key,
        title=title,
        how_to_read=how_to_read,
        source=sources.line(visit, classes["source_id"].unique()),
        table=tables.localised(table, {places: 0, jobs: 0}, visit.language),
        about=say("sizes.formula"),
    )


def groups(classes: pd.DataFrame) -> pd.DataFrame:
    """Size classes joined into groups, each measure as a share (%) of its total.

    Takes rows of `province_sizes` or `sector_sizes`. Returns lower, upper (NaN for the open group), count
    (workplaces), workplaces, insured, country_workplaces and country_insured.
    """
    group = pd.cut(classes["lower"].astype(float), [*_GROUPS, float("inf")], right=False, labels=False)
    measures = ["workplaces", "insured", "country_workplaces", "country_insured"]
    sums = classes[measures].groupby(group).sum()
    shares = 100 * sums / sums.sum()
    return shares.assign(
        lower=classes["lower"].groupby(group).min(),
        upper=classes["upper"].astype(float).groupby(group).max().where(sums.index < len(_GROUPS) - 1),
        count=sums["workplaces"],
    )


def _names(visit: Visit, found: pd.DataFrame) -> list[str]:
    return [_name(visit, row["lower"], row["upper"]) for row in found.to_dict("records")]


def _name(visit: Visit, lower: Any, upper: Any) -> str:
    least = numbers.number(lower, visit.language, 0)
    if pd.isna(upper):
        return visit.say("sizes.over", lower=least)
    if lower == upper:
        return visit.say("sizes.one")
    return visit.say("sizes.between", lower=least, upper=numbers.number(upper, visit.language, 0))
