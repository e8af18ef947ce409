"""Changes a campaign: its name, where its links lead by default, whether it takes new links."""

from dataclasses import dataclass

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.tracking.allowed_hosts import AllowedHosts
from chalicelib.domain.tracking.incoming_link import CampaignChange
from chalicelib.domain.tracking.link import Campaign, is_campaign_id
from chalicelib.storage.campaign_store import CampaignStore
from chalicelib.storage.dynamodb import Deadline


@dataclass(frozen=True, slots=True)
class ChangeCampaign:
    campaigns: CampaignStore
    hosts: AllowedHosts

    def __call__(self, campaign_id: str, sent: CampaignChange, deadline: Deadline) -> Campaign:
        """Raises InvalidInputError, NotFoundError, UnavailableError."""
        changes = sent.changes()
        if "default_url" in changes:
            self.hosts.require(sent.default_url, "default_url")
        campaign = self.campaigns.change(campaign_id, changes, deadline) if is_campaign_id(campaign_id) else None
        if campaign is None:
            raise NotFoundError("There is no campaign of that id")
        return campaign
