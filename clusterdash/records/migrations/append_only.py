"""Tables in which nothing is overwritten: the database itself refuses it."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

_REFUSED = "this table only takes new lines"


def protect(table: str, *, erasable: str | None = None, columns: Sequence[str] = ()) -> None:
    """Refuse UPDATE and DELETE. `erasable`: a column that may be emptied; then name the other `columns`."""
    update = f"UPDATE OF {', '.join(columns)}" if erasable else "UPDATE"
    _trigger(table, "update", update)
    _trigger(table, "delete", "DELETE")
    if erasable:
        _trigger(table, "refill", f"UPDATE OF {erasable}", f"NEW.{erasable} IS NOT NULL")
    if _dialect() == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def create_refusal() -> None:
    """The function PostgreSQL's triggers call; SQLite needs none."""
    if _dialect() == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}: %', TG_TABLE_NAME; END $$"
        )


def drop_refusal() -> None:
    if _dialect() == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _trigger(table: str, name: str, event: str, condition: str | None = None) -> None:
    when = f" WHEN ({condition})" if condition else ""
    head = f"CREATE TRIGGER {table}_refuses_{name} BEFORE {event} ON {table} FOR EACH ROW{when}"
    if _dialect() == "postgresql":
        op.execute(f"{head} EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{_REFUSED}: {table}'); END")


def _dialect() -> str:
    return op.get_context().dialect.name
