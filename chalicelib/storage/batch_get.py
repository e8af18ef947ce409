"""Reads many items of one table by their keys, as many a call as DynamoDB takes."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.storage.dynamodb import Deadline, Store

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

BATCH_GET_LIMIT = 100


def batch_get(
    store: Store, table: str, keys: Sequence["Item"], deadline: Deadline, *, consistent: bool = False
) -> Iterator["Item"]:
    """Those that are there, in no order; what a call leaves unprocessed is asked for again. Raises UnavailableError."""
    how: dict[str, Any] = {"ConsistentRead": True} if consistent else {}
    for start in range(0, len(keys), BATCH_GET_LIMIT):
        wanted: Any = {table: {"Keys": keys[start : start + BATCH_GET_LIMIT], **how}}
        while wanted:
            answer = store.call(store.client.batch_get_item, deadline, RequestItems=wanted)
            yield from answer["Responses"].get(table, [])
            wanted = answer.get("UnprocessedKeys")
