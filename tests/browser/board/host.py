"""Serve the live board alone: real names and boundaries, a random matrix, the application's strict policy."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Locator, Page, expect

from clusterdash.text import Words
from clusterdash.ui.live_board.component import (
    Alternative,
    BoardCriterion,
    BoardData,
    BoardState,
    BoardTopic,
    Points,
    board_words,
)

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
STATIC = ROOT / "clusterdash" / "ui" / "static"
POLICY = "default-src 'self'; script-src 'self' blob:; img-src 'self' data: blob:; style-src 'self'"
TYPES = {
    ".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".json": "application/json",
    ".bin": "application/octet-stream", ".geojson": "application/geo+json",
}  # fmt: skip


@dataclass
class Host:
    """What the server answers; tests may change it between requests. `failing` paths answer 500."""

    data: BoardData
    matrix: npt.NDArray[np.float64]
    failing: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, path: str) -> bytes | None:
        if path in self.failing:
            return None
        if path == "/board.json":
            return json.dumps(self.data.payload()).encode()
        if path.startswith("/editions/test/") and path.endswith("matrix.bin"):
            return self.matrix.astype("<f8").tobytes()
        if path == "/editions/test/provinces.geojson":
            return (ROOT / "data" / "boundaries" / "provinces.geojson").read_bytes()
        if path.startswith("/app/static/"):
            return (STATIC / path.removeprefix("/app/static/")).read_bytes()
        file = HERE / ("harness.html" if path == "/" else path.removeprefix("/"))
        return file.read_bytes() if file.is_file() else None


@contextmanager
def serve(host: Host, port: int = 0) -> Iterator[Host]:
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, host))
    host.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, host: Host, *args: Any) -> None:
        self.host = host
        super().__init__(*args)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.host.asked.append(path)
        body = self.host.answer(path)
        self.send_response(500 if body is None else 200)
        self.send_header("Content-Type", TYPES.get(Path(path).suffix or ".html", "text/plain"))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


def random_host(seed: int = 1, **changes: Any) -> Host:
    """A board over real names with random figures; 12 % of the figures and 9 % of the cells are missing."""
    data = board(**changes)
    random = np.random.default_rng(seed)
    shape = (len(data.provinces), len(data.divisions), len(data.columns))
    z = np.clip(random.random(shape) + random.normal(0, 0.3, (*shape[:2], 1)), 0, 1)
    z[random.random(z.shape) < 0.12] = np.nan
    z[random.random(z.shape[:2]) < 0.09] = np.nan
    return Host(data, z)


def board(
    view: str = "sectors", language: Any = "en", manufacturing: bool = True, **changes: Any
) -> BoardData:
    """Data as the ranking page would give them; workplaces run through 0, 7, 14, …"""
    tables = ROOT / "data" / "tables"
    divisions = {row["division"]: row[f"name_{language}"] for row in _rows(tables / "divisions.csv")}
    provinces = {int(row["province"]): row[f"name_{language}"] for row in _rows(tables / "provinces.csv")}
    catalogue = ROOT / "data" / "catalogue"
    topics = tomllib.loads((catalogue / "topics.toml").read_text("utf-8"))
    criteria = tomllib.loads((catalogue / "criteria.toml").read_text("utf-8"))
    if view == "sectors":
        shown = {c: n for c, n in divisions.items() if not manufacturing or 10 <= int(c) <= 33}
    else:
        shown = {str(code): name for code, name in provinces.items()}
    usable = [code for code, criterion in criteria.items() if criterion["kind"] == "statistical"]
    defaults = Points(
        {code: topic["points"] for code, topic in topics.items()},
        {code: criterion["points"] for code, criterion in criteria.items()},
    )
    given: dict[str, Any] = {
        "edition": "test",
        "matrix": "editions/test/matrix.bin",
        "boundaries": "editions/test/provinces.geojson",
        "view": view,
        "title": f"{len(shown)} rows",
        "division_name": divisions["28"],
        "provinces": provinces,
        "divisions": tuple(divisions),
        "columns": tuple(usable),
        "rows": tuple(
            Alternative(key, name, 7 * n, 70 * n, "ranked" if n else "absent", pick=key == "28")
            for n, (key, name) in enumerate(shown.items())
        ),
        "topics": tuple(
            BoardTopic(code, topic[f"name_{language}"], topic[f"explanation_{language}"])
            for code, topic in topics.items()
        ),
        "criteria": tuple(
            BoardCriterion(
                code, c["topic"], c[f"name_{language}"], c[f"explanation_{language}"], code in usable
            )
            for code, c in criteria.items()
        ),
        "defaults": defaults,
        "state": BoardState(defaults, 19, "28"),
        "aggregation": "arithmetic",
        "language": language,
        "text": board_words(Words(language)),
        "caption": ("Source: none, random figures", "Edition: test"),
        "revision": 1,
    }
    return BoardData(**{**given, **changes})


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def open_board(page: Page, host: Host) -> Locator:
    """The board, ready."""
    page.goto(host.address)
    board = page.get_by_test_id("live-board")
    expect(board).to_have_attribute("data-state", "ready")
    return board
