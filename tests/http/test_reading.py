"""Feed, timeline, dictionary and health over HTTP: shapes, filters, cursors, and what bad parameters get."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api_client import FEED, ApiClient, ids, page_view
from tests.running_service import SECRETS

NewId = Callable[[str], str]
FINGERPRINT = f"fp_{'0' * 32}"


def test_an_event_out_has_every_field_of_the_contract(api: ApiClient, new_id: NewId) -> None:
    trace_id, moment = new_id("trace_"), datetime.now(UTC) - timedelta(hours=1)
    sent = {
        "event_type": "m_stripe_webhook_checkout_complete",
        "event_id": "evt_1",
        "trace_id": trace_id,
        "anonymous_id": "a",
        "user_id": "u",
        "tenant_id": "t",
        "job_id": "job 1",
        "campaign_id": "c",
        "email": "Kim@Example.com",
        "error_code": "none",
        "error_message": "fine",
        "source": "stripe_webhook",
        "occurred_at": moment.isoformat(),
        "payload": {"stripe_event_id": "evt_123"},
    }
    assert api.send(sent).status_code == 200
    (event,) = api.feed(trace_id=trace_id)
    assert set(event) == {
        *("id", "ts", "event_type", "trace_id", "anonymous_id", "user_id", "tenant_id", "job_id", "campaign_id"),
        *("email", "success", "error_code", "error_message", "source", "occurred_at", "payload", "links"),
    }
    assert set(event["email"]) == {"fingerprint", "domain", "masked"}
    assert event["email"]["domain"] == "example.com"
    assert event["success"] is True
    assert event["occurred_at"] == f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
    assert event["links"]["onboarding"] == "https://admin.example.com/jobs/job%201"
    assert event["links"]["stripe"] == "https://dashboard.stripe.com/events/evt_123"
    assert event["links"]["trace"] == f"{api.http.base_url}/cp/auth-commerce-funnel/trace?trace_id={trace_id}"


FILTERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "type": ({"type": "m_otp_send"}, ["otp"]),
    "two types": ({"type": ["m_otp_send", "m_page_view"]}, ["view", "otp"]),
    "success true": ({"success": "true"}, ["won"]),
    "success false": ({"success": "false"}, ["lost"]),
    "success null": ({"success": "null"}, ["view", "otp"]),
    "two outcomes": ({"success": "true,false"}, ["won", "lost"]),
    "null and false": ({"success": "null,false"}, ["view", "lost", "otp"]),
    "all outcomes": ({"success": "null,false,true"}, ["view", "won", "lost", "otp"]),
    "source": ({"source": "zuplo"}, ["lost"]),
    "error_code": ({"error_code": "otp_expired"}, ["lost"]),
    "campaign": ({"campaign_id": "spring sale"}, ["view"]),
    "address": ({"q_email": " KIM@example.com"}, ["won", "lost", "otp"]),
    "address and two outcomes": ({"q_email": "kim@example.com", "success": "false,null"}, ["lost", "otp"]),
    "type and success": ({"type": "m_auth_login_fail", "success": "false"}, ["lost"]),
    "nothing fits": ({"type": "m_otp_send", "success": "true"}, []),
}


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_finds_what_fits_and_nothing_else(api: ApiClient, new_id: NewId, name: str) -> None:
    tenant = new_id("tenant")
    for event in (
        {"event_type": "m_otp_send", "event_id": "otp", "email": "kim@example.com"},
        {
            "event_type": "m_auth_login_fail",
            "event_id": "lost",
            "email": "kim@example.com",
            "error_code": "otp_expired",
            "source": "zuplo",
        },
        {"event_type": "m_auth_login_success", "event_id": "won", "email": "kim@example.com"},
        {"event_type": "m_page_view", "event_id": "view", "anonymous_id": "v", "campaign_id": "spring sale"},
    ):
        assert api.send(event | {"tenant_id": tenant, "trace_id": f"trace_{tenant}"}).status_code == 200
    parameters, expected = FILTERS[name]
    assert ids(api.feed(tenant_id=tenant, **parameters)) == expected
    assert ids(api.feed(trace_id=f"trace_{tenant}", **parameters)) == expected


def test_an_address_is_found_by_its_fingerprint_too(api: ApiClient, new_id: NewId) -> None:
    address = f"{new_id('k')}@example.com"
    api.send({"event_type": "m_otp_send", "event_id": "one", "email": address})
    (event,) = api.feed(q_email=address)
    assert ids(api.feed(q_email=event["email"]["fingerprint"])) == ["one"]


def test_several_fingerprints_find_the_events_of_all_of_them_page_by_page(api: ApiClient, new_id: NewId) -> None:
    trace_id, fingerprints = new_id("trace_"), []
    for number in range(3):
        address = f"{new_id('k')}@example.com"
        api.send({"event_type": "m_otp_send", "event_id": f"e{number}", "email": address, "trace_id": trace_id})
        fingerprints.append(api.feed(q_email=address)[0]["email"]["fingerprint"])
    first, second, _ = fingerprints
    assert ids(api.feed(q_email=f"{second},{first}")) == ["e1", "e0"]
    assert ids(api.feed(q_email=",".join([*fingerprints, first]), limit=1)) == ["e2", "e1", "e0"]
    assert ids(api.feed(q_email=f"{first},{second}", trace_id=trace_id)) == ["e1", "e0"]


def test_pages_of_every_size_show_each_event_once_newest_first(api: ApiClient, new_id: NewId) -> None:
    tenant = new_id("tenant")
    for _ in range(3):
        api.send({"events": [page_view("v", tenant_id=tenant, event_id=new_id("e")) for _ in range(9)]})
    whole = api.feed(tenant_id=tenant, limit=200)
    assert len(whole) == 27
    assert whole == sorted(whole, key=lambda event: (event["ts"], event["id"]), reverse=True)
    for limit in (1, 4, 26, 27):
        pages = list(api.pages(tenant_id=tenant, limit=limit))
        assert [event for page in pages for event in page] == whole
        assert all(len(page) <= limit for page in pages)


@pytest.mark.parametrize(
    "parameters",
    [
        {"from": "2026-11-01"},
        {"to": "2026-11-01"},
        {"from": "2026-11-02", "to": "2026-11-01"},
        {"from": "2026-11-01", "to": "2026-11-01T00:00:00Z"},
        {"from": "2026-02-30", "to": "2026-03-01"},
        {"from": "2026-01-01", "to": "2026-04-03"},
        {"from": "0001-01-01", "to": "0001-01-02"},
        {"from": "9999-12-30", "to": "9999-12-31"},
        {"from": "2026-11-01T00:00:00", "to": "2026-11-02T00:00:00"},
        {"from": "yesterday", "to": "today"},
        {"type": "m_unknown"},
        {"type": ["m_otp_send", "m_unknown"]},
        {"success": "yes"},
        {"success": "True"},
        {"success": ",null"},
        {"success": "true,yes"},
        {"success": ["true", "false"]},
        {"source": "elsewhere"},
        {"trace_id": ""},
        {"trace_id": "nope"},
        {"trace_id": "trace_kim@example.com"},
        {"q_email": "nobody"},
        {"q_email": "a@b@c"},
        {"q_email": "fp_123"},
        {"q_email": f"{FINGERPRINT},"},
        {"q_email": f"{FINGERPRINT},fp_123"},
        {"q_email": f"{FINGERPRINT},nobody"},
        {"q_email": ",".join([FINGERPRINT] * 11)},
        {"q_email": [FINGERPRINT, FINGERPRINT]},
        {"error_code": ""},
        {"error_code": "x" * 257},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "-1"},
        {"limit": "ten"},
        {"limit": "1.5"},
        {"limit": "٣"},
        {"limit": ["1", "2"]},
        {"cursor": ""},
        {"cursor": "abc"},
        {"cursor": "ключ"},
        {"unknown": "1"},
        {"kim@example.com": "1"},
    ],
)
def test_a_bad_parameter_is_a_400_that_names_it_and_repeats_nothing(api: ApiClient, parameters: dict[str, Any]) -> None:
    answer = api.get(FEED, parameters)
    body = answer.json()
    assert (answer.status_code, body["Code"]) == (400, "BadRequestError"), answer.text
    names = {detail["field"] for detail in body["Details"]}
    assert names & set(parameters) or names <= {"[email]", "from", "to"}
    for value in parameters.values():
        assert value == "" or str(value) not in body["Message"].replace("2026-11-01", "")
    assert "kim@" not in answer.text


def test_a_cursor_is_bound_to_filters_and_role_but_not_to_the_limit(api: ApiClient, new_id: NewId) -> None:
    tenant = new_id("tenant")
    api.send({"events": [page_view("v", tenant_id=tenant) for _ in range(5)]})
    support, admin = api.sign_in("support"), api.sign_in("admin")
    cursor = api.get(FEED, {"tenant_id": tenant, "limit": 2}, support).json()["next_cursor"]
    assert api.get(FEED, {"tenant_id": tenant, "limit": 200, "cursor": cursor}, support).status_code == 200
    for parameters, token in (
        ({"tenant_id": tenant}, admin),
        ({"tenant_id": "other"}, support),
        ({}, support),
        ({"tenant_id": tenant, "type": "m_page_view"}, support),
        ({"tenant_id": tenant, "from": "2026-11-01", "to": "2026-11-02"}, support),
    ):
        answer = api.get(FEED, parameters | {"cursor": cursor}, token)
        assert (answer.status_code, answer.json()["Details"][0]["field"]) == (400, "cursor")


def test_the_order_of_repeated_types_is_no_other_filter(api: ApiClient, new_id: NewId) -> None:
    tenant = new_id("tenant")
    api.send({"events": [page_view("v", tenant_id=tenant) for _ in range(3)]})
    first = {"tenant_id": tenant, "limit": 1, "type": ["m_page_view", "m_otp_send"]}
    cursor = api.get(FEED, first).json()["next_cursor"]
    again = {"tenant_id": tenant, "limit": 5, "type": ["m_otp_send", "m_page_view"], "cursor": cursor}
    assert len(api.get(FEED, again).json()["events"]) == 2


@pytest.mark.parametrize(
    ("name", "one_way", "the_other"),
    [
        ("success", "null,true", "true,null"),
        ("q_email", f"{FINGERPRINT},fp_{'1' * 32}", f"fp_{'1' * 32},{FINGERPRINT},{FINGERPRINT}"),
    ],
)
def test_the_order_of_values_within_a_parameter_is_no_other_filter(
    api: ApiClient, new_id: NewId, name: str, one_way: str, the_other: str
) -> None:
    tenant = new_id("tenant")
    events = [page_view("v", tenant_id=tenant, email_fingerprint=FINGERPRINT) for _ in range(3)]
    api.send({"events": events})
    cursor = api.get(FEED, {"tenant_id": tenant, "limit": 1, name: one_way}).json()["next_cursor"]
    again = api.get(FEED, {"tenant_id": tenant, "limit": 5, name: the_other, "cursor": cursor})
    assert len(again.json()["events"]) == 2
    assert api.get(FEED, {"tenant_id": tenant, "cursor": cursor}).status_code == 400


def test_a_timeline_is_ordered_by_event_time_with_gaps_stage_and_outcome(api: ApiClient, new_id: NewId) -> None:
    trace_id, now = new_id("trace_"), datetime.now(UTC).replace(microsecond=0)
    moments = [now - timedelta(seconds=seconds) for seconds in (60, 58, 0)]
    sent: list[dict[str, Any]] = [
        {"event_type": "m_checkout_click", "event_id": "3", "payload": {"plan_tier": "pro"}},
        {"event_type": "m_page_view", "event_id": "1"},
        {"event_type": "m_auth_login_fail", "event_id": "2", "email": "kim@example.com", "error_code": "x"},
    ]
    for event, moment in zip(sent, (moments[2], moments[0], moments[1]), strict=True):
        assert api.send(event | {"trace_id": trace_id, "occurred_at": moment.isoformat()}).status_code == 200
    for path, parameters in ((f"/internal/trace/{trace_id}", {}), ("/internal/trace", {"trace_id": trace_id})):
        answer = api.get(path, parameters)
        body = answer.json()
        assert answer.status_code == 200
        assert set(body) == {
            *("trace_id", "first_at", "last_at", "stage", "outcome", "attribution", "events", "truncated")
        }
        assert ids(body["events"]) == ["1", "2", "3"]
        assert [event["since_previous_ms"] for event in body["events"]] == [None, 2000, 58_000]
        assert (body["stage"], body["outcome"], body["truncated"]) == ("checkout", "failed", False)
        assert body["first_at"] == f"{moments[0]:%Y-%m-%dT%H:%M:%S}.000Z"


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("/internal/trace/trace_nobody", {}, 404),
        ("/internal/trace", {"trace_id": "trace_nobody"}, 404),
        ("/internal/trace/nobody", {}, 400),
        ("/internal/trace/trace_a%20b", {}, 400),
        ("/internal/trace/trace_a:b", {}, 400),
        ("/internal/trace/trace_", {}, 400),
        ("/internal/trace", {}, 400),
        ("/internal/trace", {"trace_id": "trace_a b"}, 400),
        ("/internal/trace", {"trace_id": ""}, 400),
        ("/internal/trace/trace_a", {"trace_id": "trace_a"}, 400),
    ],
)
def test_a_timeline_that_cannot_be_is_a_400_or_a_404(
    api: ApiClient, path: str, parameters: dict[str, str], status: int
) -> None:
    answer = api.get(path, parameters)
    assert answer.status_code == status, answer.text
    assert set(answer.json()) <= {"Code", "Message", "Details"}


def test_an_id_that_fits_into_no_path_is_sent_to_the_query_form(api: ApiClient, new_id: NewId) -> None:
    trace_id = f"{new_id('trace_')}:a/b"
    api.send(page_view("v", trace_id=trace_id))
    refused = api.get(f"/internal/trace/{trace_id.replace('/', '%2F')}")
    assert refused.status_code == 400
    assert "/internal/trace?trace_id=" in refused.json()["Message"]
    assert api.get("/internal/trace", {"trace_id": trace_id}).json()["trace_id"] == trace_id


def test_the_event_types_are_those_of_the_dictionary(api: ApiClient) -> None:
    items = {item["event_type"]: item for item in api.get("/internal/event-types").json()["items"]}
    assert len(items) == 18
    fail = items["m_auth_login_fail"]
    assert (fail["stage"], fail["required"], fail["default_success"]) == ("auth", ["email", "error_code"], False)
    assert set(fail["label"]) == {"en", "ko"}
    assert items["m_checkout_click"]["required"] == ["trace_id", "payload.plan_tier"]


def test_health_says_that_the_store_is_there(api: ApiClient) -> None:
    body = api.get("/internal/health").json()
    assert (body["status"], body["store_reachable"]) == ("ok", True)
    assert body["last_roll_up_at"] is None or datetime.fromisoformat(body["last_roll_up_at"]) <= datetime.now(UTC)
    assert abs(datetime.fromisoformat(body["clock"]) - datetime.now(UTC)) < timedelta(minutes=1)


def test_no_answer_says_a_secret_or_a_stack_trace(api: ApiClient) -> None:
    for answer in (
        api.get(FEED, {"cursor": "x"}),
        api.http.get("/nowhere"),
        api.http.request("PUT", FEED),
        api.http.post("/auth/session", json={"api_key": "wrong"}),
    ):
        assert not any(value in answer.text for secret in SECRETS.values() for value in secret.split())
        assert "Traceback" not in answer.text
        assert {"Code", "Message"} <= set(answer.json())
