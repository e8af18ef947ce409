"""How a registration was decided, as the server that sent it is answered and as it is read back later."""

from typing import Any

from chalicelib.domain.timestamp import Timestamp
from chalicelib.domain.tracking.registration import Registration
from chalicelib.domain.tracking.snapshot import AttributionKept, Snapshot
from chalicelib.domain.tracking.untracked import UntrackedReason
from chalicelib.routes.answer import Answer


class RegistrationAnswer(Answer):
    """Either an attribution or the one reason why there is none, with the evidence that it was decided from."""

    registration_id: str
    tracked: bool
    attribution: AttributionKept | None
    untracked_reason: UntrackedReason | None
    snapshot: Snapshot


class StoredRegistrationAnswer(RegistrationAnswer):
    """As the server that sent it was answered; `registered_at`: when it was first sent."""

    registered_at: Timestamp
    campaign_id: str
    trace_id: str | None


def registration_answer(registration: Registration) -> RegistrationAnswer:
    return RegistrationAnswer(**_decision_fields(registration))


def stored_registration_answer(registration: Registration) -> StoredRegistrationAnswer:
    return StoredRegistrationAnswer(
        **_decision_fields(registration),
        registered_at=registration.registered_at,
        campaign_id=registration.campaign_id,
        trace_id=registration.trace_id,
    )


def _decision_fields(registration: Registration) -> dict[str, Any]:
    decision = registration.snapshot.decision
    return {
        "registration_id": registration.registration_id,
        "tracked": decision.tracked,
        "attribution": decision.attribution,
        "untracked_reason": decision.untracked_reason,
        "snapshot": registration.snapshot,
    }
