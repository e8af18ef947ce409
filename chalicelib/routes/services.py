"""The parts that the routes work with, made once a process from the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.domain.admission import Intake
from chalicelib.domain.event_links import LinkBases
from chalicelib.domain.timestamp import floor_ms
from chalicelib.routes.alarm_services import AlarmServices, make_alarm_services
from chalicelib.routes.link_services import LinkServices, make_link_services
from chalicelib.routes.subject_services import SubjectServices, make_subject_services
from chalicelib.routes.tracking_services import TrackingServices, make_tracking_services
from chalicelib.settings import Settings, keys_from_environment
from chalicelib.storage.bucket_store import BucketStore
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.dynamodb import Deadline, Store, make_client
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.journey_store import JourneyStore
from chalicelib.storage.meta_store import MetaStore
from chalicelib.storage.quarantine_claims import QuarantineClaims
from chalicelib.storage.quarantine_store import QuarantineStore
from chalicelib.storage.rebuild_store import RebuildStore
from chalicelib.storage.roll_up_store import RollUpStore
from chalicelib.storage.secret_store import EnvironmentSecrets, SecretStore, parameter_store_secrets
from chalicelib.storage.session_store import SessionStore
from chalicelib.usecases.agree_on_stored_shapes import AgreeOnStoredShapes
from chalicelib.usecases.analyze_funnel import AnalyzeFunnel
from chalicelib.usecases.backfill_events import BackfillEvents
from chalicelib.usecases.build_journeys import BuildJourneys
from chalicelib.usecases.count_campaigns import CountCampaigns
from chalicelib.usecases.count_events import CountEvents
from chalicelib.usecases.count_sessions import CountSessions
from chalicelib.usecases.ingest_events import IngestEvents
from chalicelib.usecases.list_events import ListEvents
from chalicelib.usecases.live_counts import ReadLiveCounts
from chalicelib.usecases.rebuild_days import RebuildDays
from chalicelib.usecases.recount_dirty_days import RecountDirtyDays
from chalicelib.usecases.replay_quarantined import ReplayQuarantined
from chalicelib.usecases.roll_up import RollUp
from chalicelib.usecases.summarize import Summarize
from chalicelib.usecases.summarize_campaigns import SummarizeCampaigns

REQUEST_DEADLINE_SECONDS = 10.0
REBUILD_TAKEN_UP_WITHIN = timedelta(minutes=10)


def system_clock() -> datetime:
    """Whole milliseconds, as they are stored."""
    return floor_ms(datetime.now(UTC))


@dataclass(frozen=True)
class Services:
    settings: Settings
    secrets: SecretStore
    events: EventStore
    quarantine: QuarantineStore
    meta: MetaStore
    states: RollUpStore
    ingest_events: IngestEvents
    list_events: ListEvents
    agree_on_stored_shapes: AgreeOnStoredShapes
    backfill_events: BackfillEvents
    replay_quarantined: ReplayQuarantined
    roll_up: RollUp
    rebuild_days: RebuildDays
    summarize: Summarize
    summarize_campaigns: SummarizeCampaigns
    analyze_funnel: AnalyzeFunnel
    links: LinkServices
    tracking: TrackingServices
    subjects: SubjectServices
    alarms: AlarmServices
    clock: Callable[[], datetime] = system_clock

    def new_deadline(self) -> Deadline:
        """For what one request, or one step of the schedule, does with the store."""
        return Deadline.after(REQUEST_DEADLINE_SECONDS)

    def intake(self, now: datetime) -> Intake:
        return Intake(now, self.secrets.get("EMAIL_PEPPER"), self.settings.email_policy)

    @property
    def link_bases(self) -> LinkBases:
        settings = self.settings
        return LinkBases(settings.public_base_url, settings.stripe_dashboard_url, settings.onboarding_url_template)


def make_services(environment: Mapping[str, str]) -> Services:
    """Raises SettingsError."""
    settings = Settings.from_environment(environment)
    if settings.secrets_path is not None:
        secrets: SecretStore = parameter_store_secrets(settings.secrets_path)
    else:
        secrets = EnvironmentSecrets(keys_from_environment(environment))
    store = Store(make_client(settings.dynamodb_endpoint_url))
    fan_out = FanOut()
    prefix, zone = settings.table_prefix, settings.zone
    events = EventStore(store, f"{prefix}events", zone, settings.feed_shards, timedelta(days=settings.retention_days))
    quarantine = QuarantineStore(store, f"{prefix}quarantine", zone)
    bucket_retention = timedelta(days=settings.bucket_retention_days)
    buckets = BucketStore(store, f"{prefix}buckets", zone, bucket_retention)
    dirty_days = DirtyDays(store, f"{prefix}buckets")
    meta, states = MetaStore(store, f"{prefix}meta"), RollUpStore(store, f"{prefix}meta")
    agree = AgreeOnStoredShapes(meta, settings.reporting_timezone, settings.feed_shards, system_clock)
    ingest_events = IngestEvents(events, quarantine, fan_out, agree.or_unavailable)
    journeys = JourneyStore(store, f"{prefix}journeys", zone, settings.feed_shards, events.retention)
    sessions = SessionStore(store, f"{prefix}buckets", zone, bucket_retention)
    build_journeys = BuildJourneys(
        events, journeys, CountSessions(journeys, sessions, system_clock), FanOut(), system_clock
    )
    count_events = CountEvents(events, buckets, CountCampaigns(buckets, FanOut()))
    read_live_counts = ReadLiveCounts(events, buckets, dirty_days, meta, states, fan_out)
    recount_dirty_days = RecountDirtyDays(count_events, dirty_days)
    rebuilds = RebuildStore(store, f"{prefix}buckets", REBUILD_TAKEN_UP_WITHIN)
    backfill_events = BackfillEvents(ingest_events, dirty_days, zone, settings.retention_days, system_clock, fan_out)
    links = make_link_services(settings, secrets, store, ingest_events, agree)
    tracking = make_tracking_services(
        settings, secrets, events, links.store, ingest_events=ingest_events, fan_out=fan_out
    )
    return Services(
        settings=settings,
        secrets=secrets,
        events=events,
        quarantine=quarantine,
        meta=meta,
        states=states,
        ingest_events=ingest_events,
        backfill_events=backfill_events,
        replay_quarantined=ReplayQuarantined(
            quarantine, QuarantineClaims(store, quarantine.table), events, backfill_events
        ),
        list_events=ListEvents(events, fan_out),
        agree_on_stored_shapes=agree,
        roll_up=RollUp(count_events, recount_dirty_days, build_journeys, meta, states, FanOut()),
        rebuild_days=RebuildDays(recount_dirty_days, dirty_days, rebuilds, build_journeys, FanOut()),
        summarize=Summarize(read_live_counts, sessions),
        summarize_campaigns=SummarizeCampaigns(
            read_live_counts, lambda campaign_id, deadline: links.campaigns.read(campaign_id, deadline) is not None
        ),
        analyze_funnel=AnalyzeFunnel(journeys, states, fan_out),
        links=links,
        alarms=make_alarm_services(settings, events, buckets, states, FanOut()),
        tracking=tracking,
        subjects=make_subject_services(events, quarantine, tracking.registrations, build_journeys, fan_out),
    )


services = make_services(os.environ)
