"""How this installation is run: one file, `clusterdash.toml`, and the environment over it.

The file is `clusterdash.toml` beside `app.py`, or where `CLUSTERDASH_SETTINGS` says; without one the defaults
hold, which are right for a laptop. A setting `name` of the table `[table]` may be overruled by the
environment variable `CLUSTERDASH_TABLE_NAME`, one above all tables by `CLUSTERDASH_NAME`.
"""

from __future__ import annotations

import os
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

FILE: Final = Path(__file__).resolve().parents[1] / "clusterdash.toml"
_PREFIX: Final = "CLUSTERDASH_"

ServerRole = Literal["officer", "ministry", "administrator"]


class SettingsError(ValueError):
    """One sentence: where the setting is, what was expected and what was found."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Records(_Table):
    """What people enter, and the files they attach."""

    url: str = Field(
        default="", description="the database of the records; empty is a SQLite file under var/records"
    )
    retention_months: int = Field(
        default=24,
        ge=1,
        le=1_200,
        description="how long names of participants are kept, as the notice to them says",
    )
    attachment_megabytes: int = Field(default=20, ge=1, le=500, description="the largest file to be attached")
    attachment_types: tuple[str, ...] = Field(
        default=("pdf", "docx", "xlsx", "csv", "png", "jpg", "jpeg"), description="endings of files"
    )
    scanner: tuple[str, ...] = Field(
        default=(), description="a command that gets the file's path last and exits with 0 if it is clean"
    )
    scanner_seconds: int = Field(default=60, ge=1, description="after which a file not judged is refused")

    @field_validator("scanner", mode="before")
    @classmethod
    def _command(cls, value: object) -> object:
        return tuple(shlex.split(value)) if isinstance(value, str) else value

    @field_validator("attachment_types", mode="before")
    @classmethod
    def _endings(cls, value: object) -> object:
        parts = value.split(",") if isinstance(value, str) else value
        if isinstance(parts, list | tuple):
            return tuple(str(part).strip().lower().lstrip(".") for part in parts)
        return parts


class Roles(_Table):
    """What the claims of a signed-in person mean here. Who has no claim named here is a visitor."""

    claim: str = Field(
        default="roles", description="the claim that names roles; dots lead into nested claims"
    )
    values: Mapping[str, ServerRole] = Field(
        default={}, description="the value of that claim → officer, ministry or administrator"
    )
    provinces_claim: str = Field(
        default="provinces", description="the claim with the plate codes of an officer's provinces"
    )


class Settings(_Table):
    """Everything that is set, checked."""

    mode: Literal["local", "server"] = Field(
        default="local", description="local: the person at this computer may do everything; server: sign-in"
    )
    address: str = Field(
        default="", description="the address phones in the hall open, as in http://192.168.1.20:8501"
    )
    records: Records = Records()
    roles: Roles = Roles()


def current() -> Settings:
    """The settings of this process: the file is read once, the environment looked at on every call.

    Raises:
        SettingsError: The file or a variable is not as described.
    """
    return _read_once(file(), tuple(os.environ.get(name) for name in _VARIABLES))


def file() -> Path:
    """Where the settings are looked for."""
    named = os.environ.get(f"{_PREFIX}SETTINGS")
    return Path(named) if named else FILE


def read(path: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of a file, where there is one, with the environment's over it."""
    given = _tables(path)
    for place, value in _overruled(environment).items():
        *tables, name = place
        inner = given
        for table in tables:
            inner = inner.setdefault(table, {})
        if isinstance(inner, dict):
            inner[name] = value
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError(_sentence(path, error, environment)) from None


def variable(*place: str) -> str:
    """The environment variable that overrules a setting: `variable("records", "url")`."""
    return _PREFIX + "_".join(place).upper()


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML ({error})") from None


def _overruled(environment: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    return {place: environment[name] for name, place in _VARIABLES.items() if environment.get(name)}


def _places() -> Iterator[tuple[str, ...]]:
    yield from (("mode",), ("address",))
    for table, model in (("records", Records), ("roles", Roles)):
        yield from ((table, name) for name in model.model_fields if name != "values")


_VARIABLES: Final = {variable(*place): place for place in _places()}


@lru_cache(maxsize=8)
def _read_once(path: Path, values: tuple[str | None, ...]) -> Settings:
    given = {name: value for name, value in zip(_VARIABLES, values, strict=True) if value}
    return read(path, given)


def _sentence(path: Path, error: ValidationError, environment: Mapping[str, str]) -> str:
    first = error.errors()[0]
    place = tuple(str(part) for part in first["loc"])
    where = variable(*place) if place in _overruled(environment) else f"{path}, {'.'.join(place)}"
    found = "" if first["type"] == "extra_forbidden" else f"; found {first['input']!r}"
    problem = "there is no such setting" if first["type"] == "extra_forbidden" else first["msg"]
    return f"{where}: {problem}{found}"
