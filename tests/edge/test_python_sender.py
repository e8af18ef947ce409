"""The Python sender that users copy: what it repeats, what it does not, and what it hands back."""

import json
import re
import traceback
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook

from chalicelib.domain.trace_id import sanitize_trace_id
from frontend.edge.examples.python.tracefunnel_sender import (
    MOST_EVENTS,
    NotTakenError,
    RefusedError,
    Result,
    TracefunnelSender,
    UnavailableError,
)
from tests.edge.python_sender_parts import (
    ADDRESS,
    SECRET,
    Answer,
    FakeService,
    FakeTime,
    accept_all,
    answered,
    events_of,
    login,
    sender_to,
)
from tests.running_service import PROJECT

TRACE_ID_CASES: list[dict[str, Any]] = json.loads(
    (PROJECT / "tests" / "domain" / "trace_id_cases.json").read_text(encoding="utf-8")
)
UNREADABLE = (
    httpx.Response(200, text="<html>"),
    httpx.Response(200, json=[1]),
    httpx.Response(200, json={"results": [{"status": "accepted"}]}),
    httpx.Response(200, json={"results": ["accepted", "accepted"]}),
    httpx.Response(200, json={"results": [{"status": "new"}, {"status": None}]}),
    httpx.Response(503, text="<html>"),
    httpx.Response(422, json={}),
)


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError,
        httpx.ReadTimeout,
        httpx.RemoteProtocolError,
        httpx.Response(429),
        httpx.Response(500),
        httpx.Response(502, text="<html>"),
        httpx.Response(504),
        *UNREADABLE,
    ],
    ids=lambda failure: failure.__name__ if isinstance(failure, type) else f"{failure.status_code} {failure.text[:50]}",
)
def test_what_may_have_been_taken_is_sent_again_under_the_same_names(failure: Answer) -> None:
    service = FakeService([failure, failure, accept_all])
    results = sender_to(service).send([login(1), login(2)])
    assert [result.status for result in results] == ["accepted", "accepted"]
    assert len({request.content for request in service.requests}) == 1
    assert len({request.headers["webhook-id"] for request in service.requests}) == 1
    assert service.event_ids == [[result.event_id for result in results]] * 3


def test_each_send_has_a_webhook_id_and_event_ids_of_its_own() -> None:
    service = FakeService([accept_all])
    sender = sender_to(service)
    for _ in range(2):
        sender.send([login(), login()])
    assert len({request.headers["webhook-id"] for request in service.requests}) == 2
    assert len({name for names in service.event_ids for name in names}) == 4


def test_each_attempt_is_signed_with_the_first_secret_at_its_own_time() -> None:
    time = FakeTime()
    service = FakeService([httpx.Response(503, headers={"retry-after": "7"}), accept_all])
    korea = timezone(timedelta(hours=9))
    sender = replace(
        sender_to(service, time, lambda: 0.0),
        secret=f"{SECRET} whsec_b3RoZXI=",
        now=lambda: time.now().astimezone(korea),
    )
    sender.send([login()])
    for request in service.requests:
        Webhook(SECRET).verify(request.content, dict(request.headers))
        assert request.url == "https://go.example.com/internal/funnel-events/ingest"
        assert request.headers["content-type"] == "application/json"
    first, second = (int(request.headers["webhook-timestamp"]) for request in service.requests)
    assert (first, second - first) == (int(time.start.timestamp()), 7)


def test_of_a_503_with_results_only_what_was_unavailable_is_sent_again() -> None:
    partly = answered("accepted", "unavailable", "rejected", "unavailable", status=503)
    service = FakeService([partly, answered("duplicate", "unavailable", status=503), accept_all])
    results = sender_to(service).send([login(number, event_id=f"e{number}") for number in range(4)])
    assert service.event_ids == [["e0", "e1", "e2", "e3"], ["e1", "e3"], ["e3"]]
    assert results == [
        Result("e0", "accepted"),
        Result("e1", "duplicate"),
        Result("e2", "rejected", [{"field": "email", "reason": "required"}]),
        Result("e3", "accepted"),
    ]


def test_rejected_events_are_returned_with_their_reasons_even_where_all_are() -> None:
    for answer in (answered("rejected", "accepted"), answered("rejected", "rejected", status=422)):
        service = FakeService([answer])
        result = sender_to(service).send([login(), login()])[0]
        assert (result.status, result.reasons) == ("rejected", [{"field": "email", "reason": "required"}])
        assert len(service.requests) == 1


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 404, 413, 415])
def test_a_request_that_is_refused_raises_at_once_with_the_words_of_the_service(status: int) -> None:
    said = {"Code": "x", "Message": "mend it like this"}
    service = FakeService([httpx.Response(status, json=said, headers={"location": "https://elsewhere.example/"})])
    with pytest.raises(RefusedError, match=f"^{status}: mend it like this$") as raised:
        sender_to(service).send([login(1, event_id="e1")])
    assert (len(service.requests), raised.value.status) == (1, status)
    assert [event["event_id"] for event in raised.value.events] == ["e1"]


