"""Counting a day again from nothing, by campaign: over several runs, beside others, killed at any moment."""

import itertools
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.admission import Admitted
from chalicelib.domain.bucket import Bucket
from chalicelib.domain.reporting_day import shift_day
from chalicelib.storage.bucket_item import BucketKey, StoredBucket
from chalicelib.storage.keys import last_at
from chalicelib.usecases.count_events import CountEvents, Recount
from tests.conftest import Tables
from tests.storage.campaign_parts import at_call, registration
from tests.storage.roll_up_parts import Counting, counting, soon

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # in Seoul
DAY = "2026-11-22"
KEY = BucketKey("m_registration", DAY, 0)
FOREVER = float("inf")


class Killed(BaseException):
    """What ends a process is caught by nothing."""


def _die() -> None:
    raise Killed


def _parts(tables: Tables) -> Counting:
    return counting(tables, "Asia/Seoul", NOON, used_since=NOON - timedelta(days=1))


def _recount(
    parts: Counting,
    key: BucketKey = KEY,
    *,
    count: CountEvents | None = None,
    token: str = "t",
    stop_at: float = FOREVER,
) -> Recount:
    up_to = f"{shift_day(key.day, 1)}~"
    return (count or parts.count).recount(
        key, parts.build_journeys.begin(), up_to=up_to, stop_at=stop_at, token=token, close=True
    )


def _recount_to_the_end(parts: Counting, key: BucketKey = KEY, *, token: str = "t") -> None:
    while not _recount(parts, key, token=token).ended:
        pass


def _grow(parts: Counting, key: BucketKey = KEY) -> None:
    stored = parts.buckets.read([key], soon())[key]
    assert parts.count.grow(
        stored, parts.build_journeys.begin(), up_to=f"{shift_day(key.day, 1)}~", stop_at=FOREVER
    ).ended


def _in_use(parts: Counting, key: BucketKey = KEY, *campaigns: str) -> dict[str | None, int]:
    """How many each campaign's bucket has counted, and under None the type's."""
    (of_type,) = parts.buckets.read([key], soon()).values()
    keys = [key, *(key.of_campaign(campaign_id) for campaign_id in {*of_type.bucket.campaigns, *campaigns})]
    return {one.campaign_id: stored.bucket.total for one, stored in parts.buckets.read(keys, soon()).items()}


def _beside(tables: Tables) -> list[str]:
    items = tables.client.scan(TableName=f"{tables.prefix}buckets")["Items"]
    return [item["day_shard"]["S"] for item in items if "recount" in item["day_shard"]["S"]]


@pytest.mark.parametrize("what", ["the end of the process", "the same recount", "another recount", "a roll-up"])
def test_whatever_happens_at_any_moment_of_a_recount_its_counts_are_right_in_the_end(tables: Tables, what: str) -> None:
    parts, calls, number = _parts(tables), [""], 0
    while len(calls) >= number:
        key = replace(KEY, day=shift_day(DAY, number))
        at = NOON + timedelta(days=number)
        events = [registration(10 * number + one, at + timedelta(seconds=one), "abcd"[one]) for one in range(3)]
        for one in events:
            parts.put(one)
        _grow(parts, key)
        gone = events[0]
        _forget(tables, gone)
        parts.put(registration(10 * number + 5, at - timedelta(hours=1), "d"))  # reaches the index behind every mark
        ended: list[bool] = []
        actions: dict[str, Callable[[], object]] = {
            "the end of the process": _die,
            "the same recount": lambda: ended.append(_recount(parts, key).ended),  # noqa: B023
            "another recount": lambda: ended.append(_recount(parts, key, token="other").ended),  # noqa: B023
            "a roll-up": lambda: _grow(parts, key),  # noqa: B023
        }
        with at_call(tables, number, actions[what]) as calls, suppress(Killed):
            ended.append(_recount(parts, key).ended)
        if not any(ended):  # else nobody comes again
            _recount_to_the_end(parts, key)
        assert _in_use(parts, key, "a") == {None: 3, "a": 0, "b": 1, "c": 1, "d": 1}, (number, calls)
        parts.put(registration(10 * number + 6, at - timedelta(hours=2), "d"))
        _recount_to_the_end(parts, key)
        assert _in_use(parts, key, "a") == {None: 4, "a": 0, "b": 1, "c": 1, "d": 2}, (number, calls)
        number += 1
    assert number > 15


def _forget(tables: Tables, one: Admitted) -> None:
    key = {"trace_id": {"S": f"none#{one.event.event_id}"}, "event_id": {"S": one.event.event_id}}
    tables.client.delete_item(TableName=f"{tables.prefix}events", Key=key)


