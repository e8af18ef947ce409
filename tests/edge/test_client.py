"""The edge client in Node and in the Workers runtime against the real service: every event arrives exactly once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from tests.api_client import ApiClient
from tests.edge.senders import NodeSender, Stats, WorkersSender, node_sender, workers_sender
from tests.edge.tcp_proxy import TcpProxy, tcp_proxy
from tests.polling import eventually
from tests.running_service import SECRETS
from tests.scenarios.senders import KillableService, killable_service

Sender = NodeSender | WorkersSender
SENDERS: dict[str, Callable[..., AbstractContextManager[Sender]]] = {"node": node_sender, "workers": workers_sender}
# An answer that does not come is not waited for as long as in earnest.
IMPATIENT = {"requestTimeoutMs": 2_000, "waitUntilMs": 60_000, "batchDelayMs": 50, "batchEvents": 40}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KillableService]:
    with killable_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture
def network(service: KillableService) -> Iterator[TcpProxy]:
    with tcp_proxy(int(service.port)) as proxy:
        yield proxy


@pytest.fixture(params=SENDERS)
def runtime(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@contextmanager
def _sender(runtime: str, network: TcpProxy, **options: Any) -> Iterator[Sender]:
    with SENDERS[runtime](network.url, **(IMPATIENT | options)) as sender:
        yield sender


def _stored(service: KillableService, first: int, last: int) -> list[str]:
    """The error codes, which number the events, of all that is stored of this row."""
    codes = {f"e{number}" for number in range(first, last)}
    with ApiClient.to(service.url, SECRETS) as api:
        feed = api.feed(type="m_auth_login_fail", limit=200)
    return sorted(event["error_code"] for event in feed if event["error_code"] in codes)


def _row(first: int, last: int) -> list[str]:
    return sorted(f"e{number}" for number in range(first, last))


def _stats_when_empty(sender: Sender) -> Stats:
    eventually(lambda: sender.stats()["waiting"] == 0, within_seconds=60)
    return sender.stats()


def test_events_are_signed_and_arrive_in_batches(service: KillableService, network: TcpProxy, runtime: str) -> None:
    first = {"node": 0, "workers": 1_000}[runtime]
    with _sender(runtime, network) as sender:
        sender.track(first, first + 100)
        stats = _stats_when_empty(sender)
    assert stats == {"waiting": 0, "accepted": 100, "duplicate": 0, "rejected": 0, "dropped": 0}
    assert _stored(service, first, first + 100) == _row(first, first + 100)


def test_each_event_arrives_once_though_the_network_fails_and_the_service_is_killed(
    service: KillableService, network: TcpProxy, runtime: str
) -> None:
    first = {"node": 2_000, "workers": 3_000}[runtime]
    kills = service.kills
    with _sender(runtime, network) as sender:
        network.lose_answers(2)
        sender.track(first, first + 100)
        eventually(lambda: network.lost_answers == 2)
        network.reset(2)
        sender.track(first + 100, first + 200)
        eventually(lambda: network.resets == 2)
        network.hang(1)
        sender.track(first + 200, first + 300)
        eventually(lambda: network.hung == 1)
        network.refuse()
        sender.track(first + 300, first + 400)
        network.pass_on()
        service.kill_and_start_again()
        sender.track(first + 400, first + 500)
        stats = _stats_when_empty(sender)
    assert service.kills == kills + 1
    assert stats["accepted"] + stats["duplicate"] == 500
    assert (stats["rejected"], stats["dropped"]) == (0, 0)
    assert stats["duplicate"] > 0  # what the network had lost the answer to
    assert _stored(service, first, first + 500) == _row(first, first + 500)


def test_a_worker_answers_while_the_service_does_not(service: KillableService, network: TcpProxy) -> None:
    network.hang()
    with _sender("workers", network) as sender:
        stats = sender.track(4_000, 4_003)
        assert (stats["waiting"], stats["accepted"]) == (3, 0)
        eventually(lambda: network.hung > 0)
        assert sender.stats()["waiting"] == 3
        network.pass_on()
        _stats_when_empty(sender)
    assert _stored(service, 4_000, 4_003) == _row(4_000, 4_003)


def test_close_sends_what_waits_before_a_process_ends(service: KillableService, network: TcpProxy) -> None:
    with _sender("node", network, batchDelayMs=600_000) as sender:
        assert isinstance(sender, NodeSender)
        assert sender.track(5_000, 5_010)["waiting"] == 10
        assert sender.tell(close=10_000)["accepted"] == 10
        assert sender.track(5_010, 5_011)["dropped"] == 1
    assert _stored(service, 5_000, 5_011) == _row(5_000, 5_010)
