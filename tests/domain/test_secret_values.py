"""What each key must look like (design section 2, Keys)."""

import pytest

from chalicelib.domain.secret_values import KEY_NAMES, InvalidKeyError, parse_key_values, split_operator_key

CANARY = "canary7f3a"
PLAIN_KEYS = ("INTERNAL_API_KEY", "COOKIE_SECRET", "EMAIL_PEPPER", "STRIPE_WEBHOOK_SECRET", "SESSION_SECRET")


def complaint_about(name: str, text: str) -> str:
    with pytest.raises(InvalidKeyError) as caught:
        parse_key_values(name, text)
    return str(caught.value)


def test_there_are_the_seven_keys_of_the_design() -> None:
    assert set(KEY_NAMES) == {*PLAIN_KEYS, "INGEST_SIGNING_SECRET", "OPERATOR_KEYS"}


@pytest.mark.parametrize("name", PLAIN_KEYS)
def test_a_value_of_32_characters_is_long_enough_and_one_of_31_is_not(name: str) -> None:
    assert parse_key_values(name, "k" * 32) == ("k" * 32,)
    assert complaint_about(name, "k" * 31).startswith(name)


@pytest.mark.parametrize("name", PLAIN_KEYS)
def test_several_values_are_separated_by_spaces_and_keep_their_order(name: str) -> None:
    assert parse_key_values(name, f" {'b' * 32}  {'a' * 40} ") == ("b" * 32, "a" * 40)


@pytest.mark.parametrize("name", KEY_NAMES)
@pytest.mark.parametrize("text", ["", " ", "  "])
def test_no_value_at_all_is_missing(name: str, text: str) -> None:
    assert complaint_about(name, text).startswith(f"{name} is missing")


def test_the_value_that_is_wrong_is_told_by_its_place_and_not_repeated() -> None:
    complaint = complaint_about("SESSION_SECRET", f"{'a' * 32} {CANARY} {'b' * 32}")
    assert "value 2" in complaint
    assert CANARY not in complaint


@pytest.mark.parametrize(
    "value",
    [
        "whsec_" + "A" * 28,
        "whsec_" + "ab+/" * 8,
        "whsec_" + "A" * 27 + "=",
        "whsec_" + "A" * 27,  # without its padding
        "whsec_" + "A" * 26,
        "whsec_dGVzdHMtc2lnbi13aXRoLXRoaXMtb25lLTAxMjM0NTY3ODk=",
    ],
)
def test_a_signing_secret_is_whsec_and_base64(value: str) -> None:
    assert parse_key_values("INGEST_SIGNING_SECRET", value) == (value,)


@pytest.mark.parametrize(
    "value",
    [
        CANARY + "A" * 30,
        "WHSEC_" + CANARY + "A" * 30,
        "whsec-" + CANARY + "A" * 30,
        "whsec_" + CANARY + "-_" * 15,  # the other alphabet of base64
        "whsec_" + CANARY + "A" * 19,  # 29 characters: no number of bytes is written so
        "whsec_" + CANARY + "=" + "A" * 29,
        "whsec_" + CANARY + "!" * 30,
        "whsec_" + CANARY + "A" * 22 + "!!!!",  # base64 if what is none were passed over
        "whsec_" + CANARY + "A" * 22 + "-_-_",
        "whsec_" + CANARY + "é" * 30,
    ],
)
def test_a_signing_secret_of_another_shape_is_refused_by_name(value: str) -> None:
    complaint = complaint_about("INGEST_SIGNING_SECRET", f"whsec_{'A' * 28} {value}")
    assert complaint.startswith("INGEST_SIGNING_SECRET: value 2")
    assert CANARY not in complaint


def test_a_stripe_secret_needs_no_base64() -> None:
    value = "whsec_not-base64-" + "x" * 20
    assert parse_key_values("STRIPE_WEBHOOK_SECRET", value) == (value,)


@pytest.mark.parametrize("role", ["viewer", "support", "admin"])
def test_an_operator_key_is_a_role_and_a_key_of_32_characters_together(role: str) -> None:
    value = f"{role}:".ljust(32, "k")
    assert parse_key_values("OPERATOR_KEYS", value) == (value,)
    assert "too short" in complaint_about("OPERATOR_KEYS", value[:-1])


def test_a_role_may_have_several_keys() -> None:
    values = ("viewer:" + "a" * 30, "viewer:" + "b" * 30, "admin:" + "c" * 30)
    assert parse_key_values("OPERATOR_KEYS", " ".join(values)) == values


@pytest.mark.parametrize(
    "value",
    [
        CANARY + "k" * 30,
        ":" + CANARY + "k" * 30,
        "owner:" + CANARY + "k" * 30,
        "ingest:" + CANARY + "k" * 30,
        "Admin:" + CANARY + "k" * 30,
        "admin=" + CANARY + "k" * 30,
    ],
)
def test_an_operator_key_of_no_role_is_refused_and_not_repeated(value: str) -> None:
    complaint = complaint_about("OPERATOR_KEYS", value)
    assert "viewer, support, admin" in complaint
    assert CANARY not in complaint


def test_an_operator_key_is_split_at_its_first_colon() -> None:
    assert split_operator_key("admin:ab:cd") == ("admin", "ab:cd")
