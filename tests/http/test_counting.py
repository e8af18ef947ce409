"""Backfill, roll-up, rebuild and summary over HTTP: one dummy day, the same numbers everywhere."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api_client import ApiClient, statuses
from tests.conftest import ServiceFactory

BACKFILL = "/internal/funnel-events/backfill"
SUMMARY = "/internal/funnel-events/summary"
RUN = "/internal/rollups/run"
SEOUL = {"REPORTING_TIMEZONE": "Asia/Seoul"}


@pytest.fixture
def api(service: ServiceFactory) -> Iterator[ApiClient]:
    """Of a service with no other test's events."""
    running = service(**SEOUL)
    with ApiClient.to(running.base_url, running.secrets) as client:
        yield client


@pytest.fixture(scope="module")
def shared(module_service: ServiceFactory) -> Iterator[ApiClient]:
    """Of one service for all tests to which it does not matter what others have stored."""
    running = module_service(**SEOUL)
    with ApiClient.to(running.base_url, running.secrets) as client:
        yield client


def _post(api: ApiClient, path: str, body: Any = None, **parameters: str) -> Any:
    return api.http.post(path, json=body, params=parameters, headers=api.bearer())


def _day(days_ago: int) -> str:
    return (datetime.now(UTC) + timedelta(hours=9) - timedelta(days=days_ago)).date().isoformat()


def _dummy_day(day: str) -> list[dict[str, Any]]:
    """60 failed and 140 successful logins, 10 OTP results of which 2 failed, 4 checkouts of which 3 completed."""

    def event(number: int, event_type: str, **fields: Any) -> dict[str, Any]:
        at = datetime.fromisoformat(f"{day}T00:00:00+09:00") + timedelta(minutes=6 * number)
        base = {"event_type": event_type, "event_id": f"{event_type}-{number}", "ts": at.isoformat(), "source": "zuplo"}
        return base | {"email": "kim@example.com", "trace_id": f"trace_{day}_{number}"} | fields

    return [
        *(event(n, "m_auth_login_fail", error_code="otp_expired" if n % 3 else "bad_password") for n in range(60)),
        *(event(n, "m_auth_login_success") for n in range(140)),
        *(event(n, "m_otp_send_result", success=n >= 2) for n in range(10)),
        *(event(n, "m_checkout_session_created", payload={"stripe_session_id": f"cs_{n}"}) for n in range(4)),
        *(
            event(n, "m_stripe_webhook_checkout_complete", payload={"stripe_event_id": f"evt_{n}"}, success=n > 0)
            for n in range(4)
        ),
        *(
            event(n, "m_registration", campaign_id="c", payload={"registration_id": f"r{n}"}, success=n > 0)
            | ({"error_code": "url_missing"} if n == 0 else {})
            for n in range(20)
        ),
    ]


def _traces(api: ApiClient, day: str) -> int:
    events = api.feed(**{"from": day, "to": day})
    return len({event["trace_id"] for event in events} - {None})


def _check(api: ApiClient, day: str) -> dict[str, Any]:
    """Cards = chart = hours = feed."""
    body: dict[str, Any] = api.get(SUMMARY, {"from": day, "to": day}).json()
    feed = api.feed(**{"from": day, "to": day, "limit": 200})
    for event_type, values in body["series"]["events"].items():
        of_type = [event for event in feed if event["event_type"] == event_type]
        assert values == [len(of_type)], event_type
        assert sum(body["hours"][day].get(event_type, [])) == len(of_type)
        for hour, count in enumerate(body["hours"][day].get(event_type, [])):
            began_at = datetime.fromisoformat(body["hour_starts"][day]) + timedelta(hours=hour)
            ends_at = began_at + timedelta(hours=1)
            assert sum(began_at <= datetime.fromisoformat(event["ts"]) < ends_at for event in of_type) == count
    assert sum(row["count"] for row in body["errors"]) == sum(event["error_code"] is not None for event in feed)
    assert sum(row["count"] for row in body["sources"]) == sum(event["source"] is not None for event in feed)
    return body


