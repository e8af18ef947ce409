"""What the close of a day finds late is told by the answer, the log line and the metrics of the run that closed it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api_client import ApiClient
from tests.conftest import ServiceFactory, Tables
from tests.polling import eventually
from tests.storage.parts import admitted
from tests.storage.roll_up_parts import counting


def _with(lines: list[str], name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines if f'"{name}"' in line]


def test_events_that_came_late_are_told_once_by_the_run_that_closes_their_day(
    tables: Tables, service: ServiceFactory
) -> None:
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
    parts = counting(tables, "UTC", noon)
    for number in range(3):
        parts.put(admitted(noon - timedelta(seconds=61 + number), event_id=f"e{number}"))
    assert parts.run(lag=timedelta(seconds=60)).events_counted == 3
    parts.put(admitted(noon - timedelta(seconds=90), event_id="late"))  # the mark has passed it
    running = service(REPORTING_TIMEZONE="UTC")
    with ApiClient.to(running.base_url, running.secrets) as api:
        for _ in range(2):
            assert api.http.post("/internal/rollups/run", headers=api.bearer()).status_code == 200

    # a run of the service's own schedule may have come first: whichever closes the day tells of it, and no other
    def told() -> list[tuple[int, int]]:
        lines = [line.get("roll_up", line) for line in _with(running.log.splitlines(), "late_events")]
        return [(line["late_events"], line["drift_events"]) for line in lines if line["late_events"]]

    assert eventually(told) == [(1, 1)]
    records = [one for one in _with(running.log.splitlines(), "LateEvents") if one["LateEvents"] != [0.0]]
    assert [(one["LateEvents"], one["RollupDrift"]) for one in records] == [([1.0], [25.0])]
