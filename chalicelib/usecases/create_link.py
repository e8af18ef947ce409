"""Makes a short link of a campaign; a cid is given once."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.errors import ConflictError, NotFoundError, Reason
from chalicelib.domain.tracking.allowed_hosts import AllowedHosts
from chalicelib.domain.tracking.incoming_link import IncomingLink
from chalicelib.domain.tracking.link import CID_ALPHABET, GENERATED_CID_LENGTH, Link
from chalicelib.storage.campaign_store import CampaignStore
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.link_cache import LinkCache
from chalicelib.storage.link_store import LinkStore

ATTEMPTS = 5  # of a hundred thousand million cids one is seldom taken; five in a row are not


def generate_cid() -> str:
    return "".join(secrets.choice(CID_ALPHABET) for _ in range(GENERATED_CID_LENGTH))


@dataclass(frozen=True, slots=True)
class CreateLink:
    campaigns: CampaignStore
    links: LinkStore
    cache: LinkCache
    hosts: AllowedHosts
    new_cid: Callable[[], str] = generate_cid

    def __call__(self, sent: IncomingLink, now: datetime, deadline: Deadline) -> Link:
        """Raises InvalidInputError, NotFoundError, ConflictError, UnavailableError."""
        campaign = self.campaigns.read(sent.campaign_id, deadline)
        if campaign is None:
            raise NotFoundError(
                "There is no campaign of that campaign_id: create it first",
                [Reason("campaign_id", "unknown: create the campaign first")],
            )
        if not campaign.active:
            raise ConflictError(
                "The campaign is not active: activate it, or choose another one",
                [Reason("campaign_id", "not active: activate the campaign, or choose another one")],
            )
        destination_url = sent.destination_url or campaign.default_url
        self.hosts.require(destination_url, "destination_url")
        link = Link(sent.cid or "", sent.campaign_id, destination_url, sent.utm, active=True, created_at=now)
        kept = self._put(link, deadline)
        self.cache.remember(kept)
        return kept

    def _put(self, link: Link, deadline: Deadline) -> Link:
        """With a cid that is made for it, unless it has one."""
        for _ in range(1 if link.cid else ATTEMPTS):
            named = link if link.cid else replace(link, cid=self.new_cid())
            if self.links.put_new(named, deadline):
                return named
        raise ConflictError(
            "There is a link of that cid already: choose another cid, or let one be made",
            [Reason("cid", "taken: choose another cid, or let one be made")],
        )
