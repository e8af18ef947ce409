"""Debian's Chromium, one for all tests that need a browser; each test has a context, and so cookies, of its own."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

# A sandbox needs more rights than containers give. Tabs of one site share a process, in which its scripts are compiled
# already, and none is started in reserve; no test runs a script for so long that a better translation of it pays.
ARGUMENTS = ["--no-sandbox", "--renderer-process-limit=1", "--js-flags=--no-opt"]
WAIT_MS = 30_000  # a machine that is busy with other tests is slow, not wrong
expect.set_options(timeout=WAIT_MS)
# A headless browser calls itself one, and would be taken for the robot that it is.
USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
BLOCK = 2


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where it is installed."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("there is no chromium on this machine (on Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def playwright(chromium: str) -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield running
    running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser, without cookies."""
    opened = browser.new_context(user_agent=USER_AGENT)
    opened.set_default_timeout(WAIT_MS)
    yield opened
    opened.close()


@pytest.fixture
def context_without_cookies(playwright: Playwright, chromium: str, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser whose settings block all cookies: no setting of a context does, so it has a profile of its own."""
    preferences = tmp_path / "profile" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": BLOCK}}}))
    opened = playwright.chromium.launch_persistent_context(
        preferences.parent.parent, executable_path=chromium, args=ARGUMENTS, user_agent=USER_AGENT
    )
    opened.set_default_timeout(WAIT_MS)
    yield opened
    opened.close()
