"""The Python sender and the real service, with a network that fails between them and kills in the middle."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from frontend.edge.examples.python.script import send_or_keep
from frontend.edge.examples.python.tracefunnel_background import BackgroundSender
from frontend.edge.examples.python.tracefunnel_sender import RefusedError, TracefunnelSender, UnavailableError
from tests.api_client import ApiClient, ids
from tests.conftest import Service, ServiceFactory
from tests.edge.python_sender_parts import ADDRESS, SECRET, login
from tests.edge.tcp_proxy import TcpProxy, tcp_proxy
from tests.polling import eventually
from tests.running_service import PROJECT, SECRETS
from tests.scenarios.senders import killable_service

EVENTS = 300


@pytest.fixture(scope="module")
def running(module_service: ServiceFactory) -> Service:
    return module_service()


@pytest.fixture
def proxy(running: Service) -> Iterator[TcpProxy]:
    with tcp_proxy(int(running.base_url.rpartition(":")[2])) as proxy:
        yield proxy


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


def stored(running: Service, trace_id: str) -> list[str]:
    with ApiClient.to(running.base_url, SECRETS) as api:
        return ids(api.feed(trace_id=trace_id))


def quick_sender(url: str, http: httpx.Client) -> TracefunnelSender:
    """That waits a fiftieth of what it may."""
    return TracefunnelSender(url, SECRET, http, random=lambda: 0.02)


def test_a_signed_batch_is_accepted_and_the_same_again_a_duplicate(running: Service, http: httpx.Client) -> None:
    sender = TracefunnelSender(running.base_url, SECRET, http)
    events = [login("batch", event_id=f"e{number}", source="cp") for number in range(200)]
    assert {result.status for result in sender.send(events)} == {"accepted"}
    assert {result.status for result in sender.send(events)} == {"duplicate"}
    assert set(stored(running, "trace_batch")) == {event["event_id"] for event in events}


def test_rejected_events_come_back_with_their_reasons(running: Service, http: httpx.Client) -> None:
    sender = TracefunnelSender(running.base_url, SECRET, http)
    lacking = login("reasons", email=None)
    kept, rejected = sender.send([login("reasons"), lacking])
    assert (kept.status, rejected.status) == ("accepted", "rejected")
    assert [one["field"] for one in rejected.reasons] == ["email"]
    assert [result.status for result in sender.send([lacking])] == ["rejected"]


def test_a_wrong_secret_is_refused_in_the_words_of_the_service(running: Service, http: httpx.Client) -> None:
    with pytest.raises(RefusedError, match=r"^401: ") as raised:
        TracefunnelSender(running.base_url, "whsec_b3RoZXI=", http).send([login("wrong")])
    assert len(raised.value.events) == 1


def test_lost_answers_and_resets_double_nothing(running: Service, proxy: TcpProxy, http: httpx.Client) -> None:
    sender = quick_sender(proxy.url, http)
    proxy.lose_answers(times=2)
    (lost,) = sender.send([login("lost")])
    assert (lost.status, proxy.lost_answers) == ("duplicate", 2)
    proxy.reset(times=2)
    (reset,) = sender.send([login("lost")])
    assert (reset.status, proxy.resets) == ("accepted", 2)
    assert sorted(stored(running, "trace_lost")) == sorted([lost.event_id, reset.event_id])


@pytest.mark.parametrize("fault", ["refuse", "hang"])
def test_what_was_not_taken_in_time_comes_back_and_is_taken_later(
    running: Service, proxy: TcpProxy, http: httpx.Client, fault: str
) -> None:
    sender = quick_sender(proxy.url, http)
    getattr(proxy, fault)()
    with pytest.raises(UnavailableError, match="no answer") as raised:
        sender.send([login(fault), login(fault)], within_seconds=0.3)
    assert stored(running, f"trace_{fault}") == []
    proxy.pass_on()
    assert [result.status for result in sender.send(raised.value.events)] == ["accepted", "accepted"]
    assert len(stored(running, f"trace_{fault}")) == 2


def test_a_service_killed_and_started_again_has_each_event_once(tmp_path: Path, http: httpx.Client) -> None:
    """In the background, with answers lost before and after."""
    with killable_service(tmp_path) as service, tcp_proxy(int(service.port)) as proxy:
        told: list[str] = []
        background = BackgroundSender(
            quick_sender(proxy.url, http),
            batch_events=10,
            batch_seconds=0.05,
            on_problem=lambda problem, _: told.append(problem),
        )
        sent = {f"e{number}" for number in range(EVENTS)}
        proxy.lose_answers(times=2)
        for number in range(EVENTS):
            background.track(login(number % 7, event_id=f"e{number}"))
        eventually(lambda: background.counts["accepted"] >= 50)
        proxy.lose_answers(times=2)
        service.kill_and_start_again()
        eventually(lambda: background.counts.total() == EVENTS, within_seconds=30)
        assert background.close() == []
        assert set(background.counts) == {"accepted", "duplicate"}
        with ApiClient.to(service.url, SECRETS) as api:
            feed = ids(api.feed(limit=200))
    assert len(feed) == EVENTS
    assert set(feed) == sent
    assert (service.kills, proxy.lost_answers, len(told)) == (1, 4, 1)


def warnings_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]


def run_example(code: str, url: str) -> str:
    """What it prints, in a process of its own."""
    environment = {"PATH": os.environ["PATH"], "TRACEFUNNEL_URL": url, "TRACEFUNNEL_SECRET": SECRET}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, check=False, capture_output=True, timeout=60, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_example_of_a_control_plane_sends_all_before_its_process_ends(running: Service) -> None:
    code = (
        "from frontend.edge.examples.python.control_plane import session_created\n"
        f"for number in range(3): session_created('trace_control_plane', {ADDRESS!r}, f'user-{{number}}')\n"
    )
    assert run_example(code, running.base_url) == ""
    with ApiClient.to(running.base_url, SECRETS) as api:
        events = api.feed(trace_id="trace_control_plane")
    assert {(event["event_type"], event["user_id"], event["source"]) for event in events} == {
        ("m_auth_session_created", f"user-{number}", "cp") for number in range(3)
    }


def test_the_example_of_a_script_sends_keeps_what_was_not_taken_and_says_what_was_rejected(
    running: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept = tmp_path / "kept.jsonl"
    monkeypatch.setenv("TRACEFUNNEL_URL", running.base_url)
    monkeypatch.setenv("TRACEFUNNEL_SECRET", "whsec_b3RoZXI=")
    send_or_keep([login("script"), login("script", email=None, event_id="lacking")], kept)
    (refused,) = warnings_of(caplog)
    assert refused.startswith("401: ")
    monkeypatch.setenv("TRACEFUNNEL_SECRET", SECRET)
    send_or_keep([json.loads(line) for line in kept.read_text().splitlines()], kept)
    _, rejected = warnings_of(caplog)
    assert rejected.startswith("event lacking is in quarantine: [{'field': 'email'")
    assert ADDRESS not in caplog.text
    assert len(stored(running, "trace_script")) == 1
