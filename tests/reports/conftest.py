from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdash import warehouse as warehouses
from clusterdash.warehouse import Warehouse


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The project's own figures, built once."""
    editions: Path = tmp_path_factory.mktemp("editions")
    opened = warehouses.current(editions)
    yield opened
    opened.close()
