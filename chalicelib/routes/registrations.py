"""GET /internal/registrations: one registration as it was decided, with its snapshot."""

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.event import EventId
from chalicelib.routes.answer import Reply
from chalicelib.routes.credentials import SUPPORT
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.registration_answer import StoredRegistrationAnswer, stored_registration_answer
from chalicelib.routes.tracking_services import tracking_services

blueprint = Blueprint(__name__)


class RegistrationQuery(BaseModel):
    """Which registration."""

    model_config = ConfigDict(extra="forbid")

    registration_id: EventId


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
    found = tracking_services.registrations.read(call.query.registration_id, now=call.now, deadline=call.deadline)
    if found is None:
        raise NotFoundError("No registration is stored under that id")
    return Reply(stored_registration_answer(found))
