"""Records that people keep: who may, what is refused, two who write at once, deletion and its undoing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa

from clusterdash.records import (
    OPERATOR,
    VISITOR,
    Actor,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    fieldwork,
    keeping,
    ledger,
)
from clusterdash.records.clusters import ACTIVITY, CLUSTER
from clusterdash.records.fieldwork import FIRM, VISIT
from clusterdash.records.info_spots import INFO_SPOT
from clusterdash.records.keeping import Kind
from clusterdash.records.store import Records
from clusterdash.records.studies import STUDY
from clusterdash.records.values import Query
from tests.records import work
from tests.records.hall import ADMINISTRATOR, ELSEWHERE, MINISTRY, OFFICER

KINDS: tuple[Kind[Any], ...] = (INFO_SPOT, FIRM, VISIT, STUDY, CLUSTER, ACTIVITY)
PARTICIPANT = Actor("participant", participant="p")
PEOPLE = {
    "visitor": VISITOR,
    "participant": PARTICIPANT,
    "officer": OFFICER,
    "officer elsewhere": ELSEWHERE,
    "ministry": MINISTRY,
    "administrator": ADMINISTRATOR,
    "operator": OPERATOR,
}
STAFF = {"officer", "ministry", "operator"}


@dataclass
class Kept:
    records: Records
    kind: Kind[Any]
    draft: dict[str, Any]

    def create(self, actor: Actor = OPERATOR, **changes: Any) -> Any:
        return keeping.create(self.records, actor, self.kind, self.draft | changes)

    def written(self) -> dict[str, Any]:
        """One text changed, whatever the kind."""
        name = next(one.name for one in self.kind.fields if one.type == "text" and not one.optional)
        return self.draft | {name: "Başka bir metin"}


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kept(records: Records, request: pytest.FixtureRequest) -> Kept:
    kind: Kind[Any] = request.param
    drafts: dict[str, dict[str, Any]] = {
        "info_spot": work.INFO_SPOT,
        "firm": work.FIRM,
        "visit": work.VISIT,
        "study": work.STUDY,
        "cluster": work.CLUSTER,
        "activity": work.ACTIVITY,
    }
    draft = dict(drafts[kind.name])
    if kind is VISIT:
        draft["firm"] = work.firm(records).id
    if kind is ACTIVITY:
        draft["cluster"] = keeping.create(records, OPERATOR, CLUSTER, work.CLUSTER).id
    return Kept(records, kind, draft)


def test_who_may_write(kept: Kept) -> None:
    may_create = STAFF - {"officer"} if kept.kind is INFO_SPOT else STAFF
    for name, actor in PEOPLE.items():
        if name in may_create:
            kept.create(actor)
        else:
            with pytest.raises(Forbidden):
                kept.create(actor)
    made = kept.create()
    for name, actor in PEOPLE.items():
        if name not in STAFF:
            with pytest.raises(Forbidden):
                keeping.change(kept.records, actor, kept.kind, made.id, kept.written(), made.version)
        if name not in may_create:
            with pytest.raises(Forbidden):
                keeping.delete(kept.records, actor, kept.kind, made.id, made.version)
            with pytest.raises(Forbidden):
                keeping.restore(kept.records, actor, kept.kind, made.id)
        if name not in STAFF:
            with pytest.raises(Forbidden):
                keeping.history(kept.records, actor, kept.kind, made.id)


def test_who_may_read(kept: Kept) -> None:
    made = kept.create()
    private = kept.kind in (FIRM, VISIT)
    for name, actor in PEOPLE.items():
        if not private or name in STAFF:
            assert keeping.get(kept.records, actor, kept.kind, made.id).id == made.id
            assert made.id in {one.id for one in keeping.page(kept.records, actor, kept.kind).rows}
            continue
        with pytest.raises(Forbidden):
            keeping.get(kept.records, actor, kept.kind, made.id)
        if name == "officer elsewhere":
            assert keeping.page(kept.records, actor, kept.kind).rows == ()
            assert list(keeping.export(kept.records, actor, kept.kind)) == []
        else:
            with pytest.raises(Forbidden):
                keeping.page(kept.records, actor, kept.kind)
            with pytest.raises(Forbidden):
                keeping.export(kept.records, actor, kept.kind)


def test_of_two_who_write_at_once_the_second_is_told_and_loses_nothing(kept: Kept) -> None:
    made = kept.create()
    first = keeping.change(kept.records, OFFICER, kept.kind, made.id, kept.written(), made.version)
    name = next(one.name for one in kept.kind.fields if one.type == "text" and not one.optional)
    theirs = kept.draft | {name: "Benim metnim"}
    with pytest.raises(Conflict) as told:
        keeping.change(kept.records, MINISTRY, kept.kind, made.id, theirs, made.version)
    assert told.value.current == first
    assert told.value.yours[name] == "Benim metnim"
    with pytest.raises(Conflict):
        keeping.delete(kept.records, MINISTRY, kept.kind, made.id, made.version)
    after = keeping.change(kept.records, MINISTRY, kept.kind, made.id, theirs, told.value.current.version)
    assert getattr(after, name) == "Benim metnim"
    again = keeping.change(kept.records, MINISTRY, kept.kind, made.id, theirs, made.version)
    assert again == after


def test_a_deletion_is_undone(kept: Kept) -> None:
    made = kept.create()
    keeping.delete(kept.records, MINISTRY, kept.kind, made.id, made.version)
    with pytest.raises(NotFound):
        keeping.get(kept.records, OPERATOR, kept.kind, made.id)
    assert made.id not in {one.id for one in keeping.page(kept.records, OPERATOR, kept.kind).rows}
    back = keeping.restore(kept.records, MINISTRY, kept.kind, made.id)
    assert replace(back, version=made.version) == made
    assert keeping.get(kept.records, OPERATOR, kept.kind, made.id) == back
    steps = [line.action for line in keeping.history(kept.records, OFFICER, kept.kind, made.id)]
    assert steps == [f"{kept.kind.name}.{verb}" for verb in ("create", "delete", "restore")]


def test_the_ledger_holds_no_personal_value_and_no_answer(records: Records) -> None:
    made = work.firm(records)
    work.visit(records, made, visited_by="Ödül Çağ")
    changed = work.FIRM | {"contact_name": "Elif Su"}
    keeping.change(records, OFFICER, FIRM, made.id, changed, made.version)
    with records.reading() as session:
        lines = session.execute(sa.text("SELECT before, after FROM ledger")).all()
    text = str(lines)
    for secret in ("Ayşe", "Elif", "example.org", "0364", "Ödül"):
        assert secret not in text
    after = [line.after or {} for line in ledger.log(records, ADMINISTRATOR).rows]
    answers = [line[question] for line in after for question in fieldwork.QUESTIONS if question in line]
    assert answers
    assert set(answers) == {"·"}


WRONG: tuple[tuple[Kind[Any], dict[str, Any], str, Any], ...] = (
    (FIRM, work.FIRM, "name", "  "),
    (FIRM, work.FIRM, "name", "x" * 201),
    (FIRM, work.FIRM, "province", 82),
    (FIRM, work.FIRM, "province", None),
    (FIRM, work.FIRM, "province", "19"),
    (FIRM, work.FIRM, "nace", "34.10"),
    (FIRM, work.FIRM, "nace", "28.0"),
    (FIRM, work.FIRM, "nace", ""),
    (FIRM, work.FIRM, "size_class", "11"),
    (FIRM, work.FIRM, "contact_email", "ayse at example"),
    (FIRM, work.FIRM, "consent", "no"),
    (FIRM, work.FIRM, "consent", ""),
    (STUDY, work.STUDY, "link", "javascript:alert(1)"),
    (STUDY, work.STUDY, "link", "ftp://example.org/a"),
    (STUDY, work.STUDY, "link", 'https://example.org/"><script>'),
    (STUDY, work.STUDY, "year", 20126),
    (STUDY, work.STUDY, "divisions", ["34"]),
    (STUDY, work.STUDY, "divisions", ["28", "28"]),
    (STUDY, work.STUDY, "provinces", [19, 90]),
    (CLUSTER, work.CLUSTER, "division", ""),
    (CLUSTER, work.CLUSTER, "stage", "dreaming"),
    (INFO_SPOT, work.INFO_SPOT, "opened_on", "yesterday"),
)


@pytest.mark.parametrize(("kind", "draft", "field", "value"), WRONG)
def test_what_cannot_be_taken_is_said_by_field(
    records: Records, kind: Kind[Any], draft: dict[str, Any], field: str, value: Any
) -> None:
    with pytest.raises(Invalid) as told:
        keeping.create(records, OPERATOR, kind, draft | {field: value})
    assert list(told.value.reasons) == [field]


def test_script_and_formulas_are_kept_as_the_text_they_are(records: Records) -> None:
    evil = '<script>alert("x")</script> {{7*7}} =1+1; DROP TABLE firm'
    made = work.firm(records, name=evil)
    assert keeping.get(records, OPERATOR, FIRM, made.id).name == evil
    found = keeping.page(records, OPERATOR, FIRM, Query(search="drop table"))
    assert [one.name for one in found.rows] == [evil]


def test_lists_search_and_sort_as_turkish_does(records: Records) -> None:
    for name in ("Zeytin", "Çorum Döküm", "IŞIK", "İnci", "Cevher", "ışıl"):
        work.firm(records, name=name)
    names = [one.name for one in keeping.page(records, OPERATOR, FIRM).rows]
    assert names == ["Cevher", "Çorum Döküm", "IŞIK", "ışıl", "İnci", "Zeytin"]
    for text in ("çorum", "ÇORUM", "corum", "Corum dokum"):
        found = keeping.page(records, OPERATOR, FIRM, Query(search=text))
        assert [one.name for one in found.rows] == ["Çorum Döküm"]


def test_an_officers_list_ends_at_the_own_province(records: Records) -> None:
    own = work.firm(records)
    work.firm(records, province=27)
    assert [one.id for one in keeping.page(records, OFFICER, FIRM).rows] == [own.id]
    found = keeping.page(records, OFFICER, FIRM, Query(filters={"province": 27}))
    assert (found.rows, found.total) == ((), 0)
    with pytest.raises(Forbidden):
        keeping.change(records, OFFICER, FIRM, own.id, work.FIRM | {"province": 27}, own.version)
