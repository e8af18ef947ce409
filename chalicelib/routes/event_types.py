"""GET /internal/event-types: the event dictionary."""

from chalice import Blueprint

from chalicelib.domain.event import EventTypeName
from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.event_type import Stage
from chalicelib.routes.answer import Answer, LabelAnswer, Reply
from chalicelib.routes.credentials import READERS
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.query import NoQuery

blueprint = Blueprint(__name__)


class EventTypeAnswer(Answer):
    """`required`: all of these; where alternatives stand in one entry, as in `email|user_id`, one of them.

    `default_success`: the outcome where `success` is not sent.
    """

    event_type: EventTypeName
    stage: Stage
    required: list[str]
    default_success: bool | None
    label: LabelAnswer
    when: str


class EventTypesAnswer(Answer):
    """In the order of the funnel."""

    items: list[EventTypeAnswer]


@endpoint(
    blueprint,
    "GET",
    "/internal/event-types",
    summary="The event dictionary: which types there are, and what each must carry",
    access=READERS,
    answers={200: EventTypesAnswer},
    uses_store=False,
)
def event_types(_call: Call[NoQuery]) -> Reply:
    items = [
        EventTypeAnswer(
            event_type=event_type.name,
            stage=event_type.stage,
            required=["|".join(alternatives) for alternatives in event_type.required],
            default_success=event_type.default_success,
            label=LabelAnswer(en=event_type.label_en, ko=event_type.label_ko),
            when=event_type.when,
        )
        for event_type in EVENT_TYPES
    ]
    return Reply(EventTypesAnswer(items=items))
