import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.scenario import (
    MAX_LENGTH,
    Decoded,
    Ignored,
    Known,
    Scenario,
    decode,
    encode,
    parse_points,
    topic_shares,
)

KNOWN = Known(
    topics=frozenset({"economic_impact", "demand", "networking", "factors"}),
    criteria=frozenset({f"{letter}{place}" for letter in "EDNF" for place in range(1, 7)}),
    provinces=frozenset(range(1, 82)),
    divisions=frozenset({f"{division:02d}" for division in range(1, 100)}),
)
TOPICS = ["economic_impact", "demand", "networking", "factors"]
SYNTAX = f"expected topic=points with one of {', '.join(TOPICS)}"
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]+")  # RFC 3986, section 2.3


def points(codes: frozenset[str]) -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(sorted(codes)), st.integers(0, 100))


scenarios = st.builds(
    Scenario,
    view=st.sampled_from(["sectors", "provinces"]),
    province=st.sampled_from(sorted(KNOWN.provinces)),
    division=st.sampled_from(sorted(KNOWN.divisions)),
    sectors=st.sampled_from(["manufacturing", "all"]),
    minimum_workplaces=st.integers(0, 9_999),
    topic_points=points(KNOWN.topics),
    criterion_points=points(KNOWN.criteria),
    normalisation=st.sampled_from(["goalposts", "rank"]),
    aggregation=st.sampled_from(["arithmetic", "geometric"]),
    missing=st.sampled_from(["shared", "average", "lowest"]),
    experts=st.integers(0, 999_999),
    language=st.sampled_from([None, "tr", "en"]),
    edition=st.none() | st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}", fullmatch=True),
)
pieces = st.sampled_from("~-._0129aeEIıİ%&=#?/ \n\x00\u0307\ud800") | st.characters()


@given(scenarios)
def test_a_link_gives_the_scenario_back(scenario: Scenario) -> None:
    assert decode(encode(scenario), KNOWN) == Decoded(scenario)


@given(scenarios)
def test_nothing_in_a_link_needs_escaping(scenario: Scenario) -> None:
    assert UNRESERVED.fullmatch(encode(scenario))


@given(scenarios)
def test_equal_scenarios_have_one_link_whatever_the_order_of_points(scenario: Scenario) -> None:
    backwards = dataclasses.replace(
        scenario,
        topic_points=dict(reversed([*scenario.topic_points.items()])),
        criterion_points=dict(reversed([*scenario.criterion_points.items()])),
    )
    assert backwards == scenario
    assert encode(backwards) == encode(scenario)
    assert hash(backwards) == hash(scenario)


@given(scenarios, scenarios)
def test_different_scenarios_have_different_links(one: Scenario, other: Scenario) -> None:
    assert (encode(one) == encode(other)) == (one == other)


@given(st.text(max_size=300))
def test_any_text_opens(text: str) -> None:
    assert isinstance(decode(text, KNOWN).scenario, Scenario)


@given(scenarios, st.integers(0, 300), st.integers(0, 20), st.text(pieces, max_size=20))
def test_a_damaged_link_opens_and_its_scenario_has_a_link(
    scenario: Scenario, at: int, cut: int, put: str
) -> None:
    link = encode(scenario)
    decoded = decode(link[:at] + put + link[at + cut :], KNOWN)
    assert decode(encode(decoded.scenario), KNOWN) == Decoded(decoded.scenario)


@given(scenarios)
def test_case_does_not_count(scenario: Scenario) -> None:
    lower_edition = dataclasses.replace(scenario, edition=scenario.edition and scenario.edition.lower())
    assert decode(encode(lower_edition).lower(), KNOWN) == Decoded(lower_edition)


def test_the_default_scenario_is_just_the_version() -> None:
    assert encode(Scenario()) == "1"
    assert decode("1", KNOWN) == decode("", KNOWN) == Decoded(Scenario())


