"""One trace as it grows: each event some seconds after the one before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from string import ascii_lowercase
from typing import Any

Seconds = tuple[float, float]  # at least, at most
MOST_DELIVERY_MS = 900


@dataclass(frozen=True)
class DemoEvent:
    """`happened_at`: the sender's time; `received_at`: a little later. `fields`: all but the times."""

    happened_at: datetime
    received_at: datetime
    fields: dict[str, Any]


@dataclass
class Trace:
    rng: Random
    now: datetime
    trace_id: str = ""
    events: list[DemoEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.trace_id = f"trace_{self.rng.getrandbits(56):014x}"

    def add(self, event_type: str, after: Seconds, **fields: Any) -> None:
        """Fields that are None are left out; the id follows from trace and place, unless it is given."""
        self.now += timedelta(milliseconds=round(self.rng.uniform(*after) * 1000))
        delivery = timedelta(milliseconds=self.rng.randint(20, MOST_DELIVERY_MS))
        named = {
            "event_id": f"{self.trace_id.removeprefix('trace_')}-{len(self.events) + 1}",
            "event_type": event_type,
            "trace_id": self.trace_id,
        }
        given = {name: value for name, value in fields.items() if value is not None}
        self.events.append(DemoEvent(self.now, self.now + delivery, named | given))

    def happens(self, ratio: float) -> bool:
        return self.rng.random() < ratio

    def letters(self, count: int) -> str:
        """For an id without digits, which might by chance make up a card's number and be scrubbed."""
        return "".join(self.rng.choices(ascii_lowercase, k=count))

    def pick(self, weighted: Sequence[tuple[str, int]]) -> str:
        return self.rng.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]
