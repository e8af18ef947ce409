"""A bucket as an item of the buckets table: its key, and item <-> model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chalicelib.domain.bucket import Bucket
from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.quarters import Outcomes, UnreadQuarters
from chalicelib.storage.codec import ITEM_VERSION

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

_RECOUNT = "recount"


@dataclass(frozen=True, slots=True)
class BucketKey:
    """`campaign_id`: None for the bucket of all events of the type.

    `recount`: of a bucket that grows beside the one in use, while its day is counted from nothing; that of a campaign
    also has the `nonce` of this very recount, so that it never takes up what an earlier one left.
    """

    event_type: str
    day: str
    shard: int
    campaign_id: str | None = None
    recount: bool = False
    nonce: str = ""

    @property
    def partition(self) -> str:
        return partition_of(self.event_type, self.campaign_id)

    @property
    def day_shard(self) -> str:
        parts = [
            self.day,
            str(self.shard),
            *([_RECOUNT] if self.recount else []),
            *([self.nonce] if self.nonce else []),
        ]
        return "#".join(parts)

    def of_campaign(self, campaign_id: str, nonce: str = "") -> "BucketKey":
        return replace(self, campaign_id=campaign_id, nonce=nonce)


@dataclass(frozen=True, slots=True)
class StoredBucket:
    """`revision`: 0 where nothing is stored yet. `closed`: its day has ended and was counted from nothing.

    `token`: of a recount: what it is for; one that was begun for something else is begun anew. `nonce`: of this very
    recount; none that is begun later has it.
    """

    key: BucketKey
    bucket: Bucket
    revision: int
    closed: bool = False
    token: str = ""
    nonce: str = ""

    def campaign_key(self, campaign_id: str) -> BucketKey:
        """Of a campaign's bucket that goes with this one of its type."""
        return self.key.of_campaign(campaign_id, self.nonce if self.key.recount else "")


def partition_of(event_type: str, campaign_id: str | None) -> str:
    return event_type if campaign_id is None else f"{event_type}|campaign={campaign_id}"


def key_of(key: BucketKey) -> "Item":
    return {"event_type": {"S": key.partition}, "day_shard": {"S": key.day_shard}}


def bucket_to_item(stored: StoredBucket, bucket: Bucket, expires_at_seconds: int) -> "Item":
    """`bucket` in place of the one of `stored`."""
    item: Item = key_of(stored.key) | {
        "v": {"N": ITEM_VERSION},
        "revision": {"N": str(stored.revision + 1)},
        "counts": {"S": to_compact_json(dict(bucket.quarters))},
        "outcomes": {"S": to_compact_json(bucket.outcomes)},
        "error_codes": {"S": to_compact_json(bucket.error_codes)},
        "sources": {"S": to_compact_json(bucket.sources)},
        "untracked_reasons": {"S": to_compact_json(bucket.untracked_reasons)},
        "counted_to": {"S": bucket.counted_to},
        "closed": {"BOOL": stored.closed},
        "token": {"S": stored.token or "-"},
        "expires_at": {"N": str(expires_at_seconds)},
    }
    sparse = {"channels": bucket.channels, "utm_sources": bucket.utm_sources, "campaigns": bucket.campaigns}
    item |= {name: {"S": to_compact_json(names)} for name, names in sparse.items() if names}
    return item | ({"nonce": {"S": stored.nonce}} if stored.nonce else {})


def item_to_bucket(key: BucketKey, item: "Item | None") -> StoredBucket:
    """An empty one where there is no item."""
    if item is None:
        return StoredBucket(key, Bucket(), 0)
    error_codes = _names(item, "error_codes")
    # in older items the error codes of registrations are the reasons
    reasons_of_old = error_codes if key.event_type == REGISTRATION and "untracked_reasons" not in item else None
    bucket = Bucket(
        quarters=_quarters(item),
        error_codes=error_codes,
        sources=_names(item, "sources"),
        untracked_reasons=reasons_of_old or _names(item, "untracked_reasons"),
        channels=_names(item, "channels"),
        utm_sources=_names(item, "utm_sources"),
        campaigns=_names(item, "campaigns"),
        counted_to=item["counted_to"]["S"],
    )
    nonce = item["nonce"]["S"] if "nonce" in item else ""
    return StoredBucket(key, bucket, int(item["revision"]["N"]), item["closed"]["BOOL"], item["token"]["S"], nonce)


def _quarters(item: "Item") -> Mapping[int, Outcomes]:
    """Read when somebody asks for them; older items do not tell their sums beside."""

    def read() -> dict[int, Outcomes]:
        counts: Mapping[str, list[int]] = json.loads(item["counts"]["S"])
        return {int(quarter): (true, false, null) for quarter, (true, false, null) in counts.items()}

    if "outcomes" not in item:
        return read()
    true, false, null = json.loads(item["outcomes"]["S"])
    return UnreadQuarters((true, false, null), read)


def _names(item: "Item", attribute: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(item[attribute]["S"]) if attribute in item else {}
    return found
