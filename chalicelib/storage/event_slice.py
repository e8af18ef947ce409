"""Reads a partition by type and day forwards, oldest first, in slices that a roll-up can count and mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.bucket import CountedEvent
from chalicelib.storage.codec import item_to_event
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.keys import BY_TYPE_DAY

_BEFORE_ALL = "0"  # BETWEEN takes no empty end; a ts_id begins with a year


@dataclass(frozen=True, slots=True)
class EventSlice:
    """`ended`: nothing is left after these, up to where was asked."""

    events: Sequence[CountedEvent]
    ended: bool


def read_slice(
    store: EventStore, partition: str, *, after: str, up_to: str, at_most: int, deadline: Deadline
) -> EventSlice:
    """Events with `after` < ts_id <= `up_to`, about `at_most` of them; those that share a ts_id are never parted."""
    arguments: dict[str, Any] = {
        "TableName": store.table,
        "IndexName": BY_TYPE_DAY,
        "KeyConditionExpression": "type_day = :partition AND ts_id BETWEEN :first AND :last",
        "ExpressionAttributeValues": {
            ":partition": {"S": partition},
            ":first": {"S": f"{after}\x00" if after else _BEFORE_ALL},
            ":last": {"S": up_to},
        },
        "Limit": at_most,
    }
    if after >= up_to:
        return EventSlice([], ended=True)
    events: list[CountedEvent] = []
    while True:
        answer = store.store.call(store.store.client.query, deadline, **arguments)
        events += [CountedEvent(item["ts_id"]["S"], item_to_event(item)) for item in answer["Items"]]
        if "LastEvaluatedKey" not in answer:
            return EventSlice(events, ended=True)
        whole = [one for one in events if one.ts_id != events[-1].ts_id] if events else []
        if whole:
            return EventSlice(whole, ended=False)
        arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
