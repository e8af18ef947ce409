"""GET /internal/funnel-events: the feed."""

from typing import Any

from chalice import Blueprint

from chalicelib.domain.cursor import open_cursor, seal_cursor
from chalicelib.domain.feed_plan import Position
from chalicelib.domain.reporting_day import TimeRange, parse_range
from chalicelib.domain.visibility import check_filters, sees_identifiers
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.count_services import count_services
from chalicelib.routes.credentials import READERS
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.event_answer import EventAnswer, event_fields
from chalicelib.routes.feed_query import FeedQuery
from chalicelib.routes.services import services
from chalicelib.usecases.list_events import FeedQuestion

blueprint = Blueprint(__name__)


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
    bound_to = {"list": "feed", "role": role, "filters": query.filters()}
    keys = services.secrets.get("SESSION_SECRET")
    begun = {} if query.cursor is None else open_cursor(query.cursor, bound_to=bound_to, secrets=keys)
    window = _window(query, begun, call)
    after = Position.from_dict(begun["after"]) if begun else None
    asked = query.feed_filter(lambda: services.secrets.get("EMAIL_PEPPER"))
    page = count_services.list_events(
        FeedQuestion(window, asked, query.limit, after), now=call.now, deadline=call.deadline
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
