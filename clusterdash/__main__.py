"""The command line: build and check the figures, print what the application shows, keep the records safe.

    python -m clusterdash build [--data DIR] [--out DIR]
    python -m clusterdash check [--db DIR]
    python -m clusterdash rank --province 19 | --sector 28 [--sectors manufacturing|all]
                               [--weights demand=40,…] [--top N]
                               [--db DIR] [--format table|json|csv] [--lang tr|en]
    python -m clusterdash figure --province 19 --sector 28 [--db DIR] [--format table|json|csv] [--lang tr|en]
    python -m clusterdash backup [FILE] [--records URL]
    python -m clusterdash restore FILE [--records URL] [--yes]
    python -m clusterdash forget [--records URL]
    python -m clusterdash doctor [--format table|json]   exit code 0: all is well, 1: unsafe, 2: broken

Everything beyond reading the arguments is imported when it is needed, so that help is instant and `rank`
never waits for pandas. An error is one line on stderr, and exit code 2.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from clusterdash.ranking import Figure, Ranking
    from clusterdash.scenario import Scenario
    from clusterdash.warehouse import Edition, Warehouse

FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    chosen = _parser().parse_args(arguments)
    from clusterdash.records.errors import RecordsError
    from clusterdash.warehouse import WarehouseError

    try:
        code: int = chosen.run(chosen)
    except (RecordsError, WarehouseError, ValueError) as error:
        return _fail(error)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _fail(problem: object) -> int:
    print(f"clusterdash: {problem}", file=sys.stderr)
    return FAILED


# --- arguments ------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message} (--help explains)", file=sys.stderr)
        sys.exit(FAILED)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="clusterdash", description="Which sectors of a province can work as clusters, and why."
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="build | check | rank | figure | …"
    )

    build = commands.add_parser("build", help="read the figures, check them, and serve them as a new edition")
    build.add_argument("--data", type=Path, metavar="DIR", help="the figures (default: data)")
    build.add_argument("--out", type=Path, metavar="DIR", help="the editions (default: var/editions)")
    build.set_defaults(run=_build)

    check = commands.add_parser("check", help="check the edition being served")
    _add_editions(check)
    check.set_defaults(run=_check)

    rank = commands.add_parser("rank", help="rank the sectors of a province, or the provinces for a sector")
    scope = rank.add_mutually_exclusive_group(required=True)
    scope.add_argument("--province", type=int, metavar="PLATE", help="rank the sectors of this province")
    scope.add_argument("--sector", metavar="CODE", help="rank the provinces for this NACE division")
    rank.add_argument("--sectors", choices=["manufacturing", "all"], default="manufacturing")
    rank.add_argument("--weights", metavar="TOPIC=POINTS,…", help="0-100 by topic; a topic left out gets 0")
    rank.add_argument("--top", type=_positive, metavar="N", help="only the first N places")
    _add_output(rank)
    rank.set_defaults(run=_rank)

    figure = commands.add_parser("figure", help="every figure of a sector in a province, with its source")
    figure.add_argument("--province", type=int, metavar="PLATE", required=True)
    figure.add_argument("--sector", metavar="CODE", required=True, help="NACE division")
    _add_output(figure)
    figure.set_defaults(run=_figure)

    backup = commands.add_parser("backup", help="write everything people entered to one file")
    backup.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a new file (default: var/backups/records-….gz)"
    )
    _add_records(backup)
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="put back what a backup holds")
    restore.add_argument("file", type=Path, metavar="FILE", help="a file that backup wrote")
    _add_records(restore)
    restore.add_argument("--yes", action="store_true", help="replace what is there without asking")
    restore.set_defaults(run=_restore)

    forget = commands.add_parser("forget", help="erase the names of people as their notice promised")
    _add_records(forget)
    forget.set_defaults(run=_forget)

    doctor = commands.add_parser("doctor", help="what this installation stands on, and what of it is unsafe")
    doctor.add_argument("--format", choices=["table", "json"], default="table")
    doctor.set_defaults(run=_doctor)
    return parser


def _add_editions(command: argparse.ArgumentParser) -> None:
    command.add_argument("--db", type=Path, metavar="DIR", help="the editions (default: var/editions)")


def _add_records(command: argparse.ArgumentParser) -> None:
    command.add_argument("--records", metavar="URL", help="sqlite:///FILE, postgresql://…; default: as set")


def _add_output(command: argparse.ArgumentParser) -> None:
    _add_editions(command)
    command.add_argument("--format", choices=["table", "json", "csv"], default="table")
    command.add_argument("--lang", choices=["tr", "en"], default="en", help="language of names and headings")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1; found {text!r}")
    return int(text)


# --- build and check ------------------------------------------------------------------------------


def _build(chosen: argparse.Namespace) -> int:
    from clusterdash import warehouse

    edition = warehouse.build(chosen.data, chosen.out)
    rows = sum(stamp.rows for stamp in edition.tables.values())
    print(f"Edition {edition.id}: {len(edition.tables)} tables, {rows:,} rows, in {edition.path}")
    for line in _changelog(edition):
        print(line)
    return 0


def _changelog(edition: Edition) -> list[str]:
    if edition.previous is None or edition.previous == edition.id:
        return []
    if not edition.changes:
        return [f"Edition {edition.previous} was served before; what changed since then is not known."]
    lines = [f"Changes since edition {edition.previous}:"]
    for change in edition.changes:
        counts = {"added": change.added, "removed": change.removed, "changed": change.changed}
        known = [f"{count} {what}" for what, count in counts.items() if count]
        lines.append(f"  {change.table}: {', '.join(known) or 'changed'}")
    return lines


def _check(chosen: argparse.Namespace) -> int:
    from clusterdash import warehouse

    broken = 0
    for finding in warehouse.check(chosen.db):
        print(f"no  {finding.statement} {finding.problem}" if finding.problem else f"ok  {finding.statement}")
        broken += finding.problem is not None
    return _fail(f"{broken} checks do not hold: run python -m clusterdash build") if broken else 0


# --- rank and figure ------------------------------------------------------------------------------


def _opened(chosen: argparse.Namespace) -> Warehouse:
    from clusterdash import warehouse

    if not warehouse.exists(chosen.db):
        print("There is no edition yet: it is built first.", file=sys.stderr)
    return warehouse.current(chosen.db)


def _rank(chosen: argparse.Namespace) -> int:
    from clusterdash import ranking

    opened = _opened(chosen)
    found = ranking.rank(opened, _scenario(chosen, opened))
    rows = _ranked_rows(found, _names(opened, found.scenario.view, chosen), chosen.top)
    match chosen.format:
        case "json":
            _print_json({"edition": found.edition, "scenario": _link(found.scenario), "rows": rows})
        case "csv":
            _print_csv([_flat(row) for row in rows])
        case _:
            _print_ranking(rows, found, chosen.lang)
    return 0


def _scenario(chosen: argparse.Namespace, opened: Warehouse) -> Scenario:
    from clusterdash.scenario import Scenario, parse_points

    scope: dict[str, Any] = {"sectors": chosen.sectors}
    if chosen.province is None:
        scope |= {"view": "provinces", "division": chosen.sector.zfill(2)}
    else:
        scope["province"] = chosen.province
    defaults = opened.catalogue.topic_points
    points = {} if chosen.weights is None else parse_points(chosen.weights, defaults)
    return Scenario(**scope).with_topic_points(points, defaults)


def _link(scenario: Scenario) -> str:
    from clusterdash.scenario import encode

    return encode(scenario)


def _names(opened: Warehouse, view: str, chosen: argparse.Namespace) -> dict[int | str, str]:
    if view == "provinces":
        return {row["province"]: row[f"name_{chosen.lang}"] for row in opened.rows("names_provinces")}
    form = "short" if chosen.format == "table" else "name"
    return {row["division"]: row[f"{form}_{chosen.lang}"] for row in opened.rows("names_divisions")}


def _ranked_rows(found: Ranking, names: dict[int | str, str], top: int | None) -> list[dict[str, Any]]:
    kind = "sector" if found.scenario.view == "sectors" else "province"
    rows = []
    for place, code in enumerate(found.codes):
        if top is not None and not found.ranks[place] <= top:
            continue
        rows.append(
            {
                "rank": _whole(found.ranks[place]),
                kind: code,
                "name": names[code],
                "status": found.statuses[place],
                "score": _number(found.scores[place]),
                "coverage": _number(found.coverage[place]),
                "workplaces": int(found.workplaces[place]),
                "insured": int(found.insured[place]),
                "pick": bool(found.picks[place]),
                "contributions": {
                    "topics": _parts(found.weights.topic_codes, found.topic_contributions[place]),
                    "criteria": _parts(found.weights.criterion_codes, found.criterion_contributions[place]),
                },
            }
        )
    return rows


def _parts(codes: Sequence[str], values: Any) -> dict[str, float]:
    """What makes up a score; nothing where there is none."""
    return {code: value for code, value in zip(codes, values.tolist(), strict=True) if not math.isnan(value)}


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in row.items() if name != "contributions"}
    return {**columns, **row["contributions"]["topics"], **row["contributions"]["criteria"]}


def _figure(chosen: argparse.Namespace) -> int:
    from clusterdash import ranking

    opened = _opened(chosen)
    figures = ranking.figures(opened, chosen.province, chosen.sector.zfill(2), chosen.lang)
    match chosen.format:
        case "json":
            _print_json([dict(vars(figure)) for figure in figures])
        case "csv":
            _print_csv([dict(vars(figure)) for figure in figures])
        case _:
            _print_figures(figures, chosen.lang)
    return 0


# --- doctor ---------------------------------------------------------------------------------------


def _doctor(chosen: argparse.Namespace) -> int:
    from clusterdash.ui import doctor

    findings = doctor.examine()
    if chosen.format == "json":
        _print_json([dict(vars(finding)) for finding in findings])
    else:
        rows = [[finding.state, finding.subject, finding.finding] for finding in findings]
        _print_table(["state", "subject", "finding"], rows, right=set())
    return doctor.exit_code(findings)


# --- backup and restore ---------------------------------------------------------------------------


def _backup(chosen: argparse.Namespace) -> int:
    from clusterdash.records import backup, records_url

    file = chosen.file or _new_backup()
    made = backup.backup(chosen.records or records_url(), file)
    print(f"{sum(made.rows.values()):,} rows of {len(made.rows)} tables are in {file}")
    return 0


def _new_backup() -> Path:
    from datetime import datetime

    folder = Path(__file__).resolve().parents[1] / "var" / "backups"
    return folder / f"records-{datetime.now():%Y%m%d-%H%M%S}.gz"


def _restore(chosen: argparse.Namespace) -> int:
    from clusterdash.records import RecordsError, backup, records_url

    url = chosen.records or records_url()
    try:
        made = backup.restore(url, chosen.file, overwrite=chosen.yes)
    except RecordsError as error:
        if error.message.key != "occupied" or not _agreed("The database holds records. Replace them? [y/N] "):
            raise
        made = backup.restore(url, chosen.file, overwrite=True)
    print(f"{sum(made.rows.values()):,} rows as of {made.made_at:%Y-%m-%d %H:%M} UTC are back")
    return 0


def _forget(chosen: argparse.Namespace) -> int:
    from datetime import date

    from clusterdash import settings
    from clusterdash.records import open_records, personal

    months = settings.current().records.retention_months
    held_before = personal.months_before(date.today(), months)
    erased = personal.forget(open_records(chosen.records), personal.KEEPER, held_before)
    print(f"{erased:,} people of meetings held before {held_before} ({months} months ago) are erased")
    return 0


def _agreed(question: str) -> bool:
    """Only somebody at a terminal can be asked."""
    return sys.stdin.isatty() and input(question).strip().lower() in ("y", "yes", "e", "evet")


# --- printing -------------------------------------------------------------------------------------


def _print_json(value: object) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def _print_csv(rows: list[dict[str, Any]]) -> None:
    import csv

    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _print_ranking(rows: list[dict[str, Any]], found: Ranking, language: str) -> None:
    from clusterdash.text import Words, numbers

    say = Words(language)  # type: ignore[arg-type]
    kind = "sector" if found.scenario.view == "sectors" else "province"
    headings = [
        say(f"cli.{name}") for name in ("rank", kind, "name", "score", "coverage", "workplaces", "status")
    ]
    table = [
        [
            str(row["rank"] or ""),
            str(row[kind]),
            row["name"],
            numbers.number(row["score"], say.language, 3),
            numbers.percent(None if row["coverage"] is None else 100 * row["coverage"], say.language),
            numbers.number(row["workplaces"], say.language, 0),
            _remark(row, say),
        ]
        for row in rows
    ]
    _print_table(headings, table, right={0, 3, 4, 5})
    if found.reason:
        print(say(f"cli.nothing.{found.reason}"), file=sys.stderr)


def _remark(row: dict[str, Any], say: Any) -> str:
    remarks = [] if row["status"] == "ranked" else [say(f"cli.{row['status']}")]
    return ", ".join([*remarks, say("cli.pick")] if row["pick"] else remarks)


def _print_figures(figures: Sequence[Figure], language: str) -> None:
    from clusterdash.text import Words

    say = Words(language)  # type: ignore[arg-type]
    headings = [say(f"cli.{name}") for name in ("indicator", "value", "unit", "year")]
    table = [
        [figure.name, figure.display, figure.unit, figure.note or str(figure.year)] for figure in figures
    ]
    _print_table(headings, table, right={1})


def _print_table(headings: list[str], rows: list[list[str]], right: set[int]) -> None:
    """Columns as wide as their widest cell; those in ``right`` are flush right."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in [headings, *rows]:
        cells = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else int(value)


if __name__ == "__main__":
    sys.exit(main())
