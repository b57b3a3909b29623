"""`python -m bench [part ...] [--write]`: measure what the project promises, print one table."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import lines
from bench.lines import Line
from clusterdash import warehouse

PARTS: Final = (
    "drag",
    "release",
    "tab",
    "load",
    "build",
    "analysis",
    "robustness",
    "comparison",
    "records",
    "meeting",
    "reveal",
    "records_lists",
    "growth",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where every promise is kept, 1 where one is not."""
    parser = _parser()
    options = parser.parse_args(arguments)
    unknown = set(options.part) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    if options.write and options.part:
        parser.error("--write puts a whole table into the README; leave the parts out.")
    measured = list(_measure(options.part or PARTS))
    table = lines.table(measured, _conditions())
    print(table)
    if options.write:
        lines.write(table)
    return int(any(line.kept is False for line in measured))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what the project promises.")
    parser.add_argument("part", nargs="*", help=f"what to measure: {', '.join(PARTS)}; all if left out")
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    return parser


def _measure(parts: Sequence[str]) -> Iterator[Line]:
    with TemporaryDirectory() as folder:
        warehouse.build(editions_dir=Path(folder))
        for part in parts:
            print(f"{part} …", file=sys.stderr, flush=True)
            yield from import_module(f"bench.{part}").measure(Path(folder))


def _conditions() -> str:
    packages = ", ".join(f"{name} {version(name.lower())}" for name in ("Streamlit", "DuckDB"))
    return (
        f"Measured on {os.cpu_count()} cores, Python {platform.python_version()}, {packages}. "
        "[bench/README.md](bench/README.md) says what each line means."
    )


if __name__ == "__main__":
    sys.exit(main())
