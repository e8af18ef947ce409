"""/internal/subjects: what stands for an address; all that is stored under it, to be handed over, or erased.

The address is in the body, since what is in a URL is logged.
"""

from collections.abc import Sequence
from dataclasses import asdict

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict

from chalicelib.domain.cursor import open_cursor, refused_cursor, seal_cursor
from chalicelib.domain.event import Address
from chalicelib.domain.identity import fingerprints_of
from chalicelib.domain.timestamp import Timestamp
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.count_services import count_services
from chalicelib.routes.credentials import ADMIN, SUPPORT
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.event_answer import EventAnswer, event_fields
from chalicelib.routes.journey_answer import JourneyAnswer, journey_answer
from chalicelib.routes.model_body import read_model
from chalicelib.routes.quarantine_answer import QuarantinedAnswer, quarantined_answer
from chalicelib.routes.query import NoQuery
from chalicelib.routes.registration_answer import StoredRegistrationAnswer, stored_registration_answer
from chalicelib.routes.services import services
from chalicelib.routes.subject_services import make_subject_services
from chalicelib.routes.tracking_services import tracking_services
from chalicelib.usecases.export_subject import BEGINNING, ExportPosition, Part

WORKS_FOR_SECONDS = 20.0
_BOUND_TO = {"list": "subject"}
blueprint = Blueprint(__name__)
_subjects = make_subject_services(
    services.events,
    services.quarantine,
    tracking_services.registrations,
    count_services.build_journeys,
    services.fan_out,
)


class Subject(BaseModel):
    """`email`: never stored, logged or answered."""

    model_config = ConfigDict(extra="forbid", strict=True)

    email: Address


class SubjectSlice(Subject):
    """`cursor`: of the slice before."""

    cursor: str | None = None


class LookupAnswer(Answer):
    """Under every pepper, the one that signs first. Joined by commas they are the feed's `q_email`."""

    fingerprints: list[str]


class SubjectExportAnswer(Answer):
    """A slice. `events`: of their traces, all but those under another's address. `more`: go on with `next_cursor`."""

    exported_at: Timestamp
    events: list[EventAnswer]
    journeys: list[JourneyAnswer]
    quarantine: list[QuarantinedAnswer]
    registrations: list[StoredRegistrationAnswer]
    more: bool
    next_cursor: str | None


class ErasureReceiptAnswer(Answer):
    """How many were changed or deleted by this call. `more`: time ran out before all was done: call again."""

    erased_at: Timestamp
    events: int
    journeys: int
    quarantine: int
    registrations: int
    more: bool


@endpoint(
    blueprint,
    "POST",
    "/internal/subjects/lookup",
    summary="The fingerprints of an address, under which its events are found; changes nothing",
    access=SUPPORT,
    body=(Subject,),
    answers={200: LookupAnswer},
    uses_store=False,
)
def look_up(call: Call[NoQuery]) -> Reply:
    return Reply(LookupAnswer(fingerprints=list(_fingerprints(read_model(call, Subject).email))))


@endpoint(
    blueprint,
    "POST",
    "/internal/subjects/export",
    summary="All that is stored under an address, slice by slice",
    access=ADMIN,
    body=(SubjectSlice,),
    answers={200: SubjectExportAnswer},
)
def export(call: Call[NoQuery]) -> Reply:
    wanted = read_model(call, SubjectSlice)
    fingerprints = _fingerprints(wanted.email)
    start = BEGINNING if wanted.cursor is None else _open(wanted.cursor, fingerprints)
    found = _subjects.export(fingerprints, start=start, now=call.now)
    bases, policy = services.link_bases, services.settings.email_policy
    return Reply(
        SubjectExportAnswer(
            exported_at=call.now,
            events=[
                EventAnswer(**event_fields(event, sees_identifiers=True, bases=bases, policy=policy))
                for event in found.events
            ],
            journeys=[journey_answer(one) for one in found.journeys],
            quarantine=[quarantined_answer(one) for one in found.quarantine],
            registrations=[stored_registration_answer(one) for one in found.registrations],
            more=found.goes_on_at is not None,
            next_cursor=None if found.goes_on_at is None else _seal(found.goes_on_at, fingerprints),
        )
    )


@endpoint(
    blueprint,
    "POST",
    "/internal/subjects/erase",
    summary="Take away all that is stored under an address, slice by slice; counts stay. Twice is harmless",
    access=ADMIN,
    body=(Subject,),
    answers={200: ErasureReceiptAnswer},
)
def erase(call: Call[NoQuery]) -> Reply:
    fingerprints = _fingerprints(read_model(call, Subject).email)
    receipt = _subjects.erase(fingerprints, for_seconds=WORKS_FOR_SECONDS)
    return Reply(
        ErasureReceiptAnswer(
            erased_at=call.now,
            events=receipt.events,
            journeys=receipt.journeys,
            quarantine=receipt.quarantine,
            registrations=receipt.registrations,
            more=receipt.more,
        ),
        log=asdict(receipt),
    )


def _fingerprints(address: str) -> tuple[str, ...]:
    """Under every pepper."""
    return fingerprints_of(address, services.secrets.get("EMAIL_PEPPER"))


def _seal(position: ExportPosition, fingerprints: Sequence[str]) -> str:
    keys = services.secrets.get("SESSION_SECRET")
    return seal_cursor(asdict(position) | {"of": fingerprints[0]}, bound_to=_BOUND_TO, secrets=keys)


def _open(cursor: str, fingerprints: Sequence[str]) -> ExportPosition:
    """Of the same person, under any pepper: they may be rotated between two slices. Raises InvalidInputError."""
    position = open_cursor(cursor, bound_to=_BOUND_TO, secrets=services.secrets.get("SESSION_SECRET"))
    if position["of"] not in fingerprints:
        raise refused_cursor()
    return ExportPosition(Part(position["part"]), position["key"], position["after"])
