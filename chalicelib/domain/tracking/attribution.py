"""Which source a registration is credited to, or why to none (design section 6). A function of values.

URL > cookie > link: the first source of which something valid is left is taken as a whole, never mixed with another.
Only who comes back from paying or signing in keeps what the cookie holds: UTM fields without a link are not newer then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chalicelib.domain.tracking.evidence import (
    CookieCandidate,
    CookieClaimsKept,
    Evidence,
    LinkCandidate,
    LinkRecord,
    UrlCandidate,
)
from chalicelib.domain.tracking.untracked import UntrackedReason, first_reason
from chalicelib.domain.tracking.utm import Utm

MAX_CLOCK_SKEW = timedelta(seconds=60)


class Source(StrEnum):
    """In the order in which they are asked."""

    URL = "url"
    COOKIE = "cookie"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Guard:
    """One condition that a source was held to, and whether it held; `reason`: what its failure is called."""

    source: Source
    name: str
    passed: bool
    reason: UntrackedReason


@dataclass(frozen=True, slots=True)
class Attribution:
    """`link_id`: the verified cid of the source that won, or None."""

    source: Source
    link_id: str | None
    utm: Utm


@dataclass(frozen=True, slots=True)
class Decision:
    """Either an attribution or a reason. `guards`: of every source that was there, the winner's and the others'."""

    attribution: Attribution | None
    untracked_reason: UntrackedReason | None
    guards: Sequence[Guard]


@dataclass(frozen=True, slots=True)
class _Finding:
    """What one source comes to."""

    attribution: Attribution | None
    guards: Sequence[Guard]


_NOTHING = _Finding(None, ())


def decide(evidence: Evidence, trust_window: timedelta) -> Decision:
    """`trust_window`: how old a cookie's evidence may be."""
    findings = (
        _NOTHING if evidence.url is None else _from_url(evidence.url, evidence.campaign_id),
        _NOTHING if evidence.cookie is None else _from_cookie(evidence.cookie, evidence, trust_window),
        _NOTHING if evidence.link is None else _from_link(evidence.link, evidence.campaign_id),
    )
    guards = [guard for finding in findings for guard in finding.guards]
    attribution = _credited(evidence, [finding.attribution for finding in findings if finding.attribution])
    reason = None if attribution else first_reason(guard.reason for guard in guards if not guard.passed)
    return Decision(attribution, reason, guards)


def _credited(evidence: Evidence, found: Sequence[Attribution]) -> Attribution | None:
    """`found`: in the order in which the sources are asked."""
    if evidence.returned and len(found) > 1 and found[0].source is Source.URL and found[0].link_id is None:
        return next((one for one in found if one.source is Source.COOKIE), found[0])
    return next(iter(found), None)


def _from_url(url: UrlCandidate, campaign_id: str | None) -> _Finding:
    """Its own cid, if the registry vouches for it, and its UTM fields; what it lacks of those its link completes."""
    guards = () if url.cid is None else _link_guards(Source.URL, url.link, campaign_id)
    if url.cid is not None and url.link is not None and _all_passed(guards):
        return _Finding(Attribution(Source.URL, url.cid, url.utm.completed_from(url.link.utm)), guards)
    return _Finding(Attribution(Source.URL, None, url.utm) if url.utm else None, guards)


def _from_link(candidate: LinkCandidate, campaign_id: str | None) -> _Finding:
    guards = _link_guards(Source.LINK, candidate.link, campaign_id)
    if candidate.link is None or not _all_passed(guards):
        return _Finding(None, guards)
    return _Finding(Attribution(Source.LINK, candidate.cid, candidate.link.utm), guards)


def _from_cookie(cookie: CookieCandidate, evidence: Evidence, trust_window: timedelta) -> _Finding:
    """Every guard must hold; one fails, and the whole cookie is refused."""
    signed = [
        Guard(Source.COOKIE, "signature", cookie.signature_valid, UntrackedReason.COOKIE_INVALID),
        Guard(Source.COOKIE, "claims", cookie.claims is not None, UntrackedReason.COOKIE_INVALID),
    ]
    claims = cookie.claims
    if claims is None or not cookie.signature_valid:
        return _Finding(None, signed)
    guards = signed + [
        Guard(Source.COOKIE, name, holds(claims, cookie.link, evidence, trust_window), reason)
        for name, reason, holds in _COOKIE_GUARDS
    ]
    if not _all_passed(guards) or not (claims.cid or claims.utm):
        return _Finding(None, guards)
    return _Finding(Attribution(Source.COOKIE, claims.cid, claims.utm), guards)


_CookieGuard = Callable[[CookieClaimsKept, LinkRecord | None, Evidence, timedelta], bool]
_COOKIE_GUARDS: tuple[tuple[str, UntrackedReason, _CookieGuard], ...] = (
    (
        "captured_before_now",
        UntrackedReason.COOKIE_INVALID,
        lambda claims, _link, evidence, _window: claims.captured_at - evidence.captured_at <= MAX_CLOCK_SKEW,
    ),
    (
        "not_expired",
        UntrackedReason.COOKIE_EXPIRED,
        lambda claims, _link, evidence, _window: evidence.captured_at < claims.expires_at,
    ),
    (
        "within_trust_window",
        UntrackedReason.COOKIE_WINDOW_EXCEEDED,
        lambda claims, _link, evidence, window: evidence.captured_at - claims.captured_at <= window,
    ),
    (
        "campaign",
        UntrackedReason.COOKIE_MISMATCH,
        lambda claims, _link, evidence, _window: claims.campaign_id == evidence.campaign_id,
    ),
    (
        "link_known",
        UntrackedReason.LINK_NOT_FOUND,
        lambda claims, link, _evidence, _window: claims.cid is None or link is not None,
    ),
    (
        "link_campaign",
        UntrackedReason.COOKIE_MISMATCH,
        lambda _claims, link, evidence, _window: link is None or link.campaign_id == evidence.campaign_id,
    ),
)


def _link_guards(source: Source, link: LinkRecord | None, campaign_id: str | None) -> tuple[Guard, ...]:
    known = Guard(source, "link_known", link is not None, UntrackedReason.LINK_NOT_FOUND)
    if link is None:
        return (known,)
    return (
        known,
        Guard(source, "link_campaign", link.campaign_id == campaign_id, UntrackedReason.LINK_CAMPAIGN_MISMATCH),
        Guard(source, "link_active", link.active, UntrackedReason.LINK_INACTIVE),
    )


def _all_passed(guards: Sequence[Guard]) -> bool:
    return all(guard.passed for guard in guards)
