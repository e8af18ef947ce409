"""A journey: one trace as funnels need it, small enough to read a hundred thousand of (design section 5, journeys)."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_CODE, EVENT_TYPE_BY_NAME
from chalicelib.domain.event_type import STAGES, Stage
from chalicelib.domain.timestamp import from_epoch_ms, to_epoch_ms

MAX_EVENTS_KEPT = 500
MAX_BYTES = 300_000  # of a body; an item may have 400 KB
DIGEST_LENGTH = 6
UNKNOWN_TYPE = "?"  # of a newer version's event; no type has this code
_BYTES_OF_AN_EVENT = 40
_BYTES_BESIDE = 4_000  # the trace's id and its last event
_OUTCOMES: Mapping[bool | None, str] = {True: "1", False: "0", None: "-"}


class Context(NamedTuple):
    """What is known at a moment of the trace: the moment's own event says it, or the last one before that did."""

    source: str | None = None
    campaign_id: str | None = None
    utm_source: str | None = None
    email_domain: str | None = None


class LastEvent(NamedTuple):
    """`code`: of its type; `at_ms`: of the epoch."""

    code: str
    at_ms: int
    error_code: str | None


@dataclass(frozen=True, slots=True)
class Journey:
    """The first events by event time, at most 500; `last` is that of the whole trace, as far as it was read.

    `codes`: of event types, one character each; `offsets_ms`: since the first; `outcomes`: `1`, `0` or `-` each.
    `digests`: of event ids, one after the other. `errors`: error codes by the event's place. `contexts`: each from an
    event's place on.
    """

    trace_id: str
    first_at_ms: int
    codes: str
    offsets_ms: Sequence[int]
    outcomes: str
    digests: str
    errors: Mapping[int, str]
    contexts: Sequence[tuple[int, Context]]
    last: LastEvent
    truncated: bool

    @property
    def first_at(self) -> datetime:
        return from_epoch_ms(self.first_at_ms)

    @property
    def stage(self) -> Stage:
        """The furthest; of types that this program does not know, the first."""
        return max(
            (EVENT_TYPE_BY_CODE[code].stage for code in {*self.codes} if code in EVENT_TYPE_BY_CODE),
            key=STAGES.index,
            default=STAGES[0],
        )

    @property
    def event_digests(self) -> frozenset[str]:
        """By which it is told whether an event is in it."""
        starts = range(0, len(self.digests), DIGEST_LENGTH)
        return frozenset(self.digests[start : start + DIGEST_LENGTH] for start in starts)

    def context_at(self, place: int) -> Context:
        found = Context()
        for begins, context in self.contexts:
            if begins > place:
                break
            found = context
        return found


def make_journey(trace_id: str, events: Iterable[Event]) -> Journey | None:
    """None of no events."""
    ordered = sorted(events, key=lambda event: (event.event_at, event.ts, event.event_id))
    if not ordered:
        return None
    first_ms, last = to_epoch_ms(ordered[0].event_at), ordered[-1]
    contexts = _contexts(ordered[:MAX_EVENTS_KEPT])
    kept = ordered[: _how_many_fit(ordered[:MAX_EVENTS_KEPT], contexts)]
    return Journey(
        trace_id=trace_id,
        first_at_ms=first_ms,
        codes="".join(map(_code, kept)),
        offsets_ms=[to_epoch_ms(event.event_at) - first_ms for event in kept],
        outcomes="".join(_OUTCOMES[event.success] for event in kept),
        digests="".join(map(event_digest, kept)),
        errors={place: event.error_code for place, event in enumerate(kept) if event.error_code is not None},
        contexts=[(place, context) for place, context in contexts if place < len(kept)],
        last=LastEvent(_code(last), to_epoch_ms(last.event_at), last.error_code),
        truncated=len(ordered) > len(kept),
    )


def event_digest(event: Event) -> str:
    """Six characters, which no two events of one trace are likely to share."""
    hashed = hashlib.blake2b(event.event_id.encode(), digest_size=DIGEST_LENGTH).digest()
    return base64.urlsafe_b64encode(hashed)[:DIGEST_LENGTH].decode()


def _code(event: Event) -> str:
    known = EVENT_TYPE_BY_NAME.get(event.event_type)
    return UNKNOWN_TYPE if known is None else known.code


def _how_many_fit(events: Sequence[Event], contexts: Sequence[tuple[int, Context]]) -> int:
    """Into one item, whatever senders put into their texts."""
    context_at = dict(contexts)
    left = MAX_BYTES - _BYTES_BESIDE
    for place, event in enumerate(events):
        texts = (event.error_code, *context_at.get(place, ()))
        left -= _BYTES_OF_AN_EVENT + sum(len(to_compact_json(text).encode()) + 1 for text in texts if text)
        if left < 0:
            return max(1, place)
    return len(events)


def _contexts(events: Sequence[Event]) -> list[tuple[int, Context]]:
    found: list[tuple[int, Context]] = []
    known = Context()
    for place, event in enumerate(events):
        utm_source = (event.payload or {}).get("utm_source")
        known = Context(
            event.source or known.source,
            event.campaign_id or known.campaign_id,
            utm_source if isinstance(utm_source, str) and utm_source else known.utm_source,
            event.email_domain or known.email_domain,
        )
        if not found or found[-1][1] != known:
            found.append((place, known))
    return found
