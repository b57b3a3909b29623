from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clusterdash import records as stored
from clusterdash.records.actors import OPERATOR, Actor
from clusterdash.records.store import Records
from clusterdash.ui import identity

ROOT = Path(__file__).parents[2]


@pytest.fixture
def open_page(editions_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page: `open_page("data", lang="en", s="1~province-27")`, as the operator or as `actor`.

    A page tested without a server has no door; who comes through one is tested in test_door.py.
    """
    monkeypatch.setenv("CLUSTERDASH_EDITIONS", str(editions_dir))
    monkeypatch.setenv("CLUSTERDASH_RECORDS_URL", f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}")
    monkeypatch.syspath_prepend(str(ROOT))

    def opened(name: str, *, actor: Actor = OPERATOR, **query: str) -> AppTest:
        monkeypatch.setattr(identity, "_somebody", lambda: actor)
        page = AppTest.from_file(str(ROOT / "clusterdash" / "ui" / "shell.py"), default_timeout=60)
        page.query_params.update(query)
        page.run()
        if name != "programme":
            page.switch_page(str(ROOT / "pages" / f"{name}.py")).run()
        assert not page.exception
        return page

    return opened


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """Records of their own, which pages opened afterwards read and write too."""
    monkeypatch.setenv("CLUSTERDASH_RECORDS_URL", f"sqlite:///{tmp_path / 'records.sqlite'}")
    opened = stored.open_records()
    yield opened
    opened.close()
