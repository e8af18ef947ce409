"""The parts that every request works with, made once a process from the environment.

What only some routes need is made beside (`count_services`, `link_services` and their like), when the first of these
routes is imported: a Lambda that has just started makes no one wait for the others.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.domain.admission import Intake
from chalicelib.domain.event_links import LinkBases
from chalicelib.domain.timestamp import floor_ms
from chalicelib.settings import Settings, keys_from_environment
from chalicelib.storage.dynamodb import Deadline, Store, make_client
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.meta_store import MetaStore
from chalicelib.storage.quarantine_store import QuarantineStore
from chalicelib.storage.roll_up_store import RollUpStore
from chalicelib.storage.secret_store import EnvironmentSecrets, SecretStore, parameter_store_secrets
from chalicelib.usecases.agree_on_stored_shapes import AgreeOnStoredShapes
from chalicelib.usecases.ingest_events import IngestEvents

REQUEST_DEADLINE_SECONDS = 10.0


def system_clock() -> datetime:
    """Whole milliseconds, as they are stored."""
    return floor_ms(datetime.now(UTC))


@dataclass(frozen=True)
class Services:
    """`fan_out`: for what a request does side by side; whatever works for longer has one of its own."""

    settings: Settings
    secrets: SecretStore
    store: Store
    fan_out: FanOut
    events: EventStore
    quarantine: QuarantineStore
    meta: MetaStore
    states: RollUpStore
    agree_on_stored_shapes: AgreeOnStoredShapes
    ingest_events: IngestEvents
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
    meta = MetaStore(store, f"{prefix}meta")
    agree = AgreeOnStoredShapes(meta, settings.reporting_timezone, settings.feed_shards, system_clock)
    return Services(
        settings=settings,
        secrets=secrets,
        store=store,
        fan_out=fan_out,
        events=events,
        quarantine=quarantine,
        meta=meta,
        states=RollUpStore(store, f"{prefix}meta"),
        agree_on_stored_shapes=agree,
        ingest_events=IngestEvents(events, quarantine, fan_out, agree.or_unavailable),
    )


services = make_services(os.environ)
