"""Beside the live board: where each candidate stays, and how far each topic's weight may go."""

from clusterdash.ui.rank_bands.component import BandRow, BandsData, TopicLine, rank_bands

__all__ = ["BandRow", "BandsData", "TopicLine", "rank_bands"]
