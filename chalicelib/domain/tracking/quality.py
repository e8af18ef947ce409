"""How many registrations were tracked, by what, and why the others were not (design section 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.name_counts import OTHER

_NO_CHANNEL = "direct"  # what a sender may call a visitor of unknown origin; here untracked is a state of its own
COUNTED_IN_PAYLOAD = ("channel", "utm_source")  # of a tracked registration


@dataclass(frozen=True, slots=True)
class ReasonCount:
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class TrackingMetadata:
    """`tracking_success_rate`: as in "95.0%", rounded down; None of none. Reasons: all, the most frequent first."""

    tracked_count: int
    untracked_count: int
    tracking_success_rate: str | None
    untracked_reason_top: Sequence[ReasonCount]


def tracking_metadata(registrations: tuple[int, int, int], reasons: Mapping[str, int]) -> TrackingMetadata:
    """`registrations`: tracked, untracked, unknown; `reasons`: of the untracked."""
    tracked, untracked, _ = registrations
    total = tracked + untracked
    tenths = None if total == 0 else tracked * 1000 // total
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return TrackingMetadata(
        tracked_count=tracked,
        untracked_count=untracked,
        tracking_success_rate=None if tenths is None else f"{tenths // 10}.{tenths % 10}%",
        untracked_reason_top=[ReasonCount(reason, count) for reason, count in ordered],
    )


def untracked_reason(event: Event) -> str | None:
    """None of any other event than an untracked registration: what a tracked one has as its error code is no reason."""
    return event.error_code if event.event_type == REGISTRATION and event.success is False else None


def tracked_channel(event: Event) -> str | None:
    """Of a tracked registration."""
    channel = _of_tracked(event, "channel")
    return OTHER if channel is not None and channel.strip().lower() == _NO_CHANNEL else channel


def tracked_utm_source(event: Event) -> str | None:
    """Of a tracked registration."""
    return _of_tracked(event, "utm_source")


def _of_tracked(event: Event, key: str) -> str | None:
    if event.event_type != REGISTRATION or event.success is not True or event.payload is None:
        return None
    value = event.payload.get(key)
    return value if isinstance(value, str) and value.strip() else None
