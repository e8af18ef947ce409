"""Refused events as they wait in quarantine: scrubbed, each content once, as fit for a replay as scrubbing allows."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.admission import Intake
from chalicelib.domain.compact_json import canonical_json
from chalicelib.domain.errors import Reason
from chalicelib.domain.event import IncomingEvent
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME, EVENT_TYPES
from chalicelib.domain.pii import EMAIL_MARKER, fingerprint, is_fingerprint, normalize_email
from chalicelib.domain.redaction import scrub_error_message, scrub_payload
from chalicelib.domain.trace_id import sanitize_trace_id

NOT_THERE = "There is no such event in quarantine: it was replayed or dropped, or has expired"
ID_SHAPE = re.compile(r"[0-9a-f]{32}")
_MARKER = re.compile(r"\[(?:email|card|ip|token)\]")
_IDENTIFIERS = ("event_id", "trace_id", "anonymous_id", "user_id", "tenant_id", "job_id", "campaign_id")
_FIELDS = frozenset(IncomingEvent.model_fields)


@dataclass(frozen=True, slots=True)
class QuarantinedEvent:
    """`id`: the hash of the scrubbed content; `times`: how often that content was refused."""

    id: str
    event: Any
    reasons: Sequence[Reason]
    received_at: datetime
    last_received_at: datetime
    times: int
    email_fingerprint: str | None


def is_quarantine_id(text: str) -> bool:
    """Whether any item can be called so."""
    return ID_SHAPE.fullmatch(text) is not None


def complaints_about_markers(event: Mapping[str, Any]) -> list[Reason]:
    """Of a replay: what scrubbing took from an identifier must be mended, else strangers would share one."""
    return [
        Reason(name, "was scrubbed here, and is no identifier any more: send the mended one, or none")
        for name in _IDENTIFIERS
        if isinstance(event.get(name), str) and _MARKER.search(event[name])
    ]


def quarantine(raw: object, reasons: Sequence[Reason], intake: Intake) -> QuarantinedEvent:
    event = _scrub_event(raw, intake) if isinstance(raw, dict) else scrub_payload({"event": raw}).get("event")
    found = event.get("email_fingerprint") if isinstance(event, dict) else None
    known = found if isinstance(found, str) and is_fingerprint(found) else None  # it becomes the key of an index
    return QuarantinedEvent(
        id=hashlib.sha256(canonical_json(event)).hexdigest()[:32],
        event=event,
        reasons=tuple(reasons),
        received_at=intake.received_at,
        last_received_at=intake.received_at,
        times=1,
        email_fingerprint=known,
    )


def _scrub_event(raw: Mapping[str, Any], intake: Intake) -> dict[str, Any]:
    scrubbed: dict[str, Any] = {}
    for name, value in raw.items():
        if name == "email":
            continue  # last: the address wins over a fingerprint beside it
        if name == "trace_id":
            trace_id = sanitize_trace_id(value) if isinstance(value, str) else None
            scrubbed |= {"trace_id": trace_id} if trace_id else {}
        elif name == "payload" and isinstance(value, dict):
            scrubbed["payload"] = scrub_payload(value, _payload_identifiers(raw.get("event_type")))
        elif name in _FIELDS and isinstance(value, str):
            scrubbed[name] = scrub_error_message(value)
        elif name in _FIELDS:
            scrubbed |= scrub_payload({name: value})
    scrubbed |= scrub_payload({name: value for name, value in raw.items() if name not in _FIELDS})
    return scrubbed | _scrub_email(raw.get("email"), intake)


def _payload_identifiers(event_type: object) -> list[str]:
    """Those of every type, where the type is what is to be mended."""
    known = EVENT_TYPE_BY_NAME.get(event_type) if isinstance(event_type, str) else None
    return [name for one in ([known] if known else EVENT_TYPES) for name in one.payload_identifiers]


def _scrub_email(value: object, intake: Intake) -> dict[str, str]:
    address = normalize_email(value) if isinstance(value, str) else None
    if address is not None:
        return {"email_fingerprint": fingerprint(address, intake.peppers[0])}
    return {"email": EMAIL_MARKER} if value not in (None, "") else {}
