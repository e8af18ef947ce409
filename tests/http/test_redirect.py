"""GET and HEAD /r/{cid}: where it leads, what it sets, what is recorded, and what is not let out."""

from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt
import pytest

from chalicelib.domain.tracking.cookie import read_cookie
from tests.api_client import ApiClient
from tests.conftest import Service, ServiceFactory
from tests.http.test_links import change, make
from tests.http.tracking_parts import CHROME, SHOP, Campaign, make_campaign, switch_off
from tests.running_service import SECRETS

NewId = Callable[[str], str]
PERSON = {"User-Agent": CHROME}
SHOP_ELSEWHERE = "https://www.shop.example.com/"
CRAWLER = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}


@pytest.fixture
def campaign(api: ApiClient, new_id: NewId) -> Campaign:
    return make_campaign(api, new_id("c-"), utm_source="newsletter", utm_medium="mail")


def follow(campaign: Campaign, query: str = "", method: str = "GET", **headers: str) -> httpx.Response:
    url = f"/r/{campaign.cid}{query and '?'}{query}"
    return campaign.api.http.request(method, url, headers=PERSON | headers)


def clicks(campaign: Campaign) -> list[dict[str, Any]]:
    return campaign.api.feed(type="m_link_click", campaign_id=campaign.campaign_id)


def bot_clicks(campaign: Campaign) -> dict[str, int]:
    """By reason, without those that are zero."""
    (link,) = campaign.api.get("/internal/links", {"campaign_id": campaign.campaign_id}).json()["items"]
    return {reason: count for reason, count in link["bot_clicks"].items() if count}


def pairs(answer: httpx.Response) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(answer.headers["location"]).query, keep_blank_values=True)


def claims(answer: httpx.Response) -> dict[str, Any]:
    token = SimpleCookie(answer.headers["set-cookie"])["ef_tracking"].value
    found: dict[str, Any] = jwt.decode(token, SECRETS["COOKIE_SECRET"], ["HS256"])
    return found


def test_a_person_is_sent_on_with_the_evidence_in_url_cookie_and_event(campaign: Campaign) -> None:
    answer = follow(campaign, "utm_term=shoes&ref=1&ref=2")
    assert (answer.status_code, answer.text) == (302, "")
    assert answer.headers["location"] == (
        f"{SHOP}?cid={campaign.cid}&utm_source=newsletter&utm_medium=mail&utm_term=shoes&ref=1&ref=2"
    )
    assert answer.headers["cache-control"] == "no-store"
    assert "referrer-policy" not in answer.headers
    utm = {"utm_source": "newsletter", "utm_medium": "mail", "utm_term": "shoes"}
    said = claims(answer)
    assert said == {"cid": campaign.cid, "campaign_id": campaign.campaign_id} | utm | {
        name: said[name] for name in ("captured_at", "iat", "exp")
    }
    assert said["exp"] - said["iat"] == 30 * 24 * 3600
    (event,) = clicks(campaign)
    assert event["payload"] == {"cid": campaign.cid} | utm
    assert {event[name] for name in ("trace_id", "anonymous_id", "success", "source", "email")} == {None}
    assert bot_clicks(campaign) == {}


def test_the_cookie_is_for_the_server_alone_and_lives_30_days(campaign: Campaign) -> None:
    header = follow(campaign).headers["set-cookie"]
    token, *attributes = header.removeprefix("ef_tracking=").split("; ")
    assert attributes == ["Max-Age=2592000", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"]
    assert read_cookie(token, [SECRETS["COOKIE_SECRET"]]).claims is not None


def test_the_request_wins_over_the_link_but_for_the_cid(campaign: Campaign) -> None:
    answer = follow(campaign, "utm_source=request&cid=other&cid=another&utm_medium=")
    assert pairs(answer) == [("cid", campaign.cid), ("utm_source", "request"), ("utm_medium", "mail")]
    assert (claims(answer)["cid"], claims(answer)["utm_source"]) == (campaign.cid, "request")
    assert clicks(campaign)[0]["payload"]["utm_source"] == "request"


def test_the_destinations_own_parameters_and_fragment_are_kept(campaign: Campaign) -> None:
    change(campaign.api, campaign.cid, {"destination_url": f"{SHOP}?a=%b0%a1&b=1&utm_source=own#top"})
    answer = follow(campaign, "b=2")
    expected = f"{SHOP}?a=%b0%a1&cid={campaign.cid}&utm_source=newsletter&utm_medium=mail&b=2#top"
    assert answer.headers["location"] == expected


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (CRAWLER, "crawler"),
        ({"User-Agent": "python-httpx/0.28"}, "crawler"),
        ({"User-Agent": ""}, "no_user_agent"),
        ({"Sec-Purpose": "prefetch;prerender"}, "prefetch"),
        ({"Purpose": "prefetch"}, "prefetch"),
        ({"X-Moz": "prefetch"}, "prefetch"),
    ],
)
def test_what_is_no_person_is_sent_on_too_but_is_a_count_on_the_link_and_no_event(
    campaign: Campaign, headers: dict[str, str], reason: str
) -> None:
    location = follow(campaign).headers["location"]
    answer = follow(campaign, **headers)
    assert (answer.status_code, answer.headers["location"]) == (302, location)
    assert ("set-cookie" in answer.headers) == (reason != "prefetch")  # nobody has been there yet
    assert bot_clicks(campaign) == {reason: 1}
    assert len(clicks(campaign)) == 1


