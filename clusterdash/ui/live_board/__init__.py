"""The live board of the ranking page: sliders, ranked bars and a map that move under the finger."""

from clusterdash.ui.live_board.component import (
    Alternative,
    BoardCriterion,
    BoardData,
    BoardState,
    BoardTopic,
    Points,
    live_board,
    parse_state,
)

__all__ = [
    "Alternative",
    "BoardCriterion",
    "BoardData",
    "BoardState",
    "BoardTopic",
    "Points",
    "live_board",
    "parse_state",
]
