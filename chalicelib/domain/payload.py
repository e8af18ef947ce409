"""The limits of a payload: how deep and how large it may be (design, "Limits")."""

from collections.abc import Collection, Mapping
from typing import Any

from chalicelib.domain.compact_json import to_compact_json

MAXIMUM_PAYLOAD_BYTES = 2048
MAXIMUM_PAYLOAD_LEVELS = 3
DEEP_MARKER = "[deep]"
TRUNCATION_KEY = "_truncated"


def size_bytes(value: Any) -> int:
    """The size as compact UTF-8 JSON."""
    text = to_compact_json(value)
    # A lone surrogate has no UTF-8; it is refused before, and must not stop anything here.
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def fit(payload: dict[str, Any], depth_was_cut: bool, must_keep: Collection[str] = ()) -> dict[str, Any]:
    """Drop entries from the end until the payload fits; where anything was cut, the last entry says so.

    Those that `must_keep` names are dropped last: an event is nothing without the identifiers that it must carry.
    """
    if not depth_was_cut and size_bytes(payload) <= MAXIMUM_PAYLOAD_BYTES:
        return payload
    kept = _names_that_fit(payload, must_keep)
    return {name: value for name, value in payload.items() if name in kept} | {TRUNCATION_KEY: True}


def _names_that_fit(payload: Mapping[str, Any], must_keep: Collection[str]) -> set[str]:
    """Of the entries that find room beside the mark of truncation."""
    names = [name for name in payload if name != TRUNCATION_KEY]
    kept: set[str] = set()
    room_bytes = MAXIMUM_PAYLOAD_BYTES - size_bytes({TRUNCATION_KEY: True})
    for name in sorted(names, key=lambda name: name not in must_keep):
        # An entry is written without the braces around it, and with a comma after it.
        entry_bytes = size_bytes({name: payload[name]}) - len("{}") + len(",")
        if entry_bytes <= room_bytes:
            kept.add(name)
            room_bytes -= entry_bytes
        elif name not in must_keep:
            break
    return kept
