"""One person's way through the funnel: a trace's events by event time, with the gaps between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import CHECKOUT_COMPLETE, EVENT_TYPE_BY_NAME, REGISTRATION
from chalicelib.domain.event_type import STAGES, Stage

MAX_EVENTS_SHOWN = 1000
MAX_EVENTS_READ = 5000
MAX_REGISTRATIONS = 20
_MAX_SHOWN_CHARACTERS = 3_000_000  # of an answer that must stay under the 6 MB of a Lambda
_CHARACTERS_BESIDE = 1500  # names, ids and times of one event
_MILLISECOND = timedelta(milliseconds=1)


class Outcome(StrEnum):
    COMPLETED = "completed"
    FAILED = "failed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """`since_previous_ms`: None for the first."""

    event: Event
    since_previous_ms: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """`entries`: oldest first; the rest, where `truncated`, is not shown but counts for all else.

    `registration_ids`: of the first registrations of the trace, in their order: no later one rewrites an earlier.
    """

    first_at: datetime
    last_at: datetime
    stage: Stage
    outcome: Outcome
    entries: Sequence[TimelineEntry]
    truncated: bool
    registration_ids: Sequence[str]


def make_timeline(events: Iterable[Event]) -> Timeline | None:
    """None of no events."""
    ordered = sorted(events, key=lambda event: (event.event_at, event.ts, event.event_id))
    if not ordered:
        return None
    shown = _that_fit(ordered[:MAX_EVENTS_SHOWN])
    registrations = [event.event_id for event in ordered if event.event_type == REGISTRATION]
    gaps = [(later.event_at - earlier.event_at) // _MILLISECOND for earlier, later in pairwise(shown)]
    return Timeline(
        first_at=ordered[0].event_at,
        last_at=ordered[-1].event_at,
        stage=max((EVENT_TYPE_BY_NAME[event.event_type].stage for event in ordered), key=STAGES.index),
        outcome=_outcome(ordered),
        entries=[TimelineEntry(event, gap) for event, gap in zip(shown, [None, *gaps], strict=True)],
        truncated=len(ordered) > len(shown),
        registration_ids=registrations[:MAX_REGISTRATIONS],
    )


def _that_fit(events: Sequence[Event]) -> Sequence[Event]:
    left = _MAX_SHOWN_CHARACTERS
    for position, event in enumerate(events):
        left -= _CHARACTERS_BESIDE + len(event.error_message or "") + len(str(event.payload or ""))
        if left < 0:
            return events[:position]
    return events


def _outcome(ordered: Sequence[Event]) -> Outcome:
    if any(event.event_type == CHECKOUT_COMPLETE and event.success is True for event in ordered):
        return Outcome.COMPLETED
    last = next((event.success for event in reversed(ordered) if event.success is not None), None)
    return Outcome.FAILED if last is False else Outcome.OPEN
