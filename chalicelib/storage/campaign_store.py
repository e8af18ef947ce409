"""The campaigns table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.timestamp import format_utc
from chalicelib.domain.tracking.link import Campaign
from chalicelib.storage.catalogue import Catalogue
from chalicelib.storage.codec import to_attribute
from chalicelib.storage.dynamodb import Deadline, Store

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item


@dataclass(frozen=True, slots=True)
class CampaignStore:
    store: Store
    table: str

    @property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self.store, self.table, "campaign_id")

    def put_new(self, campaign: Campaign, deadline: Deadline) -> bool:
        """False where the id is taken. Raises UnavailableError."""
        item: Item = {
            "campaign_id": {"S": campaign.campaign_id},
            "name": {"S": campaign.name},
            "default_url": {"S": campaign.default_url},
            "active": {"BOOL": campaign.active},
            "created_at": {"S": format_utc(campaign.created_at)},
        }
        return self._catalogue.put_new(item, deadline)

    def read(self, campaign_id: str, deadline: Deadline) -> Campaign | None:
        """Raises UnavailableError."""
        item = self._catalogue.read(campaign_id, deadline)
        return None if item is None else _decode(item)

    def change(self, campaign_id: str, changes: Mapping[str, str | bool], deadline: Deadline) -> Campaign | None:
        """`changes`: of `name`, `default_url` and `active`. None where there is no such campaign.

        Raises UnavailableError.
        """
        attributes = {name: to_attribute(value) for name, value in changes.items()}
        item = self._catalogue.change(campaign_id, attributes, deadline)
        return None if item is None else _decode(item)

    def read_all(self, deadline: Deadline) -> list[Campaign]:
        """In no order. Raises UnavailableError."""
        return [_decode(item) for item in self._catalogue.read_all(deadline)]


def _decode(item: "Item") -> Campaign:
    return Campaign(
        campaign_id=item["campaign_id"]["S"],
        name=item["name"]["S"],
        default_url=item["default_url"]["S"],
        active=item["active"]["BOOL"],
        created_at=datetime.fromisoformat(item["created_at"]["S"]),
    )
