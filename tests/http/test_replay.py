"""POST /internal/tracking/replay: what another trust window would have given; it changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest

from tests.api_client import ApiClient
from tests.http.tracking_parts import SHOP, Campaign, make_campaign
from tests.running_service import SECRETS

NewId = Callable[[str], str]
REPLAY = "/internal/tracking/replay"


def _cookie(campaign_id: str, age_hours: float) -> str:
    captured_at = datetime.now(UTC) - timedelta(hours=age_hours)
    claims = {
        "utm_source": "ad",
        "campaign_id": campaign_id,
        "captured_at": captured_at.isoformat(),
        "iat": int(captured_at.timestamp()),
        "exp": int((captured_at + timedelta(days=30)).timestamp()),
    }
    return jwt.encode(claims, SECRETS["COOKIE_SECRET"], "HS256")


def _replay(api: ApiClient, hours: Any, **parameters: Any) -> httpx.Response:
    body = {"cookie_trust_window_hours": hours}
    return api.http.post(REPLAY, params=parameters, json=body, headers=api.bearer())


def _changed(api: ApiClient, hours: int, **parameters: Any) -> dict[str, dict[str, Any]]:
    """By registration, over all pages; the totals are those of the whole period on each."""
    found: dict[str, dict[str, Any]] = {}
    totals: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        answer = _replay(api, hours, **parameters, **cursor)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        totals.append((page["actual"], page["replayed"]))
        assert not found.keys() & {one["registration_id"] for one in page["changed"]}
        found |= {one["registration_id"]: one for one in page["changed"]}
        if page["next_cursor"] is None:
            assert all(one == totals[0] for one in totals)
            return found
        cursor = {"cursor": page["next_cursor"]}


@pytest.fixture
def campaign(api: ApiClient, new_id: NewId) -> Campaign:
    return make_campaign(api, new_id("c-"))


def test_a_longer_window_tracks_what_the_window_refused_and_the_stored_answer_stays(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    late, too_late, fresh, nothing = (new_id("reg-") for _ in range(4))
    first = campaign.register(late, cookie=_cookie(campaign.campaign_id, 30))
    campaign.register(too_late, cookie=_cookie(campaign.campaign_id, 60))
    campaign.register(fresh, cookie=_cookie(campaign.campaign_id, 2))
    campaign.register(nothing)
    longer = _changed(api, 48)
    assert late in longer
    assert not {too_late, fresh, nothing} & longer.keys()
    assert longer[late]["from"]["untracked_reason"] == "cookie_window_exceeded"
    assert longer[late]["to"]["tracked"] is True
    assert longer[late]["to"]["attribution"]["utm_source"] == "ad"
    shorter = _changed(api, 1)
    assert shorter[fresh]["to"] == {
        "tracked": False,
        "untracked_reason": "cookie_window_exceeded",
        "attribution": None,
    }
    assert campaign.register(late).content == first.content


def test_under_its_own_window_every_stored_decision_is_derived_again(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    for age_hours in (1, 23.9, 24.1, 700, 800):
        campaign.register(new_id("reg-"), cookie=_cookie(campaign.campaign_id, age_hours))
    campaign.register(new_id("reg-"), url=f"{SHOP}?cid={campaign.cid}", cid="unknown", cookie="forged")
    answer = _replay(api, 24).json()
    assert answer["changed"] == []
    assert answer["actual"] == answer["replayed"]
    assert answer["actual"]["tracked_count"] >= 3
    assert answer["settings"] == {"cookie_trust_window_hours": 24}
    assert answer["range"]["days"] == 7


def test_the_pages_hold_each_change_once(api: ApiClient, campaign: Campaign, new_id: NewId) -> None:
    ids = {new_id("reg-") for _ in range(7)}
    for registration_id in ids:
        campaign.register(registration_id, cookie=_cookie(campaign.campaign_id, 100))
    assert ids <= _changed(api, 120, limit=3).keys()


def test_a_registration_that_was_sent_as_a_plain_event_has_no_snapshot_and_is_left_out(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    before = _replay(api, 48).json()["actual"]
    event = {"event_type": "m_registration", "campaign_id": campaign.campaign_id, "success": True}
    assert api.send(event | {"payload": {"registration_id": new_id("reg-")}}).status_code == 200
    assert _replay(api, 48).json()["actual"] == before


@pytest.mark.parametrize("hours", [0, 721, "48", 1.5, None, True])
def test_a_window_out_of_range_is_a_400(api: ApiClient, hours: Any) -> None:
    answer = _replay(api, hours)
    assert answer.status_code == 400
    assert answer.json()["Details"][0]["field"] == "cookie_trust_window_hours"


def test_a_cursor_is_bound_to_the_window_and_the_range(api: ApiClient, campaign: Campaign, new_id: NewId) -> None:
    for _ in range(2):
        campaign.register(new_id("reg-"), cookie=_cookie(campaign.campaign_id, 200))
    cursor = _replay(api, 240, limit=1).json()["next_cursor"]
    assert _replay(api, 240, limit=5, cursor=cursor).status_code == 200
    assert _replay(api, 241, cursor=cursor).status_code == 400
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert _replay(api, 240, cursor=cursor, **{"from": today, "to": today}).status_code == 400


def test_an_event_of_another_trace_under_the_same_id_is_not_the_registration(
    api: ApiClient, campaign: Campaign, new_id: NewId
) -> None:
    registration_id, trace_id = new_id("reg-"), new_id("trace_")
    campaign.register(registration_id, cookie=_cookie(campaign.campaign_id, 30), trace_id=trace_id)
    before = _replay(api, 48).json()["actual"]
    event = {"event_type": "m_registration", "event_id": registration_id, "campaign_id": "else", "success": True}
    assert api.send(event | {"payload": {"registration_id": registration_id}}).status_code == 200
    assert _replay(api, 48).json()["actual"] == before
    assert registration_id in _changed(api, 48)
