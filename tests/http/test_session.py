"""Who is signed in, and the settings that a page needs before it asks for anything else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.version import VERSION
from tests.api_client import ApiClient
from tests.conftest import ServiceFactory
from tests.running_service import SECRETS

SESSION = "/auth/session"


def _sign_in(api: ApiClient, role: str) -> dict[str, Any]:
    keys = dict(value.split(":", 1) for value in SECRETS["OPERATOR_KEYS"].split())
    answer: dict[str, Any] = api.http.post(SESSION, json={"api_key": keys[role]}).json()
    return answer


@pytest.mark.parametrize("role", ["viewer", "support", "admin"])
@pytest.mark.parametrize("shown", ["token", "cookie"])
def test_a_session_says_whose_it_is_and_when_it_itself_ends(api: ApiClient, role: str, shown: str) -> None:
    mine = _sign_in(api, role)
    other = _sign_in(api, "viewer")["token"]
    if shown == "token":  # wins over a cookie beside it
        headers = {"Authorization": f"Bearer {mine['token']}", "Cookie": f"tf_session={other}"}
    else:
        headers = {"Cookie": f"tf_session={mine['token']}"}
    answer = api.http.get(SESSION, headers=headers)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["role"], body["expires_at"]) == (role, mine["expires_at"])
    assert "token" not in body
    assert "set-cookie" not in answer.headers


def test_the_internal_key_is_an_admin_that_does_not_expire(api: ApiClient) -> None:
    assert api.get(SESSION).json() == {
        "role": "admin",
        "expires_at": None,
        "version": VERSION,
        "timezone": "UTC",
        "retention_days": 180,
        "email_policy": "domain",
        "cookie_trust_window_hours": 24,
        "alarm_window_minutes": 60,
    }


def test_it_says_the_settings_as_they_are(service: ServiceFactory) -> None:
    running = service(
        REPORTING_TIMEZONE="Asia/Seoul",
        RETENTION_DAYS="30",
        EMAIL_POLICY="masked",
        COOKIE_TRUST_WINDOW_HOURS="48",
        ALARM_WINDOW_MINUTES="90",
    )
    with ApiClient.to(running.base_url, running.secrets) as api:
        body = api.get(SESSION, token=api.sign_in("viewer")).json()
    assert {name: value for name, value in body.items() if name not in ("role", "expires_at", "version")} == {
        "timezone": "Asia/Seoul",
        "retention_days": 30,
        "email_policy": "masked",
        "cookie_trust_window_hours": 48,
        "alarm_window_minutes": 90,
    }


def test_a_session_that_was_opened_later_ends_later(api: ApiClient) -> None:
    first = _sign_in(api, "viewer")
    ends_at = datetime.fromisoformat(api.get(SESSION, token=first["token"]).json()["expires_at"])
    assert ends_at.microsecond == 0
    assert ends_at > datetime.now(UTC)


@pytest.mark.parametrize("headers", [{}, {"Cookie": "tf_session="}, {"Cookie": "tf_session=a.b.c"}])
def test_whoever_is_not_signed_in_learns_nothing(api: ApiClient, headers: dict[str, str]) -> None:
    answer = api.http.get(SESSION, headers=headers)
    assert (answer.status_code, answer.json()["Code"]) == (401, "UnauthorizedError")
    assert "timezone" not in answer.text
