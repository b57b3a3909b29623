"""Simple pictures for documents: marks on a plane, drawn as vectors in a PDF and as pixels for a DOCX.

Lengths are millimetres from the upper left corner, text sizes are points.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from fpdf import FPDF
    from PIL import ImageDraw, ImageFont

Anchor = Literal["left", "middle", "right"]
Shape = Literal["disc", "square", "diamond", "triangle", "cross", "star"]
Point = tuple[float, float]

FONTS: Final = Path(__file__).parent / "fonts"
FONT: Final = "DejaVu"
INK: Final = "#17242E"
QUIET: Final = "#8A99A4"
_POINT: Final = 25.4 / 72
_PIXELS: Final = 12
"""Per millimetre in the finished picture, about 300 to the inch; it is drawn twice as large and reduced."""
_FINER: Final = 2


@dataclass(frozen=True)
class Line:
    """A straight line, ``width`` in millimetres."""

    start: Point
    end: Point
    width: float = 0.3
    colour: str = INK


@dataclass(frozen=True)
class Area:
    """A polygon, filled, with an outline where one is given."""

    points: tuple[Point, ...]
    fill: str
    outline: str | None = None


@dataclass(frozen=True)
class Disc:
    """A filled circle around a point."""

    centre: Point
    radius: float
    fill: str
    outline: str | None = None


@dataclass(frozen=True)
class Label:
    """One line of text; ``at`` is where its left end, middle or right end stands, at half its height."""

    at: Point
    text: str
    size: float = 9
    anchor: Anchor = "left"
    bold: bool = False
    colour: str = INK


Mark: TypeAlias = Line | Area | Disc | Label


@dataclass(frozen=True)
class Drawing:
    """Marks on a plane of so many millimetres; later marks cover earlier ones."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def rectangle(left: float, top: float, width: float, height: float, fill: str) -> Area:
    """A filled rectangle."""
    right, bottom = left + width, top + height
    return Area(((left, top), (right, top), (right, bottom), (left, bottom)), fill)


def shape(kind: Shape, centre: Point, radius: float, fill: str, outline: str | None = None) -> Mark:
    """One of six marks that are told apart without colour."""
    if kind == "disc":
        return Disc(centre, radius, fill, outline)
    x, y = centre
    points = tuple((x + radius * dx, y + radius * dy) for dx, dy in _OUTLINES[kind])
    return Area(points, fill, outline)


def _star() -> tuple[Point, ...]:
    turns = [(math.pi * (n / 5 - 0.5), 1.25 if n % 2 == 0 else 0.52) for n in range(10)]
    return tuple((length * math.cos(angle), length * math.sin(angle)) for angle, length in turns)


_ARM: Final = 0.4
_OUTLINES: Final[dict[Shape, tuple[Point, ...]]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "triangle": ((0, -1.15), (1.1, 0.85), (-1.1, 0.85)),
    "cross": (
        (-_ARM, -1.1), (_ARM, -1.1), (_ARM, -_ARM), (1.1, -_ARM), (1.1, _ARM), (_ARM, _ARM),
        (_ARM, 1.1), (-_ARM, 1.1), (-_ARM, _ARM), (-1.1, _ARM), (-1.1, -_ARM), (-_ARM, -_ARM),
    ),
    "star": _star(),
}  # fmt: skip


# --- in a PDF -------------------------------------------------------------------------------------


def into_pdf(pdf: FPDF, drawing: Drawing, left: float, top: float) -> None:
    """Draw with the upper left corner at this place of the page. The page's fonts must have been added."""
    for mark in drawing.marks:
        match mark:
            case Line():
                pdf.set_draw_color(mark.colour)
                pdf.set_line_width(mark.width)
                pdf.line(left + mark.start[0], top + mark.start[1], left + mark.end[0], top + mark.end[1])
            case Area():
                style = _pdf_colours(pdf, mark.fill, mark.outline)
                pdf.polygon([(left + x, top + y) for x, y in mark.points], style=style)
            case Disc():
                style = _pdf_colours(pdf, mark.fill, mark.outline)
                pdf.circle(left + mark.centre[0], top + mark.centre[1], mark.radius, style=style)
            case Label():
                _pdf_label(pdf, mark, left, top)


