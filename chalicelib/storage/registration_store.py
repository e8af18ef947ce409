"""The registrations table: one item a registration, written once, with the snapshot of its decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.domain.identity import Identity
from chalicelib.domain.timestamp import format_utc
from chalicelib.domain.tracking.registration import Registration
from chalicelib.domain.tracking.snapshot import Snapshot
from chalicelib.storage.batch_get import batch_get
from chalicelib.storage.codec import ITEM_VERSION, epoch_seconds, has_expired
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from chalicelib.storage.codec import Item

_NOT_THERE = "attribute_not_exists(registration_id) OR expires_at < :now"  # what has expired may be written again

_ERASE = "SET #snapshot = :snapshot, erased = :erased REMOVE email_fingerprint, email_domain, email_masked"


@dataclass(frozen=True, slots=True)
class RegistrationStore:
    store: Store
    table: str
    retention: timedelta

    def put_new(self, registration: Registration, deadline: Deadline) -> bool:
        """False where one of that id is there already: the first one stays. Raises UnavailableError.

        Also False where an earlier attempt of this very call took place and its answer was lost.
        """
        try:
            self.store.call(
                self.store.client.put_item,
                deadline,
                TableName=self.table,
                Item=_encode(registration, registration.registered_at + self.retention),
                ConditionExpression=_NOT_THERE,
                ExpressionAttributeValues={":now": {"N": str(epoch_seconds(registration.registered_at))}},
            )
        except ConditionFailedError:
            return False
        return True

    def erase(self, registration: Registration, deadline: Deadline) -> bool:
        """Writes down what is left of one that was read; False where it is gone. Raises UnavailableError."""
        try:
            self.store.call(
                self.store.client.update_item,
                deadline,
                TableName=self.table,
                Key={"registration_id": {"S": registration.registration_id}},
                UpdateExpression=_ERASE,
                ConditionExpression="attribute_exists(registration_id)",
                ExpressionAttributeNames={"#snapshot": "snapshot"},
                ExpressionAttributeValues={":snapshot": _snapshot_attribute(registration), ":erased": {"BOOL": True}},
            )
        except ConditionFailedError:
            return False
        return True

    def read(self, registration_id: str, *, now: datetime, deadline: Deadline) -> Registration | None:
        answer = self.store.call(
            self.store.client.get_item,
            deadline,
            TableName=self.table,
            Key={"registration_id": {"S": registration_id}},
            ConsistentRead=True,
        )
        item = answer.get("Item")
        return None if item is None or has_expired(item, now) else _decode(item)

    def read_many(
        self,
        registration_ids: Sequence[str],
        *,
        deadline: Deadline,
        now: datetime | None = None,
        consistent: bool = False,
    ) -> dict[str, Registration]:
        """Those that are there, by id. Without `now`: expired too. Raises UnavailableError."""
        keys: list[Item] = [{"registration_id": {"S": one}} for one in registration_ids]
        found = batch_get(self.store, self.table, keys, deadline, consistent=consistent)
        kept = (item for item in found if now is None or not has_expired(item, now))
        return {item["registration_id"]["S"]: _decode(item) for item in kept}


def _encode(registration: Registration, expires_at: datetime) -> "Item":
    item: Item = {
        "v": {"N": ITEM_VERSION},
        "registration_id": {"S": registration.registration_id},
        "campaign_id": {"S": registration.campaign_id},
        "registered_at": {"S": format_utc(registration.registered_at)},
        "snapshot": _snapshot_attribute(registration),
        "expires_at": {"N": str(epoch_seconds(expires_at))},
    }
    texts = {
        "trace_id": registration.trace_id,
        "email_fingerprint": registration.identity.fingerprint,
        "email_domain": registration.identity.domain,
        "email_masked": registration.identity.masked,
    }
    return item | {name: {"S": value} for name, value in texts.items() if value is not None}


def _snapshot_attribute(registration: Registration) -> "AttributeValueTypeDef":
    return {"S": registration.snapshot.model_dump_json(exclude_none=True)}


def _decode(item: "Item") -> Registration:
    def text(name: str) -> str | None:
        return item[name]["S"] if name in item else None

    fingerprint = text("email_fingerprint")
    return Registration(
        registration_id=item["registration_id"]["S"],
        campaign_id=item["campaign_id"]["S"],
        trace_id=text("trace_id"),
        identity=Identity(() if fingerprint is None else (fingerprint,), text("email_domain"), text("email_masked")),
        registered_at=datetime.fromisoformat(item["registered_at"]["S"]),
        snapshot=Snapshot.model_validate_json(item["snapshot"]["S"]),
        erased="erased" in item,
    )
