"""What the figures say, in one plain sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from clusterdash.analysis.agreement import Concordance
from clusterdash.comparison.groups import Groups
from clusterdash.comparison.parallel import Difference, Parallelism
from clusterdash.comparison.people import Reason, TopicWeights
from clusterdash.comparison.places import Rules
from clusterdash.comparison.rounds import Movement
from clusterdash.records.values import InstitutionKind
from clusterdash.text import Words, numbers

Names = Mapping[str, str]

_STRENGTHS: Final = (
    (0.2, "very_weak"),
    (0.4, "weak"),
    (0.6, "moderate"),
    (0.8, "strong"),
    (1.1, "very_strong"),
)
"""Kendall's W in words: the middles are those of Schmidt (1997), Decision Sciences 28(3), table 2."""
_RARE: Final = 0.05
"""An agreement that chance alone reaches more often is no evidence."""
_SMALLEST_P: Final = 0.001
_SHOWN_OF_A_GROUP: Final = 3


def weights(say: Words, found: TopicWeights | None, topics: Names) -> str:
    """Which topic weighs most, and how far people are from the mean."""
    if found is None:
        return say("opinions.weights_none")
    mean = found.everybody.mean
    most = max(mean.values())
    heaviest = [topics[topic] for topic, points in mean.items() if most - points < 1e-9]
    return say(
        "opinions.weights_sentence",
        topic=", ".join(heaviest),
        points=_decimal(say, most),
        spread=_decimal(say, found.spread),
    )


def hall(say: Words, found: Parallelism | None, orders_given: int) -> str:
    """Whether the hall and the analysis agree, for everybody to understand."""
    if not orders_given:
        return say("opinions.order_none")
    if found is None:
        return say("opinions.hall_unranked")
    if found.p_value is None:
        return say("opinions.hall_level")
    common, top, sectors = (_whole(say, count) for count in (found.common, found.top, found.sectors))
    agreed = {"common": common, "top": top, "sectors": sectors}
    if found.p_value < 0.01:
        return say("opinions.hall_very_close", **agreed)
    against = found.p_value > 1 - _RARE
    key = "close" if found.p_value <= _RARE else "opposite" if against else "chance"
    return say(f"opinions.hall_{key}", **agreed, cases=_whole(say, min(99, round(100 * found.p_value))))


def among(say: Words, found: Concordance | None, orders_given: int) -> str:
    """How far people agree with one another."""
    if found is None:
        return say("opinions.among_none")
    strength = next(name for limit, name in _STRENGTHS if found.w < limit)
    return say(
        "opinions.among",
        strength=say(f"opinions.strength.{strength}"),
        w=numbers.number(found.w, say.language, 2),
        p=p_value(say, found.p_value),
        ballots=say.count("opinions.ballots", orders_given),
    )


def p_value(say: Words, p: float | None) -> str:
    """p = 0.02, or p < 0.001."""
    if p is not None and p < _SMALLEST_P:
        return say("opinions.p_below", value=numbers.number(_SMALLEST_P, say.language, 3))
    return say("opinions.p_value", value=numbers.number(p, say.language, 3))


def rules(say: Words, found: Rules, names: Names) -> Iterator[str]:
    """Whether the rules put the same sector first, and how sure Kemeny's order is."""
    firsts = {rule: ", ".join(names[code] for code in codes) for rule, codes in found.first.items() if codes}
    if not firsts:
        yield say("opinions.rules_nothing")
        return
    if found.disagree:
        listed = (
            say("opinions.rule_first", rule=say(f"opinions.rule.{rule}"), first=first)
            for rule, first in firsts.items()
        )
        yield say("opinions.rules_disagree", list="; ".join(listed))
    else:
        yield say("opinions.rules_agree", first=next(iter(firsts.values())))
    if not found.exact:
        yield say("opinions.kemeny_searched")
    elif found.equally_good > 1:
        yield say("opinions.kemeny_one_of", count=_whole(say, found.equally_good))


def differences(say: Words, found: Sequence[Difference], names: Names, *, most: int = 3) -> Iterator[str]:
    """The sectors on which hall and analysis differ most, each with the kind that sees it differently."""
    different = [difference for difference in found if difference.people != difference.analysis]
    shown = different[:most]
    if found and not shown:
        yield say("opinions.no_difference")
    for difference in shown:
        sentence = say(
            "opinions.difference",
            name=names[difference.division],
            people=_whole(say, difference.people),
            analysis=_whole(say, difference.analysis),
        )
        seen = difference.kind
        if seen is None:
            yield sentence
            continue
        of_kind = say(
            "opinions.of_kind",
            kind=kind(say, seen.kind),
            ballots=say.count("opinions.ballots", seen.ballots),
            place=_decimal(say, seen.place),
            others=_decimal(say, seen.others),
        )
        yield f"{sentence} {of_kind}"


def groups(say: Words, found: Groups, names: Names) -> Iterator[str]:
    """Whether opinions fall apart, and into which groups."""
    if not found.groups:
        yield say("opinions.groups_none")
        return
    yield say("opinions.groups_found", count=_whole(say, len(found.groups)))
    for group in found.groups:
        yield say(
            "opinions.group",
            ballots=say.count("opinions.ballots", group.ballots),
            kinds=kinds(say, group.by_kind),
            order=", ".join(names[code] for code in group.order[:_SHOWN_OF_A_GROUP]),
        )
    if found.apart:
        yield say("opinions.groups_apart", ballots=say.count("opinions.ballots", found.apart))


def moved(say: Words, found: Movement | None) -> Iterator[str]:
    """Whether opinions came closer, and by how much."""
    if found is None or found.verdict is None:
        yield say("opinions.moved_nothing")
        return
    yield say(f"opinions.moved.{found.verdict}")
    if found.weights:
        yield say(
            "opinions.moved_weights",
            changed=_whole(say, found.weights.changed),
            ballots=_whole(say, found.weights.ballots),
            before=_decimal(say, found.weights.spread_before),
            after=_decimal(say, found.weights.spread_after),
        )
    if found.orders:
        yield say(
            "opinions.moved_orders",
            changed=_whole(say, found.orders.changed),
            ballots=_whole(say, found.orders.ballots),
            before=numbers.number(found.orders.w_before, say.language, 2),
            after=numbers.number(found.orders.w_after, say.language, 2),
        )


def kind(say: Words, code: InstitutionKind) -> str:
    """A kind of institution in words."""
    return say(f"records.word.{code}")


def reason(say: Words, found: Reason) -> str:
    """Why, in the person's own words, with the kind of institution where that is spoken of."""
    if found.kind is None:
        return say("opinions.reason", reason=found.text)
    return say("opinions.reason_of", reason=found.text, kind=kind(say, found.kind))


def kinds(say: Words, counted: Mapping[InstitutionKind, int]) -> str:
    """Kinds of institution with their numbers: "Chamber (3), Firm (2)"."""
    return ", ".join(
        say("opinions.kind_count", kind=kind(say, code), count=_whole(say, count))
        for code, count in counted.items()
    )


def _whole(say: Words, count: float) -> str:
    return numbers.number(count, say.language, 0)


def _decimal(say: Words, value: float) -> str:
    return numbers.number(value, say.language, 1)
