"""Figures for every layer: the project's own data, built once for the whole run."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import settings

from clusterdash import warehouse as house
from clusterdash.warehouse import Warehouse

# Speed is measured in bench/, never by a test.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

DATA = Path(__file__).parents[1] / "data"
PATIENCE = 180


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The project's figures. Copy them before changing anything."""
    return DATA


@pytest.fixture(scope="session")
def editions_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one built edition, shared by all workers of a parallel run. Leave it as it is."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "editions"
    try:
        (shared / "editions-claimed").mkdir()
    except FileExistsError:
        _wait_for(folder / "current")
    else:
        house.build(DATA, folder)
    return folder


@pytest.fixture(scope="session")
def warehouse(editions_dir: Path) -> Warehouse:
    """The built edition, open for reading."""
    return house.current(editions_dir)


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > deadline:
            pytest.fail("The edition was not built by the worker that set out to build it.")
        time.sleep(0.1)
