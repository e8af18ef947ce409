"""POST /internal/subjects/lookup: what stands for an address, so that no address need stand in a URL."""

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict

from chalicelib.domain.event import Address
from chalicelib.domain.identity import fingerprints_of
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import SUPPORT
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.model_body import read_model
from chalicelib.routes.query import NoQuery
from chalicelib.routes.services import services

blueprint = Blueprint(__name__)


class Subject(BaseModel):
    """`email`: never stored, logged or answered."""

    model_config = ConfigDict(extra="forbid", strict=True)

    email: Address


class LookupAnswer(Answer):
    """Under every pepper, the one that signs first. Joined by commas they are the feed's `q_email`."""

    fingerprints: list[str]


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
    address = read_model(call, Subject).email
    return Reply(LookupAnswer(fingerprints=list(fingerprints_of(address, services.secrets.get("EMAIL_PEPPER")))))
