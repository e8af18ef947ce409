"""GET /internal/alarms, and the history of one."""

from datetime import datetime

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict

from chalicelib.domain.alarm_rules import ALARM_RULES
from chalicelib.domain.alarm_state import State
from chalicelib.domain.cursor import open_cursor, seal_cursor
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.timestamp import Timestamp, format_utc
from chalicelib.routes.alarm_answer import AlarmAnswer, AlarmCauseAnswer, alarm_answer, cause_answer
from chalicelib.routes.alarm_services import alarm_services
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import READERS
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.query import Limit, NoQuery
from chalicelib.routes.services import services

blueprint = Blueprint(__name__)
_IDS = [rule.id for rule in ALARM_RULES]


class AlarmsAnswer(Answer):
    """Every alarm, in the order of the README's table."""

    items: list[AlarmAnswer]


class HistoryQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = 50
    cursor: str | None = None


class ChangeAnswer(Answer):
    """A change of state; `value`, `reason`, `cause`: as they were then."""

    at: Timestamp
    state: State
    value: float | None
    reason: str | None
    cause: AlarmCauseAnswer | None


class HistoryAnswer(Answer):
    """The changes of the last 90 days, the newest first."""

    items: list[ChangeAnswer]
    next_cursor: str | None


@endpoint(
    blueprint,
    "GET",
    "/internal/alarms",
    summary="The state of every alarm, as of the last roll-up",
    access=READERS,
    answers={200: AlarmsAnswer},
)
def alarms(call: Call[NoQuery]) -> Reply:
    stored = alarm_services.store.read(_IDS, call.deadline)
    base_url = services.settings.public_base_url
    items = [alarm_answer(rule, one.state, base_url) for rule, one in zip(ALARM_RULES, stored, strict=True)]
    return Reply(AlarmsAnswer(items=items))


@endpoint(
    blueprint,
    "GET",
    "/internal/alarms/{alarm_id}/history",
    summary="When an alarm changed its state, in the last 90 days",
    access=READERS,
    query=HistoryQuery,
    answers={200: HistoryAnswer, 404: ErrorAnswer},
)
def history(call: Call[HistoryQuery]) -> Reply:
    alarm_id, limit = call.path["alarm_id"], call.query.limit
    if alarm_id not in _IDS:
        raise NotFoundError(f"There is no such alarm; these are: {', '.join(_IDS)}")
    keys = services.secrets.get("SESSION_SECRET")
    bound_to = {"list": "alarm history", "role": call.caller.role, "alarm": alarm_id}
    cursor = call.query.cursor
    before = None
    if cursor is not None:
        before = datetime.fromisoformat(open_cursor(cursor, bound_to=bound_to, secrets=keys)["before"])
    found = alarm_services.store.read_changes(
        alarm_id, before=before, limit=limit, now=call.now, deadline=call.deadline
    )
    next_cursor = None
    if len(found) == limit:
        next_cursor = seal_cursor({"before": format_utc(found[-1].at)}, bound_to=bound_to, secrets=keys)
    items = [
        ChangeAnswer(at=one.at, state=one.state, value=one.value, reason=one.reason, cause=cause_answer(one.cause))
        for one in found
    ]
    return Reply(HistoryAnswer(items=items, next_cursor=next_cursor))
