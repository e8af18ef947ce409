"""One of everything that the dashboard shows, and the pages that show it: for tests that look at all of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.service import SETTINGS, roll_up, store
from tests.http.tracking_parts import CHROME, SHOP, make_campaign

TODAY = datetime.now(ZoneInfo(SETTINGS["REPORTING_TIMEZONE"])).date().isoformat()
CAMPAIGN = "spring-sale"
ADDRESS, DOMAIN, MASKED = "chulsoo.kim@chulsoo-home.example", "chulsoo-home", "c***@"
TRACE, USER, TENANT = "trace_chulsoo-1", "user-chulsoo-1", "tenant-chulsoo-1"
# Of a person and of their way; whoever may not know who somebody is must meet none of them, nowhere.
IDENTIFIERS = ("chulsoo", MASKED)
REGISTRATION = "reg-chulsoo-1"
_PERSON = {"email": ADDRESS, "trace_id": TRACE, "source": "zuplo"}
_ALL_IDS = {"user_id": USER, "tenant_id": TENANT, "job_id": "job-chulsoo-1", "anonymous_id": "anonymous-chulsoo-1"}

# By a name for what goes wrong with it.
PAGES = {
    "overview": "",
    "overview of a day": f"?from={TODAY}&to={TODAY}&view=table",
    "events": "events",
    "funnels": "funnels",
    "drop-off": "funnels?steps=m_registration&steps=m_auth_login_fail&steps=m_stripe_webhook_checkout_complete"
    "&window_seconds=0&breakdown=email_domain&compare=previous&reached=2",
    "search": "trace",
    "trace": f"trace?trace_id={TRACE}",
    "campaigns": "campaigns",
    "campaign": f"campaigns?campaign_id={CAMPAIGN}",
    "registrations": f"campaigns?campaign_id={CAMPAIGN}&tab=registrations&registration_id={REGISTRATION}",
    "links": f"campaigns?campaign_id={CAMPAIGN}&tab=links",
    "what-if": "campaigns?tab=what-if&cookie_trust_window_hours=48",
    "alarms": "alarms?alarm_id=campaign-untracked",
    "quarantine": "quarantine",
    "dictionary": "dictionary",
}


def store_everything(api: ApiClient) -> None:
    """In a store of its own. `CAMPAIGN_MIN_VOLUME` should be 1, so that an alarm is on."""
    spring = make_campaign(api, CAMPAIGN, cid="spring-mail", utm_source="newsletter")
    make_campaign(api, "quiet-campaign", cid="quiet-mail")
    spring.visit(url=f"{SHOP}?cid=spring-mail")
    spring.register(REGISTRATION, url=f"{SHOP}?cid=spring-mail", user_agent=CHROME, email=ADDRESS, trace_id=TRACE)
    spring.register("reg-chulsoo-2", url=f"{SHOP}?cid=mistyped", email=ADDRESS, trace_id=TRACE)
    untracked = {"registration_id": "reg-chulsoo-3", "campaign_id": "quiet-campaign"}
    answer = api.http.post("/v1/tracking/registrations", json=untracked, headers=api.bearer())
    assert answer.status_code == 200, answer.text
    store(
        api,
        _PERSON | {"event_type": "m_auth_login_start"},
        _PERSON
        | _ALL_IDS
        | {
            "event_type": "m_auth_login_fail",
            "event_id": "event-chulsoo-1",
            "error_code": "otp_expired",
            "error_message": "message-chulsoo-1",
            "payload": {"note": "payload-chulsoo-1"},
        },
        _PERSON | {"event_type": "m_otp_send_result", "success": True},
        _PERSON | {"event_type": "m_checkout_session_created", "payload": {"stripe_session_id": "cs_chulsoo_1"}},
        _PERSON | _ALL_IDS | {"event_type": "m_provision_failed", "payload": {"failure_stage": "dns"}},
    )
    refused = api.send({"event_type": "m_checkout_click", "user_id": USER, "colour": "red"})
    assert refused.status_code == 422, refused.text
    roll_up(api)
    roll_up(api)  # an alarm needs two bad judgements


def wait_until_loaded(page: Page) -> None:
    """What the page is about is there, and nothing is waited for."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true], .mantine-Skeleton-root, .mantine-Loader-root")).to_have_count(0)
