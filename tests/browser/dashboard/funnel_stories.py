"""What the funnels page's tests look at: yesterday's sign-ups, of which few came to the end, and a week before them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.dashboard.overview_events import YESTERDAY, at

# By step of the first preset: page view, sign-in begun, signed in, user written.
REACHED, REACHED_BEFORE = (66, 4, 2, 1), (2, 1, 0, 0)
CAMPAIGNS = 12  # of those who only looked, beside `spring` and those who came with none
CODE = "otp_expired"
_BEGUN = {"event_type": "m_auth_login_start", "user_id": "somebody"}
_FAILED = {"event_type": "m_auth_login_fail", "email": "kim@example.com", "error_code": CODE}
_SIGNED_IN = {"event_type": "m_auth_login_success", "email": "kim@example.com"}
_WRITTEN = {"event_type": "m_auth_user_upserted", "user_id": "somebody"}


def events() -> list[dict[str, Any]]:
    """One signs up straight, one after a failure but is not written, one fails, one leaves, two look, and a crowd."""
    ways = [
        _way("straight", [(90, _BEGUN), (150, _SIGNED_IN), (150, _WRITTEN)], campaign_id="spring"),
        _way("late", [(90, _BEGUN), (100, _FAILED), (110, _FAILED), (3690, _SIGNED_IN)], campaign_id="spring"),
        _way("failed", [(90, _BEGUN), (120, _FAILED)], campaign_id="spring"),
        _way("left", [(90, _BEGUN)], campaign_id="spring"),
        _way("looked-1", []),
        _way("looked-2", []),
        *(_way(f"crowd-{number}", [], campaign_id=f"crowd-{number % CAMPAIGNS}") for number in range(60)),
        _way("before-1", [(90, _BEGUN)], day=YESTERDAY - timedelta(days=7)),
        _way("before-2", [], day=YESTERDAY - timedelta(days=7)),
    ]
    return [{"event_id": f"funnel-{number}"} | event for number, event in enumerate(one for way in ways for one in way)]


def _way(
    name: str, then: list[tuple[int, dict[str, Any]]], *, day: date = YESTERDAY, campaign_id: str | None = None
) -> Iterator[dict[str, Any]]:
    """A page view, and what came so many seconds after it."""
    begun = datetime.fromisoformat(at(day, 9))
    campaign = {} if campaign_id is None else {"campaign_id": campaign_id}
    for seconds, event in [(0, {"event_type": "m_page_view"}), *then]:
        ts = (begun + timedelta(seconds=seconds)).isoformat()
        yield event | campaign | {"trace_id": f"trace_funnel-{name}", "ts": ts}


def counts(page: Page) -> Locator:
    return page.locator("[data-step] [data-count]")


def drop_off(page: Page, reached: int) -> Locator:
    return page.locator(f"[data-drop-off='{reached}']")


def panel(page: Page) -> Locator:
    return page.locator("#drop-off")


def steps_of(page: Page) -> list[str]:
    """What the boxes of the builder say."""
    return [box.input_value() for box in page.get_by_role("list", name="Steps").locator("li > div input:visible").all()]
