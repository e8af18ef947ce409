"""Buckets as items: every count comes back, older items stay readable, no bucket outgrows an item."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.bucket import MAX_CAMPAIGNS, Bucket, add_events, drift, merge
from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.name_counts import MAX_NAMES, NameCounts
from chalicelib.storage.bucket_item import BucketKey, StoredBucket, bucket_to_item, item_to_bucket
from chalicelib.storage.bucket_store import BucketStore
from chalicelib.storage.dynamodb import Store
from tests.conftest import Tables
from tests.storage.parts import deadline

DAY = "2026-11-22"
BEGAN_AT = datetime(2026, 11, 21, 15, tzinfo=UTC)  # in Seoul
FULL = Bucket(
    quarters={0: (1, 2, 3), 99: (0, 0, 1)},
    error_codes={"expired": 2},
    sources={"zuplo": 1},
    untracked_reasons={"url_missing": 2},
    channels={"email": 1},
    utm_sources={"여름 \U0001f30d": 1},
    campaigns={"a|b#c": 7},
    counted_to=f"{DAY}T00:00:00.000Z#e1",
)
OLD_ITEM: dict[str, Any] = {
    "v": {"N": "1"},
    "day_shard": {"S": f"{DAY}#0"},
    "revision": {"N": "3"},
    "counts": {"S": '{"0":[1,2,0]}'},
    "error_codes": {"S": '{"url_missing":2}'},
    "sources": {"S": "{}"},
    "counted_to": {"S": f"{DAY}T00:00:00.000Z#e1"},
    "closed": {"BOOL": False},
    "token": {"S": "-"},
    "expires_at": {"N": "2000000000"},
}


def _store(tables: Tables) -> BucketStore:
    return BucketStore(Store(tables.client), f"{tables.prefix}buckets", ZoneInfo("Asia/Seoul"), timedelta(days=1095))


def _campaign_ids() -> list[str]:
    return [
        "spring",
        "a|b#c",
        "|campaign=spring",
        "m_page_view",
        "spring#recount",
        "여름",
        "x" * 256,
        "\U0001f30d" * 256,
    ]


@pytest.mark.parametrize("campaign_id", [None, *_campaign_ids()], ids=ascii)
def test_a_bucket_comes_back_as_it_was_written_under_its_own_key_alone(tables: Tables, campaign_id: str | None) -> None:
    buckets, key = _store(tables), BucketKey("m_registration", DAY, 0, campaign_id)
    assert buckets.write(StoredBucket(key, Bucket(), 0), FULL, deadline())
    (found,) = buckets.read_days("m_registration", DAY, DAY, deadline(), campaign_id)
    assert (found.key, found.bucket, found.revision, found.closed) == (key, FULL, 1, False)
    others = [BucketKey("m_registration", DAY, 0, other) for other in (None, *_campaign_ids()) if other != campaign_id]
    assert {one.revision for one in buckets.read(others, deadline()).values()} == {0}
    for other in others:
        assert buckets.read_days("m_registration", DAY, DAY, deadline(), other.campaign_id) == []
        if other.campaign_id is not None:
            assert not buckets.holds_campaign("m_registration", other.campaign_id, deadline())
    if campaign_id is not None:
        assert buckets.holds_campaign("m_registration", campaign_id, deadline())


def test_quarters_are_read_only_when_somebody_asks_for_them_and_their_sums_stand_beside() -> None:
    key = BucketKey("m_registration", DAY, 0)
    item = bucket_to_item(StoredBucket(key, Bucket(), 0), FULL, 2_000_000_000)
    assert json.loads(item["outcomes"]["S"]) == [*FULL.outcomes]
    item["counts"] = {"S": "not looked at"}
    unread = item_to_bucket(key, item).bucket
    assert (unread.outcomes, unread.total) == (FULL.outcomes, FULL.total)
    assert merge([unread]).outcomes == FULL.outcomes
    with pytest.raises(json.JSONDecodeError):
        dict(unread.quarters)


def test_an_older_bucket_that_does_not_tell_its_sums_has_them_all_the_same() -> None:
    assert item_to_bucket(BucketKey("m_registration", DAY, 0), OLD_ITEM).bucket.outcomes == (1, 2, 0)


@given(st.dictionaries(st.integers(0, 99), st.tuples(*[st.integers(0, 10**6)] * 3)))
def test_a_bucket_whose_quarters_are_unread_is_the_same_bucket(quarters: dict[int, Any]) -> None:
    key, plain = BucketKey("m_page_view", DAY, 0), Bucket(quarters=dict(sorted(quarters.items())), counted_to="x")

    def stored() -> Bucket:
        return item_to_bucket(key, bucket_to_item(StoredBucket(key, Bucket(), 0), plain, 0)).bucket

    assert (stored(), plain) == (plain, stored())
    assert stored().outcomes == plain.outcomes
    assert drift(stored(), plain) == drift(plain, stored()) == 0
    assert merge([stored(), stored()]) == merge([plain, plain])
    assert add_events(stored(), [], BEGAN_AT) == plain
    assert bucket_to_item(StoredBucket(key, Bucket(), 0), stored(), 0)["counts"] == {
        "S": to_compact_json(plain.quarters)
    }


def test_what_grows_beside_is_no_bucket_in_use_and_each_recount_has_its_own(tables: Tables) -> None:
    buckets, of_type = _store(tables), BucketKey("m_registration", DAY, 0, recount=True)
    beside = StoredBucket(of_type, Bucket(), 0, token="closing", nonce="n1")
    assert buckets.write(beside, FULL, deadline())
    stored = buckets.read([of_type], deadline())[of_type]
    assert (stored.token, stored.nonce, stored.bucket) == ("closing", "n1", FULL)
    campaign = stored.campaign_key("spring")
    assert buckets.write(StoredBucket(campaign, Bucket(), 0), FULL, deadline())
    for campaign_id in (None, "spring"):
        assert buckets.read_days("m_registration", DAY, DAY, deadline(), campaign_id) == []
    next_one = campaign.of_campaign("spring", nonce="n2")
    assert [one.revision for one in buckets.read([campaign, next_one], deadline()).values()] == [1, 0]


@pytest.mark.parametrize(("event_type", "reasons"), [("m_registration", {"url_missing": 2}), ("m_otp_send_result", {})])
def test_an_older_item_without_campaigns_and_channels_is_read_and_written_back(
    tables: Tables, event_type: str, reasons: dict[str, int]
) -> None:
    """It counted the reasons of registrations among the error codes."""
    item = OLD_ITEM | {"event_type": {"S": event_type}}
    tables.client.put_item(TableName=f"{tables.prefix}buckets", Item=item)
    buckets = _store(tables)
    (old,) = buckets.read_days(event_type, DAY, DAY, deadline())
    assert old.bucket == Bucket(
        quarters={0: (1, 2, 0)},
        error_codes={"url_missing": 2},
        untracked_reasons=reasons,
        counted_to=f"{DAY}T00:00:00.000Z#e1",
    )
    assert buckets.write(old, old.bucket, deadline())
    (again,) = buckets.read_days(event_type, DAY, DAY, deadline())
    assert (again.bucket, again.revision) == (old.bucket, 4)


def test_a_tracked_registration_with_an_error_code_gives_no_reason_after_it_was_stored(tables: Tables) -> None:
    buckets, key = _store(tables), BucketKey("m_registration", DAY, 0)
    tracked = Bucket(quarters={0: (1, 0, 0)}, error_codes={"left over": 1})
    assert buckets.write(StoredBucket(key, Bucket(), 0), tracked, deadline())
    assert buckets.read([key], deadline())[key].bucket == tracked


def test_the_largest_bucket_that_can_be_fits_into_an_item(tables: Tables) -> None:
    """Every name of four bytes a character, or escaped, as many and as long as they may be."""

    def most(at_most: int) -> dict[str, int]:
        counting = NameCounts({}, at_most)
        for number in range(at_most + 100):
            short = at_most > MAX_NAMES and number >= 60
            counting.add(f"{number:04}" if short else f"{number:04}{chr(0x1F300) * 200}{chr(34) * 52}")
        return dict.fromkeys(counting.counts(), 10**9)

    names = most(MAX_NAMES)
    largest = Bucket(
        quarters=dict.fromkeys(range(100), (10**9, 10**9, 10**9)),
        error_codes=names,
        sources={"stripe_webhook": 10**9},
        untracked_reasons=names,
        channels=names,
        utm_sources=names,
        campaigns=most(MAX_CAMPAIGNS),
        counted_to=f"{DAY}T00:00:00.000Z#{'e' * 128}",
    )
    buckets, key = _store(tables), BucketKey("m_registration", DAY, 0)
    assert buckets.write(StoredBucket(key, Bucket(), 0), largest, deadline())
    assert buckets.read([key], deadline())[key].bucket == largest


def test_a_bucket_that_changed_since_it_was_read_is_not_written_over(tables: Tables) -> None:
    buckets, key = _store(tables), BucketKey("m_registration", DAY, 0, "spring")
    nothing = StoredBucket(key, Bucket(), 0)
    assert buckets.write(nothing, FULL, deadline())
    assert not buckets.write(nothing, Bucket(), deadline())
    first = buckets.read([key], deadline())[key]
    assert buckets.write(first, Bucket(), deadline())
    assert not buckets.write(first, FULL, deadline())
    assert buckets.read([key], deadline())[key].bucket == Bucket()


def test_buckets_are_kept_as_long_as_said_from_the_beginning_of_their_day(tables: Tables) -> None:
    buckets, key = _store(tables), BucketKey("m_registration", DAY, 0, "spring")
    buckets.write(StoredBucket(key, Bucket(), 0), FULL, deadline())
    (item,) = tables.client.scan(TableName=f"{tables.prefix}buckets")["Items"]
    began_at = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
    assert int(item["expires_at"]["N"]) == int((began_at + timedelta(days=1095)).timestamp())
