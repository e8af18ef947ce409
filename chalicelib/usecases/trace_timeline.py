"""What happened to one person: the timeline of a trace."""

from datetime import datetime
from itertools import islice

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.timeline import MAX_EVENTS_READ, Timeline, make_timeline
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_store import EventStore


def trace_timeline(events: EventStore, trace_id: str, *, now: datetime, deadline: Deadline) -> Timeline:
    """Raises NotFoundError."""
    timeline = make_timeline(islice(events.read_trace(trace_id, now=now, deadline=deadline), MAX_EVENTS_READ))
    if timeline is None:
        raise NotFoundError("No events are stored for that trace id")
    return timeline
