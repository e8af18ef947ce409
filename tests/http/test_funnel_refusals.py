"""What a funnel may not be asked for over HTTP is refused by its name."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api_client import ApiClient
from tests.http.funnel_parts import AFTER, FUNNELS, SIGN_IN, START, TODAY, TRACES, VIEW, of_days


def _refused(answer: httpx.Response, field_name: str) -> bool:
    body = answer.json()
    named = [detail["field"] for detail in body.get("Details", [])]
    return (answer.status_code, body["Code"]) == (400, "BadRequestError") and field_name in named[0]


@pytest.mark.parametrize("path", [FUNNELS, TRACES, AFTER])
@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("steps", {"steps": [VIEW]}),
        ("steps", {"steps": [VIEW] * 13}),
        ("steps", {"steps": [VIEW, "m_no_such_type"]}),
        ("steps", {"steps": [VIEW, ""]}),
        ("steps", {"steps": f"{VIEW},{START}"}),
        ("order", {"order": "sideways"}),
        ("order", {"order": ["any", "strict"]}),
        ("window_seconds", {"window_seconds": "-1"}),
        ("window_seconds", {"window_seconds": "1.5"}),
        ("window_seconds", {"window_seconds": "P1D"}),
        ("window_seconds", {"window_seconds": ""}),
        ("window_seconds", {"window_seconds": [1, 2]}),
        ("window_seconds", {"window_seconds": 7300 * 86_400 + 1}),
        ("to", {"from": "2026-01-01", "to": "2026-04-03"}),  # 93 days
        ("from", {"from": "2026-01-02", "to": "2026-01-01"}),
        ("from", {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"}),
        ("from", {"to": "2026-01-01", "from": None}),
        ("no_such", {"no_such": "1"}),
    ],
)
def test_what_is_unknown_or_out_of_range_is_refused_by_its_name(
    api: ApiClient, path: str, named: str, asked: dict[str, Any]
) -> None:
    reached = {} if path == FUNNELS else {"reached": 1}
    sent = {name: value for name, value in (of_days(150) | reached | asked).items() if value is not None}
    assert _refused(api.get(path, sent), named), api.get(path, sent).text


@pytest.mark.parametrize(
    ("path", "named", "asked"),
    [
        (FUNNELS, "breakdown", {"breakdown": "tenant_id"}),
        (FUNNELS, "compare", {"compare": "next"}),
        (FUNNELS, "reached", {"reached": 1}),
        (FUNNELS, "cursor", {"cursor": "x"}),
        (TRACES, "reached", {}),
        (TRACES, "reached", {"reached": 0}),
        (TRACES, "reached", {"reached": 4}),
        (TRACES, "reached", {"reached": 13}),
        (TRACES, "reached", {"reached": [1, 2]}),
        (TRACES, "dropped", {"reached": 1, "dropped": "yes"}),
        (TRACES, "limit", {"reached": 1, "limit": 0}),
        (TRACES, "limit", {"reached": 1, "limit": 201}),
        (TRACES, "breakdown", {"reached": 1, "breakdown": "tenant_id"}),
        (AFTER, "reached", {"reached": 3}),  # after the last step there is none to drop off from
        (AFTER, "reached", {}),
        (AFTER, "limit", {"reached": 1, "limit": 1}),
    ],
)
def test_what_belongs_to_another_route_or_lies_outside_the_steps_is_refused_by_its_name(
    api: ApiClient, path: str, named: str, asked: dict[str, Any]
) -> None:
    assert _refused(api.get(path, of_days(150) | asked), named), api.get(path, of_days(150) | asked).text


def test_without_a_range_the_last_7_days_are_meant_and_92_are_the_most(api: ApiClient) -> None:
    answer = api.get(FUNNELS, {"steps": SIGN_IN}).json()
    first, last = (datetime.fromisoformat(answer["range"][end]).date() for end in ("from", "to"))
    assert (answer["range"]["days"], last - first) == (7, timedelta(days=6))
    assert last in (TODAY, TODAY + timedelta(days=1))  # midnight may have passed
    answer = api.get(FUNNELS, {"steps": SIGN_IN, "from": "2026-01-01", "to": "2026-04-02"}).json()
    assert answer["range"]["days"] == 92
