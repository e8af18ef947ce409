"""Alarms over HTTP: judged by each roll-up, listed with a link to exactly the events behind them, and their history."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api_client import FEED, ApiClient
from tests.conftest import Service, ServiceFactory
from tests.http.tracking_parts import REGISTRATIONS
from tests.polling import eventually

ALARMS, RUN = "/internal/alarms", "/internal/rollups/run"
HISTORY = f"{ALARMS}/tracking-rate-low/history"
CAUSE = {"kind": "error_code", "code": "url_missing", "count": 3, "of": 3, "campaigns": [], "since": None, "day": None}


@pytest.fixture
def watched(service: ServiceFactory) -> Iterator[tuple[Service, ApiClient]]:
    running = service(ALARM_MIN_VOLUME="3")
    with ApiClient.to(running.base_url, running.secrets) as api:
        yield running, api


def _register(api: ApiClient, count: int, **fields: Any) -> None:
    for number in range(count):
        body = {"registration_id": f"reg-{fields}-{number}".replace(" ", ""), "campaign_id": "spring"} | fields
        assert api.http.post(REGISTRATIONS, json=body, headers=api.bearer()).status_code == 200


def _run(api: ApiClient) -> dict[str, dict[str, Any]]:
    answer = api.http.post(RUN, params={"lag_seconds": 0}, headers=api.bearer())
    assert answer.status_code == 200, answer.text
    return {alarm["id"]: alarm for alarm in answer.json()["alarms"]}


def _run_until(api: ApiClient, state: str) -> None:
    """The schedule may run at the same moment; then one of the two judges nothing."""
    eventually(lambda: _run(api)["tracking-rate-low"]["state"] == state)


def _alarms(api: ApiClient, token: str | None = None) -> dict[str, dict[str, Any]]:
    return {alarm["id"]: alarm for alarm in api.get(ALARMS, token=token).json()["items"]}


def test_before_the_first_roll_up_every_alarm_is_there_without_data(watched: tuple[Service, ApiClient]) -> None:
    _, api = watched
    listed = _alarms(api)
    assert len(listed) == 9
    for alarm in listed.values():
        assert set(alarm) == {"id", "state", "since", "value", "threshold", "unit", "reason", "cause", "link"}
        assert alarm["state"] in ("no_data", "ok")  # the schedule may have run already
    assert listed["tracking-rate-low"]["unit"] == "ratio"


def test_an_alarm_is_judged_by_roll_ups_and_links_to_exactly_the_events_behind_it(
    watched: tuple[Service, ApiClient],
) -> None:
    running, api = watched
    _register(api, 2, url="https://shop.example.com/?utm_source=ad")
    _register(api, 3)
    _run_until(api, "alarm")
    judged = _alarms(api)["tracking-rate-low"]
    assert (judged["state"], judged["value"], judged["threshold"]) == ("alarm", 0.4, 0.95)
    assert judged["reason"] == "url_missing (3 of 3)"
    assert judged["cause"] == CAUSE
    assert _alarms(api, api.sign_in("viewer"))["tracking-rate-low"]["state"] == "alarm"
    page, _, parameters = judged["link"].partition("?")
    assert page == f"{running.base_url}/cp/auth-commerce-funnel/events"
    behind = api.http.get(f"{FEED}?{parameters}", headers=api.bearer()).json()["events"]
    assert [event["error_code"] for event in behind] == ["url_missing"] * 3


def test_the_history_has_each_change_newest_first_page_by_page(watched: tuple[Service, ApiClient]) -> None:
    _, api = watched
    _register(api, 3)
    _run_until(api, "alarm")
    _register(api, 97, url="https://shop.example.com/?utm_source=ad")
    _run_until(api, "ok")
    whole = api.get(HISTORY).json()
    states = [change["state"] for change in whole["items"]]
    assert states[0] == "ok"
    assert states[1] == "alarm"
    assert (whole["items"][0]["reason"], whole["items"][0]["cause"]) == (None, None)
    assert (whole["items"][1]["reason"], whole["items"][1]["cause"]) == ("url_missing (3 of 3)", CAUSE)
    paged, cursor = [], None
    while True:
        page = api.get(HISTORY, {"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        paged += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert paged == whole["items"]


def test_an_alarm_that_does_not_exist_is_a_404(watched: tuple[Service, ApiClient]) -> None:
    _, api = watched
    answer = api.get(f"{ALARMS}/nothing/history")
    assert (answer.status_code, answer.json()["Code"]) == (404, "NotFoundError")
    assert api.get(HISTORY, {"cursor": "abc"}).status_code == 400
