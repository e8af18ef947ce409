"""The Python sender's background variant: it never holds up its host, loses nothing in silence, and ends in time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from frontend.edge.examples.python import tracefunnel_background
from frontend.edge.examples.python.tracefunnel_background import BackgroundSender
from tests.edge.python_sender_parts import (
    ADDRESS,
    SECRET,
    FakeService,
    accept_all,
    answered,
    events_of,
    login,
    sender_to,
)
from tests.polling import eventually

Handler = Callable[[httpx.Request], httpx.Response]
SOON = 0.01
NEVER = 600.0


class Gate:
    """A service that takes requests, and answers once it is opened."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.reached = threading.Event()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.reached.set()
        assert self.opened.wait(20)
        return accept_all(request)


@contextmanager
def background_to(handler: Handler, **options: Any) -> Iterator[tuple[BackgroundSender, list[tuple[str, int]]]]:
    """Also what it told. Its waits are the shortest, unless the options say otherwise."""
    told: list[tuple[str, int]] = []
    sender = sender_to(handler, random=lambda: 0.001)
    shortest: dict[str, Any] = {"batch_seconds": SOON, "on_problem": lambda *problem: told.append(problem)}
    background = BackgroundSender(sender, **(shortest | options))
    yield background, told
    background.close(timeout_seconds=5)


def test_it_sends_a_batch_when_it_is_full() -> None:
    service = FakeService([accept_all])
    with background_to(service, batch_events=3, batch_seconds=NEVER) as (background, _):
        for number in range(7):
            background.track(login(event_id=f"e{number}"))
        eventually(lambda: len(service.requests) == 2)
        assert background.close() == []
    assert service.event_ids == [["e0", "e1", "e2"], ["e3", "e4", "e5"], ["e6"]]
    assert background.counts == {"accepted": 7}


def test_it_sends_what_there_is_when_the_first_has_waited_long_enough() -> None:
    service = FakeService([accept_all])
    with background_to(service) as (background, told):
        background.track(login())
        eventually(lambda: background.counts["accepted"] == 1)
    assert told == []


def test_a_batch_never_has_more_events_than_the_service_takes() -> None:
    service = FakeService([accept_all])
    with background_to(service, batch_events=5_000, batch_seconds=NEVER) as (background, _):
        for _ in range(501):
            background.track(login())
        background.close()
    assert [len(names) for names in service.event_ids] == [500, 1]


def test_what_it_was_given_is_sent_as_it_was_then() -> None:
    service = FakeService([accept_all])
    with background_to(service, batch_seconds=NEVER) as (background, _):
        event = login(payload={"plan_tier": "pro"})
        background.track(event)
        event["payload"]["plan_tier"] = "later"
        background.close()
    assert events_of(service.requests[0])[0]["payload"] == {"plan_tier": "pro"}


def test_events_are_taken_while_the_service_does_not_answer() -> None:
    gate = Gate()
    with background_to(gate) as (background, _):
        background.track(login())
        assert gate.reached.wait(10)
        for _ in range(100):
            background.track(login())
        assert background.counts == {}
        gate.opened.set()
        eventually(lambda: background.counts["accepted"] == 101)


def test_a_full_queue_keeps_what_it_has_and_reports_what_it_drops() -> None:
    gate = Gate()
    with background_to(gate, queue_events=2) as (background, told):
        for number in range(5):
            background.track(login(number))
        gate.opened.set()
        assert background.close() == []
    assert background.counts == {"accepted": 2, "dropped": 3}
    assert told == [("dropped, queue full", 1)]  # the other two within the minute


def test_each_event_is_stored_once_whatever_fails() -> None:
    service = FakeService(
        [
            httpx.ConnectError,
            httpx.Response(401, json={"Message": "sign"}),
            httpx.Response(502, text="<html>"),
            answered("accepted", "unavailable", "rejected", status=503),
            accept_all,
        ]
    )
    with background_to(service, batch_events=3, batch_seconds=NEVER) as (background, told):
        for number in range(3):
            background.track(login(event_id=f"e{number}"))
        eventually(lambda: background.counts.total() == 2)
        assert background.close() == []
    assert service.event_ids == [["e0", "e1", "e2"]] * 4 + [["e1"]]
    assert background.counts == {"accepted": 2, "rejected": 1}
    assert told == [("delayed: no answer", 3), ("rejected: email required", 1)]


@pytest.mark.parametrize("status", [400, 413, 415])
def test_an_event_that_the_service_cannot_read_is_dropped_alone(status: int) -> None:
    def service(request: httpx.Request) -> httpx.Response:
        if any(event["event_id"] == "e2" for event in events_of(request)):
            return httpx.Response(status, json={"Code": "x", "Message": "a lone surrogate"})
        return accept_all(request)

    with background_to(service, batch_events=5, batch_seconds=NEVER) as (background, told):
        for number in range(5):
            background.track(login(event_id=f"e{number}"))
        background.close()
    assert background.counts == {"accepted": 4, "dropped": 1}
    assert told == [(f"dropped, refused: {status}: a lone surrogate", 1)]


