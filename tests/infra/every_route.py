"""Asks for every route of the application, on the ways that lead to the store, those seldom taken too."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api_client import FEED, ApiClient, page_view, statuses
from tests.http.test_stripe_webhook import checkout
from tests.http.test_stripe_webhook import send as send_as_stripe
from tests.http.tracking_parts import CHROME, SHOP, make_campaign, make_link

RUN, REBUILD, BACKFILL = "/internal/rollups/run", "/internal/rollups/rebuild", "/internal/funnel-events/backfill"
EMAIL, TRACE = "kim@example.com", "trace_least"


def use_every_route(api: ApiClient) -> None:
    _open_routes(api)
    _events_come_in(api)
    _campaigns_and_links(api)
    _people_come_and_register(api)
    _somebody_looks(api)


def backfill(api: ApiClient, name: str) -> None:
    """A login that failed, an untracked registration and a visit on each of the last days, many a moment ago."""
    now = datetime.now(UTC)
    moments = [*(now - timedelta(days=days) for days in (3, 2, 1)), *([now - timedelta(minutes=2)] * 25)]
    events = [
        {"event_id": f"{name}-{number}-{event['event_type']}", "ts": moment.isoformat()} | event
        for number, moment in enumerate(moments)
        for event in (
            {"event_type": "m_auth_login_fail", "email": EMAIL, "error_code": "otp_expired"}
            | {"trace_id": f"trace_{name}"},
            page_view("v", campaign_id="spring"),
            {"event_type": "m_registration", "campaign_id": "spring", "success": False, "error_code": "url_missing"}
            | {"payload": {"registration_id": f"{name}-{number}"}},
        )
    ]
    answer = _post(api, BACKFILL, {"events": events})
    assert answer["accepted"] == len(events), answer


def leave_a_refused_event(api: ApiClient) -> None:
    assert api.send({"event_type": "m_otp_send"}).status_code == 422


def replay_as_another(api: ApiClient) -> None:
    """And as one whose id another has."""
    (refused,) = _get(api, "/internal/quarantine")["items"]
    mended = {"event_type": "m_otp_send", "email": EMAIL}
    replay = f"/internal/quarantine/{refused['id']}/replay"
    _post(api, replay, mended, 409)
    assert api.http.delete(f"/internal/quarantine/{refused['id']}", headers=api.bearer()).status_code == 204
    leave_a_refused_event(api)
    assert _post(api, replay, mended | {"event_id": "e-1", "trace_id": TRACE})["results"][0]["conflict"]


def roll_up_by_hand(api: ApiClient) -> None:
    counted = _post(api, RUN, None, parameters={"lag_seconds": 0})
    assert counted["events_counted"] > 0
    assert not counted["more"]


def look_at_alarms(api: ApiClient) -> None:
    alarms = [alarm["id"] for alarm in _get(api, "/internal/alarms")["items"]]
    assert any(_get(api, f"/internal/alarms/{alarm}/history")["items"] for alarm in alarms)


def rebuild(api: ApiClient) -> None:
    day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    assert _post(api, REBUILD, None, parameters={"from": day, "to": day})["events_counted"] > 0


def _post(
    api: ApiClient, path: str, body: Any, expected: int = 200, parameters: Mapping[str, Any] | None = None
) -> Any:
    answer = api.http.post(path, json=body, params=parameters, headers=api.bearer())
    assert answer.status_code == expected, answer.text
    return answer.json()


def _get(api: ApiClient, path: str, parameters: Mapping[str, Any] | None = None, expected: int = 200) -> Any:
    answer = api.get(path, parameters)
    assert answer.status_code == expected, answer.text
    return answer.json()


def _open_routes(api: ApiClient) -> None:
    for path in ("/healthz", "/openapi.json"):
        assert api.http.get(path).status_code == 200
    api.sign_in("support")
    _get(api, "/auth/session")
    assert api.http.delete("/auth/session", headers=api.bearer()).status_code == 204
    _get(api, "/internal/health")
    _get(api, "/internal/event-types")


def _events_come_in(api: ApiClient) -> None:
    login = {"event_type": "m_auth_login_fail", "event_id": "e-1", "trace_id": TRACE, "email": EMAIL}
    assert statuses(api.send_signed(login | {"error_code": "otp_expired"})) == ["accepted"]
    assert statuses(api.send(login | {"error_code": "otp_expired"})) == ["duplicate"]
    assert api.send(login | {"error_code": "another"}).json()["results"][0]["conflict"]
    assert api.send({"event_type": "m_otp_send"}).status_code == 422
    batch = api.send({"events": [page_view("v", event_id=f"b-{number}") for number in range(20)]})
    assert statuses(batch) == ["accepted"] * 20
    assert send_as_stripe(api, checkout("evt_least", TRACE)).status_code == 200


def _campaigns_and_links(api: ApiClient) -> None:
    make_campaign(api, "spring", cid="spring-1", utm_source="mail")
    assert api.http.post("/internal/campaigns", json={}, headers=api.bearer()).status_code == 400
    taken = {"campaign_id": "spring", "name": "Spring", "default_url": SHOP}
    _post(api, "/internal/campaigns", taken, 409)
    make_link(api, "spring")
    for path in ("/internal/campaigns/spring", "/internal/links/spring-1"):
        assert api.http.patch(path, json={"active": True}, headers=api.bearer()).status_code == 200
    for path in ("/internal/campaigns", "/internal/links"):
        assert _get(api, path)["items"]


def _people_come_and_register(api: ApiClient) -> None:
    for method in ("GET", "HEAD"):
        followed = api.http.request(method, "/r/spring-1", headers={"User-Agent": CHROME})
        assert followed.status_code == 302, followed.text
    assert api.http.get("/r/nobodys", headers={"User-Agent": CHROME}).status_code == 404
    visit = {"url": f"{SHOP}?cid=spring-1", "campaign_id": "spring", "user_agent": CHROME, "anonymous_id": "v"}
    seen = _post(api, "/v1/tracking/visits", visit)
    registration = {"registration_id": "reg-1", "campaign_id": "spring", "trace_id": TRACE, "email": EMAIL}
    registration |= {"cookie": seen["set_cookie"], "cid": "spring-1"}
    for _ in range(2):  # the second is a repetition
        assert _post(api, "/v1/tracking/registrations", registration)["tracked"]


def _somebody_looks(api: ApiClient) -> None:
    searches: list[dict[str, str]] = [{}, {"type": "m_page_view"}, {"trace_id": TRACE}, {"source": "zuplo"}]
    for search in searches:
        _get(api, FEED, search)
    assert _get(api, FEED, {"q_email": EMAIL})["events"]
    fingerprints = _post(api, "/internal/subjects/lookup", {"email": EMAIL})["fingerprints"]
    assert _get(api, FEED, {"q_email": ",".join(fingerprints)})["events"]
    assert _get(api, f"/internal/trace/{TRACE}")["attribution"]
    _get(api, "/internal/trace", {"trace_id": TRACE})
    _get(api, "/internal/registrations", {"registration_id": "reg-1"})
    (refused,) = _get(api, "/internal/quarantine")["items"]
    _post(api, f"/internal/quarantine/{refused['id']}/replay", {"event_type": "m_otp_send", "email": EMAIL})
    assert api.http.delete(f"/internal/quarantine/{refused['id']}", headers=api.bearer()).status_code == 404
    _get(api, f"{FEED}/summary", {"compare": "previous"})
    _get(api, "/internal/campaigns/summary")
    _get(api, "/internal/campaigns/spring/summary")
    _get(api, "/internal/campaigns/nobodys/summary", expected=404)
    assert _post(api, "/internal/tracking/replay", {"cookie_trust_window_hours": 48})["actual"]["tracked_count"]
    _somebody_asks_to_be_forgotten(api)


def _look_at_funnels(api: ApiClient) -> None:
    steps = {"steps": ["m_auth_login_fail", "m_registration"]}
    assert _get(api, "/internal/funnels", steps)["steps"][0]["count"]
    for path in ("/internal/funnels/traces", "/internal/funnels/after"):
        _get(api, path, steps | {"reached": 1})
    assert _get(api, "/internal/funnels/presets")["items"]


def _somebody_asks_to_be_forgotten(api: ApiClient) -> None:
    assert api.send({"event_type": "m_auth_login_fail", "email": EMAIL}).status_code == 422
    roll_up_by_hand(api)
    _look_at_funnels(api)
    handed_over = _post(api, "/internal/subjects/export", {"email": EMAIL})
    assert all(handed_over[kind] for kind in ("events", "journeys", "quarantine", "registrations"))
    receipt = _post(api, "/internal/subjects/erase", {"email": EMAIL})
    assert all(receipt[kind] for kind in ("events", "quarantine", "registrations"))
