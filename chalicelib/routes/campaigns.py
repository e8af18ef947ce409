"""POST, GET /internal/campaigns and PATCH /internal/campaigns/{campaign_id}."""

from chalice import Blueprint

from chalicelib.domain.timestamp import Timestamp
from chalicelib.domain.tracking.incoming_link import CampaignChange, IncomingCampaign
from chalicelib.domain.tracking.link import Campaign
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import ADMIN, READERS
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.link_services import link_services
from chalicelib.routes.model_body import read_model
from chalicelib.routes.query import NoQuery
from chalicelib.usecases.list_campaigns import list_campaigns

blueprint = Blueprint(__name__)


class CampaignAnswer(Answer):
    """`default_url`: where its links lead that name no destination; `active`: whether it takes new links."""

    campaign_id: str
    name: str
    default_url: str
    active: bool
    created_at: Timestamp


class CampaignsAnswer(Answer):
    """All of them, the oldest first."""

    items: list[CampaignAnswer]
    next_cursor: None


@endpoint(
    blueprint,
    "POST",
    "/internal/campaigns",
    summary="Make a campaign",
    access=ADMIN,
    body=(IncomingCampaign,),
    answers={201: CampaignAnswer, 409: ErrorAnswer},
)
def create_campaign(call: Call[NoQuery]) -> Reply:
    campaign = link_services.create_campaign(read_model(call, IncomingCampaign), call.now, call.deadline)
    return Reply(_answer(campaign), 201, log={"campaign_id": campaign.campaign_id})


@endpoint(
    blueprint,
    "GET",
    "/internal/campaigns",
    summary="All campaigns",
    access=READERS,
    answers={200: CampaignsAnswer},
)
def campaigns(call: Call[NoQuery]) -> Reply:
    found = list_campaigns(link_services.campaigns, call.deadline)
    return Reply(CampaignsAnswer(items=[_answer(campaign) for campaign in found], next_cursor=None))


@endpoint(
    blueprint,
    "PATCH",
    "/internal/campaigns/{campaign_id}",
    summary="Change a campaign; one that is not active takes no new links",
    access=ADMIN,
    body=(CampaignChange,),
    answers={200: CampaignAnswer},
)
def change_campaign(call: Call[NoQuery]) -> Reply:
    sent = read_model(call, CampaignChange)
    campaign = link_services.change_campaign(call.path["campaign_id"], sent, call.deadline)
    return Reply(_answer(campaign), log={"campaign_id": campaign.campaign_id})


def _answer(campaign: Campaign) -> CampaignAnswer:
    return CampaignAnswer(
        campaign_id=campaign.campaign_id,
        name=campaign.name,
        default_url=campaign.default_url,
        active=campaign.active,
        created_at=campaign.created_at,
    )
