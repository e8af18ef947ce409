"""The parts that hand over, or erase, what is stored of a person."""

from dataclasses import dataclass

from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.quarantine_store import QuarantineStore
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.storage.subject_store import SubjectStore
from chalicelib.usecases.build_journeys import BuildJourneys
from chalicelib.usecases.erase_subject import EraseSubject
from chalicelib.usecases.export_subject import ExportSubject


@dataclass(frozen=True, slots=True)
class SubjectServices:
    export: ExportSubject
    erase: EraseSubject


def make_subject_services(
    events: EventStore,
    quarantine: QuarantineStore,
    registrations: RegistrationStore,
    build_journeys: BuildJourneys,
    fan_out: FanOut,
) -> SubjectServices:
    subjects = SubjectStore(events.store, events.table, quarantine.table, registrations.table)
    return SubjectServices(
        ExportSubject(subjects, quarantine, registrations, build_journeys.journeys),
        EraseSubject(subjects, quarantine, registrations, build_journeys, fan_out),
    )
