"""GET /healthz for whatever watches the process, GET /internal/health for whoever runs it."""

from typing import Literal

from chalice import Blueprint

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.timestamp import Timestamp
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import ADMIN
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.query import NoQuery
from chalicelib.routes.services import services
from chalicelib.version import VERSION

blueprint = Blueprint(__name__)


class LivenessAnswer(Answer):
    """The process answers; nothing is said of the store."""

    status: Literal["ok"] = "ok"
    version: str


class HealthAnswer(Answer):
    """`last_roll_up_at`: how far the last one counted; null before the first. `clock`: this program's, in UTC."""

    status: Literal["ok", "store_unreachable"]
    version: str
    store_reachable: bool
    last_roll_up_at: Timestamp | None
    clock: Timestamp


@endpoint(
    blueprint,
    "GET",
    "/healthz",
    summary="Whether the process answers",
    access=None,
    answers={200: LivenessAnswer},
    uses_store=False,
)
def liveness(_call: Call[NoQuery]) -> Reply:
    return Reply(LivenessAnswer(version=VERSION))


@endpoint(
    blueprint,
    "GET",
    "/internal/health",
    summary="Store, roll-up and clock",
    access=ADMIN,
    answers={200: HealthAnswer},
    uses_store=False,
)
def health(call: Call[NoQuery]) -> Reply:
    reachable, state = True, None
    try:
        state = services.states.read(call.deadline)
    except UnavailableError:
        reachable = False
    return Reply(
        HealthAnswer(
            status="ok" if reachable else "store_unreachable",
            version=VERSION,
            store_reachable=reachable,
            last_roll_up_at=None if state is None else state.counted_to,
            clock=call.now,
        )
    )
