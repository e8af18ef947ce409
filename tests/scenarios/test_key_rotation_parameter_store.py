"""A rotation in SSM Parameter Store (moto): two instances, each with a cache of its own, see its steps at other times.

At every moment what either would sign with is known to the other: that is all that "nothing is lost" needs of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING

import boto3
import pytest
from aws_lambda_powertools.utilities.parameters import SSMProvider
from moto import mock_aws

from chalicelib.domain.access import SESSION_LIFETIME, Role, open_session, read_session
from chalicelib.domain.errors import InvalidCredentialsError
from chalicelib.domain.secret_values import KEY_NAMES
from chalicelib.domain.tracking.cookie import COOKIE_LIFETIME
from chalicelib.storage.secret_store import FRESH_SECONDS, ParameterStoreSecrets
from tests.running_service import PROJECT
from tests.scenarios.rotation_parts import NEW_IN_FRONT, NEW_SECOND, OLD_ALONE, OLD_REMOVED, keys_at

if TYPE_CHECKING:
    from mypy_boto3_ssm.client import SSMClient

PATH = "/tracefunnel/rotation"
README = PROJECT / "README.md"
BETWEEN_STEPS = timedelta(minutes=10)  # what the README says
TICK = timedelta(seconds=15)
STARTED_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@dataclass
class World:
    """One clock, one Parameter Store, two caches: one refreshes as soon, the other as late as the jitter lets it."""

    ssm: "SSMClient"
    now: datetime = STARTED_AT
    caches: list[ParameterStoreSecrets] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.put(OLD_ALONE)
        for begun_after_seconds, jitter in ((0, 0.0), (105, 1.0)):  # apart, so that they do not refresh in step
            self.now = STARTED_AT + timedelta(seconds=begun_after_seconds)
            provider = SSMProvider(boto3_client=self.ssm)
            self.caches.append(
                ParameterStoreSecrets(PATH, provider, monotonic=self._monotonic, jitter=partial(float, jitter))
            )
            self.look()

    def _monotonic(self) -> float:
        return 1000 + (self.now - STARTED_AT).total_seconds()

    def put(self, step: int) -> None:
        for name, value in keys_at(step).items():
            self.ssm.put_parameter(Name=f"{PATH}/{name}", Value=value, Type="SecureString", Overwrite=True)

    def look(self) -> list[dict[str, tuple[str, ...]]]:
        """What each instance goes by now."""
        return [{name: cache.get(name) for name in KEY_NAMES} for cache in self.caches]

    def pass_time(self, how_long: timedelta) -> Iterator[list[dict[str, tuple[str, ...]]]]:
        """What each goes by, moment by moment."""
        until = self.now + how_long
        while self.now < until:
            self.now += TICK
            yield self.look()


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        yield World(boto3.client("ssm", region_name="us-east-1"))


def _signed_by_one_unknown_to_the_other(seen: list[dict[str, tuple[str, ...]]]) -> set[str]:
    return {
        name
        for name in KEY_NAMES
        for here, there in permutations(seen, 2)
        if name != "OPERATOR_KEYS" and here[name][0] not in there[name]
    }


def test_at_every_moment_of_a_rotation_each_instance_knows_what_the_other_signs_with(world: World) -> None:
    disagreed = 0
    for step in (NEW_SECOND, NEW_IN_FRONT, OLD_REMOVED):
        world.put(step)
        for seen in world.pass_time(BETWEEN_STEPS):
            assert _signed_by_one_unknown_to_the_other(seen) == set()
            disagreed += seen[0] != seen[1]
        assert seen[0] == seen[1] == {name: tuple(value.split()) for name, value in keys_at(step).items()}
    assert disagreed > 3  # else nothing was proved


@pytest.mark.parametrize("skipped", [NEW_SECOND, NEW_IN_FRONT])
def test_a_step_that_is_left_out_is_a_moment_at_which_something_is_refused(world: World, skipped: int) -> None:
    refused: set[str] = set()
    for step in {NEW_SECOND, NEW_IN_FRONT, OLD_REMOVED} - {skipped}:
        world.put(step)
        for seen in world.pass_time(BETWEEN_STEPS):
            refused |= _signed_by_one_unknown_to_the_other(seen)
    assert refused == set(KEY_NAMES) - {"OPERATOR_KEYS"}


def test_two_steps_within_the_life_of_a_cache_are_a_moment_at_which_something_is_refused(world: World) -> None:
    """Why it is ten minutes: a cache may live for six."""
    world.put(NEW_SECOND)
    assert [*world.pass_time(timedelta(minutes=2))]
    world.put(NEW_IN_FRONT)
    assert any(_signed_by_one_unknown_to_the_other(seen) for seen in world.pass_time(BETWEEN_STEPS))
    assert timedelta(seconds=FRESH_SECONDS * 1.2) < BETWEEN_STEPS


def test_a_parameter_store_that_is_away_for_minutes_between_two_steps_loses_nothing(world: World) -> None:
    def fail(**_: object) -> None:
        raise ConnectionError

    world.put(NEW_SECOND)
    world.ssm.meta.events.register("before-call.ssm", fail, unique_id="away")
    for seen in world.pass_time(BETWEEN_STEPS * 3):
        assert [one["SESSION_SECRET"] for one in seen] == [(keys_at(OLD_ALONE)["SESSION_SECRET"],)] * 2
    world.ssm.meta.events.unregister("before-call.ssm", unique_id="away")
    *_, seen = world.pass_time(timedelta(seconds=30))  # it is asked again soon, not after another five minutes
    assert [one["SESSION_SECRET"] for one in seen] == [tuple(keys_at(NEW_SECOND)["SESSION_SECRET"].split())] * 2


def _sessions_lost(world: World, *, removed_after: timedelta) -> int:
    """Sessions are opened all the time at both; the old key goes that long after the new one came to the front."""
    world.put(NEW_SECOND)
    for _seen in world.pass_time(BETWEEN_STEPS):
        pass
    world.put(NEW_IN_FRONT)
    in_front_since = world.now
    opened = [
        open_session(Role.VIEWER, now=world.now, secrets=one["SESSION_SECRET"])
        for seen in world.pass_time(BETWEEN_STEPS)
        for one in seen
    ]
    world.now = in_front_since + removed_after
    world.put(OLD_REMOVED)
    lost: set[str] = set()
    for seen in world.pass_time(BETWEEN_STEPS):
        for session in opened:
            if session.expires_at > world.now and not all(_is_read(session.token, world.now, one) for one in seen):
                lost.add(session.token)
    return len(lost)


def _is_read(token: str, now: datetime, known: dict[str, tuple[str, ...]]) -> bool:
    try:
        read_session(token, now=now, secrets=known["SESSION_SECRET"])
    except InvalidCredentialsError:
        return False
    return True


def test_no_session_is_lost_where_the_old_key_goes_a_lifetime_and_ten_minutes_after_it_left_the_front(
    world: World,
) -> None:
    assert _sessions_lost(world, removed_after=SESSION_LIFETIME + BETWEEN_STEPS) == 0


def test_a_lifetime_alone_is_too_early_since_a_late_cache_signs_with_the_old_one_for_minutes(world: World) -> None:
    assert _sessions_lost(world, removed_after=SESSION_LIFETIME) > 0


def test_the_readme_says_these_times_and_has_a_row_for_every_key() -> None:
    text = README.read_text().partition("**Rotate a key**")[2].partition("## Reliability")[0]
    assert "10 minutes" in text
    assert timedelta(hours=8) == SESSION_LIFETIME
    assert timedelta(days=30) == COOKIE_LIFETIME
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| ") and "`" in line}
    assert set(rows) == set(KEY_NAMES)
    told = {"SESSION_SECRET": "8 hours", "COOKIE_SECRET": "30 days", "EMAIL_PEPPER": "`RETENTION_DAYS`"}
    told |= {"STRIPE_WEBHOOK_SECRET": "24 hours", "INGEST_SIGNING_SECRET": "5 minutes"}
    assert {name for name, lifetime in told.items() if lifetime not in rows[name]} == set()
