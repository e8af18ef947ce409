"""What the tests of the campaigns page stand on: campaigns, their registrations, and a person at the keyboard."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from playwright.sync_api import Locator, Page, expect

from tests.api_client import ApiClient, page_view
from tests.browser.dashboard.service import roll_up, store
from tests.http.tracking_parts import CHROME, SHOP, make_campaign, make_link
from tests.running_service import SECRETS


def store_spring(api: ApiClient) -> None:
    """A campaign of which 4 registrations are tracked, 3 are not, and one says nothing of it; others beside it."""
    spring = make_campaign(api, "spring", cid="spring-mail", utm_source="newsletter", utm_medium="email")
    make_link(api, "spring", cid="spring-poster", utm_source="poster")
    make_campaign(api, "quiet", cid="quiet-link")
    api.http.get("/r/spring-mail", headers={"User-Agent": "Googlebot/2.1"})
    spring.visit(url=f"{SHOP}?cid=spring-mail")
    spring.visit(url=f"{SHOP}?cid=spring-mail")
    for number in range(4):
        spring.register(f"reg-tracked-{number}", url=f"{SHOP}?cid=spring-mail", user_agent=CHROME)
    spring.register("reg-late", cookie=_cookie("spring", age_hours=30), email="kim@example.com", trace_id="trace_late")
    spring.register("reg-nothing", url=SHOP)
    spring.register("reg-unknown-link", url=f"{SHOP}?cid=spring-mial")
    plain = {"event_type": "m_registration", "event_id": "reg-plain", "campaign_id": "spring"}
    store(api, plain | {"trace_id": "trace_plain", "payload": {"registration_id": "reg-plain"}})
    crowd = [plain | {"event_id": f"crowd-{number}", "campaign_id": "crowded", "success": True} for number in range(60)]
    store(api, *(one | {"payload": {"registration_id": one["event_id"]}} for one in crowd))
    store(api, page_view("somebody", campaign_id="<script>alert(1)</script>/.."))
    roll_up(api)


def _cookie(campaign_id: str, age_hours: float) -> str:
    captured_at = datetime.now(UTC) - timedelta(hours=age_hours)
    claims = {
        "utm_source": "ad",
        "campaign_id": campaign_id,
        "captured_at": captured_at.isoformat(),
        "iat": int(captured_at.timestamp()),
        "exp": int((captured_at + timedelta(days=30)).timestamp()),
    }
    return jwt.encode(claims, SECRETS["COOKIE_SECRET"], "HS256")


@dataclass(frozen=True)
class Keyboard:
    page: Page

    def press(self, *keys: str) -> None:
        """On the page itself: a dialog that is still closing would take them."""
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        for key in keys:
            self.page.keyboard.press(key)

    def fill(self, *texts: str) -> None:
        """One field after another, beginning with the one that has the focus; sends the form at the end."""
        for number, text in enumerate(texts):
            if number:
                self.page.keyboard.press("Tab")
            self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")


def figure(page: Page, name: str) -> Locator:
    return page.locator(f'[data-figure="{name}"]')


def rows_of(page: Page, table: str) -> Locator:
    return page.get_by_role("table", name=table).locator("tbody > tr")
