"""The summary of a range of days, live (contract, summary)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.reporting_day import TimeRange, days_between, shift_day
from chalicelib.domain.summary import Summary, summarize_counts
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.session_store import SessionStore
from chalicelib.usecases.live_counts import ReadLiveCounts


@dataclass(frozen=True, slots=True)
class LiveSummary:
    """`live`: to the event, as of `as_of`; else as of the last roll-up. `pending_days`: backfilled, not counted yet.

    `journeys_as_of`: None before the first roll-up.
    """

    summary: Summary
    as_of: datetime
    live: bool
    pending_days: Sequence[str]
    journeys_as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Summarize:
    read_live_counts: ReadLiveCounts
    sessions: SessionStore

    def __call__(self, window: TimeRange, *, compare: bool, now: datetime, deadline: Deadline) -> LiveSummary:
        days = days_between(window.first_day, window.last_day)
        first_day = shift_day(window.first_day, -len(days)) if compare else window.first_day
        previous_days = days_between(first_day, shift_day(window.first_day, -1)) if compare else None
        found = self.read_live_counts(
            [one.name for one in EVENT_TYPES], [*(previous_days or ()), *days], now=now, deadline=deadline
        )
        journeys = None
        if found.rolled_up_to is not None:
            journeys = self.sessions.read_days(first_day, window.last_day, deadline)
        return LiveSummary(
            summary=summarize_counts(found.counts, days, self.read_live_counts.events.zone, previous_days, journeys),
            as_of=found.as_of,
            live=found.live,
            pending_days=found.pending_days,
            journeys_as_of=found.rolled_up_to,
        )
