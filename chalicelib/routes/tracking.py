"""POST /v1/tracking/visits and /registrations: what the servers of campaign pages say of their visitors."""

from chalice import Blueprint

from chalicelib.domain.redaction import redact_text
from chalicelib.domain.trace_id import sanitize_trace_id
from chalicelib.domain.tracking.registration import IncomingRegistration, IncomingVisit, TrackingBody
from chalicelib.domain.tracking.robots import RobotReason
from chalicelib.domain.tracking.snapshot import AttributionKept
from chalicelib.domain.tracking.untracked import UntrackedReason
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import INGEST
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.ingest_body import name_of_request
from chalicelib.routes.model_body import read_model
from chalicelib.routes.query import NoQuery
from chalicelib.routes.registration_answer import RegistrationAnswer, registration_answer
from chalicelib.routes.services import services
from chalicelib.routes.tracking_services import tracking_services

blueprint = Blueprint(__name__)


class VisitAnswer(Answer):
    """`reason`: why it was not recorded. `set_cookie`: the value of ef_tracking for the visitor's browser, if any.

    `evidence`: what a registration would be credited to at this moment.
    """

    recorded: bool
    reason: UntrackedReason | RobotReason | None
    set_cookie: str | None
    evidence: AttributionKept | None


@endpoint(
    blueprint,
    "POST",
    "/v1/tracking/visits",
    summary="Record a visit whose URL carries evidence, and get the cookie that remembers it",
    access=INGEST,
    body=(IncomingVisit,),
    answers={200: VisitAnswer, 409: ErrorAnswer},
    takes_idempotency_key=True,
)
def record_visit(call: Call[NoQuery]) -> Reply:
    sent = read_model(call, IncomingVisit)
    visit = tracking_services.record_visit(
        sent,
        services.intake(call.now),
        tracking_services.keys(),
        call.deadline,
        trace_id=_trace_id(sent, call),
        request_name=name_of_request(call),
    )
    answer = VisitAnswer(
        recorded=visit.recorded, reason=visit.reason, set_cookie=visit.set_cookie, evidence=visit.evidence
    )
    return Reply(answer, log={"recorded": visit.recorded, "reason": visit.reason})


@endpoint(
    blueprint,
    "POST",
    "/v1/tracking/registrations",
    summary="Attribute a registration; the same registration_id again gives the first answer again",
    access=INGEST,
    body=(IncomingRegistration,),
    answers={200: RegistrationAnswer, 409: ErrorAnswer},
)
def register(call: Call[NoQuery]) -> Reply:
    sent = read_model(call, IncomingRegistration)
    registration = tracking_services.register(
        sent,
        services.intake(call.now),
        tracking_services.keys(),
        call.deadline,
        trace_id=_trace_id(sent, call),
    )
    decision = registration.snapshot.decision
    log = {
        # what callers chose is kept as it is, but a line of the log is read by more people than a table
        "registration_id": redact_text(registration.registration_id),
        "campaign_id": redact_text(registration.campaign_id),
        "tracked": decision.tracked,
        "reason": decision.untracked_reason,
    }
    return Reply(registration_answer(registration), log=log)


def _trace_id(sent: TrackingBody, call: Call[NoQuery]) -> str | None:
    return sanitize_trace_id(sent.trace_id) or call.trace_id
