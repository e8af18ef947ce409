"""POST, GET /internal/links and PATCH /internal/links/{cid}."""

from typing import Annotated

from chalice import Blueprint
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chalicelib.domain.cursor import open_cursor, seal_cursor
from chalicelib.domain.timestamp import Timestamp
from chalicelib.domain.tracking.incoming_link import CampaignId, IncomingLink, LinkChange
from chalicelib.domain.tracking.link import Link
from chalicelib.domain.tracking.robots import RobotReason
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import ADMIN, READERS
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.link_services import link_services
from chalicelib.routes.model_body import read_model
from chalicelib.routes.query import NoQuery, read_whole_number
from chalicelib.routes.services import services
from chalicelib.usecases.list_links import list_links

MAX_LINKS = 400  # a page: what a Lambda may answer is 6 MB
blueprint = Blueprint(__name__)
_PageSize = Annotated[int, Field(ge=1, le=MAX_LINKS)]


class LinksQuery(BaseModel):
    """Of which campaign, and which page."""

    model_config = ConfigDict(extra="forbid")

    campaign_id: CampaignId | None = None
    limit: Annotated[_PageSize, BeforeValidator(read_whole_number, json_schema_input_type=_PageSize)] = MAX_LINKS
    cursor: str | None = None


class LinkAnswer(Answer):
    """`link_id`: the cid, as registrations name it; `bot_clicks`: by reason, what followed it and was no person."""

    cid: str
    link_id: str
    short_url: str
    campaign_id: str
    destination_url: str
    utm_source: str | None
    utm_medium: str | None
    utm_campaign: str | None
    utm_term: str | None
    utm_content: str | None
    active: bool
    created_at: Timestamp
    bot_clicks: dict[RobotReason, int]


class LinksAnswer(Answer):
    """The oldest first."""

    items: list[LinkAnswer]
    next_cursor: str | None


@endpoint(
    blueprint,
    "POST",
    "/internal/links",
    summary="Make a short link of a campaign",
    access=ADMIN,
    body=(IncomingLink,),
    answers={201: LinkAnswer, 404: ErrorAnswer, 409: ErrorAnswer},
)
def create_link(call: Call[NoQuery]) -> Reply:
    link = link_services.create_link(read_model(call, IncomingLink), call.now, call.deadline)
    return Reply(_answer(link), 201, log={"cid": link.cid})


@endpoint(
    blueprint,
    "GET",
    "/internal/links",
    summary="The links, of one campaign or of all, the oldest first",
    access=READERS,
    query=LinksQuery,
    answers={200: LinksAnswer},
)
def links(call: Call[LinksQuery]) -> Reply:
    keys, query = services.secrets.get("SESSION_SECRET"), call.query
    bound_to = {"list": "links", "role": call.caller.role, "campaign_id": query.campaign_id}
    page = list_links(
        link_services.store,
        campaign_id=query.campaign_id,
        limit=query.limit,
        start=None if query.cursor is None else open_cursor(query.cursor, bound_to=bound_to, secrets=keys),
        deadline=call.deadline,
    )
    goes_on = page.goes_on_after
    next_cursor = None if goes_on is None else seal_cursor(goes_on, bound_to=bound_to, secrets=keys)
    return Reply(LinksAnswer(items=[_answer(link) for link in page.items], next_cursor=next_cursor))


@endpoint(
    blueprint,
    "PATCH",
    "/internal/links/{cid}",
    summary="Change a short link, switch it off or on; seen everywhere within 60 seconds",
    access=ADMIN,
    body=(LinkChange,),
    answers={200: LinkAnswer},
)
def change_link(call: Call[NoQuery]) -> Reply:
    link = link_services.change_link(call.path["cid"], read_model(call, LinkChange), call.deadline)
    return Reply(_answer(link), log={"cid": link.cid})


def _answer(link: Link) -> LinkAnswer:
    return LinkAnswer(
        cid=link.cid,
        link_id=link.cid,
        short_url=f"{services.settings.public_base_url}/r/{link.cid}",
        campaign_id=link.campaign_id,
        destination_url=link.destination_url,
        utm_source=link.utm.utm_source,
        utm_medium=link.utm.utm_medium,
        utm_campaign=link.utm.utm_campaign,
        utm_term=link.utm.utm_term,
        utm_content=link.utm.utm_content,
        active=link.active,
        created_at=link.created_at,
        bot_clicks={reason: link.bot_clicks.get(reason, 0) for reason in RobotReason},
    )
