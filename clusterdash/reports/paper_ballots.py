"""Ballots for those who would rather write: one numbered slip a sheet of A4, with the meeting's code."""

from __future__ import annotations

import datetime
from typing import Final

from clusterdash.records.values import EXPERT_CRITERIA, KINDS, TOPICS, Meeting
from clusterdash.reports import names
from clusterdash.reports.document import clean
from clusterdash.reports.drawing import INK, into_pdf, shortened, text_width
from clusterdash.reports.meeting_pictures import code
from clusterdash.reports.pdf import Paper
from clusterdash.text import Language, Words, numbers, turkish
from clusterdash.warehouse import Warehouse

MOST: Final = 500
_MARGIN: Final = 15.0
_WIDTH: Final = 210 - 2 * _MARGIN
_QUIET: Final = "#54636E"
_RULE: Final = "#B8C2C9"
_CODE: Final = 27.0
_BOX: Final = 4.0
_SECTOR: Final = 56.0
_ORDER: Final = 17.0
_ROW: Final = 9.0
_ANSWERS: Final = ("1", "2", "3", "4", "5", "?")


def ballots_pdf(
    warehouse: Warehouse,
    meeting: Meeting,
    language: Language,
    *,
    slips: int,
    address: str,
    months: int,
    first: int = 1,
) -> bytes:
    """So many ballots, numbered from `first`; the same call gives the same bytes.

    Args:
        address: Where the ballot is filled in on a telephone; it stands on the slip as a QR code.
        months: For how long names are kept, as the notice on the slip says.

    Raises ValueError for fewer than one slip or more than `MOST`.
    """
    if not 1 <= slips <= MOST:
        raise ValueError(f"slips: expected a number from 1 to {MOST}; found {slips}")
    say = Words(language)
    date = numbers.date(meeting.held_on, language)
    footer = say("minutes.footer", title=meeting.title, date=date)
    paper = Paper(say("minutes.ballot.title"), language, footer, margin=_MARGIN)
    paper.c_margin = 0.0
    paper.set_creation_date(
        datetime.datetime.combine(meeting.created_at.date(), datetime.time(), datetime.UTC)
    )
    sheet = _Slip(warehouse, meeting, say, address, months)
    for number in range(first, first + slips):
        sheet.onto(paper, number)
    return bytes(paper.output())


