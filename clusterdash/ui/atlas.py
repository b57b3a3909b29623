"""What every map on a page takes from the edition: the provinces' outlines, and where to write on each."""

from __future__ import annotations

import pandas as pd

from clusterdash.ui import editions
from clusterdash.ui.session import Visit


def outlines(visit: Visit) -> str:
    """The address of the provinces' outlines."""
    return "/" + editions.boundaries_url(visit.warehouse.edition.id)


def placed(visit: Visit, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by plate, with province, latitude and longitude (degrees) as columns."""
    places = visit.warehouse.frame("sector_places").set_index("province")
    return rows.join(places).rename_axis("province").reset_index()
