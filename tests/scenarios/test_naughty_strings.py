"""515 strings that break programs, in every field: they come back intact or redacted, or are refused by name."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.redaction import redact_text
from chalicelib.domain.trace_id import sanitize_trace_id
from tests.api_client import FEED, ApiClient
from tests.conftest import ServiceFactory

TEXTS = ("anonymous_id", "user_id", "tenant_id", "job_id", "campaign_id", "error_code")
PLACES = 4  # of reads, a sign-in among them


def _strings(folder: Path) -> list[str]:
    found: list[str] = json.loads((folder / "bad-input" / "naughty_strings.json").read_text())
    return found


def _refused_or_found_nothing(api: ApiClient, text: str, place: int) -> None:
    """By whom it is read in the `place`, 0 to 3."""
    if place == 0:
        answer = api.get("/internal/trace", {"trace_id": text})
        assert answer.status_code == (400 if sanitize_trace_id(text) is None else 404)
    elif place == 1:
        one_partition = {"type": "m_otp_send", "from": "2026-11-01", "to": "2026-11-01"}
        assert api.get(FEED, one_partition | {"error_code": text}).status_code in (200, 400)
    elif place == 2:
        assert api.get(FEED, {"cursor": text}).status_code == 400
    else:
        assert api.http.post("/auth/session", json={"api_key": text}).status_code == 401


def _send(api: ApiClient, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    results = []
    for start in range(0, len(events), 100):
        answer = api.send({"events": events[start : start + 100]})
        assert answer.status_code in (200, 422), answer.text
        results += answer.json()["results"]
    return results


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "places",
    [
        pytest.param(range(1), id="each read in one place"),
        pytest.param(range(PLACES), id="each read in all places", marks=pytest.mark.soak),
    ],
)
def test_naughty_strings_in_every_field_come_back_intact_or_redacted_or_are_refused_by_name(
    service: ServiceFactory, shared_data: Path, places: range
) -> None:
    strings = _strings(shared_data)
    running = service()
    with ApiClient.to(running.base_url, running.secrets) as api:
        in_payload = [
            {
                "event_type": "m_page_view",
                "anonymous_id": "v",
                "event_id": f"p{number}",
                "error_message": text,
                "payload": {"text": text, f"key {text}": True},
            }
            for number, text in enumerate(strings)
        ]
        assert {result["status"] for result in _send(api, in_payload)} == {"accepted"}
        stored = {event["id"]: event for event in api.feed(limit=200)}
        for number, text in enumerate(strings):
            event = stored[f"p{number}"]
            assert event["payload"]["text"] == redact_text(text)
            assert event["error_message"] == (redact_text(text)[:512] or None)
        results = {}
        for field in TEXTS:
            events = [
                {
                    "event_type": "m_auth_login_fail",
                    "email": "kim@example.com",
                    "error_code": "x",
                    "event_id": f"{field}{n}",
                }
                | {field: text}
                for n, text in enumerate(strings)
            ]
            results[field] = _send(api, events)
        by_id = {event["id"]: event for event in api.feed(limit=200, type="m_auth_login_fail")}
        for field, of_field in results.items():
            for text, result in zip(strings, of_field, strict=True):
                if result["status"] == "accepted":
                    assert by_id[result["event_id"]][field] == (text or None)
                else:
                    assert {reason["field"] for reason in result["reasons"]} == {field}
        for number, text in enumerate(strings):
            for place in places:
                _refused_or_found_nothing(api, text, (number + place) % PLACES)
