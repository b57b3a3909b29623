"""What is ready before the first visitor comes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clusterdash import profile, warehouse
from clusterdash.analysis import specialisation
from clusterdash.ui import editions


def test_the_first_visitor_waits_for_no_interval(
    editions_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(editions_dir, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("CLUSTERDASH_EDITIONS", str(tmp_path))
    editions.warm()
    monkeypatch.delattr(specialisation, "lq_interval")
    assert profile.figures(warehouse.current())["lower"].notna().any()
