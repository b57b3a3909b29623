"""Is it a cluster? Verdicts under a rule that can be switched, each with its rule and denominator in words.

The rule travels in the link's `v`, with its thresholds where they can be set:

    us    agencies-1-0.5-1.25    own-20-20-1.5
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash import profile
from clusterdash.profile import RULES, STARS, STRENGTHS, Rule, RuleName, Split
from clusterdash.scenario import Ignored, quoted
from clusterdash.text import Words, numbers
from clusterdash.ui.linked import Linked
from clusterdash.ui.session import Visit

_LOWEST: Final = {"size": 0.1, "focus": 0.1, "specialisation": 0.0}
_HIGHEST: Final = {"size": 99.0, "focus": 99.0, "specialisation": 50.0}
_STEP: Final = {"size": 0.5, "focus": 0.5, "specialisation": 0.25}


def encode(rule: Rule) -> str:
    """The compact form for `v`."""
    if not rule.settable:
        return rule.name
    thresholds = (rule.size, rule.focus, rule.specialisation)
    return "-".join((rule.name, *(f"{value:g}" for value in thresholds)))


def decode(text: str) -> tuple[Rule, tuple[Ignored, ...]]:
    """Read `v`, and tell what in it was left out; whatever the text is, there is a rule."""
    name, *given = text.split("-")
    if name not in RULES:
        return Rule(), (Ignored("unknown", quoted(text)),)
    rule = profile.usual(name)
    if not given or not rule.settable:
        return rule, (Ignored("unreadable", quoted(text)),) if given else ()
    try:
        values: dict[str, Any] = dict(zip(_LOWEST, map(float, given), strict=True))
    except ValueError:
        return rule, (Ignored("unreadable", quoted(text)),)
    if not all(_LOWEST[part] <= value <= _HIGHEST[part] for part, value in values.items()):
        return rule, (Ignored("out_of_range", quoted(text)),)
    return replace(rule, **values), ()


_LINK: Final = Linked("v", Rule(), encode)


def chosen(split: Split = "provinces") -> Rule:
    """The rule in force; for a set of provinces, which has no peers to be compared with, the agencies'."""
    rule = _LINK.chosen(decode)
    return profile.usual("agencies") if isinstance(split, tuple) and rule.relative else rule


def ignored() -> tuple[Ignored, ...]:
    """What of the followed link's rule was left out."""
    return _LINK.ignored


def choose(visit: Visit, rule: Rule, split: Split = "provinces") -> None:
    """Switch the rule and, where it has any, set its thresholds."""
    say = visit.say
    offered = [name for name in RULES if not (isinstance(split, tuple) and Rule(name).relative)]
    st.session_state["verdict_rule"] = rule.name
    st.selectbox(
        say("verdicts.rule"),
        offered,
        key="verdict_rule",
        format_func=lambda name: say(f"verdicts.rule_{name}"),
        width=300,
        on_change=lambda: _LINK.change(profile.usual(st.session_state["verdict_rule"])),
    )
    if rule.settable:
        thresholds(visit, rule, _LINK.change, key="verdict")


def thresholds(visit: Visit, rule: Rule, on_choice: Callable[[Rule], object], *, key: str) -> None:
    """Set the thresholds of a rule that has any; `on_choice` takes the rule with another one."""
    for part in _LOWEST:
        _threshold(visit, rule, part, on_choice, f"{key}_{part}")


def _threshold(visit: Visit, rule: Rule, part: str, on_choice: Callable[[Rule], object], key: str) -> None:
    lowest, highest = _LOWEST[part], _HIGHEST[part]
    st.session_state[key] = getattr(rule, part)

    def take() -> None:
        typed: Any = st.session_state[key]
        if typed is None:
            return
        if lowest <= typed <= highest:
            on_choice(replace(rule, **{part: typed}))
        else:
            st.session_state[f"{key}_missed"] = True

    # Without limits of its own: the field would name them in English only.
    st.number_input(
        visit.say(f"verdicts.{rule.name}_{part}"),
        step=_STEP[part],
        format="%.2f" if part == "specialisation" else "%.1f",
        key=key,
        width=190,
        on_change=take,
    )
    if st.session_state.pop(f"{key}_missed", False):
        ends = (numbers.number(end, visit.language, _digits(end)) for end in (lowest, highest))
        st.caption(visit.say("verdicts.out_of_range", **dict(zip(("lowest", "highest"), ends, strict=True))))


# --- in words -------------------------------------------------------------------------------------


