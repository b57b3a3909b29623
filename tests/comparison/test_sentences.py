"""Sentences for the hall: each case has its own, with the figures of that case, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clusterdash.analysis.agreement import Concordance
from clusterdash.comparison import Groups, Parallelism, Rules, sentences
from clusterdash.text import Words

EN, TR = Words("en"), Words("tr")
NAMES = {"10": "Food", "15": "Leather", "28": "Machinery"}
FOUND = Parallelism(sectors=12, tau_b=0.5, weighted_tau=0.6, p_value=0.021, top=5, common=3, expected=25 / 12)


def test_the_hall_hears_how_often_chance_would_do_as_well() -> None:
    assert sentences.hall(EN, FOUND, 30) == (
        "The hall and the analysis agree on 3 of the first 5 sectors. Over all 12 sectors, an agreement this "
        "close would come about by chance in 2 of 100 cases."
    )
    assert "ilk 5 sektörün 3 tanesinde" in sentences.hall(TR, FOUND, 30)
    assert "100 durumun 2 tanesinde" in sentences.hall(TR, FOUND, 30)


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0001, "fewer than 1 of 100"),
        (0.049, "in 5 of 100 cases"),
        (0.3, "in 30 of 100 cases: this shows no parallelism"),
        (0.97, "runs against the analysis"),
    ],
)
def test_an_agreement_that_chance_reaches_is_not_called_one(p: float, words: str) -> None:
    assert words in sentences.hall(EN, replace(FOUND, p_value=p), 30)


def test_what_cannot_be_compared_is_said() -> None:
    assert "Nobody has ordered" in sentences.hall(EN, None, 0)
    assert "fewer than two" in sentences.hall(EN, None, 4)
    level = replace(FOUND, tau_b=None, weighted_tau=None, p_value=None)
    assert "level" in sentences.hall(EN, level, 4)


@pytest.mark.parametrize(
    ("w", "word"),
    [
        (0.1, "very weak"),
        (0.3, "weak"),
        (0.5, "moderate"),
        (0.7, "strong"),
        (0.9, "very strong"),
        (1.0, "very"),
    ],
)
def test_w_is_put_into_schmidts_words(w: float, word: str) -> None:
    """Schmidt (1997), Decision Sciences 28(3): .1 very weak, .3 weak, .5 moderate, .7 strong, .9 unusual."""
    said = sentences.among(EN, Concordance(w, 10, 5, 0.0002), 12)
    assert f"is {word}" in said
    assert "p < 0.001" in said
    assert "12 ballots" in said
    assert "at least two" in sentences.among(EN, None, 1)


def test_rules_that_disagree_are_named_with_their_winners() -> None:
    found = Rules({"borda": {"10": 1, "28": 2}, "kemeny": {"10": 2, "28": 1}}, exact=True, equally_good=2)
    first, second = sentences.rules(EN, found, NAMES)
    assert "Borda: Food; Kemeny: Machinery" in first
    assert "2 orders are equally good" in second
    (nothing,) = sentences.rules(EN, Rules({}, True, 0), NAMES)
    assert "no opinions" in nothing


def test_no_groups_is_a_sentence_too() -> None:
    assert list(sentences.groups(TR, Groups((), None, 0), NAMES)) == [
        "Görüşler birbirinden belirgin gruplara ayrılmıyor."
    ]
    (said,) = sentences.moved(EN, None)
    assert "no movement" in said
