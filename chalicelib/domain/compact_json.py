"""JSON as it is stored, measured and hashed: compact, in UTF-8; sorted where equal things must be equal texts."""

import json
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_encode_sorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def to_compact_json(value: Any) -> str:
    return _encode(value)


def canonical_json(value: Any) -> bytes:
    """The same bytes for the same content, whatever the order of its keys."""
    return _encode_sorted(value).encode("utf-8", "surrogatepass")
