"""Judges every alarm after a roll-up, keeps its state, and notes each change of it (design section 7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.alarm_judgement import AlarmFacts, AlarmLimits, Judgement, Side
from chalicelib.domain.alarm_rules import ALARM_RULES, DRIFT_ALARM, AlarmRule
from chalicelib.domain.alarm_state import AlarmState, Cause, State, next_state
from chalicelib.domain.alarm_window import AlarmWindow
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.reporting_day import day_start, shift_day
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.alarm_store import AlarmChange, AlarmStore, StoredAlarm
from chalicelib.storage.roll_up_store import RollUpState, RollUpStore
from chalicelib.usecases.explain_alarm import ExplainAlarm
from chalicelib.usecases.gather_alarm_facts import GatherAlarmFacts
from chalicelib.usecases.roll_up_report import RollUpReport
from chalicelib.usecases.step_deadline import step_deadline

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class JudgedAlarm:
    """`state`: None of one that was never judged."""

    rule: AlarmRule
    state: AlarmState | None

    @property
    def is_in_alarm(self) -> bool:
        return self.state is not None and self.state.state is State.ALARM


@dataclass(frozen=True, slots=True)
class AlarmReport:
    """`facts`: what they were judged by; None where they were not judged, since the roll-up is behind."""

    alarms: Sequence[JudgedAlarm]
    facts: AlarmFacts | None


@dataclass(frozen=True, slots=True)
class CheckAlarms:
    gather: GatherAlarmFacts
    states: RollUpStore
    alarms: AlarmStore
    explain: ExplainAlarm
    limits: AlarmLimits

    def __call__(self, report: RollUpReport, *, now: datetime) -> AlarmReport:
        """Of a window that is counted in part nothing is said. Raises UnavailableError, after all could be tried."""
        stored = self.alarms.read([rule.id for rule in ALARM_RULES], step_deadline())
        pairs = list(zip(ALARM_RULES, stored, strict=True))
        if report.is_behind:
            return AlarmReport([JudgedAlarm(rule, one.state) for rule, one in pairs], None)
        state = self.states.read(step_deadline())
        counted_to = _counted_to(report, state)
        facts, window = self.gather(self.limits, counted_to, state)
        judged, failures = [], []
        for rule, before in pairs:
            try:
                judged.append(self._judge(rule, before, facts, window, counted_to=counted_to, now=now))
            except UnavailableError as error:
                failures.append(error)
        if failures:
            raise failures[0]
        return AlarmReport(judged, facts)

    def _judge(
        self,
        rule: AlarmRule,
        before: StoredAlarm,
        facts: AlarmFacts,
        window: AlarmWindow,
        *,
        counted_to: datetime,
        now: datetime,
    ) -> JudgedAlarm:
        judgement = rule.judge(facts, self.limits)
        length = timedelta(minutes=self.gather.window_minutes)
        after = next_state(before.state, rule, judgement, window=length, now=now)
        if judgement.side is Side.BAD and _is_to_be_explained(before.state, after, window):
            after = replace(after, cause=self._cause(rule, judgement, facts, window, counted_to))
        if before.state is not None and not before.state.noted:  # the run that changed it may have died before that
            self._note(rule, before.state)
        if after != before.state and not self.alarms.write(before, after, step_deadline()):
            # another run has judged it since: what that one says holds
            (current,) = self.alarms.read([rule.id], step_deadline())
            return JudgedAlarm(rule, current.state)
        if not after.noted:
            self._note(rule, after)
        return JudgedAlarm(rule, after)

    def _note(self, rule: AlarmRule, state: AlarmState) -> None:
        """Twice is the same as once: the change is called after its moment."""
        reason = None if state.cause is None else state.cause.reason
        self.alarms.add_change(rule.id, AlarmChange(state.since, state.state, state.value, reason), step_deadline())

    def _cause(
        self, rule: AlarmRule, judgement: Judgement, facts: AlarmFacts, window: AlarmWindow, counted_to: datetime
    ) -> Cause:
        start, end = window.start, counted_to + _MILLISECOND
        if rule.id == DRIFT_ALARM and facts.drift_day is not None:
            zone, day = self.gather.events.zone, facts.drift_day
            return Cause(f"counts of {day}", None, day_start(day, zone), day_start(shift_day(day, 1), zone))
        if judgement.named:
            named = judgement.named
            return Cause(", ".join(named), named[0] if len(named) == 1 else None, start, end)
        if not rule.behind:
            since = facts.last_event_at
            return Cause(None if since is None else f"no event since {format_utc(since)}", None, start, end)
        return Cause(self.explain(rule, window, counted_to), None, start, end)


def _counted_to(report: RollUpReport, state: RollUpState | None) -> datetime:
    """A run by hand with a longer lag does not turn the clock back."""
    counted_to = None if state is None else state.counted_to
    return report.counted_to if counted_to is None else max(counted_to, report.counted_to)


def _is_to_be_explained(before: AlarmState | None, after: AlarmState, window: AlarmWindow) -> bool:
    """When it begins, when it becomes an alarm, and once a quarter-hour while it lasts: each time costs reads."""
    cause = None if before is None else before.cause
    return cause is None or not after.noted or cause.start < window.start
