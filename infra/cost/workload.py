"""The load that a bill is made for.

Batches and addresses are by default those of the goal (design section 8), sizes and traces the demonstration's.
"""

from dataclasses import dataclass, replace

from chalicelib.settings import Settings
from infra.cost.hot_partition import MOST_SHARDS

SECONDS_A_MONTH = 730 * 3600  # as AWS's own calculator has it


@dataclass(frozen=True, slots=True)
class Workload:
    """Accepted events; what people read is not in it.

    `batch`: events a request. `email_ratio`: how many of them carry an e-mail address, 0 to 1. `shards`: FEED_SHARDS.
    `event_bytes`: of one as DynamoDB stores it. `runs_a_trace`: how many roll-ups find news of the same trace.
    `campaign_ratio`: how many events carry a campaign, 0 to 1; `campaigns`: how many are under way.
    `through_cloudfront`: senders send to the distribution, not to the API's own address.
    """

    events_a_second: float
    batch: int = 25
    email_ratio: float = 0.6
    shards: int = 1
    event_bytes: int = 450
    events_a_trace: float = 7.5
    runs_a_trace: float = 3.0
    campaign_ratio: float = 0.2
    campaigns: int = 10
    retention_days: int = Settings.model_fields["retention_days"].default
    through_cloudfront: bool = True

    def __post_init__(self) -> None:
        """Raises ValueError."""
        complaints = {
            "events a second: 0 or more": self.events_a_second >= 0,
            "events a request: 1 or more": self.batch >= 1,
            "the ratio with an e-mail address: 0 to 1": 0 <= self.email_ratio <= 1,
            "the ratio with a campaign: 0 to 1": 0 <= self.campaign_ratio <= 1,
            f"shards: 1 to {MOST_SHARDS}": 1 <= self.shards <= MOST_SHARDS,
            "runs a trace: 1 to as many as it has events": 1 <= self.runs_a_trace <= self.events_a_trace,
        }
        broken = [rule for rule, is_kept in complaints.items() if not is_kept]
        if broken:
            raise ValueError("; ".join(broken))

    @property
    def events_a_month(self) -> float:
        return self.events_a_second * SECONDS_A_MONTH

    @property
    def requests_a_month(self) -> float:
        return self.events_a_month / self.batch

    @property
    def traces_a_month(self) -> float:
        return self.events_a_month / self.events_a_trace

    @property
    def journeys_a_month(self) -> float:
        """How often one is made, or made anew."""
        return self.traces_a_month * self.runs_a_trace

    @property
    def months_kept(self) -> float:
        return self.retention_days * 24 * 3600 / SECONDS_A_MONTH

    def idle(self) -> "Workload":
        return replace(self, events_a_second=0)
