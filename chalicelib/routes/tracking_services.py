"""The parts that visits, registrations and their replay work with."""

from collections.abc import Set
from dataclasses import dataclass
from urllib.parse import urlsplit

from chalicelib.routes.services import Services, services
from chalicelib.settings import Settings
from chalicelib.storage.link_store import LinkStore
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.storage.secret_store import SecretStore
from chalicelib.usecases.decide_attribution import DecideAttribution, TrackingKeys
from chalicelib.usecases.record_visit import RecordVisit
from chalicelib.usecases.register import Register
from chalicelib.usecases.replay_tracking import ReplayTracking
from chalicelib.usecases.trace_timeline import TraceTimeline


@dataclass(frozen=True, slots=True)
class TrackingServices:
    secrets: SecretStore
    registrations: RegistrationStore
    record_visit: RecordVisit
    register: Register
    replay: ReplayTracking
    trace_timeline: TraceTimeline

    def keys(self) -> TrackingKeys:
        """Raises UnavailableError where they could never be fetched."""
        return TrackingKeys(self.secrets.get("COOKIE_SECRET"), self.secrets.get("EMAIL_PEPPER"))


def make_tracking_services(base: Services) -> TrackingServices:
    settings, events = base.settings, base.events
    links = LinkStore(base.store, f"{settings.table_prefix}links")
    registrations = RegistrationStore(events.store, f"{settings.table_prefix}registrations", events.retention)
    decide = DecideAttribution(links, settings.cookie_trust_window_hours, _own_hosts(settings))
    return TrackingServices(
        secrets=base.secrets,
        registrations=registrations,
        record_visit=RecordVisit(decide, base.ingest_events),
        register=Register(decide, registrations, events),
        replay=ReplayTracking(events, registrations, base.fan_out),
        trace_timeline=TraceTimeline(events, registrations),
    )


def _own_hosts(settings: Settings) -> Set[str]:
    own = urlsplit(settings.public_base_url).hostname
    return {host for host, _port in settings.allowed_hosts.hosts} | ({own} if own else set())


tracking_services = make_tracking_services(services)