@pytest.mark.parametrize("status", [400, 415])
def test_a_refusal_of_somebody_else_than_the_service_is_tried_again(status: int) -> None:
    service = FakeService([httpx.Response(status, text="<html>"), httpx.Response(status, json={"Code": 5}), accept_all])
    (result,) = sender_to(service).send([login()])
    assert (result.status, len(service.requests)) == ("accepted", 3)


def test_a_refusal_after_a_part_was_taken_holds_the_rest() -> None:
    service = FakeService([answered("accepted", "unavailable", status=503), httpx.Response(401, text="<html>")])
    with pytest.raises(RefusedError, match=r"^401: no answer of Tracefunnel$") as raised:
        sender_to(service).send([login(1, event_id="e1"), login(2, event_id="e2")])
    assert [event["event_id"] for event in raised.value.events] == ["e2"]
    assert raised.value.results == [Result("e1", "accepted")]


def test_it_waits_as_long_as_the_service_asks_for_and_with_full_jitter_beyond() -> None:
    time = FakeTime()
    later = format_datetime(time.start + timedelta(seconds=9), usegmt=True)
    in_turn = ["3", later, "soon", "-5", "99999999999999999999"]
    failures = [httpx.Response(503, headers={"retry-after": header}) for header in in_turn]
    sender_to(FakeService([*failures, accept_all]), time).send([login()], within_seconds=1000)
    date_seconds = time.slept[1] - 0.5
    assert 9 - 3.25 - 1 <= date_seconds <= 9 - 3.25
    assert [time.slept[0], *time.slept[2:]] == [3.25, 1.0, 2.0, 304.0]


def test_its_waits_grow_to_a_minute_and_are_spread_from_nothing() -> None:
    time = FakeTime()
    draws = iter([0.999999] * 9 + [0.0])
    service = FakeService([*[httpx.ConnectError] * 10, accept_all])
    sender_to(service, time, lambda: next(draws)).send([login()], within_seconds=10_000)
    assert [round(seconds, 1) for seconds in time.slept] == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 0]


def test_when_the_time_is_over_it_hands_back_what_was_not_taken_to_be_sent_again_as_it_is() -> None:
    time = FakeTime()
    partly = answered("unavailable", "accepted", status=503)
    away = FakeService([partly, httpx.Response(503, headers={"retry-after": "6"})])
    with pytest.raises(UnavailableError, match=r"^1 of 2 events not taken: 503$") as raised:
        sender_to(away, time).send([login(1), login(2)], within_seconds=15)
    assert time.passed_seconds <= 15
    assert [result.status for result in raised.value.results] == ["accepted"]
    back = FakeService([accept_all])
    sender_to(back).send(raised.value.events)
    assert events_of(back.requests[0]) == [events_of(away.requests[0])[0]]


def test_an_attempt_never_has_more_time_than_is_left() -> None:
    time = FakeTime()
    limits: list[float] = []

    def slow(request: httpx.Request) -> httpx.Response:
        limits.append(request.extensions["timeout"]["read"])
        time.passed_seconds += limits[-1]
        raise httpx.ReadTimeout("slow", request=request)

    with pytest.raises(UnavailableError, match="no answer"):
        sender_to(slow, time).send([login()], within_seconds=20)
    assert limits == [15, 4.75]


def test_an_event_gets_an_id_and_a_time_where_it_has_none_and_the_caller_keeps_its_own() -> None:
    time = FakeTime()
    service = FakeService([accept_all])
    bare = login(event_id=None, success=None)
    named = login(event_id="mine", occurred_at="2026-11-22T09:15:02.120Z")
    before = json.dumps([bare, named])
    sender_to(service, time).send([bare, named])
    first, second = events_of(service.requests[0])
    assert re.fullmatch(r"[0-9a-f-]{36}", first["event_id"])
    assert datetime.fromisoformat(first["occurred_at"]) == time.start.replace(
        microsecond=time.start.microsecond // 1000 * 1000
    )
    assert first["success"] is None
    assert second == named
    assert json.dumps([bare, named]) == before


