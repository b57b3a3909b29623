"""The live board alone: random figures over real names, under the application's strict policy."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from clusterdash.analysis import scoring
from clusterdash.ui.live_board.component import BoardState, Points
from tests.browser.board.host import Host, open_board, random_host, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TOPICS = ("economic_impact", "demand", "networking", "factors")
# A change by script is seen at once; then every further change inside the board is counted.
MOVE_AND_WATCH = """async (slider) => {
  const board = slider.getRootNode().querySelector('[data-testid="live-board"]');
  const seen = [];
  const observer = new MutationObserver(changes => seen.push(...changes));
  observer.observe(board, {subtree: true, childList: true, attributes: true, characterData: true});
  slider.value = Number(slider.value) + 20;
  slider.dispatchEvent(new Event("input", {bubbles: true}));
  const atOnce = observer.takeRecords().length;
  await new Promise(requestAnimationFrame);
  const inFrame = seen.length;
  await new Promise(done => setTimeout(done, 700));
  return {atOnce, inFrame, later: seen.length - inFrame};
}"""


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def drag(page: Page, name: str, *shares: float) -> None:
    box = slider(page, name).bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.25, y)
    page.mouse.down()
    for share in shares:
        page.mouse.move(box["x"] + box["width"] * share, y)
    page.mouse.up()


def reported(page: Page) -> list[list[Any]]:
    found: list[list[Any]] = page.evaluate("window.reported")
    return found


def ranks_on_screen(page: Page) -> dict[str, int]:
    """Division → rank, as the rows say."""
    rows: list[list[str]] = page.get_by_test_id("live-board").evaluate(
        """board => [...board.querySelectorAll(".row")]
            .map(row => [row.dataset.n, row.querySelector(".rank").textContent])"""
    )
    return {n: int(rank) for n, rank in rows if rank.isdigit()}


def ranks_in_python(host: Host, points: dict[str, int]) -> dict[str, int]:
    data = host.data
    inside = pd.Series(
        [data.defaults.criteria[code] for code in data.columns],
        index=pd.MultiIndex.from_arrays([[c.topic for c in data.criteria if c.usable], data.columns]),
        dtype=float,
    )
    weights = scoring.two_level(pd.Series(points, dtype=float), inside)
    cells = host.matrix[list(data.provinces).index(19), [data.divisions.index(row.key) for row in data.rows]]
    z = pd.DataFrame(cells, columns=data.columns)[[row.status == "ranked" for row in data.rows]]
    topics = {c.code: c.topic for c in data.criteria if c.usable}
    scores = scoring.score(z, weights, topics=topics, aggregation=data.aggregation)["score"]
    ranks = scoring.rank(scores).dropna()
    return {str(n): int(rank) for n, rank in ranks.items()}


def test_ranks_are_pythons_before_and_after_a_drag(board: Page, host: Host) -> None:
    assert ranks_on_screen(board) == ranks_in_python(host, dict.fromkeys(TOPICS, 25))
    drag(board, "Demand", 0.5, 0.8)
    points = int(slider(board, "Demand").input_value())
    assert points > 60
    assert ranks_on_screen(board) == ranks_in_python(host, {**dict.fromkeys(TOPICS, 25), "demand": points})


def test_everything_changes_in_its_own_frame(board: Page) -> None:
    change = slider(board, "Demand").evaluate(MOVE_AND_WATCH)
    assert change["atOnce"] > 50
    assert change["inFrame"] == change["later"] == 0


def test_dragging_is_silent_and_the_release_reports_every_topic_once(board: Page) -> None:
    drag(board, "Factor Conditions", 0.4, 0.6, 0.7)
    points = int(slider(board, "Factor Conditions").input_value())
    assert reported(board) == [["weights", {**dict.fromkeys(TOPICS, 25), "factors": points}]]


def test_a_held_key_reports_when_it_is_let_go(board: Page) -> None:
    slider(board, "Demand").focus()
    for _ in range(3):
        board.keyboard.down("ArrowRight")
    assert reported(board) == []
    board.keyboard.up("ArrowRight")
    assert reported(board) == [["weights", {**dict.fromkeys(TOPICS, 25), "demand": 28}]]


def test_criteria_open_below_their_topic_and_report(board: Page) -> None:
    expect(slider(board, "Export trend")).to_be_hidden()
    board.get_by_role("button", name="Demand: criteria").click()
    slider(board, "Export trend").fill("0")
    expect(slider(board, "Demanding local buyers")).to_be_disabled()
    [[part, points]] = reported(board)
    assert (part, points["D2"], points["D1"]) == ("criteria", 0, 50)
    expect(slider(board, "Production trend")).to_have_attribute("aria-valuetext", "50 points, share 33%")


def test_a_topic_without_criteria_gives_its_weight_away(board: Page) -> None:
    board.get_by_role("button", name="Demand: criteria").click()
    for name in ("Production trend", "Export trend", "Import substitution room", "Market access"):
        slider(board, name).fill("0")
    notes = board.locator(".topic .where", has_text="None of its criteria has points")
    expect(notes).to_have_count(1)
    expect(slider(board, "Demand")).to_have_accessible_description(
        re.compile("None of its criteria has points")
    )
    expect(slider(board, "Demand")).to_have_attribute("aria-valuetext", "25 points, share 0%")
    expect(slider(board, "Factor Conditions")).to_have_attribute("aria-valuetext", "25 points, share 33%")


def test_undo_redo_and_reset(board: Page) -> None:
    undo, redo = (board.get_by_role("button", name=name) for name in ("Undo", "Redo"))
    expect(undo).to_be_disabled()
    slider(board, "Demand").fill("60")
    slider(board, "Demand").fill("90")
    undo.click()
    expect(slider(board, "Demand")).to_have_value("60")
    redo.click()
    expect(slider(board, "Demand")).to_have_value("90")
    board.get_by_role("button", name="Back to the default weights").click()
    expect(slider(board, "Demand")).to_have_value("25")
    undo.click()
    expect(slider(board, "Demand")).to_have_value("90")
    assert [points["demand"] for _, points in reported(board)] == [60, 90, 60, 90, 25, 90]


def test_all_weights_at_zero_is_one_sentence(board: Page) -> None:
    for name in ("Economic Impact", "Demand", "Networking and Cooperation", "Factor Conditions"):
        slider(board, name).fill("0")
    expect(board.get_by_text("All weights are 0")).to_be_visible()
    assert ranks_on_screen(board) == {}
    slider(board, "Demand").fill("1")
    expect(board.get_by_text("All weights are 0")).to_be_hidden()


def test_bars_are_walked_by_arrow_keys_and_explained_in_words(board: Page, host: Host) -> None:
    ranks = ranks_on_screen(board)
    names = [row.name for row in host.data.rows]
    by_rank = {rank: names[int(n)] for n, rank in ranks.items()}
    board.get_by_role("option", name="machinery and equipment n.e.c").focus()
    board.keyboard.press("Home")
    board.keyboard.press("ArrowDown")
    second = board.locator("[role=option]:focus")
    assert by_rank[2] in (second.text_content() or "")
    described = board.locator(f"#{second.get_attribute('aria-describedby')}")
    expect(described).to_contain_text(f"{by_rank[2]} ranks 2 of {len(ranks)}")
    expect(described).to_contain_text("Figures cover")
    board.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-selected", "true")
    [[part, value]] = reported(board)
    assert part == "selected"
    assert by_rank[2] == names[[row.key for row in host.data.rows].index(value["division"])]
    expect(board.get_by_role("heading", name=by_rank[2])).to_be_visible()


def test_absent_and_small_sectors_are_listed_and_marked(board: Page, host: Host) -> None:
    first = board.get_by_role("option", name=host.data.rows[0].name)
    expect(first).to_contain_text("absent")
    expect(board.get_by_role("option", name=host.data.rows[1].name)).to_contain_text(
        "Fewer than 20 workplaces"
    )
    expect(board.get_by_role("option", name="machinery and equipment n.e.c")).to_contain_text(
        "The programme's pick"
    )


def test_the_map_names_scores_and_takes_clicks_and_keys(board: Page) -> None:
    listbox = board.get_by_role("listbox", name="Map of provinces")
    expect(listbox.get_by_role("option")).to_have_count(81)
    listbox.get_by_role("option", name="Konya").hover()
    expect(board.locator("#board-map-reading")).to_contain_text("Konya: ")
    listbox.get_by_role("option", name="İzmir").focus()
    board.keyboard.press("ArrowRight")
    assert "Manisa" in (board.locator("[role=option]:focus").get_attribute("aria-label") or "")
    board.keyboard.press("Enter")
    assert reported(board) == [["selected", {"province": 45}]]


def test_provinces_for_a_sector_in_turkish(page: Page) -> None:
    with serve(random_host(view="provinces", language="tr")) as host:
        board = open_board(page, host)
        expect(slider(page, "Talep")).to_have_attribute("aria-valuetext", re.compile("25.*%25"))
        rows = page.get_by_role("listbox").first
        expect(rows.get_by_role("option")).to_have_count(20)
        page.get_by_role("button", name="81 satırın tümünü göster").click()
        expect(rows.get_by_role("option")).to_have_count(81)
        rows.get_by_role("option", name="Kars").click()
        assert reported(page) == [["selected", {"province": 36}]]
        expect(board.locator("#board-reading")).to_contain_text("Kars:")
        expect(board.locator("#board-map-reading")).to_have_text(re.compile(r"Kars: \d+,\d"))


def test_a_failed_fetch_says_so_and_can_be_tried_again(page: Page, host: Host) -> None:
    host.failing.add("/editions/test/matrix.bin")
    page.goto(host.address)
    board = page.get_by_test_id("live-board")
    expect(board.get_by_text("could not be fetched")).to_be_visible()
    expect(slider(page, "Demand")).to_be_enabled()
    host.failing.clear()
    page.get_by_role("button", name="Try again").click()
    expect(board).to_have_attribute("data-state", "ready")
    assert len(ranks_on_screen(page)) > 10


def test_a_matrix_of_the_wrong_size_is_not_ranked(page: Page, host: Host) -> None:
    host.matrix = host.matrix[:, :, 1:]
    page.goto(host.address)
    expect(page.get_by_text("could not be fetched")).to_be_visible()


def test_figures_travel_once_and_points_outlive_a_visit_elsewhere(board: Page, host: Host) -> None:
    slider(board, "Demand").fill("70")
    board.evaluate("window.leave()")
    expect(board.get_by_test_id("live-board")).to_have_count(0)
    board.evaluate("async () => window.show(await (await fetch('/board.json')).json())")
    expect(slider(board, "Demand")).to_have_value("70")
    assert host.asked.count("/editions/test/matrix.bin") == 1
    assert host.asked.count("/editions/test/provinces.geojson") == 1


def test_a_new_revision_brings_its_own_points(board: Page, host: Host) -> None:
    slider(board, "Demand").fill("70")
    points = Points({**host.data.defaults.topics, "demand": 10}, host.data.defaults.criteria)
    host.data = replace(host.data, revision=2, state=BoardState(points, 19, "15"))
    board.evaluate("async () => window.show(await (await fetch('/board.json')).json())")
    expect(slider(board, "Demand")).to_have_value("10")
    expect(board.get_by_role("option", name="leather")).to_have_attribute("aria-selected", "true")
    board.get_by_role("button", name="Undo").click()
    expect(slider(board, "Demand")).to_have_value("70")
    assert reported(board)[-1] == ["weights", {**dict.fromkeys(TOPICS, 25), "demand": 70, "again": 1}]


def test_the_same_data_again_change_nothing(board: Page) -> None:
    changes = board.evaluate(
        """async () => {
          const data = await (await fetch("/board.json")).json();
          const { shadowRoot } = document.getElementById("host");
          const board = shadowRoot.querySelector('[data-testid="live-board"]');
          const observer = new MutationObserver(() => {});
          observer.observe(board, {subtree: true, childList: true, attributes: true, characterData: true});
          await window.show(data);
          return observer.takeRecords().map(change => `${change.attributeName ?? change.target.nodeName}`);
        }"""
    )
    assert changes == []


def test_the_picture_is_saved_without_a_request(board: Page, host: Host) -> None:
    asked = len(host.asked)
    with board.expect_download() as download:
        board.get_by_role("button", name="Save picture").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 50_000
    assert download.value.suggested_filename == "clusterdash.png"
    assert len(host.asked) == asked


def test_the_policy_is_kept(page: Page, host: Host) -> None:
    refused: list[str] = []
    page.on(
        "console",
        lambda message: refused.append(message.text) if "Content Security" in message.text else None,
    )
    page.on("pageerror", lambda error: refused.append(str(error)))
    open_board(page, host)
    drag(page, "Demand", 0.5, 0.8)
    with page.expect_download():
        page.get_by_role("button", name="Save picture").click()
    assert refused == []


@pytest.mark.parametrize(("motion", "duration"), [("no-preference", "0.18s"), ("reduce", "0s")])
def test_rows_travel_after_undo_for_those_who_like_motion(
    page: Page, host: Host, motion: Any, duration: str
) -> None:
    page.emulate_media(reduced_motion=motion)
    open_board(page, host)

    def travels() -> Any:
        return page.locator(".row").first.evaluate("row => getComputedStyle(row).transitionDuration")

    slider(page, "Demand").fill("60")
    assert travels() == "0s"
    page.get_by_role("button", name="Undo").click()
    assert travels() == duration


@pytest.mark.parametrize("width", [360, 390, 700, 1280, 1920])
def test_nothing_is_wider_than_the_screen(page: Page, host: Host, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_board(page, host)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = slider(page, "Demand").bounding_box()
    assert box is not None
    assert box["width"] > 160
