"""GET /internal/funnel-events: the feed."""

from typing import Annotated, Any, Literal

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.domain.cursor import open_cursor, seal_cursor
from chalicelib.domain.event import MAX_TEXT_LENGTH, EventTypeName, Source
from chalicelib.domain.feed_filter import FeedFilter
from chalicelib.domain.feed_plan import Position
from chalicelib.domain.pii import fingerprint, is_fingerprint
from chalicelib.domain.reporting_day import TimeRange, parse_range
from chalicelib.domain.visibility import check_filters, sees_identifiers
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import READERS
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.event_answer import EventAnswer, event_fields
from chalicelib.routes.query import AddressOrFingerprint, Limit, TraceId
from chalicelib.routes.services import services
from chalicelib.usecases.list_events import FeedQuestion

DEFAULT_LIMIT = 50
_SUCCESS = {"true": True, "false": False, "null": None}
blueprint = Blueprint(__name__)

FilterText = Annotated[str, StringConstraints(max_length=MAX_TEXT_LENGTH)]


class FeedQuery(BaseModel):
    """`from` and `to`: both as reporting days (both included) or as RFC 3339 times (end excluded); or neither."""

    model_config = ConfigDict(extra="forbid")

    from_: str | None = Field(None, alias="from")
    to: str | None = None
    type: list[EventTypeName] = Field([], description="may repeat")
    trace_id: TraceId | None = None
    q_email: AddressOrFingerprint | None = Field(
        None, description="an address, fingerprinted at once, or a fingerprint (fp_...)"
    )
    success: Literal["true", "false", "null"] | None = None
    source: Source | None = None
    error_code: FilterText | None = None
    campaign_id: FilterText | None = None
    tenant_id: FilterText | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: str | None = Field(None, description="from the page before; the filters must be the same")

    def filters(self) -> dict[str, Any]:
        return self.model_dump(by_alias=True, exclude={"limit", "cursor"}, exclude_unset=True)


class FeedAnswer(Answer):
    """`next_cursor`: null only at the end; a page before it may be short, or empty."""

    events: list[EventAnswer]
    next_cursor: str | None


@endpoint(
    blueprint,
    "GET",
    "/internal/funnel-events",
    summary="Events, newest first",
    access=READERS,
    query=FeedQuery,
    answers={200: FeedAnswer},
)
def list_feed(call: Call[FeedQuery]) -> Reply:
    query, role = call.query, call.caller.role
    check_filters(role, set(query.filters()))
    bound_to = {"list": "feed", "role": role, "filters": query.filters() | {"type": sorted(query.type)}}
    keys = services.secrets.get("SESSION_SECRET")
    begun = {} if query.cursor is None else open_cursor(query.cursor, bound_to=bound_to, secrets=keys)
    window = _window(query, begun, call)
    after = Position.from_dict(begun["after"]) if begun else None
    page = services.list_events(
        FeedQuestion(window, _filter(query), query.limit, after), now=call.now, deadline=call.deadline
    )
    next_cursor = None
    if page.goes_on_after is not None:
        position = {"after": page.goes_on_after.to_dict(), "days": [window.first_day, window.last_day]}
        next_cursor = seal_cursor(position, bound_to=bound_to, secrets=keys)
    settings, sees = services.settings, sees_identifiers(role)
    events = [
        EventAnswer.model_construct(
            **event_fields(event, sees_identifiers=sees, bases=services.link_bases, policy=settings.email_policy)
        )
        for event in page.events
    ]
    return Reply(FeedAnswer.model_construct(events=events, next_cursor=next_cursor))


def _window(query: FeedQuery, begun: dict[str, Any], call: Call[FeedQuery]) -> TimeRange:
    """A default range is frozen in the cursor: midnight must not shift it between two pages."""
    first, last = (query.from_, query.to)
    if begun and first is None and last is None:
        first, last = begun["days"]
    return parse_range(first, last, now=call.now, zone=services.settings.zone, instants_allowed=True)


def _filter(query: FeedQuery) -> FeedFilter:
    return FeedFilter(
        types=tuple(sorted(set(query.type))),
        trace_id=query.trace_id,
        email_fingerprints=_fingerprints(query.q_email),
        success=None if query.success is None else (_SUCCESS[query.success],),
        source=query.source,
        error_code=query.error_code,
        campaign_id=query.campaign_id,
        tenant_id=query.tenant_id,
    )


def _fingerprints(text: str | None) -> tuple[str, ...] | None:
    """Under every pepper: a rotated one is looked up too."""
    if text is None:
        return None
    if is_fingerprint(text):
        return (text,)
    return tuple(fingerprint(text, pepper) for pepper in services.secrets.get("EMAIL_PEPPER"))
