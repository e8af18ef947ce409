"""The summary: cards, chart and tables out of one set of counts, so that they agree to the event."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.bucket import QUARTER, outcome_index
from chalicelib.domain.day_counts import DayCounts, most_frequent_first, names_of, outcomes_of
from chalicelib.domain.event_dictionary import EVENT_TYPES, REGISTRATION
from chalicelib.domain.kpi import KPIS, Count, Kpi, Unit
from chalicelib.domain.reporting_day import day_start, shift_day
from chalicelib.domain.tracking.quality import TrackingMetadata, tracking_metadata

MAX_DAYS_WITH_HOURS = 7
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class KpiValue:
    """A ratio of a zero denominator, and what nothing counts yet, is None."""

    value: float | None
    numerator: int | None = None
    denominator: int | None = None


@dataclass(frozen=True, slots=True)
class KpiLine:
    kpi: Kpi
    now: KpiValue
    previous: float | None
    change: float | None


@dataclass(frozen=True, slots=True)
class ErrorLine:
    event_type: str
    error_code: str
    count: int
    previous: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """`events`, `kpi_days`: one value a day of `days`. `hours`: day -> type -> one count an hour since midnight.

    `hour_starts`: that midnight of each day in `hours`.
    """

    days: Sequence[str]
    kpis: Sequence[KpiLine]
    events: Mapping[str, Sequence[int]]
    kpi_days: Mapping[str, Sequence[float | None]]
    hours: Mapping[str, Mapping[str, Sequence[int]]]
    hour_starts: Mapping[str, datetime]
    errors: Sequence[ErrorLine]
    sources: Sequence[tuple[str, int]]
    tracking: TrackingMetadata


def summarize_counts(
    counts: DayCounts,
    days: Sequence[str],
    zone: ZoneInfo,
    previous_days: Sequence[str] | None = None,
    journeys: Mapping[str, int] | None = None,
) -> Summary:
    """`previous_days`: those just before `days`, as many; None where no comparison was asked for.

    `journeys`: how many began, by day; None before any was counted.
    """
    reasons = names_of(counts, REGISTRATION, days, lambda bucket: bucket.untracked_reasons)
    days_with_hours = days if len(days) <= MAX_DAYS_WITH_HOURS else []
    return Summary(
        days=days,
        kpis=[_line(kpi, counts, days, previous_days, journeys) for kpi in KPIS],
        events={one.name: [sum(outcomes_of(counts, one.name, [day])) for day in days] for one in EVENT_TYPES},
        kpi_days={kpi.id: [_value(kpi, counts, [day], journeys).value for day in days] for kpi in KPIS},
        hours=_hours(counts, days_with_hours, zone),
        hour_starts={day: day_start(day, zone) for day in days_with_hours},
        errors=_error_lines(counts, days, previous_days),
        sources=_sources(counts, days),
        tracking=tracking_metadata(outcomes_of(counts, REGISTRATION, days), reasons),
    )


def _line(
    kpi: Kpi,
    counts: DayCounts,
    days: Sequence[str],
    previous_days: Sequence[str] | None,
    journeys: Mapping[str, int] | None,
) -> KpiLine:
    now = _value(kpi, counts, days, journeys)
    previous = None if previous_days is None else _value(kpi, counts, previous_days, journeys).value
    change = None if now.value is None or previous is None else round(now.value - previous, 4)
    return KpiLine(kpi, now, previous, change)


def _value(kpi: Kpi, counts: DayCounts, days: Sequence[str], journeys: Mapping[str, int] | None) -> KpiValue:
    if kpi.of_journeys:
        return KpiValue(None if journeys is None else sum(journeys.get(day, 0) for day in days))
    numerator = _count(kpi.numerator, counts, days)
    if kpi.unit is Unit.COUNT:
        return KpiValue(numerator)
    denominator = _count(kpi.denominator, counts, days)
    return KpiValue(round(numerator / denominator, 4) if denominator else None, numerator, denominator)


def _count(terms: Iterable[Count], counts: DayCounts, days: Sequence[str]) -> int:
    return sum(
        outcomes_of(counts, term.event_type, days)[outcome_index(outcome)]
        for term in terms
        for outcome in term.outcomes
    )


def _hours(counts: DayCounts, days: Sequence[str], zone: ZoneInfo) -> dict[str, dict[str, list[int]]]:
    """As many hours as the day has: 23 to 25. Types without events are left out."""
    found: dict[str, dict[str, list[int]]] = {}
    for day in days:
        length = day_start(shift_day(day, 1), zone) - day_start(day, zone)
        found[day] = {}
        for one in EVENT_TYPES:
            bucket = counts.get((one.name, day))
            if bucket and bucket.quarters:
                hours = [0] * -(-length // _HOUR)
                for quarter, outcomes in bucket.quarters.items():
                    hours[quarter * QUARTER // _HOUR] += sum(outcomes)
                found[day][one.name] = hours
    return found


def _errors_of(counts: DayCounts, days: Sequence[str]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for (event_type, day), bucket in counts.items():
        if day in days:
            found.update({(event_type, code): count for code, count in bucket.error_codes.items()})
    return found


def _error_lines(counts: DayCounts, days: Sequence[str], previous_days: Sequence[str] | None) -> list[ErrorLine]:
    """The most frequent first; what is gone since the previous period is there with 0."""
    now = _errors_of(counts, days)
    before = None if previous_days is None else _errors_of(counts, previous_days)
    lines = [
        ErrorLine(event_type, code, now[event_type, code], None if before is None else before[event_type, code])
        for event_type, code in now.keys() | (before or {}).keys()
    ]
    return sorted(lines, key=lambda line: (-line.count, -(line.previous or 0), line.event_type, line.error_code))


def _sources(counts: DayCounts, days: Sequence[str]) -> list[tuple[str, int]]:
    found: Counter[str] = Counter()
    for (_, day), bucket in counts.items():
        if day in days:
            found.update(bucket.sources)
    return most_frequent_first(found)
