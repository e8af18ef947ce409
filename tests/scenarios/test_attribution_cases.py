"""What other trackers got wrong, by their own issue lists: each a case of its own against the running service."""

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.api_client import ApiClient
from tests.conftest import AWS_ENVIRONMENT
from tests.domain.tracking.tokens import cookie_claims, token, unsigned
from tests.http.tracking_parts import CHROME, SHOP, Campaign, make_campaign, switch_off
from tests.polling import eventually
from tests.running_service import SECRETS, ServiceProcess, start_service

SCANNER = "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"


@pytest.fixture(scope="module")
def shop_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    environment = (
        AWS_ENVIRONMENT | SECRETS | {"DYNAMODB_ENDPOINT_URL": engine, "LINK_ALLOWED_HOSTS": "shop.example.com"}
    )
    environment["TABLE_PREFIX"] = f"cases-{uuid.uuid4().hex[:12]}-"
    folder = tmp_path_factory.mktemp("service")
    process = start_service(folder, ["--in-memory", "--no-demo", "--port", "0"], environment)
    process.wait_until_ready()
    yield process
    process.stop()


@pytest.fixture
def api(shop_service: ServiceProcess) -> Iterator[ApiClient]:
    with ApiClient.to(shop_service.base_url, SECRETS) as client:
        yield client


def _new(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex}"


@pytest.fixture
def spring(api: ApiClient) -> Campaign:
    link = {"utm_source": "newsletter", "utm_medium": "email", "utm_campaign": "spring"}
    return make_campaign(api, _new("spring"), **link)


@pytest.fixture
def autumn(api: ApiClient) -> Campaign:
    return make_campaign(api, _new("autumn"), utm_source="partner", utm_campaign="autumn")


def registered(campaign: Campaign, registration_id: str | None = None, **fields: Any) -> dict[str, Any]:
    answer = campaign.register(registration_id or _new("reg"), **fields)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert found["tracked"] is (found["untracked_reason"] is None) is (found["attribution"] is not None)
    return found


def events_of(api: ApiClient, campaign: Campaign, event_type: str) -> list[dict[str, Any]]:
    return api.feed(campaign_id=campaign.campaign_id, type=event_type)


def captured(campaign: Campaign, ago: timedelta, **more: Any) -> str:
    """A cookie that the service signed that long ago."""
    claims = cookie_claims(datetime.now(UTC) - ago, campaign_id=campaign.campaign_id, cid=campaign.cid, **more)
    return token(claims, SECRETS["COOKIE_SECRET"])


def follow(api: ApiClient, campaign: Campaign, query: str = "", method: str = "GET", **headers: str) -> httpx.Response:
    path = f"/r/{campaign.cid}{'?' if query else ''}{query}"
    return api.http.request(method, path, headers={"user-agent": CHROME} | headers)


def cookie_of(answer: httpx.Response) -> str:
    """As the browser sends it back."""
    name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
    assert name == "ef_tracking"
    return value


# --- who is credited ---------------------------------------------------------------------------------------------


def test_the_cookie_of_an_earlier_campaign_does_not_credit_a_returning_visitor_of_a_new_one(
    api: ApiClient, spring: Campaign, autumn: Campaign
) -> None:
    from_autumn = cookie_of(follow(api, autumn))
    assert registered(spring, cookie=from_autumn, url=SHOP)["untracked_reason"] == "cookie_mismatch"
    credited = registered(spring, cookie=from_autumn, url=f"{SHOP}?utm_source=ad")["attribution"]
    assert (credited["source"], credited["utm_source"], credited["link_id"]) == ("url", "ad", None)
    assert credited["utm_campaign"] is None


def test_a_stale_cookie_does_not_credit_a_later_visit(spring: Campaign) -> None:
    stale = captured(spring, timedelta(hours=24, seconds=30), utm_source="old")
    assert registered(spring, cookie=stale, url=SHOP)["untracked_reason"] == "cookie_window_exceeded"
    fresh = captured(spring, timedelta(hours=23, minutes=59), utm_source="old")
    assert registered(spring, cookie=fresh, url=SHOP)["attribution"]["utm_source"] == "old"


def test_a_cookie_never_beats_the_url_and_completes_nothing_of_it(api: ApiClient, spring: Campaign) -> None:
    cookie = cookie_of(follow(api, spring))
    credited = registered(spring, cookie=cookie, cid=spring.cid, url=f"{SHOP}?utm_term=shoes")["attribution"]
    assert (credited["source"], credited["utm_term"]) == ("url", "shoes")
    assert [credited[name] for name in ("link_id", "utm_source", "utm_medium", "utm_campaign")] == [None] * 4


