"""POST /v1/tracking/registrations: one decision, with its evidence, kept for good."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api_client import ApiClient
from tests.http.tracking_parts import CHROME, REGISTRATIONS, SHOP, Campaign, make_campaign, make_link, switch_off

NewId = Callable[[str], str]
UTM = {
    "utm_source": "mail",
    "utm_medium": "email",
    "utm_campaign": "spring",
    "utm_term": "shoes",
    "utm_content": "top",
}


@pytest.fixture
def campaign(api: ApiClient, new_id: NewId) -> Campaign:
    return make_campaign(api, new_id("c-"), utm_source="newsletter", utm_medium="email")


def test_the_answer_and_the_attribution_have_every_field_of_the_contract(campaign: Campaign, new_id: NewId) -> None:
    answer = campaign.register(new_id("reg-"), url=f"{SHOP}?cid={campaign.cid}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert {"registration_id", "tracked", "attribution", "untracked_reason", "snapshot"} <= set(body)
    assert body["tracked"] is True
    assert body["untracked_reason"] is None
    assert body["attribution"] == {
        "source": "url",
        "cid": campaign.cid,
        "link_id": campaign.cid,
        "utm_source": "newsletter",
        "utm_medium": "email",
        "utm_campaign": None,
        "utm_term": None,
        "utm_content": None,
        "channel": "email",
    }


def test_fields_of_the_url_win_and_what_it_lacks_comes_from_its_own_link(campaign: Campaign, new_id: NewId) -> None:
    url = f"{SHOP}?cid={campaign.cid}&utm_source=partner&utm_term=shoes"
    attribution = campaign.register(new_id("reg-"), url=url).json()["attribution"]
    assert attribution["utm_source"] == "partner"
    assert attribution["utm_medium"] == "email"
    assert attribution["utm_term"] == "shoes"


def test_the_registration_is_an_event_of_its_trace_and_the_timeline_has_its_attribution(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    registration_id, trace_id = new_id("reg-"), new_id("trace_")
    campaign.register(
        registration_id,
        url=f"{SHOP}?cid={campaign.cid}&secret=1",
        referrer="https://www.google.com/search?q=kim@example.com",
        user_agent=CHROME,
        trace_id=trace_id,
        email="Kim@Example.com",
    )
    (event,) = api.feed(trace_id=trace_id)
    assert (event["id"], event["event_type"], event["success"]) == (registration_id, "m_registration", True)
    assert event["campaign_id"] == campaign.campaign_id
    assert event["email"]["domain"] == "example.com"
    assert event["error_code"] is None
    payload = event["payload"]
    assert payload["registration_id"] == registration_id
    assert payload["channel"] == "email"
    assert payload["cid"] == campaign.cid
    assert payload["landing_url"] == f"{SHOP}?cid={campaign.cid}"
    assert payload["referrer"] == "https://www.google.com/search"
    assert payload["user_agent"]["device"] == "desktop"
    timeline = api.get("/internal/trace", {"trace_id": trace_id}).json()
    assert timeline["attribution"]["link_id"] == campaign.cid
    assert timeline["stage"] == "registration"


def test_a_registration_with_nothing_is_untracked_with_a_reason_and_is_in_the_feed(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    registration_id = new_id("reg-")
    body = campaign.register(registration_id).json()
    assert (body["tracked"], body["attribution"], body["untracked_reason"]) == (False, None, "url_missing")
    (event,) = api.feed(campaign_id=campaign.campaign_id, error_code="url_missing")
    assert (event["id"], event["success"]) == (registration_id, False)


def test_the_same_id_again_gives_the_first_answer_again_whatever_else_is_sent(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    registration_id, trace_id = new_id("reg-"), new_id("trace_")
    first = campaign.register(registration_id, trace_id=trace_id)
    again = campaign.register(registration_id, url=f"{SHOP}?cid={campaign.cid}", trace_id=new_id("trace_"))
    assert again.content == first.content
    assert len(api.feed(campaign_id=campaign.campaign_id)) == 1
    assert len(api.feed(trace_id=trace_id)) == 1


def test_the_snapshot_shows_every_guard_and_keeps_no_address_and_no_query(campaign: Campaign, new_id: NewId) -> None:
    body = campaign.register(
        new_id("reg-"),
        url="https://kim:pw@shop.example.com:8443/u/kim@example.com/x?token=abc&utm_source=kim@example.com#frag",
        referrer="https://mail.example.com/inbox/lee@example.com?mail=1",
        cookie=campaign.cookie() + "x",
        user_agent=CHROME,
        email="kim@example.com",
    )
    snapshot = body.json()["snapshot"]
    assert snapshot["landing_url"] == "https://shop.example.com:8443/u/[email]/x?utm_source=%5Bemail%5D"
    assert snapshot["referrer"] == "https://mail.example.com/inbox/[email]"
    assert snapshot["candidates"]["cookie"] == {"signature_valid": False, "claims": None, "link": None}
    assert {"source": "cookie", "guard": "signature", "passed": False, "reason": "cookie_invalid"} in snapshot["guards"]
    assert snapshot["user_agent"]["hash"].startswith("ua_")
    assert snapshot["rule_version"] == 1
    assert snapshot["settings"] == {"cookie_trust_window_hours": 24}
    for hidden in ("kim", "pw@", "token", "abc", "frag", CHROME):
        assert hidden not in body.text


def test_a_cookie_restores_what_the_url_lost_if_it_is_of_the_same_campaign(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    cookie = campaign.cookie("utm_source=ad&utm_medium=cpc")
    tracked = campaign.register(new_id("reg-"), cookie=cookie).json()
    assert tracked["attribution"]["source"] == "cookie"
    assert tracked["attribution"]["utm_source"] == "ad"
    assert tracked["attribution"]["link_id"] is None
    other = make_campaign(api, new_id("c-"))
    assert other.register(new_id("reg-"), cookie=cookie).json()["untracked_reason"] == "cookie_mismatch"


def test_the_link_that_the_caller_names_is_the_last_resort(api: ApiClient, campaign: Campaign, new_id: NewId) -> None:
    by_link = campaign.register(new_id("reg-"), cid=campaign.cid).json()["attribution"]
    assert (by_link["source"], by_link["link_id"], by_link["utm_source"]) == ("link", campaign.cid, "newsletter")
    by_url = campaign.register(new_id("reg-"), cid=campaign.cid, url=f"{SHOP}?utm_source=x").json()["attribution"]
    assert (by_url["source"], by_url["link_id"], by_url["utm_medium"]) == ("url", None, None)


def test_a_link_that_is_unknown_or_of_another_campaign_or_switched_off_is_no_evidence(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    other = make_campaign(api, new_id("c-"))
    switched_off = make_link(api, campaign.campaign_id)
    switch_off(api, switched_off)
    expected = {
        "nobody-knows-it": "link_not_found",
        "not a cid": "link_not_found",
        other.cid: "link_campaign_mismatch",
        switched_off: "link_inactive",
    }
    for cid, reason in expected.items():
        assert campaign.register(new_id("reg-"), url=f"{SHOP}?cid={cid}").json()["untracked_reason"] == reason
        assert campaign.register(new_id("reg-"), cid=cid).json()["untracked_reason"] == reason
        beside = campaign.register(new_id("reg-"), url=f"{SHOP}?cid={cid}&utm_source=ad").json()["attribution"]
        assert (beside["source"], beside["cid"], beside["link_id"], beside["utm_source"]) == ("url", None, None, "ad")


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no id": ({"registration_id": None}, "registration_id"),
    "an id with a space": ({"registration_id": "a b"}, "registration_id"),
    "an id with an address": ({"registration_id": "kim@example.com"}, "registration_id"),
    "no campaign": ({"campaign_id": ""}, "campaign_id"),
    "a campaign with a line end": ({"campaign_id": "a\nb"}, "campaign_id"),
    "a broken address": ({"email": "kim"}, "email"),
    "a cookie that is no text": ({"cookie": 1}, "cookie"),
    "a trace id that is no text": ({"trace_id": 5}, "trace_id"),
    "an unknown field": ({"utm_source": "x"}, "utm_source"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_gets_a_400_that_names_the_field(api: ApiClient, campaign: Campaign, name: str) -> None:
    fields, field = WRONG[name]
    answer = campaign.register("reg-1", **fields)
    assert answer.status_code == 400
    assert [detail["field"] for detail in answer.json()["Details"]] == [field]
    assert "kim" not in answer.text


def test_a_body_that_is_no_object_is_a_400(api: ApiClient) -> None:
    for body in ("[]", "1", '"x"', "{"):
        answer = api.http.post(REGISTRATIONS, content=body, headers=api.bearer() | {"content-type": "application/json"})
        assert (answer.status_code, answer.json()["Code"]) == (400, "BadRequestError")


def test_support_reads_a_registration_as_it_was_answered(api: ApiClient, campaign: Campaign, new_id: NewId) -> None:
    registration_id, trace_id = new_id("reg/"), new_id("trace_")
    sent = campaign.register(registration_id, url=f"{SHOP}?cid=lost", trace_id=trace_id).json()
    answer = api.get("/internal/registrations", {"registration_id": registration_id}, api.sign_in("support"))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert {name: body[name] for name in sent} == sent
    assert (body["campaign_id"], body["trace_id"]) == (campaign.campaign_id, trace_id)
    assert body["registered_at"] == body["snapshot"]["captured_at"]
    assert api.get("/internal/registrations", {"registration_id": new_id("reg-")}).status_code == 404
    assert api.get("/internal/registrations", {"registration_id": "kim@example.com"}).status_code == 400


def test_an_id_that_another_event_of_the_trace_has_is_told_and_not_silently_lost(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    registration_id, trace_id = new_id("reg-"), new_id("trace_")
    click = {"event_type": "m_checkout_click", "event_id": registration_id, "payload": {"plan_tier": "pro"}}
    assert api.send(click | {"trace_id": trace_id}).status_code == 200
    answer = campaign.register(registration_id, trace_id=trace_id)
    assert (answer.status_code, answer.json()["Code"]) == (409, "ConflictError")
    assert answer.json()["Details"][0]["field"] == "registration_id"


def test_a_timeline_never_shows_the_attribution_of_another_trace(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    registration_id, trace_id, other = new_id("reg-"), new_id("trace_"), new_id("trace_")
    plain = {"event_type": "m_registration", "campaign_id": "other", "payload": {"registration_id": "plain"}}
    assert api.send(plain | {"event_id": registration_id, "trace_id": other}).status_code == 200
    assert api.send(plain | {"event_id": "plain", "trace_id": trace_id}).status_code == 200
    campaign.register(registration_id, url=f"{SHOP}?utm_source=ad", trace_id=trace_id)
    assert api.get("/internal/trace", {"trace_id": other}).json()["attribution"] is None
    assert api.get("/internal/trace", {"trace_id": trace_id}).json()["attribution"]["utm_source"] == "ad"


def test_who_comes_back_from_paying_is_credited_to_what_brought_them(campaign: Campaign, new_id: NewId) -> None:
    cookie = campaign.cookie("utm_source=google&utm_medium=cpc")
    back = {"url": f"{SHOP}?utm_source=paypal&utm_medium=referral", "referrer": "https://www.paypal.com/"}
    attribution = campaign.register(new_id("reg-"), **back, cookie=cookie).json()["attribution"]
    assert (attribution["source"], attribution["channel"]) == ("cookie", "paid_search")
    with_link = {"url": f"{back['url']}&cid={campaign.cid}", "referrer": back["referrer"]}
    assert campaign.register(new_id("reg-"), **with_link, cookie=cookie).json()["attribution"]["source"] == "url"
    assert campaign.register(new_id("reg-"), **back).json()["attribution"]["utm_source"] == "paypal"
