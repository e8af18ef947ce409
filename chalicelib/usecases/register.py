"""A registration is decided once, kept with its snapshot, and then put into the feed (design sections 5 and 6)."""

from dataclasses import dataclass

from chalicelib.domain.admission import Intake
from chalicelib.domain.errors import ConflictError, Reason, UnavailableError
from chalicelib.domain.identity import Identity, identity_of
from chalicelib.domain.tracking.registration import IncomingRegistration, Registration, registration_event
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_store import EventStore, PutOutcome
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.usecases.decide_attribution import DecideAttribution, TrackingKeys


@dataclass(frozen=True, slots=True)
class Register:
    decide: DecideAttribution
    registrations: RegistrationStore
    events: EventStore

    def __call__(
        self,
        incoming: IncomingRegistration,
        intake: Intake,
        keys: TrackingKeys,
        deadline: Deadline,
        *,
        trace_id: str | None,
    ) -> Registration:
        """What was decided when this id was first sent; whatever was not written then is written now.

        Raises UnavailableError: the same request may be sent again; and ConflictError where its id is that of an event.
        """
        stored = self._keep(self._decide(incoming, intake, keys, deadline, trace_id), deadline)
        outcome, _ = self.events.put_new(registration_event(stored, intake.received_at), deadline)
        if outcome is PutOutcome.CONFLICT and not stored.erased:  # what is left of an erased event is another
            raise ConflictError(
                "Another event is stored under this registration_id in its trace, and counts in its place:"
                " give each registration an id that no event has",
                [Reason("registration_id", "is the event_id of another event of this trace")],
            )
        return stored

    def _decide(
        self,
        incoming: IncomingRegistration,
        intake: Intake,
        keys: TrackingKeys,
        deadline: Deadline,
        trace_id: str | None,
    ) -> Registration:
        snapshot = self.decide(
            incoming,
            campaign_id=incoming.campaign_id,
            cid=incoming.cid,
            keys=keys,
            now=intake.received_at,
            deadline=deadline,
        )
        return Registration(
            registration_id=incoming.registration_id,
            campaign_id=incoming.campaign_id,
            trace_id=trace_id,
            identity=(
                identity_of(incoming.email, intake.peppers, intake.email_policy) if incoming.email else Identity()
            ),
            registered_at=intake.received_at,
            snapshot=snapshot,
        )

    def _keep(self, registration: Registration, deadline: Deadline) -> Registration:
        """The first one that was kept under that id, which may be an earlier one."""
        if self.registrations.put_new(registration, deadline):
            return registration
        now = registration.registered_at
        first = self.registrations.read(registration.registration_id, now=now, deadline=deadline)
        if first is None:
            raise UnavailableError("The registration's first answer has just expired: send the same request again")
        return first
