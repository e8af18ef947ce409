"""What a load costs a month: one line for each thing that is paid for."""

from dataclasses import dataclass
from enum import StrEnum
from math import expm1

from infra.cost import footprint as program
from infra.cost.prices import MILLION, Price, Prices
from infra.cost.workload import SECONDS_A_MONTH, Workload

GB = 2**30
DAYS_A_MONTH = SECONDS_A_MONTH / 86_400


class Group(StrEnum):
    TAKEN_IN = "taken in"
    ROLLED_UP = "rolled up"
    JOURNEYS = "journeys"
    KEPT = "kept"  # all that RETENTION_DAYS keep, once they are full
    IN_USE = "in use"  # as soon as there are any events
    IDLE = "idle"


BY_EVENTS = (Group.TAKEN_IN, Group.ROLLED_UP, Group.JOURNEYS)


@dataclass(frozen=True, slots=True)
class Line:
    """`quantity`: units of the price, a month."""

    group: Group
    name: str
    quantity: float
    price: Price

    @property
    def usd(self) -> float:
        """A month."""
        return self.quantity * self.price.usd_each


@dataclass(frozen=True, slots=True)
class Bill:
    """Of a month, at list price."""

    workload: Workload
    lines: tuple[Line, ...]

    def usd(self, *groups: Group) -> float:
        """Of these groups, or of all."""
        return sum(line.usd for line in self.lines if not groups or line.group in groups)

    def usd_a_million(self, *groups: Group) -> float:
        """For each million events that are taken in. Raises ZeroDivisionError where there are none."""
        return self.usd(*groups) / self.workload.events_a_month * MILLION

    @property
    def usd_a_million_kept(self) -> float:
        """To keep a million events for a month. Raises ZeroDivisionError where there are none."""
        return self.usd_a_million(Group.KEPT) / self.workload.months_kept


def monthly_cost(load: Workload, prices: Prices) -> Bill:
    parts = (_taken_in, _rolled_up, _journeys, _kept, _in_use, _idle)
    return Bill(load, tuple(line for part in parts for line in part(load, prices)))


def _taken_in(load: Workload, prices: Prices) -> list[Line]:
    events, requests = load.events_a_month, load.requests_a_month
    units = program.write_units(load.event_bytes) * events
    by_cloudfront = requests if load.through_cloudfront else 0
    sent_gb = by_cloudfront * (program.SENT_BYTES_A_REQUEST + program.SENT_BYTES_AN_EVENT * load.batch) / GB
    answer_gb = by_cloudfront * (program.ANSWER_BYTES_A_REQUEST + program.ANSWER_BYTES_AN_EVENT * load.batch) / GB
    gb_seconds = requests * program.request_ms(load.batch) / 1000 * program.API_MEMORY_MB / 1024
    log_gb = requests * program.LOG_BYTES_A_REQUEST / GB
    return [
        Line(Group.TAKEN_IN, "writes: table `events`", units, prices.write_unit),
        Line(Group.TAKEN_IN, "writes: index `by_type_day`", units, prices.write_unit),
        Line(Group.TAKEN_IN, "writes: index `by_email`", events * load.email_ratio, prices.write_unit),
        Line(Group.TAKEN_IN, "API Gateway: requests", requests, prices.api_request),
        Line(Group.TAKEN_IN, "CloudFront: requests", by_cloudfront, prices.cloudfront_request),
        Line(Group.TAKEN_IN, "CloudFront: what is sent", sent_gb, prices.cloudfront_to_origin),
        Line(Group.TAKEN_IN, "CloudFront: answers", answer_gb, prices.cloudfront_to_viewer),
        Line(Group.TAKEN_IN, "Lambda `api_handler`: requests", requests, prices.lambda_request),
        Line(Group.TAKEN_IN, "Lambda `api_handler`: time", gb_seconds, prices.lambda_gb_second),
        Line(Group.TAKEN_IN, "logs: taken in", log_gb, prices.log_taken_in),
        Line(Group.TAKEN_IN, "logs: kept for 30 days", log_gb, prices.log_kept),
    ]


def _rolled_up(load: Workload, prices: Prices) -> list[Line]:
    events, with_campaign = load.events_a_month, load.events_a_month * load.campaign_ratio
    read_units = events * program.TIMES_READ * load.event_bytes / program.READ_UNIT_BYTES * program.INDEX_READ
    buckets = _bucket_writes(events, program.BUCKET_KEYS * load.shards, a_step=1)
    campaigns = _bucket_writes(
        with_campaign, program.CAMPAIGN_TYPES * load.campaigns * load.shards, a_step=load.campaigns
    )
    cpu_ms = events * program.TIMES_READ * program.RUN_CPU_MS_AN_EVENT
    return [
        Line(Group.ROLLED_UP, "reads: index `by_type_day`, twice", read_units, prices.read_unit),
        Line(Group.ROLLED_UP, "writes: buckets", buckets * program.BUCKET_WRITE_UNITS, prices.write_unit),
        Line(Group.ROLLED_UP, "writes: campaign buckets", campaigns * program.CAMPAIGN_WRITE_UNITS, prices.write_unit),
        Line(Group.ROLLED_UP, "reads: campaign buckets", campaigns, prices.read_unit),
        Line(Group.ROLLED_UP, "Lambda `roll_up`: time", _roll_up_gb_seconds(cpu_ms), prices.lambda_gb_second),
    ]


