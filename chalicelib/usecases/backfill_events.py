"""Takes past events in: as ingest does, and their days are counted again at the next roll-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.domain.admission import Admitted, Intake
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.reporting_day import day_of, day_start, first_retained_day
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.fan_out import FanOut
from chalicelib.usecases.ingest_events import IngestEvents, IngestReport


@dataclass(frozen=True, slots=True)
class BackfillEvents:
    ingest: IngestEvents
    dirty_days: DirtyDays
    zone: ZoneInfo
    retention_days: int
    clock: Callable[[], datetime]
    fan_out: FanOut

    def __call__(
        self,
        raw_events: Sequence[object],
        intake: Intake,
        deadline: Deadline,
        *,
        request_name: str | None = None,
        default_trace_id: str | None = None,
        prepare: Callable[[Sequence[Admitted], Deadline], None] = lambda _admitted, _deadline: None,
        keeps_refused: bool = True,
    ) -> IngestReport:
        """The days are marked before the events are written, so that one that dies in between leaves no day miscounted;
        and again behind them, so that a roll-up in between, which saw only some of them, is not the last word.

        Where the second mark cannot be set nothing counts as taken: the same request again sets it. `prepare`: as in
        ingest, before the days are marked.
        """
        marked: set[tuple[str, str]] = set()

        def mark_days(admitted: Sequence[Admitted], until: Deadline) -> None:
            prepare(admitted, until)
            marked.update((one.event.event_type, day_of(one.event.ts, self.zone)) for one in admitted)
            self._mark(marked, until)

        report = self.ingest(
            raw_events,
            replace(intake, kept_since=self.kept_since(intake.received_at), takes_untraced=True),
            deadline,
            request_name=request_name,
            default_trace_id=default_trace_id,
            prepare=mark_days,
            keeps_refused=keeps_refused,
        )
        try:
            self._mark(marked, deadline)
        except UnavailableError:
            return report.not_taken()
        return report

    def kept_since(self, now: datetime) -> datetime:
        """The earliest `ts` that an event may bring: from there on every day is wholly retained."""
        return day_start(first_retained_day(now, self.zone, self.retention_days), self.zone)

    def _mark(self, types_and_days: set[tuple[str, str]], deadline: Deadline) -> None:
        now = self.clock()
        self.fan_out.map(lambda one: self.dirty_days.mark([one], now, deadline), sorted(types_and_days))
