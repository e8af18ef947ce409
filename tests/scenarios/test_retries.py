"""Any interleaving of retries stores each event once and answers `accepted` once for it."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.storage.fan_out import FanOut
from chalicelib.usecases.ingest_events import IngestEvents
from tests.api_client import page_view
from tests.conftest import Tables
from tests.storage.parts import NOW, deadline, event_store, intake, quarantine_store

EVENTS = [page_view(f"v{number}", event_id=f"e{number % 6}", trace_id=f"trace_{number // 6}") for number in range(12)]
REQUESTS = st.lists(st.lists(st.integers(0, 11), min_size=1, max_size=12), min_size=1, max_size=8)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=REQUESTS, at_once=st.booleans())
def test_any_interleaving_of_retries_accepts_each_event_exactly_once(
    tables: Tables, requests: list[list[int]], at_once: bool
) -> None:
    ingest = IngestEvents(event_store(tables), quarantine_store(tables), FanOut(), lambda _: None)
    run = uuid.uuid4().hex

    def send(numbered: tuple[int, list[int]]) -> list[tuple[int, str]]:
        turn, wanted = numbered
        events = [EVENTS[number] | {"trace_id": f"{EVENTS[number]['trace_id']}{run}"} for number in wanted]
        report = ingest(events, intake(NOW + timedelta(seconds=turn)), deadline())
        assert not any(result.conflict for result in report.results)
        return [(number, result.status) for number, result in zip(wanted, report.results, strict=True)]

    with ThreadPoolExecutor(4 if at_once else 1) as senders:
        answers = [answer for answers in senders.map(send, enumerate(requests)) for answer in answers]
    sent = {number for wanted in requests for number in wanted}
    accepted = Counter(number for number, status in answers if status == "accepted")
    assert accepted == Counter(sent)
    assert {status for _, status in answers} <= {"accepted", "duplicate"}
    stored = [
        event
        for trace in (f"trace_0{run}", f"trace_1{run}")
        for event in ingest.events.read_trace(trace, now=NOW, deadline=deadline())
    ]
    assert len(stored) == len(sent)