def test_a_new_utm_in_the_middle_of_a_session_counts(api: ApiClient, spring: Campaign) -> None:
    first = spring.visit(url=f"{SHOP}?utm_source=first").json()["set_cookie"]
    second = spring.visit(url=f"{SHOP}?utm_source=second", cookie=first, referrer=f"{SHOP}?utm_source=first").json()
    assert (second["recorded"], second["evidence"]["utm_source"]) == (True, "second")
    again = spring.visit(url=SHOP, cookie=second["set_cookie"]).json()
    assert (again["recorded"], again["set_cookie"]) == (False, None)
    credited = registered(spring, url=SHOP, cookie=second["set_cookie"])["attribution"]
    assert (credited["source"], credited["utm_source"]) == ("cookie", "second")
    views = events_of(api, spring, "m_page_view")
    assert [event["payload"]["utm_source"] for event in views] == ["second", "first"]


def test_a_link_switched_off_since_still_credits_its_cookie_and_nothing_new(api: ApiClient, spring: Campaign) -> None:
    cookie = cookie_of(follow(api, spring))
    switch_off(api, spring.cid)
    assert registered(spring, cookie=cookie)["attribution"]["link_id"] == spring.cid
    assert registered(spring, url=f"{SHOP}?cid={spring.cid}")["untracked_reason"] == "link_inactive"
    assert registered(spring, cid=spring.cid)["untracked_reason"] == "link_inactive"


@pytest.mark.parametrize(
    "fields",
    [
        {"url": SHOP},
        {"url": None, "referrer": None, "cookie": None, "cid": None},
        {"url": "", "referrer": "", "cookie": "", "cid": "", "user_agent": "", "trace_id": ""},
        {"url": SHOP, "referrer": "https://www.google.com/search?q=shop&utm_source=google"},
        {"url": f"{SHOP}?gclid=1&fbclid=2&ref=partner&UTM_SOURCE=x&utm_id=3"},
        {"url": f"{SHOP}#utm_source=x&cid=abc"},
        {"url": f"{SHOP}?utm_source=&utm_medium=%20&cid="},
        {"url": f"{SHOP}?utm_source=a%0D%0Ab&utm_term=%00"},
    ],
    ids=["url", "nulls", "empty", "referrer", "other_parameters", "fragment", "blank", "garbage"],
)
def test_a_registration_with_nothing_is_untracked_with_its_reason_and_neither_dropped_nor_called_direct(
    api: ApiClient, spring: Campaign, fields: dict[str, Any]
) -> None:
    registration_id = _new("reg")
    found = registered(spring, registration_id, **fields)
    assert (found["tracked"], found["untracked_reason"], found["attribution"]) == (False, "url_missing", None)
    assert "direct" not in json.dumps(found)
    (event,) = events_of(api, spring, "m_registration")
    assert (event["id"], event["success"], event["error_code"]) == (registration_id, False, "url_missing")


# --- who is no visitor -------------------------------------------------------------------------------------------


def test_a_link_scanner_a_head_request_and_a_prefetch_are_sent_on_and_are_no_clicks(
    api: ApiClient, spring: Campaign
) -> None:
    no_clicks = [
        follow(api, spring, method="HEAD"),
        follow(api, spring, **{"user-agent": SCANNER}),
        follow(api, spring, **{"user-agent": "curl/8.5.0"}),
        follow(api, spring, **{"sec-purpose": "prefetch"}),
        follow(api, spring, **{"sec-purpose": "prefetch;prerender"}),
        follow(api, spring, purpose="prefetch"),
    ]
    assert {answer.status_code for answer in no_clicks} == {302}
    assert len({answer.headers["location"] for answer in no_clicks}) == 1
    follow(api, spring)
    (click,) = eventually(lambda: events_of(api, spring, "m_link_click"))
    assert click["payload"]["cid"] == spring.cid
    links = api.get("/internal/links", {"campaign_id": spring.campaign_id}).json()["items"]
    assert sum(links[0]["bot_clicks"].values()) == len(no_clicks)


def test_a_scanner_of_the_landing_page_is_no_visit(api: ApiClient, spring: Campaign) -> None:
    found = spring.visit(url=f"{SHOP}?cid={spring.cid}", user_agent=SCANNER).json()
    assert (found["recorded"], found["set_cookie"]) == (False, None)
    assert events_of(api, spring, "m_page_view") == []


