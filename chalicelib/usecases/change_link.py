"""Changes a short link; every instance sees it within 60 seconds, this one at once."""

from dataclasses import dataclass

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.tracking.allowed_hosts import AllowedHosts
from chalicelib.domain.tracking.incoming_link import LinkChange
from chalicelib.domain.tracking.link import Link, is_cid
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.link_cache import LinkCache
from chalicelib.storage.link_store import LinkStore


@dataclass(frozen=True, slots=True)
class ChangeLink:
    links: LinkStore
    cache: LinkCache
    hosts: AllowedHosts

    def __call__(self, cid: str, sent: LinkChange, deadline: Deadline) -> Link:
        """Raises InvalidInputError, NotFoundError, UnavailableError."""
        changes = sent.changes()
        if "destination_url" in changes:
            self.hosts.require(sent.destination_url, "destination_url")
        link = self.links.change(cid, changes, deadline) if is_cid(cid) else None
        if link is None:
            raise NotFoundError("There is no link of that cid")
        self.cache.remember(link)
        return link