@pytest.mark.parametrize(
    ("events", "error"),
    [
        ([], ValueError),
        ([login()] * (MOST_EVENTS + 1), ValueError),
        ([login(payload={"ratio": float("nan")})], ValueError),
        ([login(payload={"email": ADDRESS.encode()})], TypeError),
    ],
    ids=["none", "too many", "not a number", "no JSON"],
)
def test_what_cannot_be_sent_raises_before_anything_is_sent(
    events: list[dict[str, Any]], error: type[Exception]
) -> None:
    service = FakeService([accept_all])
    with pytest.raises(error) as raised:
        sender_to(service).send(events)
    assert service.requests == []
    assert ADDRESS not in str(raised.value)


@pytest.mark.parametrize("secret", ["", " ", "c2VjcmV0", "whsec_", "whsec_a", f"x{SECRET}"])
def test_a_secret_that_is_none_is_refused_at_once_without_quoting_it(secret: str) -> None:
    with pytest.raises(Exception, match=r"secret|base64|padding") as raised:
        TracefunnelSender("https://go.example.com", secret)
    assert len(secret) < 8 or secret not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    ["go.example.com", "ftp://h", "https://", "https://h:abc", "https://h:99999", "https://[::1", "https://h\x00"],
)
def test_a_url_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match=r"^the url must be http"):
        TracefunnelSender(url, SECRET)


@pytest.mark.parametrize("case", TRACE_ID_CASES, ids=[case["name"] for case in TRACE_ID_CASES])
def test_a_trace_id_that_the_sender_keeps_is_one_that_the_service_keeps(case: dict[str, Any]) -> None:
    prepared = sender_to(accept_all).prepare({"trace_id": case["input"]})
    holds_an_at = re.search("@|%(25)*40", case["input"] or "")
    assert prepared.get("trace_id", "none") == ("none" if holds_an_at else case["expected"] or "none")


@pytest.mark.parametrize("trace_id", [ADDRESS, f"trace_{ADDRESS}", "trace_a%25252540b", [ADDRESS], {"a": ADDRESS}, 5])
def test_a_trace_id_that_may_hold_an_address_is_never_sent(trace_id: Any) -> None:
    service = FakeService([accept_all])
    sender_to(service).send([{"event_type": "m_auth_login_success", "trace_id": trace_id}])
    assert "trace_id" not in events_of(service.requests[0])[0]
    assert ADDRESS not in service.requests[0].content.decode()


@settings(max_examples=300, deadline=None)
@given(st.text() | st.from_regex(r"\s*trace_[ -~]{0,130}\s*", fullmatch=True))
def test_whatever_trace_id_the_sender_keeps_the_service_keeps_as_it_is(trace_id: str) -> None:
    kept = sender_to(accept_all).prepare({"trace_id": trace_id}).get("trace_id")
    assert kept is None or kept == sanitize_trace_id(kept) == sanitize_trace_id(trace_id)


@pytest.mark.parametrize("answer", [httpx.ConnectError, httpx.Response(400, text=ADDRESS), httpx.Response(503)])
def test_neither_its_errors_nor_its_log_nor_its_text_hold_an_address_or_the_secret(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    sender = sender_to(FakeService([answer]))
    with pytest.raises(NotTakenError) as raised:
        sender.send([login()])
    seen = "".join(traceback.format_exception(raised.value)) + caplog.text + repr(sender) + repr(raised.value)
    assert ADDRESS not in seen
    assert SECRET not in seen


@settings(max_examples=60, deadline=None)
@given(
    faults=st.lists(st.sampled_from(["lost before", "lost after", "429", "partly"]), max_size=12),
    count=st.integers(1, 20),
    draws=st.randoms(use_true_random=False),
)
def test_whatever_fails_each_event_is_stored_once(faults: list[str], count: int, draws: Any) -> None:
    stored: Counter[str] = Counter()
    left = list(faults)

    def service(request: httpx.Request) -> httpx.Response:
        fault = left.pop(0) if left else None
        if fault == "lost before":
            raise httpx.ConnectError("away", request=request)
        if fault == "429":
            return httpx.Response(429)
        statuses = []
        for event in events_of(request):
            if fault == "partly" and draws.random() < 0.5:
                statuses.append("unavailable")
                continue
            statuses.append("duplicate" if event["event_id"] in stored else "accepted")
            if statuses[-1] == "accepted":
                stored[event["event_id"]] += 1
        if fault == "lost after":
            raise httpx.ReadError("reset", request=request)
        return answered(*statuses, status=503 if "unavailable" in statuses else 200)

    results = sender_to(service).send([login(number) for number in range(count)], within_seconds=10_000)
    assert stored == dict.fromkeys((result.event_id for result in results), 1)
    assert len(stored) == count
