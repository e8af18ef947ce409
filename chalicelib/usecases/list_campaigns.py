"""All campaigns: a small catalogue."""

from collections.abc import Sequence

from chalicelib.domain.tracking.link import Campaign
from chalicelib.storage.campaign_store import CampaignStore
from chalicelib.storage.dynamodb import Deadline


def list_campaigns(campaigns: CampaignStore, deadline: Deadline) -> Sequence[Campaign]:
    """The oldest first. Raises UnavailableError."""
    return sorted(campaigns.read_all(deadline), key=lambda campaign: (campaign.created_at, campaign.campaign_id))
