"""Admission: one incoming event is checked against the dictionary and scrubbed, or refused with every reason.

The steps stand in `admit`, in their order; nothing of a refused event is echoed beyond the names of its fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from chalicelib.domain.errors import Reason
from chalicelib.domain.event import BackfillEvent, Event, IncomingEvent, believed_time
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME
from chalicelib.domain.event_type import EventType
from chalicelib.domain.identity import Identity, identity_of
from chalicelib.domain.pii import EmailPolicy
from chalicelib.domain.redaction import scrub_error_message, scrub_payload
from chalicelib.domain.refusal_words import reasons_of
from chalicelib.domain.timestamp import floor_ms
from chalicelib.domain.trace_id import sanitize_trace_id

UNTRACED = "untraced"
_SPECIAL_WORDS: dict[tuple[str, str | None], str] = {
    ("extra_forbidden", "ts"): "is set by the server: send the sender's time as occurred_at",
    ("extra_forbidden", None): "unknown field: put it into payload",
}
_ABSENT = (None, "")
_ABSENT_BUT_MEANT = (("success", None), ("event_id", ""))  # an outcome not known; an id that was to be there


@dataclass(frozen=True, slots=True)
class Intake:
    """What holds for all events of one request.

    `kept_since`: of a backfill, whose events bring their own `ts`: the earliest that is still kept. `takes_untraced`:
    an event whose payload says `untraced: true` may lack the trace id that its type must carry.
    """

    received_at: datetime
    peppers: Sequence[str]
    email_policy: EmailPolicy
    kept_since: datetime | None = None
    takes_untraced: bool = False


@dataclass(frozen=True, slots=True)
class Admitted:
    """`fingerprints`: of its address under every pepper, the stored one first; `sent_occurred_at`: believed or not."""

    event: Event
    fingerprints: tuple[str, ...]
    sent_occurred_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refused:
    reasons: tuple[Reason, ...]


def admit(
    raw: object, intake: Intake, *, default_event_id: str, default_trace_id: str | None = None
) -> Admitted | Refused:
    """`default_*`: of an event that does not name itself."""
    if not isinstance(raw, dict):
        return Refused((Reason("event", "must be a JSON object"),))
    present = _without_absent(raw)
    incoming, reasons = _check_shape(present, intake)
    trace_id = _trace_id(present, default_trace_id)
    reasons += _missing_identifiers(present, trace_id, may_lack_trace=intake.takes_untraced and _says_untraced(present))
    if incoming is None or reasons:
        return Refused(tuple(reasons))
    return _scrub(incoming, intake, trace_id, default_event_id)


def _without_absent(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in raw.items() if value not in _ABSENT or (name, value) in _ABSENT_BUT_MEANT}


def _check_shape(present: dict[str, Any], intake: Intake) -> tuple[IncomingEvent | None, list[Reason]]:
    try:
        if intake.kept_since is None:
            return IncomingEvent.model_validate(present), []
        past = BackfillEvent.model_validate(present)
        return past, _complaints_about_ts(past.ts, intake.received_at, intake.kept_since)
    except ValidationError as error:
        return None, reasons_of(error, _SPECIAL_WORDS)


def _complaints_about_ts(ts: datetime, now: datetime, kept_since: datetime) -> list[Reason]:
    if ts > now:
        return [Reason("ts", "must not be in the future")]
    if ts < kept_since:
        return [Reason("ts", "its day must lie wholly within RETENTION_DAYS")]
    return []


def _trace_id(present: Mapping[str, Any], default_trace_id: str | None) -> str | None:
    given = present.get("trace_id")
    return (sanitize_trace_id(given) if isinstance(given, str) else None) or default_trace_id


def _says_untraced(present: Mapping[str, Any]) -> bool:
    payload = present.get("payload")
    return isinstance(payload, dict) and payload.get(UNTRACED) is True


def _missing_identifiers(present: Mapping[str, Any], trace_id: str | None, *, may_lack_trace: bool) -> list[Reason]:
    name = present.get("event_type")
    event_type = EVENT_TYPE_BY_NAME.get(name) if isinstance(name, str) else None
    if event_type is None:
        return []
    return [
        Reason(alternatives[0], f"required for {event_type.name}{_or_others(alternatives)}")
        for alternatives in event_type.required
        if not any(_carries(present, field, trace_id) for field in alternatives)
        and not (may_lack_trace and alternatives == ("trace_id",))
    ]


def _or_others(alternatives: Sequence[str]) -> str:
    return f" (or {', '.join(alternatives[1:])})" if len(alternatives) > 1 else ""


def _carries(present: Mapping[str, Any], field: str, trace_id: str | None) -> bool:
    if field == "trace_id":
        return trace_id is not None
    if field == "email":
        return "email" in present or "email_fingerprint" in present
    if field == "success":
        return present.get("success") is not None
    holder, _, key = field.rpartition(".")
    if not holder:
        return field in present
    payload = present.get(holder)
    return isinstance(payload, dict) and _is_identifier(payload.get(key))


def _is_identifier(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else isinstance(value, int) and not isinstance(value, bool)


def _scrub(incoming: IncomingEvent, intake: Intake, trace_id: str | None, new_id: str) -> Admitted:
    event_type = EVENT_TYPE_BY_NAME[incoming.event_type]
    identity = _identify(incoming, intake)
    sent_at = None if incoming.occurred_at is None else floor_ms(incoming.occurred_at)
    ts = floor_ms(incoming.ts) if isinstance(incoming, BackfillEvent) else intake.received_at
    event = Event(
        event_id=incoming.event_id or new_id,
        event_type=incoming.event_type,
        ts=ts,
        occurred_at=believed_time(sent_at, ts),
        trace_id=trace_id,
        anonymous_id=incoming.anonymous_id,
        user_id=incoming.user_id,
        tenant_id=incoming.tenant_id,
        job_id=incoming.job_id,
        campaign_id=incoming.campaign_id,
        email_fingerprint=identity.fingerprint,
        email_domain=identity.domain,
        email_masked=identity.masked,
        success=_outcome(incoming, event_type),
        error_code=incoming.error_code,
        error_message=None if incoming.error_message is None else scrub_error_message(incoming.error_message),
        source=incoming.source,
        payload=None if incoming.payload is None else scrub_payload(incoming.payload, event_type.payload_identifiers),
    )
    return Admitted(event, identity.fingerprints, sent_at)


def _identify(incoming: IncomingEvent, intake: Intake) -> Identity:
    if incoming.email is not None:
        return identity_of(incoming.email, intake.peppers, intake.email_policy)
    return Identity(() if incoming.email_fingerprint is None else (incoming.email_fingerprint,))


def _outcome(incoming: IncomingEvent, event_type: EventType) -> bool | None:
    return incoming.success if "success" in incoming.model_fields_set else event_type.default_success
