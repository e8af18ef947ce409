"""One Logger, one Metrics, and the names of the metrics."""

import json
import logging
import os
import sys
import threading
import traceback
from collections.abc import Mapping
from functools import partial

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

SERVICE = os.environ.get("POWERTOOLS_SERVICE_NAME") or "tracefunnel"  # on AWS the stack's: two may share an account
NAMESPACE = "Tracefunnel"
REJECTED_EVENTS = "RejectedEvents"
ROLLUP_HEARTBEAT = "RollupHeartbeat"
ROLLUP_DRIFT = "RollupDrift"
LATE_EVENTS = "LateEvents"
TRACKING_SUCCESS_RATE = "TrackingSuccessRate"
UNTRACKED_COUNT = "UntrackedCount"
WORST_OTHER_ALARM = "WorstOtherAlarm"
# Alarms whose state is a metric of its own; the worst of the others is one more, since each metric costs money.
ALARM_METRICS = {
    "tracking-rate-low": "TrackingRateLow",
    "untracked-surge": "UntrackedSurge",
    "campaign-untracked": "CampaignUntracked",
}

# All of them: each costs money.
METRIC_NAMES = (
    *(TRACKING_SUCCESS_RATE, UNTRACKED_COUNT, *ALARM_METRICS.values(), WORST_OTHER_ALARM),
    *(ROLLUP_HEARTBEAT, ROLLUP_DRIFT, LATE_EVENTS, REJECTED_EVENTS),
)

# In ASCII, unlike Powertools' own: beyond it are characters at which some readers begin a new line, and a sender may
# have chosen what stands here (the name of a parameter that is unknown).
_to_json = partial(json.dumps, default=str, separators=(",", ":"))
logger = Logger(
    service=SERVICE, level=logging.INFO, utc=True, use_rfc3339=True, stream=sys.stderr, json_serializer=_to_json
)
metrics = Metrics(namespace=NAMESPACE, service=SERVICE)
_one_record_at_a_time = threading.Lock()  # Powertools gathers a record in shared state; the local run has many threads


def record_ingest(counts: dict[str, int]) -> None:
    """The conservation numbers of one request.

    Only the refused are a metric of their own, since each metric costs money; the others stand beside it in the same
    record, where Logs Insights finds them.
    """
    with _one_record_at_a_time:
        metrics.add_metric(REJECTED_EVENTS, MetricUnit.Count, counts["rejected"])
        for name, count in counts.items():
            metrics.add_metadata(name, count)
        metrics.flush_metrics()


def record_roll_up(*, drift_ratio: float, late_events: int) -> None:
    """`drift_ratio`: how much of the days closed by this run was miscounted, 0 to 1."""
    with _one_record_at_a_time:
        metrics.add_metric(ROLLUP_DRIFT, MetricUnit.Percent, drift_ratio * 100)
        metrics.add_metric(LATE_EVENTS, MetricUnit.Count, late_events)
        metrics.flush_metrics()


def record_heartbeat() -> None:
    """Of a run of the schedule that counted and judged; runs by hand do not keep a dead schedule looking alive."""
    with _one_record_at_a_time:
        metrics.add_metric(ROLLUP_HEARTBEAT, MetricUnit.Count, 1)
        metrics.flush_metrics()


def record_alarms(*, tracked: int, untracked: int, in_alarm: Mapping[str, bool]) -> None:
    """`tracked`, `untracked`: registrations of the alarms' window; `in_alarm`: by alarm. A rate of none is left out."""
    others = [is_in_alarm for name, is_in_alarm in in_alarm.items() if name not in ALARM_METRICS]
    with _one_record_at_a_time:
        if tracked + untracked:
            metrics.add_metric(TRACKING_SUCCESS_RATE, MetricUnit.Percent, 100 * tracked / (tracked + untracked))
        metrics.add_metric(UNTRACKED_COUNT, MetricUnit.Count, untracked)
        for name, metric in ALARM_METRICS.items():
            metrics.add_metric(metric, MetricUnit.Count, int(in_alarm[name]))
        metrics.add_metric(WORST_OTHER_ALARM, MetricUnit.Count, int(any(others)))
        metrics.flush_metrics()


def where_it_happened(error: BaseException) -> list[str]:
    """A traceback without its messages: those may repeat what was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
