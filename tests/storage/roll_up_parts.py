"""The roll-up and the summary over a test's own tables."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count as count_up
from zoneinfo import ZoneInfo

from chalicelib.domain.admission import Admitted
from chalicelib.domain.reporting_day import TimeRange, day_of, parse_range, shift_day
from chalicelib.storage.bucket_store import BucketStore
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.dynamodb import Deadline, Store
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.journey_store import JourneyStore
from chalicelib.storage.meta_store import MetaStore
from chalicelib.storage.quarantine_store import QuarantineStore
from chalicelib.storage.rebuild_store import RebuildStore
from chalicelib.storage.roll_up_store import RollUpStore
from chalicelib.storage.session_store import SessionStore
from chalicelib.usecases.backfill_events import BackfillEvents
from chalicelib.usecases.build_journeys import BuildJourneys
from chalicelib.usecases.count_campaigns import CountCampaigns
from chalicelib.usecases.count_events import CountEvents
from chalicelib.usecases.count_sessions import CountSessions
from chalicelib.usecases.ingest_events import IngestEvents
from chalicelib.usecases.live_counts import ReadLiveCounts
from chalicelib.usecases.rebuild_days import RebuildDays
from chalicelib.usecases.recount_dirty_days import RecountDirtyDays
from chalicelib.usecases.roll_up import RollUp
from chalicelib.usecases.roll_up_report import RollUpReport
from chalicelib.usecases.summarize import LiveSummary, Summarize
from chalicelib.usecases.summarize_campaigns import LiveCampaignSummary, SummarizeCampaigns
from tests.conftest import Tables

ENOUGH_SECONDS = 600.0


def soon() -> Deadline:
    return Deadline.after(10)


@dataclass
class Counting:
    """Everything that counts, and a clock that the test turns."""

    now: datetime
    events: EventStore
    buckets: BucketStore
    dirty_days: DirtyDays
    count: CountEvents
    build_journeys: BuildJourneys
    roll_up: RollUp
    rebuild: RebuildDays
    summarize: Summarize
    summarize_campaigns: SummarizeCampaigns
    backfill: BackfillEvents

    def day_before(self, days: int) -> str:
        """So many days before today."""
        return shift_day(day_of(self.now, self.events.zone), -days)

    def put(self, one: Admitted) -> None:
        self.events.put_new(one, soon())

    def run(self, lag: timedelta = timedelta(0), for_seconds: float = ENOUGH_SECONDS) -> RollUpReport:
        return self.roll_up(now=self.now, for_seconds=for_seconds, lag=lag)

    def summary(self, first_day: str | None = None, last_day: str | None = None, compare: bool = False) -> LiveSummary:
        return self.summarize(self.window(first_day, last_day), compare=compare, now=self.now, deadline=soon())

    def campaign(
        self, campaign_id: str, first_day: str | None = None, last_day: str | None = None
    ) -> LiveCampaignSummary:
        window = self.window(first_day, last_day)
        return self.summarize_campaigns.of_one(campaign_id, window, now=self.now, deadline=soon())

    def campaigns(self, first_day: str | None = None, last_day: str | None = None) -> LiveCampaignSummary:
        return self.summarize_campaigns.of_all(self.window(first_day, last_day), now=self.now, deadline=soon())

    def window(self, first_day: str | None, last_day: str | None) -> TimeRange:
        return parse_range(first_day, last_day, now=self.now, zone=self.events.zone, instants_allowed=False)


def counting(
    tables: Tables,
    zone: str,
    now: datetime,
    *,
    shards: int = 1,
    used_since: datetime | None = None,
    retention_days: int = 180,
    max_tail_events: int = 20_000,
    known_campaigns: Collection[str] = (),
) -> Counting:
    """Over tables that were first used `used_since`, or now. `known_campaigns`: whether events name them or not."""
    store, prefix, where = Store(tables.client), tables.prefix, ZoneInfo(zone)
    events = EventStore(store, f"{prefix}events", where, shards, timedelta(days=retention_days))
    buckets = BucketStore(store, f"{prefix}buckets", where, timedelta(days=1095))
    dirty_days, fan_out = DirtyDays(store, f"{prefix}buckets"), FanOut()
    meta, states = MetaStore(store, f"{prefix}meta"), RollUpStore(store, f"{prefix}meta")
    meta.agree(timezone=zone, shards=shards, now=used_since or now, deadline=soon())
    journeys = JourneyStore(store, f"{prefix}journeys", where, shards, events.retention)
    sessions = SessionStore(store, f"{prefix}buckets", where, timedelta(days=1095))
    ticks = count_up()  # no two readings at the same moment

    def clock() -> datetime:
        return found.now + timedelta(microseconds=next(ticks))

    build = BuildJourneys(events, journeys, CountSessions(journeys, sessions, clock), FanOut(), clock)
    count = CountEvents(events, buckets, CountCampaigns(buckets, FanOut()))
    live_counts = ReadLiveCounts(events, buckets, dirty_days, meta, states, fan_out, max_tail_events)
    recount = RecountDirtyDays(count, dirty_days)
    ingest = IngestEvents(events, QuarantineStore(store, f"{prefix}quarantine", where), fan_out, lambda _: None)
    rebuilds = RebuildStore(store, f"{prefix}buckets", timedelta(minutes=10))
    found = Counting(
        now=now,
        events=events,
        buckets=buckets,
        dirty_days=dirty_days,
        count=count,
        build_journeys=build,
        roll_up=RollUp(count, recount, build, meta, states, fan_out),
        rebuild=RebuildDays(recount, dirty_days, rebuilds, build, fan_out),
        summarize=Summarize(live_counts, sessions),
        summarize_campaigns=SummarizeCampaigns(live_counts, lambda campaign_id, _: campaign_id in known_campaigns),
        backfill=BackfillEvents(ingest, dirty_days, where, retention_days, lambda: found.now, fan_out),
    )
    return found