# --- forgeries and garbage ---------------------------------------------------------------------------------------


def _forgeries(campaign: Campaign) -> dict[str, str]:
    claims = cookie_claims(datetime.now(UTC), campaign_id=campaign.campaign_id, cid=campaign.cid)
    return {
        "another key": token(claims, "another-key-0123456789abcdef-0123456789"),
        "unsigned": unsigned(claims),
        "no dots": "forged",
        "dots": "...",
        "deep": token(claims, "x", header="[" * 1500),
        "the whole header": f"ef_tracking={captured(campaign, timedelta())}",
        "huge": "x" * 100_000,
        "control characters": "a\r\nSet-Cookie: b=1\0",
        "not ASCII": "한국어.쿠키.서명",
    }


def test_a_forged_cookie_is_a_reason_and_no_error(spring: Campaign) -> None:
    for name, cookie in _forgeries(spring).items():
        found = registered(spring, cookie=cookie, url=SHOP)
        assert found["untracked_reason"] == "cookie_invalid", name
        credited = registered(spring, cookie=cookie, url=f"{SHOP}?utm_source=ad")
        assert credited["attribution"]["source"] == "url", name
        assert spring.visit(cookie=cookie, url=f"{SHOP}?utm_source=ad").json()["recorded"] is True, name


def test_line_ends_nul_and_ten_kilobytes_in_utm_fields_refuse_nothing(api: ApiClient, spring: Campaign) -> None:
    query = (
        f"utm_source=a%0D%0ASet-Cookie:%20x=1&utm_medium=b%00&utm_campaign={'x' * 10_240}&utm_term={'%EA%B0%80' * 3000}"
    )
    assert spring.visit(url=f"{SHOP}?{query}").json()["recorded"] is True
    credited = registered(spring, url=f"{SHOP}?{query}")["attribution"]
    assert (credited["utm_source"], credited["utm_medium"]) == (None, None)
    assert (credited["utm_campaign"], credited["utm_term"]) == ("x" * 200, "가" * 200)
    assert len(events_of(api, spring, "m_registration")) == len(events_of(api, spring, "m_page_view")) == 1


def test_line_ends_nul_and_ten_kilobytes_in_a_short_link_reach_no_header(api: ApiClient, spring: Campaign) -> None:
    plain = follow(api, spring)
    for query in (
        "utm_source=a%0D%0ASet-Cookie:%20x=1",
        "utm_source=a%00b",
        "a%0D%0Ab=c%0D%0A%0D%0A<script>",
        f"utm_term={'x' * 10_240}",
        f"a={'x' * 10_240}",
        "cid=other&utm_source=%EC%97%AC%EB%A6%84",
    ):
        answer = follow(api, spring, query)
        assert answer.status_code == 302, query
        assert set(answer.headers) == set(plain.headers), query
        assert answer.headers.get_list("set-cookie")[0].startswith("ef_tracking="), query
        assert len(answer.headers.get_list("set-cookie")) == 1, query
        assert len(cookie_of(answer)) <= 3072, query
        found = urlsplit(answer.headers["location"])
        assert (found.scheme, found.netloc, found.path) == ("https", "shop.example.com", "/offer"), query
        parameters = parse_qs(found.query)
        assert parameters["cid"] == [spring.cid], query
        assert all(len(value) <= 200 for name, value in parameters.items() if name.startswith("utm_")), query


def test_the_cookie_of_a_short_link_is_kept_from_scripts_and_other_sites(api: ApiClient, spring: Campaign) -> None:
    attributes = {part.strip() for part in follow(api, spring).headers["set-cookie"].split(";")[1:]}
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/", f"Max-Age={30 * 24 * 3600}"} <= attributes


# --- once and for all --------------------------------------------------------------------------------------------


def test_a_later_utm_does_not_rewrite_an_earlier_registration(api: ApiClient, spring: Campaign) -> None:
    registration_id = _new("reg")
    registered(spring, registration_id, url=f"{SHOP}?utm_source=first")
    again = registered(spring, registration_id, url=f"{SHOP}?utm_source=second")
    assert again["attribution"]["utm_source"] == "first"
    (event,) = events_of(api, spring, "m_registration")
    assert event["payload"]["utm_source"] == "first"


