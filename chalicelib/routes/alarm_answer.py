"""An alarm as it is answered, and the link to the events that it is about."""

from urllib.parse import urlencode

from chalicelib.domain.alarm_judgement import AlarmUnit
from chalicelib.domain.alarm_rules import AlarmRule
from chalicelib.domain.alarm_state import AlarmState, State
from chalicelib.domain.timestamp import Timestamp, format_utc
from chalicelib.routes.answer import Answer

_FEED = "/internal/funnel-events"


class AlarmAnswer(Answer):
    """`state`: `no_data` where too little happened to tell. `value`, `threshold`: in `unit`, as of the last judgement.

    `since`: when the state was entered; null before the first judgement. `link`: to the events behind it.
    """

    id: str
    state: State
    since: Timestamp | None
    value: float | None
    threshold: float | None
    unit: AlarmUnit
    reason: str | None
    link: str


def alarm_answer(rule: AlarmRule, state: AlarmState | None, base_url: str) -> AlarmAnswer:
    if state is None:
        return AlarmAnswer(
            id=rule.id,
            state=State.NO_DATA,
            since=None,
            value=None,
            threshold=None,
            unit=rule.unit,
            reason=None,
            link=f"{base_url}{_FEED}",
        )
    return AlarmAnswer(
        id=rule.id,
        state=state.state,
        since=state.since,
        value=state.value,
        threshold=state.threshold,
        unit=rule.unit,
        reason=None if state.cause is None else state.cause.reason,
        link=_link(rule, state, base_url),
    )


def _link(rule: AlarmRule, state: AlarmState, base_url: str) -> str:
    """To the feed, of exactly the time, types, outcome and campaign that it is about."""
    parameters: list[tuple[str, str]] = []
    if state.cause is not None:
        parameters += [("from", format_utc(state.cause.start)), ("to", format_utc(state.cause.end))]
        if state.cause.campaign_id is not None:
            parameters.append(("campaign_id", state.cause.campaign_id))
    parameters += [("type", term.event_type) for term in rule.behind]
    if rule.behind and all(term.outcomes == (False,) for term in rule.behind):
        parameters.append(("success", "false"))
    return f"{base_url}{_FEED}?{urlencode(parameters)}" if parameters else f"{base_url}{_FEED}"