@pytest.mark.parametrize("status", [400, 413, 415])
@pytest.mark.parametrize("body", [{"text": "<html>"}, {"json": {"message": "too large"}}, {"json": {"Code": 5}}])
def test_no_event_is_dropped_for_an_answer_of_somebody_else_than_the_service(status: int, body: Any) -> None:
    service = FakeService([httpx.Response(status, **body)] * 3 + [accept_all])
    with background_to(service, batch_events=2, batch_seconds=NEVER) as (background, told):
        background.track(login())
        background.track(login())
        eventually(lambda: told)
        assert background.close() == []
    assert background.counts == {"accepted": 2}
    assert [problem.partition(":")[0] for problem, _ in told] == ["delayed"]


def test_a_batch_that_is_too_large_for_a_proxy_is_sent_in_parts() -> None:
    def proxy(request: httpx.Request) -> httpx.Response:
        return accept_all(request) if len(events_of(request)) == 1 else httpx.Response(413, text="<html>")

    with background_to(proxy, batch_events=3, batch_seconds=NEVER) as (background, told):
        for _ in range(3):
            background.track(login())
        assert background.close() == []
    assert (background.counts, told) == ({"accepted": 3}, [])


def test_when_its_time_is_over_close_gives_what_is_left_named_and_dated() -> None:
    service = FakeService([httpx.Response(503, headers={"retry-after": "300"})])
    with background_to(service) as (background, told):
        background.track(login(1))
        eventually(lambda: told)
        (left,) = background.close(timeout_seconds=0.05)
    assert left["event_id"] == service.event_ids[0][0]
    assert left["occurred_at"]
    assert background.counts == {"dropped": 1}
    assert told == [("delayed: 503", 1), ("dropped, closed", 1)]


def test_close_makes_the_next_attempt_without_waiting_any_longer() -> None:
    service = FakeService([httpx.Response(503, headers={"retry-after": "300"}), accept_all])
    with background_to(service) as (background, told):
        background.track(login())
        eventually(lambda: told)
        assert background.close() == []
    assert background.counts == {"accepted": 1}


def test_after_its_close_events_are_dropped() -> None:
    with background_to(FakeService([accept_all])) as (background, told):
        background.close()
        background.track(login())
        assert background.close() == []
    assert (background.counts, told) == ({"dropped": 1}, [("dropped, closed", 1)])


def test_track_never_raises_whatever_it_is_given_and_whatever_the_host_does_with_its_reports() -> None:
    def broken(problem: str, count: int) -> None:
        raise RuntimeError

    with background_to(FakeService([accept_all]), on_problem=broken) as (background, _):
        not_events: list[Any] = [None, 5, {"payload": {1: object()}}, login(payload={"x": float("inf")})]
        for not_event in not_events:
            background.track(not_event)
        background.track(login())
        eventually(lambda: background.counts["accepted"] == 1)
    assert background.counts == {"accepted": 1, "dropped": 4}


def test_its_thread_survives_a_client_that_was_closed() -> None:
    with background_to(accept_all) as (background, told):
        background._sender.http.close()
        background.track(login())
        eventually(lambda: told)
        assert len(background.close(timeout_seconds=0.05)) == 1
    assert told[0] == ("delayed: RuntimeError", 1)


@pytest.mark.parametrize(
    ("reasons", "told_reasons"),
    [
        ([{"reason": "x"}], "x"),
        ([{"field": 5, "reason": None}, {"field": "email", "reason": "y"}], "; email y"),
        (["x", None, 5, []], ""),
        ("x", ""),
        (None, ""),
    ],
)
def test_an_event_that_is_rejected_for_odd_reasons_is_counted_once(reasons: Any, told_reasons: str) -> None:
    odd = httpx.Response(200, json={"results": [{"status": "rejected", "reasons": reasons}]})
    with background_to(FakeService([odd])) as (background, told):
        background.track(login())
        eventually(lambda: told)
        assert background.close() == []
    assert (background.counts, told) == ({"rejected": 1}, [(f"rejected: {told_reasons}", 1)])


def test_its_thread_survives_what_nobody_foresaw(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([ZeroDivisionError])

    def broken_once() -> float:
        for error in draws:
            raise error
        return 0.001

    service = FakeService([httpx.ConnectError, httpx.ConnectError, accept_all])
    monkeypatch.setattr(tracefunnel_background, "UNFORESEEN_SECONDS", SOON)
    background = BackgroundSender(sender_to(service, random=broken_once), batch_seconds=SOON)
    background.track(login())
    thread = background._thread
    eventually(lambda: background.counts["accepted"] == 1)
    assert thread.is_alive()
    assert background.close() == []
    assert background.counts == {"accepted": 1}


def test_it_begins_again_in_a_process_that_was_forked() -> None:
    """A fork leaves the thread behind; one that has ended stands for it here."""
    service = FakeService([accept_all])
    with background_to(service) as (background, _):
        background._thread = threading.Thread(target=lambda: None)
        background._thread.start()
        background._thread.join()
        background.track(login())
        eventually(lambda: background.counts["accepted"] == 1)


def test_unless_told_otherwise_it_logs_what_is_wrong_without_an_address_or_the_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    service = FakeService([httpx.ReadError])
    background = BackgroundSender(sender_to(service), batch_seconds=SOON)
    background.track(login())
    background.track(login(payload={"x": {ADDRESS}}))
    eventually(lambda: service.requests)
    background.close(timeout_seconds=0.05)
    lines = {record.getMessage() for record in caplog.records if record.name == "tracefunnel"}
    assert lines == {
        "delayed: no answer (events: 1)",
        "dropped, TypeError (events: 1)",
        "dropped, closed (events: 1)",
    }
    assert ADDRESS not in caplog.text
    assert SECRET not in caplog.text
