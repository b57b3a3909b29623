"""The sheet that says where a workbook's figures come from, and what they cannot show."""

from __future__ import annotations

from collections.abc import Iterable

from clusterdash.catalogue import Source
from clusterdash.reports.sheets import Column, Sheet
from clusterdash.text import Words


def sheet(sources: Iterable[Source], say: Words) -> Sheet:
    """One row per source, in the order given."""
    columns = (
        Column(say("reports.source_id"), width=26),
        Column(say("word.authority"), width=30),
        Column(say("word.table"), width=60),
        Column(say("word.year"), width=12),
        Column(say("word.unit"), width=24),
        Column(say("word.licence"), width=40),
        Column(say("word.limits"), width=90),
        Column(say("reports.url"), width=30),
    )
    return Sheet(say("word.sources"), columns, [_row(source, say) for source in sources])


def _row(source: Source, say: Words) -> tuple[str | None, ...]:
    language = say.language
    return (
        source.id,
        source.authority.in_(language),
        source.table.in_(language),
        source.year,
        source.unit.in_(language),
        source.licence.in_(language),
        "\n".join(limit.in_(language) for limit in source.limits),
        source.url,
    )
