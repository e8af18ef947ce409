"""The buckets table: counts by event type, day and shard; and the marks of the days that a backfill has changed.

A bucket is written back on condition that nothing of it changed since it was read: a roll-up that runs twice, or dies
half way, counts nothing twice.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain.bucket import Bucket
from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.reporting_day import day_start
from chalicelib.storage.codec import ITEM_VERSION, epoch_seconds
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

_BATCH_GET_LIMIT = 100
RECOUNT = "recount"


@dataclass(frozen=True, slots=True, order=True)
class BucketKey:
    """`recount`: of the bucket that grows beside the one in use, while its day is counted from nothing."""

    event_type: str
    day: str
    shard: int
    recount: bool = False

    @property
    def day_shard(self) -> str:
        return f"{self.day}#{self.shard}" + (f"#{RECOUNT}" if self.recount else "")


@dataclass(frozen=True, slots=True)
class StoredBucket:
    """`revision`: 0 where nothing is stored yet. `closed`: its day has ended and was counted from nothing.

    `token`: of a recount: what it is for; one that was begun for something else is begun anew.
    """

    key: BucketKey
    bucket: Bucket
    revision: int
    closed: bool = False
    token: str = ""


@dataclass(frozen=True, slots=True)
class BucketStore:
    store: Store
    table: str
    zone: ZoneInfo
    retention: timedelta

    def read(self, keys: Sequence[BucketKey], deadline: Deadline) -> dict[BucketKey, StoredBucket]:
        """One for each key; an empty one where none is stored."""
        found: dict[tuple[str, str], Item] = {}
        for start in range(0, len(keys), _BATCH_GET_LIMIT):
            some = [_key_of(key) for key in keys[start : start + _BATCH_GET_LIMIT]]
            wanted: Any = {self.table: {"Keys": some, "ConsistentRead": True}}
            while wanted:
                answer = self.store.call(self.store.client.batch_get_item, deadline, RequestItems=wanted)
                for item in answer["Responses"].get(self.table, []):
                    found[item["event_type"]["S"], item["day_shard"]["S"]] = item
                wanted = answer.get("UnprocessedKeys")
        return {key: _decode(key, found.get((key.event_type, key.day_shard))) for key in keys}

    def read_days(self, event_type: str, first_day: str, last_day: str, deadline: Deadline) -> list[StoredBucket]:
        """The buckets in use of one type, oldest day first."""
        arguments: dict[str, Any] = {
            "TableName": self.table,
            "KeyConditionExpression": "event_type = :type AND day_shard BETWEEN :first AND :last",
            "ExpressionAttributeValues": {
                ":type": {"S": event_type},
                ":first": {"S": first_day},
                ":last": {"S": f"{last_day}#~"},
            },
            "ConsistentRead": True,
        }
        found: list[StoredBucket] = []
        while True:
            answer = self.store.call(self.store.client.query, deadline, **arguments)
            for item in answer["Items"]:
                key = _parse_key(item)
                if not key.recount:
                    found.append(_decode(key, item))
            if "LastEvaluatedKey" not in answer:
                return found
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def write(self, stored: StoredBucket, bucket: Bucket, deadline: Deadline) -> bool:
        """Put `bucket` in place of what was read, `closed` as `stored` says; False where something changed since."""
        expires_at = day_start(stored.key.day, self.zone) + self.retention
        item: Item = _key_of(stored.key) | {
            "v": {"N": ITEM_VERSION},
            "revision": {"N": str(stored.revision + 1)},
            "counts": {"S": to_compact_json(bucket.quarters)},
            "error_codes": {"S": to_compact_json(bucket.error_codes)},
            "sources": {"S": to_compact_json(bucket.sources)},
            "counted_to": {"S": bucket.counted_to},
            "closed": {"BOOL": stored.closed},
            "token": {"S": stored.token or "-"},
            "expires_at": {"N": str(epoch_seconds(expires_at))},
        }
        unchanged: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(event_type)"}
        if stored.revision:
            unchanged = {
                "ConditionExpression": "revision = :read",
                "ExpressionAttributeValues": {":read": {"N": str(stored.revision)}},
            }
        try:
            self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item, **unchanged)
        except ConditionFailedError as failure:
            # after a lost answer of our own attempt the condition fails too: then what is stored is what we wrote
            return failure.attempt > 1 and self.read([stored.key], deadline)[stored.key].bucket == bucket
        return True

    def remove(self, key: BucketKey, deadline: Deadline) -> None:
        self.store.call(self.store.client.delete_item, deadline, TableName=self.table, Key=_key_of(key))


def _key_of(key: BucketKey) -> "Item":
    return {"event_type": {"S": key.event_type}, "day_shard": {"S": key.day_shard}}


def _parse_key(item: "Item") -> BucketKey:
    day, shard, *rest = item["day_shard"]["S"].split("#")
    return BucketKey(item["event_type"]["S"], day, int(shard), recount=bool(rest))


def _decode(key: BucketKey, item: "Item | None") -> StoredBucket:
    if item is None:
        return StoredBucket(key, Bucket(), 0)
    counts: Mapping[str, list[int]] = json.loads(item["counts"]["S"])
    bucket = Bucket(
        quarters={int(quarter): (true, false, null) for quarter, (true, false, null) in counts.items()},
        error_codes=json.loads(item["error_codes"]["S"]),
        sources=json.loads(item["sources"]["S"]),
        counted_to=item["counted_to"]["S"],
    )
    return StoredBucket(key, bucket, int(item["revision"]["N"]), item["closed"]["BOOL"], item["token"]["S"])
