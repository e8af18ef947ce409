"""The immutable snapshot of a decision: its evidence, each guard's result, what was decided (design section 6).

The decision can be derived again from the snapshot alone. Readers take any field that they do not know, or that an
older snapshot has not, as absent: a snapshot is never rewritten, but for what erasing a person takes from it.
"""

from collections.abc import Collection
from datetime import timedelta

from chalicelib.domain.timestamp import Timestamp
from chalicelib.domain.tracking.attribution import Attribution, Decision, Guard, Source, decide
from chalicelib.domain.tracking.channel import channel_of
from chalicelib.domain.tracking.evidence import CookieCandidate, Evidence, Kept, LinkCandidate, UrlCandidate, UtmFields
from chalicelib.domain.tracking.landing import Landing, Referrer
from chalicelib.domain.tracking.untracked import UntrackedReason
from chalicelib.domain.user_agent import UserAgentSummary

RULE_VERSION = 1


class AttributionKept(UtmFields):
    """`link_id`: the cid that the registry vouched for, which is the only one that counts; `channel`: by the table."""

    source: Source
    cid: str | None = None
    link_id: str | None = None
    channel: str | None = None


class GuardKept(Kept):
    """One condition that a source was held to; `reason`: what its failure is called, null where it held."""

    source: Source
    guard: str
    passed: bool
    reason: UntrackedReason | None = None


class DecisionKept(Kept):
    """`attribution`: null exactly where `untracked_reason` is not."""

    tracked: bool
    untracked_reason: UntrackedReason | None = None
    attribution: AttributionKept | None = None


class Candidates(Kept):
    """What each source claimed; null where nothing of it was sent. `returned`: from paying or signing in."""

    url: UrlCandidate | None = None
    cookie: CookieCandidate | None = None
    link: LinkCandidate | None = None
    returned: bool = False


class SnapshotSettings(Kept):
    """The settings that the decision was made under."""

    cookie_trust_window_hours: int


class UserAgentKept(Kept):
    """Never the whole string: its family, system, class of device, and a keyed hash."""

    family: str | None = None
    os: str | None = None
    device: str | None = None
    hash: str | None = None


class Snapshot(Kept):
    """`landing_url`, `referrer`: sanitised; they and the user agent are nulled when the person is erased."""

    rule_version: int = RULE_VERSION
    captured_at: Timestamp
    campaign_id: str | None = None
    settings: SnapshotSettings
    candidates: Candidates
    guards: list[GuardKept]
    decision: DecisionKept
    landing_url: str | None = None
    referrer: str | None = None
    user_agent: UserAgentKept | None = None

    @property
    def evidence(self) -> Evidence:
        return Evidence(
            campaign_id=self.campaign_id,
            captured_at=self.captured_at,
            url=self.candidates.url,
            cookie=self.candidates.cookie,
            link=self.candidates.link,
            returned=self.candidates.returned,
        )

    def seen_with(self, user_agent: UserAgentSummary | None) -> "Snapshot":
        """The same with another summary of the same user agent: one that was hashed with another key."""
        return self.model_copy(update={"user_agent": _keep_user_agent(user_agent)})

    def decide_again(self, trust_window_hours: int) -> Decision:
        """What is decided from this snapshot alone, under that trust window."""
        return decide(self.evidence, timedelta(hours=trust_window_hours))


def take_snapshot(
    evidence: Evidence,
    *,
    trust_window_hours: int,
    landing: Landing,
    referrer: Referrer | None,
    user_agent: UserAgentSummary | None,
    own_hosts: Collection[str],
) -> Snapshot:
    """Decides, and keeps what was decided together with what it was decided from."""
    decision = decide(evidence, timedelta(hours=trust_window_hours))
    return Snapshot(
        captured_at=evidence.captured_at,
        campaign_id=evidence.campaign_id,
        settings=SnapshotSettings(cookie_trust_window_hours=trust_window_hours),
        candidates=Candidates(url=evidence.url, cookie=evidence.cookie, link=evidence.link, returned=evidence.returned),
        guards=[_keep_guard(guard) for guard in decision.guards],
        decision=keep_decision(decision, _channel(decision.attribution, landing, referrer, own_hosts)),
        landing_url=landing.url,
        referrer=None if referrer is None else referrer.url,
        user_agent=_keep_user_agent(user_agent),
    )


def _keep_user_agent(user_agent: UserAgentSummary | None) -> UserAgentKept | None:
    return None if user_agent is None else UserAgentKept.model_validate(user_agent)


def keep_decision(decision: Decision, channel: str | None) -> DecisionKept:
    found = decision.attribution
    attribution = found and AttributionKept(
        source=found.source, cid=found.link_id, link_id=found.link_id, channel=channel, **found.utm.present()
    )
    return DecisionKept(tracked=found is not None, untracked_reason=decision.untracked_reason, attribution=attribution)


def _keep_guard(guard: Guard) -> GuardKept:
    reason = None if guard.passed else guard.reason
    return GuardKept(source=guard.source, guard=guard.name, passed=guard.passed, reason=reason)


def _channel(
    attribution: Attribution | None, landing: Landing, referrer: Referrer | None, own_hosts: Collection[str]
) -> str | None:
    """The referrer tells of this visit alone: evidence of an earlier one, or of a link, has its UTM fields only."""
    if attribution is None:
        return None
    came_from = referrer.host if referrer is not None and attribution.source is Source.URL else None
    own = {*own_hosts, landing.host} if landing.host else {*own_hosts}
    return channel_of(attribution.utm, came_from, own)
