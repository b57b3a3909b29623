"""How fast a meeting is put into figures and minutes; `python -m bench.comparison` prints its lines alone.

Ballots are drawn: everybody answers every part for a shortlist of ten sectors of a province. Times are the
shortest of several runs: whatever else the machine does only ever adds to them.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from bench import lines
from bench.lines import Line
from clusterdash import comparison, warehouse
from clusterdash.records.values import EXPERT_CRITERIA, KINDS, STANCES, TOPICS, Ballot, Verdict
from clusterdash.scenario import Scenario

BALLOTS: Final = 500
PROMISED: Final = 1.0
"""Seconds for all figures of the comparison."""
SCENARIO: Final = Scenario(province=19)
SHORTLIST: Final = ("28", "16", "10", "23", "25", "15", "14", "31", "22", "13")


def measure(editions: Path) -> Iterator[Line]:
    """The lines of the table; the folder holds a built edition."""
    opened = warehouse.current(editions)
    ranked = comparison.analysis_of(opened, SCENARIO, SCENARIO.province, SHORTLIST)
    first, second = drawn(BALLOTS, seed=1), drawn(BALLOTS, seed=2)
    took = shortest(lambda: comparison.compare(opened, ranked, first, SHORTLIST, SHORTLIST[:3]))
    what = f"all figures of a meeting with {BALLOTS} ballots"
    yield Line(what, lines.milliseconds(1000 * took), "≤ 1 s", kept=took <= PROMISED)
    took = shortest(lambda: comparison.movement(first, second, TOPICS, SHORTLIST))
    yield Line(f"{what}: what moved in a second round", lines.milliseconds(1000 * took))


def drawn(ballots: int, seed: int) -> tuple[Ballot, ...]:
    """Ballots whose orders scatter around the shortlist's own."""
    random = np.random.default_rng(seed)
    return tuple(_ballot(number, random) for number in range(ballots))


def _ballot(number: int, random: np.random.Generator) -> Ballot:
    points = random.multinomial(100, random.dirichlet(np.full(len(TOPICS), 4.0))).tolist()
    order = np.argsort(np.arange(len(SHORTLIST)) + random.normal(0, 3, len(SHORTLIST)))
    answers = (1, 2, 3, 4, 5, None)
    return Ballot(
        participant=f"{number:032x}",
        institution="",
        kind=KINDS[random.integers(len(KINDS))],
        round=1,
        weights=dict(zip(TOPICS, points, strict=True)),
        scores={
            (division, criterion): answers[random.integers(len(answers))]
            for division in SHORTLIST
            for criterion in EXPERT_CRITERIA
        },
        order=tuple(SHORTLIST[place] for place in order),
        verdicts={code: Verdict(STANCES[random.integers(len(STANCES))]) for code in SHORTLIST[:3]},
        on_paper=False,
        updated_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        withdrawn=False,
    )


def shortest(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest run; the first one imports and does not count."""
    work()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        warehouse.build(editions_dir=Path(folder))
        for line in measure(Path(folder)):
            print(line)