def test_head_answers_as_get_would_without_a_cookie_a_body_or_an_event(campaign: Campaign) -> None:
    answer = follow(campaign, "x=1", "HEAD")
    assert (answer.status_code, answer.content) == (302, b"")
    assert answer.headers["location"] == follow(campaign, "x=1").headers["location"]
    assert "set-cookie" not in answer.headers
    follow(campaign, "", "HEAD", **CRAWLER)
    assert bot_clicks(campaign) == {"head": 2}
    assert len(clicks(campaign)) == 1


@pytest.mark.parametrize("cid", ["unknown", "a", "x" * 65, "..%2f..", "%00", "%0d%0aX:y", "kim@example.com", "봄봄봄"])
def test_an_unknown_cid_is_a_plain_page_that_repeats_nothing(api: ApiClient, cid: str) -> None:
    answer = api.http.get(f"/r/{cid}?utm_source=canary", headers=PERSON)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.text.startswith("<!doctype html>")
    assert not {"set-cookie", "location"} & set(answer.headers)
    assert not any(word in answer.text for word in ("canary", "unknown", "kim", "봄봄봄", "<script"))
    assert api.http.head(f"/r/{cid}", headers=PERSON).status_code == 404


def test_an_inactive_link_leads_nowhere_at_once_and_back_again(campaign: Campaign) -> None:
    assert follow(campaign).status_code == 302
    switch_off(campaign.api, campaign.cid)
    assert (follow(campaign).status_code, follow(campaign, "", "HEAD").status_code) == (404, 404)
    change(campaign.api, campaign.cid, {"active": True})
    assert follow(campaign).status_code == 302
    assert len(clicks(campaign)) == 2
    assert bot_clicks(campaign) == {}


def test_a_cid_that_was_unknown_leads_on_as_soon_as_its_link_is_made(campaign: Campaign, new_id: NewId) -> None:
    cid = new_id("own-")
    assert campaign.api.http.get(f"/r/{cid}", headers=PERSON).status_code == 404
    make(campaign, cid=cid)
    assert campaign.api.http.get(f"/r/{cid}", headers=PERSON).status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=a%0d%0aSet-Cookie:%20evil=1",
        "x=a%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0a<script>",
        "%0d%0aLocation:%20https://evil.example/=1",
        "x=%00%00&%00=1",
        "x=%E5%98%8A%E5%98%8DSet-Cookie:evil",
        "utm_term=%c3%28%ff",
        "url=https://evil.example/&next=//evil.example&=/%5cevil.example",
        "//evil.example",
        "@evil.example",
        "%23@evil.example/",
        "utm_source=" + "x" * 10_240,
        "x=" + "y" * 10_240,
        "&".join(f"p{number}=%F0%9F%98%80" for number in range(500)),
        "&".join(f"{name}={'%F0%9F%98%80' * 300}" for name in ("utm_source", "utm_medium", "utm_campaign", "utm_term")),
    ],
)
def test_nothing_that_is_sent_changes_where_it_leads_or_adds_a_header(campaign: Campaign, query: str) -> None:
    usual, answer = follow(campaign), follow(campaign, query)
    assert answer.status_code == 302
    location = answer.headers["location"]
    assert location.startswith(f"{SHOP}?cid={campaign.cid}")
    assert location.isascii()
    assert location.isprintable()
    assert len(location) <= 6000
    assert len(answer.headers["set-cookie"]) <= 3072 + 200
    assert sum(len(name) + len(value) + 4 for name, value in answer.headers.multi_items()) < 10_240
    assert {name for name, _ in answer.headers.multi_items()} == {name for name, _ in usual.headers.multi_items()}
    assert len(answer.headers.get_list("set-cookie")) == 1
    assert len(clicks(campaign)) == 2


