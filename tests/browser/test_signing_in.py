"""Server mode in a real browser, against a real OpenID provider of its own process."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SETTINGS = """
mode = "server"
[roles]
claim = "realm.roles"
provinces_claim = "plates"
[roles.values]
kume-gorevlisi = "officer"
bakanlik = "ministry"
yonetici = "administrator"
"""
PEOPLE: dict[str, dict[str, object]] = {
    "corum": {"name": "Çorum Görevlisi", "realm": {"roles": ["kume-gorevlisi"]}, "plates": [19]},
    "samsun": {"name": "Samsun Görevlisi", "realm": {"roles": ["kume-gorevlisi"]}, "plates": "55"},
    "ministry": {"name": "Bakanlık Çalışanı", "realm": {"roles": ["other", "bakanlik"]}},
    "administrator": {"name": "Yönetici", "realm": {"roles": ["yonetici"]}},
    "guest": {"name": "<b>Guest</b> [x](y)", "email": "guest@example.org", "realm": {"roles": ["other"]}},
}


@contextmanager
def provider(port: int, seconds: int) -> Iterator[str]:
    """An OpenID provider whose tokens hold for some seconds."""
    people = [f"--user-claims={json.dumps({'sub': sub, **claims})}" for sub, claims in PEOPLE.items()]
    command = [sys.executable, "-m", "oidc_provider_mock", f"--port={port}", f"--token-max-age={seconds}"]
    process = subprocess.Popen([*command, *people], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=2).close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def with_sign_in(
    start_server: Callable[..., str],
    free_port: Callable[[], int],
    doors: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., str]]:
    """Starts a server in server mode with a provider of its own, and gives the server's address."""
    providers = []

    def start(app: Path = doors, seconds: int = 3600) -> str:
        folder = tmp_path_factory.mktemp("signing_in")
        (folder / "clusterdash.toml").write_text(SETTINGS, encoding="utf-8")
        running = provider(free_port(), seconds)
        providers.append(running)
        (folder / "secrets.toml").write_text(
            "[auth]\n"
            'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            'cookie_secret = "a-secret-of-this-test-only-0123456789"\n'
            'client_id = "clusterdash"\n'
            'client_secret = "known to the test"\n'
            f'server_metadata_url = "{running.__enter__()}/.well-known/openid-configuration"\n'
        )
        environment = {
            "CLUSTERDASH_SETTINGS": str(folder / "clusterdash.toml"),
            "CLUSTERDASH_RECORDS_URL": f"sqlite:///{folder / 'records.sqlite'}",
        }
        return start_server(
            app=app, options=[f"--secrets.files={folder / 'secrets.toml'}"], environment=environment
        )

    yield start
    for running in providers:
        running.__exit__(None, None, None)


@pytest.fixture(scope="session")
def asking(with_sign_in: Callable[..., str]) -> str:
    return with_sign_in()


def sign_in(page: Page, person: str) -> None:
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_role("button", name=person, exact=True).click()


@pytest.mark.parametrize(
    ("person", "firms", "log", "words"),
    [
        ("corum", "officer [19]", None, "Info Spot officer"),
        ("samsun", None, None, "Info Spot officer"),
        ("ministry", "ministry []", None, "Ministry"),
        ("administrator", None, "administrator []", "Administrator"),
        ("guest", None, None, "no permissions"),
    ],
)
def test_a_deep_link_opens_for_who_may_and_says_why_to_others(
    page: Page, asking: str, person: str, firms: str | None, log: str | None, words: str
) -> None:
    page.goto(f"{asking}/firms?lang=en&note=a%26b")
    expect(page.get_by_text("open to people who work in the programme")).to_be_visible()
    expect(page.get_by_role("heading")).to_have_count(0)
    sign_in(page, person)
    page.wait_for_url(re.compile(r"/firms\?.*note=a%26b"))
    expect(page.get_by_test_id("stSidebar").get_by_text(words)).to_be_visible()
    for name, let_in in (("firms", firms), ("log", log)):
        page.goto(f"{asking}/{name}?lang=en")
        if let_in:
            expect(page.get_by_text(let_in, exact=True)).to_be_visible()
        else:
            expect(page.get_by_text("this account has no permission here")).to_be_visible()
            expect(page.get_by_role("heading")).to_have_count(0)


def test_a_name_is_shown_as_text(page: Page, asking: str) -> None:
    page.goto(f"{asking}/?lang=en")
    sign_in(page, "guest")
    expect(page.get_by_test_id("stSidebar").get_by_text("<b>Guest</b> [x](y)")).to_be_visible()


def test_signing_out_ends_it_in_every_tab_and_for_a_copied_cookie(
    chromium: Browser, context: BrowserContext, page: Page, asking: str
) -> None:
    page.goto(f"{asking}/log?lang=en")
    sign_in(page, "administrator")
    expect(page.get_by_text("administrator []")).to_be_visible()
    copied = context.cookies()
    other = context.new_page()
    other.goto(f"{asking}/?lang=en")
    expect(other.get_by_text("Administrator", exact=False).first).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(f"{asking}/**")
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Sign in")).to_be_visible()
    assert not [cookie for cookie in context.cookies() if cookie["name"].startswith("_streamlit_user")]

    other.get_by_role("button", name="Delete the log").click()
    expect(other.get_by_text("open to people who work in the programme")).to_be_visible()

    thief = chromium.new_context(locale="en-GB")
    thief.add_cookies(copied)  # type: ignore[arg-type]
    stolen = thief.new_page()
    stolen.goto(f"{asking}/log?lang=en")
    expect(stolen.get_by_text("open to people who work in the programme")).to_be_visible()
    thief.close()


