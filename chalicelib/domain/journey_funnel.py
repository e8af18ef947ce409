"""A funnel over journeys: whose chain reached which step, by what they came with, and what they did after."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.chain_places import chain_places
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_CODE
from chalicelib.domain.funnel import Funnel, Moments, Order, deepest_chain
from chalicelib.domain.funnel_counts import FunnelCounts
from chalicelib.domain.journey import Context, Journey
from chalicelib.domain.timestamp import from_epoch_ms

MAX_PATH_LENGTH = 20
MAX_VALUES = 200  # of a breakdown, by name
OTHER_VALUES = "other"


class Breakdown(StrEnum):
    """As it is known at the first step: that event says it, or the last one before that did."""

    SOURCE = "source"
    CAMPAIGN_ID = "campaign_id"
    UTM_SOURCE = "utm_source"
    EMAIL_DOMAIN = "email_domain"

    def value_of(self, context: Context) -> str | None:
        value: str | None = getattr(context, self.value)
        return value


@dataclass(slots=True)
class FunnelReport:
    """`truncated`: how many journeys had more events than are kept. `by_value`: of a breakdown."""

    whole: FunnelCounts
    by_value: dict[str | None, FunnelCounts] = field(default_factory=dict)
    truncated: int = 0

    def most_frequent_first(self) -> list[tuple[str | None, FunnelCounts]]:
        """The values; what is not known comes last of equals, and `other`, those beyond the first 200, behind all."""
        found = sorted(self.by_value.items(), key=lambda one: (-one[1].entered, one[0] is None, one[0] or ""))
        if len(found) <= MAX_VALUES:
            return found
        rest = [counts for place, (value, counts) in enumerate(found) if place >= MAX_VALUES or value == OTHER_VALUES]
        named = [one for one in found[:MAX_VALUES] if one[0] != OTHER_VALUES]
        return [*named, (OTHER_VALUES, FunnelCounts.of_all(rest))]

    def merge(self, other: "FunnelReport") -> None:
        self.whole.merge(other.whole)
        self.truncated += other.truncated
        for value, counts in other.by_value.items():
            if value in self.by_value:
                self.by_value[value].merge(counts)
            else:
                self.by_value[value] = counts


@dataclass(frozen=True, slots=True)
class ReachedTrace:
    """One who reached a step. `reached_at`: that step."""

    trace_id: str
    began_at: datetime
    reached_at: datetime
    last_event_type: str | None
    last_error_code: str | None
    last_at: datetime


@dataclass(slots=True)
class WhatFollowed:
    """After a step. `next_events`: (type, error code) of the first event after it, (None, None) where none was.

    `error_codes`: of all events after it, each once a trace. Of those who went on to the next step, `paths`: the types
    of the events between the two.
    """

    dropped: int = 0
    next_events: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    error_codes: Counter[str] = field(default_factory=Counter)
    went_on: int = 0
    paths: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def merge(self, other: "WhatFollowed") -> None:
        self.dropped += other.dropped
        self.went_on += other.went_on
        self.next_events.update(other.next_events)
        self.error_codes.update(other.error_codes)
        self.paths.update(other.paths)


def new_report(funnel: Funnel) -> FunnelReport:
    return FunnelReport(_counts(funnel))


def add_journeys(
    report: FunnelReport, journeys: Iterable[Journey], funnel: Funnel, breakdown: Breakdown | None
) -> None:
    for journey in journeys:
        report.truncated += journey.truncated
        moments = Moments(journey.codes, journey.offsets_ms)
        chain = deepest_chain(moments, funnel)
        if not chain:
            continue
        report.whole.add(chain)
        if breakdown is not None:
            first = chain_places(moments, funnel, chain[:1])[0]
            value = breakdown.value_of(journey.context_at(first))
            if value not in report.by_value:
                report.by_value[value] = _counts(funnel)
            report.by_value[value].add(chain)


def reached_trace(journey: Journey, funnel: Funnel, reached: int, *, dropped: bool) -> ReachedTrace | None:
    """None who did not reach that step (from 1), or with `dropped` who reached the next one too."""
    chain = deepest_chain(Moments(journey.codes, journey.offsets_ms), funnel)
    if len(chain) < reached or (dropped and len(chain) > reached):
        return None
    last = journey.last
    return ReachedTrace(
        trace_id=journey.trace_id,
        began_at=journey.first_at,
        reached_at=from_epoch_ms(journey.first_at_ms + chain[reached - 1]),
        last_event_type=_type_of(last.code),
        last_error_code=last.error_code,
        last_at=from_epoch_ms(last.at_ms),
    )


def add_what_followed(found: WhatFollowed, journeys: Iterable[Journey], funnel: Funnel, reached: int) -> None:
    for journey in journeys:
        moments = Moments(journey.codes, journey.offsets_ms)
        chain = deepest_chain(moments, funnel)
        if len(chain) < reached:
            continue
        places = chain_places(moments, funnel, chain)
        if len(chain) == reached:
            _add_dropped(found, journey, places)
        else:
            found.went_on += 1
            found.paths[_path(journey, funnel, places, reached)] += 1


def _path(journey: Journey, funnel: Funnel, places: Sequence[int], reached: int) -> tuple[str, ...]:
    """The types of the events between that step, from 1, and the next: those that this program knows."""
    if funnel.order is Order.STRICT:
        return ()  # others of the same time stand behind the chain
    between = (place for place in range(places[reached - 1] + 1, places[reached]) if place not in places)
    names = (_type_of(journey.codes[place]) for place in between)
    return tuple([name for name in names if name is not None][:MAX_PATH_LENGTH])


def _add_dropped(found: WhatFollowed, journey: Journey, places: Sequence[int]) -> None:
    after = range(max(places) + 1, len(journey.codes))
    found.dropped += 1
    following = (_type_of(journey.codes[after[0]]), journey.errors.get(after[0])) if after else (None, None)
    found.next_events[following] += 1
    found.error_codes.update({journey.errors[place] for place in after if place in journey.errors})


def _counts(funnel: Funnel) -> FunnelCounts:
    return FunnelCounts(len(funnel.steps), timed=funnel.order is not Order.ANY)


def _type_of(code: str) -> str | None:
    known = EVENT_TYPE_BY_CODE.get(code)
    return None if known is None else known.name
