"""What a revealed meeting shows, one view after another: the projector one at a time, the organiser all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import opinions as charts
from clusterdash.charts.opinions import Size
from clusterdash.comparison import RULES, Places, sentences
from clusterdash.records.values import EXPERT_CRITERIA, STANCES, Meeting
from clusterdash.text import numbers
from clusterdash.ui import names
from clusterdash.ui.meeting_figures import Figures
from clusterdash.ui.session import Visit

Draw = Callable[[Size, bool], go.Figure]
_COLOURED: Final = 4
_REASONS: Final = 4
"""Reasons shown for each stance on the projector; the minutes have them all."""


@dataclass(frozen=True)
class View:
    """One view: ``lead`` is read first; ``points`` follow; ``draw(size, dark)``: None where words suffice."""

    name: str
    chapter: str
    title: str
    lead: str
    points: tuple[str, ...] = ()
    read: str = ""
    draw: Draw | None = None
    table: Callable[[], pd.DataFrame] | None = None


def views(visit: Visit, meeting: Meeting, figures: Figures) -> Iterator[View]:
    """In the order of the agenda: opinions first, then the comparison."""
    shown = _Shown(visit, meeting, figures)
    yield from (shown.weights(), shown.verdicts(), *shown.reasons(), shown.scores())
    yield from (shown.places(), shown.rules(), shown.agreement(), shown.differences())
    if figures.second is not None:
        yield shown.movement()


class _Shown:
    def __init__(self, visit: Visit, meeting: Meeting, figures: Figures) -> None:
        self.say, self.figures, self.found = visit.say, figures, figures.last
        self.language, self.meeting = visit.language, meeting
        catalogue = figures.warehouse.catalogue
        self.topics = {code: topic.name.in_(self.language) for code, topic in catalogue.topics.items()}
        self.criteria = {code: catalogue.criteria[code].name.in_(self.language) for code in EXPERT_CRITERIA}
        self.sectors = names.divisions(figures.warehouse, self.language)

    def weights(self) -> View:
        say, found, topics = self.say, self.found.weights, self.topics
        lead = sentences.weights(say, found, topics)
        if found is None:
            return View("weights", "opinions", say("opinions.weights"), lead)
        weighed = found

        def table() -> pd.DataFrame:
            everybody = weighed.everybody
            return pd.DataFrame(
                {
                    say("word.topic"): list(topics.values()),
                    say("opinions.median"): [self._decimal(everybody.median[code]) for code in topics],
                    say("opinions.mean"): [self._decimal(everybody.mean[code]) for code in topics],
                }
            )

        return View(
            "weights",
            "opinions",
            say("opinions.weights"),
            lead,
            read=say("opinions.weights_read"),
            draw=lambda size, dark: charts.weights(weighed, say=say, topics=topics, size=size, dark=dark),
            table=table,
        )

    def verdicts(self) -> View:
        say, found = self.say, self.found.stands
        title = say("opinions.verdicts")
        if not found:
            return View("verdicts", "opinions", title, say("opinions.verdicts_none"))

        def table() -> pd.DataFrame:
            counts = {stance: [getattr(stand, stance) for stand in found] for stance in (*STANCES, "silent")}
            named = {say(f"opinions.stance.{stance}"): values for stance, values in counts.items()}
            return pd.DataFrame({say("word.sector"): [self.sectors[s.division] for s in found], **named})

        return View(
            "verdicts",
            "opinions",
            title,
            "",
            (),
            say("opinions.verdicts_read"),
            lambda size, dark: charts.verdicts(found, say=say, names=self.sectors, size=size, dark=dark),
            table,
        )

    def reasons(self) -> Iterator[View]:
        """Why each proposed sector is confirmed or disputed, a view for each that has reasons."""
        say = self.say
        for stand in self.found.stands:
            points = tuple(
                say(
                    "present.reason",
                    stance=say(f"opinions.stance.{reason.stance}"),
                    reason=sentences.reason(say, reason),
                )
                for stance in STANCES
                for reason in [reason for reason in stand.reasons if reason.stance == stance][:_REASONS]
            )
            if points:
                title = say("present.reasons_of", sector=self.sectors[stand.division])
                yield View(f"reasons_{stand.division}", "opinions", title, "", points)

    def scores(self) -> View:
        say, found = self.say, self.found.scores
        title = say("opinions.scores")
        if all(score.mean is None for score in found):
            return View("scores", "opinions", title, say("minutes.scores_none"))
        named = {code: self.sectors[code] for code in self.meeting.shortlist}
        means = {(score.division, score.criterion): score.mean for score in found}

        def table() -> pd.DataFrame:
            columns = {
                name: [self._decimal(means.get((division, code))) for division in named]
                for code, name in self.criteria.items()
            }
            return pd.DataFrame({say("word.sector"): list(named.values()), **columns})

        return View(
            "scores",
            "opinions",
            title,
            "",
            (),
            say("opinions.scores_means"),
            lambda size, dark: charts.expert_scores(
                found, say=say, names=named, criteria=self.criteria, size=size, dark=dark
            ),
            table,
        )

    def places(self) -> View:
        """Analysis beside what people's weights imply and what they put first themselves."""
        say, found = self.say, self.found
        columns = self._ways(
            (say("opinions.analysis"), found.analysis),
            (say("opinions.hall_weights"), found.implied),
            (say("opinions.hall_order"), found.people),
            (say("opinions.with_scores"), found.scored),
        )
        coloured = [self.sectors[difference.division] for difference in found.differences[:_COLOURED]]
        lead = say("opinions.order_none") if not found.orders_given else ""
        return View(
            "places",
            "comparison",
            say("opinions.slope"),
            lead,
            (),
            say("opinions.slope_read"),
            lambda size, dark: charts.slope(
                self._frame(columns), say=say, size=size, dark=dark, coloured=coloured
            ),
            lambda: self._written(columns),
        )

    def rules(self) -> View:
        """Borda, Copeland and Kemeny beside mean weights."""
        say, found = self.say, self.found.rules
        lead, *more = sentences.rules(say, found, self.sectors)
        title = say("present.rules")
        columns = self._ways(*((say(f"opinions.rule.{rule}"), found.places.get(rule)) for rule in RULES))
        if not columns:
            return View("rules", "comparison", title, lead)
        firsts = [self.sectors[code] for codes in found.first.values() for code in codes]
        read = " ".join(say(f"opinions.rule_explained.{rule}") for rule in found.places)
        return View(
            "rules",
            "comparison",
            title,
            lead,
            tuple(more),
            read,
            lambda size, dark: charts.slope(
                self._frame(columns), say=say, size=size, dark=dark, coloured=list(dict.fromkeys(firsts))
            ),
            lambda: self._written(columns),
        )

    def agreement(self) -> View:
        """Parallelism, measured."""
        say, found = self.say, self.found
        measures = list(self._measures())
        return View(
            "agreement",
            "comparison",
            say("present.parallelism"),
            sentences.hall(say, found.parallelism, found.orders_given),
            (sentences.among(say, found.concordance, found.orders_given),) if found.orders_given else (),
            say("opinions.agreement_read"),
            (lambda size, dark: charts.agreement(measures, say=say, size=size, dark=dark))
            if measures
            else None,
            lambda: pd.DataFrame(
                {
                    say("minutes.measure"): [name for name, _ in measures],
                    say("word.value"): [numbers.number(value, self.language, 2) for _, value in measures],
                }
            ),
        )

    def _measures(self) -> Iterator[tuple[str, float | None]]:
        say, among, sides = self.say, self.found.concordance, self.found.parallelism
        if among is not None:
            yield say("opinions.measure.kendall_w"), among.w
        if sides is not None:
            yield self._with_p("opinions.measure.tau_b", sides.p_value), sides.tau_b
            yield say("opinions.measure.weighted_tau"), sides.weighted_tau
            top = numbers.number(sides.top, self.language, 0)
            yield say("opinions.measure.overlap", top=top), sides.common / sides.top

    def _with_p(self, key: str, p: float | None) -> str:
        name = self.say(key)
        return name if p is None else f"{name} · {sentences.p_value(self.say, p)}"

    def differences(self) -> View:
        """Where hall and analysis differ most, which kind sees it differently, and who thinks alike."""
        say, found = self.say, self.found
        lead, *rest = (
            sentences.differences(say, found.differences, self.sectors)
            if found.differences
            else (say("opinions.order_none"),)
        )
        points = (*rest, *sentences.groups(say, found.groups, self.sectors)) if found.differences else ()
        return View("differences", "comparison", say("opinions.differences"), lead, points)

    def movement(self) -> View:
        """From the first round to the second."""
        say, moved = self.say, self.figures.movement
        lead, *more = sentences.moved(say, moved)
        weights = moved.weights if moved else None
        draw: Draw | None = None
        if weights is not None:
            shown = weights
            draw = lambda size, dark: charts.movement(  # noqa: E731
                shown, say=say, topics=self.topics, size=size, dark=dark
            )
        return View(
            "movement",
            "comparison",
            say("opinions.movement"),
            lead,
            tuple(more),
            say("opinions.movement_read") if draw else "",
            draw,
        )

    def _ways(self, *ways: tuple[str, Places | None]) -> list[tuple[str, Places]]:
        return [(name, places) for name, places in ways if places is not None]

    def _frame(self, columns: list[tuple[str, Places]]) -> pd.DataFrame:
        codes = self.meeting.shortlist
        values = {
            name: [np.nan if places[code] is None else float(places[code] or 0) for code in codes]
            for name, places in columns
        }
        return pd.DataFrame(values, index=[self.sectors[code] for code in codes])

    def _written(self, columns: list[tuple[str, Places]]) -> pd.DataFrame:
        frame = self._frame(columns).map(lambda place: numbers.number(place, self.language, 0))
        return frame.reset_index(names=self.say("word.sector"))

    def _decimal(self, value: float | None) -> str:
        return numbers.number(value, self.language, 1)
