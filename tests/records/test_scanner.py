"""The scanner of attached files, with commands of the system in its place."""

from __future__ import annotations

import pytest

from clusterdash.records.errors import RecordsError
from clusterdash.records.scanner import scan

SCANNER = ("sh", "-c", '! grep -q HARMFUL "$0"')


def test_a_clean_file_passes_and_so_does_every_file_without_a_scanner() -> None:
    scan(b"harmless", SCANNER, 10)
    scan(b"HARMFUL", (), 10)


def test_the_scanner_sees_the_whole_file() -> None:
    with pytest.raises(RecordsError, match="found this file harmful"):
        scan(b"\0" * 3_000_000 + b"HARMFUL", SCANNER, 10)


@pytest.mark.parametrize(
    "command",
    [("sh", "-c", "exit 2"), ("no-such-command",), ("sh", "-c", "sleep 20"), ("sh", "-c", "kill $$")],
)
def test_a_file_nobody_judged_is_not_kept(command: tuple[str, ...]) -> None:
    with pytest.raises(RecordsError, match="could not be scanned"):
        scan(b"harmless", command, 1)
