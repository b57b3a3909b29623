"""What firms say together, and that nothing they said alone can be found in it."""

from __future__ import annotations

import statistics
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.records import OPERATOR, VISITOR, Actor, Forbidden, RecordsError, fieldwork, questionnaire
from clusterdash.records.fieldwork import Firm
from clusterdash.records.store import Records
from tests.records import work
from tests.records.hall import ADMINISTRATOR, ELSEWHERE, MINISTRY, OFFICER

PARTICIPANT = Actor("participant", participant="p")


def answered(records: Records, name: str, cooperation: int | None, **more: Any) -> Firm:
    firm = work.firm(records, name=name)
    answers = {"cooperation": cooperation, "trust": None, "joint": None, "needs": None}
    work.visit(records, firm, **(answers | more))
    return firm


def five(records: Records) -> list[Firm]:
    return [answered(records, f"Firma {score}", score) for score in (1, 2, 3, 4, 5)]


def test_the_figure_is_the_mean_over_firms_with_n_and_spread(records: Records) -> None:
    five(records)
    figure = questionnaire.standing(records, OFFICER, 19, "28")
    assert figure is not None
    # 1, 2, 3, 4, 5: mean 3, sample standard deviation √2.5.
    assert (figure.mean, figure.spread, figure.firms) == (3.0, 1.6, 5)


def test_a_firm_counts_once_with_its_latest_answers_and_not_with_what_it_cannot_say(records: Records) -> None:
    firms = five(records)
    work.visit(records, firms[0], cooperation=5, trust=0, joint=None, needs=1)
    answered(records, "Sessiz", 0)
    figure = questionnaire.standing(records, OFFICER, 19, "28")
    assert figure is not None
    assert (figure.mean, figure.firms) == (3.8, 5)


def test_only_firms_of_the_cell_count_and_fewer_than_five_have_no_figure(records: Records) -> None:
    for number in range(4):
        answered(records, f"Firma {number}", number + 1)
    assert questionnaire.standing(records, OFFICER, 19, "28") is None
    work.firm(records, name="Ziyaret edilmedi")
    answered(records, "Beşinci", 5)
    elsewhere = work.firm(records, name="Başka il", province=27)
    work.visit(records, elsewhere)
    firm = work.firm(records, name="Başka bölüm", nace="25.99")
    work.visit(records, firm)
    figure = questionnaire.standing(records, OFFICER, 19, "28")
    assert figure is not None
    assert figure.firms == 5
    assert questionnaire.standing(records, MINISTRY, 27, "28") is None
    assert questionnaire.standing(records, OFFICER, 19, "25") is None


def test_firms_that_all_say_the_same_would_each_be_known(records: Records) -> None:
    for number in range(6):
        answered(records, f"Firma {number}", 5)
    assert questionnaire.standing(records, OFFICER, 19, "28") is None
    with pytest.raises(RecordsError, match="at least five firms"):
        questionnaire.publish(records, MINISTRY, 19, "28")


def test_two_publications_do_not_tell_a_firm_by_their_difference(records: Records) -> None:
    five(records)
    first = questionnaire.publish(records, MINISTRY, 19, "28")
    assert questionnaire.published(records, VISITOR) == (first,)
    assert questionnaire.publish(records, MINISTRY, 19, "28").mean == first.mean
    for number in range(4):
        answered(records, f"Yeni {number}", 1)
        with pytest.raises(RecordsError, match="difference would give one away"):
            questionnaire.publish(records, MINISTRY, 19, "28")
    answered(records, "Yeni 4", 2)
    second = questionnaire.publish(records, MINISTRY, 19, "28")
    assert second.firms == 10
    assert questionnaire.published(records, VISITOR, province=19) == (second,)


