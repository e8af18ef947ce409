"""An address is turned into what stands for it, so that it need not stand in a URL."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api_client import ApiClient, ids
from tests.conftest import ServiceFactory
from tests.running_service import SECRETS

NewId = Callable[[str], str]
LOOKUP = "/internal/subjects/lookup"


def _look_up(api: ApiClient, body: Any, **headers: str) -> Any:
    return api.http.post(LOOKUP, json=body, headers=headers or api.bearer())


def test_the_fingerprints_of_an_address_find_its_events(api: ApiClient, new_id: NewId) -> None:
    address, event_id = f"{new_id('k')}@example.com", new_id("e")
    api.send({"event_type": "m_otp_send", "event_id": event_id, "email": address})
    answer = _look_up(api, {"email": f" {address.upper()} "})
    assert answer.status_code == 200
    (fingerprint,) = answer.json()["fingerprints"]
    assert answer.json() == {"fingerprints": [fingerprint]}
    assert ids(api.feed(q_email=fingerprint)) == [event_id]


def test_a_rotated_pepper_is_looked_up_too_and_the_one_that_signs_comes_first(service: ServiceFactory) -> None:
    found: list[list[str]] = []
    old, new = SECRETS["EMAIL_PEPPER"], "another-pepper-".ljust(40, "x")

    for peppers in (old, f"{new} {old}"):
        running = service(EMAIL_PEPPER=peppers)
        with ApiClient.to(running.base_url, running.secrets) as api:
            api.send({"event_type": "m_otp_send", "event_id": f"e{len(found)}", "email": "kim@example.com"})
            found.append(_look_up(api, {"email": "kim@example.com"}).json()["fingerprints"])
            if len(found) == 2:
                assert ids(api.feed(q_email=",".join(found[1]))) == ["e1", "e0"]
        running.stop()
    (before,), (first, second) = found
    assert second == before != first


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": None},
        {"email": ""},
        {"email": "canary"},
        {"email": "canary@b@c"},
        {"email": ["canary@example.com"]},
        {"email": f"canary@{'x' * 250}"},
        {"email": "canary\u0000@example.com"},
        {"email": "fp_0123456789abcdef0123456789abcdef"},
        {"email": "canary@example.com", "canary@example.com": 1},
        [],
        "canary@example.com",
    ],
)
def test_what_is_no_address_is_a_400_that_repeats_nothing(api: ApiClient, body: Any) -> None:
    answer = _look_up(api, body)
    assert (answer.status_code, answer.json()["Code"]) == (400, "BadRequestError")
    assert "canary" not in answer.text
    assert "fp_0123" not in answer.text


@pytest.mark.parametrize(("origin", "status"), [(None, 403), ("https://evil.example", 403), ("own", 200)])
def test_with_the_session_cookie_it_must_come_from_our_own_pages(
    api: ApiClient, origin: str | None, status: int
) -> None:
    headers = {"Cookie": f"tf_session={api.sign_in('support')}"}
    if origin is not None:
        headers["Origin"] = str(api.http.base_url).rstrip("/") if origin == "own" else origin
    assert _look_up(api, {"email": "kim@example.com"}, **headers).status_code == status
