"""What the schedule runs every minute."""

from chalicelib.observability import logger, record_roll_up
from chalicelib.routes.services import services

WORKS_FOR_SECONDS = 40.0  # the function is given 60: a slice under way and the writes behind it need the rest


def roll_up_on_schedule() -> None:
    """Raises what the store raises, so that the platform counts the run as failed; the next one takes it up."""
    now = services.clock()
    services.agree_on_stored_shapes.or_unavailable(services.new_deadline())
    report = services.roll_up(now=now, for_seconds=WORKS_FOR_SECONDS)
    record_roll_up(drift_ratio=report.drift_ratio, late_events=report.late_events)
    logger.info(
        "roll-up",
        extra={
            "buckets_updated": report.buckets_updated,
            "events_counted": report.events_counted,
            "late_events": report.late_events,
            "drift_events": report.drift_events,
            "more": report.more,
        },
    )
