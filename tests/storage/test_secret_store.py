"""Keys out of SSM Parameter Store (moto), through Powertools."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from aws_lambda_powertools.utilities.parameters import SSMProvider
from moto import mock_aws

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.secret_values import KEY_NAMES
from chalicelib.storage.secret_store import FRESH_SECONDS, ParameterStoreSecrets
from tests.running_service import SECRETS

if TYPE_CHECKING:
    from mypy_boto3_ssm.client import SSMClient

PATH = "/tracefunnel/test"
NEW_KEY = "a-new-internal-key-0123456789abcdef"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ssm() -> "Iterator[SSMClient]":
    with mock_aws():
        yield boto3.client("ssm", region_name="us-east-1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def secrets(ssm: "SSMClient", clock: Clock) -> ParameterStoreSecrets:
    return ParameterStoreSecrets(PATH, SSMProvider(boto3_client=ssm), monotonic=clock, jitter=lambda: 0.5)


def _put(ssm: "SSMClient", **values: str) -> None:
    for name, value in values.items():
        ssm.put_parameter(Name=f"{PATH}/{name}", Value=value, Type="SecureString", Overwrite=True)


def _calls(ssm: "SSMClient") -> list[str]:
    made: list[str] = []
    ssm.meta.events.register("before-call.ssm", lambda model, **_: made.append(model.name))
    return made


def test_all_keys_come_in_one_call_and_stay_fresh_for_five_minutes(
    ssm: "SSMClient", secrets: ParameterStoreSecrets, clock: Clock
) -> None:
    _put(ssm, **SECRETS)
    made = _calls(ssm)
    for name in KEY_NAMES:
        assert secrets.get(name) == tuple(SECRETS[name].split())
    clock.now += FRESH_SECONDS - 1
    secrets.get("INTERNAL_API_KEY")
    assert made == ["GetParametersByPath"]


def test_a_rotated_key_is_seen_after_five_minutes(
    ssm: "SSMClient", secrets: ParameterStoreSecrets, clock: Clock
) -> None:
    _put(ssm, **SECRETS)
    secrets.get("INTERNAL_API_KEY")
    _put(ssm, INTERNAL_API_KEY=f"{SECRETS['INTERNAL_API_KEY']} {NEW_KEY}")
    assert len(secrets.get("INTERNAL_API_KEY")) == 1
    clock.now += FRESH_SECONDS + 1
    assert secrets.get("INTERNAL_API_KEY") == (SECRETS["INTERNAL_API_KEY"], NEW_KEY)


def test_instances_do_not_refresh_in_step(ssm: "SSMClient", clock: Clock) -> None:
    _put(ssm, **SECRETS)
    made = _calls(ssm)
    early, late = (
        ParameterStoreSecrets(PATH, SSMProvider(boto3_client=ssm), monotonic=clock, jitter=lambda value=value: value)  # type: ignore[misc]
        for value in (0.0, 1.0)
    )
    early.get("SESSION_SECRET")
    late.get("SESSION_SECRET")
    clock.now += FRESH_SECONDS
    early.get("SESSION_SECRET")
    late.get("SESSION_SECRET")
    assert len(made) == 3


def test_a_failed_refresh_keeps_the_last_values(ssm: "SSMClient", secrets: ParameterStoreSecrets, clock: Clock) -> None:
    _put(ssm, **SECRETS)
    before = secrets.get("EMAIL_PEPPER")

    def fail(**_: object) -> None:
        raise ConnectionError

    ssm.meta.events.register("before-call.ssm", fail)
    clock.now += FRESH_SECONDS * 10
    assert secrets.get("EMAIL_PEPPER") == before


@pytest.mark.parametrize("broken", ["short", ""])
def test_a_value_of_the_wrong_shape_keeps_the_last_good_one(
    ssm: "SSMClient", secrets: ParameterStoreSecrets, clock: Clock, broken: str
) -> None:
    _put(ssm, **SECRETS)
    before = secrets.get("EMAIL_PEPPER")
    if broken:
        _put(ssm, EMAIL_PEPPER=broken)
    else:
        ssm.delete_parameter(Name=f"{PATH}/EMAIL_PEPPER")
    clock.now += FRESH_SECONDS * 10
    assert secrets.get("EMAIL_PEPPER") == before


def test_a_key_that_was_never_there_is_unavailable_and_the_others_serve(
    ssm: "SSMClient", secrets: ParameterStoreSecrets
) -> None:
    _put(ssm, **{name: value for name, value in SECRETS.items() if name != "COOKIE_SECRET"})
    with pytest.raises(UnavailableError, match="COOKIE_SECRET"):
        secrets.get("COOKIE_SECRET")
    assert secrets.get("SESSION_SECRET")


def test_a_store_that_never_answered_is_asked_again_soon(
    ssm: "SSMClient", secrets: ParameterStoreSecrets, clock: Clock
) -> None:
    with pytest.raises(UnavailableError):
        secrets.get("SESSION_SECRET")
    _put(ssm, **SECRETS)
    clock.now += FRESH_SECONDS * 1.3
    assert secrets.get("SESSION_SECRET")
