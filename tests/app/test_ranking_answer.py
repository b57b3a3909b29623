"""The sentence that answers first: who is first, and by how much."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from clusterdash import ranking
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse

YOZGAT = 66


def test_a_lead_too_small_to_be_shown_is_not_called_none(
    open_page: Callable[..., AppTest], warehouse: Warehouse
) -> None:
    lead = ranking.lead(ranking.rank(warehouse, Scenario(province=YOZGAT)))
    assert lead is not None
    assert 0 < lead.difference < 0.0005
    page = open_page("ranking", lang="en", s=f"1~province-{YOZGAT}")
    (answer,) = [text.value for text in page.markdown if "comes first" in text.value]
    assert "follows less than 0.1 points behind" in answer
