"""Editions on disk: `<edition>.duckdb`, its manifest `<edition>.json`, and the pointer `current`.

An edition's file is written once under its own name and never again, since an open DuckDB file must not be
replaced; only the pointer changes. The last KEPT files stay, the manifests of all editions stay, so that an
old link can still say which table changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from clusterdash.warehouse.errors import WarehouseError

KEPT: Final = 3
POINTER: Final = "current"
_ID: Final = re.compile(r"[0-9a-f]{12}")
_UNFINISHED: Final = ".building-"
_ABANDONED_AFTER: Final = 3600
"""Seconds after which an unfinished file is one that a killed build left behind."""


@dataclass(frozen=True)
class Stamp:
    """How many rows a table has, and the hash of its canonical contents."""

    rows: int
    hash: str


@dataclass(frozen=True)
class Change:
    """What a table has that the edition before did not have, the other way round, and what differs.

    The counts are None where the edition before is no longer there to be compared with.
    """

    table: str
    added: int | None
    removed: int | None
    changed: int | None


@dataclass(frozen=True)
class Edition:
    """One state of the figures. ``tables`` are the stamps that make up ``id``; ``derived`` those of the
    figures computed from them; ``built_at`` is UTC in ISO 8601; ``changes`` are against the edition
    ``previous``; ``goalposts`` by criterion: lower, upper, capped_below, capped_above."""

    id: str
    folder: Path
    built_at: str
    schema_version: str
    tables: Mapping[str, Stamp]
    derived: Mapping[str, Stamp]
    previous: str | None = None
    changes: tuple[Change, ...] = ()
    goalposts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.folder / f"{self.id}.duckdb"

    @property
    def manifest(self) -> Path:
        return self.folder / f"{self.id}.json"


def identity(schema_version: str, tables: Mapping[str, Stamp]) -> str:
    """The edition's id: twelve hexadecimal digits of the hash over the schema version and all tables."""
    lines = [f"schema {schema_version}", *(f"{name} {stamp.hash}" for name, stamp in sorted(tables.items()))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


# --- reading --------------------------------------------------------------------------------------


def current_id(folder: Path) -> str | None:
    """The edition the pointer names; None where there is no usable pointer."""
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if _ID.fullmatch(name) else None


def read(folder: Path, edition: str) -> Edition | None:
    """The edition as its manifest has it; None where there is no manifest, or a damaged one."""
    if not _ID.fullmatch(edition):
        return None
    path = folder / f"{edition}.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Edition(
            id=found["edition"],
            folder=folder,
            built_at=found["built_at"],
            schema_version=found["schema_version"],
            tables={name: Stamp(**stamp) for name, stamp in found["tables"].items()},
            derived={name: Stamp(**stamp) for name, stamp in found["derived"].items()},
            previous=found["previous"],
            changes=tuple(Change(**change) for change in found["changes"]),
            goalposts=found["goalposts"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def kept(folder: Path) -> tuple[Edition, ...]:
    """The editions whose files are there, newest first."""
    found = [read(folder, path.stem) for path in folder.glob("*.duckdb") if _ID.fullmatch(path.stem)]
    editions = [edition for edition in found if edition is not None]
    return tuple(sorted(editions, key=lambda edition: edition.built_at, reverse=True))


def changed_tables(folder: Path, old: str, new: str) -> tuple[str, ...] | None:
    """The names of the tables in which two editions differ; None where one of them is unknown."""
    after = read(folder, new)
    return None if after is None else differences(folder, old, after.tables)


def differences(folder: Path, old: str, tables: Mapping[str, Stamp]) -> tuple[str, ...] | None:
    """The names of the tables whose stamps differ from those of the edition ``old``; None: unknown."""
    before = read(folder, old)
    if before is None:
        return None
    names = {**before.tables, **tables}
    return tuple(name for name in names if before.tables.get(name) != tables.get(name))


# --- writing --------------------------------------------------------------------------------------


@contextlib.contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A path of its own for one build; whatever is left there afterwards is removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
    except OSError as error:
        raise WarehouseError(
            f"Nothing can be written in {folder} ({error.strerror}): choose another --out."
        ) from None
    try:
        yield workshop / "edition.duckdb"
    finally:
        _remove(workshop)


def publish(finished: Path, edition: Edition) -> None:
    """Put the file in its place and the manifest beside it, then switch the pointer."""
    try:
        os.replace(finished, edition.path)
    except OSError as error:
        raise _unwritable(edition, error) from None
    announce(edition)


def announce(edition: Edition) -> None:
    """Write the manifest of an edition whose file is in its place, then switch the pointer."""
    try:
        _write(edition.manifest, json.dumps(_manifest(edition), indent=1, ensure_ascii=False))
        _write(edition.folder / POINTER, edition.id)
    except OSError as error:
        raise _unwritable(edition, error) from None


def _unwritable(edition: Edition, error: OSError) -> WarehouseError:
    problem = f"The edition cannot be written in {edition.folder} ({error.strerror})"
    return WarehouseError(f"{problem}; the one served stays as it was.")


def prune(folder: Path, current: str) -> None:
    """Remove the files of all but the last KEPT editions and what killed builds left behind."""
    others = [edition for edition in kept(folder) if edition.id != current]
    for edition in others[KEPT - 1 :]:
        # Windows refuses while a page still holds the file; the next build tries again.
        with contextlib.suppress(OSError):
            edition.path.unlink()
    for left in folder.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_AFTER:
                _remove(left)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _manifest(edition: Edition) -> dict[str, Any]:
    return {
        "edition": edition.id,
        "built_at": edition.built_at,
        "schema_version": edition.schema_version,
        "previous": edition.previous,
        "changes": [vars(change) for change in edition.changes],
        "tables": {name: vars(stamp) for name, stamp in edition.tables.items()},
        "derived": {name: vars(stamp) for name, stamp in edition.derived.items()},
        "goalposts": edition.goalposts,
    }


def _write(path: Path, text: str, attempts: int = 20) -> None:
    """Replace a small file in one step."""
    written = path.with_name(f"{_UNFINISHED}{secrets.token_hex(6)}")
    written.write_text(text, encoding="utf-8")
    for attempt in range(attempts):
        try:
            os.replace(written, path)
            return
        except PermissionError:  # Windows, while somebody reads the old one
            if attempt == attempts - 1:
                written.unlink()
                raise
            time.sleep(0.05)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
