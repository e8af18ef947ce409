"""POST /internal/tracking/replay: what the success rate would have been under another trust window."""

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.cursor import open_cursor, seal_cursor
from chalicelib.domain.reporting_day import parse_range
from chalicelib.domain.tracking.snapshot import DecisionKept, SnapshotSettings
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import SUPPORT
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.model_body import read_model
from chalicelib.routes.query import Limit
from chalicelib.routes.services import services
from chalicelib.routes.summary_parts import (
    DaysQuery,
    RangeAnswer,
    TrackingMetadataAnswer,
    range_answer,
    tracking_answer,
)
from chalicelib.routes.tracking_services import tracking_services
from chalicelib.settings import MAX_TRUST_WINDOW_HOURS

WORKS_FOR_SECONDS = 15.0  # a step under way may take ten more, and API Gateway waits for 29
blueprint = Blueprint(__name__)


class ReplayQuery(DaysQuery):
    """Reporting days, both included, the last 7 without them; which page of the changed decisions."""

    limit: Limit = 50
    cursor: str | None = None


class ReplaySettings(BaseModel):
    """What to decide under instead."""

    model_config = ConfigDict(extra="forbid", strict=True)

    cookie_trust_window_hours: int = Field(ge=1, le=MAX_TRUST_WINDOW_HOURS)


class ChangedAnswer(Answer):
    """`from`: as it is stored, and stays; `to`: what it would have been."""

    registration_id: str
    from_: DecisionKept = Field(serialization_alias="from")
    to: DecisionKept


class ReplayAnswer(Answer):
    """`actual`, `replayed`: of the whole period on every page; `changed`: a page of what would differ."""

    range: RangeAnswer
    settings: SnapshotSettings
    actual: TrackingMetadataAnswer
    replayed: TrackingMetadataAnswer
    changed: list[ChangedAnswer]
    next_cursor: str | None


@endpoint(
    blueprint,
    "POST",
    "/internal/tracking/replay",
    summary="What the tracking success rate would have been under another trust window; changes nothing",
    access=SUPPORT,
    query=ReplayQuery,
    body=(ReplaySettings,),
    answers={200: ReplayAnswer},
)
def replay_tracking(call: Call[ReplayQuery]) -> Reply:
    hours = read_model(call, ReplaySettings).cookie_trust_window_hours
    query, keys = call.query, services.secrets.get("SESSION_SECRET")
    bound_to = {"list": "replay", "role": call.caller.role, "from": query.from_, "to": query.to, "hours": hours}
    begun = {} if query.cursor is None else open_cursor(query.cursor, bound_to=bound_to, secrets=keys)
    first, last = begun.get("days", (query.from_, query.to))
    window = parse_range(first, last, now=call.now, zone=services.settings.zone, instants_allowed=False)
    page = tracking_services.replay(
        window,
        trust_window_hours=hours,
        after=begun.get("after"),
        limit=query.limit,
        for_seconds=WORKS_FOR_SECONDS,
        now=call.now,
    )
    next_cursor = None
    if page.goes_on_after is not None:
        position = {"days": [window.first_day, window.last_day], "after": page.goes_on_after}
        next_cursor = seal_cursor(position, bound_to=bound_to, secrets=keys)
    answer = ReplayAnswer(
        range=range_answer(window),
        settings=SnapshotSettings(cookie_trust_window_hours=hours),
        actual=tracking_answer(page.whole.actual),
        replayed=tracking_answer(page.whole.replayed),
        changed=[
            ChangedAnswer(registration_id=one.registration_id, from_=one.before, to=one.after) for one in page.changed
        ],
        next_cursor=next_cursor,
    )
    return Reply(answer)
