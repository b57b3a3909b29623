"""The entries of the catalogue, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Literal["tr", "en"]
Level = Literal["pair", "province", "division"]
Origin = Literal["documented", "proposed", "expert"]
View = Literal["sectors", "provinces"]

Line = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Points = Annotated[int, Field(ge=0, le=100)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class Text(_Entry):
    """One text in both languages."""

    tr: Line
    en: Line

    def in_(self, language: Language) -> str:
        return self.tr if language == "tr" else self.en


class Source(_Entry):
    """Where figures come from. `year` is text, since a table may span years ("2016-2024")."""

    id: str
    authority: Text
    table: Text
    year: Line
    unit: Text
    licence: Text
    limits: tuple[Text, ...]
    url: Line | None = None


class Indicator(_Entry):
    """A measured figure: what it says, how it is computed, from which sources, and how it is shown.

    `years` is the period the figure speaks of, as shown; `yearly` says that people may choose a year.
    """

    id: str
    name: Text
    explanation: Text
    unit: Text
    formula: Text
    level: Level
    digits: Annotated[int, Field(ge=0, le=6)]
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    years: Line
    yearly: bool = False
    scale: Literal["sequential", "diverging"] = "sequential"
    midpoint: float | None = None
    limits: Text | None = None

    @model_validator(mode="after")
    def _midpoint_belongs_to_diverging(self) -> Self:
        if (self.scale == "diverging") != (self.midpoint is not None):
            raise ValueError("scale: expected a midpoint with a diverging scale, and only there")
        return self


class Topic(_Entry):
    """One of the programme's topics. `points` is its default weight."""

    code: str
    name: Text
    explanation: Text
    basis: Text
    origin: Origin
    points: Points


class Criterion(_Entry):
    """One criterion of a topic: an indicator, read in one direction.

    The indicator's value is first limited to `cap` (where given), then transformed by natural logarithm:
    `log` = ln x, `log1p` = ln(1 + x). `direction` is 1 where more is better, -1 where less is.
    `points` is the default weight inside the topic. An expert criterion has no indicator: people score it.
    `same_as` names, by view, the criterion that orders what is ranked in the same way; `follows` the
    criterion whose order it repeats or exactly reverses, depending on the province or sector chosen.
    """

    code: str
    topic: str
    name: Text
    explanation: Text
    basis: Text
    origin: Origin
    kind: Literal["statistical", "expert"]
    level: Level
    points: Points
    indicator: str | None = None
    direction: Literal[1, -1] = 1
    transform: Literal["none", "log", "log1p"] = "none"
    cap: Annotated[float, Field(gt=0)] | None = None
    note: Text | None = None
    same_as: Mapping[View, str] = Field(default_factory=dict)
    follows: Mapping[View, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _statistics_need_an_indicator(self) -> Self:
        if (self.kind == "statistical") != (self.indicator is not None):
            raise ValueError("indicator: expected one if the criterion is statistical, none if it is expert")
        return self

    def can_reorder(self, view: View) -> bool:
        """False where the criterion is the same for everything ranked, so that it cannot change the order."""
        return self.level != {"sectors": "province", "provinces": "division"}[view]


class Term(_Entry):
    """A word of the field, explained."""

    id: str
    term: Text
    meaning: Text


@dataclass(frozen=True)
class Catalogue:
    """All entries by code, in the order of their files."""

    topics: Mapping[str, Topic]
    criteria: Mapping[str, Criterion]
    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    glossary: Mapping[str, Term]

    def criteria_of(self, topic: str) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria.values() if criterion.topic == topic)

    @property
    def topic_points(self) -> dict[str, int]:
        """Default points of every topic."""
        return {code: topic.points for code, topic in self.topics.items()}

    @property
    def criterion_points(self) -> dict[str, int]:
        """Default points of every criterion inside its topic."""
        return {code: criterion.points for code, criterion in self.criteria.items()}