def test_a_sign_in_ends_with_its_token_and_keeps_what_was_typed(
    page: Page, with_sign_in: Callable[..., str]
) -> None:
    asking = with_sign_in(seconds=12)
    page.goto(f"{asking}/?lang=en")
    sign_in(page, "administrator")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.get_by_role("textbox", name="Draft").fill("a long report")
    page.wait_for_timeout(12_000)
    page.get_by_role("button", name="Delete the log").click()
    expect(page.get_by_test_id("stMain").get_by_text("Your sign-in ended")).to_be_visible()
    expect(page.get_by_role("textbox", name="Draft")).to_have_value("a long report")
    page.goto(f"{asking}/log?lang=en")
    expect(page.get_by_test_id("stMain").get_by_text("Your sign-in ended")).to_be_visible()
    expect(page.get_by_role("heading")).to_have_count(0)
    sign_in(page, "administrator")
    page.wait_for_url(re.compile(r"/log\?"))
    expect(page.get_by_text("administrator []")).to_be_visible()


def test_a_record_being_written_when_the_sign_in_ends_stays_in_its_form(
    page: Page, with_sign_in: Callable[..., str]
) -> None:
    asking = with_sign_in(app=Path("app.py"), seconds=30)
    page.goto(f"{asking}/work?lang=en&part=study&record=new")
    sign_in(page, "corum")
    finding = page.get_by_role("textbox", name="What it found")
    finding.fill("a long report")
    page.wait_for_timeout(30_000)
    page.get_by_role("button", name="Save").click()
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("Your sign-in ended")).to_be_visible()
    expect(page.get_by_text("copy it before you sign in")).to_be_visible()
    expect(finding).to_have_value("a long report")
    page.get_by_role("button", name="Save").click()
    expect(main.get_by_text("Your sign-in ended").first).to_be_visible()
    expect(finding).to_have_value("a long report")


def test_who_declines_at_the_provider_comes_back_as_a_visitor(page: Page, asking: str) -> None:
    page.goto(f"{asking}/firms?lang=en")
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(f"{asking}/**")
    expect(
        page.get_by_test_id("stMain").get_by_text("open to people who work in the programme")
    ).to_be_visible()


@pytest.mark.parametrize(
    "to", ["https://hostile.example", "//hostile.example", "/\\hostile.example", "%00", ""]
)
def test_nobody_is_sent_to_another_site(page: Page, asking: str, to: str) -> None:
    page.goto(f"{asking}/sign-in?to={to}")
    page.get_by_role("button", name="guest", exact=True).click()
    page.wait_for_url(f"{asking}/**")


def test_a_forged_cookie_and_loopback_are_nobody(context: BrowserContext, page: Page, asking: str) -> None:
    claims = {"is_logged_in": True, "origin": asking, "exp": 9_999_999_999, "realm": {"roles": ["yonetici"]}}
    context.add_cookies([{"name": "_streamlit_user", "value": json.dumps(claims), "url": asking}])
    page.goto(f"{asking}/log?lang=en")
    expect(
        page.get_by_test_id("stMain").get_by_text("open to people who work in the programme")
    ).to_be_visible()


def test_the_whole_application_signs_in_and_keeps_its_link_and_its_headers(
    page: Page, with_sign_in: Callable[..., str]
) -> None:
    refused: list[str] = []
    page.on(
        "console",
        lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None,
    )
    address = with_sign_in(app=Path("app.py"))
    page.goto(f"{address}/ranking?lang=en&s=1~province-61~demand-60")
    expect(page.get_by_role("slider", name="Demand", exact=True)).to_have_value("60")
    sign_in(page, "corum")
    page.wait_for_url(re.compile(r"/ranking\?s=1~.*province-61.*demand-60"))
    expect(page.get_by_role("slider", name="Demand", exact=True)).to_have_value("60")
    expect(page.get_by_test_id("stSidebar").get_by_text("Çorum Görevlisi")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Sign in")).to_be_visible()
    assert refused == []


def test_behind_an_encrypting_proxy_cookies_never_travel_openly(
    start_server: Callable[..., str], doors: Path
) -> None:
    address = start_server(app=doors, options=["--server.address=127.0.0.1"])

    def cookies_and_promise(**headers: str) -> tuple[list[str], str | None]:
        request = urllib.request.Request(f"{address}/_stcore/health", headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.headers.get_all("Set-Cookie"), answer.headers["Strict-Transport-Security"]

    cookies, promise = cookies_and_promise()
    assert cookies
    assert promise is None
    assert not any("; Secure" in cookie for cookie in cookies)
    cookies, promise = cookies_and_promise(**{"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"})
    assert cookies
    assert promise
    assert all(cookie.endswith("; Secure") for cookie in cookies)
