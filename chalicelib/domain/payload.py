"""The limits of a payload: how deep and how large it may be (design, "Limits")."""

from collections.abc import Mapping
from json import JSONEncoder
from typing import Any

MAXIMUM_PAYLOAD_BYTES = 2048
MAXIMUM_PAYLOAD_LEVELS = 3
DEEP_MARKER = "[deep]"
TRUNCATION_KEY = "_truncated"

_encode = JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def size_bytes(value: Any) -> int:
    """The size as compact UTF-8 JSON."""
    text = _encode(value)
    # A lone surrogate has no UTF-8; it is refused before, and must not stop anything here.
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def fit(payload: dict[str, Any], depth_was_cut: bool) -> dict[str, Any]:
    """Drop entries from the end until the payload fits; where anything was cut, the last entry says so."""
    if not depth_was_cut and size_bytes(payload) <= MAXIMUM_PAYLOAD_BYTES:
        return payload
    return {**_first_entries(payload), TRUNCATION_KEY: True}


def _first_entries(payload: Mapping[str, Any]) -> dict[str, Any]:
    """As many entries as fit beside the mark of truncation."""
    kept: dict[str, Any] = {}
    room_bytes = MAXIMUM_PAYLOAD_BYTES - size_bytes({TRUNCATION_KEY: True})
    for key, value in payload.items():
        if key == TRUNCATION_KEY:
            continue
        # An entry is written without the braces around it, and with a comma after it.
        room_bytes -= size_bytes({key: value}) - len("{}") + len(",")
        if room_bytes < 0:
            break
        kept[key] = value
    return kept
