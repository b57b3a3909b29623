"""The hall's laptop: the application on records of its own, started and killed as a test wants."""

from __future__ import annotations

import subprocess
from pathlib import Path

from clusterdash import records
from clusterdash.records import meetings, opinions
from clusterdash.records.actors import OPERATOR
from clusterdash.records.values import Ballot, Meeting
from tests.browser.starting import started


class Laptop:
    """The hall's laptop: a server that can lose its power, on records that stay."""

    def __init__(self, folder: Path, editions: Path, port: int, records_url: str) -> None:
        self.port, self.log, self.records = port, folder / "log", records_url
        self.environment = {
            "CLUSTERDASH_EDITIONS": str(editions),
            "CLUSTERDASH_RECORDS_URL": self.records,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = started(self.port, self.log, self.environment)

    def lose_power(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=20)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def meeting(self) -> Meeting:
        """The only meeting there is, as the records have it."""
        store = records.open_records(self.records)
        (found,) = meetings.list_meetings(store, OPERATOR).rows
        return found

    def ballots(self) -> tuple[Ballot, ...]:
        return opinions.ballots(records.open_records(self.records), OPERATOR, self.meeting().id)
