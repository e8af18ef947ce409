"""Short link, campaign page, registration, in a real browser: what it keeps, sends and drops on the way."""

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.api_client import ApiClient
from tests.browser.campaign_pages import COOKIE_DOMAIN, SHOP_HOST, CampaignPages, serve_campaign_pages
from tests.conftest import AWS_ENVIRONMENT
from tests.http.tracking_parts import SHOP, Campaign, make_campaign
from tests.polling import eventually
from tests.running_service import SECRETS, start_service

LINK_UTM = {"utm_source": "newsletter", "utm_medium": "email", "utm_campaign": "spring"}
ALL_UTM = {"utm_term": None, "utm_content": None} | LINK_UTM


@pytest.fixture(scope="module")
def api(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiClient]:
    """Of a service whose short links are on another name than the pages that they lead to."""
    environment = AWS_ENVIRONMENT | SECRETS | {"DYNAMODB_ENDPOINT_URL": engine}
    environment |= {"TABLE_PREFIX": f"browser-{uuid.uuid4().hex[:12]}-"}
    environment |= {"COOKIE_DOMAIN": COOKIE_DOMAIN, "LINK_ALLOWED_HOSTS": f"{SHOP_HOST} {urlsplit(SHOP).netloc}"}
    folder = tmp_path_factory.mktemp("service")
    process = start_service(folder, ["--in-memory", "--no-demo", "--port", "0"], environment)
    process.wait_until_ready()
    with ApiClient.to(process.base_url, SECRETS) as client:
        yield client
    process.stop()


@pytest.fixture(scope="module")
def pages(api: ApiClient) -> Iterator[CampaignPages]:
    with serve_campaign_pages(api) as serving:
        yield serving


def _campaign(pages: CampaignPages, name: str, **utm: str) -> Campaign:
    campaign_id = f"{name}-{uuid.uuid4().hex}"
    return make_campaign(pages.api, campaign_id, destination_url=pages.page(campaign_id), **utm)


@pytest.fixture
def spring(pages: CampaignPages) -> Campaign:
    return _campaign(pages, "spring", **LINK_UTM)


@pytest.fixture
def autumn(pages: CampaignPages) -> Campaign:
    return _campaign(pages, "autumn", utm_source="partner")


def short_link(campaign: Campaign, query: str = "") -> str:
    port = campaign.api.http.base_url.port
    return f"http://go.{COOKIE_DOMAIN}:{port}/r/{campaign.cid}{'?' if query else ''}{query}"


def press_register(page: Page) -> dict[str, Any]:
    """What Tracefunnel answered to the page's server."""
    page.get_by_role("button", name="Register").click()
    found: dict[str, Any] = json.loads(page.locator("#registration").inner_text())
    return found


def utm_of(registration: dict[str, Any]) -> dict[str, str | None]:
    return {name: value for name, value in registration["attribution"].items() if name.startswith("utm_")}


def feed(campaign: Campaign, event_type: str) -> list[dict[str, Any]]:
    return campaign.api.feed(campaign_id=campaign.campaign_id, type=event_type)


def test_a_short_link_brings_cid_and_utm_to_the_page_and_to_its_registration(
    pages: CampaignPages, context: BrowserContext, spring: Campaign
) -> None:
    page = context.new_page()
    page.goto(pages.linking_to(short_link(spring)))
    page.get_by_role("link", name="An offer").click()
    page.get_by_role("button", name="Register").wait_for()
    landed = urlsplit(page.url)
    assert f"{landed.scheme}://{landed.netloc}{landed.path}" == pages.page(spring.campaign_id)
    assert parse_qs(landed.query) == {"cid": [spring.cid], **{name: [value] for name, value in LINK_UTM.items()}}
    found = press_register(page)
    assert found["tracked"] is True
    assert (found["attribution"]["source"], found["attribution"]["link_id"]) == ("url", spring.cid)
    assert utm_of(found) == ALL_UTM
    assert found["snapshot"]["referrer"] == pages.linking_to("").partition("link?")[0]
    assert found["snapshot"]["user_agent"]["family"] == "Chrome"
    assert all(guard["passed"] for guard in found["snapshot"]["guards"])
    (click,) = feed(spring, "m_link_click")
    (view,) = feed(spring, "m_page_view")
    (registration,) = feed(spring, "m_registration")
    assert click["payload"]["cid"] == view["payload"]["cid"] == registration["payload"]["cid"] == spring.cid
    assert (registration["success"], registration["error_code"]) == (True, None)


def test_the_cookie_is_for_both_names_for_thirty_days_and_not_for_scripts(
    context: BrowserContext, spring: Campaign
) -> None:
    page = context.new_page()
    page.goto(short_link(spring))
    (cookie,) = context.cookies()
    assert (cookie["name"], cookie["domain"], cookie["path"]) == ("ef_tracking", f".{COOKIE_DOMAIN}", "/")
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Lax")
    assert cookie["expires"] == pytest.approx(time.time() + 30 * 24 * 3600, abs=60)
    assert page.evaluate("document.cookie") == ""


