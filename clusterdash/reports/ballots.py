"""Ballots as tables: the anonymised ones of a meeting, and the template for those that come on paper."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from clusterdash.comparison import people
from clusterdash.records import ballot_sheet
from clusterdash.records.values import EXPERT_CRITERIA, KINDS, STANCES, TOPICS, Ballot, Meeting
from clusterdash.reports import names
from clusterdash.reports.sheets import Cell, Column, Sheet, to_csv, to_xlsx
from clusterdash.text import Language, Words, numbers
from clusterdash.warehouse import Warehouse

_YES_NO: Final = ("yes", "no")


def ballots_csv(
    warehouse: Warehouse, meeting: Meeting, rounds: Sequence[Sequence[Ballot]], language: Language
) -> bytes:
    """The anonymised ballots of all rounds, without reasons, as CSV for Excel in that language."""
    return to_csv(_Sheets(warehouse, meeting, rounds, language).ballots(), language)


def ballots_xlsx(
    warehouse: Warehouse, meeting: Meeting, rounds: Sequence[Sequence[Ballot]], language: Language
) -> bytes:
    """A workbook of the anonymised ballots, the reasons apart from them, and what was left out.

    rounds: the ballots of the first round and, where there was one, of the second. No institution, person,
    moment or order of arrival is in it; a kind of institution is named as `people.kinds_spoken_of` says.
    """
    sheets = _Sheets(warehouse, meeting, rounds, language)
    return to_xlsx((sheets.ballots(), sheets.reasons(), sheets.about()), _moment(meeting))


def template_xlsx(warehouse: Warehouse, meeting: Meeting, language: Language) -> bytes:
    """An empty table for ballots given on paper, and a sheet that says what each column takes."""
    say = Words(language)
    columns = ballot_sheet.columns(meeting)
    empty = Sheet(say("minutes.template.ballots"), tuple(Column(name, width=18) for name in columns), [])
    headings = (
        Column(say("minutes.template.column"), width=28),
        Column(say("minutes.template.meaning"), width=90),
    )
    meanings = _Meanings(warehouse, meeting, say)
    rows = [(column, meanings.of(column)) for column in columns]
    return to_xlsx((empty, Sheet(say("minutes.sheet.about"), headings, rows)), _moment(meeting))


class _Sheets:
    """The ballots of one meeting in one language."""

    def __init__(
        self,
        warehouse: Warehouse,
        meeting: Meeting,
        rounds: Sequence[Sequence[Ballot]],
        language: Language,
    ) -> None:
        self.meeting, self.say = meeting, Words(language)
        self.edition = warehouse.edition.id
        self.rounds = [people.taking_part(ballots) for ballots in rounds]
        self.sectors = names.divisions(warehouse, language)
        catalogue = warehouse.catalogue
        self.topics = {topic: catalogue.topics[topic].name.in_(language) for topic in TOPICS}
        self.criteria = {code: catalogue.criteria[code].name.in_(language) for code in EXPERT_CRITERIA}

    def ballots(self) -> Sheet:
        """One row per ballot and round, in the order of their content."""
        rows = [
            row
            for number, ballots in enumerate(self.rounds, start=1)
            for row in sorted(self._rows(number, ballots), key=_by_content)
        ]
        return Sheet(self.say("minutes.sheet.ballots"), tuple(self._columns()), rows)

    def reasons(self) -> Sheet:
        """Every reason with the sector and the stance it is for, apart from the ballot it stood on."""
        say = self.say
        columns = (
            Column(say("minutes.sheet.round"), digits=0, width=8),
            Column(say("word.sector"), width=36),
            Column(say("minutes.sheet.stance"), width=16),
            Column(say("minutes.sheet.reasons"), width=90),
        )
        rows: list[tuple[Cell, ...]] = [
            (number, self.sectors[stand.division], say(f"opinions.stance.{reason.stance}"), reason.text)
            for number, ballots in enumerate(self.rounds, start=1)
            for stand in people.stands(ballots, self.meeting.proposed)
            for reason in sorted(stand.reasons, key=lambda reason: (reason.stance, reason.text))
        ]
        return Sheet(say("minutes.sheet.reasons"), columns, rows)

    def about(self) -> Sheet:
        """Which meeting, on which edition, and what is not in the file."""
        say, meeting = self.say, self.meeting
        columns = (Column(say("reports.item"), width=26), Column(say("word.value"), width=90))
        rows = [
            (say("minutes.title"), meeting.title),
            (say("minutes.date"), numbers.date(meeting.held_on, say.language)),
            (say("word.edition"), self.edition),
            (say("word.note"), say("minutes.sheet.anonymous")),
        ]
        return Sheet(say("minutes.sheet.about"), columns, rows)

    def _columns(self) -> Iterator[Column]:
        say, meeting = self.say, self.meeting
        yield Column(say("minutes.sheet.round"), digits=0, width=8)
        yield Column(say("minutes.kind"), width=22)
        for name in self.topics.values():
            yield Column(say("minutes.sheet.points", topic=name), digits=0, width=16)
        for division in meeting.shortlist:
            yield Column(say("minutes.sheet.order", sector=self.sectors[division]), digits=0, width=16)
        for division in meeting.shortlist:
            for name in self.criteria.values():
                heading = say("minutes.sheet.score", criterion=name, sector=self.sectors[division])
                yield Column(heading, digits=0, width=16)
        for division in meeting.proposed:
            yield Column(say("minutes.sheet.verdict", sector=self.sectors[division]), width=16)

    def _rows(self, number: int, ballots: Sequence[Ballot]) -> Iterator[tuple[Cell, ...]]:
        spoken_of = people.kinds_spoken_of(ballots)
        for ballot in ballots:
            named = ballot.kind in spoken_of
            kind = self.say(f"records.word.{ballot.kind}") if named else self.say("minutes.sheet.few")
            weights = ballot.weights or {}
            yield (
                number,
                kind,
                *(weights.get(topic) for topic in self.topics),
                *self._places(ballot.order or ()),
                *self._scores(ballot.scores or {}),
                *self._stances(ballot),
            )

    def _places(self, order: Sequence[str]) -> Iterator[Cell]:
        for division in self.meeting.shortlist:
            yield order.index(division) + 1 if division in order else None

    def _scores(self, scores: Mapping[tuple[str, str], int | None]) -> Iterator[Cell]:
        for division in self.meeting.shortlist:
            for criterion in self.criteria:
                if (division, criterion) not in scores:
                    yield None
                else:
                    score = scores[division, criterion]
                    yield self.say("minutes.sheet.cannot_say") if score is None else score

    def _stances(self, ballot: Ballot) -> Iterator[Cell]:
        for division in self.meeting.proposed:
            verdict = ballot.verdicts.get(division)
            yield self.say(f"opinions.stance.{verdict.stance}") if verdict else None


class _Meanings:
    """What each column of the template takes, in words."""

    def __init__(self, warehouse: Warehouse, meeting: Meeting, say: Words) -> None:
        self.say, self.meeting, self.catalogue = say, meeting, warehouse.catalogue
        self.sectors = names.divisions(warehouse, say.language)

    def of(self, column: str) -> str:
        """The meaning of a column of `ballot_sheet.columns`."""
        what, *codes = column.split()
        match what:
            case "kind":
                return self.say("minutes.template.kind", words=self._words(KINDS))
            case "consent":
                return self.say("minutes.template.consent", words=self._words(_YES_NO))
            case "weight":
                return self.say("minutes.template.weight", topic=self._name("topics", codes[0]))
            case "score":
                return self.say(
                    "minutes.template.score",
                    sector=self.sectors[codes[0]],
                    criterion=self._name("criteria", codes[1]),
                    mark=ballot_sheet.CANNOT_SAY,
                )
            case "order":
                listed = (
                    self.say("minutes.template.code", code=code, name=self.sectors[code])
                    for code in self.meeting.shortlist
                )
                return self.say("minutes.template.order", codes="; ".join(listed))
            case "verdict":
                words = self._words(STANCES)
                return self.say("minutes.template.verdict", sector=self.sectors[codes[0]], words=words)
            case "reason":
                return self.say("minutes.template.reason", sector=self.sectors[codes[0]])
            case _:
                return self.say(f"minutes.template.{what}")

    def _words(self, codes: Sequence[str]) -> str:
        return " · ".join(self.say(f"records.word.{code}") for code in codes)

    def _name(self, entries: str, code: str) -> str:
        name: str = getattr(self.catalogue, entries)[code].name.in_(self.say.language)
        return name


def _by_content(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple("" if cell is None else f"{cell:>3}" for cell in row)


def _moment(meeting: Meeting) -> datetime.datetime:
    return datetime.datetime.combine(meeting.held_on, datetime.time(), datetime.UTC)
