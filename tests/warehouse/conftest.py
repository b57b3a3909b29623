"""Copies of the project's figures that a test may damage."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from clusterdash import warehouse as house
from clusterdash.warehouse import Edition, Warehouse, editions


@pytest.fixture
def copied_data(data_dir: Path, tmp_path: Path) -> Path:
    """The figures, in a folder of the test's own."""
    return Path(shutil.copytree(data_dir, tmp_path / "data"))


@pytest.fixture
def served(editions_dir: Path, tmp_path: Path) -> Path:
    """A folder of editions of the test's own, in which the project's figures are served."""
    return Path(shutil.copytree(editions_dir, tmp_path / "editions"))


@dataclass(frozen=True)
class Newer:
    """A newer edition built over the project's own while a page was open on that."""

    folder: Path
    edition: Edition
    page: Warehouse
    pointers: frozenset[str | None]
    """What the pointer named while the newer edition was being built."""


@pytest.fixture(scope="session")
def newer(data_dir: Path, editions_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Newer:
    """One population corrected, one university renamed, a source's licence reworded."""
    root = tmp_path_factory.mktemp("newer")
    data = Path(shutil.copytree(data_dir, root / "data"))
    folder = Path(shutil.copytree(editions_dir, root / "editions"))
    _replace(data / "tables" / "population.csv", "\n19,2025,", "\n19,2025,9")
    _replace(data / "tables" / "universities.csv", "Abdullah Gül Üniversitesi", "Gül Üniversitesi")
    _replace(data / "catalogue" / "sources.toml", '"Public domain."', '"In the public domain."')
    page = house.current(folder)
    pointers: set[str | None] = set()

    def note(_step: str, share: float) -> None:
        if share < 1:
            pointers.add(editions.current_id(folder))

    edition = house.build(data, folder, progress=note)
    return Newer(folder, edition, page, frozenset(pointers))


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