def test_parameters_of_the_short_link_arrive_and_the_url_beats_the_cookie(
    context: BrowserContext, spring: Campaign
) -> None:
    page = context.new_page()
    page.goto(short_link(spring))
    page.goto(short_link(spring, "utm_source=flyer&utm_term=shoes&size=42&cid=another"))
    assert parse_qs(urlsplit(page.url).query)["size"] == ["42"]
    found = press_register(page)
    assert (found["attribution"]["source"], found["attribution"]["link_id"]) == ("url", spring.cid)
    assert utm_of(found) == ALL_UTM | {"utm_source": "flyer", "utm_term": "shoes"}


def test_a_page_opened_with_other_utm_is_credited_to_these_alone_though_the_cookie_says_more(
    pages: CampaignPages, context: BrowserContext, spring: Campaign
) -> None:
    page = context.new_page()
    page.goto(short_link(spring))
    page.goto(pages.page(spring.campaign_id, "utm_source=ad"))
    found = press_register(page)
    assert (found["attribution"]["source"], found["attribution"]["link_id"]) == ("url", None)
    assert utm_of(found) == dict.fromkeys(ALL_UTM) | {"utm_source": "ad"}


def test_a_direct_visit_later_is_restored_from_the_cookie_of_the_short_link(
    pages: CampaignPages, context: BrowserContext, spring: Campaign
) -> None:
    context.new_page().goto(short_link(spring))
    page = context.new_page()
    page.goto(pages.page(spring.campaign_id))
    found = press_register(page)
    assert (found["attribution"]["source"], found["attribution"]["link_id"]) == ("cookie", spring.cid)
    assert utm_of(found) == ALL_UTM
    assert len(feed(spring, "m_page_view")) == 1


def test_a_direct_visit_later_is_restored_from_the_cookie_that_the_page_set(
    pages: CampaignPages, context: BrowserContext, spring: Campaign
) -> None:
    page = context.new_page()
    page.goto(pages.page(spring.campaign_id, "utm_source=ad&utm_content=%EC%97%AC%EB%A6%84"))
    page.goto(pages.page(spring.campaign_id))
    found = press_register(page)
    assert found["attribution"]["source"] == "cookie"
    assert utm_of(found) == dict.fromkeys(ALL_UTM) | {"utm_source": "ad", "utm_content": "여름"}
    assert feed(spring, "m_link_click") == []


def test_the_cookie_of_another_campaign_is_ignored_and_the_reason_is_recorded(
    pages: CampaignPages, context: BrowserContext, spring: Campaign, autumn: Campaign
) -> None:
    page = context.new_page()
    page.goto(short_link(spring))
    page.goto(pages.page(autumn.campaign_id))
    found = press_register(page)
    assert (found["tracked"], found["untracked_reason"]) == (False, "cookie_mismatch")
    (event,) = feed(autumn, "m_registration")
    assert (event["success"], event["error_code"]) == (False, "cookie_mismatch")
    assert feed(spring, "m_registration") == []


def test_signing_in_on_another_site_loses_the_query_and_the_cookie_restores_it(
    pages: CampaignPages, context: BrowserContext, spring: Campaign
) -> None:
    page = context.new_page()
    page.goto(pages.linking_to(short_link(spring)))
    page.get_by_role("link", name="An offer").click()
    page.get_by_role("link", name="Sign in").click()
    page.wait_for_url(pages.page(spring.campaign_id))
    found = press_register(page)
    assert (found["attribution"]["source"], found["attribution"]["link_id"]) == ("cookie", spring.cid)
    assert utm_of(found) == ALL_UTM


def test_two_tabs_with_two_campaigns_are_credited_each_to_its_own(
    pages: CampaignPages, context: BrowserContext, spring: Campaign, autumn: Campaign
) -> None:
    one, other = context.new_page(), context.new_page()
    one.goto(short_link(spring))
    other.goto(short_link(autumn))
    assert press_register(one)["attribution"]["link_id"] == spring.cid
    assert press_register(other)["attribution"]["link_id"] == autumn.cid
    one.goto(pages.page(spring.campaign_id))
    assert press_register(one)["untracked_reason"] == "cookie_mismatch"
    other.goto(pages.page(autumn.campaign_id))
    assert press_register(other)["attribution"]["source"] == "cookie"


def test_without_cookies_the_url_alone_counts(
    pages: CampaignPages, context_without_cookies: BrowserContext, spring: Campaign
) -> None:
    page = context_without_cookies.new_page()
    page.goto(short_link(spring))
    found = press_register(page)
    assert (found["attribution"]["source"], found["attribution"]["link_id"]) == ("url", spring.cid)
    assert context_without_cookies.cookies() == []
    page.goto(pages.page(spring.campaign_id))
    assert press_register(page)["untracked_reason"] == "url_missing"
    assert [event["error_code"] for event in feed(spring, "m_registration")] == ["url_missing", None]


def test_a_link_that_the_browser_fetches_ahead_is_no_click(
    pages: CampaignPages, context: BrowserContext, spring: Campaign
) -> None:
    def bot_clicks() -> dict[str, int]:
        links = spring.api.get("/internal/links", {"campaign_id": spring.campaign_id}).json()["items"]
        return {reason: number for reason, number in links[0]["bot_clicks"].items() if number}

    page = context.new_page()
    page.goto(pages.linking_to(short_link(spring), how="prefetch"))
    assert eventually(bot_clicks) == {"prefetch": 1}
    assert feed(spring, "m_link_click") == []
