"""The arithmetic of buckets."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.admission import Admitted, Intake, admit
from chalicelib.domain.bucket import Bucket, CountedEvent, add_events, drift, merge
from chalicelib.domain.name_counts import MAX_NAMES, OTHER
from chalicelib.domain.pii import EmailPolicy

BEGAN_AT = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
INTAKE = Intake(BEGAN_AT, ["p" * 32], EmailPolicy.FINGERPRINT)


def _counted(minute: int, number: int = 0, *, success: bool | None = None, **fields: Any) -> CountedEvent:
    raw = {"event_type": "m_page_view", "anonymous_id": "v", "success": success} | fields
    admitted = admit(raw, INTAKE, default_event_id=f"e{number}")
    assert isinstance(admitted, Admitted)
    at = BEGAN_AT + timedelta(minutes=minute)
    return CountedEvent(f"{at.isoformat()}#e{number}", replace(admitted.event, ts=at))


EVENTS = st.lists(
    st.builds(
        lambda minute, number, success, code, source: _counted(
            minute, number, success=success, error_code=code, source=source
        ),
        st.integers(0, 25 * 60 - 1),
        st.integers(0, 5),
        st.sampled_from([True, False, None]),
        st.sampled_from(["", "a", "b", "other"]),
        st.sampled_from(["", "zuplo", "cp"]),
    ),
    max_size=40,
).map(lambda events: sorted(events, key=lambda one: one.ts_id))


def _split(events: list[CountedEvent], cuts: list[int]) -> list[list[CountedEvent]]:
    """In slices that part no events of one ts_id, as the store reads them."""
    slices: list[list[CountedEvent]] = [[]]
    for position, one in enumerate(events):
        if position in cuts and one.ts_id != events[position - 1].ts_id:
            slices.append([])
        slices[-1].append(one)
    return slices


@settings(deadline=None)
@given(EVENTS, st.lists(st.integers(1, 40), max_size=6))
def test_any_split_of_the_events_gives_the_same_bucket(events: list[CountedEvent], cuts: list[int]) -> None:
    at_once = add_events(Bucket(), events, BEGAN_AT)
    grown = reduce(lambda bucket, some: add_events(bucket, some, BEGAN_AT), _split(events, cuts), Bucket())
    assert grown == at_once
    assert at_once.total == len(events)


@settings(deadline=None)
@given(EVENTS, st.integers(0, 40))
def test_what_was_counted_before_is_passed_over(events: list[CountedEvent], count: int) -> None:
    (first, *_) = _split(events, [count])
    once = add_events(Bucket(), first, BEGAN_AT)
    assert add_events(once, first, BEGAN_AT) == once
    assert add_events(once, events, BEGAN_AT) == add_events(Bucket(), events, BEGAN_AT)


@settings(deadline=None)
@given(EVENTS, EVENTS)
def test_merging_shards_sums_every_count(one: list[CountedEvent], other: list[CountedEvent]) -> None:
    parts = [add_events(Bucket(), events, BEGAN_AT) for events in (one, other)]
    both = merge(parts)
    assert both == merge(parts[::-1])
    assert both.total == len(one) + len(other)
    codes = Counter(counted.event.error_code for counted in (*one, *other) if counted.event.error_code)
    assert both.error_codes == codes


def test_an_event_is_counted_in_the_quarter_hour_since_the_day_began_by_its_outcome() -> None:
    events = [_counted(0, success=True), _counted(14, success=False), _counted(15), _counted(1499)]
    assert add_events(Bucket(), events, BEGAN_AT).quarters == {0: (1, 1, 0), 1: (0, 0, 1), 99: (0, 0, 1)}


def test_absent_error_codes_and_sources_are_not_counted() -> None:
    bucket = add_events(Bucket(), [_counted(0), _counted(1, error_code="a")], BEGAN_AT)
    assert (bucket.error_codes, bucket.sources) == ({"a": 1}, {})


@pytest.mark.parametrize("names", [MAX_NAMES, MAX_NAMES + 1, MAX_NAMES + 50])
def test_the_first_200_names_keep_theirs_and_later_ones_are_other(names: int) -> None:
    events = [_counted(0, number, error_code=f"code{number}") for number in range(names)]
    codes = add_events(Bucket(), events, BEGAN_AT).error_codes
    assert len(codes) == min(names, MAX_NAMES) + (names > MAX_NAMES)
    assert codes.get(OTHER, 0) == max(0, names - MAX_NAMES)
    assert sum(codes.values()) == names


def test_drift_is_how_many_counts_differ() -> None:
    two = add_events(Bucket(), [_counted(0), _counted(20, 1)], BEGAN_AT)
    one = add_events(Bucket(), [_counted(0)], BEGAN_AT)
    assert [drift(two, two), drift(two, one), drift(one, two), drift(Bucket(), two)] == [0, 1, 1, 2]


def _registration(number: int, success: bool | None, code: str | None = None, **payload: Any) -> CountedEvent:
    payload |= {"registration_id": f"r{number}"}
    fields = {"event_type": "m_registration", "campaign_id": "spring", "error_code": code, "payload": payload}
    return _counted(0, number, success=success, **fields)


def test_reasons_are_of_untracked_registrations_channels_and_sources_of_tracked_ones() -> None:
    evidence = {"channel": "email", "utm_source": "june"}
    events = [
        _registration(0, True, **evidence),
        _registration(1, True, "left over", channel="paid_search", utm_source="ads"),
        _registration(2, False, "url_missing", **evidence),
        _registration(3, None, "unknown", **evidence),
        _counted(0, 4, success=False, error_code="of a page", payload=evidence),
        _counted(0, 5, success=True, payload=evidence),
    ]
    bucket = add_events(Bucket(), events, BEGAN_AT)
    assert bucket.untracked_reasons == {"url_missing": 1}
    assert bucket.channels == {"email": 1, "paid_search": 1}
    assert bucket.utm_sources == {"june": 1, "ads": 1}
    assert bucket.error_codes == {"left over": 1, "url_missing": 1, "unknown": 1, "of a page": 1}
    assert bucket.outcomes == (3, 2, 1)


@pytest.mark.parametrize("value", [None, 7, True, "", " ", ["email"], {"a": "b"}])
def test_a_channel_or_source_that_is_no_text_is_not_counted(value: object) -> None:
    bucket = add_events(Bucket(), [_registration(0, True, channel=value, utm_source=value)], BEGAN_AT)
    assert (bucket.channels, bucket.utm_sources) == ({}, {})


@pytest.mark.parametrize("name", ["direct", "Direct", " DIRECT "])
def test_no_channel_is_called_direct_whatever_a_sender_calls_it(name: str) -> None:
    bucket = add_events(Bucket(), [_registration(0, True, channel=name, utm_source=name)], BEGAN_AT)
    assert bucket.channels == {OTHER: 1}
