"""A registration: as it is sent, as it is kept, and the event that it is in the feed (design sections 5 and 6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from chalicelib.domain.admission import Admitted
from chalicelib.domain.event import Address, Event, EventId, Text, believed_time
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.identity import Identity
from chalicelib.domain.redaction import scrub_payload
from chalicelib.domain.tracking.event_payload import tracking_payload
from chalicelib.domain.tracking.snapshot import Snapshot


class TrackingBody(BaseModel):
    """What visits and registrations have in common. Empty strings and nulls count as absent."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    url: str | None = Field(None, description="the landing page's, with its query: cid and utm_* are read from it")
    referrer: str | None = Field(None, description="kept as scheme, host and path")
    user_agent: str | None = Field(None, description="kept as family, system, class of device and a keyed hash")
    cookie: str | None = Field(None, description="the value of ef_tracking alone, as the browser sent it")
    trace_id: str | None = Field(None, description="begins with trace_; any other shape counts as absent")

    @model_validator(mode="before")
    @classmethod
    def _without_absent(cls, sent: Any) -> Any:
        if not isinstance(sent, dict):
            return sent
        return {name: value for name, value in sent.items() if value is not None and value != ""}


class IncomingRegistration(TrackingBody):
    """One registration. The same `registration_id` again is answered with what was decided at first."""

    registration_id: EventId
    campaign_id: Annotated[Text, StringConstraints(min_length=1)]
    cid: str | None = Field(None, description="of a link that the caller knows of: the last source that is asked")
    email: Address | None = Field(None, description="never stored: a keyed fingerprint is")


class IncomingVisit(TrackingBody):
    """One page shown. Without `campaign_id` it is that of the link which the URL names."""

    campaign_id: Text | None = None
    anonymous_id: Text | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """`identity`: all that is kept of an address; `registered_at`: when it was first sent; `erased`: of a person who
    asked to be forgotten, so that its event, where it is stored, is not the one that would be made of it now."""

    registration_id: str
    campaign_id: str
    trace_id: str | None
    identity: Identity
    registered_at: datetime
    snapshot: Snapshot
    erased: bool = False


def registration_event(registration: Registration, now: datetime) -> Admitted:
    """The event that the registration is in the feed. `now`: when it is written, which may be at a later try."""
    decision = registration.snapshot.decision
    payload = {"registration_id": registration.registration_id} | tracking_payload(registration.snapshot)
    event = Event(
        event_id=registration.registration_id,
        event_type=REGISTRATION,
        ts=now,
        occurred_at=believed_time(registration.registered_at, now),
        trace_id=registration.trace_id,
        anonymous_id=None,
        user_id=None,
        tenant_id=None,
        job_id=None,
        campaign_id=registration.campaign_id,
        email_fingerprint=registration.identity.fingerprint,
        email_domain=registration.identity.domain,
        email_masked=registration.identity.masked,
        success=decision.tracked,
        error_code=decision.untracked_reason,
        error_message=None,
        source=None,
        payload=scrub_payload(payload, ["registration_id"]),
    )
    return Admitted(event, registration.identity.fingerprints, registration.registered_at)
