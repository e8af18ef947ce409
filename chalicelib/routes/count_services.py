"""The parts that count events into buckets and journeys, and that answer from what was counted."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.routes.services import Services, services, system_clock
from chalicelib.storage.bucket_store import BucketStore
from chalicelib.storage.campaign_store import CampaignStore
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.journey_store import JourneyStore
from chalicelib.storage.quarantine_claims import QuarantineClaims
from chalicelib.storage.rebuild_store import RebuildStore
from chalicelib.storage.session_store import SessionStore
from chalicelib.usecases.analyze_funnel import AnalyzeFunnel
from chalicelib.usecases.backfill_events import BackfillEvents
from chalicelib.usecases.build_journeys import BuildJourneys
from chalicelib.usecases.count_campaigns import CountCampaigns
from chalicelib.usecases.count_events import CountEvents
from chalicelib.usecases.count_sessions import CountSessions
from chalicelib.usecases.empty_partitions import EmptyPartitions
from chalicelib.usecases.list_events import ListEvents
from chalicelib.usecases.live_counts import ReadLiveCounts
from chalicelib.usecases.rebuild_days import RebuildDays
from chalicelib.usecases.recount_dirty_days import RecountDirtyDays
from chalicelib.usecases.replay_quarantined import ReplayQuarantined
from chalicelib.usecases.roll_up import RollUp
from chalicelib.usecases.summarize import Summarize
from chalicelib.usecases.summarize_campaigns import SummarizeCampaigns

REBUILD_TAKEN_UP_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class CountServices:
    buckets: BucketStore
    build_journeys: BuildJourneys
    list_events: ListEvents
    backfill_events: BackfillEvents
    replay_quarantined: ReplayQuarantined
    roll_up: RollUp
    rebuild_days: RebuildDays
    summarize: Summarize
    summarize_campaigns: SummarizeCampaigns
    analyze_funnel: AnalyzeFunnel


def make_count_services(base: Services) -> CountServices:
    settings, store, events, fan_out = base.settings, base.store, base.events, base.fan_out
    states, prefix, zone = base.states, settings.table_prefix, settings.zone
    bucket_retention = timedelta(days=settings.bucket_retention_days)
    buckets = BucketStore(store, f"{prefix}buckets", zone, bucket_retention)
    dirty_days = DirtyDays(store, f"{prefix}buckets")
    journeys = JourneyStore(store, f"{prefix}journeys", zone, settings.feed_shards, events.retention)
    sessions = SessionStore(store, f"{prefix}buckets", zone, bucket_retention)
    build_journeys = BuildJourneys(
        events, journeys, CountSessions(journeys, sessions, system_clock), FanOut(), system_clock
    )
    count_events = CountEvents(events, buckets, CountCampaigns(buckets, FanOut()))
    read_live_counts = ReadLiveCounts(events, buckets, dirty_days, base.meta, states, fan_out)
    recount_dirty_days = RecountDirtyDays(count_events, dirty_days)
    rebuilds = RebuildStore(store, f"{prefix}buckets", REBUILD_TAKEN_UP_WITHIN)
    campaigns = CampaignStore(store, f"{prefix}campaigns")
    backfill_events = BackfillEvents(
        base.ingest_events, dirty_days, zone, settings.retention_days, system_clock, fan_out
    )
    return CountServices(
        buckets=buckets,
        build_journeys=build_journeys,
        list_events=ListEvents(events, EmptyPartitions(buckets, dirty_days, events.retention), fan_out),
        backfill_events=backfill_events,
        replay_quarantined=ReplayQuarantined(
            base.quarantine, QuarantineClaims(store, base.quarantine.table), events, backfill_events
        ),
        roll_up=RollUp(count_events, recount_dirty_days, build_journeys, base.meta, states, FanOut()),
        rebuild_days=RebuildDays(recount_dirty_days, dirty_days, rebuilds, build_journeys, FanOut()),
        summarize=Summarize(read_live_counts, sessions),
        summarize_campaigns=SummarizeCampaigns(
            read_live_counts, lambda campaign_id, deadline: campaigns.read(campaign_id, deadline) is not None
        ),
        analyze_funnel=AnalyzeFunnel(journeys, states, fan_out),
    )


count_services = make_count_services(services)
