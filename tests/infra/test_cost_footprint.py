"""What the cost model takes the program to do is what it does: sizes, calls, tables, metrics."""

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import yaml

from chalicelib.domain.admission import Admitted, Intake, admit
from chalicelib.domain.bucket import Bucket
from chalicelib.domain.content_hash import content_of
from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.journey import make_journey
from chalicelib.domain.pii import EmailPolicy
from chalicelib.observability import ALARM_METRICS, METRIC_NAMES, record_alarms, record_heartbeat, record_ingest
from chalicelib.settings import Settings
from chalicelib.storage.bucket_item import BucketKey, StoredBucket, bucket_to_item
from chalicelib.storage.codec import event_to_item
from chalicelib.storage.journey_codec import encode_journey
from chalicelib.storage.keys import type_day
from chalicelib.usecases.count_events import STEP_WRITES
from infra.cost import footprint, hot_partition
from infra.cost.workload import Workload
from infra.demo.history import Plan, history
from tests.conftest import Tables
from tests.running_service import PROJECT
from tests.storage.alarm_parts import watch
from tests.storage.parts import admitted
from tests.storage.roll_up_parts import counting

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
# Of a stored journey all but trace id (in two attributes) and body: names, start day and time, revision, nonce, expiry.
JOURNEY_NAMES_AND_REST = 114
KEYS_OF_BY_EMAIL = ("trace_id", "event_id", "email_fingerprint", "ts_id")


@dataclass(frozen=True)
class Asked:
    """One call to the store. `table`: without the test's prefix; `keys`: that a BatchGetItem names, else 1."""

    operation: str
    table: str
    index: str | None
    consistent: bool
    keys: int

    @property
    def is_read(self) -> bool:
        return self.operation in {"BatchGetItem", "GetItem", "Query"}


@contextmanager
def asked_of(tables: Tables) -> Iterator[list[Asked]]:
    asked: list[Asked] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        ((table, how),) = params.get("RequestItems", {params.get("TableName"): params}).items()
        index, consistent = how.get("IndexName"), how.get("ConsistentRead", False)
        keys = len(how["Keys"]) if "Keys" in how else 1
        asked.append(Asked(model.name, table.removeprefix(tables.prefix), index, consistent, keys))

    events = tables.client.meta.events
    events.register("provide-client-params.dynamodb", note)
    try:
        yield asked
    finally:
        events.unregister("provide-client-params.dynamodb", note)


def resources(name: str) -> dict[str, Any]:
    template: dict[str, dict[str, Any]] = yaml.safe_load((PROJECT / "infra" / name).read_text(encoding="utf-8"))
    return template.get("Resources", {})


def item_bytes(item: "Item") -> int:
    """As DynamoDB counts: names and values; of a number half a byte a digit and one more."""
    return sum(len(name) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Any) -> int:
    ((kind, content),) = value.items()
    if kind == "BOOL":
        return 1
    return len(content.encode()) if kind == "S" else (len(content) + 1) // 2 + 1


@pytest.fixture(scope="module")
def demonstration() -> list[tuple[Event, "Item"]]:
    """A week of it, as it is stored under ids as senders make them."""
    intake = Intake(NOW, ["p" * 32], EmailPolicy.DOMAIN, kept_since=NOW - timedelta(days=100))
    found: list[tuple[Event, Item]] = []
    for day in history(NOW, ZoneInfo("Asia/Seoul"), Plan(days=7)):
        for sent in day.events:
            found_event = admit(sent | {"event_id": str(UUID(int=len(found)))}, intake, default_event_id="")
            assert isinstance(found_event, Admitted)
            item = event_to_item(
                found_event.event,
                type_day=type_day(found_event.event.event_type, "2026-11-22", 0),
                content_hash=content_of(found_event).content_hash,
                write_id="0" * 12,
                retention=timedelta(days=180),
            )
            found.append((found_event.event, item))
    return found


def test_an_event_is_as_large_as_the_model_has_it(demonstration: list[tuple[Event, "Item"]]) -> None:
    mean = statistics.mean(item_bytes(item) for _, item in demonstration)
    assert 0.9 * Workload(1).event_bytes < mean <= Workload(1).event_bytes
    assert max(item_bytes(item) for _, item in demonstration) <= footprint.WRITE_UNIT_BYTES


