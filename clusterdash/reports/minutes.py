"""The minutes of a consultation meeting: one document, written as DOCX or as PDF."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clusterdash.catalogue import Source
from clusterdash.comparison import Average, Comparison, Movement, Places, Stand, sentences
from clusterdash.comparison.people import FEWEST_OF_A_KIND
from clusterdash.ranking import Ranking
from clusterdash.records.values import EXPERT_CRITERIA, STANCES, Decision, Meeting, Participant
from clusterdash.reports import meeting_pictures as pictures
from clusterdash.reports import names
from clusterdash.reports.document import (
    Column,
    Document,
    Heading,
    Items,
    Link,
    Paragraph,
    Part,
    Picture,
    Table,
    facts,
)
from clusterdash.reports.rankings import sources_used
from clusterdash.scenario import topic_shares
from clusterdash.text import Language, Words, numbers, turkish
from clusterdash.warehouse import Warehouse

if TYPE_CHECKING:
    from clusterdash.records.studies import Study

_COLOURED: Final = 3
_CODE: Final = 32.0
"""Side of the QR code in millimetres."""
_STUDIES: Final = 30
"""Studies named one by one; of more the newest, and how many the others are."""


@dataclass(frozen=True)
class Session:
    """All that the minutes are of.

    ``analysis``: the ranking on statistics alone; ``first``, ``second``: the figures of the rounds;
    ``movement``: between them; ``decision``: None while there is none; ``address``: the link that reopens it;
    ``studies``: those that speak of the province or of a sector of the shortlist, newest first.
    """

    meeting: Meeting
    participants: tuple[Participant, ...]
    analysis: Ranking
    first: Comparison
    second: Comparison | None
    movement: Movement | None
    decision: Decision | None
    address: str
    studies: tuple[Study, ...] = ()

    @property
    def last(self) -> Comparison:
        """The figures of the last round."""
        return self.second or self.first


def minutes_docx(warehouse: Warehouse, session: Session, language: Language) -> bytes:
    """The minutes for Word; the same session gives the same bytes."""
    from clusterdash.reports.docx import to_docx

    return to_docx(minutes(warehouse, session, language))


def minutes_pdf(warehouse: Warehouse, session: Session, language: Language) -> bytes:
    """The minutes as PDF; the same session gives the same bytes."""
    from clusterdash.reports.pdf import to_pdf

    return to_pdf(minutes(warehouse, session, language))


def minutes(warehouse: Warehouse, session: Session, language: Language) -> Document:
    """What the minutes say. Raises ValueError where the ranking is of another edition than the warehouse."""
    if session.analysis.edition != warehouse.edition.id:
        raise ValueError(f"The ranking is of edition {session.analysis.edition}, not {warehouse.edition.id}.")
    return _Minutes(warehouse, session, language).document()


class _Minutes:
    """One meeting in one language."""

    def __init__(self, warehouse: Warehouse, session: Session, language: Language) -> None:
        self.say = Words(language)
        self.warehouse, self.session, self.meeting = warehouse, session, session.meeting
        catalogue = warehouse.catalogue
        self.topics = {code: topic.name.in_(language) for code, topic in catalogue.topics.items()}
        self.criteria = {code: catalogue.criteria[code].name.in_(language) for code in EXPERT_CRITERIA}
        self.sectors = names.divisions(warehouse, language)
        self.province = names.provinces(warehouse, language)[self.meeting.province]

    def document(self) -> Document:
        say, meeting = self.say, self.meeting
        date = numbers.date(meeting.held_on, say.language)
        chapters = (
            self._facts,
            self._participants,
            self._agenda,
            self._analysis,
            self._studies,
            self._weights,
            self._rankings,
            self._parallelism,
            self._scores,
            self._verdicts,
            self._second_round,
            self._decision,
            self._reopen,
        )
        return Document(
            title=say("minutes.title"),
            subtitle=meeting.title,
            language=say.language,
            footer=say("minutes.footer", title=meeting.title, date=date),
            created=datetime.datetime.combine(meeting.held_on, datetime.time(), datetime.UTC),
            parts=tuple(part for chapter in chapters for part in chapter()),
        )

    # --- what it was ------------------------------------------------------------------------------

    def _facts(self) -> Iterator[Part]:
        say, meeting = self.say, self.meeting
        rows = [
            (say("word.province"), self.province),
            (say("minutes.date"), numbers.date(meeting.held_on, say.language)),
            (say("minutes.place"), meeting.place or numbers.MISSING),
            (say("minutes.ballots"), self._whole(self.session.last.ballots)),
            (say("minutes.rounds"), self._whole(2 if self.session.second else 1)),
            (say("word.edition"), self.session.analysis.edition),
            (say("minutes.decision"), self._decided()),
        ]
        yield facts(rows)

    def _participants(self) -> Iterator[Part]:
        say, present = self.say, self.session.participants
        yield Heading(say("minutes.participants"))
        if not present:
            yield Paragraph(say("minutes.participants_none"))
            return
        counted = Counter((person.institution.strip(), person.kind) for person in present)
        yield Paragraph(
            say(
                "minutes.participants_sentence",
                people=self._whole(len(present)),
                institutions=self._whole(len({turkish.fold(name) for name, _ in counted})),
                ballots=self._whole(self.session.last.ballots),
                paper=self._whole(sum(person.on_paper for person in present)),
            )
        )
        columns = (
            Column(say("minutes.institution"), 0.6),
            Column(say("minutes.kind"), 0.28),
            Column(say("minutes.people"), 0.12, "right"),
        )
        ordered = sorted(counted.items(), key=lambda item: (turkish.sort_key(item[0][0]), item[0][1]))
        rows = [(name, sentences.kind(say, kind), self._whole(count)) for (name, kind), count in ordered]
        yield Table(columns, tuple(rows))
        named = sorted(
            (person.name.strip() for person in present if person.consent and person.name),
            key=turkish.sort_key,
        )
        if named:
            yield Paragraph(say("minutes.names", names=", ".join(named)))
        yield Paragraph(say("minutes.names_note"), "note")

    def _agenda(self) -> Iterator[Part]:
        yield Heading(self.say("minutes.agenda"))
        if self.meeting.agenda:
            yield Items(self.meeting.agenda, numbered=True)
        else:
            yield Paragraph(self.say("minutes.agenda_none"))

    # --- the analysis -----------------------------------------------------------------------------

    def _analysis(self) -> Iterator[Part]:
        say, analysis = self.say, self.session.analysis
        yield Heading(say("minutes.analysis"))
        yield Paragraph(say("minutes.analysis_sentence"))
        yield facts(list(self._scenario()))
        columns = (
            Column(say("minutes.analysis_rank"), 0.10, "right"),
            Column(say("word.sector"), 0.25),
            Column(say("word.score"), 0.09, "right"),
            *(Column(self.topics[topic], 0.14, "right") for topic in analysis.weights.topic_codes),
        )
        yield Table(columns, tuple(self._analysed()))
        yield Paragraph(say("minutes.analysis_read"), "note")
        yield Heading(say("word.sources"), 2)
        yield Items(tuple(self._source(source) for source in sources_used(self.warehouse, analysis)))

    def _source(self, source: Source) -> str:
        authority, table = (text.in_(self.say.language) for text in (source.authority, source.table))
        said_already = source.year in table or source.year == numbers.MISSING
        key = "minutes.source" if said_already else "minutes.source_year"
        return self.say(
            key, authority=authority, table=table, **({} if said_already else {"year": source.year})
        )

    def _scenario(self) -> Iterator[tuple[str, str]]:
        say, scenario = self.say, self.session.analysis.scenario
        shares = topic_shares({**self.warehouse.catalogue.topic_points, **scenario.topic_points})
        yield (
            say("minutes.topic_weights"),
            "; ".join(
                say(
                    "minutes.topic_points",
                    topic=name,
                    points=numbers.percent(100 * shares[code], say.language, 0),
                )
                for code, name in self.topics.items()
            ),
        )
        yield say("ranking.scope"), say(f"ranking.scope_{scenario.sectors}")
        yield say("ranking.minimum"), self._whole(scenario.minimum_workplaces)
        yield say("minutes.normalisation"), say(f"ranking.normalisation_{scenario.normalisation}")
        yield say("minutes.aggregation"), say(f"ranking.aggregation_{scenario.aggregation}")
        yield say("trust.factor_missing"), say(f"ranking.missing_{scenario.missing}")

    def _analysed(self) -> Iterator[tuple[str, ...]]:
        """The shortlist as the analysis ranks it, best first; those without a rank at the end."""
        analysis = self.session.analysis
        listed = [place for place, code in enumerate(analysis.codes) if code in self.meeting.shortlist]
        for place in listed:
            yield (
                self._whole(analysis.ranks[place]),
                self.sectors[str(analysis.codes[place])],
                self._decimal(100 * analysis.scores[place]),
                *(self._decimal(100 * value) for value in analysis.topic_contributions[place]),
            )

    def _studies(self) -> Iterator[Part]:
        """What others have found before, so that it can be taken into account."""
        say, found = self.say, self.session.studies
        if not found:
            return
        yield Heading(say("minutes.studies"))
        yield Paragraph(say("minutes.studies_sentence", province=self.province))
        named = [
            say("minutes.study", author=study.author, year=str(study.year), title=study.title)
            for study in found[:_STUDIES]
        ]
        if found[_STUDIES:]:
            named.append(say.count("minutes.studies_more", len(found) - _STUDIES))
        yield Items(tuple(named))

    # --- what people said -------------------------------------------------------------------------

    def _weights(self) -> Iterator[Part]:
        yield Heading(self.say("minutes.weights"))
        yield from self._weights_of(self.session.first)
        if self.session.second and self.session.second.weights:
            yield Heading(self.say("minutes.weights_after"), 2)
            yield from self._weights_of(self.session.second)

    def _weights_of(self, figures: Comparison) -> Iterator[Part]:
        say, found = self.say, figures.weights
        sentence = sentences.weights(say, found, self.topics)
        yield Paragraph(sentence, "lead" if found else "normal")
        if found is None:
            return
        yield Picture(
            pictures.weights(found, say=say, topics=self.topics), say("opinions.weights_read"), sentence
        )
        rows = [
            self._average(sentences.kind(say, kind), average)
            for kind, average in found.by_kind.items()
            if average.ballots >= FEWEST_OF_A_KIND
        ]
        everybody = found.everybody
        rows.append(self._average(say("minutes.everybody"), everybody))
        medians = (self._decimal(everybody.median[topic]) for topic in self.topics)
        rows.append((say("minutes.everybody_median"), self._whole(everybody.ballots), *medians))
        columns = (
            Column(say("minutes.kind"), 0.28),
            Column(say("minutes.ballots"), 0.12, "right"),
            *(Column(name, 0.15, "right") for name in self.topics.values()),
        )
        yield Table(columns, tuple(rows))
        if len(rows) < len(found.by_kind) + 2:
            yield Paragraph(say("minutes.weights_few"), "note")

    def _average(self, name: str, average: Average) -> tuple[str, ...]:
        points = (self._decimal(average.mean[topic]) for topic in self.topics)
        return (name, self._whole(average.ballots), *points)

    def _rankings(self) -> Iterator[Part]:
        say, figures = self.say, self.session.last
        yield Heading(say("minutes.rankings"))
        found, *more = sentences.rules(say, figures.rules, self.sectors)
        yield Paragraph(found, "lead")
        yield from (Paragraph(sentence) for sentence in more)
        drawn = self._ways(
            (say("opinions.analysis"), figures.analysis),
            (say("opinions.hall_weights"), figures.implied),
            (say("opinions.hall_order"), figures.people),
        )
        others = self._ways(
            (say("opinions.rule.copeland"), figures.rules.places.get("copeland")),
            (say("opinions.rule.kemeny"), figures.rules.places.get("kemeny")),
            (say("opinions.with_scores"), figures.scored),
        )
        columns = [*drawn, *others]
        if len(drawn) > 1:
            yield Picture(
                pictures.places(
                    drawn,
                    say=say,
                    names=self.sectors,
                    coloured=[difference.division for difference in figures.differences[:_COLOURED]],
                ),
                say("opinions.slope_read"),
                found,
            )
        first = figures.first_by_own_weights
        headings = (
            Column(say("word.sector"), 0.26),
            *(Column(heading, 0.12, "right") for heading, _ in columns),
            *((Column(say("minutes.first_share"), 0.12, "right"),) if first else ()),
        )
        rows = tuple(
            (
                self.sectors[code],
                *(numbers.number(found[code], say.language, 0) for _, found in columns),
                *((numbers.number(100 * first[code], say.language, 0),) if code in first else ()),
                *((numbers.MISSING,) if first and code not in first else ()),
            )
            for code in sorted(figures.shortlist, key=lambda code: figures.analysis[code] or 1000)
        )
        yield Table(headings, rows)
        yield Paragraph(say("minutes.rankings_read"), "note")

    def _ways(self, *ways: tuple[str, Places | None]) -> list[tuple[str, Places]]:
        """The ways of ranking there are; a part that nobody answered has none."""
        return [(heading, places) for heading, places in ways if places is not None]

    def _parallelism(self) -> Iterator[Part]:
        say, figures = self.say, self.session.last
        given = figures.orders_given
        yield Heading(say("minutes.parallelism"))
        yield Paragraph(sentences.hall(say, figures.parallelism, given), "lead")
        if not given:
            return
        yield Paragraph(sentences.among(say, figures.concordance, given))
        yield Table(
            (
                Column(say("minutes.measure"), 0.6),
                Column(say("word.value"), 0.18, "right"),
                Column(say("minutes.chance"), 0.22, "right"),
            ),
            tuple(self._measures(figures)),
        )
        yield Heading(say("minutes.differing"), 2)
        differing = tuple(sentences.differences(say, figures.differences, self.sectors))
        if differing:
            yield Items(differing)
        grouped = tuple(sentences.groups(say, figures.groups, self.sectors))
        yield Paragraph(grouped[0])
        if grouped[1:]:
            yield Items(grouped[1:])

    def _measures(self, figures: Comparison) -> Iterator[tuple[str, ...]]:
        say = self.say

        def shown(value: float | None) -> str:
            return numbers.number(value, say.language, 2)

        among, sides = figures.concordance, figures.parallelism
        if among:
            yield say("opinions.measure.kendall_w"), shown(among.w), sentences.p_value(say, among.p_value)
        if sides:
            p = sentences.p_value(say, sides.p_value) if sides.p_value is not None else numbers.MISSING
            yield say("opinions.measure.tau_b"), shown(sides.tau_b), p
            yield say("opinions.measure.weighted_tau"), shown(sides.weighted_tau), numbers.MISSING
            expected = say("minutes.expected", value=shown(sides.expected / sides.top))
            top = self._whole(sides.top)
            yield say("opinions.measure.overlap", top=top), shown(sides.common / sides.top), expected

    def _scores(self) -> Iterator[Part]:
        say, figures = self.say, self.session.last
        yield Heading(say("opinions.scores"))
        if all(score.mean is None for score in figures.scores):
            yield Paragraph(say("minutes.scores_none"))
            return
        cells = {(score.division, score.criterion): score for score in figures.scores}
        columns = (
            Column(say("word.sector"), 0.34),
            *(Column(name, 0.22, "right") for name in self.criteria.values()),
        )
        rows = []
        for division in figures.shortlist:
            found = [cells[division, criterion] for criterion in self.criteria]
            rows.append((self.sectors[division], *(self._score(s.mean, s.spread, s.scores) for s in found)))
        yield Table(columns, tuple(rows))
        yield Paragraph(say("opinions.scores_read"), "note")

    def _score(self, mean: float | None, spread: float | None, count: int) -> str:
        if mean is None:
            return numbers.MISSING
        values = {"mean": self._decimal(mean), "count": self._whole(count)}
        if spread is None:
            return self.say("opinions.score_alone", **values)
        return self.say("opinions.score", spread=self._decimal(spread), **values)

    def _verdicts(self) -> Iterator[Part]:
        say, found = self.say, self.session.last.stands
        yield Heading(say("minutes.verdicts"))
        if not found:
            yield Paragraph(say("opinions.verdicts_none"))
            return
        counted = "; ".join(self._counted(stand) for stand in found)
        yield Picture(
            pictures.stands(found, say=say, names=self.sectors), say("opinions.verdicts_read"), counted
        )
        for stand in found:
            for stance in STANCES:
                reasons = [reason for reason in stand.reasons if reason.stance == stance]
                if reasons:
                    name, said = self.sectors[stand.division], say(f"opinions.stance.{stance}")
                    yield Heading(say("minutes.reasons_of", name=name, stance=said), 2)
                    yield Items(tuple(sentences.reason(say, reason) for reason in reasons))

    def _counted(self, stand: Stand) -> str:
        say = self.say
        counts = ", ".join(
            say("opinions.stance_count", stance=say(f"opinions.stance.{stance}"), count=self._whole(count))
            for stance, count in (("confirm", stand.confirm), ("dispute", stand.dispute))
        )
        return f"{self.sectors[stand.division]}: {counts}"

    def _second_round(self) -> Iterator[Part]:
        say, moved = self.say, self.session.movement
        if self.session.second is None:
            return
        yield Heading(say("minutes.second"))
        found, *more = sentences.moved(say, moved)
        yield Paragraph(found, "lead")
        yield from (Paragraph(sentence) for sentence in more)
        rows: list[tuple[str, ...]] = []
        if moved and moved.weights:
            for topic, name in self.topics.items():
                before, after = moved.weights.before.mean[topic], moved.weights.after.mean[topic]
                rows.append(self._moved(name, before, after, 1))
        if moved and moved.orders:
            before_, after_ = moved.orders.before, moved.orders.after
            for code in sorted(after_, key=lambda code: after_[code] or 1000):
                rows.append(self._moved(self.sectors[code], before_[code], after_[code], 0))
        if rows:
            columns = (
                Column(say("minutes.moved_topic"), 0.46),
                Column(say("opinions.first_round"), 0.18, "right"),
                Column(say("opinions.second_round"), 0.18, "right"),
                Column(say("word.change"), 0.18, "right"),
            )
            yield Table(columns, tuple(rows))

    def _moved(self, name: str, before: float | None, after: float | None, digits: int) -> tuple[str, ...]:
        language = self.say.language
        change = None if before is None or after is None else after - before
        written = (numbers.number(value, language, digits) for value in (before, after))
        return (name, *written, numbers.change(change, language, digits))

    # --- the decision -----------------------------------------------------------------------------

    def _decided(self) -> str:
        decision = self.session.decision
        if decision is None:
            return self.say("minutes.undecided")
        if not decision.divisions:
            return self.say("minutes.none_yet")
        chosen = ", ".join(self.sectors[code] for code in decision.divisions)
        return self.say("minutes.decided", sectors=chosen)

    def _decision(self) -> Iterator[Part]:
        say, decision = self.say, self.session.decision
        yield Heading(say("minutes.decision"))
        yield Paragraph(self._decided(), "lead")
        if decision is None:
            return
        rows = [
            (say("minutes.decided_on"), numbers.date(decision.decided_on, say.language)),
            (say("minutes.sector_words"), decision.sector_words or numbers.MISSING),
            (say("minutes.reasons"), decision.reasons or numbers.MISSING),
            (say("minutes.dissent"), decision.dissent or say("minutes.dissent_none")),
        ]
        yield facts(rows)
        yield Paragraph(self._origin(), "note")

    def _origin(self) -> str:
        """Decided here, and beside it what the programme published, which is another thing."""
        say = self.say
        published = {row["province"]: row for row in self.warehouse.rows("programme_pilots")}
        pilot = published.get(self.meeting.province)
        if pilot is None:
            return say("minutes.origin_no_pilot")
        date = numbers.date(pilot["published_on"], say.language)
        sector = pilot[f"sector_{say.language}"]
        if not sector:
            return say("minutes.origin_no_sector", date=date)
        return say("minutes.origin", date=date, sector=sector)

    def _reopen(self) -> Iterator[Part]:
        say, address = self.say, self.session.address
        yield Heading(say("minutes.reopen"))
        yield Link(address, address)
        yield Picture(
            pictures.code(address, _CODE),
            say("minutes.reopen_read", edition=self.session.analysis.edition),
            say("minutes.qr"),
        )

    def _whole(self, value: float) -> str:
        return numbers.number(value, self.say.language, 0)

    def _decimal(self, value: float) -> str:
        return numbers.number(value, self.say.language, 1)
