"""How many FEED_SHARDS a load needs: DynamoDB takes 1,000 write units a second for one value of a partition key."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from random import Random

from chalicelib.storage.keys import shard_of, trace_key, type_day

PARTITION_WRITES_A_SECOND = 1000
# Of that: what a key is planned for. A hash does not deal evenly within one second, and traffic does not come evenly.
PLANNED_RATIO = 0.7
MOST_SHARDS = 64
TYPE, DAY = "m_page_view", "2026-11-22"


@dataclass(frozen=True, slots=True)
class Hottest:
    """Writes a second to the key that has most of them: on average, and in its worst second."""

    mean: float
    worst: int


@dataclass(frozen=True, slots=True)
class HotKeys:
    """`by_type_day`, `by_email` and `table` (by trace): of one write for each event."""

    by_type_day: Hottest
    by_email: Hottest
    table: Hottest


def shards_for(peak_events_a_second: float) -> int:
    """FEED_SHARDS for events of at most 1 KB; `peak_events_a_second`: of the busiest type, in its busiest minute.

    Raises ValueError beyond what 64 shards take.
    """
    needed = max(1, ceil(peak_events_a_second / (PARTITION_WRITES_A_SECOND * PLANNED_RATIO)))
    if needed > MOST_SHARDS:
        raise ValueError(f"one type takes at most {most_events_a_second(MOST_SHARDS):,} events a second")
    return needed


def most_events_a_second(shards: int) -> int:
    """Of the busiest type, that so many shards are planned for."""
    return round(shards * PARTITION_WRITES_A_SECOND * PLANNED_RATIO)


def simulate(
    events_a_second: int, shards: int, *, seconds: int = 20, events_a_trace: int = 6, batch: int = 25, seed: int = 1
) -> HotKeys:
    """Events of one type and one day, with ids as senders make them, under the keys that the program gives them.

    Half of the requests name their events (a UUID each), half leave it to the service (`<webhook-id>:<index>`). The
    events of a trace come one after the other within a request and share an address.
    """
    chance = Random(seed)  # noqa: S311 - a simulation that shall come out the same each time
    by_type_day: list[Counter[str]] = []
    by_email: list[Counter[str]] = []
    table: list[Counter[str]] = []
    for _ in range(seconds):
        sent = [*_events(chance, events_a_second, events_a_trace, batch)]
        by_type_day.append(Counter(type_day(TYPE, DAY, shard_of(event_id, shards)) for _, event_id in sent))
        by_email.append(Counter(f"fp_{trace_id}" for trace_id, _ in sent))
        table.append(Counter(trace_key(trace_id, event_id) for trace_id, event_id in sent))
    return HotKeys(_hottest(by_type_day), _hottest(by_email), _hottest(table))


def _events(chance: Random, count: int, events_a_trace: int, batch: int) -> Iterable[tuple[str, str]]:
    """Trace id and event id of each."""
    trace_id = request_id = ""
    for number in range(count):
        if number % events_a_trace == 0:
            trace_id = f"trace_{_uuid(chance)}"
        if number % batch == 0:
            request_id = _uuid(chance)
        named = (number // batch) % 2 == 0
        yield trace_id, _uuid(chance) if named else f"{request_id}:{number % batch}"


def _uuid(chance: Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _hottest(seconds: list[Counter[str]]) -> Hottest:
    totals: Mapping[str, int] = sum(seconds, Counter[str]())
    return Hottest(max(totals.values()) / len(seconds), max(max(second.values()) for second in seconds))