def test_one_dummy_day_has_the_same_numbers_everywhere(api: ApiClient) -> None:
    day = _day(3)
    for _ in range(2):
        answer = _post(api, BACKFILL, {"events": _dummy_day(day)})
        assert answer.status_code == 200, answer.text
    assert set(statuses(answer)) == {"duplicate"}
    assert day in api.get(SUMMARY, {"from": day, "to": day}).json()["pending_days"]
    run = _post(api, RUN, lag_seconds="0").json()
    assert set(run) >= {"counted_to", "buckets_updated", "events_counted", "journeys_updated", "alarms", "more"}
    assert run["more"] is False
    body = _check(api, day)
    assert body["pending_days"] == []
    assert body["range"] == {"from": day, "to": day, "timezone": "Asia/Seoul", "days": 1}
    assert (body["live"], body["journeys_as_of"]) == (True, run["counted_to"])
    kpis = {kpi["id"]: kpi for kpi in body["kpis"]}
    assert len(kpis) == 16
    assert {name: kpis[name]["value"] for name in ("login_failures", "login_successes", "login_success_rate")} == {
        "login_failures": 60,
        "login_successes": 140,
        "login_success_rate": 0.7,
    }
    rate = kpis["otp_failure_rate"]
    assert (rate["value"], rate["numerator"], rate["denominator"], rate["good"]) == (0.2, 2, 10, "down")
    assert kpis["checkout_completion_rate"]["value"] == 0.75
    assert kpis["login_failures"]["numerator"] is None
    assert (kpis["sessions"]["value"], kpis["visits"]["value"]) == (_traces(api, day), 0)
    assert kpis["visits"]["previous"] is None
    assert body["errors"][0] == {
        "event_type": "m_auth_login_fail",
        "error_code": "otp_expired",
        "count": 40,
        "previous": None,
    }
    assert body["sources"] == [{"source": "zuplo", "count": 238}]
    assert body["tracking_metadata"] == {
        "tracked_count": 19,
        "untracked_count": 1,
        "tracking_success_rate": "95.0%",
        "untracked_reason_top": [{"reason": "url_missing", "count": 1}],
    }


def test_the_feed_shows_exactly_the_events_behind_each_kpi(api: ApiClient) -> None:
    day = _day(3)
    _post(api, BACKFILL, {"events": _dummy_day(day)})
    _post(api, RUN, lag_seconds="0")
    body = api.get(SUMMARY, {"from": day, "to": day}).json()
    for kpi in body["kpis"]:
        assert set(kpi["label"]) == {"en", "ko"}
        if kpi["id"] == "sessions":
            assert kpi["events"] is None
            continue
        asked = {name: value for name, value in kpi["events"].items() if value is not None}
        feed = api.feed(**asked, **{"from": day, "to": day})
        assert len(feed) == (kpi["value"] if kpi["unit"] == "count" else kpi["denominator"]), kpi["id"]
    events = {kpi["id"]: kpi["events"] for kpi in body["kpis"]}
    assert events["tracking_success_rate"] == {"type": ["m_registration"], "success": "true,false"}
    assert events["visits"] == {"type": ["m_page_view", "m_link_click"], "success": None}


def test_live_events_are_in_the_summary_at_once_and_after_each_roll_up(api: ApiClient) -> None:
    today = _day(0)
    for number in range(3):
        api.send({"event_type": "m_otp_send", "email": "kim@example.com", "event_id": f"e{number}"})
        assert _check(api, today)["series"]["events"]["m_otp_send"] == [number + 1]
        _post(api, RUN, lag_seconds="0")
        assert _check(api, today)["series"]["events"]["m_otp_send"] == [number + 1]


def test_compare_puts_the_days_just_before_beside(api: ApiClient) -> None:
    _post(api, BACKFILL, {"events": _dummy_day(_day(3))})
    _post(api, RUN, lag_seconds="0")
    body = api.get(SUMMARY, {"from": _day(2), "to": _day(2), "compare": "previous"}).json()
    kpis = {kpi["id"]: kpi for kpi in body["kpis"]}
    assert (kpis["login_failures"]["value"], kpis["login_failures"]["previous"]) == (0, 60)
    assert kpis["login_failures"]["change"] == -60
    assert (kpis["login_success_rate"]["value"], kpis["login_success_rate"]["change"]) == (None, None)
    assert body["errors"][0] == {
        "event_type": "m_auth_login_fail",
        "error_code": "otp_expired",
        "count": 0,
        "previous": 40,
    }


