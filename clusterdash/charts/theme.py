"""Colours that people with colour-vision deficiency can tell apart, on light and on dark paper.

The topic colours are four of Okabe and Ito's eight (Color Universal Design, 2008); the sequential scale is
viridis (Smith and van der Walt 2015), even in lightness, so that it reads the same in grey.
"""

from __future__ import annotations

from typing import Any, Final

from clusterdash.text import Language

AMBER: Final = "#BF8000"
"""Okabe and Ito's orange, dark enough for marks: 3.3 : 1 on white (#E69F00: 2.2 : 1), 5.4 : 1 on dark."""
TOPIC_COLOURS: Final[dict[str, str]] = {
    "economic_impact": "#0072B2",
    "demand": AMBER,
    "networking": "#009E73",
    "factors": "#CC79A7",
}

SEQUENTIAL: Final = "Viridis"
DIVERGING: Final = "PuOr_r"
DIVERGING_ON_DARK: Final = ("#CDBDF2", "#8E78C2", "#333C45", "#C07A24", "#FFBE66")
"""The same two hues with a dark middle, so that on dark paper, too, the average is what stands back."""
NO_DATA: Final = "#B8C2C9"
ACCENT: Final = "#0B6E8C"
SECOND: Final = "#D55E00"
MUTED: Final = "#8A99A4"
CHOSEN: Final = "#D81B60"
"""The outline of what the visitor chose; in neither of the map's scales."""
LINES: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", AMBER, "#56B4E9")
"""Okabe and Ito's, in the order in which lines are told apart."""


def paper(language: Language, height: int | None) -> dict[str, Any]:
    """The layout all pictures share: nothing behind them, narrow margins, the language's separators.

    height: pixels; None for a picture as tall as the place it stands in.
    """
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": ",." if language == "tr" else ".,",
        "hoverlabel": {"align": "left", "namelength": -1},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
    }


def percent_axis(language: Language) -> dict[str, str]:
    """Ticks in per cent: %20 in Turkish, 20% in English."""
    return {"tickprefix": "%"} if language == "tr" else {"ticksuffix": "%"}


def reference(**place: float) -> dict[str, Any]:
    """A dotted line across the whole picture, as a shape: `reference(y=1)` lies, `reference(x=0)` stands.

    plotly's own add_hline and add_vline take as long as all the rest of a picture.
    """
    ((axis, value),) = place.items()
    across = "y" if axis == "x" else "x"
    return {
        "type": "line",
        f"{axis}0": value,
        f"{axis}1": value,
        f"{across}0": 0,
        f"{across}1": 1,
        f"{across}ref": f"{across} domain",
        "line": {"color": MUTED, "width": 1, "dash": "dot"},
    }
