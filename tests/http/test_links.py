"""Links over HTTP: made, listed, changed; a cid is given once."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from chalicelib.domain.tracking.link import CID_ALPHABET
from chalicelib.domain.tracking.robots import RobotReason
from tests.api_client import ApiClient
from tests.http.test_campaigns import change as change_campaign
from tests.http.test_campaigns import fields
from tests.http.tracking_parts import SHOP, Campaign, make_campaign

LINKS = "/internal/links"
UTM_NAMES = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
NewId = Callable[[str], str]


@pytest.fixture
def campaign(api: ApiClient, new_id: NewId) -> Campaign:
    """It has one link already."""
    return make_campaign(api, new_id("c-"))


def make(campaign: Campaign, **more: Any) -> httpx.Response:
    body = {"campaign_id": campaign.campaign_id} | more
    return campaign.api.http.post(LINKS, json=body, headers=campaign.api.bearer())


def change(api: ApiClient, cid: str, body: Any) -> httpx.Response:
    return api.http.patch(f"{LINKS}/{cid}", json=body, headers=api.bearer())


def listed(campaign: Campaign, **more: Any) -> list[dict[str, Any]]:
    answer = campaign.api.get(LINKS, {"campaign_id": campaign.campaign_id} | more)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_link_is_made_with_a_readable_cid_and_leads_to_the_campaigns_default(campaign: Campaign) -> None:
    answer = make(campaign, utm_source=" newsletter ", utm_term="봄", utm_medium="")
    assert answer.status_code == 201
    made = answer.json()
    assert re.fullmatch(f"[{CID_ALPHABET}]{{8}}", made["cid"])
    assert made == dict.fromkeys(UTM_NAMES) | {
        "cid": made["cid"],
        "link_id": made["cid"],
        "short_url": f"{str(campaign.api.http.base_url).rstrip('/')}/r/{made['cid']}",
        "campaign_id": campaign.campaign_id,
        "destination_url": SHOP,
        "utm_source": "newsletter",
        "utm_term": "봄",
        "active": True,
        "created_at": made["created_at"],
        "bot_clicks": {"head": 0, "prefetch": 0, "crawler": 0, "no_user_agent": 0},
    }
    assert set(made["bot_clicks"]) == {reason.value for reason in RobotReason}
    assert made in listed(campaign)


def test_made_cids_differ(campaign: Campaign) -> None:
    assert len({make(campaign).json()["cid"] for _ in range(20)}) == 20


def test_a_cid_of_ones_own_is_given_once(campaign: Campaign, new_id: NewId) -> None:
    cid = new_id("Own_-")
    made = make(campaign, cid=cid, destination_url="https://www.shop.example.com/b#c")
    assert (made.status_code, made.json()["cid"]) == (201, cid)
    again = make(campaign, cid=cid)
    assert (again.status_code, again.json()["Code"]) == (409, "ConflictError")
    assert [detail["field"] for detail in again.json()["Details"]] == ["cid"]
    assert made.json() in listed(campaign)


def test_a_link_of_an_unknown_campaign_is_a_404(api: ApiClient, new_id: NewId) -> None:
    answer = api.http.post(LINKS, json={"campaign_id": new_id("c-")}, headers=api.bearer())
    assert (answer.status_code, answer.json()["Code"]) == (404, "NotFoundError")


def test_a_campaign_that_is_not_active_takes_no_new_links_and_keeps_those_it_has(campaign: Campaign) -> None:
    change_campaign(campaign.api, campaign.campaign_id, {"active": False})
    answer = make(campaign)
    assert (answer.status_code, answer.json()["Code"]) == (409, "ConflictError")
    assert [detail["field"] for detail in answer.json()["Details"]] == ["campaign_id"]
    assert [one["active"] for one in listed(campaign)] == [True]
    assert campaign.api.http.get(f"/r/{campaign.cid}").status_code == 302
    change_campaign(campaign.api, campaign.campaign_id, {"active": True})
    assert make(campaign).status_code == 201


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"cid": "ab"}, ["cid"]),
        ({"cid": "a b c", "utm_source": "a\r\nb", "more": 1}, ["cid", "more", "utm_source"]),
        ({"utm_content": "x" * 201}, ["utm_content"]),
        ({"utm_content": "kim@example.com"}, ["utm_content"]),
        ({"destination_url": "https://evil.example/"}, ["destination_url"]),
        ({"destination_url": "https://shop.example.com.evil.example/"}, ["destination_url"]),
        ({"destination_url": "https://shop.example.com\\@evil.example/"}, ["destination_url"]),
        ({"destination_url": "https://shop.example.com/\r\nSet-Cookie: a=b"}, ["destination_url"]),
        ({"destination_url": f"{SHOP}?q=kim@example.com"}, ["destination_url"]),
        ({"active": False}, ["active"]),
    ],
)
def test_a_link_of_the_wrong_shape_is_a_400_that_names_each_field_and_repeats_nothing(
    campaign: Campaign, body: dict[str, Any], expected: list[str]
) -> None:
    answer = make(campaign, **body)
    assert sorted(fields(answer)) == expected
    assert not any(word in answer.text for word in ("kim", "evil", "Set-Cookie"))
    assert len(listed(campaign)) == 1


def test_a_change_touches_what_it_names_and_null_takes_a_utm_field_away(campaign: Campaign) -> None:
    made = make(campaign, utm_source="newsletter", utm_medium="mail").json()
    answer = change(campaign.api, made["cid"], {"active": False, "utm_source": None, "utm_term": "new"})
    expected = made | {"active": False, "utm_source": None, "utm_term": "new"}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert expected in listed(campaign)
    moved = change(campaign.api, made["cid"], {"active": True, "destination_url": f"{SHOP}/b"})
    assert moved.json() == expected | {"active": True, "destination_url": f"{SHOP}/b"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["body"]),
        ({"active": "false"}, ["active"]),
        ({"active": None, "destination_url": None}, ["destination_url", "active"]),
        ({"destination_url": "https://evil.example/"}, ["destination_url"]),
        ({"campaign_id": "other"}, ["campaign_id"]),
        ({"cid": "other"}, ["cid"]),
    ],
)
def test_a_change_that_is_none_is_a_400_and_changes_nothing(campaign: Campaign, body: Any, expected: list[str]) -> None:
    before = listed(campaign)
    assert sorted(fields(change(campaign.api, campaign.cid, body))) == sorted(expected)
    assert listed(campaign) == before


@pytest.mark.parametrize("cid", ["unknown", "a", "no%20cid", "kim@example.com"])
def test_an_unknown_link_is_not_changed_but_a_404(api: ApiClient, cid: str) -> None:
    answer = change(api, cid, {"active": False})
    assert (answer.status_code, answer.json()["Code"]) == (404, "NotFoundError")


def test_the_list_is_of_one_campaign_or_of_all_and_goes_on_by_its_cursor(api: ApiClient, campaign: Campaign) -> None:
    cids = [campaign.cid, *(make(campaign).json()["cid"] for _ in range(4))]
    found: list[str] = []
    cursor: dict[str, Any] = {}
    while not found or cursor["cursor"] is not None:
        page = api.get(LINKS, {"campaign_id": campaign.campaign_id, "limit": 2} | cursor).json()
        found += [one["cid"] for one in page["items"]]
        cursor = {"cursor": page["next_cursor"]}
    assert found == cids
    assert {one["cid"] for one in api.get(LINKS).json()["items"]} >= set(cids)


def test_a_cursor_is_bound_to_its_campaign_and_cannot_be_made_up(api: ApiClient, campaign: Campaign) -> None:
    make(campaign)
    cursor = api.get(LINKS, {"campaign_id": campaign.campaign_id, "limit": 1}).json()["next_cursor"]
    for parameters in ({"cursor": cursor}, {"campaign_id": campaign.campaign_id, "cursor": f"{cursor}x"}):
        assert api.get(LINKS, parameters).status_code == 400


@pytest.mark.parametrize(
    "parameters",
    [{"limit": "0"}, {"limit": "1001"}, {"campaign_id": "a b"}, {"campaign_id": ""}, {"cid": "x"}, {"active": "true"}],
)
def test_a_list_asked_for_wrongly_is_a_400(api: ApiClient, parameters: dict[str, str]) -> None:
    assert fields(api.get(LINKS, parameters)) == list(parameters)


def test_an_unknown_campaign_has_no_links(api: ApiClient, new_id: NewId) -> None:
    assert api.get(LINKS, {"campaign_id": new_id("c-")}).json() == {"items": [], "next_cursor": None}