def in_words(visit: Visit, rule: Rule, split: Split = "provinces") -> str:
    """The rule and its denominator, in two or three sentences."""
    say, language = visit.say, visit.language
    areas = level_in_words(say, split)
    rounded = {
        "size": numbers.percent(rule.size, language, _digits(rule.size)),
        "focus": numbers.percent(rule.focus, language, _digits(rule.focus)),
        "specialisation": numbers.number(rule.specialisation, language, _digits(rule.specialisation)),
    }
    kind = "european" if rule.name == "own" else rule.name
    said = [
        say(f"verdicts.{kind}_in_words", areas=areas, **rounded),
        say(f"verdicts.{kind}_denominator", areas=areas),
    ]
    if rule == profile.usual("own"):
        said.append(say("verdicts.own_proposed"))
    return " ".join(said)


def with_name(visit: Visit, rule: Rule, split: Split = "provinces") -> str:
    """The rule's name, and the rule in words."""
    return f"**{visit.say(f'verdicts.rule_{rule.name}')}.** {in_words(visit, rule, split)}"


def level_in_words(say: Words, split: Split) -> str:
    """What is compared: provinces, or regions of one level."""
    return say(f"verdicts.areas_{'provinces' if isinstance(split, tuple) else split}")


def level(say: Words, rule: Rule, value: int, *, present: bool = True) -> str:
    """A verdict as it is written in a table: stars, or the strength in words."""
    if not present:
        return numbers.MISSING
    if rule.name == "us":
        return say(f"verdicts.us_{STRENGTHS[value]}")
    return "★" * value + "☆" * (STARS - value)


def levels(say: Words, rule: Rule) -> list[str]:
    """Every verdict there is under the rule, lowest first, in words for a legend."""
    if rule.name == "us":
        return [say(f"verdicts.us_{name}") for name in STRENGTHS]
    return [say.count("verdicts.stars", count) for count in range(STARS + 1)]


def _digits(value: float) -> int:
    return 0 if value == round(value) else 2 if round(value, 1) != value else 1


# --- side by side ---------------------------------------------------------------------------------


def all_rules(rule: Rule) -> Mapping[RuleName, Rule]:
    """The rules as they are compared: the one in force with its thresholds, the others as they start."""
    return {name: rule if name == rule.name else profile.usual(name) for name in RULES}


def side_by_side(visit: Visit, rule: Rule, split: Split, area: Any, *, name: str) -> None:
    """The verdicts on the scenario's sector in one area: under each rule, what it says and why.

    name: the area's name, in the nominative. Rules that compare areas are left out for a set of provinces. On
    paper, where nothing can be opened, the rules are written out.
    """
    compared = {key: each for key, each in all_rules(rule).items() if _applies(each, split)}
    for column, each in zip(st.columns(len(compared)), compared.values(), strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            _card(visit, each, split, area, name)
    with st.container(key="print_only_verdict_rules"):
        st.caption("  \n".join(with_name(visit, each, split) for each in compared.values()))


def _applies(rule: Rule, split: Split) -> bool:
    return not (isinstance(split, tuple) and rule.relative)


def _card(visit: Visit, rule: Rule, split: Split, area: Any, name: str) -> None:
    say, division = visit.say, visit.scenario.division
    all_areas = profile.verdicts(visit.warehouse, split, rule).xs(division, level="division")
    cell = all_areas.loc[area]
    jobs: Any = profile.cells(visit.warehouse, split).jobs.at[area, division]
    st.markdown(f"**{say(f'verdicts.rule_{rule.name}')}**")
    st.markdown(f"{name}: **{level(say, rule, int(cell['level']), present=jobs > 0)}**")
    if rule.name != "us":
        st.caption(_parts(say, rule, cell))
    if not isinstance(split, tuple):
        reached = int((all_areas["level"] >= min(rule.highest, STARS)).sum())
        st.caption(say.count(f"verdicts.reached_{'us' if rule.name == 'us' else 'stars'}", reached))
    with st.popover(say("verdicts.rule_shown"), type="tertiary", key=f"verdict_card_{rule.name}"):
        st.markdown(in_words(visit, rule, split))


def _parts(say: Words, rule: Rule, cell: pd.Series[Any]) -> str:
    second = "dominance" if rule.name == "agencies" else "focus"
    return "  \n".join(
        f"{'★' if cell[part] else '☆'} {say(f'verdicts.part_{part}')}"
        for part in ("size", "specialisation", second)
    )


def compared(visit: Visit, rule: Rule, split: Split, **one: Any) -> pd.DataFrame:
    """Every rule's verdict in words, one column per rule that applies.

    one: `division="28"` for all areas of the split, or `area="TR83"` for all its divisions.
    """
    ((name, code),) = one.items()
    present = profile.figures(visit.warehouse, split).xs(code, level=name)["insured"] > 0
    columns = {}
    for each in all_rules(rule).values():
        if _applies(each, split):
            found = profile.verdicts(visit.warehouse, split, each).xs(code, level=name)["level"]
            columns[visit.say(f"verdicts.rule_{each.name}")] = [
                level(visit.say, each, int(value), present=bool(there))
                for value, there in zip(found, present.reindex(found.index), strict=True)
            ]
    return pd.DataFrame(columns, index=present.index)
