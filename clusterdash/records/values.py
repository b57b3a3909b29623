"""What the repository hands out and takes in: frozen values, never rows of the database.

A moment is in UTC and knows it. An id is 32 hexadecimal digits that sort by age. Codes are the catalogue's:
a province is its plate code, a sector a NACE division, a topic and an expert criterion as in the tables of
`data/catalogue`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, Generic, Literal, TypeVar, get_args

from clusterdash.records.errors import Message

InstitutionKind = Literal["chamber", "agency", "university", "ngo", "firm", "public"]
State = Literal["draft", "open", "revealed", "second", "second_revealed", "decided", "closed"]
Part = Literal["weights", "scores", "order", "verdicts"]
Stance = Literal["confirm", "dispute"]
Origin = Literal["decided_here", "published_2013"]

KINDS: Final[tuple[InstitutionKind, ...]] = get_args(InstitutionKind)
STATES: Final[tuple[State, ...]] = get_args(State)
PARTS: Final[tuple[Part, ...]] = get_args(Part)
STANCES: Final[tuple[Stance, ...]] = get_args(Stance)

TOPICS: Final = ("economic_impact", "demand", "networking", "factors")
"""What a ballot spreads its 100 points over."""
EXPERT_CRITERIA: Final = ("D5", "N5", "F6")
"""What a ballot scores from 1 to 5 for each sector of the shortlist."""
NOTICE_VERSION: Final = "2"
"""The notice on personal data (KVKK) shown before a name is given; raise it when its words change."""

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class MeetingDraft:
    """What an organiser fills in. `scenario` is the compact text of a link, `shortlist` are divisions and
    `proposed` those of them that are put to the hall to confirm or dispute."""

    title: str
    province: int
    held_on: date
    place: str = ""
    agenda: tuple[str, ...] = ()
    scenario: str = ""
    edition: str = ""
    shortlist: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meeting:
    """A consultation meeting. `code` is what people join by: show it to the hall, not in public lists.
    `version` grows with every change and tells two organisers apart."""

    id: str
    code: str
    title: str
    province: int
    held_on: date
    place: str
    agenda: tuple[str, ...]
    scenario: str
    edition: str
    shortlist: tuple[str, ...]
    proposed: tuple[str, ...]
    state: State
    round: int
    notice_version: str
    created_at: datetime
    version: int

    @property
    def taking_answers(self) -> bool:
        """Whether a round is open."""
        return self.state in ("open", "second")

    def covered(self, round: int) -> bool:
        """Whether the answers of a round (1 or 2) are still hidden from everyone but those who gave them."""
        revealed = ("second_revealed", "decided", "closed")
        return self.state not in (("revealed", "second", *revealed) if round == 1 else revealed)


@dataclass(frozen=True)
class Participant:
    """Someone in a meeting. `name` is personal and optional; `consent` lets it stand in the minutes."""

    id: str
    meeting: str
    institution: str
    kind: InstitutionKind
    name: str | None
    consent: bool
    on_paper: bool
    joined_at: datetime


@dataclass(frozen=True)
class Verdict:
    """What someone says about a proposed sector."""

    stance: Stance
    reason: str = ""


@dataclass(frozen=True)
class Ballot:
    """What stands of a participant's opinion in a round: of each part, the latest that was not withdrawn.

    weights: points by topic, together 100. scores: 1-5 by (division, expert criterion), None = can't say,
    absent = not answered. order: divisions, best first, perhaps not all. verdicts by proposed division. A
    part is None (verdicts: empty) where nothing was given. In the second round a part not given again is the
    first round's, and is in `carried`. `seen` is the number of the latest opinion in the ballot, for
    `opinions.save`.
    """

    participant: str
    institution: str
    kind: InstitutionKind
    round: int
    weights: Mapping[str, int] | None
    scores: Mapping[tuple[str, str], int | None] | None
    order: tuple[str, ...] | None
    verdicts: Mapping[str, Verdict]
    on_paper: bool
    updated_at: datetime
    withdrawn: bool
    seen: int = 0
    carried: frozenset[Part] = frozenset()

    @property
    def parts(self) -> frozenset[Part]:
        """The parts that were answered."""
        given = {"weights": self.weights, "scores": self.scores, "order": self.order}
        found: set[Part] = {part for part in PARTS if given.get(part) is not None}
        return frozenset(found | ({"verdicts"} if self.verdicts else set()))


@dataclass(frozen=True)
class PaperBallot:
    """A ballot given on paper, as somebody enters it; parts as in `Ballot`, None = left empty."""

    institution: str
    kind: str
    name: str | None = None
    consent: bool = False
    weights: Mapping[str, int] | None = None
    scores: Mapping[tuple[str, str], int | None] | None = None
    order: tuple[str, ...] | None = None
    verdicts: Mapping[str, Verdict] | None = None

    @property
    def parts(self) -> dict[Part, Any]:
        """What was filled in."""
        given = {part: getattr(self, part) for part in PARTS}
        return {part: payload for part, payload in given.items() if payload}


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row of an import: `row` as a spreadsheet counts, the header being row 1."""

    row: int
    field: str
    reason: Message


@dataclass(frozen=True)
class Report:
    """What became of an import: `rows` were taken, `duplicates` had been before; none where errors are."""

    rows: int
    duplicates: int = 0
    errors: tuple[RowError, ...] = ()


@dataclass(frozen=True)
class Saved:
    """An acknowledged opinion. `duplicate`: the same request had been saved before, and only once."""

    id: int
    given_at: datetime
    duplicate: bool


@dataclass(frozen=True)
class DecisionDraft:
    """What a meeting decided; no division where none was selected yet."""

    divisions: tuple[str, ...]
    sector_words: str = ""
    reasons: str = ""
    dissent: str = ""
    decided_on: date | None = None
    scenario: str | None = None
    edition: str | None = None


@dataclass(frozen=True)
class Decision:
    """A selection of sectors for a province; `divisions` is empty where none was selected yet."""

    id: str
    meeting: str | None
    province: int
    divisions: tuple[str, ...]
    sector_words: str
    reasons: str
    dissent: str
    decided_on: date
    scenario: str
    edition: str
    origin: Origin


@dataclass(frozen=True)
class Step:
    """A line of a meeting's own history. `what`: create, change, decide, or the state it moved to."""

    at: datetime
    who: str
    what: str
    note: str


@dataclass(frozen=True)
class Presence:
    """Who has joined, by kind of institution, and how many have answered each part of the current round."""

    by_kind: Mapping[InstitutionKind, int]
    joined: int
    answered: Mapping[Part, int]


@dataclass(frozen=True)
class Entry:
    """A line of the ledger. `before` and `after` hold the fields that changed, personal ones covered."""

    id: int
    at: datetime
    actor_role: str
    actor_name: str
    action: str
    kind: str
    record: str
    province: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True)
class Range:
    """A filter from `low` to `high`, both included; None = open on that side."""

    low: Any = None
    high: Any = None


@dataclass(frozen=True)
class Query:
    """What a list is asked for. `filters` by name: a value, a tuple of values, or a Range. `page` from 1."""

    search: str = ""
    sort: str | None = None
    descending: bool = False
    filters: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    page: int = 1


@dataclass(frozen=True)
class Page(Generic[_Row]):
    """One page of a list: its rows, its number from 1, and how many rows there are on all pages."""

    rows: tuple[_Row, ...]
    number: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))
