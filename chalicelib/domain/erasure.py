"""What erasing a person takes away, and what stays so that every count stays (contract, privacy)."""

from collections.abc import Collection
from dataclasses import replace

from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.identity import Identity
from chalicelib.domain.tracking.quality import COUNTED_IN_PAYLOAD
from chalicelib.domain.tracking.registration import Registration


def erase_event(event: Event, fingerprints: Collection[str]) -> Event:
    """An event of the person, or of a trace of theirs. `fingerprints`: the person's; another's address stays.

    Of a registration's payload stays what campaigns are counted by, since a day may be counted again.
    """
    theirs = event.email_fingerprint in fingerprints
    kept = {key: value for key, value in (event.payload or {}).items() if key in COUNTED_IN_PAYLOAD}
    return replace(
        event,
        anonymous_id=None,
        user_id=None,
        tenant_id=None,
        job_id=None,
        email_fingerprint=None if theirs else event.email_fingerprint,
        email_domain=None if theirs else event.email_domain,
        email_masked=None if theirs else event.email_masked,
        error_message=None,
        payload=kept if kept and event.event_type == REGISTRATION else None,
    )


def erase_registration(registration: Registration) -> Registration:
    """The decision stays, and what it was made from."""
    nothing_seen = {"landing_url": None, "referrer": None, "user_agent": None}
    snapshot = registration.snapshot.model_copy(update=nothing_seen)
    return replace(registration, identity=Identity(), snapshot=snapshot, erased=True)


def is_of(registration: Registration, event: Event, fingerprints: Collection[str]) -> bool:
    """Whether the registration that an event names is that of the person: ids of events are told apart by trace, those
    of registrations are not.
    """
    return registration.trace_id == event.trace_id and registration.identity.fingerprint in (None, *fingerprints)
