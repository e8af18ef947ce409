"""Campaign buckets: each event with a campaign is in one of them, however the events are split into runs."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.admission import Admitted, Intake, admit
from chalicelib.domain.bucket import MAX_CAMPAIGNS, Bucket, CountedEvent, add_events, drift, merge
from chalicelib.domain.campaign_buckets import add_campaign_events, by_campaign, in_steps
from chalicelib.domain.name_counts import OTHER
from chalicelib.domain.pii import EmailPolicy

BEGAN_AT = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
INTAKE = Intake(BEGAN_AT, ["p" * 32], EmailPolicy.FINGERPRINT)
Campaigns = dict[str, Bucket]


def _counted(second: int, number: int, campaign_id: str | None, **fields: Any) -> CountedEvent:
    raw = {"event_type": "m_page_view", "anonymous_id": "v", "campaign_id": campaign_id} | fields
    admitted = admit(raw, INTAKE, default_event_id=f"e{number}")
    assert isinstance(admitted, Admitted), admitted
    at = BEGAN_AT + timedelta(seconds=second)
    return CountedEvent(f"{at.isoformat()}#e{number}", replace(admitted.event, ts=at))


EVENTS = st.lists(
    st.builds(
        lambda second, number, campaign_id, success: _counted(second, number, campaign_id, success=success),
        st.integers(0, 40),
        st.integers(0, 3),
        st.sampled_from([None, "spring", "a|b#c", "|campaign=spring", OTHER, "여름"]),
        st.sampled_from([True, False, None]),
    ),
    max_size=40,
).map(lambda events: sorted(events, key=lambda one: one.ts_id))


def _count(events: list[CountedEvent], cuts: list[int], dies_at: set[int]) -> tuple[Bucket, Campaigns]:
    """Run after run, campaigns first; a run that dies counts its campaigns, and not the type."""
    of_type, campaigns = Bucket(), Campaigns()
    ends = [*sorted(cuts), len(events)]
    for run, end in enumerate(ends):
        while 0 < end < len(events) and events[end].ts_id == events[end - 1].ts_id:
            end += 1  # noqa: PLW2901 - the store never parts those that share one
        for campaign_id, some in by_campaign(of_type, events[:end]).items():
            campaigns[campaign_id] = add_campaign_events(campaigns.get(campaign_id, Bucket()), some, BEGAN_AT)
        if run not in dies_at or end == len(events):
            of_type = add_events(of_type, events[:end], BEGAN_AT)
    return of_type, campaigns


@settings(deadline=None)
@given(EVENTS, st.lists(st.integers(0, 40), max_size=6), st.sets(st.integers(0, 6)))
def test_any_split_into_runs_gives_the_same_campaign_buckets_also_where_runs_die_half_way(
    events: list[CountedEvent], cuts: list[int], dies_at: set[int]
) -> None:
    cuts = [min(cut, len(events)) for cut in cuts]
    of_type, campaigns = _count(events, cuts, dies_at)
    assert (of_type, campaigns) == _count(events, [], set())
    expected = Counter(one.event.campaign_id for one in events if one.event.campaign_id is not None)
    assert {campaign_id: bucket.total for campaign_id, bucket in campaigns.items()} == expected
    assert of_type.campaigns == expected
    with_campaign = add_events(Bucket(), [one for one in events if one.event.campaign_id is not None], BEGAN_AT)
    assert drift(merge(list(campaigns.values())), with_campaign) == 0
    assert all(not bucket.campaigns for bucket in campaigns.values())


def test_only_what_the_dictionary_says_is_counted_by_campaign() -> None:
    events = [
        _counted(0, 0, "spring"),
        _counted(1, 1, "spring", event_type="m_link_click", payload={"cid": "abc"}),
        _counted(2, 2, "spring", event_type="m_registration", payload={"registration_id": "r"}),
        _counted(3, 3, "spring", event_type="m_auth_login_success", email="kim@example.com"),
    ]
    assert by_campaign(Bucket(), events) == {"spring": events[:3]}
    assert add_events(Bucket(), events, BEGAN_AT).campaigns == {"spring": 3}


def test_campaigns_beyond_the_limit_are_counted_under_other_and_no_event_is_lost() -> None:
    events = [_counted(number, number, f"c{number:05}") for number in range(MAX_CAMPAIGNS + 20)]
    half = MAX_CAMPAIGNS // 2
    of_type, campaigns = _count(events, [half], set())
    assert len(campaigns) == MAX_CAMPAIGNS + 1
    assert campaigns[OTHER].total == 20
    assert of_type.campaigns == {name: bucket.total for name, bucket in campaigns.items()}
    again = _counted(9999, 9999, "c00000")
    assert list(by_campaign(of_type, [again])) == ["c00000"]
    assert list(by_campaign(of_type, [_counted(9999, 9999, "new")])) == [OTHER]


@settings(deadline=None)
@given(EVENTS, st.integers(1, 4))
def test_steps_are_all_events_in_order_of_few_campaigns_each_and_part_none_of_one_ts_id(
    events: list[CountedEvent], at_most: int
) -> None:
    steps = list(in_steps(events, at_most))
    assert [one for step in steps for one in step] == events
    for step, following in pairwise(steps):
        assert step[-1].ts_id != following[0].ts_id
    for step in steps:
        assert step
        campaigns: set[str] = set()
        for index, one in enumerate(step):
            if one.event.campaign_id is not None and one.event.campaign_id not in campaigns:
                assert len(campaigns) < at_most or one.ts_id == step[index - 1].ts_id
                campaigns.add(one.event.campaign_id)
