"""A document as PDF, on A4, with a font of its own that has all Turkish letters."""

from __future__ import annotations

import logging
from typing import Any, Final

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from clusterdash.reports.document import (
    Document,
    Heading,
    Items,
    Link,
    Paragraph,
    Part,
    Picture,
    Table,
    clean,
)
from clusterdash.reports.drawing import FONT, INK, font_file, into_pdf, shortened

MARGIN: Final = 20.0
_QUIET: Final = "#54636E"
_RULE: Final = "#C9D3DA"
_LINK: Final = "#0B6E8C"
_HEADINGS: Final = {1: 13.0, 2: 10.5}
_STYLES: Final = {"normal": (9.5, "", INK), "lead": (11.0, "B", INK), "note": (8.0, "", _QUIET)}
_LEADING: Final = 0.50
"""Height of a line in millimetres for each point of its size."""
_ROOM_BELOW_A_HEADING: Final = 28.0

# A name in a script the font does not have is drawn as boxes, without a line in the log for each letter.
logging.getLogger("fpdf").setLevel(logging.ERROR)


class Paper(FPDF):
    """A4 with the house's font and margins. The footer ends with ``mark``, or with the number of the page."""

    def __init__(self, title: str, language: str, footer: str, *, margin: float = MARGIN) -> None:
        super().__init__(format="A4")
        self._footer = shortened(clean(footer).replace("\n", " "), 7.5, self.w - 2 * margin - 25)
        self.mark = ""
        self.set_margins(margin, margin, margin)
        self.set_auto_page_break(True, margin=margin)
        for bold in (False, True):
            self.add_font(FONT, "B" if bold else "", font_file(bold=bold))
        self.set_title(clean(title))
        self.set_lang(language)
        self.set_creator("clusterdash")
        self.alias_nb_pages("{pages}")

    def footer(self) -> None:
        self.set_y(-13)
        self.use(7.5, colour=_QUIET)
        self.cell(0, 5, self._footer)
        self.set_x(self.l_margin)
        self.cell(0, 5, self.mark or f"{self.page_no()} / {{pages}}", align="R")

    def use(self, size: float, style: str = "", colour: str = INK) -> None:
        """Set font size (points), "" or "B", and colour."""
        self.set_font(FONT, style, size)
        self.set_text_color(colour)

    def write_block(self, text: str, size: float, style: str = "", colour: str = INK, **options: Any) -> None:
        """Text over the whole width; the next block starts below it."""
        self.use(size, style, colour)
        self.multi_cell(
            0, size * _LEADING, clean(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT, **options
        )

    def keep(self, height: float) -> None:
        """Go to a new page where so many millimetres are no longer free."""
        if self.get_y() + height > self.h - self.b_margin:
            self.add_page()


def to_pdf(document: Document) -> bytes:
    """The document as PDF; the same document gives the same bytes."""
    paper = Paper(document.title, document.language, document.footer)
    paper.set_creation_date(document.created)
    paper.add_page()
    paper.write_block(document.title, 19, "B")
    paper.ln(1)
    paper.write_block(document.subtitle, 11, colour=_QUIET)
    paper.ln(3)
    for place, part in enumerate(document.parts):
        if isinstance(part, Heading):
            paper.keep(_ROOM_BELOW_A_HEADING + _picture_height(document.parts[place + 1 :]))
        _write(paper, part)
    return bytes(paper.output())


def _picture_height(following: tuple[Part, ...]) -> float:
    """The height of the picture that belongs to a heading, 0 where it has none: both stand on one page."""
    for part in following:
        match part:
            case Picture():
                return part.drawing.height
            case Heading() | Table() | Items():
                return 0.0
    return 0.0


def _write(paper: Paper, part: Part) -> None:
    match part:
        case Heading():
            _heading(paper, part)
        case Paragraph():
            size, style, colour = _STYLES[part.style]
            paper.write_block(part.text, size, style, colour)
            paper.ln(2)
        case Items():
            _items(paper, part)
        case Table():
            _table(paper, part)
        case Picture():
            _picture(paper, part)
        case Link():
            paper.write_block(part.text, 9.5, colour=_LINK, link=part.address)
            paper.ln(2)


def _heading(paper: Paper, heading: Heading) -> None:
    paper.ln(3 if heading.level == 1 else 1)
    paper.start_section(clean(heading.text), level=heading.level - 1)
    paper.write_block(heading.text, _HEADINGS[heading.level], "B")
    paper.ln(1.5)


def _items(paper: Paper, items: Items) -> None:
    indent = 7.0
    for number, text in enumerate(items.texts, start=1):
        paper.keep(8)
        paper.use(9.5)
        paper.cell(indent, 4.75, f"{number}." if items.numbered else "•")
        left = paper.l_margin
        paper.set_left_margin(left + indent)
        paper.write_block(text, 9.5)
        paper.set_left_margin(left)
        paper.set_x(left)
        paper.ln(0.8)
    paper.ln(1.5)


def _table(paper: Paper, table: Table) -> None:
    paper.use(8.5)
    paper.set_draw_color(_RULE)
    paper.set_line_width(0.2)
    with paper.table(
        col_widths=tuple(column.share for column in table.columns),
        text_align=tuple(column.align.upper() for column in table.columns),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        first_row_as_headings=not table.facts,
        headings_style=FontFace(emphasis="BOLD", color=INK),
        line_height=4.4,
        padding=(1.0, 1.2, 1.0, 1.2),
        align="LEFT",
    ) as written:
        if not table.facts:
            written.row([clean(column.title) for column in table.columns])
        for row in table.rows:
            cells = written.row()
            for place, cell in enumerate(row):
                name = table.facts and place == 0
                cells.cell(clean(cell), style=FontFace(color=_QUIET) if name else None)
    paper.ln(3)


def _picture(paper: Paper, picture: Picture) -> None:
    drawing = picture.drawing
    paper.keep(drawing.height + 10)
    with paper.local_context():
        into_pdf(paper, drawing, paper.l_margin, paper.get_y())
    paper.set_xy(paper.l_margin, paper.get_y() + drawing.height + 1.5)
    paper.write_block(picture.caption, 8, colour=_QUIET)
    paper.ln(3)
