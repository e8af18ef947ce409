"""The journeys table: one item a trace, replaced whenever the trace has news, found by the day on which it began."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain.journey import Journey
from chalicelib.domain.reporting_day import day_of
from chalicelib.storage.batch_get import batch_get
from chalicelib.storage.codec import ITEM_VERSION, epoch_seconds, has_expired
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store
from chalicelib.storage.journey_codec import decode_journey, encode_journey
from chalicelib.storage.keys import BY_DAY, shard_of, ts_id
from chalicelib.storage.unchanged import unchanged_since

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

NewDeadline = Callable[[], Deadline]


@dataclass(frozen=True, slots=True)
class StoredJourney:
    """`revision`: raised by each write; `nonce`: of the write that stored it."""

    journey: Journey
    revision: int
    nonce: str


class Replacement(StrEnum):
    DONE = "done"
    REFUSED = "refused"  # another has replaced it since
    UNKNOWN = "unknown"  # so too now; perhaps after an attempt of ours, whose answer was lost


@dataclass(frozen=True, slots=True)
class JourneyStore:
    """Every call raises UnavailableError."""

    store: Store
    table: str
    zone: ZoneInfo
    shards: int
    retention: timedelta

    def day_of(self, moment: datetime) -> str:
        return day_of(moment, self.zone)

    def began_on(self, journey: Journey) -> str:
        return self.day_of(journey.first_at)

    def read(
        self, trace_ids: Sequence[str], deadline: Deadline, *, now: datetime | None = None
    ) -> dict[str, StoredJourney]:
        """Those that are there, by trace. Without `now`: expired too."""
        keys: list[Item] = [{"trace_id": {"S": one}} for one in trace_ids]
        items = batch_get(self.store, self.table, keys, deadline, consistent=True)
        return {
            item["trace_id"]["S"]: StoredJourney(
                decode_journey(item["body"]["S"]), int(item["revision"]["N"]), item["nonce"]["S"]
            )
            for item in items
            if now is None or not has_expired(item, now)
        }

    def write(
        self, journey: Journey, *, read: StoredJourney | None, last_received_at: datetime, deadline: Deadline
    ) -> Replacement:
        """In place of what was `read` before its events were."""
        nonce = secrets.token_hex(6)
        item: Item = {
            "v": {"N": ITEM_VERSION},
            "trace_id": {"S": journey.trace_id},
            "start_day": {"S": _partition(self.began_on(journey), shard_of(journey.trace_id, self.shards))},
            "started_id": {"S": ts_id(journey.first_at, journey.trace_id)},
            "body": {"S": encode_journey(journey)},
            "revision": {"N": str(1 if read is None else read.revision + 1)},
            "nonce": {"S": nonce},
            "expires_at": {"N": str(epoch_seconds(last_received_at + self.retention))},
        }
        unchanged = unchanged_since(0 if read is None else read.revision, "trace_id")
        try:
            self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item, **unchanged)
        except ConditionFailedError as failure:
            # after a lost answer of our own attempt the condition fails too: then what is stored is what we wrote
            if failure.attempt == 1:
                return Replacement.REFUSED
            found = self.read([journey.trace_id], deadline).get(journey.trace_id)
            return Replacement.DONE if found is not None and found.nonce == nonce else Replacement.UNKNOWN
        return Replacement.DONE

    def read_day(self, day: str, shard: int, now: datetime, new_deadline: NewDeadline) -> Iterator[Journey]:
        """By their beginning; a page is read once the one before is used up, and is not kept."""
        arguments = self._day_query(day, shard)
        # the engine leaves out what has expired: the time of a funnel goes by attributes parsed
        arguments |= {"ProjectionExpression": "body", "FilterExpression": "expires_at >= :now"}
        arguments["ExpressionAttributeValues"][":now"] = {"N": str(epoch_seconds(now))}
        for answer in self._pages(arguments, new_deadline):
            for item in answer["Items"]:
                yield decode_journey(item["body"]["S"])

    def count_day(self, day: str, new_deadline: NewDeadline) -> int:
        """How many began on it, expired ones included: those were counted while they were there."""
        queries = [self._day_query(day, shard) | {"Select": "COUNT"} for shard in range(self.shards)]
        return sum(answer["Count"] for query in queries for answer in self._pages(query, new_deadline))

    def _day_query(self, day: str, shard: int) -> dict[str, Any]:
        return {
            "TableName": self.table,
            "IndexName": BY_DAY,
            "KeyConditionExpression": "start_day = :day",
            "ExpressionAttributeValues": {":day": {"S": _partition(day, shard)}},
        }

    def _pages(self, arguments: dict[str, Any], new_deadline: NewDeadline) -> Iterator[Any]:
        while True:
            answer = self.store.call(self.store.client.query, new_deadline(), **arguments)
            yield answer
            if "LastEvaluatedKey" not in answer:
                return
            arguments |= {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _partition(day: str, shard: int) -> str:
    return f"{day}#{shard}"
