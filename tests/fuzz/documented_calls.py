"""Calls that schemathesis makes up of the published document: sent with the right credential, and judged."""

import base64
import hmac
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from requests import PreparedRequest, Session
from requests.auth import AuthBase
from schemathesis import Case, CheckContext, CheckFunction, GenerationMode, Response
from schemathesis.checks import CHECKS, load_all_checks
from standardwebhooks.webhooks import hmac_data

from tests.api_client import INGEST, ApiClient
from tests.fuzz.valid_requests import BACKFILL, SIGN_IN, STRIPE
from tests.http.tracking_parts import REGISTRATIONS, VISITS
from tests.running_service import SECRETS

if TYPE_CHECKING:
    from schemathesis.specs.openapi.schemas import OpenApiSchema

CHECKED = (
    "not_a_server_error",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
SIGNED = (INGEST, VISITS, REGISTRATIONS)
STRIPE_KEY = SECRETS["STRIPE_WEBHOOK_SECRET"].encode()
SIGNING_KEY = base64.b64decode(SECRETS["INGEST_SIGNING_SECRET"].removeprefix("whsec_"))
BOTH = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


@dataclass(frozen=True)
class Credentials(AuthBase):
    """Signs whatever is sent as its route asks for it, so that what is made up is looked at beyond the door.

    `session`: a token, which reads; what writes and is not signed comes with INTERNAL_API_KEY.
    """

    session: str

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        path, now = request.path_url.partition("?")[0], int(time.time())
        if path == STRIPE:
            digest = hmac.digest(STRIPE_KEY, f"{now}.".encode() + _body(request), "sha256")
            request.headers["Stripe-Signature"] = f"t={now},v1={digest.hex()}"
        elif path in SIGNED and "Idempotency-Key" not in request.headers:  # beside a webhook-id it is not looked at
            message_id = f"msg_{uuid.uuid4().hex}"
            digest = hmac_data(SIGNING_KEY, f"{message_id}.{now}.".encode() + _body(request))
            signature = f"v1,{base64.b64encode(digest).decode()}"
            signed = {"webhook-id": message_id, "webhook-timestamp": str(now), "webhook-signature": signature}
            request.headers.update(signed)
        elif (request.method, path) != ("POST", SIGN_IN):
            token = self.session if request.method == "GET" else SECRETS["INTERNAL_API_KEY"]
            request.headers["Authorization"] = f"Bearer {token}"
        return request


class Caller:
    """`statuses`: how often each was answered."""

    @classmethod
    @contextmanager
    def to(cls, api: ApiClient) -> "Iterator[Caller]":
        with Session() as session:
            session.auth = Credentials(api.sign_in("admin"))
            yield cls(str(api.http.base_url), session)

    def __init__(self, base_url: str, session: Session) -> None:
        load_all_checks()
        self._checks = [*map(_check, CHECKED), _the_status_is_named, _what_is_wrong_is_refused]
        self._base_url, self._session = base_url, session
        self.statuses: Counter[int] = Counter()

    def call(self, case: Case[Any]) -> None:
        self._session.cookies.clear()
        answer = case.call(base_url=self._base_url, session=self._session, allow_redirects=False, timeout=30)
        self.statuses[answer.status_code] += 1
        case.validate_response(answer, checks=self._checks)

    def call_all(self, cases: Sequence[Case[Any]]) -> None:
        for case in cases:
            self.call(case)

    def call_what_is_made_up(self, operation: Any, mode: GenerationMode, examples: int) -> None:
        quietly = settings(
            max_examples=examples,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        try:
            made_up = given(operation.as_strategy(generation_mode=mode))
            quietly(made_up(self.call))()  # type: ignore[no-untyped-call]  # `given` leaves a method without its type
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE  # nothing that would be wrong can be sent


def cases_at_the_limits(schema: "OpenApiSchema", operation: Any) -> list[Case[Any]]:
    """Each limit of each schema of the operation: at it, below and above it; each type, and each other one."""
    cases = schema.iter_coverage_cases(operation, generation_modes=BOTH, generation_config=schema.config.generation)
    return [case for case in cases if case.method.upper() == operation.method.upper()]


def _body(request: PreparedRequest) -> bytes:
    body = request.body or b""
    sent = body.encode() if isinstance(body, str) else body
    assert isinstance(sent, bytes)
    return sent


def _check(name: str) -> CheckFunction:
    return cast(CheckFunction, CHECKS.get_one(name))


def _the_status_is_named(_context: CheckContext, response: Response, case: Case[Any]) -> None:
    """The document's `default` is for what a gateway in front may answer."""
    named = case.operation.definition.raw["responses"]
    assert str(response.status_code) in named, f"{response.status_code} is not among {list(named)}"


def _what_is_wrong_is_refused(context: CheckContext, response: Response, case: Case[Any]) -> None:
    """An event of a batch is refused on its own; an empty text counts as absent, which no schema says."""
    takes_events = case.operation.path in (INGEST, BACKFILL) and response.status_code == 200
    if not (takes_events and response.json()["rejected"]) and not _holds_an_empty_text(case.body):
        _check("negative_data_rejection")(context, response, case)


def _holds_an_empty_text(body: Any) -> bool:
    if isinstance(body, dict):
        return any(value == "" or _holds_an_empty_text(value) for value in body.values())
    return isinstance(body, list) and any(map(_holds_an_empty_text, body))
