"""The requests of a real access log, sent as page views (../shared/data/real-traffic)."""

import gzip
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.api_client import ApiClient, page_view
from tests.conftest import ServiceFactory

BATCH = 250


def _requests(folder: Path) -> list[dict[str, Any]]:
    with gzip.open(folder / "real-traffic" / "access_log.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


def _as_events(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        page_view(
            request["visitor"],
            event_id=f"log:{number}",
            payload={"day": request["ts"][:10], "method": request["method"], "status": request["status"]},
        )
        for number, request in enumerate(requests)
    ]


def _send(client: ApiClient, events: list[dict[str, Any]]) -> Counter[str]:
    """In signed batches; the statuses counted."""
    found: Counter[str] = Counter()
    for start in range(0, len(events), BATCH):
        answer = client.send_signed({"events": events[start : start + BATCH]})
        assert answer.status_code == 200, answer.text
        found.update(result["status"] for result in answer.json()["results"])
    return found


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "days", [pytest.param(1, id="its first day"), pytest.param(4, id="all of it", marks=pytest.mark.soak)]
)
def test_a_real_log_sent_twice_in_other_orders_is_held_once_and_counts_as_the_truth_says(
    service: ServiceFactory, shared_data: Path, days: int
) -> None:
    running = service(FEED_SHARDS="2")
    truth = json.loads((shared_data / "real-traffic" / "truth.json").read_text())
    expected = dict(sorted(truth["days_utc"].items())[:days])
    events = [event for event in _as_events(_requests(shared_data)) if event["payload"]["day"] in expected]

    with ApiClient.to(running.base_url, running.secrets) as client:
        assert _send(client, events) == Counter(accepted=len(events))
        random.Random(7).shuffle(events)
        assert _send(client, events) == Counter(duplicate=len(events))
        seen = client.feed(limit=200, type="m_page_view")

    rows = sum(count for count, _ in expected.values())
    assert len(seen) == rows == len({event["id"] for event in seen})
    if len(expected) == len(truth["days_utc"]):
        assert rows == truth["rows"]
        assert len({event["anonymous_id"] for event in seen}) == truth["distinct_visitors(ip+ua)"]
    by_day = {
        day: [
            sum(event["payload"]["day"] == day for event in seen),
            len({event["anonymous_id"] for event in seen if event["payload"]["day"] == day}),
        ]
        for day in expected
    }
    assert by_day == expected
    order = [(event["ts"], event["id"]) for event in seen]
    assert order == sorted(order, reverse=True)
