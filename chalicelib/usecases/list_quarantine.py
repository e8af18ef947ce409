"""The refused events that wait for someone to mend and replay, or drop them; the latest receipt first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.quarantine import QuarantinedEvent
from chalicelib.domain.reporting_day import day_of, shift_day
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.quarantine_store import QUARANTINE_DAYS, QuarantineStore


@dataclass(frozen=True, slots=True)
class QuarantineList:
    """`goes_on_at`: None at the end; else where the next page begins, as plain JSON."""

    items: Sequence[QuarantinedEvent]
    goes_on_at: dict[str, Any] | None


def list_quarantine(
    quarantine: QuarantineStore, *, limit: int, start: dict[str, Any] | None, now: datetime, deadline: Deadline
) -> QuarantineList:
    today = day_of(now, quarantine.zone)
    day, key = (start["day"], start["key"]) if start else (today, None)
    oldest = shift_day(today, -QUARANTINE_DAYS)
    items: list[QuarantinedEvent] = []
    while day >= oldest:
        page = quarantine.read_day(day, limit=limit - len(items), start_key=key, now=now, deadline=deadline)
        items += page.items
        day, key = (day, page.next_key) if page.next_key else (shift_day(day, -1), None)
        if len(items) >= limit:
            return QuarantineList(items, {"day": day, "key": key} if day >= oldest else None)
    return QuarantineList(items, None)
