"""Logs of other systems imported by the command line over HTTP count as the truth beside them says."""

import gzip
import json
from collections import Counter
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest

from tests.api_client import ApiClient
from tests.conftest import ServiceFactory
from tests.running_service import PROJECT
from tests.tracefunnel_command import summary_line, tracefunnel

EXAMPLES = PROJECT / "infra" / "transfer" / "examples"
SUMMARY, ROLL_UP = "/internal/funnel-events/summary", "/internal/rollups/run"
MAX_RANGE_DAYS = 92
AGAIN = 600
FOR_LONG = {"REPORTING_TIMEZONE": "UTC", "RETENTION_DAYS": "7300"}


def roll_up(client: ApiClient) -> None:
    more = True
    while more:
        answer = client.http.post(ROLL_UP, params={"lag_seconds": 0}, headers=client.bearer())
        assert answer.status_code == 200, answer.text
        more = answer.json()["more"]


def daily_counts(client: ApiClient, first: date, last: date) -> dict[str, Counter[str]]:
    """Day -> event type -> count, of the summary's series."""
    found: dict[str, Counter[str]] = {}
    while first <= last:
        end = min(last, first + timedelta(days=MAX_RANGE_DAYS - 1))
        answer = client.get(SUMMARY, {"from": first.isoformat(), "to": end.isoformat()})
        assert answer.status_code == 200, answer.text
        series = answer.json()["series"]
        for name, counts in series["events"].items():
            for day, count in zip(series["days"], counts, strict=True):
                if count:
                    found.setdefault(day, Counter())[name] = count
        first = end + timedelta(days=1)
    return found


@pytest.mark.shared_data
@pytest.mark.soak
def test_an_access_log_counts_day_by_day_as_the_truth_says_and_a_part_of_it_again_changes_nothing(
    service: ServiceFactory, shared_data: Path
) -> None:
    running = service(**FOR_LONG)
    log = str(shared_data / "real-traffic" / "access_log.jsonl.gz")
    truth = json.loads((shared_data / "real-traffic" / "truth.json").read_text())
    command = ["backfill", log, "--mapping", str(EXAMPLES / "access_log.json")]
    expected = {day: Counter(m_page_view=count) for day, (count, _) in truth["days_utc"].items()}

    done = tracefunnel(running, *command)
    assert summary_line(done) == "read 9999, accepted 9999, duplicate 0, refused 0, conflicts 0"
    with ApiClient.to(running.base_url, running.secrets) as client:
        roll_up(client)
        assert daily_counts(client, date(2015, 5, 1), date(2015, 5, 31)) == expected

        with gzip.open(log, "rt") as lines:
            part = "".join(islice(lines, AGAIN))
        done = tracefunnel(running, "backfill", "-", *command[2:], "--batch", "77", stdin=part)
        assert summary_line(done) == f"read {AGAIN}, accepted 0, duplicate {AGAIN}, refused 0, conflicts 0"
        roll_up(client)
        assert daily_counts(client, date(2015, 5, 1), date(2015, 5, 31)) == expected
        visitors = {
            day: len({event["anonymous_id"] for event in client.feed(limit=200, **{"from": day, "to": day})})
            for day in expected
        }
    assert visitors == {day: visitors for day, (_, visitors) in truth["days_utc"].items()}


@pytest.mark.soak
@pytest.mark.shared_data
def test_a_shops_clickstream_counts_day_by_day_and_step_by_step_as_the_truth_says(
    service: ServiceFactory, shared_data: Path
) -> None:
    running = service(**FOR_LONG)
    log = str(shared_data / "shop-clickstream" / "ecom.csv.gz")
    truth = json.loads((shared_data / "shop-clickstream" / "truth.json").read_text())
    mapping_file = EXAMPLES / "shop_clickstream.json"
    types = json.loads(mapping_file.read_text())["event_type"]
    expected: dict[str, Counter[str]] = {}
    for day, steps in truth["daily"].items():
        for step, (count, _) in steps.items():
            expected.setdefault(day, Counter())[types["values"].get(step, types["otherwise"])] += count

    done = tracefunnel(running, "backfill", log, "--mapping", str(mapping_file))

    assert summary_line(done) == "read 31106, accepted 31106, duplicate 0, refused 0, conflicts 0"
    with ApiClient.to(running.base_url, running.secrets) as client:
        roll_up(client)
        assert daily_counts(client, date(2024, 1, 1), date(2024, 6, 30)) == expected
    done = tracefunnel(running, "rebuild", "--from", "2024-03-01", "--to", "2024-03-31")
    assert done.returncode == 0, done.stderr
    with ApiClient.to(running.base_url, running.secrets) as client:
        assert daily_counts(client, date(2024, 1, 1), date(2024, 6, 30)) == expected
