"""What an installation stands on, and what of it is unsafe or cannot work.

It reads and changes nothing. What Streamlit is told on its own command line is not known here; what stands in
its files and in the environment is.
"""

from __future__ import annotations

import os
import platform
import re
import shlex
import shutil
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from streamlit import config
from streamlit.config_option import ConfigOption

from clusterdash import settings, warehouse
from clusterdash.records import records_url
from clusterdash.records.errors import RecordsError, SchemaMismatch
from clusterdash.settings import Settings, SettingsError

if TYPE_CHECKING:
    from clusterdash.records.store import Records

State = Literal["ok", "unsafe", "broken"]

_ROOT: Final = Path(__file__).resolve().parents[2]
_SHORTEST_SECRET: Final = 32
_GIGABYTE: Final = 1_000_000_000
_REQUIRED: Final = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_EVERYWHERE: Final = (None, "", "0.0.0.0", "::")


@dataclass(frozen=True)
class Finding:
    """One thing looked at. unsafe: it works, and should not stay so. broken: it does not work."""

    state: State
    subject: str
    finding: str


@dataclass(frozen=True)
class Installation:
    """What is judged.

    options: Streamlit's, by name. auth: the table [auth] of the secrets. secrets: the files they are in.
    environment: the variables of the process. records: the URL of their database.
    """

    settings: Settings
    options: Mapping[str, Any]
    auth: Mapping[str, Any]
    secrets: tuple[Path, ...]
    environment: Mapping[str, str]
    records: str


def examine() -> list[Finding]:
    """Everything looked at, in the order in which one would put it right."""
    findings = list(_versions())
    try:
        found = installation()
    except (SettingsError, SecretsError) as error:
        return [*findings, Finding("broken", "settings", str(error))]
    return [*findings, *_settings(found), _edition(), *_records(found), *_disk(found), *safety(found)]


def installation() -> Installation:
    """This one. Raises SettingsError or SecretsError where a file cannot be read."""
    options = _options()
    files = tuple(Path(name) for name in options["secrets.files"] if Path(name).is_file())
    auth: dict[str, Any] = {}
    for path in files:
        auth |= _secrets(path).get("auth", {})
    return Installation(settings.current(), options, auth, files, os.environ, records_url())


def safety(found: Installation) -> list[Finding]:
    """What of an installation is unsafe, or set so that it cannot work."""
    mode = _server(found) if found.settings.mode == "server" else _local(found)
    return [*_uploads(found), *_streamlit(found), *mode]


def exit_code(findings: Sequence[Finding]) -> int:
    """0: all is well; 1: something is unsafe; 2: something is broken."""
    states = {finding.state for finding in findings}
    return 2 if "broken" in states else 1 if "unsafe" in states else 0


class SecretsError(ValueError):
    """One sentence: which file, and why it cannot be read."""


