"""Judges every alarm after a roll-up, keeps its state, and notes each change of it (design section 7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.alarm_cause import CauseKind, NamedCause
from chalicelib.domain.alarm_judgement import AlarmFacts, AlarmLimits, Judgement, Side
from chalicelib.domain.alarm_rules import ALARM_RULES, DRIFT_ALARM, AlarmRule
from chalicelib.domain.alarm_state import AlarmState, Cause, State, next_state
from chalicelib.domain.alarm_window import AlarmWindow
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.reporting_day import day_start, shift_day
from chalicelib.storage.alarm_item import AlarmChange
from chalicelib.storage.alarm_store import AlarmStore, StoredAlarm
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
        reason, named = (None, None) if state.cause is None else (state.cause.reason, state.cause.named)
        change = AlarmChange(state.since, state.state, state.value, reason, named)
        self.alarms.add_change(rule.id, change, step_deadline())

    def _cause(
        self, rule: AlarmRule, judgement: Judgement, facts: AlarmFacts, window: AlarmWindow, counted_to: datetime
    ) -> Cause:
        start, end = window.start, counted_to + _MILLISECOND
        named, campaign_id = self._named(rule, judgement, facts, window, counted_to), None
        if named is not None and named.day is not None:
            zone = self.gather.events.zone
            start, end = day_start(named.day, zone), day_start(shift_day(named.day, 1), zone)
        if named is not None and len(named.campaigns) == 1:
            (campaign_id,) = named.campaigns
        return Cause(None if named is None else named.reason, campaign_id, start, end, named)

    def _named(
        self, rule: AlarmRule, judgement: Judgement, facts: AlarmFacts, window: AlarmWindow, counted_to: datetime
    ) -> NamedCause | None:
        if rule.id == DRIFT_ALARM and facts.drift_day is not None:
            return NamedCause(CauseKind.DRIFT, day=facts.drift_day)
        if judgement.named:
            return NamedCause(CauseKind.CAMPAIGNS, campaigns=tuple(judgement.named))
        if not rule.behind:
            since = facts.last_event_at
            return None if since is None else NamedCause(CauseKind.SILENCE, since=since)
        return self.explain(rule, window, counted_to)


def _counted_to(report: RollUpReport, state: RollUpState | None) -> datetime:
    """A run by hand with a longer lag does not turn the clock back."""
    counted_to = None if state is None else state.counted_to
    return report.counted_to if counted_to is None else max(counted_to, report.counted_to)


def _is_to_be_explained(before: AlarmState | None, after: AlarmState, window: AlarmWindow) -> bool:
    """When it begins, when it becomes an alarm, and once a quarter-hour while it lasts: each time costs reads."""
    cause = None if before is None else before.cause
    return cause is None or not after.noted or cause.start < window.start
