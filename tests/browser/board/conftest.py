"""A board of random figures, and a page on which it is open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.board.host import Host, open_board, random_host, serve


@pytest.fixture
def host() -> Iterator[Host]:
    with serve(random_host()) as running:
        yield running


@pytest.fixture
def board(page: Page, host: Host) -> Page:
    """A page with the board open and ready."""
    open_board(page, host)
    return page
