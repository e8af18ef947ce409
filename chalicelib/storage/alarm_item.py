"""Alarm <-> item: its state, and each change of it. A field that is not there is of an item that is older than it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.alarm_cause import CauseKind, NamedCause
from chalicelib.domain.alarm_state import AlarmState, Cause, State
from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.codec import ITEM_VERSION, epoch_seconds

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

HISTORY = timedelta(days=90)
NOW = "now"  # the sort key of the state; those of changes are times, which sort before it


@dataclass(frozen=True, slots=True)
class AlarmChange:
    """`reason`: `cause` in words; of an older change there may be the words alone."""

    at: datetime
    state: State
    value: float | None
    reason: str | None
    cause: NamedCause | None = None


def state_to_item(alarm_id: str, state: AlarmState, revision: int) -> "Item":
    item: Item = {
        "v": {"N": ITEM_VERSION},
        "alarm_id": {"S": alarm_id},
        "at": {"S": NOW},
        "revision": {"N": str(revision)},
        "state": {"S": state.state},
        "since": {"S": format_utc(state.since)},
        "told_at": {"S": format_utc(state.told_at)},
        "threshold": {"N": repr(state.threshold)},
        "bad_in_a_row": {"N": str(state.bad_in_a_row)},
        "good_in_a_row": {"N": str(state.good_in_a_row)},
        "noted": {"BOOL": state.noted},
    }
    if state.value is not None:
        item["value"] = {"N": repr(state.value)}
    if state.cause is not None:
        item["cause"] = {"S": to_compact_json(_cause_to_json(state.cause))}
    return item


def item_to_state(item: "Item") -> AlarmState:
    return AlarmState(
        state=State(item["state"]["S"]),
        since=datetime.fromisoformat(item["since"]["S"]),
        told_at=datetime.fromisoformat(item["told_at"]["S"]),
        value=float(item["value"]["N"]) if "value" in item else None,
        threshold=float(item["threshold"]["N"]),
        cause=_json_to_cause(json.loads(item["cause"]["S"])) if "cause" in item else None,
        bad_in_a_row=int(item["bad_in_a_row"]["N"]),
        good_in_a_row=int(item["good_in_a_row"]["N"]),
        noted=item["noted"]["BOOL"],
    )


def change_to_item(alarm_id: str, change: AlarmChange) -> "Item":
    item: Item = {
        "v": {"N": ITEM_VERSION},
        "alarm_id": {"S": alarm_id},
        "at": {"S": format_utc(change.at)},
        "state": {"S": change.state},
        "expires_at": {"N": str(epoch_seconds(change.at + HISTORY))},
    }
    if change.value is not None:
        item["value"] = {"N": repr(change.value)}
    if change.reason is not None:
        item["reason"] = {"S": change.reason}
    if change.cause is not None:
        item["cause"] = {"S": to_compact_json(_named_to_json(change.cause))}
    return item


def item_to_change(item: "Item") -> AlarmChange:
    return AlarmChange(
        at=datetime.fromisoformat(item["at"]["S"]),
        state=State(item["state"]["S"]),
        value=float(item["value"]["N"]) if "value" in item else None,
        reason=item["reason"]["S"] if "reason" in item else None,
        cause=_json_to_named(json.loads(item["cause"]["S"])) if "cause" in item else None,
    )


def _cause_to_json(cause: Cause) -> dict[str, Any]:
    """The words are stored too: a program older than `named` reads them."""
    values = {
        "start": format_utc(cause.start),
        "end": format_utc(cause.end),
        "reason": cause.reason,
        "campaign_id": cause.campaign_id,
        "named": None if cause.named is None else _named_to_json(cause.named),
    }
    return {name: value for name, value in values.items() if value is not None}


def _json_to_cause(values: Mapping[str, Any]) -> Cause:
    return Cause(
        reason=values.get("reason"),
        campaign_id=values.get("campaign_id"),
        start=datetime.fromisoformat(values["start"]),
        end=datetime.fromisoformat(values["end"]),
        named=_json_to_named(values["named"]) if "named" in values else None,
    )


def _named_to_json(named: NamedCause) -> dict[str, Any]:
    values = {
        "kind": named.kind,
        "code": named.code,
        "count": named.count,
        "of": named.of,
        "campaigns": list(named.campaigns) or None,
        "since": None if named.since is None else format_utc(named.since),
        "day": named.day,
    }
    return {name: value for name, value in values.items() if value is not None}


def _json_to_named(values: Mapping[str, Any]) -> NamedCause:
    return NamedCause(
        kind=CauseKind(values["kind"]),
        code=values.get("code"),
        count=values.get("count"),
        of=values.get("of"),
        campaigns=tuple(values.get("campaigns", ())),
        since=datetime.fromisoformat(values["since"]) if "since" in values else None,
        day=values.get("day"),
    )
