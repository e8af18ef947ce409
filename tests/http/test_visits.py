"""POST /v1/tracking/visits: recorded only with evidence in the URL; the cookie that remembers it."""

from collections.abc import Callable

import jwt
import pytest

from tests.api_client import ApiClient
from tests.http.tracking_parts import SHOP, VISITS, Campaign, make_campaign, switch_off
from tests.running_service import SECRETS

NewId = Callable[[str], str]
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture
def campaign(api: ApiClient, new_id: NewId) -> Campaign:
    return make_campaign(api, new_id("c-"), utm_source="newsletter")


def test_a_visit_with_evidence_is_recorded_and_gets_a_cookie_that_holds_it(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    visitor = new_id("visitor-")
    answer = campaign.visit(url=f"{SHOP}?cid={campaign.cid}&utm_term=shoes", anonymous_id=visitor)
    body = answer.json()
    assert (body["recorded"], body["reason"]) == (True, None)
    assert body["evidence"]["link_id"] == campaign.cid
    claims = jwt.decode(body["set_cookie"], SECRETS["COOKIE_SECRET"], ["HS256"])
    assert claims["cid"] == campaign.cid
    assert claims["campaign_id"] == campaign.campaign_id
    assert (claims["utm_source"], claims["utm_term"]) == ("newsletter", "shoes")
    assert claims["exp"] - claims["iat"] == 30 * 24 * 3600
    (event,) = api.feed(campaign_id=campaign.campaign_id)
    assert (event["event_type"], event["anonymous_id"], event["success"]) == ("m_page_view", visitor, None)
    assert event["payload"]["utm_term"] == "shoes"


def test_a_visit_without_evidence_in_its_url_is_not_recorded(api: ApiClient, campaign: Campaign) -> None:
    body = campaign.visit(url=SHOP, referrer="https://www.google.com/").json()
    assert body == {"recorded": False, "reason": "url_missing", "set_cookie": None, "evidence": None}
    assert api.feed(campaign_id=campaign.campaign_id) == []


def test_a_cid_that_does_not_count_is_the_reason(api: ApiClient, campaign: Campaign) -> None:
    switch_off(api, campaign.cid)
    assert campaign.visit(url=f"{SHOP}?cid={campaign.cid}").json()["reason"] == "link_inactive"
    assert campaign.visit(url=f"{SHOP}?cid=unknown").json()["reason"] == "link_not_found"


def test_an_older_cookie_is_told_but_neither_recorded_nor_renewed(api: ApiClient, campaign: Campaign) -> None:
    cookie = campaign.cookie("utm_source=ad")
    body = campaign.visit(url=SHOP, cookie=cookie).json()
    assert (body["recorded"], body["set_cookie"]) == (False, None)
    assert (body["evidence"]["source"], body["evidence"]["utm_source"]) == ("cookie", "ad")


def test_without_a_campaign_it_is_that_of_the_link(campaign: Campaign) -> None:
    body = campaign.visit(url=f"{SHOP}?cid={campaign.cid}", campaign_id=None).json()
    assert body["recorded"] is True
    assert jwt.decode(body["set_cookie"], SECRETS["COOKIE_SECRET"], ["HS256"])["campaign_id"] == campaign.campaign_id
    nobody = campaign.visit(url=f"{SHOP}?utm_source=ad", campaign_id=None).json()
    assert (nobody["recorded"], nobody["set_cookie"]) == (True, None)


def test_a_crawler_is_not_recorded(api: ApiClient, campaign: Campaign) -> None:
    body = campaign.visit(url=f"{SHOP}?cid={campaign.cid}", user_agent=GOOGLEBOT).json()
    assert (body["recorded"], body["reason"], body["set_cookie"]) == (False, "crawler", None)
    assert api.feed(campaign_id=campaign.campaign_id) == []


def test_coming_back_from_paying_does_not_replace_what_brought_the_visitor(campaign: Campaign) -> None:
    cookie = campaign.cookie("utm_source=ad")
    back = {"url": f"{SHOP}?utm_source=stripe", "referrer": "https://checkout.stripe.com/c/pay/cs_1"}
    assert campaign.visit(**back, cookie=cookie).json()["set_cookie"] is None
    assert campaign.visit(**back).json()["set_cookie"] is not None


def test_a_signed_visit_that_is_sent_twice_is_recorded_once(api: ApiClient, campaign: Campaign) -> None:
    body = f'{{"url": "{SHOP}?utm_source=ad", "campaign_id": "{campaign.campaign_id}", "anonymous_id": "a"}}'
    headers = api.signed(body, f"msg-{campaign.campaign_id}")
    for _ in range(2):
        answer = api.http.post(VISITS, content=body, headers=headers)
        assert answer.json()["recorded"] is True
    assert len(api.feed(campaign_id=campaign.campaign_id)) == 1


def test_a_visit_must_say_whose_it_is(campaign: Campaign) -> None:
    answer = campaign.visit(url=f"{SHOP}?utm_source=ad", anonymous_id=None)
    assert answer.status_code == 400
    assert answer.json()["Details"] == [{"field": "anonymous_id", "reason": "required (or trace_id)"}]
