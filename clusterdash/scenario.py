"""What a person chose, as one value, and its compact form for a link.

A link is made of letters, digits and `-._~` only, so that nothing in it needs escaping:

    1~province-27~demand-40~E2-80~by-rank~edition-3f9a1c

The first part is the version of this form. Every other part is a key, a hyphen and a value; `~` stands
between parts. A topic or a criterion is a key of its own with its points. What equals the default is left
out, so the default scenario is just `1`.
"""

import dataclasses
import operator
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self, SupportsIndex, get_args

View = Literal["sectors", "provinces"]
Sectors = Literal["manufacturing", "all"]
Normalisation = Literal["goalposts", "rank"]
Aggregation = Literal["arithmetic", "geometric"]
Missing = Literal["shared", "average", "lowest"]
Language = Literal["tr", "en"]
Reason = Literal[
    "unknown", "unreadable", "out_of_range", "repeated", "newer_version", "too_long", "more", "no_page"
]

VERSION = 1
MAX_POINTS = 100
MAX_PROVINCE = 999
MAX_MINIMUM_WORKPLACES = 9_999
MAX_EXPERTS = 999_999
# No link this app writes is longer; 64 topics and 64 criteria with the longest codes still fit.
MAX_LENGTH = 4_000
_MAX_CODES = 64
_MAX_QUOTED = 60
_MAX_REPORTED = 12

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,23}")
_DIVISION = re.compile(r"[0-9]{2}")
_EDITION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Scenario:
    """What is ranked, over what, with which weights and by which method.

    `topic_points` and `criterion_points` (0-100) hold only what differs from the catalogue's defaults. A
    sector is a NACE division ("28"), a province its plate code. `missing` is how a missing figure counts: its
    weight is shared among the others of its topic, or it counts as the average, or as the lowest. `experts`:
    what experts said counts too, as far as it was published up to this number; 0 = official figures alone.
    ValueError says which field is out of range.
    """

    view: View = "sectors"
    province: int = 19
    division: str = "28"
    sectors: Sectors = "manufacturing"
    minimum_workplaces: int = 0
    topic_points: Mapping[str, int] = field(default_factory=dict)
    criterion_points: Mapping[str, int] = field(default_factory=dict)
    normalisation: Normalisation = "goalposts"
    aggregation: Aggregation = "arithmetic"
    missing: Missing = "shared"
    experts: int = 0
    language: Language | None = None
    edition: str | None = None

    def __post_init__(self) -> None:
        checked = {
            name: _check_choice(name, getattr(self, name), choices) for name, choices in _CHOICES.items()
        }
        checked["province"] = _check_number("province", self.province, 1, MAX_PROVINCE)
        checked["division"] = _check_form("division", self.division, _DIVISION, "two digits")
        checked["minimum_workplaces"] = _check_number(
            "minimum_workplaces", self.minimum_workplaces, 0, MAX_MINIMUM_WORKPLACES
        )
        checked["experts"] = _check_number("experts", self.experts, 0, MAX_EXPERTS)
        if self.edition is not None:
            checked["edition"] = _check_form(
                "edition", self.edition, _EDITION, "up to 64 letters, digits or hyphens"
            )
        checked["topic_points"] = _check_points("topic_points", self.topic_points)
        checked["criterion_points"] = _check_points("criterion_points", self.criterion_points)
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        if both := self.topic_points.keys() & self.criterion_points.keys():
            raise ValueError(f"criterion_points: {min(both)} is a topic already")

    def __hash__(self) -> int:
        return hash(encode(self))

    def with_topic_points(self, points: Mapping[str, int], defaults: Mapping[str, int]) -> Self:
        """The scenario with these points for the topics named; the others keep theirs."""
        return dataclasses.replace(self, topic_points=_overrides(self.topic_points, points, defaults))

    def with_criterion_points(self, points: Mapping[str, int], defaults: Mapping[str, int]) -> Self:
        """The scenario with these points for the criteria named; the others keep theirs."""
        return dataclasses.replace(self, criterion_points=_overrides(self.criterion_points, points, defaults))


@dataclass(frozen=True)
class Known:
    """The codes a link may name."""

    topics: frozenset[str]
    criteria: frozenset[str]
    provinces: frozenset[int]
    divisions: frozenset[str]