def test_links_handed_out_before_keep_opening() -> None:
    """Written out by hand: this form is in mails and reports, so it may not change its meaning."""
    link = "1~view-provinces~province-27~division-15~sectors-all~minimum-20~by-rank~mean-geometric~lang-en"
    scenario = Scenario(
        view="provinces",
        province=27,
        division="15",
        sectors="all",
        minimum_workplaces=20,
        topic_points={"demand": 40, "economic_impact": 0},
        criterion_points={"E1": 50},
        normalisation="rank",
        aggregation="geometric",
        language="en",
        edition="3f9a1c",
    )
    assert decode(f"{link}~edition-3f9a1c~demand-40~economic_impact-0~E1-50", KNOWN) == Decoded(scenario)


def test_how_missing_figures_count_is_in_a_link_only_where_it_is_not_the_usual_rule() -> None:
    assert encode(Scenario(missing="shared")) == "1"
    assert encode(Scenario(missing="average")) == "1~missing-average"
    assert decode("1~missing-lowest", KNOWN) == Decoded(Scenario(missing="lowest"))
    with pytest.raises(ValueError, match="missing: expected shared or average or lowest; found 'zero'"):
        Scenario(missing="zero")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("link", "ignored"),
    [
        ("1~province-99", Ignored("unknown", "province-99")),
        ("1~division-00", Ignored("unknown", "division-00")),
        ("1~province-Çorum", Ignored("unreadable", "province-Çorum")),
        ("1~province-١٩", Ignored("unreadable", "province-١٩")),
        ("1~province", Ignored("unreadable", "province")),
        ("1~demand-101", Ignored("out_of_range", "demand-101")),
        ("1~demand--5", Ignored("unreadable", "demand--5")),
        ("1~minimum-123456", Ignored("out_of_range", "minimum-123456")),
        ("1~turnover-50", Ignored("unknown", "turnover-50")),
        ("1~by-zscore", Ignored("unknown", "by-zscore")),
        ("1~experts-all", Ignored("unreadable", "experts-all")),
        ("1~missing-zero", Ignored("unknown", "missing-zero")),
        ("1~edition-../../x", Ignored("unreadable", "edition-······x")),
        ("hello", Ignored("unknown", "hello")),
        ("2", Ignored("newer_version", "2")),
        ("0", Ignored("unknown", "0")),
    ],
)
def test_what_is_left_out_is_told_with_its_reason(link: str, ignored: Ignored) -> None:
    assert decode(link, KNOWN) == Decoded(Scenario(), (ignored,))


def test_the_rest_of_the_link_still_counts() -> None:
    decoded = decode("2~turnover-9~province-27~province-55~demand-40~horizon-2030", KNOWN)
    assert decoded.scenario == Scenario(province=27, topic_points={"demand": 40})
    assert [part.reason for part in decoded.ignored] == ["newer_version", "unknown", "repeated", "unknown"]


def test_a_link_without_its_version_and_with_a_message_around_it_is_read() -> None:
    assert decode(" province-027~division-1).\n", KNOWN) == Decoded(Scenario(province=27, division="01"))


def test_a_huge_link_is_not_read_and_not_repeated() -> None:
    decoded = decode("1~" + "x" * MAX_LENGTH, KNOWN)
    assert decoded.scenario == Scenario()
    assert [part.reason for part in decoded.ignored] == ["too_long"]
    assert len(decoded.ignored[0].text) < 70


def test_many_bad_parts_are_counted_rather_than_listed() -> None:
    *shown, rest = decode("1" + "~bad" * 500, KNOWN).ignored
    assert len(shown) + int(rest.text) == 500
    assert rest.reason == "more"
    assert len(shown) < 20


@given(st.text(max_size=200))
def test_what_is_told_cannot_carry_markup_or_an_address(text: str) -> None:
    told = "".join(part.text for part in decode(text, KNOWN).ignored)
    assert not set(told) & set("<>[](){}!*`#:/\\.@&|\"'\n")


