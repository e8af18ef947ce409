"""A what-if: the decisions of a period under another trust window, derived from their snapshots alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.domain.tracking.quality import TrackingMetadata, tracking_metadata
from chalicelib.domain.tracking.registration import Registration
from chalicelib.domain.tracking.snapshot import DecisionKept, keep_decision


@dataclass(frozen=True, slots=True)
class ChangedDecision:
    """`before`: as it is stored, and stays; `after`: what it would have been. `position`: sorts them, for paging."""

    position: str
    registration_id: str
    before: DecisionKept
    after: DecisionKept


@dataclass(frozen=True, slots=True)
class Replay:
    actual: TrackingMetadata
    replayed: TrackingMetadata
    changed: Sequence[ChangedDecision]


def replay(registrations: Iterable[tuple[str, Registration]], trust_window_hours: int) -> Replay:
    """`registrations`: each behind its position, in the order of those."""
    actual, replayed, changed = _Tally(), _Tally(), []
    for position, registration in registrations:
        before = registration.snapshot.decision
        after = decided_again(registration, trust_window_hours)
        actual.add(before)
        replayed.add(after)
        if after != before:
            changed.append(ChangedDecision(position, registration.registration_id, before, after))
    return Replay(actual.metadata(), replayed.metadata(), changed)


def decided_again(registration: Registration, trust_window_hours: int) -> DecisionKept:
    """Of the same source and fields it is the same decision, and its channel is what it was; else it has none."""
    snapshot = registration.snapshot
    kept = snapshot.decision.attribution
    again = keep_decision(snapshot.decide_again(trust_window_hours), None if kept is None else kept.channel)
    if again == snapshot.decision or again.attribution is None:
        return again
    return again.model_copy(update={"attribution": again.attribution.model_copy(update={"channel": None})})


class _Tally:
    def __init__(self) -> None:
        self._tracked = 0
        self._reasons: Counter[str] = Counter()

    def add(self, decision: DecisionKept) -> None:
        if decision.untracked_reason is None:
            self._tracked += 1
        else:
            self._reasons[decision.untracked_reason.value] += 1

    def metadata(self) -> TrackingMetadata:
        return tracking_metadata((self._tracked, self._reasons.total(), 0), self._reasons)