@dataclass(frozen=True)
class Ignored:
    """A part of a link that was left out, and why.

    `text` is short and safe to show: letters, digits and `-_~=`, other characters as a dot. For the reason
    `more` it is the number of further parts that were left out.
    """

    reason: Reason
    text: str


@dataclass(frozen=True)
class Decoded:
    scenario: Scenario
    ignored: tuple[Ignored, ...] = ()


def encode(scenario: Scenario) -> str:
    """The compact form for a link; equal scenarios give the same text, and `decode` reads it again."""
    parts = [str(VERSION)]
    for key, name in _FIELDS.items():
        value = getattr(scenario, name)
        if value != _DEFAULTS[name]:
            parts.append(f"{key}-{value}")
    for points in (scenario.topic_points, scenario.criterion_points):
        parts += [f"{code}-{value}" for code, value in points.items()]
    return "~".join(parts)


def decode(text: str, known: Known) -> Decoded:
    """Read a link, and tell what in it was left out.

    Whatever the text is, there is a scenario: a part that is unknown, unreadable, out of range or repeated
    leaves the default in its place. Case does not count, neither does a full stop or a bracket that a message
    has put behind the link.
    """
    text = text.strip().rstrip(".,;:!?)>]\"'")
    if len(text) > MAX_LENGTH:
        return Decoded(Scenario(), (Ignored("too_long", quoted(text)),))
    reading = _Reading(known)
    for part in filter(None, reading.without_version(text.split("~"))):
        reading.take(part)
    return Decoded(reading.scenario(), reading.ignored())


def topic_shares(points: Mapping[str, int]) -> dict[str, float]:
    """Each topic's share of all points, adding up to 1; all 0 where there are no points at all."""
    total = sum(points.values())
    return {topic: value / total if total else 0.0 for topic, value in points.items()}


def parse_points(text: str, known_topics: Iterable[str]) -> dict[str, int]:
    """Read "demand=40,networking=30" as points of every known topic; a topic left out gets 0.

    ValueError names, in one sentence, what is not understood, or that no topic has any weight.
    """
    points = dict.fromkeys(known_topics, 0)
    given: dict[str, int] = {}
    for part in text.split(","):
        topic, _, value = (piece.strip() for piece in part.partition("="))
        if topic not in points:
            expected = f"expected topic=points with one of {', '.join(points)}"
            raise ValueError(f"weights: {expected}; found {_found(part.strip())}")
        if topic in given:
            raise ValueError(f"weights: {topic} is given twice")
        if not _WHOLE_NUMBER.fullmatch(value) or int(value) > MAX_POINTS:
            expected = f"expected {topic} to be a whole number from 0 to {MAX_POINTS}"
            raise ValueError(f"weights: {expected}; found {_found(value)}")
        given[topic] = int(value)
    if not any(given.values()):
        raise ValueError("weights: all topics have 0 points; give at least one of them some weight")
    return points | given


_CHOICES: dict[str, tuple[str | None, ...]] = {
    "view": get_args(View),
    "sectors": get_args(Sectors),
    "normalisation": get_args(Normalisation),
    "aggregation": get_args(Aggregation),
    "missing": get_args(Missing),
    "language": (None, *get_args(Language)),
}
# The key of each field in a link, in the order they are written.
_FIELDS = {
    "view": "view",
    "province": "province",
    "division": "division",
    "sectors": "sectors",
    "minimum": "minimum_workplaces",
    "by": "normalisation",
    "mean": "aggregation",
    "missing": "missing",
    "experts": "experts",
    "lang": "language",
    "edition": "edition",
}
_DEFAULTS = {entry.name: entry.default for entry in dataclasses.fields(Scenario)}


