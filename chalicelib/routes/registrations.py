"""GET /internal/registrations: one registration as it was decided, with its snapshot."""

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.event import EventId
from chalicelib.domain.timestamp import Timestamp
from chalicelib.domain.tracking.registration import Registration
from chalicelib.routes.answer import Reply
from chalicelib.routes.credentials import SUPPORT
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.services import services
from chalicelib.routes.tracking import RegistrationAnswer, decision_fields

blueprint = Blueprint(__name__)


class RegistrationQuery(BaseModel):
    """Which registration."""

    model_config = ConfigDict(extra="forbid")

    registration_id: EventId


class StoredRegistrationAnswer(RegistrationAnswer):
    """As the server that sent it was answered; `registered_at`: when it was first sent."""

    registered_at: Timestamp
    campaign_id: str
    trace_id: str | None


@endpoint(
    blueprint,
    "GET",
    "/internal/registrations",
    summary="A registration as it was decided, with the evidence",
    access=SUPPORT,
    query=RegistrationQuery,
    answers={200: StoredRegistrationAnswer, 404: ErrorAnswer},
)
def registration(call: Call[RegistrationQuery]) -> Reply:
    found = services.tracking.registrations.read(call.query.registration_id, now=call.now, deadline=call.deadline)
    if found is None:
        raise NotFoundError("No registration is stored under that id")
    return Reply(stored_registration_answer(found))


def stored_registration_answer(found: Registration) -> StoredRegistrationAnswer:
    return StoredRegistrationAnswer(
        **decision_fields(found),
        registered_at=found.registered_at,
        campaign_id=found.campaign_id,
        trace_id=found.trace_id,
    )
