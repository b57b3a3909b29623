"""What a person's claims mean: role, provinces, name and end; and where signing in may lead back to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.settings import Roles
from clusterdash.ui import signing_in

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = int((NOW + timedelta(hours=1)).timestamp())
ROLES = Roles(
    claim="realm.roles",
    provinces_claim="plates",
    values={
        "gorevli": "officer",
        "Bilgi Noktası": "officer",
        "bakanlik": "ministry",
        "yonetici": "administrator",
    },
)


def claims(roles: object, **more: Any) -> dict[str, Any]:
    return {"sub": "8c1f", "exp": LATER, "realm": {"roles": roles}, **more}


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        (["gorevli"], "officer"),
        ("bakanlik", "ministry"),
        ("other yonetici", "administrator"),
        ("other,gorevli", "officer"),
        ("Bilgi Noktası", "officer"),
        (["gorevli", "yonetici", "bakanlik"], "administrator"),
        (["gorevli", "bakanlik"], "ministry"),
        (["Gorevli"], "visitor"),
        (["operator"], "visitor"),
        (["officer"], "visitor"),
        (["gorevli yonetici"], "visitor"),
        ([], "visitor"),
        ("", "visitor"),
        (None, "visitor"),
        ({"gorevli": True}, "visitor"),
        (7, "visitor"),
    ],
)
def test_only_a_mapped_value_gives_a_role(roles: object, role: str) -> None:
    assert signing_in.read(claims(roles), ROLES, NOW).actor.role == role


def test_a_claim_may_be_named_by_an_address() -> None:
    roles = Roles(claim="https://example.org/roles", values={"gorevli": "officer"})
    given = {"sub": "8c1f", "exp": LATER, "https://example.org/roles": ["gorevli"]}
    assert signing_in.read(given, roles, NOW).actor.role == "officer"


@pytest.mark.parametrize(
    ("plates", "provinces"),
    [
        ([19, 55], {19, 55}),
        (["19", "55"], {19, 55}),
        ("19, 55", {19, 55}),
        (19, {19}),
        ([], set()),
        (None, set()),
        ("all", set()),
        ("-19", set()),
        ({"19": True}, set()),
    ],
)
def test_an_officer_has_the_provinces_named_and_no_others(plates: object, provinces: set[int]) -> None:
    actor = signing_in.read(claims(["gorevli"], plates=plates), ROLES, NOW).actor
    assert actor.provinces == provinces


def test_two_people_of_one_name_stay_apart() -> None:
    first, second = (
        signing_in.read(claims([], name="Ayşe Yılmaz", email=f"{n}@example.org"), ROLES, NOW) for n in "ab"
    )
    assert first.actor.name == "Ayşe Yılmaz (a@example.org)"
    assert first.actor.name != second.actor.name


@pytest.mark.parametrize("ends", [None, "never", True, [], 1e300, -1, 0, int(NOW.timestamp())])
def test_a_token_that_has_ended_or_says_no_end_gives_nothing(ends: object) -> None:
    found = signing_in.read(claims(["yonetici"], exp=ends), ROLES, NOW)
    assert (found.state, found.actor.role, found.actor.name) == ("ended", "visitor", "")


def test_a_token_holds_until_its_last_second() -> None:
    last = datetime.fromtimestamp(LATER, UTC) - timedelta(seconds=1)
    assert signing_in.read(claims(["yonetici"]), ROLES, last).state == "in"


@pytest.mark.parametrize("to", ["/", "/firms", "/firms?s=1~province-19&note=a%26b", "/ballot?code=K7PQ"])
def test_a_page_of_this_server_is_where_signing_in_leads_back_to(to: str) -> None:
    assert signing_in.own_path(to) == to


@given(st.text(max_size=80))
@pytest.mark.parametrize(
    "start", ["//", "/\\", "\\\\", "http://", "https:", "javascript:", "/\t/", "/\n", "x", " /", "/ç", ""]
)
def test_no_other_site_is(start: str, rest: str) -> None:
    to = start + rest
    back = signing_in.own_path(to)
    assert back == "/" or (back == to and start in ("", "/ç") and back.startswith("/") and back.isascii())
