"""What an alarm is judged by, and what a judgement says (design section 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.quarters import Outcomes


class Side(StrEnum):
    """Of a threshold. `no_data`: too little happened to tell."""

    GOOD = "good"
    BAD = "bad"
    NO_DATA = "no_data"


class AlarmUnit(StrEnum):
    """Of an alarm's value and threshold."""

    RATIO = "ratio"
    COUNT = "count"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class AlarmLimits:
    """The settings of the same names."""

    tracking_rate_min_percent: float
    alarm_min_volume: int
    untracked_surge_factor: float
    campaign_min_volume: int
    login_failure_max_percent: float
    otp_failure_max_percent: float
    checkout_completion_min_percent: float
    provision_failure_max: int
    silence_minutes: int


@dataclass(frozen=True, slots=True)
class AlarmFacts:
    """`window`: event type -> outcomes in the window. `campaigns`: campaign -> its registrations in the window.

    `untracked_before`: in the same window on each of the last 7 days since there were events. `silent_minutes`: since
    the last event; None where that is not known. `had_events`: at this time of day, on each of the last 3 days.
    `drift_ratio`: of `drift_day`, the day closed last; None before the first. `untracked_before` counts of
    the last quarter-hour as much as is over of today's.
    """

    window: Mapping[str, Outcomes]
    untracked_before: Sequence[float] = ()
    campaigns: Mapping[str, Outcomes] = field(default_factory=dict)
    last_event_at: datetime | None = None
    silent_minutes: float | None = None
    had_events: Sequence[bool] = ()
    drift_ratio: float | None = None
    drift_day: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`value`, `threshold`: in the alarm's unit. `named`: what the rule itself can name as the cause."""

    side: Side
    value: float | None
    threshold: float
    named: Sequence[str] = ()
