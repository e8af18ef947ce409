"""Constraints as DynamoDB filter expressions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.feed_filter import Constraint
from chalicelib.storage.codec import epoch_seconds


def filter_arguments(constraints: Sequence[Constraint], now: datetime) -> dict[str, Any]:
    """What a query needs to filter by them; what has expired is always left out.

    Columns go by placeholders: `source` is a reserved word, and more may be one day.
    """
    names, values = {"#expires_at": "expires_at"}, {":now": {"N": str(epoch_seconds(now))}}
    clauses = ["#expires_at >= :now", *(_clause(constraint, names, values) for constraint in constraints)]
    return {
        "FilterExpression": " AND ".join(clauses),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }


def _clause(constraint: Constraint, names: dict[str, str], values: dict[str, Any]) -> str:
    column = f"#{constraint.attribute}"
    names[column] = constraint.attribute
    alternatives = []  # not IN: dynalite 4.0.0 finds no boolean by it
    for position, value in enumerate(value for value in constraint.values if value is not None):
        name = f":{constraint.attribute}{position}"
        values[name] = {"BOOL": value} if isinstance(value, bool) else {"S": value}
        alternatives.append(f"{column} = {name}")
    if None in constraint.values:
        alternatives.append(f"attribute_not_exists({column})")
    return f"({' OR '.join(alternatives)})"
