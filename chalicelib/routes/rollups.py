"""POST /internal/rollups/run and /rebuild: counting, on request."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from chalice import Blueprint
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chalicelib.domain.reporting_day import parse_range
from chalicelib.domain.timestamp import Timestamp
from chalicelib.routes.alarm_answer import AlarmAnswer, alarm_answer
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.count_services import count_services
from chalicelib.routes.credentials import ADMIN
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.query import Day, read_whole_number
from chalicelib.routes.roll_up_run import run_roll_up
from chalicelib.routes.services import services
from chalicelib.usecases.check_alarms import JudgedAlarm
from chalicelib.usecases.roll_up_report import RollUpReport

WORKS_FOR_SECONDS = 20.0
_Lag = Annotated[int, Field(ge=0, le=3600)]
blueprint = Blueprint(__name__)


class RunQuery(BaseModel):
    """`lag_seconds`: how far behind now the count stays, for events that have not reached the index yet."""

    model_config = ConfigDict(extra="forbid")

    lag_seconds: Annotated[_Lag, BeforeValidator(read_whole_number, json_schema_input_type=_Lag)] = 60


class RebuildQuery(BaseModel):
    """Reporting days, both included."""

    model_config = ConfigDict(extra="forbid")

    from_: Day = Field(alias="from")
    to: Day


class RollUpAnswer(Answer):
    """`more`: time ran out before all was counted: call again. `late_events`, `drift_events`: of the days it closed.

    `alarms`: as this run has judged them; none of a rebuild.
    """

    counted_to: Timestamp
    buckets_updated: int
    events_counted: int
    journeys_updated: int
    late_events: int
    drift_events: int
    alarms: list[AlarmAnswer]
    more: bool


@endpoint(
    blueprint,
    "POST",
    "/internal/rollups/run",
    summary="Run the roll-up now, as the schedule would",
    access=ADMIN,
    query=RunQuery,
    answers={200: RollUpAnswer},
)
def run(call: Call[RunQuery]) -> Reply:
    lag = timedelta(seconds=call.query.lag_seconds)
    report, checked = run_roll_up(now=call.now, for_seconds=WORKS_FOR_SECONDS, lag=lag)
    return _answer(report, checked.alarms)


@endpoint(
    blueprint,
    "POST",
    "/internal/rollups/rebuild",
    summary="Count days again from nothing",
    access=ADMIN,
    query=RebuildQuery,
    answers={200: RollUpAnswer, 409: ErrorAnswer},
)
def rebuild(call: Call[RebuildQuery]) -> Reply:
    zone = services.settings.zone
    window = parse_range(call.query.from_, call.query.to, now=call.now, zone=zone, instants_allowed=False)
    report = count_services.rebuild_days(window, now=call.now, for_seconds=WORKS_FOR_SECONDS)
    return _answer(report)


def _answer(report: RollUpReport, alarms: Sequence[JudgedAlarm] = ()) -> Reply:
    base_url = services.settings.public_base_url
    answer = RollUpAnswer(
        counted_to=report.counted_to,
        buckets_updated=report.buckets_updated,
        events_counted=report.events_counted,
        journeys_updated=report.journeys_updated,
        late_events=report.late_events,
        drift_events=report.drift_events,
        alarms=[alarm_answer(one.rule, one.state, base_url) for one in alarms],
        more=report.more,
    )
    return Reply(answer, log={"roll_up": answer.model_dump(mode="json", exclude={"alarms"})})
