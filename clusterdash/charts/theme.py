"""Colours that people with colour-vision deficiency can tell apart, on light and on dark paper.

The topic colours are four of Okabe and Ito's eight (Color Universal Design, 2008); the sequential scale is cividis
(Nuñez, Anderton and Renslow 2018, PLoS ONE 13(7)), which reads the same in grey.
"""

from __future__ import annotations

from typing import Final

TOPIC_COLOURS: Final[dict[str, str]] = {
    "economic_impact": "#0072B2",
    "demand": "#E69F00",
    "networking": "#009E73",
    "factors": "#CC79A7",
}

SEQUENTIAL: Final = "Cividis"
DIVERGING: Final = "PuOr_r"
NO_DATA: Final = "#B8C2C9"
ACCENT: Final = "#0B6E8C"
SECOND: Final = "#D55E00"
MUTED: Final = "#8A99A4"
