"""Mount the rank bands; they are drawn anew after every release and send nothing back."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any

from clusterdash.ui.components import component


@dataclass(frozen=True)
class BandRow:
    """One candidate: today's rank, the ends of its band, and how often it comes first, as it is written."""

    name: str
    rank: int
    lower: int
    upper: int
    first: str


@dataclass(frozen=True)
class TopicLine:
    """One topic: its share of today's weight and the ends of its interval (0..1, None without one), and
    `words` for both: the interval, the weight. `heavy` marks more than half of the weight."""

    name: str
    colour: str
    share: float
    lower: float | None
    upper: float | None
    words: tuple[str, str]
    heavy: bool


@dataclass(frozen=True)
class BandsData:
    """What is shown, all words in the visitor's language.

    `places` is the last rank there is. In `row_words`, `{name}`, `{rank}`, `{lower}`, `{upper}` and `{first}`
    are filled in the browser; in `more`, `{count}` is.
    """

    lead: str
    title: str
    first_title: str
    row_words: str
    how_to_read: str
    more: str
    fewer: str
    places: int
    rows: tuple[BandRow, ...]
    topics_title: str
    topics: tuple[TopicLine, ...]
    topics_how_to_read: str

    def payload(self) -> bytes:
        """JSON, compressed: it travels with every release, and packed it is a third of itself."""
        plain = {
            "lead": self.lead,
            "title": self.title,
            "first": self.first_title,
            "row": self.row_words,
            "how": self.how_to_read,
            "more": self.more,
            "fewer": self.fewer,
            "places": self.places,
            "rows": [[row.name, row.rank, row.lower, row.upper, row.first] for row in self.rows],
            "topicsTitle": self.topics_title,
            "topicsHow": self.topics_how_to_read,
            "topics": [_topic(topic) for topic in self.topics],
        }
        packing = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
        text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        return packing.compress(text.encode()) + packing.flush()


def _topic(topic: TopicLine) -> list[Any]:
    ends = [None if end is None else round(end, 3) for end in (topic.share, topic.lower, topic.upper)]
    return [topic.name, topic.colour, *ends, *topic.words, int(topic.heavy)]


def rank_bands(data: BandsData, *, key: str = "rank_bands") -> None:
    """Show the bands and the topics' intervals."""
    component("bands")(key=key, data=data.payload())
