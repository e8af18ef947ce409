"""What is admitted and what is refused (design sections 2 and 3; contract, Sending events)."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.admission import Admitted, Intake, Refused, admit
from chalicelib.domain.event import Event
from chalicelib.domain.pii import EmailPolicy

NOW = datetime(2026, 11, 22, 9, 15, 2, 120000, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
PEPPER, OLDER = "pepper-for-tests-0123456789abcdef", "older-pepper-for-tests-0123456789"
FINGERPRINT = "fp_0123456789abcdef0123456789abcdef"
INTAKE = Intake(NOW, [PEPPER], EmailPolicy.DOMAIN)

# What each type must carry, and its outcome where `success` is not sent.
TYPES: dict[str, tuple[list[str], bool | None]] = {
    "m_link_click": (["payload.cid"], None),
    "m_page_view": (["anonymous_id"], None),
    "m_registration": (["payload.registration_id", "campaign_id"], None),
    "m_auth_login_start": (["email"], None),
    "m_auth_login_success": (["email"], True),
    "m_auth_login_fail": (["email", "error_code"], False),
    "m_auth_user_upserted": (["user_id"], True),
    "m_auth_session_created": (["user_id"], True),
    "m_auth_user_tenant_linked": (["user_id", "tenant_id"], True),
    "m_auth_get_user": (["trace_id", "user_id"], True),
    "m_otp_send": (["email"], None),
    "m_otp_send_result": (["email", "success"], None),
    "m_checkout_click": (["trace_id", "payload.plan_tier"], None),
    "m_checkout_session_created": (["payload.stripe_session_id", "trace_id"], True),
    "m_stripe_webhook_checkout_complete": (["payload.stripe_event_id", "trace_id"], True),
    "m_onboarding_subdomain_check": (["trace_id", "payload.slug", "success"], None),
    "m_provision_job_created": (["job_id", "trace_id"], True),
    "m_provision_failed": (["job_id", "payload.failure_stage"], False),
}
IDENTIFIERS = [(name, field) for name, (required, _) in TYPES.items() for field in required]
VALUES = {"email": "kim@example.com", "trace_id": "trace_8f2c", "success": True}
TEXTS = ["anonymous_id", "user_id", "tenant_id", "job_id", "campaign_id", "error_code"]
CHECKED = [*TEXTS, "event_id", "event_type", "source", "email_fingerprint", "occurred_at"]


def raw_event(event_type: str, /, *names: str, **values: object) -> dict[str, Any]:
    """With the named fields; `payload.x` stands in the payload."""
    event: dict[str, Any] = {"event_type": event_type}
    for name in names:
        holder, _, key = name.rpartition(".")
        (event.setdefault(holder, {}) if holder else event)[key] = VALUES.get(key, f"{key}-1")
    return event | values


def complete(event_type: str, /, **values: object) -> dict[str, Any]:
    return raw_event(event_type, *TYPES[event_type][0], **values)


def page_view(**values: object) -> dict[str, Any]:
    return raw_event("m_page_view", "anonymous_id", **values)


def otp_send(**values: object) -> dict[str, Any]:
    return raw_event("m_otp_send", "email", **values)


def admitted(raw: object, intake: Intake = INTAKE, **defaults: str) -> Event:
    found = admit(raw, intake, **{"default_event_id": "new"} | defaults)
    assert isinstance(found, Admitted), found
    return found.event


def refused(raw: object) -> dict[str, str]:
    """The fields that were refused, with their reasons."""
    found = admit(raw, INTAKE, default_event_id="new")
    assert isinstance(found, Refused), found
    return {reason.field: reason.reason for reason in found.reasons}


# --- what each type must carry -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_admitted_with_exactly_what_it_must_carry(name: str) -> None:
    event = admitted(complete(name))
    assert event.event_type == name
    assert event.ts == NOW


@pytest.mark.parametrize("absent", ["not there", None, ""])
@pytest.mark.parametrize(("name", "field"), IDENTIFIERS)
def test_a_type_is_refused_without_any_one_thing_that_it_must_carry(name: str, field: str, absent: str | None) -> None:
    raw = raw_event(name, *(other for other in TYPES[name][0] if other != field))
    holder, _, key = field.rpartition(".")
    if absent != "not there":
        (raw.setdefault(holder, {}) if holder else raw)[key] = absent
    reasons = refused(raw)
    also = {"m_page_view": " (or trace_id)", "m_auth_login_start": " (or user_id)"}.get(name, "")
    assert reasons == {field: f"required for {name}{also}"}


@pytest.mark.parametrize(
    ("name", "alternative"),
    [("m_page_view", "trace_id"), ("m_auth_login_start", "user_id"), ("m_otp_send", "email_fingerprint")],
)
def test_an_alternative_is_as_good_as_the_first(name: str, alternative: str) -> None:
    value = FINGERPRINT if alternative == "email_fingerprint" else VALUES.get(alternative, "u1")
    assert getattr(admitted(raw_event(name, **{alternative: value})), alternative) == value


@pytest.mark.parametrize("raw", [{}, {"event_type": None}, {"event_type": ""}, {"event_id": "e1"}])
def test_an_event_without_a_type_is_refused(raw: dict[str, Any]) -> None:
    assert list(refused(raw)) == ["event_type"]


@pytest.mark.parametrize("name", ["m_page_views", "M_PAGE_VIEW", "page_view", " m_page_view", "m_page_view\n"])
def test_a_type_that_the_dictionary_does_not_know_is_refused(name: str) -> None:
    assert list(refused(page_view(event_type=name))) == ["event_type"]


@pytest.mark.parametrize("name", [name for name in TYPES if "success" not in TYPES[name][0]])
def test_the_outcome_follows_from_the_type_unless_it_is_sent(name: str) -> None:
    assert admitted(complete(name)).success is TYPES[name][1]
    assert admitted(complete(name, success=True)).success is True
    assert admitted(complete(name, success=False)).success is False
    assert admitted(complete(name, success=None)).success is None
    assert admitted(complete(name, success="")).success is TYPES[name][1], "an empty text is absent and not null"


@pytest.mark.parametrize("name", ["m_otp_send_result", "m_onboarding_subdomain_check"])
def test_where_an_outcome_must_be_carried_it_is_true_or_false(name: str) -> None:
    assert admitted(complete(name)).success is True
    assert admitted(complete(name, success=False)).success is False
    assert list(refused(complete(name, success=None))) == ["success"]


# --- shapes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [None, True, 5, 1.5, "", "m_page_view", [], [page_view()]])
def test_an_element_that_is_no_object_is_refused(raw: object) -> None:
    assert len(refused(raw)) == 1


@pytest.mark.parametrize("absent", [None, ""])
def test_empty_texts_and_nulls_count_as_absent(absent: str | None) -> None:
    names = ["trace_id", *TEXTS[1:], "email", "email_fingerprint", "error_message", "source", "occurred_at", "payload"]
    assert admitted(page_view(**dict.fromkeys(names, absent)), default_event_id="e1") == admitted(
        page_view(), default_event_id="e1"
    )
    assert admitted(page_view(ts=absent, nonsense=absent)).anonymous_id == "anonymous_id-1"


@pytest.mark.parametrize("name", [*CHECKED, "trace_id", "email", "error_message"])
@pytest.mark.parametrize("value", [5, 1.5, True, False, 0, [], ["x"], {}, {"x": "y"}])
def test_a_text_that_is_no_text_is_refused(name: str, value: object) -> None:
    assert name in refused(otp_send(**{name: value}))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("event_type", [5, True, [], {}]),
        ("success", ["true", "false", 1, 0, 1.0, [], {}]),
        ("payload", ["x", 5, True, [], [{}]]),
        ("occurred_at", [1795338902, 1795338902.12, True, [], {}]),
        ("source", ["stripe", "Edge", " edge", "admin_web"]),
        (
            "email_fingerprint",
            ["fp_", "fp_" + "0" * 31, "fp_" + "0" * 33, FINGERPRINT.upper(), "0" * 32, "fp_" + "g" * 32],
        ),
        ("email", ["kim", "kim@", "@example.com", "kim@a@b", "a" * 250 + "@b.de", " ", "k\x00m@example.com"]),
        ("event_id", ["a b", "a\t", "é", "a\x7f", "\x80"]),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused_by_its_field(name: str, values: list[object]) -> None:
    for value in values:
        reasons = refused(page_view(**{name: value}))
        assert list(reasons) == [name], value
        assert reasons[name].startswith(("must ", "is no ", "holds ")), "it tells how to mend it"


def test_each_known_source_is_admitted() -> None:
    for source in ("admin-web", "zuplo", "cp", "stripe_webhook", "edge"):
        assert admitted(page_view(source=source)).source == source


@pytest.mark.parametrize("name", ["ts", "id", "Email", "event_Id", "plan_tier", "registration_id", "email_domain"])
def test_an_unknown_field_is_refused_by_its_name(name: str) -> None:
    reasons = refused(page_view(**{name: "2026-11-22T09:15:02Z"}))
    assert list(reasons) == [name]
    assert ("occurred_at" if name == "ts" else "payload") in reasons[name], "where it belongs"


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_of_256_characters_is_admitted_and_one_of_257_refused(name: str) -> None:
    assert getattr(admitted(page_view(**{name: "é" * 256})), name) == "é" * 256
    assert "256" in refused(page_view(**{name: "é" * 257}))[name]


def test_an_event_id_has_1_to_128_characters() -> None:
    for event_id in ("!", "~", "!" + "~" * 127):
        assert admitted(page_view(event_id=event_id)).event_id == event_id
    assert list(refused(page_view(event_id="~" * 129))) == ["event_id"]
    assert list(refused(page_view(event_id=""))) == ["event_id"]


@pytest.mark.parametrize("name", TEXTS)
def test_control_characters_are_refused_and_their_neighbours_admitted(name: str) -> None:
    for character in map(chr, [*range(0x20), *range(0x7F, 0xA0)]):
        assert list(refused(page_view(**{name: f"a{character}b"}))) == [name]
    for character in "\x20\x7e\xa0\u200b\u2028":
        assert getattr(admitted(page_view(**{name: f"a{character}b"})), name) == f"a{character}b"


def test_an_error_message_is_cut_at_512_code_points_and_never_refused() -> None:
    assert admitted(page_view(error_message="é\n" * 256)).error_message == "é\n" * 256
    assert admitted(page_view(error_message="é\n" * 5_000)).error_message == "é\n" * 256


# --- addresses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHECKED)
@pytest.mark.parametrize("text", ["kim@example.com", "u:kim@example.com", "kim%40example.com"])
def test_an_address_in_any_other_field_is_refused_by_its_name(name: str, text: str) -> None:
    reasons = refused(page_view(**{name: text}))
    assert list(reasons) == [name]
    assert "kim" not in reasons[name]


@pytest.mark.parametrize("name", [*TEXTS, "event_id"])
def test_the_refusal_of_an_address_tells_where_to_send_it(name: str) -> None:
    assert "email" in refused(page_view(**{name: "kim@example.com"}))[name]
    assert getattr(admitted(page_view(**{name: "kim@"})), name) == "kim@"


def test_an_address_in_free_text_becomes_a_marker() -> None:
    event = admitted(
        page_view(error_message="no mail for kim@example.com", payload={"a kim@example.com": "kim@example.com"})
    )
    assert event.error_message == "no mail for [email]"
    assert event.payload == {"a [email]": "[email]"}


def fingerprint(address: str, pepper: str = PEPPER) -> str:
    return "fp_" + hmac.new(pepper.encode(), address.encode(), hashlib.sha256).hexdigest()[:32]


@pytest.mark.parametrize("email", ["kim@example.com", " Kim@Example.COM ", "ｋｉｍ＠ｅｘａｍｐｌｅ．ｃｏｍ"])
def test_of_an_address_its_fingerprint_and_domain_are_kept(email: str) -> None:
    event = admitted(otp_send(email=email))
    assert event.email_fingerprint == fingerprint("kim@example.com")
    assert event.email_domain == "example.com"
    assert event.email_masked is None


@pytest.mark.parametrize(
    ("policy", "domain", "masked"),
    [
        (EmailPolicy.FINGERPRINT, None, None),
        (EmailPolicy.DOMAIN, "example.com", None),
        (EmailPolicy.MASKED, "example.com", "k***@example.com"),
    ],
)
def test_the_policy_says_what_is_kept_of_an_address(
    policy: EmailPolicy, domain: str | None, masked: str | None
) -> None:
    event = admitted(otp_send(), Intake(NOW, [PEPPER], policy))
    assert (event.email_domain, event.email_masked) == (domain, masked)
    assert event.email_fingerprint == fingerprint("kim@example.com")


def test_the_first_pepper_is_stored_and_all_are_looked_up() -> None:
    found = admit(otp_send(), Intake(NOW, [PEPPER, OLDER], EmailPolicy.DOMAIN), default_event_id="new")
    assert isinstance(found, Admitted)
    assert found.fingerprints == (fingerprint("kim@example.com"), fingerprint("kim@example.com", OLDER))
    assert found.event.email_fingerprint == found.fingerprints[0]


def test_the_address_wins_over_a_fingerprint_sent_beside_it() -> None:
    assert admitted(otp_send(email_fingerprint=FINGERPRINT)).email_fingerprint == fingerprint("kim@example.com")
    assert list(refused(otp_send(email="kim", email_fingerprint=FINGERPRINT))) == ["email"]


@pytest.mark.parametrize("email", [None, ""])
def test_a_fingerprint_alone_is_kept_as_it_is(email: str | None) -> None:
    event = admitted(otp_send(email=email, email_fingerprint=FINGERPRINT))
    assert (event.email_fingerprint, event.email_domain, event.email_masked) == (FINGERPRINT, None, None)


# --- times -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "age", [timedelta(), timedelta(hours=48), -timedelta(minutes=5), timedelta(hours=48) - MILLISECOND]
)
def test_the_senders_time_is_kept_within_the_window_ends_included(age: timedelta) -> None:
    assert admitted(page_view(occurred_at=(NOW - age).isoformat())).occurred_at == NOW - age


@pytest.mark.parametrize(
    "age", [timedelta(hours=48) + MILLISECOND, -timedelta(minutes=5) - MILLISECOND, timedelta(days=9_999)]
)
def test_the_senders_time_outside_the_window_is_not_kept_and_not_refused(age: timedelta) -> None:
    found = admit(page_view(occurred_at=(NOW - age).isoformat()), INTAKE, default_event_id="new")
    assert isinstance(found, Admitted)
    assert found.event.occurred_at is None
    assert found.sent_occurred_at == NOW - age
    assert found.event.event_at == NOW


def test_the_senders_time_is_kept_in_utc_milliseconds() -> None:
    event = admitted(page_view(occurred_at="2026-11-22T18:15:01.9876543+09:00"))
    assert event.occurred_at == event.event_at == datetime(2026, 11, 22, 9, 15, 1, 987000, tzinfo=UTC)


def test_a_leap_second_is_the_last_moment_of_its_minute() -> None:
    intake = Intake(datetime(2017, 1, 1, tzinfo=UTC), [PEPPER], EmailPolicy.DOMAIN)
    event = admitted(page_view(occurred_at="2016-12-31T23:59:60Z"), intake)
    assert event.occurred_at == datetime(2016, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["now", " ", "2026-11-22T09:15:02", "2026-11-31T09:15:02Z", "9999-12-31T23:59:59-01:00"]
)
def test_a_broken_time_is_refused(text: str) -> None:
    assert list(refused(page_view(occurred_at=text))) == ["occurred_at"]


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trace_id", ["trace_8f2c", " trace_8f2c\r\n"])
def test_a_trace_id_of_the_right_shape_is_kept_trimmed(trace_id: str) -> None:
    assert admitted(page_view(trace_id=trace_id), default_trace_id="trace_other").trace_id == "trace_8f2c"


@pytest.mark.parametrize(
    "trace_id", ["8f2c", "trace_", "trace_a b", "trace_é", "trace_kim@example.com", "trace_".ljust(129, "x")]
)
def test_a_trace_id_of_another_shape_counts_as_absent(trace_id: str) -> None:
    assert admitted(page_view(trace_id=trace_id)).trace_id is None
    assert admitted(page_view(trace_id=trace_id), default_trace_id="trace_other").trace_id == "trace_other"
    assert list(refused(complete("m_provision_job_created", trace_id=trace_id))) == ["trace_id"]


def test_the_trace_of_the_request_serves_a_type_that_must_carry_one() -> None:
    raw = raw_event("m_provision_job_created", "job_id")
    assert admitted(raw, default_trace_id="trace_8f2c").trace_id == "trace_8f2c"


def test_an_event_that_names_itself_not_has_the_default_id() -> None:
    assert admitted(page_view(), default_event_id="msg_1:0").event_id == "msg_1:0"
    assert admitted(page_view(event_id="e1"), default_event_id="msg_1:0").event_id == "e1"


# --- refusals ----------------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_told_at_once() -> None:
    raw = raw_event("m_auth_login_fail", user_id=5, tenant_id="a\n", success="yes", occurred_at="now", nonsense=1)
    assert set(refused(raw)) == {"user_id", "tenant_id", "success", "occurred_at", "nonsense", "email", "error_code"}


@pytest.mark.parametrize("name", [*CHECKED, "email", "nonsense"])
@pytest.mark.parametrize("text", ["canary\n", "canary@example.com@", "canary@example.com", "canary" * 50])
def test_no_refusal_repeats_what_was_sent(name: str, text: str) -> None:
    assert "canary" not in str(refused(otp_send(success=text, payload=[text], **{name: text})))


def test_the_name_of_an_unknown_field_is_told_without_an_address_and_at_most_64_characters_long() -> None:
    assert list(refused(page_view(**{"kim@example.com": 1}))) == ["[email]"]
    assert list(refused(page_view(**{"x" * 10_000: 1}))) == ["x" * 64]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from([*CHECKED, "trace_id", "email", "success", "error_message", "payload"])


@settings(deadline=None)
@given(st.dictionaries(FIELDS, JSON) | JSON, st.sampled_from([*TYPES]))
def test_any_json_is_admitted_or_refused_with_a_reason(raw: Any, event_type: str) -> None:
    found = admit({**raw, "event_type": event_type} if isinstance(raw, dict) else raw, INTAKE, default_event_id="new")
    assert isinstance(found, Admitted) or found.reasons
