"""The state of an alarm, after one judgement and the next (design section 7): it pages once, not at each crossing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.alarm_cause import NamedCause
from chalicelib.domain.alarm_judgement import Judgement, Side
from chalicelib.domain.alarm_rules import AlarmRule

BAD_TO_ENTER = 2
GOOD_TO_LEAVE = 3


class State(StrEnum):
    OK = "ok"
    ALARM = "alarm"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Cause:
    """What contributes most, and the window in which it was seen: of the last bad judgement that was looked into.

    `named`: `reason` as values; where an older program has stored it there are the words alone.
    """

    reason: str | None
    campaign_id: str | None
    start: datetime
    end: datetime
    named: NamedCause | None = None


@dataclass(frozen=True, slots=True)
class AlarmState:
    """`since`: when the state was entered. `told_at`: when there was last enough to judge, well or badly.

    `value`, `threshold`: of the last judgement. `cause`: while it is bad or in alarm. `bad_in_a_row`, `good_in_a_row`:
    judgements; one without data interrupts the bad ones, not the good ones. `noted`: the change is in the history.
    """

    state: State
    since: datetime
    told_at: datetime
    value: float | None
    threshold: float
    cause: Cause | None = None
    bad_in_a_row: int = 0
    good_in_a_row: int = 0
    noted: bool = True


def next_state(
    before: AlarmState | None, rule: AlarmRule, judgement: Judgement, *, window: timedelta, now: datetime
) -> AlarmState:
    """Without data for a whole `window` an alarm ends, unless data alone can end it. The cause is kept as it was."""
    bad, good = _in_a_row(before, judgement.side)
    told_at = now if judgement.side is not Side.NO_DATA or before is None else before.told_at
    state = _state(before, rule, judgement.side, bad, good, nothing_for=now - told_at >= window)
    changed = before is None or before.state is not state
    return AlarmState(
        state=state,
        since=now if before is None or changed else before.since,
        told_at=told_at,
        value=judgement.value,
        threshold=judgement.threshold,
        cause=before.cause if before is not None and (judgement.side is Side.BAD or state is State.ALARM) else None,
        bad_in_a_row=min(bad, BAD_TO_ENTER),
        good_in_a_row=min(good, GOOD_TO_LEAVE),
        noted=not changed,
    )


def _in_a_row(before: AlarmState | None, side: Side) -> tuple[int, int]:
    bad, good = (0, 0) if before is None else (before.bad_in_a_row, before.good_in_a_row)
    if side is Side.BAD:
        return bad + 1, 0
    return 0, good + (side is Side.GOOD)


def _state(before: AlarmState | None, rule: AlarmRule, side: Side, bad: int, good: int, *, nothing_for: bool) -> State:
    if before is not None and before.state is State.ALARM:
        if good >= GOOD_TO_LEAVE:
            return State.OK
        ends = side is Side.NO_DATA and nothing_for and not rule.ends_by_data_alone
        return State.NO_DATA if ends else State.ALARM
    if side is Side.BAD and bad >= BAD_TO_ENTER:
        return State.ALARM
    if side is Side.BAD:
        return State.NO_DATA if before is None else before.state
    return State.OK if side is Side.GOOD else State.NO_DATA