class _Reading:
    """What has been read from a link so far."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._fields: dict[str, Any] = {}
        self._points: dict[str, int] = {}
        self._left_out: list[Ignored] = []
        codes = known.topics | known.criteria
        self._codes = {code.lower(): code for code in codes} | {code: code for code in codes}

    def without_version(self, parts: list[str]) -> list[str]:
        """The parts behind the version; a link without one is read like one of today."""
        if not _WHOLE_NUMBER.fullmatch(parts[0]):
            return parts
        if int(parts[0]) != VERSION:
            self._leave_out("newer_version" if int(parts[0]) > VERSION else "unknown", parts[0])
        return parts[1:]

    def take(self, part: str) -> None:
        key, _, value = part.partition("-")
        try:
            self._take(key, value)
        except _UnusableError as problem:
            self._leave_out(problem.reason, part)

    def scenario(self) -> Scenario:
        topics = {code: value for code, value in self._points.items() if code in self._known.topics}
        criteria = {code: value for code, value in self._points.items() if code not in topics}
        return Scenario(**self._fields, topic_points=topics, criterion_points=criteria)

    def ignored(self) -> tuple[Ignored, ...]:
        shown, further = self._left_out[:_MAX_REPORTED], self._left_out[_MAX_REPORTED:]
        return (*shown, Ignored("more", str(len(further)))) if further else tuple(shown)

    def _take(self, key: str, value: str) -> None:
        if name := _FIELDS.get(key.lower()):
            _set_once(self._fields, name, self._value(name, value))
        elif code := self._codes.get(key) or self._codes.get(key.lower()):
            _set_once(self._points, code, _read_number(value, 0, MAX_POINTS))
        else:
            raise _UnusableError("unknown")

    def _value(self, name: str, text: str) -> object:
        match name:
            case "province":
                return _among(_read_number(text, 1, MAX_PROVINCE), self._known.provinces)
            case "division":
                return _among(text.zfill(2), self._known.divisions)
            case "minimum_workplaces":
                return _read_number(text, 0, MAX_MINIMUM_WORKPLACES)
            case "experts":
                return _read_number(text, 0, MAX_EXPERTS)
            case "edition":
                return _read_edition(text)
            case _:
                return _among(text.lower(), _CHOICES[name])

    def _leave_out(self, reason: Reason, text: str) -> None:
        self._left_out.append(Ignored(reason, quoted(text)))


class _UnusableError(Exception):
    """A part of a link that cannot be taken, with the reason."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason


def _set_once(values: dict[str, Any], name: str, value: object) -> None:
    if name in values:
        raise _UnusableError("repeated")
    values[name] = value


def _read_number(text: str, least: int, most: int) -> int:
    if not _WHOLE_NUMBER.fullmatch(text):
        raise _UnusableError("unreadable")
    if not least <= int(text) <= most:
        raise _UnusableError("out_of_range")
    return int(text)


def _read_edition(text: str) -> str:
    if not _EDITION.fullmatch(text):
        raise _UnusableError("unreadable")
    return text


def _among(value: object, known: Iterable[object]) -> object:
    if value not in known:
        raise _UnusableError("unknown")
    return value


def quoted(text: str) -> str:
    """A part of a link as it may be shown: nobody's link can put markup, or an address, on the page."""
    safe = "".join(letter if letter.isalnum() or letter in "-_~=" else "·" for letter in text[:_MAX_QUOTED])
    return f"{safe}…" if len(text) > _MAX_QUOTED else safe


def _found(text: str) -> str:
    return repr(text[:_MAX_QUOTED]) if text else "nothing"


def _overrides(
    current: Mapping[str, int], points: Mapping[str, int], defaults: Mapping[str, int]
) -> dict[str, int]:
    """Points that differ from the defaults, after `points` has replaced some of the current ones."""
    return {code: value for code, value in {**current, **points}.items() if defaults.get(code) != value}


def _check_choice(name: str, value: object, choices: tuple[str | None, ...]) -> Any:
    if value not in choices:
        raise ValueError(f"{name}: expected {' or '.join(map(str, choices))}; found {value!r}")
    return value


def _check_number(name: str, value: SupportsIndex, least: int, most: int) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        raise ValueError(f"{name}: expected a whole number; found {value!r}") from None
    if not least <= number <= most:
        raise ValueError(f"{name}: expected a whole number from {least} to {most}; found {number}")
    return number


def _check_form(name: str, value: object, form: re.Pattern[str], in_words: str) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError(f"{name}: expected {in_words}; found {value!r}")
    return value


def _check_points(name: str, points: Mapping[str, int]) -> dict[str, int]:
    """The points in the order of their codes, so that equal scenarios are written alike."""
    if len(points) > _MAX_CODES:
        raise ValueError(f"{name}: expected at most {_MAX_CODES} codes; found {len(points)}")
    for code in points:
        _check_form(name, code, _CODE, "codes of up to 24 letters, digits or underscores")
        if code.lower() in _FIELDS:
            raise ValueError(f"{name}: {code} cannot be a code, since it is a key of the link")
    return {code: _check_number(f"{name}, {code}", points[code], 0, MAX_POINTS) for code in sorted(points)}