def test_an_address_gets_neither_into_the_url_nor_the_cookie_nor_the_event(campaign: Campaign) -> None:
    answer = follow(campaign, "utm_source=kim@example.com&email=kim%40example.com&kim@example.com=1")
    assert "example.com" not in answer.headers["location"].removeprefix(SHOP)
    assert dict(pairs(answer))["email"] == "[email]"
    assert claims(answer)["utm_source"] == "[email]"
    assert clicks(campaign)[0]["payload"]["utm_source"] == "[email]"


def test_the_document_shows_it_as_open_with_any_parameter_and_a_page_for_404(api: ApiClient) -> None:
    path = api.http.get("/openapi.json").json()["paths"]["/r/{cid}"]
    assert set(path) == {"get", "head"}
    for operation in path.values():
        (parameter,) = [one for one in operation["parameters"] if one["in"] == "query"]
        assert (parameter["explode"], parameter["schema"]["type"]) == (True, "object")
        assert set(operation["responses"]["302"]["headers"]) == {"Location", "Set-Cookie"}
        assert set(operation["responses"]["404"]["content"]) == {"text/html"}
        assert operation["security"] == []


@pytest.fixture
def own_service(service: ServiceFactory) -> Iterator[Callable[..., tuple[ApiClient, Service]]]:
    """A service with settings of its own, over this test's tables."""
    clients: list[httpx.Client] = []

    def start(**settings: str) -> tuple[ApiClient, Service]:
        running = service(**settings)
        clients.append(httpx.Client(base_url=running.base_url, timeout=30))
        return ApiClient(clients[-1], running.secrets), running

    yield start
    for client in clients:
        client.close()


def test_where_a_fallback_is_set_it_takes_whoever_follows_what_leads_nowhere(
    own_service: Callable[..., tuple[ApiClient, Service]],
) -> None:
    fallback = f"{SHOP_ELSEWHERE}?gone=1#%7Ex"
    hosts = "shop.example.com www.shop.example.com"
    api, _ = own_service(LINK_ALLOWED_HOSTS=hosts, LINK_FALLBACK_URL=fallback, COOKIE_DOMAIN=".example.com")
    campaign = make_campaign(api, "spring")
    assert follow(campaign).headers["set-cookie"].split("; ")[2:4] == ["Path=/", "Domain=example.com"]
    switch_off(api, campaign.cid)
    for cid in (campaign.cid, "unknown", "a"):
        for method in ("GET", "HEAD"):
            answer = api.http.request(method, f"/r/{cid}?utm_source=x", headers=PERSON)
            assert (answer.status_code, answer.headers["location"]) == (302, fallback)
            assert "set-cookie" not in answer.headers
    assert len(clicks(campaign)) == 1
    assert bot_clicks(campaign) == {}


def test_a_link_whose_host_is_no_longer_allowed_counts_as_inactive(
    own_service: Callable[..., tuple[ApiClient, Service]],
) -> None:
    api, _ = own_service(LINK_ALLOWED_HOSTS="shop.example.com www.shop.example.com")
    campaign = make_campaign(api, "spring", destination_url=SHOP_ELSEWHERE)
    assert follow(campaign).status_code == 302
    narrowed, _ = own_service(LINK_ALLOWED_HOSTS="shop.example.com")
    assert follow(Campaign(narrowed, "spring", campaign.cid)).status_code == 404
    assert len(clicks(campaign)) == 1


def test_a_key_that_is_rotated_in_signs_and_the_log_names_no_url_and_no_address(
    own_service: Callable[..., tuple[ApiClient, Service]],
) -> None:
    new_key = "a-new-cookie-secret-0123456789abcdef"
    api, running = own_service(
        LINK_ALLOWED_HOSTS="shop.example.com", COOKIE_SECRET=f"{new_key} {SECRETS['COOKIE_SECRET']}"
    )
    answer = follow(
        make_campaign(api, "spring"), "q=canary&utm_source=kim@example.com", Referer="https://canary.example/"
    )
    token = SimpleCookie(answer.headers["set-cookie"])["ef_tracking"].value
    assert read_cookie(token, [new_key]).signature_valid
    assert "canary" not in running.log
    assert "kim" not in running.log
    assert '"route":"/r/{cid}","status":302' in running.log
