"""An alarm as it is answered, and the link to the events that it is about."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.alarm_cause import CauseKind, NamedCause
from chalicelib.domain.alarm_judgement import AlarmUnit
from chalicelib.domain.alarm_rules import ALARM_RULES, AlarmRule
from chalicelib.domain.alarm_state import AlarmState, State
from chalicelib.domain.dashboard_urls import events_page
from chalicelib.domain.kpi import feed_filter_of
from chalicelib.domain.timestamp import Timestamp, format_utc
from chalicelib.routes.answer import Answer
from chalicelib.routes.feed_query import success_parameter

AlarmId = Annotated[str, Field(json_schema_extra={"enum": [rule.id for rule in ALARM_RULES]})]


class AlarmCauseAnswer(Answer):
    """`kind` says which fields do: `error_code`: `count` of the `of` latest events behind the alarm have `code` (null:
    no code at all), which of registrations is the untracked reason; `campaigns`: none of theirs is tracked;
    `silence`: no event `since`; `drift`: of the counts of `day`.
    """

    kind: CauseKind
    code: str | None
    count: int | None
    of: int | None
    campaigns: list[str]
    since: Timestamp | None
    day: str | None


class AlarmAnswer(Answer):
    """`state`: `no_data` where too little happened to tell. `value`, `threshold`: in `unit`, as of the last judgement.

    `since`: when the state was entered; null before the first judgement. `cause`: `reason` as values, null where there
    are only its words, of an older version. `link`: to the dashboard's page of the events behind it.
    """

    id: AlarmId
    state: State
    since: Timestamp | None
    value: float | None
    threshold: float | None
    unit: AlarmUnit
    reason: str | None
    cause: AlarmCauseAnswer | None
    link: str


def alarm_answer(rule: AlarmRule, state: AlarmState | None, base_url: str) -> AlarmAnswer:
    """`state`: None before the first judgement."""
    cause = None if state is None else state.cause
    return AlarmAnswer(
        id=rule.id,
        state=State.NO_DATA if state is None else state.state,
        since=None if state is None else state.since,
        value=None if state is None else state.value,
        threshold=None if state is None else state.threshold,
        unit=rule.unit,
        reason=None if cause is None else cause.reason,
        cause=None if cause is None else cause_answer(cause.named),
        link=events_page(base_url, [] if state is None else _events_behind(rule, state)),
    )


def cause_answer(cause: NamedCause | None) -> AlarmCauseAnswer | None:
    if cause is None:
        return None
    return AlarmCauseAnswer(
        kind=cause.kind,
        code=cause.code,
        count=cause.count,
        of=cause.of,
        campaigns=list(cause.campaigns),
        since=cause.since,
        day=cause.day,
    )


def _events_behind(rule: AlarmRule, state: AlarmState) -> list[tuple[str, str]]:
    """The feed's parameters, of exactly the time, types, outcome and campaign that it is about."""
    parameters: list[tuple[str, str]] = []
    if state.cause is not None:
        parameters += [("from", format_utc(state.cause.start)), ("to", format_utc(state.cause.end))]
        if state.cause.campaign_id is not None:
            parameters.append(("campaign_id", state.cause.campaign_id))
    if asked := feed_filter_of(rule.behind):
        parameters += [("type", name) for name in asked.types]
        if success := success_parameter(asked.success):
            parameters.append(("success", success))
    return parameters
