"""Info Spots, fieldwork, studies, pilot clusters, attachments; the five Info Spots published in 2013."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from clusterdash.records.base import Json, Moment, Number, SortText, new_id, sorting
from clusterdash.text import turkish

revision = "0002"
down_revision = "0001"

# Who hosts them is what was published on 25 May 2013; office, contact and opening day were not.
PUBLISHED_ON = date(2013, 5, 25)
PUBLISHED = (
    (19, "Çorum Ticaret ve Sanayi Odası", "Çorum Chamber of Commerce and Industry"),
    (27, "Güneydoğu Anadolu İhracatçı Birlikleri", "Southeastern Anatolia Exporters Association"),
    (46, "Kahramanmaraş Ticaret ve Sanayi Odası", "Kahramanmaraş Chamber of Commerce and Industry"),
    (55, "Samsun Ticaret ve Sanayi Odası", "Samsun Chamber of Commerce and Industry"),
    (61, "Trabzon Ticaret ve Sanayi Odası", "Trabzon Chamber of Commerce and Industry"),
)
TABLES = (
    "info_spot", "target", "firm", "visit", "expert_figure", "study", "pilot_cluster", "activity",
    "attachment", "attachment_part",
)  # fmt: skip


def upgrade() -> None:
    _info_spot()
    _target()
    _firm()
    _visit()
    _expert_figure()
    _study()
    _pilot_cluster()
    _activity()
    _attachment()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _kept() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("folded", sa.String, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("deleted_at", Moment),
    ]


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _info_spot() -> None:
    table = op.create_table(
        "info_spot",
        *_kept(),
        sa.Column("province", sa.Integer, nullable=False),
        *_texts("host", "host_en", "office", "contact_name", "contact_email", "contact_phone", "status"),
        sa.Column("host_sorted", SortText, nullable=False),
        sa.Column("opened_on", sa.Date),
        sa.Column("published_on", sa.Date),
    )
    op.create_index("ix_info_spot_province", "info_spot", ["province"])
    op.bulk_insert(table, [_published(*row) for row in PUBLISHED])


def _published(province: int, host: str, host_en: str) -> dict[str, object]:
    unknown = dict.fromkeys(("office", "contact_name", "contact_email", "contact_phone", "status"), "")
    return {
        "id": new_id(),
        "version": 1,
        "folded": turkish.fold(f"{host} {host_en}"),
        "changed_at": datetime.now(UTC),
        "province": province,
        "host": host,
        "host_en": host_en,
        "host_sorted": sorting(host),
        "published_on": PUBLISHED_ON,
        **unknown,
    }


def _target() -> None:
    op.create_table(
        "target",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("province", sa.Integer, nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        *_texts("measure"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.UniqueConstraint("province", "month", "measure"),
    )


def _firm() -> None:
    op.create_table(
        "firm",
        *_kept(),
        sa.Column("province", sa.Integer, nullable=False),
        *_texts("name", "district", "size_class", "exporter", "contact_name", "contact_email"),
        *_texts("contact_phone", "consent"),
        sa.Column("name_sorted", SortText, nullable=False),
        sa.Column("nace", sa.String(8), nullable=False),
        sa.Column("division", sa.String(2)),
        sa.Column("four_digits", sa.String(5)),
    )
    _index("firm", "name_sorted", "id", there=True)
    _index("firm", "changed_at", "id", there=True)
    _index("firm", "province", "name_sorted", "id", there=True)
    _index("firm", "province", "division")
    op.create_index("ix_firm_search", "firm", ["folded", "province", "deleted_at", "id", "name_sorted"])


def _visit() -> None:
    op.create_table(
        "visit",
        *_kept(),
        sa.Column("province", sa.Integer, nullable=False),
        sa.Column("firm", sa.String(32), sa.ForeignKey("firm.id"), nullable=False),
        *_texts("firm_name", "visited_by", "purpose", "outcome", "service", "next_step", "needs_words"),
        sa.Column("firm_name_sorted", SortText, nullable=False),
        sa.Column("visited_on", sa.Date, nullable=False),
        sa.Column("next_on", sa.Date),
        *(sa.Column(name, sa.Integer) for name in ("cooperation", "trust", "joint", "needs")),
    )
    _index("visit", "visited_on", "id", there=True)
    _index("visit", "province", "visited_on", "id", there=True)
    _index("visit", "firm_name_sorted", "id", there=True)
    _index("visit", "firm", "visited_on")
    op.create_index("ix_visit_search", "visit", ["folded", "province", "deleted_at", "id", "visited_on"])


def _expert_figure() -> None:
    op.create_table(
        "expert_figure",
        sa.Column("id", Number, primary_key=True),
        sa.Column("province", sa.Integer, nullable=False),
        sa.Column("division", sa.String(2), nullable=False),
        sa.Column("mean", sa.Double, nullable=False),
        sa.Column("spread", sa.Double, nullable=False),
        sa.Column("firms", sa.Integer, nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("published_at", Moment, nullable=False),
        sqlite_autoincrement=True,
    )
    _index("expert_figure", "province", "division", "id")


def _study() -> None:
    op.create_table(
        "study",
        *_kept(),
        sa.Column("province", sa.Integer),
        *_texts("title", "author", "language", "topic", "method", "link", "found"),
        sa.Column("title_sorted", SortText, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("provinces", Json, nullable=False),
        sa.Column("divisions", Json, nullable=False),
    )
    for name in ("province", "title_sorted", "year"):
        _index("study", name)


def _pilot_cluster() -> None:
    op.create_table(
        "pilot_cluster",
        *_kept(),
        sa.Column("province", sa.Integer, nullable=False),
        *_texts("name", "stage", "partners", "targets", "reached"),
        sa.Column("name_sorted", SortText, nullable=False),
        sa.Column("division", sa.String(2), nullable=False),
        sa.Column("started_on", sa.Date),
    )
    _index("pilot_cluster", "province")


def _activity() -> None:
    op.create_table(
        "activity",
        *_kept(),
        sa.Column("province", sa.Integer, nullable=False),
        sa.Column("cluster", sa.String(32), sa.ForeignKey("pilot_cluster.id"), nullable=False),
        *_texts("title", "target", "reached"),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("done_on", sa.Date),
    )
    _index("activity", "cluster")


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(32), primary_key=True),
        *_texts("kind", "record", "name", "media_type"),
        sa.Column("province", sa.Integer),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("deleted_at", Moment),
    )
    _index("attachment", "kind", "record")
    _index("attachment", "sha256")
    op.create_table(
        "attachment_part",
        sa.Column("id", sa.String(72), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    _index("attachment_part", "sha256")


def _index(table: str, *columns: str, there: bool = False) -> None:
    where = sa.text("deleted_at IS NULL") if there else None
    name = f"ix_{table}_{'_'.join(columns)}"
    op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)
