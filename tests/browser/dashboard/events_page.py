"""The events page as its tests see it, and a feed of any length to put behind it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Route, expect

from chalicelib.domain.timestamp import format_utc
from tests.api_client import ApiClient
from tests.browser.dashboard.service import store
from tests.running_service import SECRETS

FEED = "**/internal/funnel-events?*"
PHONE = {"width": 390, "height": 844}
ADDRESS, MASKED = "soyeon.events@example.com", "s***@example.com"
TRACE = "trace_events-soyeon"


def store_four(base_url: str, campaign: str) -> None:
    """Three of one person, after one of somebody else; each is sent alone, so that each has a time of its own."""
    some: dict[str, Any] = {"campaign_id": campaign, "source": "zuplo"}
    person = some | {"trace_id": TRACE}
    failed = {"event_type": "m_auth_login_fail", "error_code": "otp_expired", "error_message": "code expired"}
    paid = {"stripe_event_id": "evt_soyeon", "plan_tier": "pro"}
    with ApiClient.to(base_url, SECRETS) as api:
        store(api, some | failed | {"email": "other.events@example.org", "tenant_id": "tnt_other"})
        store(api, person | {"event_type": "m_auth_login_start", "email": ADDRESS})
        store(api, person | failed | {"email": ADDRESS})
        completed = {"event_type": "m_stripe_webhook_checkout_complete", "tenant_id": "tnt_events", "payload": paid}
        store(api, person | completed)


def rows(page: Page) -> Locator:
    """Those of events which are there, without the headings."""
    return page.get_by_role("table", name="Events, newest first").locator("[data-event]")


def headings(page: Page) -> list[str]:
    return page.get_by_role("columnheader").all_inner_texts()


def cells(row: Locator) -> list[str]:
    """What a row says, column by column."""
    return [text.strip() for text in row.get_by_role("cell").all_inner_texts()]


def asked(page: Page) -> dict[str, list[str]]:
    """What the URL asks for."""
    return parse_qs(urlsplit(page.url).query)


def wait_for_rows(page: Page) -> None:
    expect(rows(page).first).to_be_visible()


class LongFeed:
    """Answers in place of the API: so many events, newest first, in pages with cursors; a head that is empty."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.now = datetime.now(UTC)
        self.cursors: list[str | None] = []

    def answer(self, route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        cursor = query.get("cursor", [None])[0]
        self.cursors.append(cursor)
        start, limit = int(cursor or 0), int(query["limit"][0])
        end = min(start + limit, self.length)
        body = {
            "events": [self._event(number) for number in range(start, end)],
            "next_cursor": str(end) if end < self.length else None,
        }
        route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    def _event(self, number: int) -> dict[str, Any]:
        ids = ("anonymous_id", "user_id", "tenant_id", "job_id", "campaign_id", "email", "occurred_at", "payload")
        return dict.fromkeys(ids) | {
            "id": f"event-{number}",
            "ts": format_utc(self.now - timedelta(seconds=number)),
            "event_type": "m_auth_login_fail",
            "trace_id": f"trace_long-{number}",
            "success": False,
            "error_code": f"code-{number}",
            "error_message": None,
            "source": "zuplo",
            "links": {"onboarding": None, "trace": None, "stripe": None},
        }