def test_a_registration_repeated_with_other_evidence_gives_the_first_answer_byte_for_byte(
    api: ApiClient, spring: Campaign, autumn: Campaign
) -> None:
    evidence: list[dict[str, Any]] = [
        {"url": f"{SHOP}?utm_source=first", "user_agent": CHROME, "referrer": "https://search.example/"},
        {"cid": spring.cid},
        {"cookie": cookie_of(follow(api, spring))},
        {},
    ]
    for number, first in enumerate(evidence):
        registration_id = _new("reg")
        answer = spring.register(registration_id, **first)
        assert answer.status_code == 200, answer.text
        for other in [*evidence[:number], *evidence[number + 1 :], first]:
            repeated = spring.register(registration_id, **other)
            assert (repeated.status_code, repeated.content) == (200, answer.content)
        assert autumn.register(registration_id, url=SHOP).content == answer.content
    assert len(events_of(api, spring, "m_registration")) == len(evidence)
    assert events_of(api, autumn, "m_registration") == []


def test_registrations_of_one_id_at_the_same_moment_give_one_answer_and_one_event(
    api: ApiClient, spring: Campaign
) -> None:
    for _ in range(5):
        registration_id = _new("reg")
        fields = [{"url": f"{SHOP}?cid={spring.cid}&utm_source=s{number}"} for number in range(6)]
        with ThreadPoolExecutor(len(fields)) as pool:
            answers = list(pool.map(lambda one, of=registration_id: spring.register(of, **one), fields))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        found = [event for event in events_of(api, spring, "m_registration") if event["id"] == registration_id]
        assert len(found) == 1
        assert found[0]["payload"]["utm_source"] == answers[0].json()["attribution"]["utm_source"]


# --- what must not be told ---------------------------------------------------------------------------------------


def test_no_address_and_no_secret_is_in_any_answer_location_or_log_line(
    api: ApiClient, shop_service: ServiceProcess, spring: Campaign
) -> None:
    name = f"kim{uuid.uuid4().hex}"
    address = f"{name}@example.com"
    url = f"https://{name}:{name}@shop.example.com/u/{address}/?utm_source={address}&utm_term={name}%40b.kr&q={address}"
    fields = {
        "url": f"{url}&cid={address}#{address}",
        "referrer": f"https://mail.example/{address}?to={address}",
        "user_agent": f"{CHROME} {address}",
        "cookie": captured(spring, timedelta(), utm_source=address, utm_content=name + "%2540b.kr"),
        "trace_id": f"trace_{address}",
    }
    registration_id = _new("reg")
    answers = [
        spring.register(registration_id, email=address, **fields),
        spring.register(registration_id, email=address, **fields),
        spring.register(_new("reg"), email=address, **fields | {"url": SHOP}),
        spring.register(_new("reg"), cid=address, url=SHOP),
        spring.register(address, url=SHOP),
        spring.register(_new("reg"), campaign_id=address),
        spring.register(_new("reg"), **{address: "x"}),
        spring.visit(**fields),
        spring.visit(**fields | {"anonymous_id": address}),
        follow(api, spring, f"utm_source={address}&q={address}&{address}=x&cid={address}", referer=url),
        follow(api, spring, f"utm_source={name}%40example.com"),
        api.http.get(f"/r/{address}"),
        api.get("/internal/links", {"campaign_id": spring.campaign_id}),
        api.get("/internal/funnel-events", {"campaign_id": spring.campaign_id, "limit": 200}),
    ]
    assert {answer.status_code for answer in answers} == {200, 302, 400, 404}
    assert eventually(lambda: shop_service.log.count(spring.campaign_id) + shop_service.log.count("/v1/tracking/"))
    told = [f"{answer.headers}{answer.text}" for answer in answers] + [shop_service.log]
    for text in told:
        assert name not in text
        for secret in SECRETS.values():
            assert all(part.partition(":")[2] not in text for part in secret.split() if ":" in part)
            assert secret not in text


def test_text_that_is_no_text_is_refused_and_breaks_nothing(api: ApiClient, spring: Campaign) -> None:
    body = json.dumps({"registration_id": _new("reg"), "campaign_id": spring.campaign_id, "url": f"{SHOP}?\ud800"})
    for path in ("/v1/tracking/registrations", "/v1/tracking/visits"):
        answer = api.http.post(path, content=body, headers=api.bearer() | {"content-type": "application/json"})
        assert (answer.status_code, answer.json()["Code"]) == (400, "BadRequestError")
    assert events_of(api, spring, "m_registration") == []