def _pdf_colours(pdf: FPDF, fill: str, outline: str | None) -> str:
    pdf.set_fill_color(fill)
    pdf.set_line_width(0.15)
    pdf.set_draw_color(outline or fill)
    return "DF" if outline else "F"


def _pdf_label(pdf: FPDF, label: Label, left: float, top: float) -> None:
    pdf.set_font(FONT, "B" if label.bold else "", label.size)
    pdf.set_text_color(label.colour)
    width = pdf.get_string_width(label.text)
    x = label.at[0] - {"left": 0.0, "middle": width / 2, "right": width}[label.anchor]
    # A baseline about a third of the size below the middle centres capital letters.
    pdf.text(left + x, top + label.at[1] + 0.36 * label.size * _POINT, label.text)


# --- as pixels ------------------------------------------------------------------------------------


def png(drawing: Drawing) -> bytes:
    """The drawing on white, about 300 pixels to the inch."""
    from PIL import Image, ImageDraw

    scale = _PIXELS * _FINER
    size = (round(drawing.width * scale), round(drawing.height * scale))
    image = Image.new("RGB", size, "#FFFFFF")
    canvas = ImageDraw.Draw(image)
    for mark in drawing.marks:
        _PAINTERS[type(mark)](canvas, mark, scale)
    image = image.resize((size[0] // _FINER, size[1] // _FINER), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    image.quantize(128).save(content, "PNG", optimize=True)
    return content.getvalue()


def _paint_line(canvas: ImageDraw.ImageDraw, line: Line, scale: int) -> None:
    ends = [(x * scale, y * scale) for x, y in (line.start, line.end)]
    canvas.line(ends, fill=line.colour, width=max(1, round(line.width * scale)))


def _paint_area(canvas: ImageDraw.ImageDraw, area: Area, scale: int) -> None:
    points = [(x * scale, y * scale) for x, y in area.points]
    canvas.polygon(points, fill=area.fill, outline=area.outline, width=round(0.15 * scale))


def _paint_disc(canvas: ImageDraw.ImageDraw, disc: Disc, scale: int) -> None:
    (x, y), radius = disc.centre, disc.radius
    box = [(x - radius) * scale, (y - radius) * scale, (x + radius) * scale, (y + radius) * scale]
    canvas.ellipse(box, fill=disc.fill, outline=disc.outline, width=round(0.15 * scale))


def _paint_label(canvas: ImageDraw.ImageDraw, label: Label, scale: int) -> None:
    font = _font(label.bold, round(label.size * _POINT * scale))
    place = {"left": "lm", "middle": "mm", "right": "rm"}[label.anchor]
    at = (label.at[0] * scale, label.at[1] * scale)
    canvas.text(at, label.text, fill=label.colour, font=font, anchor=place)


_PAINTERS: Final[dict[type[Any], Callable[..., None]]] = {
    Line: _paint_line,
    Area: _paint_area,
    Disc: _paint_disc,
    Label: _paint_label,
}


def font_file(*, bold: bool) -> Path:
    """The font of documents, which has all Turkish letters; its licence stands beside it."""
    return FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of one line of text in millimetres."""
    return _font(bold, 100).getlength(text) / 100 * size * _POINT


def shortened(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """The text, cut where it is wider than so many millimetres."""
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(f"{text}…", size, bold=bold) > width:
        text = text[:-1]
    return f"{text.rstrip(' ,;(')}…"


@lru_cache(maxsize=32)
def _font(bold: bool, pixels: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    # The plain layout engine is on every system; texts here need no shaping.
    return ImageFont.truetype(font_file(bold=bold), pixels, layout_engine=ImageFont.Layout.BASIC)
