"""Nothing is left in another language than the chosen one, on any page: names and codes are marked as such."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.everything import CAMPAIGN, PAGES, store_everything, wait_until_loaded
from tests.browser.dashboard.service import serving_dashboard
from tests.running_service import PROJECT, SECRETS, ServiceProcess

CATALOGUES = PROJECT / "frontend" / "dashboard" / "src" / "locales"
ENGLISH_WORDS = re.compile(r"[A-Za-z][a-z']+( [A-Za-z][a-z']+){2,}")
HANGUL = re.compile(r"[\uac00-\ud7a3]")
# Texts and attributes that somebody reads or hears, but for what is marked as a code, a name or of another language.
READ = """() => {
  const other = `body [lang]:not([lang="${document.documentElement.lang}"])`;
  const marked = `code, pre, kbd, script, style, noscript, [translate=no], ${other}`;
  const read = [document.title];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement, data } = texts.currentNode;
    if (data.trim() && !parentElement.closest(marked)) read.push(data.trim());
  }
  for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'data-column']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const text = element.getAttribute(name).trim();
      if (text && !element.closest(marked)) read.push(text);
    }
  }
  return [...new Set(read)];
}"""


@pytest.fixture(scope="module")
def dashboard_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    settings = {"CAMPAIGN_MIN_VOLUME": "1", "LINK_ALLOWED_HOSTS": "shop.example.com"}
    with serving_dashboard(engine, tmp_path_factory.mktemp("service"), **settings) as service:
        with ApiClient.to(service.base_url, SECRETS) as api:
            store_everything(api)
        yield service


def _texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each text of a catalogue by its path."""
    if isinstance(node, str):
        yield path, node
    else:
        for name, below in node.items():
            yield from _texts(below, f"{path}/{name}")


def _catalogue(language: str) -> dict[str, str]:
    files: list[Path] = sorted((CATALOGUES / language).glob("*.json"))
    assert files
    return {f"{file.stem}{path}": text for file in files for path, text in _texts(json.loads(file.read_text("utf-8")))}


def _english_texts(api: ApiClient) -> set[str]:
    """Of the catalogues and of the API's labels, as far as the Korean ones are others."""
    english, korean = _catalogue("en"), set(_catalogue("ko").values())
    labelled = (
        api.get("/internal/event-types").json()["items"] + api.get("/internal/funnel-events/summary").json()["kpis"]
    )
    labels = {one["label"]["en"] for one in labelled if one["label"]["en"] != one["label"]["ko"]}
    return {text for text in english.values() if text not in korean and "{{" not in text} | labels


def _open(dashboard: Dashboard, path: str, language: str) -> Page:
    page = dashboard.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
    wait_until_loaded(page)
    expect(page.locator(f"html[lang={language}]")).to_have_count(1)
    return page


def _each_view(dashboard: Dashboard, language: str) -> Iterator[tuple[str, Page]]:
    """Every page with the map of its keys, and what opens on some; who is signed in; and what stands outside."""
    dashboard.sign_in("admin")
    for name, path in PAGES.items():
        page = _open(dashboard, path, language)
        yield name, page
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        yield f"keys of {name}", page
    for path in ("events", "quarantine", f"campaigns?campaign_id={CAMPAIGN}&tab=links"):
        page = _open(dashboard, path, language)
        page.keyboard.press("Enter")
        expect(page.locator("main [aria-expanded=true]").first).to_be_visible()
        yield f"{path}, opened", page
    page.get_by_role("banner").get_by_role("button").last.click()
    expect(page.get_by_role("menu")).to_be_visible()
    yield "menu", page
    yield "nowhere", _open(dashboard, "nowhere", language)
    dashboard.sign_in("viewer")
    for path in ("trace", "quarantine", "events?trace_id=trace_chulsoo-1"):
        yield f"{path}, forbidden", _open(dashboard, path, language)
    for status in (503, 500, 404):
        dashboard.faults.answer(status, "/internal/alarms")
        page = dashboard.open(f"alarms?lang={language}")
        expect(page.get_by_role("alert")).to_be_visible()
        yield f"alarms, {status}", page
        dashboard.faults.mend()
    dashboard.lose_session()
    page = _open(dashboard, "sign-in?next=/events", language)
    page.get_by_role("textbox").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "sign-in", page


def test_no_english_is_left_in_korean(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="en-US")
    english = _english_texts(dashboard.api)
    left = [
        f"{name}: {text!r}"
        for name, page in _each_view(dashboard, "ko")
        for text in page.evaluate(READ)
        if text in english or ENGLISH_WORDS.search(text)
    ]
    assert not left, "\n".join(left)


@pytest.mark.soak
def test_no_korean_is_left_in_english(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="ko-KR")
    left = [
        f"{name}: {text!r}"
        for name, page in _each_view(dashboard, "en")
        for text in page.evaluate(READ)
        if HANGUL.search(text)
    ]
    assert not left, "\n".join(left)


def test_what_is_left_in_another_language_is_found(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="ko-KR")
    page = dashboard.open("dictionary", role="viewer")
    wait_until_loaded(page)
    page.evaluate("() => document.querySelector('h1').setAttribute('title', 'Skip to the content')")
    page.evaluate("() => document.querySelector('h1').insertAdjacentHTML('afterend', '<p>and so it goes</p>')")
    page.evaluate("() => document.querySelector('h1').insertAdjacentHTML('afterend', '<code>and so it is</code>')")
    read = page.evaluate(READ)
    assert "Skip to the content" in read
    assert "Skip to the content" in _english_texts(dashboard.api)
    assert "and so it goes" in read
    assert "and so it is" not in read
    assert ENGLISH_WORDS.search("and so it goes")
