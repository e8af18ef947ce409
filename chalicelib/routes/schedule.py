"""What the schedule runs every minute."""

from chalicelib.observability import logger, record_heartbeat
from chalicelib.routes.roll_up_run import run_roll_up
from chalicelib.routes.services import services

WORKS_FOR_SECONDS = 40.0  # the function is given 60: a slice under way and the writes behind it need the rest


def roll_up_on_schedule() -> None:
    """Raises what the store raises, so that the platform counts the run as failed; the next one takes it up."""
    now = services.clock()
    services.agree_on_stored_shapes.or_unavailable(services.new_deadline())
    report, checked = run_roll_up(now=now, for_seconds=WORKS_FOR_SECONDS)
    record_heartbeat()  # last: a run that counted but could not judge must be missed
    logger.info(
        "roll-up",
        extra={
            "buckets_updated": report.buckets_updated,
            "events_counted": report.events_counted,
            "late_events": report.late_events,
            "drift_events": report.drift_events,
            "more": report.more,
            "in_alarm": [one.rule.id for one in checked.alarms if one.is_in_alarm],
        },
    )
