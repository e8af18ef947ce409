"""Bodies, batches and texts at their limit, one below and one above it."""

import json
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import pytest

from chalicelib.routes.json_body import MAX_BODY_BYTES
from tests.api_client import FEED, INGEST, ApiClient, page_view, statuses
from tests.fuzz.valid_requests import BACKFILL, BODIES, Route, Sender, assert_refused, of_size
from tests.http.tracking_parts import CHROME, REGISTRATIONS, SHOP, VISITS
from tests.running_service import ServiceProcess

NewId = Callable[[str], str]


def test_a_good_body_is_known_for_every_route_that_takes_one(document: dict[str, Any]) -> None:
    operations = {
        (method.upper(), path)
        for path, item in document["paths"].items()
        for method, one in item.items()
        if "requestBody" in one
    }
    assert set(BODIES) == operations


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
def test_a_body_of_one_mebibyte_is_read_and_one_byte_more_is_a_413_everywhere(api: ApiClient, route: Route) -> None:
    sender, expected = Sender(api), BODIES[route][1]
    for size_bytes in (MAX_BODY_BYTES - 1, MAX_BODY_BYTES):
        assert sender.send(route, of_size(route, size_bytes)).status_code == expected
    answer = sender.send(route, of_size(route, MAX_BODY_BYTES + 1))
    assert_refused(answer, 413, "RequestTooLargeError")


def test_the_document_names_the_limit(document: dict[str, Any]) -> None:
    for method, path in BODIES:
        assert "1,048,576 bytes" in document["paths"][path][method.lower()]["requestBody"]["description"]


@pytest.mark.parametrize("path", [INGEST, BACKFILL])
def test_500_refused_events_are_500_results_and_501_are_none(api: ApiClient, path: str) -> None:
    for size, status in ((500, 422), (501, 400)):
        answer = Sender(api).send(("POST", path), json.dumps({"events": [5] * size}).encode())
        assert answer.status_code == status
    assert "received" not in answer.json()


def test_the_limits_of_an_event_hold_over_http(api: ApiClient, new_id: NewId) -> None:
    """Of each field the longest that is taken comes back whole; one more character refuses the event by that field."""
    trace_id = new_id("trace_")
    for field, longest in (("event_id", 128), ("anonymous_id", 256), ("error_code", 256)):
        taken, refused = new_id("x").ljust(longest, "y"), "z" * (longest + 1)
        answer = api.send({"events": [page_view("v", trace_id=trace_id) | {field: text} for text in (taken, refused)]})
        assert statuses(answer) == ["accepted", "rejected"]
        assert [reason["field"] for reason in answer.json()["results"][1]["reasons"]] == [field]
        name = "id" if field == "event_id" else field
        assert taken in [event[name] for event in api.feed(trace_id=trace_id)]


def test_what_is_cut_is_cut_at_its_limit(api: ApiClient, new_id: NewId) -> None:
    trace_id = new_id("trace_")
    room = 2048 - len('{"text":""}')
    events = [
        page_view("v", trace_id=trace_id, event_id=name, error_message=message, payload=payload)
        for name, message, payload in (
            ("whole", "x" * 512, {"text": "x" * room}),
            ("cut", "x" * 513, {"text": "x" * (room + 1)}),
            ("level-3", None, {"a": {"b": {"c": 1}}}),
            ("level-4", None, {"a": {"b": {"c": {}}}}),
        )
    ]
    assert statuses(api.send({"events": events})) == ["accepted"] * 4
    kept = {event["id"]: (event["error_message"], event["payload"]) for event in api.feed(trace_id=trace_id)}
    assert kept == {
        "whole": ("x" * 512, {"text": "x" * room}),
        "cut": ("x" * 512, {"_truncated": True}),
        "level-3": (None, {"a": {"b": {"c": 1}}}),
        "level-4": (None, {"a": {"b": {"c": "[deep]"}}, "_truncated": True}),
    }


def test_a_trace_id_of_128_characters_is_one_and_one_of_129_is_none(api: ApiClient, new_id: NewId) -> None:
    longest = new_id("trace_").ljust(128, "x")
    for trace_id, is_one in ((longest, True), (longest + "x", False)):
        answer = api.send(page_view("v", trace_id=trace_id), **{"x-trace-id": trace_id})
        assert statuses(answer) == ["accepted"]
        assert (answer.headers.get("x-trace-id") == trace_id) is is_one
        for path in ("/internal/trace", FEED):
            assert api.get(path, {"trace_id": trace_id}).status_code == (200 if is_one else 400)
        assert api.get(f"/internal/trace/{trace_id}").status_code == (200 if is_one else 400)


@pytest.mark.parametrize("name", ["error_code", "campaign_id", "tenant_id"])
def test_a_filter_of_256_characters_is_looked_for_and_one_of_257_refused(api: ApiClient, name: str) -> None:
    day = {"from": "2026-11-01", "to": "2026-11-01", "type": "m_otp_send"}
    assert api.get(FEED, day | {name: "é" * 256}).status_code == 200
    assert_refused(api.get(FEED, day | {name: "é" * 257}), 400, "BadRequestError")


@pytest.mark.parametrize("field", ["url", "referrer", "user_agent"])
@pytest.mark.parametrize("path", [VISITS, REGISTRATIONS])
def test_what_a_visitors_browser_sent_may_be_of_any_length(
    api: ApiClient, new_id: NewId, path: str, field: str
) -> None:
    start = {"url": f"{SHOP}?utm_source=mail&x=", "referrer": "https://other.example/", "user_agent": CHROME}[field]
    body = BODIES["POST", path][0] | {field: start + "x" * 700_000, "trace_id": new_id("trace_")}
    if path == REGISTRATIONS:
        body |= {"registration_id": new_id("r")}
    answer = Sender(api).send(("POST", path), json.dumps(body).encode())
    assert answer.status_code == 200, answer.text
    assert len(answer.text) < 10_000


@pytest.mark.parametrize("size", [8_000, 60_000, 70_000, 1_000_000])
def test_a_query_and_a_header_of_any_length_get_an_answer(
    api: ApiClient, shared_service: ServiceProcess, size: int
) -> None:
    address = shared_service.base_url.removeprefix("http://")
    for path, headers in ((f"/r/nobodys?utm_source={'x' * size}", {}), ("/r/nobodys", {"Referer": "x" * size})):
        with closing(HTTPConnection(address)) as connection:  # httpx sends no such URL
            connection.request("GET", path, headers=headers)
            assert connection.getresponse().status == (404 if size < 65_000 else 400)
    assert api.http.get("/healthz").status_code == 200


@pytest.mark.parametrize(("count", "status"), [(90, 200), (200, 400)])
def test_a_hundred_headers_are_too_many(api: ApiClient, count: int, status: int) -> None:
    assert api.http.get("/healthz", headers={f"x-{number}": "v" for number in range(count)}).status_code == status
    assert api.http.get("/healthz").status_code == 200
