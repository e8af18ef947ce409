"""A visit is recorded only where its URL carries evidence: traffic cannot multiply writes (design section 6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.admission import Intake
from chalicelib.domain.errors import ConflictError, Reason, UnavailableError
from chalicelib.domain.event_dictionary import PAGE_VIEW
from chalicelib.domain.refusal_words import invalid_input
from chalicelib.domain.tracking.attribution import Source
from chalicelib.domain.tracking.cookie import sign_cookie
from chalicelib.domain.tracking.event_payload import tracking_payload
from chalicelib.domain.tracking.registration import IncomingVisit
from chalicelib.domain.tracking.robots import RobotReason, is_crawler
from chalicelib.domain.tracking.snapshot import AttributionKept, Snapshot
from chalicelib.domain.tracking.untracked import UntrackedReason, first_reason
from chalicelib.domain.user_agent import summarize_user_agent
from chalicelib.storage.dynamodb import Deadline
from chalicelib.usecases.decide_attribution import DecideAttribution, TrackingKeys
from chalicelib.usecases.ingest_events import IngestEvents, Status

_AGAIN = "The store did not take the visit: send the same request again, with its webhook-id or an Idempotency-Key"
_TAKEN = "Another visit of this visitor came under the same webhook-id or Idempotency-Key: give each one of its own"


@dataclass(frozen=True, slots=True)
class Visit:
    """`reason`: why it was not recorded. `set_cookie`: for the visitor's browser, where the URL brought evidence.

    `evidence`: what a registration would be credited to at this moment, be it out of an older cookie.
    """

    recorded: bool
    reason: UntrackedReason | RobotReason | None
    set_cookie: str | None
    evidence: AttributionKept | None


@dataclass(frozen=True, slots=True)
class RecordVisit:
    decide: DecideAttribution
    ingest_events: IngestEvents

    def __call__(
        self,
        incoming: IncomingVisit,
        intake: Intake,
        keys: TrackingKeys,
        deadline: Deadline,
        *,
        trace_id: str | None,
        request_name: str | None,
    ) -> Visit:
        """Raises InvalidInputError, UnavailableError, and ConflictError where its name stands for another visit."""
        if trace_id is None and incoming.anonymous_id is None:
            raise invalid_input([Reason("anonymous_id", "required (or trace_id)")])
        now = intake.received_at
        snapshot = self.decide(
            incoming, campaign_id=incoming.campaign_id, cid=None, keys=keys, now=now, deadline=deadline
        )
        evidence = snapshot.decision.attribution
        if incoming.user_agent is not None and is_crawler(incoming.user_agent):
            return Visit(recorded=False, reason=RobotReason.CRAWLER, set_cookie=None, evidence=evidence)
        if evidence is None or evidence.source is not Source.URL:
            return Visit(recorded=False, reason=_what_the_url_lacks(snapshot), set_cookie=None, evidence=evidence)
        event: dict[str, Any] = {
            "event_type": PAGE_VIEW,
            "trace_id": trace_id,
            "anonymous_id": incoming.anonymous_id,
            "campaign_id": snapshot.campaign_id,
        }
        for one in _as_it_may_be_stored(snapshot, incoming.user_agent, keys):
            event["payload"] = tracking_payload(one)
            (result,) = self.ingest_events([event], intake, deadline, request_name=request_name).results
            if not result.conflict:
                break
        if result.status is Status.REJECTED:
            raise invalid_input(result.reasons)
        if result.status is Status.UNAVAILABLE:
            raise UnavailableError(_AGAIN)
        if result.conflict:
            raise ConflictError(_TAKEN)
        return Visit(recorded=True, reason=None, set_cookie=_cookie(snapshot, evidence, keys), evidence=evidence)


def _as_it_may_be_stored(snapshot: Snapshot, user_agent: str | None, keys: TrackingKeys) -> Iterator[Snapshot]:
    """As it is stored now; then as it was if this is a repeat of a visit from before a key was rotated."""
    yield snapshot
    for key in keys.user_agent_keys[1:]:
        yield snapshot.seen_with(summarize_user_agent(user_agent, key))


def _what_the_url_lacks(snapshot: Snapshot) -> UntrackedReason:
    return first_reason(guard.reason for guard in snapshot.guards if guard.source is Source.URL and guard.reason)


def _cookie(snapshot: Snapshot, evidence: AttributionKept, keys: TrackingKeys) -> str | None:
    """None of no campaign."""
    if snapshot.campaign_id is None:
        return None
    return sign_cookie(
        cid=evidence.link_id,
        utm=evidence.utm,
        campaign_id=snapshot.campaign_id,
        now=snapshot.captured_at,
        secrets=keys.cookie_secrets,
    )
