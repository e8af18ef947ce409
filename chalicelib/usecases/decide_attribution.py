"""Gathers the evidence of a request, asks the registry about the links it names, and decides (design section 6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.tracking.cookie import read_cookie
from chalicelib.domain.tracking.evidence import CookieCandidate, Evidence, LinkCandidate, LinkRecord, UrlCandidate
from chalicelib.domain.tracking.landing import Landing, read_cid, read_landing, read_referrer
from chalicelib.domain.tracking.link import is_cid
from chalicelib.domain.tracking.registration import TrackingBody
from chalicelib.domain.tracking.return_hops import is_return_hop
from chalicelib.domain.tracking.snapshot import Snapshot, take_snapshot
from chalicelib.domain.user_agent import summarize_user_agent
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.link_store import LinkStore


@dataclass(frozen=True, slots=True)
class TrackingKeys:
    """The first signs a cookie, and makes the hash that is kept of a user agent; all verify, and recognise."""

    cookie_secrets: Sequence[str]
    user_agent_keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class DecideAttribution:
    """`own_hosts`: who comes from there was not referred by anybody."""

    links: LinkStore
    trust_window_hours: int
    own_hosts: Collection[str]

    def __call__(
        self,
        sent: TrackingBody,
        *,
        campaign_id: str | None,
        cid: str | None,
        keys: TrackingKeys,
        now: datetime,
        deadline: Deadline,
    ) -> Snapshot:
        """`campaign_id`: None for that of the link which the URL names; `cid`: of a link that the caller named.

        Links are read as they are now, not as the redirect remembers them. Raises UnavailableError.
        """
        registry = _Registry(self.links, deadline)
        landing, referrer = read_landing(sent.url), read_referrer(sent.referrer)
        url = _url_candidate(landing, registry)
        if campaign_id is None and url is not None and url.link is not None:
            campaign_id = url.link.campaign_id
        evidence = Evidence(
            campaign_id=campaign_id,
            captured_at=now,
            url=url,
            cookie=_cookie_candidate(sent.cookie, keys, registry),
            link=_link_candidate(cid, registry),
            returned=referrer is not None and is_return_hop(referrer.host),
        )
        return take_snapshot(
            evidence,
            trust_window_hours=self.trust_window_hours,
            landing=landing,
            referrer=referrer,
            user_agent=summarize_user_agent(sent.user_agent, keys.user_agent_keys[0]),
            own_hosts=self.own_hosts,
        )


class _Registry:
    """Reads each link once a request."""

    def __init__(self, links: LinkStore, deadline: Deadline) -> None:
        self._links = links
        self._deadline = deadline
        self._found: dict[str, LinkRecord | None] = {}

    def record_of(self, cid: str | None) -> LinkRecord | None:
        """None of what no link can be called, too."""
        if cid is None or not is_cid(cid):
            return None
        if cid not in self._found:
            self._found[cid] = LinkRecord.of_link(self._links.read(cid, self._deadline))
        return self._found[cid]


def _url_candidate(landing: Landing, registry: _Registry) -> UrlCandidate | None:
    if landing.cid is None and not landing.utm:
        return None
    return UrlCandidate(cid=landing.cid, link=registry.record_of(landing.cid), **landing.utm.present())


def _cookie_candidate(token: str | None, keys: TrackingKeys, registry: _Registry) -> CookieCandidate | None:
    if token is None or not token.strip():
        return None
    reading = read_cookie(token.strip(), keys.cookie_secrets)
    return CookieCandidate.of(reading, None if reading.claims is None else registry.record_of(reading.claims.cid))


def _link_candidate(given: str | None, registry: _Registry) -> LinkCandidate | None:
    cid = read_cid(given)
    return None if cid is None else LinkCandidate(cid=cid, link=registry.record_of(cid))
