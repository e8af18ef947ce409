"""What a funnel may be asked for, as parameters: parsed by the models that document them."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from chalicelib.domain.errors import InvalidInputError, Reason
from chalicelib.domain.event import EventTypeName
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME
from chalicelib.domain.funnel import MAXIMUM_STEPS, MINIMUM_STEPS, Funnel, Order
from chalicelib.domain.journey_funnel import Breakdown
from chalicelib.routes.query import Limit, read_whole_number
from chalicelib.routes.summary_parts import DaysQuery

DEFAULT_WINDOW_SECONDS = 86_400
MAX_WINDOW_SECONDS = 7_300 * 86_400
DEFAULT_LIMIT = 50
_Seconds = Annotated[int, Field(ge=0, le=MAX_WINDOW_SECONDS)]
Seconds = Annotated[_Seconds, BeforeValidator(read_whole_number, json_schema_input_type=_Seconds)]
_Step = Annotated[int, Field(ge=1, le=MAXIMUM_STEPS)]
Step = Annotated[_Step, BeforeValidator(read_whole_number, json_schema_input_type=_Step)]


class FunnelQuery(DaysQuery):
    """Of traces whose first event lies in these days; without `from` and `to` the last 7, today included."""

    steps: list[EventTypeName] = Field(
        min_length=MINIMUM_STEPS, max_length=MAXIMUM_STEPS, description="in their order; one event serves one step"
    )
    order: Order = Order.ORDERED
    window_seconds: Seconds = Field(
        DEFAULT_WINDOW_SECONDS, description="from the first step, its end included; 0: none"
    )
    breakdown: Breakdown | None = Field(None, description="of the funnel itself; a list of traces is not broken down")
    compare: Literal["previous"] | None = Field(None, description="of the funnel itself: with as many days just before")

    @property
    def funnel(self) -> Funnel:
        codes = "".join(EVENT_TYPE_BY_NAME[step].code for step in self.steps)
        return Funnel(codes, self.order, self.window_seconds * 1000 if self.window_seconds else float("inf"))

    def bound_to(self) -> dict[str, Any]:
        """What a cursor of a list must be given again with."""
        return self.model_dump(mode="json", exclude={"breakdown", "compare", "limit", "cursor"})


class FunnelStepQuery(FunnelQuery):
    """`reached`: which of the steps, counted from 1."""

    reached: Step

    def checked_step(self, last: int) -> int:
        """Raises InvalidInputError for one beyond `last`."""
        if self.reached > last:
            reason = f"must be at most {last} here"
            raise InvalidInputError(f"reached: {reason}", [Reason("reached", reason)])
        return self.reached


class FunnelTracesQuery(FunnelStepQuery):
    """With `dropped` only those who did not reach the next step; which page."""

    dropped: Literal["true", "false"] = "false"
    limit: Limit = DEFAULT_LIMIT
    cursor: str | None = None