def test_a_recount_goes_on_over_several_runs_and_until_its_end_nothing_in_use_changes(tables: Tables) -> None:
    parts, sent = _parts(tables), 450
    for number in range(sent):
        parts.put(registration(number, NOON + timedelta(milliseconds=number), f"c{number:03}"))
    _grow(parts)
    parts.put(registration(sent, NOON - timedelta(hours=1), "late"))
    before, runs = _in_use(parts), 0
    while not (found := _recount(parts, stop_at=0)).ended:
        runs += 1
        if runs < 4:
            assert _in_use(parts) == before
    assert runs >= 2
    assert (found.total_events, found.late_events, found.drift_events) == (sent + 1, 1, 1)
    assert _in_use(parts) == before | {None: sent + 1, "late": 1}
    assert _beside(tables) == []


def test_a_recount_that_is_begun_anew_takes_up_nothing_that_an_earlier_one_left(tables: Tables) -> None:
    parts, nonces = _parts(tables), itertools.count()
    count = replace(parts.count, new_nonce=lambda: f"n{next(nonces)}")
    parts.put(registration(0, NOON, "spring"))
    left = Bucket(quarters={0: (7, 0, 0)}, counted_to=last_at(NOON))
    for key in (KEY.of_campaign("spring"), replace(KEY, recount=True).of_campaign("spring", nonce="older")):
        assert parts.buckets.write(StoredBucket(key, Bucket(), 0, token="t"), left, soon())
    beside = StoredBucket(replace(KEY, recount=True), Bucket(), 0, token="t")  # as one without a nonce was stored
    assert parts.buckets.write(beside, left, soon())
    found = _recount(parts, count=count)
    assert (found.ended, found.total_events) == (True, 1)
    assert _in_use(parts) == {None: 1, "spring": 1}


def test_what_another_recount_has_begun_is_put_aside_with_its_campaigns(tables: Tables) -> None:
    parts = _parts(tables)
    for number in range(300):
        parts.put(registration(number, NOON + timedelta(milliseconds=number), f"c{number:03}"))
    assert not _recount(parts, stop_at=0, token="older").ended
    assert len(_beside(tables)) == 201
    _recount_to_the_end(parts)
    assert _beside(tables) == []
    assert Counter(_in_use(parts).values()) == {1: 300, 300: 1}


def test_a_recount_begun_anew_of_a_day_whose_events_are_gone_ends_and_empties_its_campaigns(tables: Tables) -> None:
    parts = _parts(tables)
    gone = [registration(number, NOON + timedelta(milliseconds=number), f"c{number:03}") for number in range(201)]
    for one in gone:
        parts.put(one)
    _grow(parts)
    assert not _recount(parts, stop_at=0, token="older").ended
    for one in gone:
        _forget(tables, one)
    assert _recount(parts).ended
    assert _in_use(parts, KEY, "c000", "c200") == {None: 0, "c000": 0, "c200": 0}
    assert _beside(tables) == []


def test_drift_of_a_campaign_alone_is_told_too(tables: Tables) -> None:
    parts = _parts(tables)
    parts.put(registration(0, NOON, "spring"))
    _grow(parts)
    spring = KEY.of_campaign("spring")
    (stored,) = parts.buckets.read([spring], soon()).values()
    assert parts.buckets.write(stored, replace(stored.bucket, quarters={0: (3, 0, 0)}), soon())
    found = _recount(parts)
    assert (found.drift_events, found.late_events) == (4, 0)
    assert _in_use(parts) == {None: 1, "spring": 1}


def test_a_recount_of_today_forgets_nothing_that_a_roll_up_with_less_lag_has_counted(tables: Tables) -> None:
    parts = _parts(tables)
    for number in range(3):
        parts.put(registration(number, NOON + timedelta(seconds=number), "spring"))
    _grow(parts)
    assert parts.count.recount(KEY, parts.build_journeys.begin(), up_to=last_at(NOON), stop_at=FOREVER, token="t").ended
    assert _in_use(parts) == {None: 3, "spring": 3}


def test_a_recount_that_a_roll_up_overtakes_leaves_what_that_has_counted(tables: Tables) -> None:
    parts = _parts(tables)
    for number in range(3):
        parts.put(registration(number, NOON + timedelta(seconds=number), "spring"))
    with at_call(tables, 0, lambda: _grow(parts), ["Query"]):
        assert not parts.count.recount(
            KEY, parts.build_journeys.begin(), up_to=last_at(NOON), stop_at=FOREVER, token="t"
        ).ended
    assert _in_use(parts) == {None: 3, "spring": 3}
