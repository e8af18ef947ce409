"""The demonstration's events: believable, the same for the same arguments, and nothing that is not yet."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.admission import Admitted, Intake, admit
from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.pii import EmailPolicy
from infra.demo.history import BAD_HOUR, BAD_SOURCE, HOUR_WEIGHTS, DemoDay, Plan, history

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 20, 9, 15, 2, 120_000, tzinfo=UTC)  # a Friday, 18:15 in Seoul
YESTERDAY = "2026-11-19"
SMALL = Plan(days=4, weekday_visits=20, weekend_visits=8, bad_hour_logins=5)


@pytest.fixture(scope="module")
def days() -> list[DemoDay]:
    return list(history(NOW, SEOUL, Plan()))


def local(text: object) -> datetime:
    return datetime.fromisoformat(str(text)).astimezone(SEOUL)


def test_it_goes_back_four_weeks_newest_day_first(days: list[DemoDay]) -> None:
    assert [day.day for day in days] == [
        f"{local(NOW.isoformat()) - timedelta(days=age):%Y-%m-%d}" for age in range(28)
    ]


def test_the_same_arguments_give_the_same_events(days: list[DemoDay]) -> None:
    assert list(history(NOW, SEOUL, Plan())) == days
    assert list(history(NOW, SEOUL, Plan(seed="another"))) != days


def test_nothing_is_received_at_or_after_now_and_everything_is_received_after_it_happened(days: list[DemoDay]) -> None:
    for day in days:
        for event in day.events:
            assert local(event["occurred_at"]) < local(event["ts"]) < NOW


def test_a_later_now_only_adds_to_a_day() -> None:
    earlier, later = (next(history(now, SEOUL, SMALL)).events for now in (NOW, NOW + timedelta(hours=5)))

    assert 0 < len(earlier) < len(later)
    assert later[: len(earlier)] == earlier


def test_a_day_is_the_same_however_long_ago_it_is_but_for_its_bad_hour() -> None:
    plan = Plan(days=3, bad_hour_logins=0)
    first, second = (list(history(NOW + timedelta(days=age), SEOUL, plan)) for age in (0, 1))

    assert first[1] == second[2]


def test_each_event_is_one_that_backfill_admits_under_an_id_of_its_own(days: list[DemoDay]) -> None:
    intake = Intake(NOW, ["pepper"], EmailPolicy.MASKED, kept_since=NOW - timedelta(days=40))
    ids = set()
    for day in days:
        for event in day.events:
            admitted = admit(event, intake, default_event_id="none")
            assert isinstance(admitted, Admitted), (event["event_type"], admitted.reasons)
            assert admitted.event.occurred_at is not None
            assert "_truncated" not in (admitted.event.payload or {})
            assert "[" not in str(admitted.event.payload), "something was taken for a secret or an address"
            ids.add((admitted.event.trace_id, admitted.event.event_id))
    assert len(ids) == sum(len(day.events) for day in days)


def test_no_address_is_anybodys(days: list[DemoDay]) -> None:
    addresses = {event["email"] for day in days for event in day.events if "email" in event}

    assert len(addresses) > 500
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\d+@example\.(com|net|org)", address) for address in addresses)


def test_every_type_of_event_is_there(days: list[DemoDay]) -> None:
    seen = {event["event_type"] for day in days for event in day.events}

    assert seen == {event_type.name for event_type in EVENT_TYPES}


def test_a_few_hundred_come_on_a_weekday_and_fewer_at_the_weekend(days: list[DemoDay]) -> None:
    weekday: list[int] = []
    weekend: list[int] = []
    for day in days[1:]:
        visits = len({event["trace_id"] for event in day.events})
        (weekend if datetime.fromisoformat(day.day).weekday() >= 5 else weekday).append(visits)

    assert min(weekday) > 180
    assert max(weekend) < min(weekday)


def test_a_day_has_its_curve(days: list[DemoDay]) -> None:
    by_hour = Counter(local(event["ts"]).hour for day in days[2:] for event in day.events)

    assert by_hour[HOUR_WEIGHTS.index(max(HOUR_WEIGHTS))] > 5 * by_hour[HOUR_WEIGHTS.index(min(HOUR_WEIGHTS))]


def test_the_funnel_leaks_at_every_step_but_never_wins(days: list[DemoDay]) -> None:
    traces: dict[str, set[str]] = {}
    for day in days:
        for event in day.events:
            traces.setdefault(event["trace_id"], set()).add(event["event_type"])
    steps = ["m_page_view", "m_auth_login_start", "m_auth_login_success", "m_checkout_click"]
    steps += ["m_checkout_session_created", "m_stripe_webhook_checkout_complete", "m_provision_job_created"]
    steps += ["m_provision_failed"]
    reached = [sum(set(steps[:count]) <= types for types in traces.values()) for count in range(1, len(steps) + 1)]

    assert all(fewer < more for more, fewer in pairwise(reached))
    assert reached[-1] > 0


def test_yesterday_has_one_bad_hour_in_which_codes_expire_at_one_source(days: list[DemoDay]) -> None:
    failures = Counter(
        (day.day, local(event["ts"]).hour, event["source"])
        for day in days
        for event in day.events
        if event["event_type"] == "m_auth_login_fail" and event["error_code"] == "otp_expired"
    )
    (worst, count), (_, next_worst) = failures.most_common(2)

    assert worst == (YESTERDAY, BAD_HOUR, BAD_SOURCE)
    assert count > 30
    assert count > 5 * next_worst or failures.most_common(2)[1][0] == (YESTERDAY, BAD_HOUR + 1, BAD_SOURCE)


def test_days_on_which_clocks_change_are_days_too() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for now in (datetime(2026, 3, 30, 12, tzinfo=UTC), datetime(2026, 10, 26, 12, tzinfo=UTC)):
        changed = list(history(now, berlin, Plan(days=2)))[1]
        began = {datetime.fromisoformat(event["ts"]).astimezone(berlin).date() for event in changed.events}
        assert changed.day in {day.isoformat() for day in began}
        assert len(changed.events) > 500
