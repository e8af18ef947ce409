"""What the program does, by event, request, journey and run: what a load is multiplied by to become a bill.

Sizes are those of stored items and of log lines as they are; times of the processor are medians that `make bench`
measured on one x86-64 core, rounded up, and taken to be the same on Lambda's arm64.
"""

from math import ceil
from typing import Final

from chalicelib.domain.event_dictionary import EVENT_TYPES
from infra.cost.workload import SECONDS_A_MONTH

RUNS_A_MONTH: Final = SECONDS_A_MONTH // 60  # of the roll-up, every minute

# DynamoDB: a write unit is 1 KB, a read unit 4 KB; half of one where the read may be behind, as an index always is.
WRITE_UNIT_BYTES, READ_UNIT_BYTES = 1024, 4096
INDEX_READ = 0.5
STORED_OVERHEAD_BYTES: Final = 100  # of each item, in the table and in each index

# Events: one write to the table, one to by_type_day (which holds all of it), one to by_email with an address (keys).
BY_EMAIL_BYTES: Final = 190
TIMES_READ: Final = 2  # by the roll-up: once, and once more when the day is closed

# Buckets of types, one a type, day and shard; and of campaigns, for the types that carry one.
BUCKET_KEYS: Final = len(EVENT_TYPES)
CAMPAIGN_TYPES: Final = sum(one.by_campaign for one in EVENT_TYPES)
BUCKET_WRITE_UNITS, CAMPAIGN_WRITE_UNITS = 2, 1
EVENTS_A_STEP: Final = 200  # a bucket is written at least once for so many traces

# Journeys: of each that has news, what is stored and the trace's events are read, each strongly consistent; one write
# to the table, one to by_day. Once more each is looked up when the days of its events are closed.
JOURNEY_BYTES: Final = 560
JOURNEY_WRITES, JOURNEY_LOOK_UPS = 2, 1
SESSION_WRITES: Final = 3  # of a run with new journeys: a note of the day, its count, the note's removal

# A request to ingest.
API_MEMORY_MB, ROLL_UP_MEMORY_MB = 1024, 1024
VCPU_MB: Final = 1769  # of memory come with one vCPU: docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
API_CPU_MS_A_REQUEST, API_CPU_MS_AN_EVENT = 1.3, 1.15
STORE_CALL_MS, STORE_CALLS_AT_ONCE = 5, 16
SENT_BYTES_A_REQUEST, SENT_BYTES_AN_EVENT = 600, 300
ANSWER_BYTES_A_REQUEST, ANSWER_BYTES_AN_EVENT = 400, 82
# Of the program its line and its metrics, Lambda's own three, the gateway's; CloudWatch adds 26 bytes to each.
PROGRAM_LINE_BYTES, METRICS_LINE_BYTES, LAMBDA_LINES_BYTES, ACCESS_LINE_BYTES = 320, 290, 350, 360
LOG_BYTES_A_REQUEST: Final = PROGRAM_LINE_BYTES + METRICS_LINE_BYTES + LAMBDA_LINES_BYTES + ACCESS_LINE_BYTES + 6 * 26
KEYS, KEYS_FETCHED_AN_HOUR = 7, 12  # by each instance that is warm

# A run of the roll-up: with nothing new, and more for events and journeys.
RUN_CPU_MS, RUN_WAITING_MS = 70, 60
RUN_CPU_MS_AN_EVENT, RUN_CPU_MS_A_JOURNEY = 0.35, 1.2
RUN_READ_UNITS: Final = 50  # how far it came, alarms and what they are judged by
RUN_READ_UNITS_A_BUCKET: Final = 1 + INDEX_READ  # the bucket, and the events behind its mark
RUN_WRITE_UNITS: Final = 3  # how far it came, and the alarms that have a new value each minute
RUN_LOG_BYTES: Final = 1450

METRICS, IDLE_METRICS, ALARMS = 10, 6, 12  # idle: emitted without traffic


def write_units(item_bytes: float) -> int:
    return ceil(item_bytes / WRITE_UNIT_BYTES)


def vcpu(memory_mb: int) -> float:
    return memory_mb / VCPU_MB


def request_ms(batch: int) -> float:
    """How long Lambda is busy with a request of so many events."""
    cpu_ms = API_CPU_MS_A_REQUEST + API_CPU_MS_AN_EVENT * batch
    return cpu_ms / vcpu(API_MEMORY_MB) + STORE_CALL_MS * ceil(batch / STORE_CALLS_AT_ONCE)
