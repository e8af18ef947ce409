"""All that a decision is made of: what each source claims, and what the registry says of the links that it names.

These are the candidates of a snapshot: a decision is a function of them and of the settings, and of nothing else.
"""

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.timestamp import Timestamp
from chalicelib.domain.tracking.cookie import CookieReading
from chalicelib.domain.tracking.link import Link
from chalicelib.domain.tracking.utm import Utm


class Kept(BaseModel):
    """Kept as it is for as long as its registration: what a later version adds or drops must not stop a reader."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)


class UtmFields(Kept):
    """As found, sanitised."""

    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_term: str | None = None
    utm_content: str | None = None

    @classmethod
    def of(cls, utm: Utm) -> "UtmFields":
        return cls(**utm.present())

    @property
    def utm(self) -> Utm:
        return Utm(self.utm_source, self.utm_medium, self.utm_campaign, self.utm_term, self.utm_content)


class LinkRecord(UtmFields):
    """What the registry said of a link at the time."""

    campaign_id: str
    active: bool

    @classmethod
    def of_link(cls, link: Link | None) -> "LinkRecord | None":
        if link is None:
            return None
        return cls(campaign_id=link.campaign_id, active=link.active, **link.utm.present())


class UrlCandidate(UtmFields):
    """`cid`: of the URL, `[malformed]` where no link can have it; `link`: null where the registry has none."""

    cid: str | None = None
    link: LinkRecord | None = None


class CookieClaimsKept(UtmFields):
    """What a cookie that we signed says."""

    cid: str | None = None
    campaign_id: str
    captured_at: Timestamp
    expires_at: Timestamp


class CookieCandidate(Kept):
    """`claims`: null where they are garbled, or not signed by us: what is forged is not kept."""

    signature_valid: bool
    claims: CookieClaimsKept | None = None
    link: LinkRecord | None = None

    @classmethod
    def of(cls, reading: CookieReading, link: LinkRecord | None) -> "CookieCandidate":
        claims = reading.claims
        kept = claims and CookieClaimsKept(
            cid=claims.cid,
            campaign_id=claims.campaign_id,
            captured_at=claims.captured_at,
            expires_at=claims.expires_at,
            **claims.utm.present(),
        )
        return cls(signature_valid=reading.signature_valid, claims=kept, link=link)


class LinkCandidate(Kept):
    """The link that the caller named."""

    cid: str
    link: LinkRecord | None = None


class Evidence(Kept):
    """Each source is null where nothing of it was sent. `captured_at`: when the request came.

    `returned`: the visitor came back from paying or signing in, whose own UTM fields tell of no campaign.
    """

    campaign_id: str | None = None
    captured_at: Timestamp
    url: UrlCandidate | None = None
    cookie: CookieCandidate | None = None
    link: LinkCandidate | None = None
    returned: bool = False
