"""What happened to one person: the timeline of a trace, and what its registration was credited to."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.timeline import MAX_EVENTS_READ, Timeline, make_timeline
from chalicelib.domain.tracking.snapshot import AttributionKept
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.registration_store import RegistrationStore


@dataclass(frozen=True, slots=True)
class TraceTimeline:
    events: EventStore
    registrations: RegistrationStore

    def __call__(self, trace_id: str, *, now: datetime, deadline: Deadline) -> tuple[Timeline, AttributionKept | None]:
        """The attribution is that of the trace's first registration which was decided here.

        Raises NotFoundError, UnavailableError.
        """
        timeline = make_timeline(islice(self.events.read_trace(trace_id, now=now, deadline=deadline), MAX_EVENTS_READ))
        if timeline is None:
            raise NotFoundError("No events are stored for that trace id")
        if not timeline.registration_ids:
            return timeline, None
        found = self.registrations.read_many(timeline.registration_ids, deadline=deadline, now=now)
        of_trace = (found[one] for one in timeline.registration_ids if one in found and found[one].trace_id == trace_id)
        first = next(of_trace, None)
        return timeline, None if first is None else first.snapshot.decision.attribution
