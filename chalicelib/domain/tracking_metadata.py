"""How many registrations were tracked, and why the others were not (design section 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.bucket import Outcomes


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


def tracking_metadata(registrations: Outcomes, reasons: Mapping[str, int]) -> TrackingMetadata:
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
