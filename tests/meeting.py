"""A meeting for tests: people invented on the spot, on the project's own figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from clusterdash import comparison
from clusterdash.ranking import Ranking
from clusterdash.records.values import TOPICS, Ballot, Decision, Meeting, Participant, Verdict
from clusterdash.reports.minutes import Session
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse

NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
SHORTLIST = ("28", "16", "10", "23", "25", "15")
SCENARIO = Scenario(province=19)
ADDRESS = "http://192.168.1.20:8501/ranking?s=1~demand-40"


def ballot(
    participant: str,
    *,
    kind: Any = "chamber",
    weights: Sequence[int] | None = None,
    order: Sequence[str] | None = None,
    scores: Mapping[tuple[str, str], int | None] | None = None,
    verdicts: Mapping[str, Verdict] | None = None,
    **others: Any,
) -> Ballot:
    given: dict[str, Any] = {"institution": "Kurum", "round": 1, "on_paper": False, "withdrawn": False}
    return Ballot(
        participant=participant,
        kind=kind,
        weights=None if weights is None else dict(zip(TOPICS, weights, strict=True)),
        order=None if order is None else tuple(order),
        scores=scores,
        verdicts=verdicts or {},
        updated_at=NOW,
        **{**given, **others},
    )


def analysis(warehouse: Warehouse, scenario: Scenario = SCENARIO) -> Ranking:
    return comparison.analysis_of(warehouse, scenario, scenario.province, SHORTLIST)


def hall() -> tuple[Ballot, ...]:
    """Nine ballots of four kinds; the three universities put the list upside down."""
    kinds = ("chamber", "chamber", "chamber", "firm", "firm", "ngo", *["university"] * 3)
    points = [(40, 30, 20, 10), (25, 25, 25, 25), (50, 20, 20, 10), (30, 30, 30, 10)]
    orders = [SHORTLIST, (*SHORTLIST[1::-1], *SHORTLIST[2:]), SHORTLIST[:3], SHORTLIST, SHORTLIST, SHORTLIST]
    stances = ["confirm", "confirm", "dispute"]
    return tuple(
        ballot(
            f"{place:032x}",
            kind=kind,
            weights=points[place % 4],
            order=orders[place] if place < 6 else SHORTLIST[::-1],
            scores={("28", "D5"): place % 5 + 1, ("28", "N5"): None, ("16", "D5"): 3},
            verdicts={"28": Verdict(stances[place % 3], "Usta ve tedarikçi çok." if place == 2 else "")},  # type: ignore[arg-type]
        )
        for place, kind in enumerate(kinds)
    )


def meeting(warehouse: Warehouse, **changes: Any) -> Meeting:
    made = Meeting(
        id="0" * 32,
        code="K7QP4MXA",
        title="Çorum kümelenme istişare toplantısı",
        province=19,
        held_on=dt.date(2026, 5, 4),
        place="Ticaret ve Sanayi Odası",
        agenda=("Açılış", "Analizin sunumu", "Görüşler"),
        scenario="1",
        edition=warehouse.edition.id,
        shortlist=SHORTLIST,
        proposed=("28", "10"),
        state="decided",
        round=1,
        notice_version="1",
        created_at=NOW,
        version=3,
    )
    return replace(made, **changes)


def participant(number: int, institution: str, kind: Any, **others: Any) -> Participant:
    given = {"name": None, "consent": False, "on_paper": False}
    return Participant(f"{number:032x}", "0" * 32, institution, kind, joined_at=NOW, **{**given, **others})


def decision(**changes: Any) -> Decision:
    made = Decision(
        id="1" * 32,
        meeting="0" * 32,
        province=19,
        divisions=("28", "25"),
        sector_words="Makine ve metal işleme",
        reasons="Tedarikçi ağı güçlü.",
        dissent="Üniversite tekstili de istedi.",
        decided_on=dt.date(2026, 5, 4),
        scenario="1",
        edition="",
        origin="decided_here",
    )
    return replace(made, **changes)


def session(warehouse: Warehouse, **changes: Any) -> Session:
    ranked = analysis(warehouse)
    first = comparison.compare(warehouse, ranked, hall(), SHORTLIST, ("28", "10"))
    made = Session(
        meeting=meeting(warehouse),
        participants=(
            participant(1, "Çorum Ticaret ve Sanayi Odası", "chamber", name="Ayşe Güneş", consent=True),
            participant(2, "Çorum Ticaret ve Sanayi Odası", "chamber", name="İhsan Iğdır"),
            participant(3, "Hitit Üniversitesi", "university", on_paper=True),
        ),
        analysis=ranked,
        first=first,
        second=None,
        movement=None,
        decision=decision(),
        address=ADDRESS,
    )
    return replace(made, **changes)