def _secrets(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SecretsError(f"{path}: cannot be read as TOML ({error})") from None


def _options() -> dict[str, Any]:
    """Streamlit's options as its server would have them: from its files, and the environment over them."""
    options = {}
    for name, option in config.get_config_options().items():
        given = os.environ.get(option.env_var)
        options[name] = option.value if given is None else _typed(given, option)
    if (
        not config.is_manually_set("browser.serverAddress")
        and "STREAMLIT_BROWSER_SERVER_ADDRESS" not in os.environ
    ):
        options["browser.serverAddress"] = None
    return options


def _typed(text: str, option: ConfigOption) -> object:
    if option.multiple:
        return text.split()
    if option.type is bool:
        return text.strip().lower() in ("1", "true", "yes", "on")
    return int(text) if option.type is int and text.isdecimal() else text


def _versions() -> Iterator[Finding]:
    yield Finding("ok", "Python", platform.python_version())
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    exact = (re.fullmatch(r"([a-z0-9-]+)(?:\[.*\])?==(.+)", line) for line in project["dependencies"])
    pinned = {found[1]: found[2] for found in exact if found}
    for name in ("streamlit", "duckdb", "sqlalchemy", "authlib"):
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Finding("broken", name, "is not installed: pip install -r requirements.txt")
            continue
        if found == pinned.get(name, found):
            yield Finding("ok", name, found)
        else:
            yield Finding("broken", name, f"{found}, but this program needs {pinned[name]}")


def _settings(found: Installation) -> Iterator[Finding]:
    path = settings.file()
    yield Finding("ok", "settings", str(path) if path.exists() else f"the defaults ({path} does not exist)")
    yield Finding("ok", "mode", found.settings.mode)
    if path.exists() and path.stat().st_mode & stat.S_IWOTH:
        yield Finding("unsafe", "settings", f"every user of this computer may change {path}: chmod o-w")


def _edition() -> Finding:
    try:
        if not warehouse.exists():
            return Finding("ok", "edition", "none yet; the first start builds it")
        return Finding("ok", "edition", warehouse.current().edition.id)
    except warehouse.WarehouseError as error:
        return Finding("broken", "edition", f"{error}: run python -m clusterdash build")


def _records(found: Installation) -> Iterator[Finding]:
    from clusterdash.records import engines, migrating
    from clusterdash.records.store import Records

    try:
        url = engines.parse(found.records)
        path = engines.sqlite_path(url)
        if path and not path.exists():
            yield Finding("ok", "records", f"none yet at {path}; the first use creates them")
            return
        opened = Records(found.records, migrate=False)
        try:
            kept = _kept_too_long(opened, found.settings.records.retention_months)
        finally:
            opened.close()
    except SchemaMismatch as error:
        older = error.found < error.expected
        yield Finding("ok" if older else "broken", "records", str(error))
    except RecordsError as error:
        yield Finding("broken", "records", str(error))
    else:
        yield Finding("ok", "records", f"{engines.shown(url)}, schema {migrating.revisions()[-1]}")
        yield kept


def _kept_too_long(opened: Records, months: int) -> Finding:
    from clusterdash.records import personal

    held_before = personal.months_before(date.today(), months)
    people = personal.due(opened, personal.KEEPER, held_before)
    if not people:
        return Finding("ok", "personal data", f"no name is kept for longer than {months} months")
    return Finding(
        "unsafe",
        "personal data",
        f"{people} people of meetings held before {held_before} are due to be erased: a running server does "
        "so daily, python -m clusterdash forget at once",
    )


def _disk(found: Installation) -> Iterator[Finding]:
    for subject, folder in _folders(found).items():
        nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
        free = shutil.disk_usage(nearest).free
        text = f"{free / _GIGABYTE:.1f} GB free at {nearest}"
        if not os.access(nearest, os.W_OK):
            yield Finding("broken", subject, f"{nearest} cannot be written to")
        elif free < _GIGABYTE:
            yield Finding("broken" if free < _GIGABYTE / 20 else "unsafe", subject, f"only {text}")
        else:
            yield Finding("ok", subject, text)


def _folders(found: Installation) -> dict[str, Path]:
    from clusterdash.records import engines
    from clusterdash.warehouse import editions_folder

    folders = {"disk of the editions": editions_folder().absolute()}
    try:
        path = engines.sqlite_path(engines.parse(found.records))
    except RecordsError:
        return folders
    return {**folders, "disk of the records": path.parent} if path else folders


def _uploads(found: Installation) -> Iterator[Finding]:
    records, largest = found.settings.records, int(found.options["server.maxUploadSize"])
    types = ", ".join(records.attachment_types)
    if records.attachment_megabytes > largest:
        yield Finding(
            "broken",
            "attachments",
            f"up to {records.attachment_megabytes} MB are promised, but the server takes {largest} MB: set "
            "server.maxUploadSize in .streamlit/config.toml",
        )
    else:
        yield Finding("ok", "attachments", f"up to {records.attachment_megabytes} MB of {types}")
    if not records.scanner:
        state: State = "unsafe" if found.settings.mode == "server" else "ok"
        yield Finding(state, "scanner", "none: attached files are not searched for viruses (records.scanner)")
    elif shutil.which(records.scanner[0]) is None:
        yield Finding(
            "broken", "scanner", f"there is no command {records.scanner[0]}: no file can be attached"
        )
    else:
        yield Finding("ok", "scanner", shlex.join(records.scanner))


def _streamlit(found: Installation) -> Iterator[Finding]:
    """Streamlit's own protections, as the project's .streamlit/config.toml sets them."""
    safe: Mapping[str, tuple[object, str]] = {
        "server.enableCORS": (True, "pages of other sites could read answers"),
        "server.enableXsrfProtection": (True, "pages of other sites could upload files"),
        "client.showErrorDetails": ("none", "visitors could read the program's inside in an error"),
        "browser.gatherUsageStats": (False, "browsers would tell a foreign host what is used"),
        "global.developmentMode": (False, "protections are off"),
    }
    for option, (wanted, otherwise) in safe.items():
        if found.options[option] != wanted:
            yield Finding("unsafe", option, f"is {found.options[option]!r}: {otherwise}")
    if not found.options["browser.serverAddress"]:
        yield Finding("unsafe", "browser.serverAddress", "is not set: the start asks a foreign host")


def _local(found: Installation) -> Iterator[Finding]:
    address = found.options["server.address"]
    if address in _EVERYWHERE:
        yield Finding("ok", "network", "others in the network can open it, as participants without a role")
    else:
        yield Finding("ok", "network", f"only {address} is listened on")
    if found.environment.get("FORWARDED_ALLOW_IPS"):
        yield Finding(
            "unsafe",
            "proxy",
            "FORWARDED_ALLOW_IPS is set: whoever comes through a proxy is a participant, never the operator; "
            "behind a proxy use mode = server",
        )


def _server(found: Installation) -> Iterator[Finding]:
    yield from _provider(found.auth)
    for path in found.secrets:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding("unsafe", "secrets", f"others on this computer may read {path}: chmod 600")
    yield _roles(found.settings)
    if found.options["server.trustedUserHeaders"] not in (None, {}, "", "{}"):
        yield Finding(
            "broken", "server.trustedUserHeaders", "anybody could send these headers and take a role"
        )
    if found.options["server.address"] in _EVERYWHERE and not found.options["server.sslCertFile"]:
        yield Finding(
            "unsafe",
            "network",
            "listens on every address without encryption, past the proxy: set server.address to 127.0.0.1, "
            "or server.sslCertFile and server.sslKeyFile",
        )
    if found.environment.get("FORWARDED_ALLOW_IPS", "").strip() == "*":
        yield Finding("unsafe", "proxy", "FORWARDED_ALLOW_IPS is *: name the proxy's address instead")
    processes = _processes(found.environment)
    if found.records.startswith("sqlite") and processes > 1:
        yield Finding(
            "unsafe", "records", f"SQLite under {processes} processes: use PostgreSQL (records.url)"
        )


def _roles(given: Settings) -> Finding:
    if not given.roles.values:
        return Finding(
            "unsafe", "roles", "no value of a claim is mapped to a role: who signs in may do nothing"
        )
    pairs = ", ".join(f"{value} → {role}" for value, role in given.roles.values.items())
    return Finding("ok", "roles", f"claim {given.roles.claim}: {pairs}")


def _provider(auth: Mapping[str, Any]) -> Iterator[Finding]:
    missing = [name for name in _REQUIRED if not auth.get(name)]
    if missing:
        yield Finding("broken", "sign-in", f"secrets.toml lacks in [auth]: {', '.join(missing)}")
        return
    yield Finding("ok", "sign-in", str(auth["server_metadata_url"]))
    redirect = urlsplit(str(auth["redirect_uri"]))
    if redirect.path.rsplit("/", 1)[-1] != "oauth2callback":
        yield Finding("broken", "sign-in", "redirect_uri does not end in /oauth2callback")
    for name in ("redirect_uri", "server_metadata_url"):
        if urlsplit(str(auth[name])).scheme != "https":
            yield Finding(
                "unsafe", "sign-in", f"{name} is not https: what signs people in can be read on the way"
            )
    if len(str(auth["cookie_secret"])) < _SHORTEST_SECRET:
        yield Finding(
            "unsafe",
            "sign-in",
            f"cookie_secret is shorter than {_SHORTEST_SECRET} characters: whoever guesses it takes any role",
        )


def _processes(environment: Mapping[str, str]) -> int:
    given = environment.get("WEB_CONCURRENCY") or environment.get("UVICORN_WORKERS") or "1"
    return int(given) if given.isdecimal() else 1
