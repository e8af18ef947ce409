"""How often the store is tried, and for how long: by the patience of who asks, and never beyond the deadline."""

import threading
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.errors import UnavailableError
from chalicelib.storage.dynamodb import IMPATIENT, PATIENT, Deadline, Patience, Store, make_client
from chalicelib.usecases.agree_on_stored_shapes import AgreeOnStoredShapes
from tests.conftest import Tables
from tests.fault_proxy import HANG, THROTTLE, FaultProxy
from tests.storage.parts import NOW, meta_store

ONCE = replace(IMPATIENT, pauses_seconds=())


class Clock:
    """A call to it is no time; `sleep` is."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def attempts(proxy: FaultProxy, patience: Patience, deadline: Deadline, clock: Clock) -> int:
    """How often a call is tried that does not succeed."""
    client = make_client(proxy.url, patience)
    calls: Counter[str] = Counter()
    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.update([model.name]))
    store = Store(client, patience, sleep=clock.sleep, jitter=lambda: 1.0)
    with pytest.raises(UnavailableError):
        store.call(client.get_item, deadline, TableName="t", Key={"id": {"S": "1"}})
    return calls["GetItem"]


@pytest.mark.parametrize(("patience", "expected"), [(PATIENT, 3), (IMPATIENT, 3), (ONCE, 1)])
def test_a_call_is_tried_once_more_after_each_pause(proxy: FaultProxy, patience: Patience, expected: int) -> None:
    clock = Clock()
    proxy.set(THROTTLE)
    assert attempts(proxy, patience, Deadline.after(10, clock), clock) == expected
    assert clock.now == sum(patience.pauses_seconds)


@pytest.mark.parametrize("patience", [PATIENT, IMPATIENT, ONCE])
def test_no_attempt_begins_that_could_end_after_the_deadline(proxy: FaultProxy, patience: Patience) -> None:
    proxy.set(THROTTLE)
    clock = Clock()
    assert attempts(proxy, patience, Deadline.after(patience.attempt_seconds - 0.001, clock), clock) == 0
    clock = Clock()
    assert attempts(proxy, patience, Deadline.after(patience.attempt_seconds, clock), clock) == 1


def test_half_a_second_holds_a_second_attempt_of_the_impatient_only_where_the_first_failed_at_once(
    proxy: FaultProxy,
) -> None:
    proxy.set(THROTTLE)
    clock = Clock()
    assert attempts(proxy, IMPATIENT, Deadline.after(0.5, clock), clock) == 2
    proxy.set(HANG)
    assert attempts(proxy, IMPATIENT, Deadline.after(0.5), Clock()) == 1


def test_a_deadline_can_be_brought_forward_and_not_put_off() -> None:
    clock = Clock()
    deadline = Deadline.after(10, clock)
    assert deadline.at_most(0.5).seconds_left == 0.5
    assert deadline.at_most(60).seconds_left == 10
    clock.now = 11
    assert deadline.seconds_left < 0


def test_who_waits_for_another_to_look_at_the_stored_shapes_waits_no_longer_than_its_deadline(tables: Tables) -> None:
    looking, may_go_on = threading.Event(), threading.Event()
    meta = meta_store(tables)
    agree = AgreeOnStoredShapes(meta, "UTC", 1, lambda: NOW)

    def hold_up(**_: Any) -> None:
        looking.set()
        may_go_on.wait(10)

    tables.client.meta.events.register("before-call.dynamodb.GetItem", hold_up)
    first = threading.Thread(target=agree, args=(Deadline.after(10),))
    try:
        first.start()
        assert looking.wait(10)
        with pytest.raises(UnavailableError):
            agree(Deadline.after(0.05))
    finally:
        may_go_on.set()
        first.join()
        tables.client.meta.events.unregister("before-call.dynamodb.GetItem", hold_up)
    agree(Deadline.after(0))  # agreed on: nothing is looked at any more
