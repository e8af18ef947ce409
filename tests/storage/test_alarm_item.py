"""Alarms as they are stored: nothing is lost on the way, and what older versions have stored is read."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.alarm_cause import CauseKind, NamedCause
from chalicelib.domain.alarm_state import AlarmState, Cause, State
from chalicelib.storage.alarm_item import AlarmChange, change_to_item, item_to_change, item_to_state, state_to_item

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

AT = datetime(2026, 11, 22, 9, 15, 2, 120_000, tzinfo=UTC)
NAMED = {
    "cookie_mismatch (7 of 10)": NamedCause(CauseKind.ERROR_CODE, code="cookie_mismatch", count=7, of=10),
    "no error code (1 of 2)": NamedCause(CauseKind.ERROR_CODE, count=1, of=2),
    "spring sale, 가을": NamedCause(CauseKind.CAMPAIGNS, campaigns=("spring sale", "가을")),
    "no event since 2026-11-22T09:15:02.120Z": NamedCause(CauseKind.SILENCE, since=AT),
    "counts of 2026-11-21": NamedCause(CauseKind.DRIFT, day="2026-11-21"),
}

# as the version before `named` wrote them
OLD_STATE: "Item" = {
    "v": {"N": "1"},
    "alarm_id": {"S": "tracking-rate-low"},
    "at": {"S": "now"},
    "revision": {"N": "3"},
    "state": {"S": "alarm"},
    "since": {"S": "2026-11-22T09:15:02.120Z"},
    "told_at": {"S": "2026-11-22T09:16:02.120Z"},
    "threshold": {"N": "0.95"},
    "bad_in_a_row": {"N": "2"},
    "good_in_a_row": {"N": "0"},
    "noted": {"BOOL": True},
    "value": {"N": "0.8"},
    "cause": {
        "S": '{"start":"2026-11-22T08:15:00.000Z","end":"2026-11-22T09:15:00.001Z",'
        '"reason":"cookie_mismatch (7 of 10)","campaign_id":"spring"}'
    },
}
OLD_CHANGE: "Item" = {
    "v": {"N": "1"},
    "alarm_id": {"S": "tracking-rate-low"},
    "at": {"S": "2026-11-22T09:15:02.120Z"},
    "state": {"S": "alarm"},
    "expires_at": {"N": "1803114902"},
    "value": {"N": "0.8"},
    "reason": {"S": "cookie_mismatch (7 of 10)"},
}


@pytest.mark.parametrize("reason", NAMED)
def test_a_cause_says_itself_in_words(reason: str) -> None:
    assert NAMED[reason].reason == reason


@pytest.mark.parametrize("named", [*NAMED.values(), None], ids=[*NAMED, "nothing named"])
def test_a_state_and_a_change_come_back_as_they_were_stored(named: NamedCause | None) -> None:
    reason = None if named is None else named.reason
    cause = Cause(reason, None, AT - timedelta(hours=1), AT, named)
    state = AlarmState(State.ALARM, since=AT, told_at=AT, value=0.8, threshold=0.95, cause=cause, bad_in_a_row=2)
    assert item_to_state(state_to_item("tracking-rate-low", state, 1)) == state
    change = AlarmChange(AT, State.ALARM, 0.8, reason, named)
    assert item_to_change(change_to_item("tracking-rate-low", change)) == change


def test_what_an_older_version_stored_is_read_with_its_words_alone() -> None:
    state, change = item_to_state(OLD_STATE), item_to_change(OLD_CHANGE)
    assert state.cause == Cause(
        "cookie_mismatch (7 of 10)",
        "spring",
        datetime(2026, 11, 22, 8, 15, tzinfo=UTC),
        datetime(2026, 11, 22, 9, 15, 0, 1000, tzinfo=UTC),
        named=None,
    )
    assert (change.reason, change.cause) == ("cookie_mismatch (7 of 10)", None)
    assert state_to_item("tracking-rate-low", state, 3) == OLD_STATE


def test_an_older_version_finds_the_words_where_it_looks_for_them() -> None:
    named = NAMED["cookie_mismatch (7 of 10)"]
    change = change_to_item("tracking-rate-low", AlarmChange(AT, State.ALARM, 0.8, named.reason, named))
    assert {name: change[name] for name in OLD_CHANGE if name != "expires_at"} == {
        name: value for name, value in OLD_CHANGE.items() if name != "expires_at"
    }
