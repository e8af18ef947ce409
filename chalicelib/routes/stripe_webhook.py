"""POST /webhooks/stripe: Stripe tells how a checkout went."""

from dataclasses import replace
from typing import Literal

from chalice import Blueprint
from pydantic import RootModel

from chalicelib.domain.stripe_event import StripeEvent, incoming_event
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import STRIPE
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.ingest_answer import INGEST_ANSWERS, IngestAnswer, reply_to_sender
from chalicelib.routes.model_body import read_model
from chalicelib.routes.query import NoQuery
from chalicelib.routes.services import services

blueprint = Blueprint(__name__)


class IgnoredAnswer(Answer):
    """A type that says nothing of how a checkout went."""

    ignored: Literal[True] = True


class StripeWebhookAnswer(RootModel[IngestAnswer | IgnoredAnswer]):
    """What became of the event; or that it is of a type that is not taken in."""


@endpoint(
    blueprint,
    "POST",
    "/webhooks/stripe",
    summary="Take in how a checkout went, as Stripe tells it; a retry is a duplicate",
    access=STRIPE,
    body=(StripeEvent,),
    answers={**INGEST_ANSWERS, 200: StripeWebhookAnswer},
    uses_store=False,  # the use case looks itself, as it does for ingest
)
def stripe_webhook(call: Call[NoQuery]) -> Reply:
    incoming = incoming_event(read_model(call, StripeEvent))
    if incoming is None:
        return Reply(IgnoredAnswer(), log={"ignored": True})
    intake = replace(services.intake(call.now), takes_untraced=True)
    return reply_to_sender(services.ingest_events([incoming], intake, call.deadline))
