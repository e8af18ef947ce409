"""Campaign summaries over HTTP: they agree with the feed and the main summary to the event, live."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.api_client import ApiClient, statuses
from tests.conftest import ServiceFactory

BACKFILL, RUN = "/internal/funnel-events/backfill", "/internal/rollups/run"
MAIN, ALL = "/internal/funnel-events/summary", "/internal/campaigns/summary"
REASONS = ("url_missing", "cookie_mismatch", "url_missing")
COUNTED_BY_CAMPAIGN = {"m_registration", "m_page_view", "m_link_click"}
ODD_ID = "a|b#c d/여름"


@pytest.fixture
def own(service: ServiceFactory) -> Iterator[ApiClient]:
    """A service with no other test's events."""
    running = service(REPORTING_TIMEZONE="Asia/Seoul")
    with ApiClient.to(running.base_url, running.secrets) as client:
        yield client


def _day(days_ago: int) -> str:
    return (datetime.now(UTC) + timedelta(hours=9) - timedelta(days=days_ago)).date().isoformat()


def _post(api: ApiClient, path: str, body: Any = None, **parameters: str) -> Any:
    return api.http.post(path, json=body, params=parameters, headers=api.bearer())


def _summary(api: ApiClient, campaign_id: str, **parameters: str) -> dict[str, Any]:
    answer = api.get(f"/internal/campaigns/{campaign_id}/summary", parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _all(api: ApiClient, **parameters: str) -> dict[str, Any]:
    answer = api.get(ALL, parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _events(prefix: str, campaign_id: str) -> list[dict[str, Any]]:
    """4 clicks, 6 views, and 5 registrations: 2 tracked, 3 untracked."""

    def event(kind: str, number: int, event_type: str, **fields: Any) -> dict[str, Any]:
        return {"event_type": event_type, "event_id": f"{prefix}-{kind}{number}", "campaign_id": campaign_id} | fields

    def registered(number: int, **fields: Any) -> dict[str, Any]:
        payload = {"registration_id": f"{prefix}{number}"} | fields.pop("payload", {})
        return event("r", number, "m_registration", payload=payload, **fields)

    evidence = ({"channel": "email", "utm_source": "june"}, {"channel": "paid_search"})
    return [
        *(event("c", number, "m_link_click", payload={"cid": "abc"}) for number in range(4)),
        *(event("v", number, "m_page_view", anonymous_id="v") for number in range(6)),
        *(registered(number, success=True, payload=evidence[number]) for number in range(2)),
        *(registered(2 + number, success=False, error_code=REASONS[number]) for number in range(3)),
    ]


def _check(api: ApiClient, first_day: str, last_day: str) -> dict[str, Any]:
    """Overall = main summary = feed = the sum of the campaigns = each campaign's own."""
    window = {"from": first_day, "to": last_day}
    overall, main = _all(api, **window), api.get(MAIN, window).json()
    kpis = {kpi["id"]: kpi["value"] for kpi in main["kpis"]}
    assert overall["registrations"] == kpis["registrations"]
    assert overall["visits"] + overall["clicks"] == kpis["visits"]
    for name in ("tracking_metadata", "range", "pending_days", "live"):
        assert overall[name] == main[name], name
    feed = [event for event in api.feed(**window, limit=200) if event["event_type"] in COUNTED_BY_CAMPAIGN]
    assert overall["registrations"] + overall["visits"] + overall["clicks"] == len(feed)
    tracking = overall["tracking_metadata"]
    assert sum(overall["series"]["tracked"]) == tracking["tracked_count"]
    assert sum(overall["series"]["untracked"]) == tracking["untracked_count"]
    assert overall["series"]["days"] == main["series"]["days"]
    sums: Counter[str] = Counter()
    for row in overall["campaigns"]:
        of_one = [event for event in feed if event["campaign_id"] == row["campaign_id"]]
        assert row["registrations"] + row["visits"] + row["clicks"] == len(of_one)
        sums.update({name: row[name] for name in ("registrations", "visits", "clicks")})
        if row["campaign_id"] != ODD_ID:
            alone = _summary(api, row["campaign_id"], **window)
            assert row == {name: alone[name] for name in row}
    with_campaign = [event["event_type"] for event in feed if event["campaign_id"] is not None]
    assert sum(sums.values()) == len(with_campaign)
    return overall


def test_the_numbers_agree_with_feed_and_main_summary_before_between_and_after_roll_ups(own: ApiClient) -> None:
    today = _day(0)
    for batch, campaign_id in enumerate(("spring", ODD_ID, "spring")):
        answer = own.send({"events": _events(f"b{batch}", campaign_id)})
        assert set(statuses(answer)) == {"accepted"}
        before = _check(own, today, today)
        assert _post(own, RUN, lag_seconds="0").json()["more"] is False
        assert _check(own, today, today) | {"as_of": before["as_of"]} == before
    assert [row["campaign_id"] for row in before["campaigns"]] == ["spring", ODD_ID]
    sums = [sum(row[name] for row in before["campaigns"]) for name in ("registrations", "visits", "clicks")]
    assert sums == [before[name] for name in ("registrations", "visits", "clicks")] == [15, 18, 12]


def test_one_campaign_has_every_field_of_the_contract(own: ApiClient) -> None:
    own.send({"events": _events("x", "spring")})
    body = _summary(own, "spring", **{"from": _day(1), "to": _day(0)})
    assert body.pop("as_of").endswith("Z")
    assert body == {
        "campaign_id": "spring",
        "range": {"from": _day(1), "to": _day(0), "timezone": "Asia/Seoul", "days": 2},
        "live": True,
        "pending_days": [],
        "registrations": 5,
        "visits": 6,
        "clicks": 4,
        "conversion_ratio": 0.5,
        "tracking_metadata": {
            "tracked_count": 2,
            "untracked_count": 3,
            "tracking_success_rate": "40.0%",
            "untracked_reason_top": [
                {"reason": "url_missing", "count": 2},
                {"reason": "cookie_mismatch", "count": 1},
            ],
        },
        "channels": [{"channel": "email", "registrations": 1}, {"channel": "paid_search", "registrations": 1}],
        "utm_sources": [{"utm_source": "june", "registrations": 1}],
        "series": {"days": [_day(1), _day(0)], "tracked": [0, 2], "untracked": [0, 3]},
    }


def test_days_of_a_backfill_are_pending_and_then_counted(own: ApiClient) -> None:
    day = _day(3)
    events = [event | {"ts": f"{day}T12:00:00+09:00"} for event in _events("past", "autumn")]
    assert _post(own, BACKFILL, {"events": events}).status_code == 200
    assert _all(own)["pending_days"] == [day]
    assert _post(own, RUN, lag_seconds="0").json()["more"] is False
    overall = _check(own, day, day)
    assert (overall["pending_days"], overall["registrations"]) == ([], 5)
    assert _summary(own, "autumn")["series"]["tracked"] == [0, 0, 0, 2, 0, 0, 0]


def test_untracked_and_unknown_registrations_are_beside_the_channels_and_nothing_is_called_direct(
    own: ApiClient,
) -> None:
    payload = {"registration_id": "r", "channel": "direct", "utm_source": "june"}
    base: dict[str, Any] = {"event_type": "m_registration", "campaign_id": "spring", "payload": payload}
    outcomes: dict[str, dict[str, Any]] = {
        "unknown": {},
        "untracked": {"success": False, "error_code": "url_missing"},
        "tracked": {"success": True},
    }
    for name, fields in outcomes.items():
        own.send(base | {"event_id": name} | fields)
    body = _summary(own, "spring")
    tracking = body["tracking_metadata"]
    assert (body["registrations"], tracking["tracked_count"], tracking["untracked_count"]) == (3, 1, 1)
    assert tracking["tracking_success_rate"] == "50.0%"
    assert body["channels"] == [{"channel": "other", "registrations": 1}]
    assert body["utm_sources"] == [{"utm_source": "june", "registrations": 1}]


def test_an_error_code_of_a_tracked_registration_is_no_reason_but_stays_among_the_errors(own: ApiClient) -> None:
    fields = {"campaign_id": "spring", "payload": {"registration_id": "r"}, "success": True, "error_code": "left_over"}
    own.send({"event_type": "m_registration"} | fields)
    assert _summary(own, "spring")["tracking_metadata"]["untracked_reason_top"] == []
    main = own.get(MAIN).json()
    assert main["tracking_metadata"]["untracked_reason_top"] == []
    assert [(line["error_code"], line["count"]) for line in main["errors"]] == [("left_over", 1)]


def test_nothing_at_all_is_zeros_and_null_rates(own: ApiClient) -> None:
    body = _all(own)
    assert [body[name] for name in ("registrations", "visits", "clicks", "conversion_ratio")] == [0, 0, 0, None]
    assert body["tracking_metadata"]["tracking_success_rate"] is None
    assert (body["channels"], body["utm_sources"], body["campaigns"]) == ([], [], [])
    assert (body["series"]["tracked"], body["range"]["days"]) == ([0] * 7, 7)


def test_events_without_a_campaign_are_in_the_overall_numbers_alone(own: ApiClient) -> None:
    own.send({"events": [{"event_type": "m_page_view", "anonymous_id": "v"}, *_events("x", "spring")]})
    body = _check(own, _day(0), _day(0))
    assert (body["visits"], body["campaigns"][0]["visits"]) == (7, 6)


def test_an_id_that_neither_the_catalogue_nor_any_event_knows_is_a_404(
    api: ApiClient, new_id: Callable[[str], str]
) -> None:
    registered, seen, unknown = new_id("c"), new_id("c"), new_id("c")
    created = {"campaign_id": registered, "name": "Spring", "default_url": "https://shop.example.com/"}
    assert _post(api, "/internal/campaigns", created).status_code == 201
    api.send({"events": _events(seen, seen)})
    assert _summary(api, registered)["registrations"] == 0
    assert _summary(api, seen)["registrations"] == 5
    answer = api.get(f"/internal/campaigns/{unknown}/summary")
    assert (answer.status_code, answer.json()["Code"]) == (404, "NotFoundError")


@pytest.mark.parametrize("campaign_id", [ODD_ID, "spring sale", "x" * 129, "100%", "a/b"])
def test_an_id_that_fits_no_path_is_a_400_that_says_where_to_look(api: ApiClient, campaign_id: str) -> None:
    answer = api.get(f"/internal/campaigns/{quote(campaign_id, safe='')}/summary")
    assert (answer.status_code, answer.json()["Details"][0]["field"]) == (400, "campaign_id")
    assert ALL in answer.json()["Message"]
    assert campaign_id not in answer.text


@pytest.mark.parametrize("path", [ALL, "/internal/campaigns/spring/summary"])
@pytest.mark.parametrize(
    "parameters",
    [
        {"from": "2026-11-01"},
        {"from": "2026-11-02", "to": "2026-11-01"},
        {"from": "2026-01-01", "to": "2026-12-31"},
        {"from": "2026-11-01T00:00:00Z", "to": "2026-11-02T00:00:00Z"},
        {"compare": "previous"},
        {"from": "x", "to": "y"},
    ],
)
def test_a_bad_range_or_parameter_is_a_400(api: ApiClient, path: str, parameters: dict[str, str]) -> None:
    answer = api.get(path, parameters)
    assert (answer.status_code, answer.json()["Code"]) == (400, "BadRequestError")


@pytest.mark.parametrize("role", ["viewer", "support", "admin"])
def test_every_reader_sees_campaigns(api: ApiClient, new_id: Callable[[str], str], role: str) -> None:
    campaign_id, token = new_id("c"), api.sign_in(role)
    api.send({"events": _events(campaign_id, campaign_id)})
    answer = api.get(f"/internal/campaigns/{campaign_id}/summary", token=token)
    assert (answer.status_code, answer.json()["registrations"]) == (200, 5)
    rows = {row["campaign_id"]: row for row in api.get(ALL, token=token).json()["campaigns"]}
    assert rows[campaign_id]["registrations"] == 5
