"""The condition of a write in place of what was read: nobody has replaced it since."""

from typing import Any


def unchanged_since(revision: int, key: str) -> dict[str, Any]:
    """Arguments of a put. `revision`: that was read, 0 of what was not stored; `key`: the table's partition key."""
    if not revision:
        return {"ConditionExpression": f"attribute_not_exists({key})"}
    return {
        "ConditionExpression": "revision = :read",
        "ExpressionAttributeValues": {":read": {"N": str(revision)}},
    }
