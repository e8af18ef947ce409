"""One Logger, one Metrics, and the names of the metrics."""

import logging
import sys
import threading
import traceback

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

SERVICE = "tracefunnel"
NAMESPACE = "Tracefunnel"
REJECTED_EVENTS = "RejectedEvents"
ROLLUP_HEARTBEAT = "RollupHeartbeat"
ROLLUP_DRIFT = "RollupDrift"
LATE_EVENTS = "LateEvents"

logger = Logger(service=SERVICE, level=logging.INFO, utc=True, use_rfc3339=True, stream=sys.stderr)
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
        metrics.add_metric(ROLLUP_HEARTBEAT, MetricUnit.Count, 1)
        metrics.add_metric(ROLLUP_DRIFT, MetricUnit.Percent, drift_ratio * 100)
        metrics.add_metric(LATE_EVENTS, MetricUnit.Count, late_events)
        metrics.flush_metrics()


def where_it_happened(error: BaseException) -> list[str]:
    """A traceback without its messages: those may repeat what was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
