"""Campaigns over HTTP: made once an id, listed, changed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api_client import ApiClient
from tests.http.tracking_parts import SHOP

CAMPAIGNS = "/internal/campaigns"
NewId = Callable[[str], str]


def make(api: ApiClient, campaign_id: str, **fields: Any) -> httpx.Response:
    body = {"campaign_id": campaign_id, "name": "Spring", "default_url": SHOP} | fields
    return api.http.post(CAMPAIGNS, json=body, headers=api.bearer())


def change(api: ApiClient, campaign_id: str, body: Any) -> httpx.Response:
    return api.http.patch(f"{CAMPAIGNS}/{campaign_id}", json=body, headers=api.bearer())


def listed(api: ApiClient) -> list[dict[str, Any]]:
    answer = api.get(CAMPAIGNS)
    assert (answer.status_code, answer.json()["next_cursor"]) == (200, None)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def fields(answer: httpx.Response) -> list[str]:
    """Those that a 400 complains about."""
    assert (answer.status_code, answer.json()["Code"]) == (400, "BadRequestError"), answer.text
    return [detail["field"] for detail in answer.json()["Details"]]


def test_a_campaign_is_made_active_and_stands_in_the_list(api: ApiClient, new_id: NewId) -> None:
    campaign_id = new_id("c-")
    answer = make(api, campaign_id, name=" 봄 세일 ")
    assert answer.status_code == 201
    made = answer.json()
    assert made == {
        "campaign_id": campaign_id,
        "name": "봄 세일",
        "default_url": SHOP,
        "active": True,
        "created_at": made["created_at"],
    }
    assert abs(datetime.now(UTC) - datetime.fromisoformat(made["created_at"])) < timedelta(minutes=1)
    assert made in listed(api)


def test_the_list_has_the_oldest_first(api: ApiClient, new_id: NewId) -> None:
    ids = [new_id("c-") for _ in range(3)]
    for campaign_id in ids:
        assert make(api, campaign_id).status_code == 201
    assert [one["campaign_id"] for one in listed(api) if one["campaign_id"] in ids] == ids


def test_a_taken_id_is_a_409_and_changes_nothing(api: ApiClient, new_id: NewId) -> None:
    campaign_id = new_id("c-")
    make(api, campaign_id)
    answer = make(api, campaign_id, name="Another")
    assert (answer.status_code, answer.json()["Code"]) == (409, "ConflictError")
    assert [detail["field"] for detail in answer.json()["Details"]] == ["campaign_id"]
    assert [one["name"] for one in listed(api) if one["campaign_id"] == campaign_id] == ["Spring"]


def test_a_change_touches_what_it_names(api: ApiClient, new_id: NewId) -> None:
    campaign_id = new_id("c-")
    made = make(api, campaign_id).json()
    answer = change(api, campaign_id, {"name": "Summer"})
    assert (answer.status_code, answer.json()) == (200, made | {"name": "Summer"})
    assert change(api, campaign_id, {"default_url": f"{SHOP}/b", "active": False}).status_code == 200
    expected = made | {"name": "Summer", "default_url": f"{SHOP}/b", "active": False}
    assert [one for one in listed(api) if one["campaign_id"] == campaign_id] == [expected]


@pytest.mark.parametrize("campaign_id", ["nobody", "no%20body", "kim@example.com", "x" * 200])
def test_an_unknown_campaign_is_not_changed_but_a_404(api: ApiClient, campaign_id: str) -> None:
    answer = change(api, campaign_id, {"name": "Summer"})
    assert (answer.status_code, answer.json()["Code"]) == (404, "NotFoundError")
    assert campaign_id not in [one["campaign_id"] for one in listed(api)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["body"]),
        ([], ["body"]),
        ({"name": "", "active": None}, ["name", "active"]),
        ({"default_url": "https://evil.example/"}, ["default_url"]),
        ({"default_url": "https://shop.example.com@evil.example/"}, ["default_url"]),
        ({"campaign_id": "other"}, ["campaign_id"]),
    ],
)
def test_a_change_that_is_none_is_a_400_that_names_each_field(
    api: ApiClient, new_id: NewId, body: Any, expected: list[str]
) -> None:
    campaign_id = new_id("c-")
    made = make(api, campaign_id).json()
    assert fields(change(api, campaign_id, body)) == expected
    assert made in listed(api)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["campaign_id", "name", "default_url"]),
        ({"campaign_id": "summary", "name": "a\nb", "default_url": "/"}, ["campaign_id", "name", "default_url"]),
        ({"campaign_id": "a", "name": "b", "default_url": SHOP, "active": False}, ["active"]),
        ({"campaign_id": "a", "name": "for kim@example.com", "default_url": SHOP}, ["name"]),
        ({"campaign_id": "a", "name": "b", "default_url": "https://evil.example/"}, ["default_url"]),
        ({"campaign_id": "a", "name": "b", "default_url": f"{SHOP}?to=kim@example.com"}, ["default_url"]),
    ],
)
def test_a_campaign_of_the_wrong_shape_is_a_400_that_names_each_field_and_repeats_nothing(
    api: ApiClient, body: Any, expected: list[str]
) -> None:
    answer = api.http.post(CAMPAIGNS, json=body, headers=api.bearer())
    assert fields(answer) == expected
    assert "kim" not in answer.text
    assert "evil" not in answer.text


def test_a_body_that_is_no_json_is_refused_as_everywhere(api: ApiClient) -> None:
    for content, kind, status in [
        (b"{", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"\xff", "application/json", 400),
    ]:
        answer = api.http.post(CAMPAIGNS, content=content, headers=api.bearer() | {"content-type": kind})
        assert answer.status_code == status
