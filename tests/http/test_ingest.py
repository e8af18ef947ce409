"""POST /internal/funnel-events/ingest, as senders see it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.api_client import FEED, INGEST, ApiClient, page_view, statuses

NewId = Callable[[str], str]


def test_a_signed_event_is_accepted_and_read_back(api: ApiClient, new_id: NewId) -> None:
    trace_id = new_id("trace_")
    answer = api.send_signed(
        {
            "event_type": "m_auth_login_fail",
            "trace_id": trace_id,
            "email": "kim@example.com",
            "error_code": "otp_expired",
        },
        "msg_1",
    )
    assert answer.status_code == 200
    assert answer.json() == {
        "received": 1,
        "accepted": 1,
        "duplicate": 0,
        "rejected": 0,
        "unavailable": 0,
        "results": [{"index": 0, "event_id": "msg_1:0", "status": "accepted"}],
    }
    (event,) = api.feed(trace_id=trace_id)
    assert (event["id"], event["success"], event["error_code"]) == ("msg_1:0", False, "otp_expired")
    assert event["email"]["domain"] == "example.com"
    assert "kim@" not in json.dumps(event)


def test_each_event_of_a_batch_has_its_own_result(api: ApiClient, new_id: NewId) -> None:
    stored, fresh = new_id("e"), new_id("e")
    api.send(page_view("v", event_id=stored))
    answer = api.send(
        {
            "events": [
                page_view("v", event_id=fresh),
                page_view("v", event_id=stored),
                {"event_type": "m_auth_login_fail", "error_code": "x"},
                page_view("another", event_id=stored),
            ]
        }
    )
    assert answer.status_code == 200
    body = answer.json()
    assert [body[name] for name in ("received", "accepted", "duplicate", "rejected", "unavailable")] == [4, 1, 2, 1, 0]
    assert body["results"] == [
        {"index": 0, "event_id": fresh, "status": "accepted"},
        {"index": 1, "event_id": stored, "status": "duplicate"},
        {
            "index": 2,
            "status": "rejected",
            "reasons": [{"field": "email", "reason": "required for m_auth_login_fail"}],
        },
        {"index": 3, "event_id": stored, "status": "duplicate", "conflict": True},
    ]


def test_twins_within_one_request_are_stored_once_and_a_differing_twin_is_a_conflict(
    api: ApiClient, new_id: NewId
) -> None:
    one = new_id("e")
    answer = api.send(
        {"events": [page_view("a", event_id=one), page_view("a", event_id=one), page_view("b", event_id=one)]}
    )
    assert statuses(answer) == ["accepted", "duplicate", "duplicate"]
    assert [result.get("conflict") for result in answer.json()["results"]] == [None, None, True]
    assert [event["anonymous_id"] for event in api.feed(type="m_page_view", limit=200) if event["id"] == one] == ["a"]


def test_a_request_signed_once_and_sent_twice_is_stored_once(api: ApiClient, new_id: NewId) -> None:
    body = json.dumps({"events": [page_view(f"v{number}") for number in range(3)]})
    headers = api.signed(body, new_id("msg_"))
    first, second = (api.http.post(INGEST, content=body, headers=headers) for _ in range(2))
    assert (statuses(first), statuses(second)) == (["accepted"] * 3, ["duplicate"] * 3)


def test_an_idempotency_key_names_the_events_of_a_bearer_request(api: ApiClient, new_id: NewId) -> None:
    key = new_id("key-")
    answers = [api.send(page_view("v"), **{"Idempotency-Key": key}) for _ in range(2)]
    assert [answer.json()["results"][0]["event_id"] for answer in answers] == [f"{key}:0"] * 2
    assert [statuses(answer) for answer in answers] == [["accepted"], ["duplicate"]]


def test_a_request_without_any_name_gets_new_ids(api: ApiClient) -> None:
    answers = [api.send(page_view("v")) for _ in range(2)]
    first, second = (answer.json()["results"][0]["event_id"] for answer in answers)
    assert first != second


@pytest.mark.parametrize("header", ["Idempotency-Key", "webhook-id"])
def test_a_request_name_that_holds_an_address_is_hashed_and_still_recognised(
    api: ApiClient, new_id: NewId, header: str
) -> None:
    name = f"{new_id('n')}-kim@example.com"
    first, second = (
        api.send_signed(page_view("v"), name) if header == "webhook-id" else api.send(page_view("v"), **{header: name})
        for _ in range(2)
    )
    assert (statuses(first), statuses(second)) == (["accepted"], ["duplicate"])
    assert "kim" not in first.text


@pytest.mark.parametrize("name", ["", "x" * 121, "with space"])
def test_an_idempotency_key_of_the_wrong_shape_is_a_400(api: ApiClient, name: str) -> None:
    answer = api.send(page_view("v"), **{"Idempotency-Key": name})
    assert (answer.status_code, answer.json()["Details"][0]["field"]) == (400, "Idempotency-Key")


def test_a_trace_of_the_header_goes_to_a_single_event_that_names_none(api: ApiClient, new_id: NewId) -> None:
    header, own = new_id("trace_"), new_id("trace_")
    answer = api.send(page_view("v"), **{"x-trace-id": header})
    assert answer.headers["x-trace-id"] == header
    api.send(page_view("v", trace_id=own), **{"x-trace-id": header})
    api.send({"events": [page_view("v")]}, **{"x-trace-id": header})
    assert [len(api.feed(trace_id=trace_id)) for trace_id in (header, own)] == [1, 1]


@pytest.mark.parametrize("value", ["trace_", "other", "trace_kim@example.com", "trace_ä", "x" * 200])
def test_any_other_x_trace_id_is_dropped(api: ApiClient, value: str) -> None:
    answer = api.http.get("/healthz", headers=[(b"x-trace-id", value.encode())])
    assert "x-trace-id" not in answer.headers


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("PUT", INGEST), ("POST", INGEST), ("GET", FEED)])
def test_a_trace_of_the_header_is_echoed_on_errors_too(api: ApiClient, method: str, path: str) -> None:
    answer = api.http.request(method, path, headers={"x-trace-id": "trace_error"})
    assert answer.status_code in (401, 404, 405)
    assert answer.headers["x-trace-id"] == "trace_error"


def test_all_refused_is_a_422_with_the_same_body(api: ApiClient) -> None:
    answer = api.send({"events": [{"event_type": "m_otp_send"}, 5]})
    body = answer.json()
    assert answer.status_code == 422
    assert body["Code"] == "UnprocessableEntityError"
    assert body["Message"]
    assert (body["received"], body["rejected"], len(body["results"])) == (2, 2, 2)


def test_refused_events_wait_in_quarantine_scrubbed_with_their_reasons(api: ApiClient, new_id: NewId) -> None:
    canary = new_id("canary")
    refused = {
        "event_type": "m_auth_login_fail",
        "event_id": canary,
        "email": f"{canary}@example.com",
        "user_id": f"{canary}@example.com",
        "trace_id": f"trace_{canary}@example.com",
        "note": f"from {canary}@example.com",
        f"{canary}@example.com": 1,
        "payload": {"otp": "123456", "card": 4111111111111111},
    }
    for _ in range(2):
        assert api.send(refused).status_code == 422
    listed = [item for item in api.get("/internal/quarantine", {"limit": 200}).json()["items"] if canary in str(item)]
    assert len(listed) == 1
    assert listed[0]["times"] == 2
    assert {reason["field"] for reason in listed[0]["reasons"]} == {"user_id", "note", "[email]", "error_code"}
    assert f"{canary}@" not in str(listed)
    assert listed[0]["event"]["event_id"] == canary
    assert listed[0]["event"]["email_fingerprint"].startswith("fp_")
    assert listed[0]["event"]["payload"] == {"otp": "[secret]", "card": "[card]"}


BODIES_THAT_ARE_NO_EVENTS: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a byte-order mark": b'\xef\xbb\xbf{"event_type": "m_page_view"}',
    "NaN": b'{"payload": {"a": NaN}}',
    "Infinity": b'{"payload": {"a": -Infinity}}',
    "a number out of range": b'{"payload": {"a": 1e400}}',
    "half a surrogate pair": b'{"payload": {"a": "\\ud800"}}',
    "other bytes than UTF-8": b'{"payload": {"a": "\xff"}}',
    "UTF-16": '{"event_type": "m_page_view"}'.encode("utf-16"),
    "nested too deep": b'{"payload":' + b"[" * 100_000,
    "a number of too many digits": b'{"payload": {"a": ' + b"9" * 5000 + b"}}",
    "a list": b"[]",
    "a text": b'"event"',
    "null": b"null",
    "an empty batch": b'{"events": []}',
    "a batch that is no list": b'{"events": {}}',
    "something beside the batch": b'{"events": [{}], "more": 1}',
    "501 events": b'{"events": [' + b",".join([b"{}"] * 501) + b"]}",
}


@pytest.mark.parametrize("name", BODIES_THAT_ARE_NO_EVENTS)
@pytest.mark.parametrize("signed", [False, True])
def test_a_malformed_body_is_a_400_that_received_nothing(
    api: ApiClient, new_id: NewId, name: str, signed: bool
) -> None:
    body = BODIES_THAT_ARE_NO_EVENTS[name]
    headers = api.bearer() | {"content-type": "application/json"}
    if signed:
        headers = api.signed(body.decode("utf-8", "replace"), new_id("msg_"))
    answer = api.http.post(INGEST, content=body, headers=headers)
    assert answer.status_code in ((400, 401) if signed else (400,)), answer.text
    assert set(answer.json()) <= {"Code", "Message", "Details"}


def test_of_duplicate_keys_the_last_wins(api: ApiClient, new_id: NewId) -> None:
    event_id = new_id("e")
    body = f'{{"event_type": "nonsense", "event_type": "m_page_view", "anonymous_id": "v", "event_id": "{event_id}"}}'
    answer = api.http.post(INGEST, content=body, headers=api.bearer() | {"content-type": "application/json"})
    assert statuses(answer) == ["accepted"]


def test_500_events_are_taken_in_one_request(api: ApiClient) -> None:
    answer = api.send({"events": [page_view(f"v{number}") for number in range(500)]})
    assert (answer.status_code, answer.json()["accepted"]) == (200, 500)


def _body_of(size: int, event_id: str) -> bytes:
    start = f'{{"event_type":"m_page_view","anonymous_id":"v","event_id":"{event_id}","error_message":"'.encode()
    return start + b"x" * (size - len(start) - 2) + b'"}'


def test_a_body_of_one_mebibyte_is_taken_and_one_byte_more_is_a_413(api: ApiClient, new_id: NewId) -> None:
    headers = api.bearer() | {"content-type": "application/json"}
    for extra, status in ((0, 200), (1, 413)):
        body = _body_of(1024 * 1024 + extra, new_id("e"))
        answer = api.http.post(INGEST, content=body, headers=headers)
        assert answer.status_code == status, answer.text
    assert answer.json()["Code"] == "RequestTooLargeError"


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/jsonp"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": ""},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {"content-type": "application/json", "content-encoding": "identity"},
    ],
)
def test_anything_but_plain_json_is_a_415(api: ApiClient, headers: dict[str, str]) -> None:
    answer = api.http.post(INGEST, content=json.dumps(page_view("v")), headers=api.bearer() | headers)
    assert (answer.status_code, answer.json()["Code"]) == (415, "UnsupportedMediaType")
    assert not any(value and value in answer.text for value in ("text/plain", "jsonp", "utf-16", "gzip"))


def test_a_charset_of_utf_8_may_be_named(api: ApiClient) -> None:
    headers = api.bearer() | {"content-type": "Application/JSON; charset=UTF-8"}
    assert api.http.post(INGEST, content=json.dumps(page_view("v")), headers=headers).status_code == 200


def test_query_parameters_are_refused_by_name(api: ApiClient) -> None:
    answer = api.http.post(f"{INGEST}?dry_run=1", json=page_view("v"), headers=api.bearer())
    assert (answer.status_code, answer.json()["Details"][0]["field"]) == (400, "dry_run")


def test_the_outcome_follows_the_dictionary_unless_it_is_sent(api: ApiClient, new_id: NewId) -> None:
    trace_id = new_id("trace_")
    base: dict[str, Any] = {"event_type": "m_auth_login_success", "trace_id": trace_id, "email": "kim@example.com"}
    api.send({"events": [base | {"event_id": "1"}, base | {"event_id": "2", "success": None}]})
    assert {event["id"]: event["success"] for event in api.feed(trace_id=trace_id)} == {"1": True, "2": None}


def test_the_conservation_numbers_stand_in_the_log_line_of_the_request(shared_service: Any, api: ApiClient) -> None:
    before = len(shared_service.log.splitlines())
    api.send({"events": [page_view("v"), 5]})
    lines = [json.loads(line) for line in shared_service.log.splitlines()[before:] if line.startswith("{")]
    counts = {"received": 2, "accepted": 1, "duplicate": 0, "rejected": 1, "unavailable": 0}
    assert counts in [line.get("ingest") for line in lines]


def test_the_feed_is_the_store_of_what_was_accepted(api: ApiClient, new_id: NewId) -> None:
    tenant = new_id("tenant")
    sent = [page_view("v", event_id=new_id("e"), tenant_id=tenant) for _ in range(30)]
    api.send({"events": sent})
    found = api.get(FEED, {"tenant_id": tenant, "limit": 200}).json()
    assert {event["id"] for event in found["events"]} == {event["event_id"] for event in sent}
    assert found["next_cursor"] is None