def test_nor_does_the_difference_from_any_earlier_publication(records: Records) -> None:
    """All five change and change back, and one more has answered: the third beside the first tells it."""
    firms = five(records)
    questionnaire.publish(records, MINISTRY, 19, "28")
    for firm, score in zip(firms, (5, 5, 1, 1, 1), strict=True):
        work.visit(records, firm, visited_on=date(2026, 6, 1), cooperation=score, trust=None, joint=None)
    questionnaire.publish(records, MINISTRY, 19, "28")
    for firm, score in zip(firms, (1, 2, 3, 4, 5), strict=True):
        work.visit(records, firm, visited_on=date(2026, 7, 1), cooperation=score, trust=None, joint=None)
    answered(records, "Altıncı", 1)
    with pytest.raises(RecordsError, match="difference would give one away"):
        questionnaire.publish(records, MINISTRY, 19, "28")


def test_what_stood_when_a_figure_was_published_is_found_by_its_number(records: Records) -> None:
    five(records)
    first = questionnaire.publish(records, MINISTRY, 19, "28")
    for score in (1, 2, 3, 4, 4):
        firm = work.firm(records, name=f"Antep {score}", province=27)
        work.visit(records, firm, cooperation=score, trust=None, joint=None)
    elsewhere = questionnaire.publish(records, MINISTRY, 27, "28")
    for score in (5, 5, 5, 5, 4):
        answered(records, f"Yeni {score}", score)
    second = questionnaire.publish(records, MINISTRY, 19, "28")
    numbers = [one.number for one in (first, elsewhere, second)]
    assert None not in numbers
    assert numbers == sorted(numbers, key=lambda number: number or 0)
    assert questionnaire.published(records, VISITOR, until=first.number) == (first,)
    assert questionnaire.published(records, VISITOR, until=elsewhere.number) == (first, elsewhere)
    assert questionnaire.published(records, VISITOR, until=second.number) == (second, elsewhere)
    assert questionnaire.published(records, VISITOR) == (second, elsewhere)
    assert questionnaire.published(records, VISITOR, until=0) == ()


def test_who_may_see_and_publish(records: Records) -> None:
    five(records)
    for actor in (VISITOR, PARTICIPANT, ELSEWHERE, ADMINISTRATOR):
        with pytest.raises(Forbidden):
            questionnaire.standing(records, actor, 19, "28")
    for actor in (VISITOR, PARTICIPANT, OFFICER, ELSEWHERE, ADMINISTRATOR):
        with pytest.raises(Forbidden):
            questionnaire.publish(records, actor, 19, "28")
        assert questionnaire.published(records, actor) == ()


@given(st.dictionaries(st.integers().map(str), st.sampled_from([1.0, 1.5, 2.0, 3.0, 4.5, 5.0])))
def test_no_figure_of_few_or_of_equals(answers: dict[str, float]) -> None:
    figure = questionnaire.summary(19, "28", answers)
    values = list(answers.values())
    if len(values) < 5 or len(set(values)) < 2:
        assert figure is None
        return
    assert figure is not None
    assert figure.firms == len(values)
    assert figure.mean == pytest.approx(sum(values) / len(values), abs=0.05001)
    assert figure.spread == pytest.approx(statistics.variance(values) ** 0.5, abs=0.05001)


def test_counts_of_visited_firms_hide_the_few_from_visitors(records: Records) -> None:
    for firm in five(records):
        work.visit(records, firm)
    work.visit(records, work.firm(records, name="Kundura", nace="15.20"))
    work.visit(records, work.firm(records, name="Bölüm", nace="32"))
    work.firm(records, name="Ziyaretsiz", nace="25.71")
    exact = {one.four_digits: one.firms for one in fieldwork.visited_classes(records, OFFICER, province=19)}
    assert exact == {"15.20": 1, "28.93": 5}
    seen = {one.four_digits: one.firms for one in fieldwork.visited_classes(records, VISITOR, province=19)}
    assert seen == {"15.20": None, "28.93": 5}
    assert {one.firms for one in fieldwork.visited_classes(records, OPERATOR)} == {1, 5}
