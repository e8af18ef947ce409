"""Simulated days with alarms judged on them, over a test's own tables."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.domain.admission import Admitted
from chalicelib.domain.alarm_cause import NamedCause
from chalicelib.domain.alarm_judgement import AlarmLimits
from chalicelib.domain.alarm_state import AlarmState
from chalicelib.storage.alarm_item import AlarmChange
from chalicelib.storage.alarm_store import AlarmStore
from chalicelib.storage.dynamodb import Store
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.roll_up_store import RollUpStore
from chalicelib.usecases.check_alarms import CheckAlarms
from chalicelib.usecases.explain_alarm import ExplainAlarm
from chalicelib.usecases.gather_alarm_facts import GatherAlarmFacts
from tests.conftest import Tables
from tests.domain.alarm_limits import LIMITS
from tests.storage.parts import admitted
from tests.storage.roll_up_parts import Counting, counting, soon

MINUTE = timedelta(minutes=1)


@dataclass
class Watch:
    """A service whose clock the test turns."""

    counting: Counting
    store: AlarmStore
    check: CheckAlarms
    latest: dict[str, AlarmState] = field(default_factory=dict)
    events_put: int = 0

    def at(self, moment: datetime) -> "Watch":
        self.counting.now = moment
        return self

    def put(self, *events: Admitted) -> "Watch":
        for one in events:
            self.counting.put(one)
        return self

    def judge(self, times: int = 1) -> "Watch":
        """Once a minute, as the schedule would."""
        for _ in range(times):
            report = self.counting.run()
            checked = self.check(report, now=self.counting.now)
            self.latest = {one.rule.id: one.state for one in checked.alarms if one.state is not None}
            self.counting.now += MINUTE
        return self

    def states(self, alarm_id: str, judgements: int) -> str:
        """The first letter of the state after each of so many further judgements."""
        return "".join(self.judge().latest[alarm_id].state[0] for _ in range(judgements))

    def reason(self, alarm_id: str) -> str | None:
        cause = self.latest[alarm_id].cause
        return None if cause is None else cause.reason

    def named(self, alarm_id: str) -> NamedCause | None:
        cause = self.latest[alarm_id].cause
        return None if cause is None else cause.named

    def changes(self, alarm_id: str) -> list[AlarmChange]:
        """The newest first."""
        return self.store.read_changes(alarm_id, before=None, limit=100, now=self.counting.now, deadline=soon())

    def registrations(self, tracked: int, untracked: int, campaign_id: str = "spring") -> "Watch":
        """Made now."""
        reasons = ["cookie_mismatch"] * (untracked - untracked // 3) + ["url_missing"] * (untracked // 3)
        for reason in [None] * tracked + reasons:
            self.events_put += 1
            self.put(
                admitted(
                    self.counting.now,
                    event_id=f"reg{self.events_put}",
                    event_type="m_registration",
                    campaign_id=campaign_id,
                    success=reason is None,
                    error_code=reason,
                    payload={"registration_id": f"reg{self.events_put}"},
                )
            )
        return self


def watch(
    tables: Tables, now: datetime, *, used_since: datetime, limits: AlarmLimits = LIMITS, shards: int = 1
) -> Watch:
    parts = counting(tables, "Asia/Seoul", now, used_since=used_since, shards=shards)
    store, fan_out = Store(tables.client), FanOut()
    states = RollUpStore(store, f"{tables.prefix}meta")
    alarms = AlarmStore(store, f"{tables.prefix}alarm_states")
    gather = GatherAlarmFacts(parts.events, parts.buckets, fan_out, 60)
    return Watch(parts, alarms, CheckAlarms(gather, states, alarms, ExplainAlarm(parts.events, fan_out), limits))
