"""Campaigns, links, visits and registrations over HTTP, for tests."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.api_client import ApiClient

VISITS, REGISTRATIONS = "/v1/tracking/visits", "/v1/tracking/registrations"
SHOP = "https://shop.example.com/offer"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)


@dataclass(frozen=True)
class Campaign:
    """One campaign with one link."""

    api: ApiClient
    campaign_id: str
    cid: str

    def register(self, registration_id: str, /, **fields: Any) -> httpx.Response:
        body = {"registration_id": registration_id, "campaign_id": self.campaign_id} | fields
        return self.api.http.post(REGISTRATIONS, json=body, headers=self.api.bearer())

    def visit(self, **fields: Any) -> httpx.Response:
        body = {"campaign_id": self.campaign_id, "anonymous_id": "visitor", "user_agent": CHROME} | fields
        return self.api.http.post(VISITS, json=body, headers=self.api.bearer())

    def cookie(self, query: str = "utm_source=mail") -> str:
        """As the browser of somebody has it who came with that query."""
        answer = self.visit(url=f"{SHOP}?{query}")
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["set_cookie"]
        return token


def make_campaign(api: ApiClient, campaign_id: str, **link: Any) -> Campaign:
    campaign = {"campaign_id": campaign_id, "name": "Spring", "default_url": SHOP}
    answer = api.http.post("/internal/campaigns", json=campaign, headers=api.bearer())
    assert answer.status_code == 201, answer.text
    return Campaign(api, campaign_id, make_link(api, campaign_id, **link))


def make_link(api: ApiClient, campaign_id: str, **link: Any) -> str:
    body = {"campaign_id": campaign_id, "destination_url": SHOP} | link
    answer = api.http.post("/internal/links", json=body, headers=api.bearer())
    assert answer.status_code == 201, answer.text
    cid: str = answer.json()["cid"]
    return cid


def switch_off(api: ApiClient, cid: str) -> None:
    answer = api.http.patch(f"/internal/links/{cid}", json={"active": False}, headers=api.bearer())
    assert answer.status_code == 200, answer.text
