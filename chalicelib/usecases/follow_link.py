"""Follows a short link: where it leads, the cookie that remembers it, and then, last, the record of the click."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.tracking.allowed_hosts import AllowedHosts
from chalicelib.domain.tracking.cookie import sign_cookie
from chalicelib.domain.tracking.link import Link, is_cid
from chalicelib.domain.tracking.redirect import Redirect, redirect_to
from chalicelib.domain.tracking.robots import RobotReason
from chalicelib.observability import logger
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.link_cache import LinkCache
from chalicelib.usecases.record_click import RecordClick

LOOKUP_SECONDS = 1.5
_HAS_NOT_BEEN_THERE = (RobotReason.HEAD, RobotReason.PREFETCH)


@dataclass(frozen=True, slots=True)
class Followed:
    """`cookie`: None where nobody has followed the link yet, or nothing can be signed; `recorded`: the click."""

    location: str
    cookie: str | None
    recorded: bool


@dataclass(frozen=True, slots=True)
class FollowLink:
    links: LinkCache
    hosts: AllowedHosts
    record_click: RecordClick
    cookie_secrets: Callable[[], Sequence[str]]

    def __call__(
        self, cid: str, request: Mapping[str, Sequence[str]], *, robot: RobotReason | None, now: datetime
    ) -> Followed | None:
        """`request`: its parameters, decoded. None where no active link is called so.

        Raises UnavailableError where that is not to be told.
        """
        link = self.links.find(cid, Deadline.after(LOOKUP_SECONDS)) if is_cid(cid) else None
        if link is None or not self._is_open(link):
            return None
        redirect = redirect_to(link, request)
        cookie = None if robot in _HAS_NOT_BEEN_THERE else self._cookie(link, redirect, now)
        return Followed(redirect.location, cookie, self.record_click(link, redirect.utm, robot, now))

    def _is_open(self, link: Link) -> bool:
        """Its host may have been taken from LINK_ALLOWED_HOSTS since it was made."""
        return link.active and self.hosts.admits(link.destination_url)

    def _cookie(self, link: Link, redirect: Redirect, now: datetime) -> str | None:
        try:
            secrets = self.cookie_secrets()
        except UnavailableError as error:
            logger.warning("cookie not signed", extra={"cid": link.cid, "reason": error.message})
            return None
        return sign_cookie(cid=link.cid, utm=redirect.utm, campaign_id=link.campaign_id, now=now, secrets=secrets)
