"""The buckets table: counts by event type, day and shard, and of campaigns by these too.

A bucket is written back on condition that nothing of it changed since it was read: a roll-up that runs twice, or dies
half way, counts nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain.bucket import Bucket
from chalicelib.domain.reporting_day import day_start
from chalicelib.storage.batch_get import batch_get
from chalicelib.storage.bucket_item import BucketKey, StoredBucket, bucket_to_item, item_to_bucket, key_of, partition_of
from chalicelib.storage.codec import epoch_seconds, has_expired
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store
from chalicelib.storage.unchanged import unchanged_since

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class BucketStore:
    store: Store
    table: str
    zone: ZoneInfo
    retention: timedelta

    def read(
        self, keys: Sequence[BucketKey], deadline: Deadline, *, now: datetime | None = None
    ) -> dict[BucketKey, StoredBucket]:
        """One for each key; an empty one where none is stored. Without `now`: expired too."""
        items = batch_get(self.store, self.table, [key_of(key) for key in keys], deadline, consistent=True)
        kept = (item for item in items if now is None or not has_expired(item, now))
        found = {(item["event_type"]["S"], item["day_shard"]["S"]): item for item in kept}
        return {key: item_to_bucket(key, found.get((key.partition, key.day_shard))) for key in keys}

    def read_days(
        self,
        event_type: str,
        first_day: str,
        last_day: str,
        deadline: Deadline,
        campaign_id: str | None = None,
        *,
        now: datetime | None = None,
    ) -> list[StoredBucket]:
        """The buckets in use of one type, or of a campaign's events of that type, oldest day first.

        Without `now`: expired too.
        """
        arguments: dict[str, Any] = {
            "TableName": self.table,
            "KeyConditionExpression": "event_type = :type AND day_shard BETWEEN :first AND :last",
            "ExpressionAttributeValues": {
                ":type": {"S": partition_of(event_type, campaign_id)},
                ":first": {"S": first_day},
                ":last": {"S": f"{last_day}#~"},
            },
            "ConsistentRead": True,
        }
        found: list[StoredBucket] = []
        while True:
            answer = self.store.call(self.store.client.query, deadline, **arguments)
            for item in answer["Items"]:
                day, shard, *recount = item["day_shard"]["S"].split("#")
                if not recount and (now is None or not has_expired(item, now)):
                    found.append(item_to_bucket(BucketKey(event_type, day, int(shard), campaign_id), item))
            if "LastEvaluatedKey" not in answer:
                return found
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def write(self, stored: StoredBucket, bucket: Bucket, deadline: Deadline) -> bool:
        """Put `bucket` in place of what was read, `closed` as `stored` says; False where something changed since."""
        expires_at = day_start(stored.key.day, self.zone) + self.retention
        item = bucket_to_item(stored, bucket, epoch_seconds(expires_at))
        unchanged = unchanged_since(stored.revision, "event_type")
        try:
            self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item, **unchanged)
        except ConditionFailedError as failure:
            # after a lost answer of our own attempt the condition fails too: then what is stored is what we wrote
            if failure.attempt == 1:
                return False
            found = self.read([stored.key], deadline)[stored.key]
            return (found.bucket, found.nonce) == (bucket, stored.nonce)
        return True

    def holds_campaign(self, event_type: str, campaign_id: str, deadline: Deadline) -> bool:
        """Whether events of that type were ever counted for the campaign."""
        answer = self.store.call(
            self.store.client.query,
            deadline,
            TableName=self.table,
            KeyConditionExpression="event_type = :campaign",
            ExpressionAttributeValues={":campaign": {"S": partition_of(event_type, campaign_id)}},
            Limit=1,
        )
        return bool(answer["Items"])

    def remove(self, key: BucketKey, deadline: Deadline) -> None:
        self.store.call(self.store.client.delete_item, deadline, TableName=self.table, Key=key_of(key))