def test_a_link_with_as_much_as_a_scenario_may_hold_is_short_enough() -> None:
    codes = [f"{'abcdefghijklmnopqrstuv'}{number:02d}" for number in range(64)]
    scenario = Scenario(
        view="provinces",
        sectors="all",
        minimum_workplaces=9_999,
        province=999,
        division="99",
        topic_points=dict.fromkeys(codes, 100),
        criterion_points=dict.fromkeys([code.upper() for code in codes], 100),
        normalisation="rank",
        aggregation="geometric",
        language="en",
        edition="e" * 64,
    )
    assert len(encode(scenario)) <= MAX_LENGTH


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"view": "cities"}, "view: expected sectors or provinces; found 'cities'"),
        ({"province": 0}, "province: expected a whole number from 1 to 999; found 0"),
        ({"province": "19"}, "province: expected a whole number; found '19'"),
        ({"division": 28}, "division: expected two digits; found 28"),
        (
            {"topic_points": {"demand": 101}},
            "topic_points, demand: expected a whole number from 0 to 100; found 101",
        ),
        ({"topic_points": {"view": 1}}, "topic_points: view cannot be a code, since it is a key of the link"),
        (
            {"topic_points": {"E1": 1}, "criterion_points": {"E1": 2}},
            "criterion_points: E1 is a topic already",
        ),
        ({"edition": "a~b"}, "edition: expected up to 64 letters, digits or hyphens; found 'a~b'"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        dataclasses.replace(Scenario(), **fields)  # type: ignore[arg-type]


def test_points_equal_to_the_default_are_not_kept() -> None:
    defaults = dict.fromkeys(TOPICS, 25)
    scenario = Scenario(topic_points={"factors": 10}).with_topic_points({"demand": 40}, defaults)
    assert scenario.topic_points == {"demand": 40, "factors": 10}
    assert scenario.with_topic_points(defaults, defaults) == Scenario()


def test_criterion_points_are_kept_beside_topic_points() -> None:
    scenario = Scenario(topic_points={"factors": 10}).with_criterion_points(
        {"E1": 50, "E2": 50}, {"E1": 0, "E2": 50}
    )
    assert encode(scenario) == "1~factors-10~E1-50"


@given(st.dictionaries(st.sampled_from(TOPICS), st.integers(0, 100), min_size=1))
def test_shares_are_parts_of_the_whole(given_points: dict[str, int]) -> None:
    shares = topic_shares(given_points)
    total = sum(given_points.values())
    assert sum(shares.values()) == pytest.approx(1 if total else 0)
    assert all(shares[topic] * total == pytest.approx(value) for topic, value in given_points.items())


def test_points_on_the_command_line() -> None:
    assert parse_points("demand=40, networking=30", TOPICS) == {
        "economic_impact": 0,
        "demand": 40,
        "networking": 30,
        "factors": 0,
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "turnover=1",
            f"{SYNTAX}; found 'turnover=1'",
        ),
        ("", f"{SYNTAX}; found nothing"),
        (
            "demand=40,",
            f"{SYNTAX}; found nothing",
        ),
        ("demand", "expected demand to be a whole number from 0 to 100; found nothing"),
        ("demand=-1", "expected demand to be a whole number from 0 to 100; found '-1'"),
        ("demand=101", "expected demand to be a whole number from 0 to 100; found '101'"),
        ("demand=1.5", "expected demand to be a whole number from 0 to 100; found '1.5'"),
        ("demand=1,demand=2", "demand is given twice"),
        ("demand=0", "all topics have 0 points; give at least one of them some weight"),
    ],
)
def test_wrong_points_on_the_command_line_get_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^weights: {re.escape(sentence)}$"):
        parse_points(text, TOPICS)


@given(st.text(max_size=100))
def test_any_points_on_the_command_line_are_points_or_one_line(text: str) -> None:
    problem = ""
    try:
        assert sum(parse_points(text, TOPICS).values()) > 0
    except ValueError as error:
        problem = str(error)
    assert "\n" not in problem
