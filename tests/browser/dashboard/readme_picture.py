"""Takes the README's picture: `python -m tests.browser.dashboard.readme_picture`, which is `make screenshot`."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.api_client import ApiClient
from tests.browser.conftest import ARGUMENTS
from tests.browser.dashboard.accessibility import settle
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.problems import Problems
from tests.browser.dashboard.service import SETTINGS
from tests.conftest import AWS_ENVIRONMENT
from tests.polling import eventually
from tests.running_service import PROJECT, SECRETS, start_service

PICTURE = PROJECT / "frontend" / "dashboard" / "overview.png"
WIDTH, HEIGHT = 1280, 1142  # down to where the chart ends
MOST_BYTES = 300_000
PAST_SENT_WITHIN_SECONDS = 900.0


def take(chromium: str, folder: Path) -> None:
    """Of the overview after 28 days of the demonstration, in the light theme."""
    process = start_service(folder, ["--in-memory", "--demo", "--port", "0"], AWS_ENVIRONMENT | SECRETS | SETTINGS)
    try:
        process.wait_until_ready()
        eventually(lambda: "demonstration: complete" in process.log, PAST_SENT_WITHIN_SECONDS)
        with sync_playwright() as playwright, ApiClient.to(process.base_url, SECRETS) as api:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            context = browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT},
                locale="en-US",
                color_scheme="light",
                reduced_motion="reduce",
            )
            dashboard = Dashboard(context, api, Problems(process.base_url))
            page = dashboard.open(role="admin")
            page.wait_for_load_state("networkidle")
            settle(page)
            page.screenshot(path=PICTURE, animations="disabled")
            dashboard.assert_no_problems()
            browser.close()
    finally:
        process.stop()


def main() -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("there is no chromium on this machine (on Debian: apt-get install chromium)", file=sys.stderr)
        return 1
    print("28 days of the demonstration are sent first, which takes some minutes", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        take(chromium, Path(folder))
    size = PICTURE.stat().st_size
    print(f"{PICTURE}: {size // 1000} KB")
    return 0 if size <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
