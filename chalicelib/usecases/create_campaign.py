"""Makes a campaign, once an id."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.errors import ConflictError, Reason
from chalicelib.domain.tracking.allowed_hosts import AllowedHosts
from chalicelib.domain.tracking.incoming_link import IncomingCampaign
from chalicelib.domain.tracking.link import Campaign
from chalicelib.storage.campaign_store import CampaignStore
from chalicelib.storage.dynamodb import Deadline


@dataclass(frozen=True, slots=True)
class CreateCampaign:
    campaigns: CampaignStore
    hosts: AllowedHosts

    def __call__(self, sent: IncomingCampaign, now: datetime, deadline: Deadline) -> Campaign:
        """Raises InvalidInputError, ConflictError, UnavailableError."""
        self.hosts.require(sent.default_url, "default_url")
        campaign = Campaign(sent.campaign_id, sent.name, sent.default_url, active=True, created_at=now)
        if not self.campaigns.put_new(campaign, deadline):
            raise ConflictError(
                "There is a campaign of that id already: change it, or choose another id",
                [Reason("campaign_id", "taken: change that campaign, or choose another id")],
            )
        return campaign
