"""Records that a link was followed: a person's click as an event, anything else as a count on the link.

The visitor waits for it, and is sent on whatever becomes of it: it never raises, and takes half a second at most.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.admission import Intake
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.event_dictionary import LINK_CLICK
from chalicelib.domain.tracking.link import Link
from chalicelib.domain.tracking.robots import RobotReason
from chalicelib.domain.tracking.utm import Utm
from chalicelib.observability import logger, where_it_happened
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.link_store import LinkStore
from chalicelib.usecases.ingest_events import EventResult, IngestEvents, Status

RECORDING_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class RecordClick:
    """`ingest_events`, `links`: over a store that is given up soon; `links` over one that tries nothing twice."""

    ingest_events: IngestEvents
    links: LinkStore
    intake: Callable[[datetime], Intake]

    def __call__(self, link: Link, utm: Utm, robot: RobotReason | None, now: datetime) -> bool:
        """Whether it was recorded."""
        deadline = Deadline.after(RECORDING_SECONDS)
        try:
            if robot is not None:
                self.links.count_robot(link.cid, robot, deadline)
                return True
            result = self._ingest(link, utm, now, deadline)
        except UnavailableError as error:
            logger.warning("click not recorded", extra={"cid": link.cid, "reason": error.message})
            return False
        except Exception as error:  # a fault of ours is no reason to keep the visitor
            where = where_it_happened(error)
            logger.warning("click not recorded", extra={"cid": link.cid, "error": type(error).__name__, "at": where})
            return False
        if result.status is not Status.ACCEPTED:
            fields = [reason.field for reason in result.reasons]
            extra = {"cid": link.cid, "reason": result.status.value, "fields": fields}
            logger.warning("click not recorded", extra=extra)
        return result.status is Status.ACCEPTED

    def _ingest(self, link: Link, utm: Utm, now: datetime, deadline: Deadline) -> EventResult:
        event = {
            "event_type": LINK_CLICK,
            "campaign_id": link.campaign_id,
            "payload": {"cid": link.cid} | utm.present(),
        }
        (result,) = self.ingest_events([event], self.intake(now), deadline).results
        return result
