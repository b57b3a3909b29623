"""Small frames in the shape the charts document; the figures are arbitrary."""

import numpy as np
import pandas as pd
import pytest

from clusterdash.text import Words


@pytest.fixture(params=["tr", "en"])
def say(request: pytest.FixtureRequest) -> Words:
    return Words(request.param)


@pytest.fixture
def provinces() -> pd.DataFrame:
    plates = list(range(1, 82))
    figures = [plate / 10 if plate % 9 else np.nan for plate in plates]
    return pd.DataFrame(
        {
            "province": plates,
            "name": [f"İl {plate}" for plate in plates],
            "value": figures,
            "shown": [f"{figure:.1f}" for figure in figures],
            "latitude": 39.0,
            "longitude": 35.0,
        }
    )


@pytest.fixture
def observed() -> pd.DataFrame:
    rows = [
        ("10", "Gıda ürünleri", 4000, 300, 1.8, 1700.0, True, False),
        ("15", "Deri", 800, 22, 3.3, 560.0, True, False),
        ("28", "Makine", 1900, 180, 2.3, 1080.0, True, True),
        ("12", "Tütün", 0, 0, 0.0, -24.0, True, False),
        ("47", "Perakende", 9000, 2500, 0.9, -900.0, False, False),
        ("05", "Kömür", 300, 9, 2.1, 160.0, False, False),
    ]
    columns = ["division", "name", "insured", "workplaces", "quotient", "excess", "manufacturing", "pick"]
    return pd.DataFrame(rows, columns=columns).assign(small=lambda frame: frame["workplaces"] < 20)
