"""One run of the roll-up, by the schedule or by hand: counts, then judges the alarms, then says so in metrics."""

from datetime import datetime, timedelta

from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.observability import record_alarms, record_roll_up
from chalicelib.routes.alarm_services import alarm_services
from chalicelib.routes.count_services import count_services
from chalicelib.usecases.check_alarms import AlarmReport
from chalicelib.usecases.roll_up import LAG
from chalicelib.usecases.roll_up_report import RollUpReport


def run_roll_up(*, now: datetime, for_seconds: float, lag: timedelta = LAG) -> tuple[RollUpReport, AlarmReport]:
    """Raises UnavailableError; what was counted and judged by then stays."""
    report = count_services.roll_up(now=now, for_seconds=for_seconds, lag=lag)
    if report.has_closed:
        record_roll_up(drift_ratio=report.drift_ratio, late_events=report.late_events)
    checked = alarm_services.check(report, now=now)
    if checked.facts is not None:
        tracked, untracked, _ = checked.facts.window[REGISTRATION]
        in_alarm = {one.rule.id: one.is_in_alarm for one in checked.alarms}
        record_alarms(tracked=tracked, untracked=untracked, in_alarm=in_alarm)
    return report, checked