def _journeys(load: Workload, prices: Prices) -> list[Line]:
    journeys, traces = load.journeys_a_month, load.traces_a_month
    # half a unit more, since each read is rounded up
    trace_units = load.events_a_trace * load.event_bytes / program.READ_UNIT_BYTES + 0.5
    reads = journeys * (program.JOURNEY_LOOK_UPS + trace_units) + traces * program.JOURNEY_LOOK_UPS
    runs_with_new = _touched(traces / program.RUNS_A_MONTH, keys=1) * program.RUNS_A_MONTH
    gb_seconds = _roll_up_gb_seconds(journeys * program.RUN_CPU_MS_A_JOURNEY)
    return [
        Line(
            Group.JOURNEYS, "writes: `journeys`, table and index", journeys * program.JOURNEY_WRITES, prices.write_unit
        ),
        Line(Group.JOURNEYS, "writes: sessions of the day", runs_with_new * program.SESSION_WRITES, prices.write_unit),
        Line(Group.JOURNEYS, "reads: journeys, and events by trace", reads, prices.read_unit),
        Line(Group.JOURNEYS, "Lambda `roll_up`: journeys", gb_seconds, prices.lambda_gb_second),
    ]


def _kept(load: Workload, prices: Prices) -> list[Line]:
    events, traces = (each * load.months_kept for each in (load.events_a_month, load.traces_a_month))
    table_gb = events * (load.event_bytes + program.STORED_OVERHEAD_BYTES) / GB
    by_email_gb = events * load.email_ratio * (program.BY_EMAIL_BYTES + program.STORED_OVERHEAD_BYTES) / GB
    journeys_gb = traces * (program.JOURNEY_BYTES + program.STORED_OVERHEAD_BYTES) / GB
    return [
        Line(Group.KEPT, "storage: table `events`", table_gb, prices.storage),
        Line(Group.KEPT, "storage: index `by_type_day`", table_gb, prices.storage),
        Line(Group.KEPT, "storage: index `by_email`", by_email_gb, prices.storage),
        Line(Group.KEPT, "storage: `journeys`, table and index", 2 * journeys_gb, prices.storage),
        Line(Group.KEPT, "backup to any second of 35 days (PITR)", table_gb + journeys_gb, prices.backup),
    ]


def _in_use(load: Workload, prices: Prices) -> list[Line]:
    if not load.events_a_second:
        return []
    busy = load.requests_a_month / SECONDS_A_MONTH * program.request_ms(load.batch) / 1000
    fetches = max(1, busy) * program.KEYS * program.KEYS_FETCHED_AN_HOUR * SECONDS_A_MONTH / 3600
    return [
        Line(Group.IN_USE, "metrics that only traffic emits", program.METRICS - program.IDLE_METRICS, prices.metric),
        Line(Group.IN_USE, "keys: fetched every 5 minutes", fetches, prices.key_request),
    ]


def _idle(load: Workload, prices: Prices) -> list[Line]:
    runs = program.RUNS_A_MONTH
    reads = runs * (program.RUN_READ_UNITS + program.RUN_READ_UNITS_A_BUCKET * program.BUCKET_KEYS * load.shards)
    waiting_gb_seconds = runs * program.RUN_WAITING_MS / 1000 * program.ROLL_UP_MEMORY_MB / 1024
    gb_seconds = waiting_gb_seconds + _roll_up_gb_seconds(runs * program.RUN_CPU_MS)
    return [
        Line(Group.IDLE, "metrics", program.IDLE_METRICS, prices.metric),
        Line(Group.IDLE, "alarms", program.ALARMS, prices.alarm),
        Line(Group.IDLE, "the roll-up every minute: reads", reads, prices.read_unit),
        Line(Group.IDLE, "the roll-up every minute: writes", runs * program.RUN_WRITE_UNITS, prices.write_unit),
        Line(Group.IDLE, "the roll-up every minute: requests", runs, prices.lambda_request),
        Line(Group.IDLE, "the roll-up every minute: time", gb_seconds, prices.lambda_gb_second),
        Line(Group.IDLE, "the roll-up every minute: logs", runs * program.RUN_LOG_BYTES / GB, prices.log_taken_in),
    ]


def _bucket_writes(events: float, keys: float, *, a_step: int) -> float:
    """Each bucket once in each run that has events of it, and once when its day is closed; and in both `a_step` more
    for so many events as one step counts.
    """
    by_runs = program.RUNS_A_MONTH * _touched(events / program.RUNS_A_MONTH, keys)
    by_days = DAYS_A_MONTH * _touched(events / DAYS_A_MONTH, keys)
    return by_runs + by_days + program.TIMES_READ * a_step * events / program.EVENTS_A_STEP


def _touched(events: float, keys: float) -> float:
    """How many of the keys get at least one of so many events that fall on them by chance."""
    return -keys * expm1(-events / keys) if keys else 0.0


def _roll_up_gb_seconds(cpu_ms: float) -> float:
    memory_mb = program.ROLL_UP_MEMORY_MB
    return cpu_ms / 1000 / program.vcpu(memory_mb) * memory_mb / 1024
