"""What a sender does with each answer, and that no import depends on its batches."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.transfer.api import LONGEST_PAUSE_SECONDS, Api, Bearer
from infra.transfer.errors import RowError, TransferError
from infra.transfer.row_ids import RowIds
from infra.transfer.sending import BACKFILL, Batch, Sent, batches, encode, send
from tests.infra.transfer_stub import KEY, StubService, error, reply, stub_service


@dataclass
class Sender:
    api: Api
    pauses: list[float]
    told: list[str] = field(default_factory=list)


@pytest.fixture
def stub() -> Iterator[StubService]:
    with stub_service(StubService()) as running:
        yield running


@pytest.fixture
def sender(stub: StubService) -> Iterator[Sender]:
    pauses: list[float] = []
    told: list[str] = []
    with Api.to(stub.url, Bearer(KEY), wait=pauses.append, tell=told.append) as api:
        yield Sender(api, pauses, told)


def batch_of(*ids: str, event_type: str = "m_page_view") -> Batch:
    batch = Batch()
    for line, event_id in enumerate(ids, start=1):
        batch.add(encode(line, {"event_id": event_id, "event_type": event_type}))
    return batch


def test_a_batch_goes_out_as_an_admin_and_each_event_has_its_result(stub: StubService, sender: Sender) -> None:
    assert send(sender.api, batch_of("a", "b", "a")) == [
        Sent(1, "accepted", False, []),
        Sent(2, "accepted", False, []),
        Sent(3, "duplicate", False, []),
    ]
    (request,) = stub.requests
    assert (request.method, request.path) == ("POST", BACKFILL)
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"


def test_refused_events_bring_their_reasons_even_where_all_are_refused(sender: Sender) -> None:
    refused = send(sender.api, batch_of("a", event_type="refuse_me"))

    assert refused == [Sent(1, "rejected", False, [{"field": "event_type", "reason": "is no type"}])]


def test_the_same_request_goes_out_again_until_it_is_taken(stub: StubService, sender: Sender) -> None:
    stub.script = [error(503, "throttled", Retry_After="7"), error(429, "slow down", Retry_After="40"), error(502, "?")]

    assert [one.status for one in send(sender.api, batch_of("a", "b"))] == ["accepted", "accepted"]

    assert len({request.body for request in stub.requests}) == 1
    assert len(stub.requests) == 4
    assert sender.pauses[:2] == [7, 40]
    assert 0 < sender.pauses[2] <= LONGEST_PAUSE_SECONDS


def test_what_a_failed_try_had_accepted_counts_as_accepted(stub: StubService, sender: Sender) -> None:
    def half(request: Any) -> Any:
        stub.take(request)
        results = [{"index": 0, "event_id": "a", "status": "accepted"}, {"index": 1, "status": "unavailable"}]
        return reply(503, {"results": results})

    stub.script = [half]

    assert [one.status for one in send(sender.api, batch_of("a", "b"))] == ["accepted", "duplicate"]


def test_connections_that_are_cut_are_tried_again_ever_more_slowly_and_told_now_and_then(
    stub: StubService, sender: Sender
) -> None:
    stub.cut = 20

    assert [one.status for one in send(sender.api, batch_of("a"))] == ["accepted"]

    assert len(sender.pauses) == 20
    assert sender.pauses[0] <= 0.5
    assert LONGEST_PAUSE_SECONDS / 2 <= sender.pauses[-1] <= LONGEST_PAUSE_SECONDS
    assert len(sender.told) == 5
    assert all("no answer from http://127.0.0.1" in line for line in sender.told)


def test_a_wait_that_raises_ends_the_tries(stub: StubService) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    stub.script = [error(503, "away")]
    with (
        Api.to(stub.url, Bearer(KEY), wait=interrupted, tell=lambda _: None) as api,
        pytest.raises(KeyboardInterrupt),
    ):
        send(api, batch_of("a"))


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 413])
def test_an_answer_that_no_other_try_would_change_ends_it_with_the_services_words(
    stub: StubService, sender: Sender, status: int
) -> None:
    stub.script = [error(status, "what is wrong")]
    with pytest.raises(TransferError, match=rf"answered {status}: what is wrong.* \(sent: lines 1 to 2\)"):
        send(sender.api, batch_of("a", "b"))
    assert sender.pauses == []


@pytest.mark.parametrize("body", [[], {}, {"results": []}, {"results": "?"}])
def test_an_answer_of_something_else_ends_it(stub: StubService, sender: Sender, body: Any) -> None:
    stub.script = [reply(200, body)]
    with pytest.raises(TransferError, match="does --url lead to Tracefunnel"):
        send(sender.api, batch_of("a"))


@pytest.mark.parametrize("url", ["", "localhost:8000", "ftp://localhost", "http://", "/internal"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(TransferError, match="--url"), Api.to(url, Bearer(KEY), tell=print):
        pass


def test_a_stage_in_the_url_is_kept_and_credentials_in_it_are_not_told(stub: StubService) -> None:
    told: list[str] = []
    stub.script = [error(503, "away")]
    url = stub.url.replace("//", "//user:hidden@") + "/api/"
    with Api.to(url, Bearer(KEY), tell=told.append, wait=lambda _: None) as api:
        send(api, batch_of("a"))

    assert stub.requests[-1].path == f"/api{BACKFILL}"
    assert len(told) == 1
    assert "hidden" not in told[0]


def test_batches_are_as_large_as_asked_and_never_larger_than_a_request_may_be() -> None:
    small = [encode(line, {"event_id": str(line)}) for line in range(10)]
    large = [encode(line, {"event_id": "x" * 300_000}) for line in range(10)]

    assert [len(batch.events) for batch in batches(small, 4)] == [4, 4, 2]
    assert [len(batch.events) for batch in batches(large, 4)] == [3, 3, 3, 1]
    assert all(len(batch.body()) == batch.size_bytes - 1 <= 1024 * 1024 for batch in batches(large, 4))
    assert list(batches([], 4)) == []


@pytest.mark.parametrize("event", [{"payload": "x" * 1024 * 1024}, {"payload": "\ud800"}, {"payload": float("nan")}])
def test_an_event_that_no_request_can_carry_is_refused_alone(event: dict[str, Any]) -> None:
    with pytest.raises(RowError, match="event"):
        encode(1, event)


@given(rows=st.lists(st.dictionaries(st.sampled_from("ab"), st.integers(0, 1)), max_size=20), seed=st.integers())
def test_rows_without_ids_get_the_same_ids_in_any_order_and_each_its_own(rows: list[dict[str, int]], seed: int) -> None:
    def ids_of(order: list[dict[str, int]]) -> list[str]:
        with RowIds.counting() as ids:
            return [ids.next_for(row) for row in order]

    shuffled = random.Random(seed).sample(rows, len(rows))
    assert len(set(ids_of(rows))) == len(rows)
    assert sorted(ids_of(rows)) == sorted(ids_of(shuffled))
    assert ids_of(rows)[: len(rows) // 2] == ids_of(rows[: len(rows) // 2])