class _Slip:
    """One ballot, the same for everybody but its number."""

    def __init__(self, warehouse: Warehouse, meeting: Meeting, say: Words, address: str, months: int) -> None:
        self.meeting, self.say, self.months = meeting, say, months
        self.code = code(address, _CODE)
        catalogue = warehouse.catalogue
        self.topics = {topic: catalogue.topics[topic].name.in_(say.language) for topic in TOPICS}
        self.criteria = {one: catalogue.criteria[one] for one in EXPERT_CRITERIA}
        self.sectors = names.divisions(warehouse, say.language)
        self.province = names.provinces(warehouse, say.language)[meeting.province]
        # By name: the order of the shortlist is that of the analysis, which nobody sees before the reveal.
        self.shortlist = sorted(meeting.shortlist, key=self._alphabetical)
        self.proposed = sorted(meeting.proposed, key=self._alphabetical)

    def _alphabetical(self, division: str) -> tuple[object, ...]:
        return turkish.sort_key(self.sectors[division])

    def onto(self, paper: Paper, number: int) -> None:
        numbered = self.say("minutes.ballot.number", number=numbers.number(number, self.say.language, 0))
        paper.add_page()
        # The footer of a page is written when the next one begins.
        paper.mark = numbered
        self._head(paper, numbered)
        self._notice(paper)
        self._who(paper)
        self._weights(paper)
        self._sectors(paper)
        if self.proposed:
            self._verdicts(paper)

    def _head(self, paper: Paper, numbered: str) -> None:
        say, meeting = self.say, self.meeting
        right = paper.w - _MARGIN
        into_pdf(paper, self.code, right - _CODE + 2, _MARGIN - 4)
        text = _WIDTH - _CODE - 4
        paper.set_xy(_MARGIN, _MARGIN)
        paper.use(9, colour=_QUIET)
        paper.cell(text, 4, f"{say('minutes.ballot.title')} · {numbered}")
        paper.set_xy(_MARGIN, _MARGIN + 5)
        paper.use(13, "B")
        paper.cell(text, 6, shortened(clean(meeting.title), 13, text, bold=True))
        paper.set_xy(_MARGIN, _MARGIN + 11.5)
        paper.use(9, colour=_QUIET)
        facts = (self.province, numbers.date(meeting.held_on, say.language), clean(meeting.place))
        paper.cell(text, 4, shortened(" · ".join(filter(None, facts)), 9, text))
        paper.set_xy(_MARGIN, _MARGIN + 17)
        paper.use(9)
        paper.cell(text_width(say("minutes.ballot.code"), 9) + 4, 6, say("minutes.ballot.code"))
        paper.use(14, "B")
        paper.cell(40, 6, meeting.code)
        paper.set_xy(_MARGIN, _MARGIN + 25)
        paper.write_block(say("minutes.ballot.lead"), 8, colour=_QUIET)

    def _who(self, paper: Paper) -> None:
        say = self.say
        paper.ln(3)
        self._line(paper, say("minutes.ballot.institution"))
        x, y = _MARGIN, paper.get_y() + 2.5
        for kind in KINDS:
            name = say(f"records.word.{kind}")
            width = _BOX + 2 + text_width(name, 8) + 4
            if x + width > paper.w - _MARGIN:
                x, y = _MARGIN, y + 6
            self._box(paper, x, y)
            self._say(paper, x + _BOX + 1.5, y, name, 8)
            x += width
        paper.set_xy(_MARGIN, y + 6)
        self._line(paper, say("minutes.ballot.name"), width=_WIDTH * 0.58)
        y = paper.get_y() - 5.5
        x = _MARGIN + _WIDTH * 0.62
        self._box(paper, x, y)
        self._say(paper, x + _BOX + 1.5, y, say("minutes.ballot.consent"), 8)
        paper.set_xy(_MARGIN, y + 7)

    def _weights(self, paper: Paper) -> None:
        self._question(paper, self.say("minutes.ballot.weights"))
        step, box = _WIDTH / 5, 15.0
        y = paper.get_y()
        titles = (*self.topics.values(), self.say("minutes.ballot.total"))
        for place, name in enumerate(titles):
            x = _MARGIN + place * step
            total = place == len(titles) - 1
            paper.set_xy(x, y)
            paper.use(7.5, "B" if total else "", _QUIET if total else INK)
            paper.multi_cell(step - 2, 3.6, name, align="L")
            if not total:
                self._frame(paper, x, y + 8, box, 7)
        paper.set_xy(_MARGIN, y + 17)

    def _sectors(self, paper: Paper) -> None:
        say = self.say
        self._question(paper, say("minutes.ballot.sectors"))
        for criterion in self.criteria.values():
            named = (text.in_(say.language) for text in (criterion.name, criterion.explanation))
            paper.write_block(": ".join(named), 7.5, colour=_QUIET)
        paper.ln(2)
        self._heads(paper)
        width = (_WIDTH - _SECTOR - _ORDER) / len(self.criteria)
        for division in self.shortlist:
            if paper.get_y() + _ROW > paper.h - paper.b_margin:
                paper.add_page()
                self._heads(paper)
            y = paper.get_y()
            self._rule(paper, y)
            self._say(paper, _MARGIN, y + 2.5, shortened(self.sectors[division], 8.5, _SECTOR - 2), 8.5)
            for place in range(len(self.criteria)):
                self._scale(paper, _MARGIN + _SECTOR + place * width, y + _ROW / 2, width)
            self._frame(paper, _MARGIN + _WIDTH - _ORDER + 4, y + 1.2, 11, _ROW - 2.4)
            paper.set_xy(_MARGIN, y + _ROW)
        self._rule(paper, paper.get_y())
        paper.ln(1)

    def _heads(self, paper: Paper) -> None:
        y = paper.get_y()
        width = (_WIDTH - _SECTOR - _ORDER) / len(self.criteria)
        for place, criterion in enumerate(self.criteria.values()):
            paper.set_xy(_MARGIN + _SECTOR + place * width, y)
            paper.use(7.5, "B")
            paper.multi_cell(width - 2, 3.4, criterion.name.in_(self.say.language), align="L")
        paper.set_xy(_MARGIN + _WIDTH - _ORDER + 2, y)
        paper.use(7.5, "B")
        paper.multi_cell(_ORDER, 3.4, self.say("minutes.ballot.order"), align="L")
        paper.set_xy(_MARGIN, y + 8)

    def _scale(self, paper: Paper, left: float, y: float, width: float) -> None:
        """Circles to be crossed, the last one for "can't say"."""
        step = (width - 4) / len(_ANSWERS)
        paper.set_draw_color(_RULE)
        paper.set_line_width(0.25)
        for place, answer in enumerate(_ANSWERS):
            x = left + (place + 0.5) * step
            paper.circle(x, y, 2.3, style="D")
            paper.use(7, colour=_QUIET)
            paper.text(x - text_width(answer, 7) / 2, y + 0.9, answer)

    def _verdicts(self, paper: Paper) -> None:
        say = self.say
        self._question(paper, say("minutes.ballot.verdicts"))
        for division in self.proposed:
            paper.keep(15)
            y = paper.get_y()
            self._say(paper, _MARGIN, y, shortened(self.sectors[division], 8.5, 66, bold=True), 8.5, "B")
            x = _MARGIN + 70
            for stance in ("confirm", "dispute"):
                name = say(f"records.word.{stance}")
                self._box(paper, x, y)
                self._say(paper, x + _BOX + 1.5, y, name, 8.5)
                x += _BOX + text_width(name, 8.5) + 9
            paper.set_xy(_MARGIN, y + 4.5)
            self._line(paper, say("minutes.ballot.reason"))
            paper.ln(1.5)

    def _notice(self, paper: Paper) -> None:
        """Before the name is asked for."""
        say = self.say
        paper.ln(2)
        paper.write_block(say("opinions.notice_title"), 7.5, "B")
        paper.write_block(
            say("opinions.notice", months=numbers.number(self.months, say.language, 0)), 7, colour=_QUIET
        )

    # --- parts ------------------------------------------------------------------------------------

    def _question(self, paper: Paper, text: str) -> None:
        paper.keep(26)
        paper.ln(2.5)
        paper.write_block(text, 10, "B")
        paper.ln(1.5)

    def _line(self, paper: Paper, text: str, width: float = _WIDTH) -> None:
        """A line to write on, its name before it."""
        y = paper.get_y() + 4
        self._say(paper, _MARGIN, y - 2, text, 8.5)
        start = _MARGIN + text_width(text, 8.5) + 3
        paper.set_draw_color(_RULE)
        paper.set_line_width(0.25)
        paper.line(start, y + 2, _MARGIN + width, y + 2)
        paper.set_xy(_MARGIN, y + 3.5)

    def _say(self, paper: Paper, x: float, y: float, text: str, size: float, style: str = "") -> None:
        paper.set_xy(x, y)
        paper.use(size, style)
        paper.cell(0, _BOX, text)

    def _box(self, paper: Paper, x: float, y: float) -> None:
        self._frame(paper, x, y, _BOX, _BOX)

    def _frame(self, paper: Paper, x: float, y: float, width: float, height: float) -> None:
        paper.set_draw_color(INK)
        paper.set_line_width(0.25)
        paper.rect(x, y, width, height, style="D")

    def _rule(self, paper: Paper, y: float) -> None:
        paper.set_draw_color("#D5DEE4")
        paper.set_line_width(0.2)
        paper.line(_MARGIN, y, _MARGIN + _WIDTH, y)
