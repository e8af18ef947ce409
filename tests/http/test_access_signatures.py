"""A signed request that is seen again: at the same route, at many at once, at another route."""

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api_client import INGEST, ApiClient, page_view, statuses
from tests.http.tracking_parts import REGISTRATIONS, SHOP, VISITS, make_campaign
from tests.running_service import ServiceProcess

NewId = Callable[[str], str]
AT_ONCE = 8


def _bodies(new_id: NewId, campaign_id: str) -> dict[str, dict[str, Any]]:
    """Route -> what a sender says there, with all that can be said there."""
    landed = {
        "campaign_id": campaign_id,
        "url": f"{SHOP}?utm_source=mail",
        "referrer": "https://news.example.com/a",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "trace_id": new_id("trace_"),
    }
    registration = {"registration_id": new_id("reg-"), "email": f"{new_id('kim')}@example.com"}
    return {
        INGEST: {"events": [page_view("visitor", trace_id=new_id("trace_")), page_view("visitor")]},
        VISITS: landed | {"anonymous_id": "visitor"},
        REGISTRATIONS: landed | registration,
    }


def test_a_signed_request_that_is_replayed_is_a_duplicate_and_one_event_is_stored(
    api: ApiClient, new_id: NewId
) -> None:
    trace_id = new_id("trace_")
    text = json.dumps(page_view("visitor", trace_id=trace_id))
    headers = api.signed(text, new_id("msg_"))
    answers = [api.http.post(INGEST, content=text, headers=headers) for _ in range(3)]
    assert [statuses(answer) for answer in answers] == [["accepted"], ["duplicate"], ["duplicate"]]
    assert not any("conflict" in answer.text for answer in answers)
    assert len(api.feed(trace_id=trace_id)) == 1


def test_a_signed_request_replayed_many_times_at_once_is_accepted_once(
    shared_service: ServiceProcess, api: ApiClient, new_id: NewId
) -> None:
    trace_id = new_id("trace_")
    text = json.dumps({"events": [page_view("visitor", trace_id=trace_id) for _ in range(3)]})
    headers = api.signed(text, new_id("msg_"))

    def send(_turn: int) -> list[str]:
        with ApiClient.to(shared_service.base_url, api.secrets) as sender:
            return statuses(sender.http.post(INGEST, content=text, headers=headers))

    with ThreadPoolExecutor(AT_ONCE) as senders:
        answers = [*senders.map(send, range(AT_ONCE))]
    assert Counter(status for answer in answers for status in answer) == {"accepted": 3, "duplicate": 3 * (AT_ONCE - 1)}
    assert len(api.feed(trace_id=trace_id)) == 3


@pytest.mark.parametrize("path", [VISITS, REGISTRATIONS])
def test_a_replayed_visit_or_registration_is_answered_as_at_first_and_stored_once(
    api: ApiClient, new_id: NewId, path: str
) -> None:
    body = _bodies(new_id, make_campaign(api, new_id("c-")).campaign_id)[path]
    text = json.dumps(body)
    headers = api.signed(text, new_id("msg_"))
    first, second = (api.http.post(path, content=text, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200), second.text
    changing = {"set_cookie"}  # a new one each time: it is dated
    assert {**first.json(), **dict.fromkeys(changing)} == {**second.json(), **dict.fromkeys(changing)}
    assert len(api.feed(trace_id=body["trace_id"])) == 1


# A signature covers id, time and body, not the path. What is said at one route is nothing at another: the models share
# no body. Ingest takes what is no event for a refused one, which waits in quarantine, scrubbed.
ELSEWHERE = {
    (INGEST, VISITS): 400,
    (INGEST, REGISTRATIONS): 400,
    (VISITS, INGEST): 422,
    (VISITS, REGISTRATIONS): 400,
    (REGISTRATIONS, INGEST): 422,
    (REGISTRATIONS, VISITS): 400,
} | {
    (path, other): status
    for path in (INGEST, VISITS, REGISTRATIONS)
    for other, status in (
        ("/internal/funnel-events/backfill", 403),
        ("/internal/campaigns", 403),
        ("/internal/subjects/erase", 403),
        ("/webhooks/stripe", 401),
    )
}


@pytest.mark.parametrize(("route", "other"), ELSEWHERE)
def test_a_signed_request_replayed_at_another_route_stores_no_event(
    api: ApiClient, new_id: NewId, route: str, other: str
) -> None:
    body = _bodies(new_id, make_campaign(api, new_id("c-")).campaign_id)[route]
    text = json.dumps(body)
    headers = api.signed(text, new_id("msg_"))
    answer = api.http.post(other, content=text, headers=headers)
    assert answer.status_code == ELSEWHERE[route, other], answer.text
    trace_id = body.get("trace_id") or body["events"][0]["trace_id"]
    assert api.feed(trace_id=trace_id) == []
    quarantined = api.get("/internal/quarantine", {"limit": 1}).text
    assert (trace_id in quarantined) == (answer.status_code == 422)
    assert body.get("email", "@") not in quarantined
    assert api.http.post(route, content=text, headers=headers).status_code == 200  # there it still is what it was
