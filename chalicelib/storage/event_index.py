"""Reads the events table through its indexes, one page of one partition at a time, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain.feed_filter import Constraint, matches
from chalicelib.domain.feed_plan import Page, Position, Request, Row
from chalicelib.domain.reporting_day import TimeRange
from chalicelib.storage.batch_get import batch_get
from chalicelib.storage.codec import has_expired, item_to_event
from chalicelib.storage.conditions import filter_arguments
from chalicelib.storage.dynamodb import Deadline, Store
from chalicelib.storage.keys import BY_EMAIL, BY_TYPE_DAY, first_at, just_before

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item


@dataclass(frozen=True, slots=True)
class IndexReader:
    """What holds for all pages of one answer."""

    store: Store
    table: str
    window: TimeRange
    constraints: Sequence[Constraint]
    now: datetime
    deadline: Deadline

    def read_type_day(self, request: Request) -> Page:
        arguments = self._query(BY_TYPE_DAY, "type_day", request)
        filtering = filter_arguments(self.constraints, self.now)
        filtering["ExpressionAttributeValues"] |= arguments["ExpressionAttributeValues"]
        arguments |= filtering
        answer = self.store.call(self.store.client.query, self.deadline, **arguments)
        rows = [_row(request.partition, item) for item in answer["Items"]]
        return Page(rows, _position(request.partition, answer.get("LastEvaluatedKey")))

    def read_email(self, request: Request) -> Page:
        """The index holds keys only: the rows are fetched from the table, and looked at here."""
        answer = self.store.call(
            self.store.client.query, self.deadline, **self._query(BY_EMAIL, "email_fingerprint", request)
        )
        found = self._fetch([_table_key(item) for item in answer["Items"]])
        rows = [
            Row(_position_of(request.partition, item), event)
            for item in answer["Items"]
            if (stored := found.get(_identity(item))) is not None
            and not has_expired(stored, self.now)
            and matches(event := item_to_event(stored), self.constraints)
        ]
        return Page(rows, _position(request.partition, answer.get("LastEvaluatedKey")))

    def _query(self, index: str, key_name: str, request: Request) -> dict[str, Any]:
        oldest, newest = first_at(self.window.start), first_at(self.window.end)
        arguments: dict[str, Any] = {
            "TableName": self.table,
            "IndexName": index,
            "KeyConditionExpression": f"{key_name} = :partition AND ts_id BETWEEN :oldest AND :newest",
            "ScanIndexForward": False,
            "Limit": request.count,
        }
        after = request.after
        if after is not None:
            if after.partition == request.partition:
                arguments["ExclusiveStartKey"] = {
                    key_name: {"S": after.partition},
                    "ts_id": {"S": after.ts_id},
                    "trace_id": {"S": after.trace_key},
                    "event_id": {"S": after.event_id},
                }
            # of equal keys, those of higher partitions were shown already
            shown = after.partition != "" and request.partition > after.partition
            newest = min(newest, just_before(after.ts_id) if shown else after.ts_id)
        arguments["ExpressionAttributeValues"] = {
            ":partition": {"S": request.partition},
            ":oldest": {"S": oldest},
            ":newest": {"S": max(oldest, newest)},  # BETWEEN refuses ends that are the wrong way round
        }
        return arguments

    def _fetch(self, keys: list["Item"]) -> dict[tuple[str, str], "Item"]:
        return {_identity(item): item for item in batch_get(self.store, self.table, keys, self.deadline)}


def _row(partition: str, item: "Item") -> Row:
    return Row(_position_of(partition, item), item_to_event(item))


def _position(partition: str, last_key: "Item | None") -> Position | None:
    return None if last_key is None else _position_of(partition, last_key)


def _position_of(partition: str, item: "Item") -> Position:
    return Position(item["ts_id"]["S"], partition, item["trace_id"]["S"], item["event_id"]["S"])


def _table_key(item: "Item") -> "Item":
    return {name: item[name] for name in ("trace_id", "event_id")}


def _identity(item: "Item") -> tuple[str, str]:
    return item["trace_id"]["S"], item["event_id"]["S"]
