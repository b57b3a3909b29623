"""Named scenarios: kept for the session, carried by the link, and saved as a small file.

A named scenario is what may differ side by side: points, method, scope. The province or sector in hand is not
part of it, so that the same weights can be looked at elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, get_args

from clusterdash import scenario as scenarios
from clusterdash.scenario import MAX_MINIMUM_WORKPLACES, MAX_POINTS, Known, Scenario

MOST: Final = 4
LONGEST_NAME: Final = 24
LONGEST_LINK: Final = 3_000
LARGEST_FILE: Final = 100_000
_KIND: Final = "clusterdash scenarios"
_BETWEEN: Final = "!"
_BEHIND_NAME: Final = "~"
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "sectors": get_args(scenarios.Sectors),
    "normalisation": get_args(scenarios.Normalisation),
    "aggregation": get_args(scenarios.Aggregation),
    "missing": get_args(scenarios.Missing),
}


@dataclass(frozen=True)
class Named:
    """A scenario of no place in particular, under a name that is safe to show."""

    name: str
    scenario: Scenario

    def at(self, place: Scenario) -> Scenario:
        """The named choices for the view, province and sector of `place`, on the same figures."""
        return replace(
            self.scenario,
            view=place.view,
            province=place.province,
            division=place.division,
            language=place.language,
            experts=place.experts,
        )


class FileError(ValueError):
    """A file that cannot be taken: `problem` names the message, `values` what stands in its places."""

    def __init__(self, problem: str, **values: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.values = values


def named(name: str, scenario: Scenario) -> Named:
    """Only what may differ side by side is kept."""
    kept = (*_CHOICES, "topic_points", "criterion_points", "minimum_workplaces")
    return Named(clean(name), Scenario(**{what: getattr(scenario, what) for what in kept}))


def clean(name: str) -> str:
    """A name that can put no markup on a page: letters, digits, blanks and a few signs, not too long."""
    kept = "".join(letter if letter.isalnum() or letter in " -_.,()+%" else " " for letter in name)
    return " ".join(kept.split())[:LONGEST_NAME].strip()


# --- in a link ------------------------------------------------------------------------------------


def encode(saved: tuple[Named, ...]) -> str:
    """The form for a link: name~scenario, with ! between."""
    return _BETWEEN.join(f"{each.name}{_BEHIND_NAME}{scenarios.encode(each.scenario)}" for each in saved)


def decode(text: str, known: Known) -> tuple[Named, ...]:
    """Whatever the text is, there is an answer: what cannot be read is left out."""
    found: list[Named] = []
    for part in text[:LONGEST_LINK].split(_BETWEEN)[:MOST]:
        name, _, link = part.partition(_BEHIND_NAME)
        if clean(name) and link:
            found.append(named(name, scenarios.decode(link, known).scenario))
    return tuple(found)


# --- in a file ------------------------------------------------------------------------------------


def to_file(saved: tuple[Named, ...], edition: str) -> bytes:
    """JSON that a person can read and change."""
    content = {
        "kind": _KIND,
        "version": 1,
        "edition": edition,
        "scenarios": [
            {
                "name": each.name,
                "topic_points": dict(each.scenario.topic_points),
                "criterion_points": dict(each.scenario.criterion_points),
                **{name: getattr(each.scenario, name) for name in _CHOICES},
                "minimum_workplaces": each.scenario.minimum_workplaces,
            }
            for each in saved
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def from_file(content: bytes, known: Known) -> tuple[Named, ...]:
    """Raises FileError, naming the scenario, the field and what was found."""
    if len(content) > LARGEST_FILE:
        raise FileError("file_large")
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise FileError("file_no_json") from None
    listed = read.get("scenarios") if isinstance(read, dict) and read.get("kind") == _KIND else None
    if not isinstance(listed, list) or not listed:
        raise FileError("file_no_scenarios")
    if len(listed) > MOST:
        raise FileError("file_many", found=str(len(listed)), most=str(MOST))
    return tuple(_Entry(entry, place, known).read() for place, entry in enumerate(listed, start=1))


@dataclass(frozen=True)
class _Entry:
    """One scenario of a file, and how to speak of it."""

    content: Any
    place: int
    known: Known
    fields: frozenset[str] = field(
        default=frozenset({"name", "topic_points", "criterion_points", "minimum_workplaces", *_CHOICES})
    )

    def read(self) -> Named:
        if not isinstance(self.content, dict):
            raise FileError("file_no_scenario", scenario=self.name)
        if unknown := sorted(set(map(str, self.content)) - self.fields):
            raise FileError("file_unknown", scenario=self.name, what=clean(unknown[0]))
        minimum = self.content.get("minimum_workplaces", 0)
        self.check_number("minimum_workplaces", minimum, MAX_MINIMUM_WORKPLACES)
        return named(
            self.name,
            Scenario(
                topic_points=self.points("topic_points", self.known.topics),
                criterion_points=self.points("criterion_points", self.known.criteria),
                minimum_workplaces=minimum,
                **{
                    name: self.choice(name, allowed)
                    for name, allowed in _CHOICES.items()
                    if name in self.content
                },
            ),
        )

    @property
    def name(self) -> str:
        given = self.content.get("name") if isinstance(self.content, dict) else None
        return (clean(given) if isinstance(given, str) else "") or str(self.place)

    def points(self, what: str, codes: frozenset[str]) -> dict[str, int]:
        given = self.content.get(what, {})
        if not isinstance(given, Mapping):
            raise FileError("file_value", scenario=self.name, what=what, found=_found(given))
        for code, value in given.items():
            if code not in codes:
                raise FileError("file_unknown", scenario=self.name, what=clean(str(code)))
            self.check_number(str(code), value, MAX_POINTS)
        return dict(given)

    def check_number(self, what: str, value: Any, most: int) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise FileError("file_number", scenario=self.name, what=what, most=str(most), found=_found(value))

    def choice(self, what: str, allowed: tuple[str, ...]) -> Any:
        if self.content[what] not in allowed:
            raise FileError("file_value", scenario=self.name, what=what, found=_found(self.content[what]))
        return self.content[what]


def _found(value: Any) -> str:
    return clean(json.dumps(value, ensure_ascii=False)) or "–"
