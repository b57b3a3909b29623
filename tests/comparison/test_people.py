"""Weights, orders and stands, counted by hand."""

from __future__ import annotations

import pytest

from clusterdash.comparison import people
from clusterdash.records.values import TOPICS, Verdict
from tests.meeting import ballot

LIST = ("28", "16", "10", "23")


def test_weights_are_averaged_and_their_spread_is_the_points_to_be_moved() -> None:
    found = people.topic_weights(
        [ballot("a", weights=(100, 0, 0, 0)), ballot("b", kind="firm", weights=(0, 100, 0, 0))], TOPICS
    )
    assert found is not None
    assert list(found.everybody.mean.values()) == [50, 50, 0, 0]
    assert list(found.everybody.median.values()) == [50, 50, 0, 0]
    # Each of the two would move 50 of 100 points to arrive at 50 : 50.
    assert found.spread == pytest.approx(50)
    assert {kind: average.ballots for kind, average in found.by_kind.items()} == {"chamber": 1, "firm": 1}
    assert found.by_kind["firm"].mean["demand"] == 100


def test_equal_weights_have_no_spread() -> None:
    found = people.topic_weights([ballot(str(n), weights=(40, 30, 20, 10)) for n in range(4)], TOPICS)
    assert found is not None
    assert found.spread == 0
    assert found.everybody.mean == pytest.approx(found.everybody.median)


def test_nobody_weighs_is_missing_and_not_zero() -> None:
    assert people.topic_weights([ballot("a", order=LIST)], TOPICS) is None
    assert people.topic_weights([], TOPICS) is None


def test_withdrawn_and_empty_ballots_do_not_count() -> None:
    given = [
        ballot("b", weights=(25, 25, 25, 25)),
        ballot("a", order=LIST),
        ballot("c", weights=(100, 0, 0, 0), withdrawn=True),
        ballot("d"),
    ]
    assert [one.participant for one in people.taking_part(given)] == ["a", "b"]


def test_what_a_partial_order_leaves_out_stands_level_behind() -> None:
    found = people.orders([ballot("a", order=("10",)), ballot("b", order=("16", "28"))], LIST)
    assert found is not None
    # Three left out share places 2, 3 and 4; two left out share 3 and 4.
    assert found["a"].to_dict() == {"28": 3, "16": 3, "10": 1, "23": 3}
    assert found["b"].to_dict() == {"28": 2, "16": 1, "10": 3.5, "23": 3.5}


def test_codes_outside_the_shortlist_and_repeated_ones_leave_no_trace() -> None:
    clean = people.orders([ballot("a", order=("16", "28"))], LIST)
    given = people.orders([ballot("a", order=("62", "16", "16", "28"))], LIST)
    assert clean is not None
    assert given is not None
    assert clean.equals(given)
    assert people.orders([ballot("a", order=("62",)), ballot("b", order=())], LIST) is None


def test_stands_count_confirm_dispute_and_silence() -> None:
    given = [
        ballot("a", verdicts={"28": Verdict("confirm", " çok firma var ")}),
        ballot("b", kind="firm", verdicts={"28": Verdict("dispute", "")}),
        ballot("c", order=LIST),
    ]
    stand, untouched = people.stands(given, ("28", "16"))
    assert (stand.confirm, stand.dispute, stand.silent) == (1, 1, 1)
    assert [(reason.stance, reason.text) for reason in stand.reasons] == [("confirm", "çok firma var")]
    assert (untouched.confirm, untouched.dispute, untouched.silent, untouched.reasons) == (0, 0, 3, ())


@pytest.mark.parametrize(("ballots", "kind"), [(1, None), (2, None), (3, "university"), (4, "university")])
def test_a_reason_names_its_kind_only_where_the_kind_has_three_ballots(
    ballots: int, kind: str | None
) -> None:
    why = {"28": Verdict("dispute", "işçi az")}
    given = [ballot(f"u{n}", kind="university", order=LIST) for n in range(ballots - 1)]
    given += [ballot("v", kind="university", verdicts=why), *(ballot(f"c{n}", order=LIST) for n in range(3))]
    (stand,) = people.stands(given, ("28",))
    assert [(reason.kind, reason.text) for reason in stand.reasons] == [(kind, "işçi az")]
