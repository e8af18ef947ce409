"""A journey in one attribute, so that many are read fast: JSON with short names, which this file alone knows."""

import json
from typing import Any

from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.journey import Context, Journey, LastEvent


def encode_journey(journey: Journey) -> str:
    body: dict[str, Any] = {
        "i": journey.trace_id,
        "a": journey.first_at_ms,
        "t": journey.codes,
        "o": [*journey.offsets_ms],
        "s": journey.outcomes,
        "d": journey.digests,
    }
    if journey.errors:
        body["e"] = [[place, code] for place, code in journey.errors.items()]
    if any(journey.contexts[0][1]) or len(journey.contexts) > 1:
        body["c"] = [[place, *context] for place, context in journey.contexts]
    if journey.truncated:  # else it is the last one above
        body["l"] = [*journey.last]
    return to_compact_json(body)


def decode_journey(text: str) -> Journey:
    body: dict[str, Any] = json.loads(text)
    errors = dict(body.get("e", ()))
    codes, offsets, first_at_ms = body["t"], body["o"], body["a"]
    last = body.get("l")
    return Journey(
        trace_id=body["i"],
        first_at_ms=first_at_ms,
        codes=codes,
        offsets_ms=offsets,
        outcomes=body["s"],
        digests=body["d"],
        errors=errors,
        contexts=[(place, Context(*context)) for place, *context in body.get("c", ((0,),))],
        last=LastEvent(*last) if last else LastEvent(codes[-1], first_at_ms + offsets[-1], errors.get(len(codes) - 1)),
        truncated=last is not None,
    )
