"""An event: as a sender may send it, and as it is kept (design sections 3 and 5; contract, Sending events)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, WithJsonSchema

from chalicelib.domain.control_characters import WITHOUT_CONTROL_CHARACTERS, has_control_characters
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME, SOURCES
from chalicelib.domain.pii import HAS_AN_AT_INSIDE, holds_email, is_fingerprint, normalize_email
from chalicelib.domain.refusal_words import refusal
from chalicelib.domain.timestamp import parse_rfc3339

MAX_TEXT_LENGTH = 256
MAX_EVENT_ID_LENGTH = 128
OCCURRED_AT_OLDEST = timedelta(hours=48)
OCCURRED_AT_NEWEST = timedelta(minutes=5)


def _plain(text: str) -> str:
    if has_control_characters(text):
        raise refusal("must hold no control characters")
    if holds_email(text):
        raise refusal("holds an e-mail address: send it as email")
    return text


def _visible_ascii(text: str) -> str:
    if not all("\x21" <= character <= "\x7e" for character in text):
        raise refusal(f"must be 1 to {MAX_EVENT_ID_LENGTH} visible ASCII characters")
    return text


def _known_type(name: str) -> str:
    if name not in EVENT_TYPE_BY_NAME:
        raise refusal("is no event type of the dictionary: see GET /internal/event-types")
    return name


def _known_source(name: str) -> str:
    if name not in SOURCES:
        raise refusal(f"must be one of {', '.join(SOURCES)}")
    return name


def _address(text: str) -> str:
    address = normalize_email(text)
    if address is None:
        raise refusal("must be one e-mail address: text@text, at most 254 characters")
    return address


def _fingerprint(text: str) -> str:
    if not is_fingerprint(text):
        raise refusal("must be fp_ and 32 lower-case hex digits")
    return text


def _moment(text: object) -> datetime:
    if not isinstance(text, str):
        raise refusal("must be text")
    try:
        return parse_rfc3339(text)
    except ValueError:
        raise refusal("must be an RFC 3339 time with an offset, such as 2026-11-22T09:15:02.120Z") from None


Text = Annotated[
    str,
    StringConstraints(max_length=MAX_TEXT_LENGTH),
    AfterValidator(_plain),
    Field(json_schema_extra={"pattern": WITHOUT_CONTROL_CHARACTERS}),
]
EventId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_EVENT_ID_LENGTH),
    AfterValidator(_visible_ascii),
    AfterValidator(_plain),
    Field(json_schema_extra={"pattern": "^[!-~]*$"}),
]
Address = Annotated[str, AfterValidator(_address), Field(json_schema_extra={"pattern": HAS_AN_AT_INSIDE})]
EventTypeName = Annotated[str, AfterValidator(_known_type), Field(json_schema_extra={"enum": [*EVENT_TYPE_BY_NAME]})]
Source = Annotated[str, AfterValidator(_known_source), Field(json_schema_extra={"enum": [*SOURCES]})]
Moment = Annotated[
    datetime, PlainValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"}, mode="validation")
]


class IncomingEvent(BaseModel):
    """One event as a sender writes it. Empty strings and nulls count as absent, but for `success`: null there is kept.

    Which identifiers it must carry depends on its type: GET /internal/event-types lists them.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    event_type: EventTypeName
    event_id: EventId | None = Field(None, description="unique within its trace; made by the server where it is absent")
    trace_id: str | None = Field(None, description="begins with trace_; any other shape counts as absent")
    anonymous_id: Text | None = None
    user_id: Text | None = None
    tenant_id: Text | None = None
    job_id: Text | None = None
    campaign_id: Text | None = None
    email: Address | None = Field(None, description="never stored: a keyed fingerprint is; wins over email_fingerprint")
    email_fingerprint: Annotated[str, AfterValidator(_fingerprint)] | None = None
    success: bool | None = None
    error_code: Text | None = None
    error_message: str | None = Field(None, description="redacted, then cut at 512 code points")
    source: Source | None = None
    occurred_at: Moment | None = Field(None, description="kept if from 48 h before to 5 min after receipt")
    payload: dict[str, Any] | None = Field(
        None, description="redacted, then cut at 3 levels and 2,048 bytes of compact JSON"
    )


class BackfillEvent(IncomingEvent):
    """A past event: it brings the `ts` that it keeps; not in the future, its day wholly within RETENTION_DAYS."""

    ts: Moment


def believed_time(sent: datetime | None, received_at: datetime) -> datetime | None:
    """The sender's time if it lies from 48 h before to 5 min after the receipt, ends included; else None."""
    if sent is None or not received_at - OCCURRED_AT_OLDEST <= sent <= received_at + OCCURRED_AT_NEWEST:
        return None
    return sent


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it is kept. `ts`: the server's receipt; `occurred_at`: the sender's time where it is believed."""

    event_id: str
    event_type: str
    ts: datetime
    occurred_at: datetime | None
    trace_id: str | None
    anonymous_id: str | None
    user_id: str | None
    tenant_id: str | None
    job_id: str | None
    campaign_id: str | None
    email_fingerprint: str | None
    email_domain: str | None
    email_masked: str | None
    success: bool | None
    error_code: str | None
    error_message: str | None
    source: str | None
    payload: Mapping[str, Any] | None

    @property
    def event_at(self) -> datetime:
        """Event time: the sender's if it was kept, else the receipt's."""
        return self.occurred_at or self.ts
