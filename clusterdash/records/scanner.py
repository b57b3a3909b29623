"""Files people attach are shown to the scanner of the settings, if there is one, before they are kept."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from clusterdash.records.errors import RecordsError

_CLEAN: Final = 0
_INFECTED: Final = 1


def scan(content: bytes, command: Sequence[str], seconds: int) -> None:
    """Let a scanner judge a file; without a command every file passes.

    The command gets the path of a copy as its last argument; the copy's name says nothing of the visitor's.
    As with clamdscan, exit code 0 is clean, 1 infected, anything else no judgement.

    Raises:
        RecordsError: The file is infected, or it could not be judged within `seconds`; either way it must
            not be kept.
    """
    if not command:
        return
    with tempfile.TemporaryDirectory(prefix="clusterdash-") as folder:
        path = Path(folder) / "attachment"
        path.write_bytes(content)
        try:
            done = subprocess.run(
                [*command, str(path)],
                capture_output=True,
                timeout=seconds,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise RecordsError("scan.undecided") from None
    if done.returncode == _INFECTED:
        raise RecordsError("scan.infected")
    if done.returncode != _CLEAN:
        raise RecordsError("scan.undecided")
