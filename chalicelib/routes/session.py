"""/auth/session: people sign in with an operator key, ask who is signed in, and sign out."""

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict

from chalicelib.domain.access import SESSION_LIFETIME, Role, open_session, role_of_operator_key
from chalicelib.domain.pii import EmailPolicy
from chalicelib.domain.timestamp import Timestamp
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import READERS, SESSION_COOKIE
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.model_body import read_model
from chalicelib.routes.query import NoQuery
from chalicelib.routes.services import services
from chalicelib.version import VERSION

_ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Strict"
blueprint = Blueprint(__name__)


class SignIn(BaseModel):
    """`api_key`: one of OPERATOR_KEYS, without its role."""

    model_config = ConfigDict(extra="forbid", strict=True)

    api_key: str


class SessionAnswer(Answer):
    """The token serves as Authorization: Bearer; the same answer sets it as a cookie."""

    token: str
    expires_at: Timestamp
    role: Role


class CallerAnswer(Answer):
    """Who is signed in, and what a page must know before it asks for anything else: the settings of these names.

    `expires_at`: of the session that was shown; null of INTERNAL_API_KEY, which does not expire. `timezone`: that of
    the reporting days.
    """

    role: Role
    expires_at: Timestamp | None
    version: str
    timezone: str
    retention_days: int
    email_policy: EmailPolicy
    cookie_trust_window_hours: int
    alarm_window_minutes: int


@endpoint(
    blueprint,
    "POST",
    "/auth/session",
    summary="Sign in: a session of 8 hours",
    access=None,
    body=(SignIn,),
    answers={200: SessionAnswer},
    uses_store=False,
)
def sign_in(call: Call[NoQuery]) -> Reply:
    api_key = read_model(call, SignIn).api_key
    role = role_of_operator_key(api_key, services.secrets.get("OPERATOR_KEYS"))
    session = open_session(role, now=call.now, secrets=services.secrets.get("SESSION_SECRET"))
    lifetime = int(SESSION_LIFETIME.total_seconds())
    cookie = f"{SESSION_COOKIE}={session.token}; Max-Age={lifetime}; {_ATTRIBUTES}"
    answer = SessionAnswer(token=session.token, expires_at=session.expires_at, role=session.role)
    return Reply(answer, headers={"Set-Cookie": cookie}, log={"role": role})


@endpoint(
    blueprint,
    "GET",
    "/auth/session",
    summary="Who is signed in, and the settings that a page needs",
    access=READERS,
    answers={200: CallerAnswer},
    uses_store=False,
)
def who_is_signed_in(call: Call[NoQuery]) -> Reply:
    caller, settings = call.caller, services.settings
    answer = CallerAnswer(
        role=caller.role,
        expires_at=caller.expires_at,
        version=VERSION,
        timezone=settings.reporting_timezone,
        retention_days=settings.retention_days,
        email_policy=settings.email_policy,
        cookie_trust_window_hours=settings.cookie_trust_window_hours,
        alarm_window_minutes=settings.alarm_window_minutes,
    )
    return Reply(answer)


@endpoint(
    blueprint,
    "DELETE",
    "/auth/session",
    summary="Sign out: the browser forgets the session",
    access=READERS,
    answers={204: None},
    uses_store=False,
)
def sign_out(_call: Call[NoQuery]) -> Reply:
    return Reply(status=204, headers={"Set-Cookie": f"{SESSION_COOKIE}=; Max-Age=0; {_ATTRIBUTES}"})