def test_a_range_of_more_than_seven_days_has_no_hours(shared: ApiClient) -> None:
    week = shared.get(SUMMARY).json()
    assert week["hours"].keys() == week["hour_starts"].keys() == set(week["series"]["days"])
    assert week["hour_starts"][_day(0)] == f"{_day(1)}T15:00:00.000Z"
    body = shared.get(SUMMARY, {"from": _day(9), "to": _day(0)}).json()
    assert (body["hours"], body["hour_starts"], len(body["series"]["days"])) == ({}, {}, 10)


@pytest.mark.parametrize(
    ("ts", "reason"),
    [
        (None, "required"),
        ("yesterday", "RFC 3339"),
        ("2999-01-01T00:00:00Z", "future"),
        ("2000-01-01T00:00:00Z", "RETENTION_DAYS"),
    ],
)
def test_a_backfilled_event_without_a_fitting_ts_is_refused_and_the_rest_goes_in(
    shared: ApiClient, ts: str | None, reason: str
) -> None:
    first, *_ = _dummy_day(_day(1))
    good = first | {"event_id": f"beside-{ts}"}
    answer = _post(shared, BACKFILL, {"events": [good | {"event_id": "bad", "ts": ts}, good]})
    assert statuses(answer) == ["rejected", "accepted"]
    (complaint,) = answer.json()["results"][0]["reasons"]
    assert complaint["field"] == "ts"
    assert reason in complaint["reason"]


def test_an_event_is_one_whether_it_came_by_ingest_or_backfill(api: ApiClient) -> None:
    event = {"event_type": "m_page_view", "anonymous_id": "v", "event_id": "e1", "trace_id": "trace_both"}
    assert statuses(api.send(event)) == ["accepted"]
    answer = _post(api, BACKFILL, event | {"ts": f"{_day(2)}T12:00:00+09:00"})
    assert statuses(answer) == ["duplicate"]
    assert "conflict" not in answer.json()["results"][0]


def test_a_rebuild_counts_again_from_nothing_and_changes_no_correct_count(api: ApiClient) -> None:
    day = _day(3)
    _post(api, BACKFILL, {"events": _dummy_day(day)})
    _post(api, RUN, lag_seconds="0")
    before = _check(api, day)["series"]
    answer = _post(api, "/internal/rollups/rebuild", **{"from": day, "to": day})
    assert (answer.status_code, answer.json()["more"]) == (200, False), answer.text
    assert answer.json()["events_counted"] == 238
    assert _check(api, day)["series"] == before


def test_a_day_no_longer_wholly_retained_is_a_409(shared: ApiClient) -> None:
    answer = _post(shared, "/internal/rollups/rebuild", **{"from": "2020-01-01", "to": "2020-01-02"})
    assert (answer.status_code, answer.json()["Code"]) == (409, "ConflictError")


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        (RUN, {"lag_seconds": "3601"}),
        (RUN, {"lag_seconds": "-1"}),
        (RUN, {"lag_seconds": "x"}),
        ("/internal/rollups/rebuild", {}),
        ("/internal/rollups/rebuild", {"from": "2026-11-01"}),
        ("/internal/rollups/rebuild", {"from": "2026-11-01T00:00:00Z", "to": "2026-11-02T00:00:00Z"}),
    ],
)
def test_bad_parameters_of_a_roll_up_are_a_400(shared: ApiClient, path: str, parameters: dict[str, str]) -> None:
    assert _post(shared, path, **parameters).status_code == 400


@pytest.mark.parametrize(
    "parameters", [{"compare": "last"}, {"from": "2026-11-01T00:00:00Z", "to": "2026-11-02T00:00:00Z"}]
)
def test_bad_parameters_of_the_summary_are_a_400(shared: ApiClient, parameters: dict[str, str]) -> None:
    assert shared.get(SUMMARY, parameters).status_code == 400