def test_its_entry_by_address_is_as_large_as_the_model_has_it(demonstration: list[tuple[Event, "Item"]]) -> None:
    entries = [
        item_bytes({name: item[name] for name in KEYS_OF_BY_EMAIL})
        for _, item in demonstration
        if "email_fingerprint" in item
    ]
    assert 0.9 * footprint.BY_EMAIL_BYTES < statistics.mean(entries) <= footprint.BY_EMAIL_BYTES


def test_a_trace_has_as_many_events_in_as_many_runs_as_the_model_has_it(
    demonstration: list[tuple[Event, "Item"]],
) -> None:
    runs: defaultdict[str | None, set[str]] = defaultdict(set)
    for event, _ in demonstration:
        runs[event.trace_id].add(f"{event.ts:%d %H:%M}")
    assert len(demonstration) / len(runs) == pytest.approx(Workload(1).events_a_trace, rel=0.05)
    assert statistics.mean(map(len, runs.values())) == pytest.approx(Workload(1).runs_a_trace, rel=0.05)


def test_as_many_events_carry_a_campaign_and_of_as_many_types(demonstration: list[tuple[Event, "Item"]]) -> None:
    types = {event.event_type for event, _ in demonstration if event.campaign_id is not None}
    with_campaign = sum(event.campaign_id is not None for event, _ in demonstration)
    assert len(types) == footprint.CAMPAIGN_TYPES
    assert with_campaign / len(demonstration) <= Workload(1).campaign_ratio + 0.01


def test_a_journey_is_as_large_as_the_model_has_it_in_the_table_and_in_its_index(
    demonstration: list[tuple[Event, "Item"]],
) -> None:
    traces: defaultdict[str, list[Event]] = defaultdict(list)
    for event, _ in demonstration:
        traces[str(event.trace_id)].append(event)
    journeys = [journey for trace_id, events in traces.items() if (journey := make_journey(trace_id, events))]
    bodies = [len(encode_journey(journey).encode()) for journey in journeys]
    keys = statistics.mean(2 * len(journey.trace_id) for journey in journeys)
    assert len(journeys) == len(traces)
    in_table = statistics.mean(bodies) + keys + JOURNEY_NAMES_AND_REST
    assert 0.9 * footprint.JOURNEY_BYTES < in_table <= footprint.JOURNEY_BYTES
    assert footprint.write_units(in_table) * 2 == footprint.JOURNEY_WRITES  # table and index
    table = resources("resources.yaml")["JourneysTable"]["Properties"]
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["body", "expires_at"]}


def test_a_new_trace_costs_the_reads_and_writes_of_a_journey_and_the_session_of_its_day(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOW)
    parts.run()  # which closes the days before
    for number in range(6):
        parts.put(admitted(NOW - timedelta(seconds=number), event_id=f"e{number}", trace_id="trace_a"))
    with asked_of(tables) as asked:
        parts.run()
    done = Counter[tuple[str, str]]()
    for one in asked:
        done[one.operation, one.table] += one.keys if one.index is None else 0
    assert done["BatchGetItem", "journeys"] == footprint.JOURNEY_LOOK_UPS
    assert done["Query", "events"] == 1  # the trace
    assert done["PutItem", "journeys"] == 1
    of_type = 1  # its bucket
    written = done["PutItem", "buckets"] + done["DeleteItem", "buckets"]
    assert written == of_type + footprint.SESSION_WRITES
    (stored,) = tables.client.scan(TableName=f"{tables.prefix}journeys")["Items"]
    rest = item_bytes(stored) - len(stored["body"]["S"]) - 2 * len("trace_a")
    assert rest == pytest.approx(JOURNEY_NAMES_AND_REST, abs=2)


@pytest.mark.parametrize(
    ("key", "units"),
    [
        (BucketKey("m_auth_login_fail", "2026-11-22", 0), footprint.BUCKET_WRITE_UNITS),
        (BucketKey("m_registration", "2026-11-22", 0, campaign_id="spring"), footprint.CAMPAIGN_WRITE_UNITS),
    ],
)
def test_a_bucket_of_half_a_busy_day_takes_as_many_write_units(key: BucketKey, units: int) -> None:
    bucket = Bucket(
        quarters=dict.fromkeys(range(48), (0, 987, 0)),
        error_codes={f"some_error_code_{number}": 5000 for number in range(5 if key.campaign_id is None else 0)},
        sources={"zuplo": 30_000, "admin-web": 30_000},
        counted_to="2026-11-22T09:15:02.120Z#6f1c9a4e-2f6b-4a5e-9c1d-0123456789ab",
    )
    size = item_bytes(bucket_to_item(StoredBucket(key, Bucket(), 700), bucket, 1_900_000_000))
    assert footprint.write_units(size) == units


