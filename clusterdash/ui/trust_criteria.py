"""A check of the criteria: what they say twice, what they cannot tell apart, what hangs on one of them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from clusterdash import ranking, robust
from clusterdash.charts import trust as charts
from clusterdash.ranking import Ranking
from clusterdash.reports import trust as sheets
from clusterdash.robust import Check
from clusterdash.text import numbers
from clusterdash.ui import chart_frame, trust_files, trust_words
from clusterdash.ui.session import Visit


def criteria(visit: Visit) -> None:
    """Flags in words, the table, and the correlations; nothing is removed by any of it."""
    say = visit.say
    ranked = ranking.rank(visit.warehouse, visit.scenario)
    check = robust.check(visit.warehouse, ranked)
    st.markdown("\n".join(f"- {flag}" for flag in _flags(visit, ranked, check)))
    st.caption(say("trust.check_never"))
    table = sheets.criteria(visit.warehouse, check, visit.scenario, say)
    trust_files.show(visit, table, key="trust_criteria", how_to_read=say("trust.check_read"))
    codes, pairs = list(check.correlations.columns), sheets.correlations(check, say)
    chart_frame.show(
        charts.correlations(
            check.correlations,
            say=say,
            names={code: f"{code} · {trust_words.criterion(visit, code)}" for code in codes},
            flagged=[pair[:2] for pair in check.alike + check.opposed],
            dark=st.context.theme.type == "dark",
        ),
        say=say,
        key="trust_correlations",
        title=say("trust.correlations"),
        how_to_read=say("trust.correlations_read"),
        source=say("ranking.source", edition=visit.warehouse.edition.id),
        table=trust_files.written(visit, pairs),
    )
    trust_files.csv_button(visit, pairs, key="trust_correlations")


def _flags(visit: Visit, ranked: Ranking, check: Check) -> Iterator[str]:
    say = visit.say
    if check.alike:
        yield say("trust.check_alike", pairs=_pairs(visit, check.alike))
    if check.opposed:
        yield say("trust.check_opposed", pairs=_pairs(visit, check.opposed))
    if not check.alike and not check.opposed:
        yield say("trust.check_no_pairs")
    still = check.table.index[check.table["spread"] == 0]
    if len(still):
        yield say("trust.check_still", names=_listed(visit, still))
    gaps = check.table.index[check.table["coverage"] < 1]
    if len(gaps):
        yield say("trust.check_gaps", names=_listed(visit, gaps))
    first = [code for code, rank in zip(ranked.codes, ranked.ranks, strict=True) if rank == 1]
    decisive = check.table.index[~check.table["winner"].isin(first)]
    if len(decisive):
        yield say("trust.check_decisive", names=_listed(visit, decisive))
    else:
        yield say("trust.check_none_decisive")


def _pairs(visit: Visit, pairs: list[tuple[str, str, float]]) -> str:
    """The pairs with their correlations, the strongest first."""
    return "; ".join(
        f"{trust_words.criterion(visit, one)} × {trust_words.criterion(visit, other)}"
        f" ({numbers.number(r, visit.language, digits=2)})"
        for one, other, r in sorted(pairs, key=lambda pair: -abs(pair[2]))
    )


def _listed(visit: Visit, codes: pd.Index) -> str:
    return ", ".join(f"{code} {trust_words.criterion(visit, code)}" for code in codes)
