"""The parts that campaigns, short links and the redirect work with."""

from dataclasses import dataclass, replace

from chalicelib.domain.admission import Intake
from chalicelib.routes.services import Services, services
from chalicelib.storage.campaign_store import CampaignStore
from chalicelib.storage.dynamodb import IMPATIENT, Store, make_client
from chalicelib.storage.link_cache import LinkCache
from chalicelib.storage.link_store import LinkStore
from chalicelib.usecases.change_campaign import ChangeCampaign
from chalicelib.usecases.change_link import ChangeLink
from chalicelib.usecases.create_campaign import CreateCampaign
from chalicelib.usecases.create_link import CreateLink
from chalicelib.usecases.follow_link import FollowLink
from chalicelib.usecases.record_click import RecordClick


@dataclass(frozen=True, slots=True)
class LinkServices:
    """`store`: links as they are now; `cache`: as this process remembers them."""

    campaigns: CampaignStore
    store: LinkStore
    cache: LinkCache
    create_campaign: CreateCampaign
    change_campaign: ChangeCampaign
    create_link: CreateLink
    change_link: ChangeLink
    follow: FollowLink


def make_link_services(base: Services) -> LinkServices:
    """A click is recorded by what every event is, over a store of its own."""
    settings, secrets, store = base.settings, base.secrets, base.store
    ingest_events, agree = base.ingest_events, base.agree_on_stored_shapes
    client = make_client(settings.dynamodb_endpoint_url, IMPATIENT)
    impatient = Store(client, IMPATIENT)
    once = Store(client, replace(IMPATIENT, pauses_seconds=()))
    campaigns = CampaignStore(store, f"{settings.table_prefix}campaigns")
    links = LinkStore(store, f"{settings.table_prefix}links")
    cache, hosts = LinkCache(replace(links, store=impatient)), settings.allowed_hosts
    record_click = RecordClick(
        replace(
            ingest_events,
            events=replace(ingest_events.events, store=impatient),
            quarantine=replace(ingest_events.quarantine, store=impatient),
            require_store=replace(agree, meta=replace(agree.meta, store=impatient)).or_unavailable,
        ),
        replace(links, store=once),
        lambda now: Intake(now, secrets.get("EMAIL_PEPPER"), settings.email_policy),
    )
    return LinkServices(
        campaigns=campaigns,
        store=links,
        cache=cache,
        create_campaign=CreateCampaign(campaigns, hosts),
        change_campaign=ChangeCampaign(campaigns, hosts),
        create_link=CreateLink(campaigns, links, cache, hosts),
        change_link=ChangeLink(links, cache, hosts),
        follow=FollowLink(cache, hosts, record_click, lambda: secrets.get("COOKIE_SECRET")),
    )


link_services = make_link_services(services)