def test_an_event_is_written_to_as_many_indexes_each_with_what_the_model_has_it_hold() -> None:
    table = resources("resources.yaml")["EventsTable"]["Properties"]
    projections = {one["IndexName"]: one["Projection"]["ProjectionType"] for one in table["GlobalSecondaryIndexes"]}
    assert projections == {"by_type_day": "ALL", "by_email": "KEYS_ONLY"}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_functions_the_gateway_and_the_logs_are_those_of_the_deployment() -> None:
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    memory = {name: one["lambda_memory_size"] for name, one in config["lambda_functions"].items()}
    assert memory == {"api_handler": footprint.API_MEMORY_MB, "roll_up": footprint.ROLL_UP_MEMORY_MB}
    assert config["lambda_architecture"] == "arm64"
    assert resources("resources/api.yaml")["RestAPI"]["Type"] == "AWS::Serverless::Api"  # no HTTP API, which is cheaper
    groups = [one for one in resources("resources/functions.yaml").values() if one["Type"] == "AWS::Logs::LogGroup"]
    assert [one["Properties"]["RetentionInDays"] for one in groups] == [30, 30, 30]


def test_alarms_and_metrics_are_as_many_as_the_model_pays_for() -> None:
    files = (PROJECT / "infra" / "resources").glob("*.yaml")
    kinds = [one["Type"] for file in files for one in resources(f"resources/{file.name}").values()]
    assert kinds.count("AWS::CloudWatch::Alarm") == footprint.ALARMS
    assert len(METRIC_NAMES) == footprint.METRICS
    assert len(EVENT_TYPES) == footprint.BUCKET_KEYS


def _emitted(lines: str) -> set[str]:
    records = [json.loads(line) for line in lines.splitlines()]
    return {metric["Name"] for one in records for metric in one["_aws"]["CloudWatchMetrics"][0]["Metrics"]}


def test_as_many_metrics_are_emitted_without_traffic(capsys: pytest.CaptureFixture[str]) -> None:
    record_alarms(tracked=0, untracked=0, in_alarm=dict.fromkeys(ALARM_METRICS, False))
    record_heartbeat()
    assert len(_emitted(capsys.readouterr().out)) == footprint.IDLE_METRICS


def test_the_metrics_of_a_request_are_no_longer_a_line_than_the_model_has_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    record_ingest({"received": 500, "accepted": 500, "duplicate": 0, "rejected": 0, "unavailable": 0})
    size = len(capsys.readouterr().out.encode())
    assert 0.9 * footprint.METRICS_LINE_BYTES < size <= footprint.METRICS_LINE_BYTES


@pytest.mark.parametrize("shards", [1, 4])
def test_a_run_with_nothing_new_reads_and_writes_at_most_what_the_model_has_it(tables: Tables, shards: int) -> None:
    """Items of nothing but small ones: a strongly consistent read of each is one unit, another half of one."""
    parts = watch(tables, NOW, used_since=NOW - timedelta(days=2), shards=shards).judge(2)  # days closed, alarms made
    with asked_of(tables) as asked:
        parts.judge()
    reads = sum(one.keys * (1 if one.consistent else 0.5) for one in asked if one.is_read)
    writes = sum(not one.is_read for one in asked)
    expected = footprint.RUN_READ_UNITS + footprint.RUN_READ_UNITS_A_BUCKET * footprint.BUCKET_KEYS * shards
    assert 0.85 * expected < reads <= expected
    assert 1 <= writes <= footprint.RUN_WRITE_UNITS


def test_shards_end_where_the_setting_does() -> None:
    assert Settings(feed_shards=hot_partition.MOST_SHARDS).feed_shards == hot_partition.MOST_SHARDS
    with pytest.raises(ValueError, match="feed_shards"):
        Settings(feed_shards=hot_partition.MOST_SHARDS + 1)


def test_the_roll_up_runs_each_minute_and_counts_in_steps_of_as_many_traces() -> None:
    assert "Rate(1, unit=Rate.MINUTES)" in Path(PROJECT / "app.py").read_text(encoding="utf-8")
    assert footprint.RUNS_A_MONTH == 730 * 60
    assert footprint.EVENTS_A_STEP == STEP_WRITES
