"""Content hashes tell a retry from another event under the same id (design section 5)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.admission import Admitted, Intake, admit
from chalicelib.domain.content_hash import content_of, has_content
from chalicelib.domain.pii import EmailPolicy

NOW = datetime(2026, 11, 22, 9, 15, 2, 120000, tzinfo=UTC)
PEPPER, OTHER = "pepper-for-tests-0123456789abcdef", "another-pepper-for-tests-01234567"
EVENT = {
    "event_id": "e1",
    "event_type": "m_auth_login_fail",
    "trace_id": "trace_8f2c",
    "anonymous_id": "a1",
    "user_id": "u1",
    "tenant_id": "t1",
    "job_id": "j1",
    "campaign_id": "c1",
    "email": "kim@example.com",
    "success": False,
    "error_code": "otp_expired",
    "error_message": "code expired",
    "source": "zuplo",
    "occurred_at": "2026-11-22T09:15:00.000Z",
    "payload": {"attempt": 2, "step": "otp"},
}


def received(
    raw: dict[str, Any] = EVENT,
    *,
    at: datetime = NOW,
    peppers: tuple[str, ...] = (PEPPER,),
    policy: EmailPolicy = EmailPolicy.DOMAIN,
) -> Admitted:
    found = admit(raw, Intake(at, peppers, policy), default_event_id="e1")
    assert isinstance(found, Admitted)
    return found


def is_retry(first: Admitted, second: Admitted) -> bool:
    """Whether the second has the content that was stored of the first."""
    return has_content(second, content_of(first))


def content_hash(one: Admitted) -> str:
    return content_of(one).content_hash


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in EVENT.items() if name not in names}


def test_a_hash_is_32_hex_digits() -> None:
    assert re.fullmatch("[0-9a-f]{32}", content_hash(received()))


@pytest.mark.parametrize("later", [timedelta(), timedelta(milliseconds=1), timedelta(hours=1)])
def test_a_retry_has_the_content_of_the_first_whenever_it_comes(later: timedelta) -> None:
    assert is_retry(received(), received(at=NOW + later))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("event_type", "m_auth_login_success"),
        ("anonymous_id", "a2"),
        ("user_id", "u2"),
        ("tenant_id", "t2"),
        ("job_id", "j2"),
        ("campaign_id", "c2"),
        ("email", "lee@example.com"),
        ("email", "kim@example.org"),
        ("success", True),
        ("success", None),
        ("error_code", "otp_wrong"),
        ("error_message", "code expired."),
        ("source", "edge"),
        ("occurred_at", "2026-11-22T09:15:00.001Z"),
        ("payload", {"attempt": 3, "step": "otp"}),
        ("payload", {"attempt": 2}),
        ("payload", {"attempt": "2", "step": "otp"}),
        ("payload", {"attempt": 2, "step": "otp", "more": None}),
    ],
)
def test_other_content_is_told_apart(name: str, value: object) -> None:
    changed = received(EVENT | {name: value})
    assert not is_retry(received(), changed)
    assert not is_retry(changed, received())


OPTIONAL = [name for name in EVENT if name.endswith("_id") and name not in {"event_id", "trace_id"}]
OPTIONAL += ["error_message", "source", "occurred_at", "payload"]


@pytest.mark.parametrize("name", OPTIONAL)
def test_what_is_missing_the_second_time_is_told_apart(name: str) -> None:
    assert not is_retry(received(), received(without(name)))


@pytest.mark.parametrize("name", OPTIONAL)
def test_what_was_missing_the_first_time_is_told_apart(name: str) -> None:
    assert not is_retry(received(without(name)), received())


def test_a_value_that_moved_to_another_field_is_told_apart() -> None:
    moved = without("user_id", "tenant_id")
    assert not is_retry(received(moved | {"user_id": "x"}), received(moved | {"tenant_id": "x"}))


def test_the_key_is_no_content() -> None:
    assert content_hash(received(EVENT | {"event_id": "e2", "trace_id": "trace_other"})) == content_hash(received())


def test_the_order_of_keys_does_not_matter() -> None:
    turned = {name: EVENT[name] for name in reversed(EVENT)} | {"payload": {"step": "otp", "attempt": 2}}
    assert content_hash(received(turned)) == content_hash(received())


def test_an_outcome_that_follows_from_the_type_is_the_same_as_one_that_was_sent() -> None:
    assert content_hash(received(without("success"))) == content_hash(received())


def test_absent_in_any_way_is_the_same() -> None:
    assert content_hash(received(EVENT | {"user_id": ""})) == content_hash(received(without("user_id")))
    assert content_hash(received(EVENT | {"user_id": None})) == content_hash(received(without("user_id")))


@pytest.mark.parametrize("spelled", [" Kim@Example.com ", "KIM@EXAMPLE.COM"])
def test_another_spelling_of_one_address_is_the_same(spelled: str) -> None:
    assert content_hash(received(EVENT | {"email": spelled})) == content_hash(received())


def test_one_moment_in_another_spelling_is_the_same() -> None:
    spelled = EVENT | {"occurred_at": "2026-11-22T18:15:00.0004+09:00"}
    assert content_hash(received(spelled)) == content_hash(received())


@pytest.mark.parametrize("policy", list(EmailPolicy))
def test_a_policy_that_was_changed_in_between_does_not_matter(policy: EmailPolicy) -> None:
    assert content_hash(received(policy=policy)) == content_hash(received())


def test_a_pepper_that_was_rotated_in_between_does_not_matter() -> None:
    assert is_retry(received(), received(peppers=(OTHER, PEPPER)))
    assert is_retry(received(peppers=(OTHER, PEPPER)), received(peppers=(PEPPER, OTHER)))
    assert not is_retry(received(), received(EVENT | {"email": "lee@example.com"}, peppers=(OTHER, PEPPER)))


def test_the_fingerprint_alone_has_the_content_of_the_address() -> None:
    stored = received()
    assert is_retry(stored, received(without("email") | {"email_fingerprint": stored.event.email_fingerprint}))


def test_a_time_believed_at_first_is_a_retrys_though_too_old_by_then() -> None:
    raw = EVENT | {"occurred_at": "2026-11-20T09:15:02.120Z"}  # 48 hours before
    first, second = received(raw), received(raw, at=NOW + timedelta(seconds=1))
    assert first.event.occurred_at is not None
    assert second.event.occurred_at is None
    assert is_retry(first, second)


def test_a_time_not_believed_at_first_is_a_retrys_though_believed_by_then() -> None:
    raw = EVENT | {"occurred_at": "2026-11-22T09:20:02.121Z"}  # 5 minutes and a millisecond ahead
    first, second = received(raw), received(raw, at=NOW + timedelta(seconds=1))
    assert first.event.occurred_at is None
    assert second.event.occurred_at is not None
    assert is_retry(first, second)


def test_what_comes_back_from_an_export_has_the_content_it_had() -> None:
    raw = EVENT | {"occurred_at": "2026-11-22T09:25:00Z"}  # too far ahead: an export holds no time of the sender
    stored = received(raw).event
    exported = without("email", "occurred_at") | {"email_fingerprint": stored.email_fingerprint}
    assert is_retry(received(raw), received(exported))


def test_a_redacted_or_shortened_content_is_the_same_when_it_is_sent_again() -> None:
    raw = EVENT | {
        "error_message": "for kim@example.com " * 60,
        "payload": {"a": "x" * 3_000, "card": "4242424242424242"},
    }
    assert content_hash(received(raw)) == content_hash(received(raw, at=NOW + timedelta(seconds=5)))
