"""A document as DOCX: real headings, lists and tables, so that a secretary can go on writing."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

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
from clusterdash.reports.drawing import png

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.text.paragraph import Paragraph as DocxParagraph

_INK: Final = RGBColor(0x17, 0x24, 0x2E)
_QUIET: Final = RGBColor(0x54, 0x63, 0x6E)
_LOCALES: Final = {"tr": "tr-TR", "en": "en-GB"}
_FONT: Final = "Calibri"
_WIDTH: Final = 170.0
_SIZES: Final = {
    "Normal": 10.5, "Title": 22, "Subtitle": 12, "Heading 1": 14, "Heading 2": 11.5, "Caption": 9
}  # fmt: skip
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def to_docx(document: Document) -> bytes:
    """The document as DOCX; the same document gives the same bytes."""
    file = docx.Document()
    _dress(file, document)
    file.add_heading(clean(document.title), level=0)
    file.add_paragraph(clean(document.subtitle), style="Subtitle")
    for part in document.parts:
        _write(file, part)
    content = io.BytesIO()
    file.save(content)
    return _timeless(content.getvalue())


def _write(file: Docx, part: Part) -> None:
    match part:
        case Heading():
            file.add_heading(clean(part.text), level=part.level)
        case Paragraph():
            _paragraph(file, part)
        case Items():
            for text in part.texts:
                file.add_paragraph(clean(text), style="List Number" if part.numbered else "List Bullet")
        case Table():
            _table(file, part)
        case Picture():
            _picture(file, part)
        case Link():
            _link(file.add_paragraph(), part)


def _paragraph(file: Docx, paragraph: Paragraph) -> None:
    added = file.add_paragraph()
    run = added.add_run(clean(paragraph.text))
    if paragraph.style == "lead":
        added.paragraph_format.keep_with_next = True
        run.bold = True
        run.font.size = Pt(12)
    elif paragraph.style == "note":
        run.font.size = Pt(9)
        run.font.color.rgb = _QUIET


def _table(file: Docx, table: Table) -> None:
    headings = 0 if table.facts else 1
    grid = file.add_table(rows=headings + len(table.rows), cols=len(table.columns), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    grid.autofit = False
    _light_borders(grid)
    total = sum(column.share for column in table.columns)
    widths = [Mm(_WIDTH * column.share / total) for column in table.columns]
    # Reaching cells through the rows once: grid.cell() walks the whole table each time.
    rows = [row.cells for row in grid.rows]
    if headings:
        _repeat(grid.rows[0])
    lines = [tuple(column.title for column in table.columns)] * headings + list(table.rows)
    for line, (cells, texts) in enumerate(zip(rows, lines, strict=True)):
        for place, (cell, text, column) in enumerate(zip(cells, texts, table.columns, strict=True)):
            cell.width = widths[place]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            if column.align == "right":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(clean(text))
            run.font.size = Pt(9)
            run.bold = line < headings
            if table.facts and place == 0:
                run.font.color.rgb = _QUIET
    file.add_paragraph().paragraph_format.space_after = Pt(2)


def _picture(file: Docx, picture: Picture) -> None:
    width = Mm(min(_WIDTH, picture.drawing.width))
    file.add_picture(io.BytesIO(png(picture.drawing)), width=width)
    properties = file.inline_shapes[-1]._inline.docPr
    properties.set("descr", clean(picture.alternative))
    file.paragraphs[-1].paragraph_format.keep_with_next = True
    file.add_paragraph(clean(picture.caption), style="Caption")


def _link(paragraph: DocxParagraph, link: Link) -> None:
    number = paragraph.part.relate_to(link.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    run = paragraph.add_run(clean(link.text))
    run.font.color.rgb = RGBColor(0x0B, 0x6E, 0x8C)
    run.underline = True
    hyperlink = OxmlElement("w:hyperlink")
    hyperlink.set(qn("r:id"), number)
    hyperlink.append(run._r)
    paragraph._p.append(hyperlink)


# --- the look -------------------------------------------------------------------------------------


def _dress(file: Docx, document: Document) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    for name, size in _SIZES.items():
        style: Any = file.styles[name]
        style.font.name, style.font.size, style.font.italic = _FONT, Pt(size), False
        style.font.color.rgb = _QUIET if name in ("Subtitle", "Caption") else _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _FONT)
    file.styles["Caption"].font.bold = False
    title: Any = file.styles["Title"].element.pPr
    title.remove(title.find(qn("w:pBdr")))
    _speak(file, _LOCALES[document.language])
    properties = file.core_properties
    properties.title, properties.author = clean(document.title), "clusterdash"
    properties.comments, properties.language = "", _LOCALES[document.language]
    moment = document.created.replace(tzinfo=None, microsecond=0)
    properties.created = properties.modified = moment
    _footer(section.footer.paragraphs[0], document.footer)


def _speak(file: Docx, locale: str) -> None:
    """The language Word checks the spelling in."""
    properties: Any = file.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), locale)
    properties.append(language)


def _footer(paragraph: DocxParagraph, text: str) -> None:
    run = paragraph.add_run(f"{clean(text)} · ")
    number = paragraph.add_run()
    for run_ in (run, number):
        run_.font.size, run_.font.color.rgb = Pt(8), _QUIET
    for kind, instruction in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = instruction
        number._r.append(element)


def _light_borders(grid: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        drawn = side in ("top", "bottom", "insideH")
        border.set(qn("w:val"), "single" if drawn else "nil")
        if drawn:
            border.set(qn("w:sz"), "4")
            border.set(qn("w:color"), "C9D3DA")
        borders.append(border)
    # Word refuses a table whose properties stand in another order than the schema's.
    grid._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _repeat(row: Any) -> None:
    """The headings again on every page the table runs on to."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _timeless(content: bytes) -> bytes:
    """The same package without the moment it was packed at, so that equal documents are equal files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(packed, "w") as kept:
        for entry in given.infolist():
            same = zipfile.ZipInfo(entry.filename, _EPOCH)
            same.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(same, given.read(entry.filename))
    return packed.getvalue()
