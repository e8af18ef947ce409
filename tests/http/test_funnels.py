"""Funnels over HTTP: how many reached each step, who dropped off, and what they did after, to the letter."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from tests.api_client import ApiClient
from tests.http.funnel_parts import (
    AFTER,
    EVENT_TYPES,
    FAIL,
    FUNNELS,
    LOGIN,
    START,
    SUMMARY,
    TRACES,
    VIEW,
    Stories,
    at,
    day,
    noon,
    of_days,
)
from tests.running_service import SECRETS, ServiceProcess

PAGED, LONG_EVENTS = 23, 501


@pytest.fixture(scope="module")
def stories(shared_service: ServiceProcess) -> Stories:
    """Told and counted once, since each roll-up takes its time."""
    told = Stories()
    told.trace("all", noon(150), [(VIEW, 0), (START, 10), (LOGIN, 14)])
    told.trace("failed", noon(150), [(VIEW, 1), (START, 31), (FAIL, 35)])
    told.trace("looked", noon(150), [(VIEW, 2)])
    told.trace("backwards", noon(150), [(START, 0), (VIEW, 5)])
    told.trace("elsewhere", noon(150), [(LOGIN, 0)])
    for number, days_ago in enumerate((144, 143, 143, 142, 141, 140)):
        told.trace(f"compared_{number}", noon(days_ago), [(VIEW, 0), *([(START, 1)] if days_ago in (142, 140) else [])])
    for seconds in (86_400, 86_400.001, 90_000):
        told.trace(f"within_{seconds}", noon(130), [(VIEW, 0), (START, seconds)])
    midnight = datetime.combine(noon(120).date(), time(), UTC)
    told.trace("day_before", midnight - timedelta(milliseconds=1), [(VIEW, 0), (START, 1), (LOGIN, 2)])
    told.trace("first_moment", midnight, [(VIEW, 0)])
    told.trace("goes_on", midnight + timedelta(days=1, seconds=-1), [(VIEW, 0), (START, 3600)])
    said = {"occurred_at": (midnight + timedelta(hours=23)).isoformat()}
    told.trace("said_later", midnight + timedelta(days=1), [(VIEW, 3600, said), (START, 7200)])
    known = {"source": "edge", "campaign_id": "spring", "payload": {"utm_source": "newsletter"}}
    told.trace("known", noon(110), [(FAIL, 0, known), (VIEW, 1, {"source": "admin-web"}), (START, 2, {"source": "cp"})])
    told.trace("alike", noon(110), [(VIEW, 0, {"source": "admin-web"})])
    told.trace("abroad", noon(110), [(VIEW, 0), (START, 1, {"source": "cp"})])
    for number in range(PAGED):
        told.trace(
            f"paged_{number:02}", noon(100 - number % 2), [(VIEW, 0), *([(START, 1)] if number % 3 == 0 else [])]
        )
    told.trace("long", noon(90), [(VIEW, number) for number in range(LONG_EVENTS - 1)] + [(START, LONG_EVENTS)])
    told.trace("between", noon(80), [(VIEW, 0), (FAIL, 1), (START, 2), (LOGIN, 3)])
    told.trace("straight", noon(80), [(VIEW, 0), (START, 0), (LOGIN, 3)])
    told.trace("other_way", noon(80), [(LOGIN, 0), (START, 1), (VIEW, 2)])
    told.trace("one", noon(70), [(VIEW, 0)])
    told.events += [{"event_id": "alone", "event_type": VIEW, "anonymous_id": "visitor", "ts": noon(70).isoformat()}]
    with ApiClient.to(shared_service.base_url, SECRETS) as api:
        told.tell(api)
    return told


@pytest.fixture
def api(api: ApiClient, stories: Stories) -> ApiClient:
    assert stories.as_of
    return api


Ask = Callable[..., Any]


@pytest.fixture
def ask(api: ApiClient) -> Ask:
    """`ask(150, 149, steps=[...])`: the funnel of those who began on these days."""

    def answer(
        first: int, last: int | None = None, *, path: str = FUNNELS, token: str | None = None, **more: Any
    ) -> Any:
        asked = api.get(path, of_days(first, last) | more, token)
        assert asked.status_code == 200, asked.text
        return asked.json()

    return answer


def _counts(answer: Any) -> list[int]:
    return [step["count"] for step in answer["steps"]]


def _counted_to(api: ApiClient) -> str:
    """As the summary says it; the service counts on its own now and then."""
    as_of: str = api.get(SUMMARY).json()["journeys_as_of"]
    return as_of


def test_each_step_has_its_count_ratios_losses_and_times(api: ApiClient, ask: Ask, stories: Stories) -> None:
    before, answer, after = _counted_to(api), ask(150), _counted_to(api)
    assert stories.as_of <= before <= answer.pop("as_of") <= after
    nothing = dict.fromkeys(("conversion_from_previous", "median_seconds", "p90_seconds", "previous_count"))
    assert answer == {
        "range": {"from": day(150), "to": day(150), "timezone": "UTC", "days": 1},
        "truncated_traces": 0,
        "steps": [
            {"event_type": VIEW, "count": 4, "conversion_from_first": 1.0, "dropped": 2} | nothing,
            {
                "event_type": START,
                "count": 2,
                "conversion_from_first": 0.5,
                "conversion_from_previous": 0.5,
                "dropped": 1,
                "median_seconds": 20.0,
                "p90_seconds": 28.0,
                "previous_count": None,
            },
            {
                "event_type": LOGIN,
                "count": 1,
                "conversion_from_first": 0.25,
                "conversion_from_previous": 0.5,
                "dropped": None,
                "median_seconds": 4.0,
                "p90_seconds": 4.0,
                "previous_count": None,
            },
        ],
        "breakdown": [],
    }


def test_of_nobody_there_are_zeros_and_no_ratios(ask: Ask) -> None:
    steps = ask(149)["steps"]
    assert [(step["count"], step["dropped"]) for step in steps] == [(0, 0), (0, 0), (0, None)]
    for name in (
        "conversion_from_first",
        "conversion_from_previous",
        "median_seconds",
        "p90_seconds",
        "previous_count",
    ):
        assert [step[name] for step in steps] == [None] * 3


def test_compared_with_as_many_days_just_before(ask: Ask) -> None:
    steps = ask(141, 140, compare="previous", steps=[VIEW, START])["steps"]
    assert [(step["count"], step["previous_count"]) for step in steps] == [(2, 3), (1, 1)]
    steps = ask(143, 142, compare="previous", steps=[VIEW, START], breakdown="source")
    assert [step["previous_count"] for step in steps["steps"]] == [1, 0]
    assert [step["previous_count"] for step in steps["breakdown"][0]["steps"]] == [None, None]


@pytest.mark.parametrize(
    ("window", "reached"), [(None, 1), (86_400, 1), (86_401, 2), (90_000, 3), (89_999, 2), (0, 3), (1, 0)]
)
def test_the_window_is_a_day_or_what_is_asked_for_and_its_edge_is_within(
    ask: Ask, window: int | None, reached: int
) -> None:
    more = {} if window is None else {"window_seconds": window}
    assert _counts(ask(130, steps=[VIEW, START], **more)) == [3, reached]


def test_those_count_whose_first_event_lies_in_the_range_and_with_all_they_did(ask: Ask) -> None:
    assert _counts(ask(120)) == [3, 2, 0]
    assert _counts(ask(121)) == [1, 1, 1]
    assert _counts(ask(119)) == [0, 0, 0]
    assert _counts(ask(121, 119)) == [4, 3, 1]
    traces = {one["trace_id"]: one for one in ask(120, path=TRACES, reached=1)["items"]}
    assert sorted(traces) == ["trace_first_moment", "trace_goes_on", "trace_said_later"]
    assert traces["trace_said_later"]["reached_at"] == f"{day(120)}T23:00:00.000Z"


@pytest.mark.parametrize(
    ("order", "counts"), [(None, [3, 2, 2]), ("ordered", [3, 2, 2]), ("strict", [3, 1, 1]), ("any", [3, 3, 3])]
)
def test_steps_are_met_in_order_unless_asked_otherwise(ask: Ask, order: str | None, counts: list[int]) -> None:
    answer = ask(80, **({} if order is None else {"order": order}))
    assert _counts(answer) == counts
    times = [(step["median_seconds"], step["p90_seconds"]) for step in answer["steps"]]
    assert times[0] == (None, None)
    assert (times[1:] == [(None, None)] * 2) == (order == "any")


@pytest.mark.parametrize(
    ("breakdown", "values"),
    [
        ("source", [("admin-web", [2, 1]), (None, [1, 1])]),
        ("campaign_id", [(None, [2, 1]), ("spring", [1, 1])]),
        ("utm_source", [(None, [2, 1]), ("newsletter", [1, 1])]),
        ("email_domain", [(None, [2, 1]), ("example.com", [1, 1])]),
    ],
)
def test_a_breakdown_goes_by_the_value_at_the_first_step(ask: Ask, breakdown: str, values: list[Any]) -> None:
    answer = ask(110, steps=[VIEW, START], breakdown=breakdown)
    assert [(row["value"], _counts(row)) for row in answer["breakdown"]] == values
    assert _counts(answer) == [3, 2]
    assert set(answer["breakdown"][0]["steps"][0]) == set(answer["steps"][0])


def test_a_viewer_sees_no_address_domains_as_in_the_feed(api: ApiClient) -> None:
    asked = of_days(110, steps=[FAIL, VIEW]) | {"breakdown": "email_domain"}
    whole = api.get(FUNNELS, asked).json()
    assert [row["value"] for row in whole["breakdown"]] == ["example.com"]
    seen = api.get(FUNNELS, asked, token=api.sign_in("viewer")).json()
    assert [(row["value"], row["steps"]) for row in seen["breakdown"]] == [(None, whole["steps"])]
    assert api.get(FUNNELS, asked, token=api.sign_in("support")).json()["breakdown"] == whole["breakdown"]
    nobody = of_days(111, steps=[FAIL, VIEW]) | {"breakdown": "email_domain"}
    assert api.get(FUNNELS, nobody, token=api.sign_in("viewer")).json()["breakdown"] == []


def test_the_lists_take_the_parameters_of_their_funnel(api: ApiClient) -> None:
    asked = of_days(150) | {"reached": 1}
    more = asked | {"breakdown": "source", "compare": "previous"}
    for path in (TRACES, AFTER):
        assert api.get(path, more).json() == api.get(path, asked).json()
    first = api.get(TRACES, asked | {"limit": 1}).json()
    assert api.get(TRACES, more | {"limit": 1, "cursor": first["next_cursor"]}).status_code == 200


def test_a_trace_of_501_events_counts_with_its_first_500_and_is_told(ask: Ask) -> None:
    answer = ask(90, steps=[VIEW, START], window_seconds=0)
    assert (_counts(answer), answer["truncated_traces"]) == ([1, 0], 1)
    (shown,) = ask(90, path=TRACES, steps=[VIEW, START], window_seconds=0, reached=1, dropped="true")["items"]
    assert (shown["last_event_type"], shown["last_at"]) == (START, at(noon(90) + timedelta(seconds=LONG_EVENTS)))


def test_events_of_no_trace_are_no_journey_and_journeys_begun_are_the_sessions(api: ApiClient, ask: Ask) -> None:
    assert _counts(ask(70, steps=[VIEW, START])) == [1, 0]
    body = api.get(SUMMARY, {"from": day(71), "to": day(69), "compare": "previous"}).json()
    assert body["series"]["events"][VIEW] == [0, 2, 0]
    (sessions,) = (kpi for kpi in body["kpis"] if kpi["id"] == "sessions")
    assert (sessions["value"], sessions["previous"], sessions["change"]) == (1, 0, 1)
    assert body["series"]["kpis"]["sessions"] == [0, 1, 0]
    assert body["journeys_as_of"] is not None


def test_one_who_dropped_off_is_shown_with_the_step_and_the_last_event(ask: Ask) -> None:
    answer = ask(150, path=TRACES, reached=2, dropped="true")
    assert answer == {
        "items": [
            {
                "trace_id": "trace_failed",
                "reached_at": at(noon(150) + timedelta(seconds=31)),
                "last_event_type": FAIL,
                "last_error_code": "otp_expired",
                "last_at": at(noon(150) + timedelta(seconds=35)),
            }
        ],
        "next_cursor": None,
    }


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"reached": 1}, ["looked", "failed", "backwards", "all"]),
        ({"reached": 1, "dropped": "true"}, ["looked", "backwards"]),
        ({"reached": 2}, ["failed", "all"]),
        ({"reached": 2, "dropped": "false"}, ["failed", "all"]),
        ({"reached": 3}, ["all"]),
        ({"reached": 3, "dropped": "true"}, ["all"]),  # there is no next step to reach
    ],
)
def test_those_who_reached_a_step_come_with_the_last_to_begin_first(ask: Ask, asked: Any, names: list[str]) -> None:
    found = ask(150, path=TRACES, **asked)["items"]
    assert [one["trace_id"].removeprefix("trace_") for one in found] == names


@pytest.mark.parametrize("limit", [1, 2, 5, 12, 23, 24])
def test_pages_hold_each_trace_once_also_of_those_that_began_together(ask: Ask, limit: int) -> None:
    """On two days, of which one is in the week that is looked at first."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(PAGED + 1):
        page = ask(104, 93, path=TRACES, steps=[VIEW, START], reached=1, limit=limit, **cursor)
        assert len(page["items"]) <= limit
        found += [one["trace_id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    begun_last = [f"trace_paged_{number:02}" for number in range(PAGED) if number % 2]
    begun_first = [f"trace_paged_{number:02}" for number in range(PAGED) if not number % 2]
    assert found == [*reversed(begun_last), *reversed(begun_first)]


def test_a_cursor_goes_with_its_filters_and_role_and_any_limit(api: ApiClient, ask: Ask) -> None:
    asked = of_days(101, 99, [VIEW, START]) | {"reached": 1, "limit": 4}
    cursor = ask(101, 99, path=TRACES, steps=[VIEW, START], reached=1, limit=4)["next_cursor"]
    assert api.get(TRACES, asked | {"cursor": cursor, "limit": 9}).status_code == 200
    others: list[dict[str, Any]] = [
        {"reached": 2},
        {"dropped": "true"},
        {"steps": [START, VIEW]},
        {"order": "any"},
        {"window_seconds": 86_401},
        {"from": day(100)},
        {"cursor": f"{cursor[:-1]}{'A' if cursor[-1] != 'A' else 'B'}"},
        {"cursor": "x"},
    ]
    for other in others:
        refused = api.get(TRACES, asked | {"cursor": cursor} | other)
        assert (refused.status_code, refused.json()["Code"]) == (400, "BadRequestError"), other
    assert api.get(TRACES, asked | {"cursor": cursor}, api.sign_in("support")).status_code == 400


def test_after_a_step_come_the_next_events_and_errors_of_who_dropped_off_and_the_ways_of_the_others(ask: Ask) -> None:
    answer = ask(150, path=AFTER, reached=2)
    assert answer == {
        "range": {"from": day(150), "to": day(150), "timezone": "UTC", "days": 1},
        "dropped": 1,
        "next_events": [{"event_type": FAIL, "error_code": "otp_expired", "count": 1}],
        "error_codes": [{"error_code": "otp_expired", "count": 1}],
        "went_on": 1,
        "paths": [{"events": [], "count": 1}],
    }
    answer = ask(150, path=AFTER, reached=1)
    assert (answer["dropped"], answer["went_on"]) == (2, 2)
    assert answer["next_events"] == [{"event_type": None, "error_code": None, "count": 2}]
    assert ask(80, path=AFTER, steps=[VIEW, START], reached=1)["paths"] == [
        {"events": [FAIL], "count": 1},
        {"events": [], "count": 1},
    ]


def test_a_viewer_sees_funnels_and_what_came_after_and_not_who_it_was(api: ApiClient) -> None:
    reached = {"reached": 1}
    routes = [(FUNNELS, {}), (TRACES, reached), (AFTER, reached), (f"{FUNNELS}/presets", None)]
    found = {
        role: [
            api.get(path, {} if more is None else of_days(150) | more, api.sign_in(role)).status_code
            for path, more in routes
        ]
        for role in ("viewer", "support", "admin")
    }
    assert found == {"viewer": [200, 403, 200, 200], "support": [200] * 4, "admin": [200] * 4}


def test_presets_are_funnels_of_known_steps_with_labels(api: ApiClient, ask: Ask) -> None:
    items = api.get(f"{FUNNELS}/presets").json()["items"]
    assert [item["id"] for item in items] == ["signup", "checkout", "provisioning"]
    known = [one["event_type"] for one in api.get(EVENT_TYPES).json()["items"]]
    for item in items:
        assert set(item) == {"id", "steps", "label"}
        assert set(item["label"]) == {"en", "ko"}
        assert set(item["steps"]) <= {*known}
        assert [step["event_type"] for step in ask(149, steps=item["steps"])["steps"]] == item["steps"]


def test_two_to_twelve_steps_of_any_types_also_the_same_again(ask: Ask) -> None:
    assert _counts(ask(90, steps=[VIEW] * 12)) == [1] * 12
    assert _counts(ask(150, steps=[VIEW, VIEW])) == [4, 0]
