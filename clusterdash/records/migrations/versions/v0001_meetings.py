"""Consultation meetings, the ledger, and the five selections published in 2013."""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

from clusterdash.records.base import Json, Moment, Number, SortText
from clusterdash.records.migrations import append_only

revision = "0001"
down_revision = None

# As published on 25 May 2013; Trabzon published no sector.
PUBLISHED_ON = date(2013, 5, 25)
PUBLISHED: tuple[tuple[int, list[str], str], ...] = (
    (19, ["28"], "Gıda işleme makineleri"),
    (27, ["15"], "Ayakkabı üretimi"),
    (46, ["25"], "Metal mutfak gereçleri"),
    (55, ["32"], "Tıbbi ekipman ve malzemeler"),
    (61, [], ""),
)


def upgrade() -> None:
    append_only.create_refusal()
    _ledger()
    _meeting()
    _participant()
    _opinion()
    _decision()
    _wrong_code()


def downgrade() -> None:
    for table in ("wrong_code", "decision", "opinion", "participant", "meeting", "ledger"):
        op.drop_table(table)
    append_only.drop_refusal()


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", Number, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor_role", sa.String, nullable=False),
        sa.Column("actor_name", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("record", sa.String, nullable=False),
        sa.Column("province", sa.Integer),
        sa.Column("before", Json),
        sa.Column("after", Json),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ledger_at", "ledger", ["at"])
    op.create_index("ix_ledger_kind_record_id", "ledger", ["kind", "record", "id"])
    op.create_index("ix_ledger_province_id", "ledger", ["province", "id"])
    append_only.protect("ledger")


def _meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("folded", sa.String, nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("title_sorted", SortText, nullable=False),
        sa.Column("province", sa.Integer, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("agenda", Json, nullable=False),
        sa.Column("scenario", sa.String, nullable=False),
        sa.Column("edition", sa.String, nullable=False),
        sa.Column("shortlist", Json, nullable=False),
        sa.Column("proposed", Json, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("notice_version", sa.String, nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_index(
        "uq_meeting_code",
        "meeting",
        ["code"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_index("ix_meeting_province_held_on", "meeting", ["province", "held_on"])


def _participant() -> None:
    op.create_table(
        "participant",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("meeting", sa.String(32), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("institution", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.String),
        sa.Column("consent", sa.Boolean, nullable=False),
        sa.Column("on_paper", sa.Boolean, nullable=False),
        sa.Column("token_hash", sa.String(64), unique=True),
        sa.Column("request", sa.String),
        sa.Column("joined_at", Moment, nullable=False),
        sa.UniqueConstraint("meeting", "request"),
    )


def _opinion() -> None:
    op.create_table(
        "opinion",
        sa.Column("id", Number, primary_key=True),
        sa.Column("meeting", sa.String(32), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("participant", sa.String(32), sa.ForeignKey("participant.id"), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("part", sa.String, nullable=False),
        sa.Column("payload", Json),
        sa.Column("words", Json),
        sa.Column("given_at", Moment, nullable=False),
        sa.Column("entered_by", sa.String, nullable=False),
        sa.Column("request", sa.String, nullable=False),
        sa.UniqueConstraint("participant", "request"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_opinion_meeting_round_participant_part_id",
        "opinion",
        ["meeting", "round", "participant", "part", "id"],
    )
    kept = ("id", "meeting", "participant", "round", "part", "payload", "given_at", "entered_by", "request")
    append_only.protect("opinion", erasable="words", columns=kept)


def _decision() -> None:
    table = op.create_table(
        "decision",
        sa.Column("id", Number, primary_key=True),
        sa.Column("meeting", sa.String(32), sa.ForeignKey("meeting.id")),
        sa.Column("province", sa.Integer, nullable=False),
        sa.Column("divisions", Json, nullable=False),
        sa.Column("sector_words", sa.String, nullable=False),
        sa.Column("reasons", sa.String, nullable=False),
        sa.Column("dissent", sa.String, nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("scenario", sa.String, nullable=False),
        sa.Column("edition", sa.String, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decision_meeting_id", "decision", ["meeting", "id"])
    op.create_index("ix_decision_province_id", "decision", ["province", "id"])
    op.bulk_insert(table, [_published(*row) for row in PUBLISHED])
    append_only.protect("decision")


def _published(province: int, divisions: list[str], words: str) -> dict[str, object]:
    return {
        "meeting": None,
        "province": province,
        "divisions": divisions,
        "sector_words": words,
        "reasons": "",
        "dissent": "",
        "decided_on": PUBLISHED_ON,
        "scenario": "",
        "edition": "",
        "origin": "published_2013",
        "recorded_at": datetime.now(UTC),
    }


def _wrong_code() -> None:
    op.create_table(
        "wrong_code",
        sa.Column("id", Number, primary_key=True),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wrong_code_at", "wrong_code", ["at"])
    op.create_index("ix_wrong_code_address_at", "wrong_code", ["address", "at"])
