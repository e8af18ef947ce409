"""Takes past events in: as ingest does, and their days are counted again at the next roll-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.domain.admission import Intake
from chalicelib.domain.event import Event
from chalicelib.domain.reporting_day import day_of, day_start, first_retained_day
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.dynamodb import Deadline
from chalicelib.usecases.ingest_events import IngestEvents, IngestReport


@dataclass(frozen=True, slots=True)
class BackfillEvents:
    ingest: IngestEvents
    dirty_days: DirtyDays
    zone: ZoneInfo
    retention_days: int
    clock: Callable[[], datetime]

    def __call__(
        self,
        raw_events: Sequence[object],
        intake: Intake,
        deadline: Deadline,
        *,
        request_name: str | None = None,
        default_trace_id: str | None = None,
    ) -> IngestReport:
        """The days are marked before the events are written, so that one that dies in between leaves no day miscounted;
        and again behind them, so that a roll-up in between, which saw only some of them, is not the last word.

        Raises UnavailableError where the second mark cannot be set: the same request again sets it.
        """
        marked: set[tuple[str, str]] = set()

        def mark_days(events: Sequence[Event], until: Deadline) -> None:
            marked.update((event.event_type, day_of(event.ts, self.zone)) for event in events)
            self.dirty_days.mark(marked, self.clock(), until)

        kept_since = day_start(first_retained_day(intake.received_at, self.zone, self.retention_days), self.zone)
        report = self.ingest(
            raw_events,
            replace(intake, kept_since=kept_since, takes_untraced=True),
            deadline,
            request_name=request_name,
            default_trace_id=default_trace_id,
            prepare=mark_days,
        )
        self.dirty_days.mark(marked, self.clock(), deadline)
        return report
