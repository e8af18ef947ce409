"""The parts that alarms are judged and read with."""

from dataclasses import dataclass

from chalicelib.domain.alarm_judgement import AlarmLimits
from chalicelib.routes.count_services import CountServices, count_services
from chalicelib.routes.services import Services, services
from chalicelib.storage.alarm_store import AlarmStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.usecases.check_alarms import CheckAlarms
from chalicelib.usecases.explain_alarm import ExplainAlarm
from chalicelib.usecases.gather_alarm_facts import GatherAlarmFacts


@dataclass(frozen=True, slots=True)
class AlarmServices:
    store: AlarmStore
    check: CheckAlarms


def make_alarm_services(base: Services, counts: CountServices) -> AlarmServices:
    settings, events, fan_out = base.settings, base.events, FanOut()
    store = AlarmStore(base.store, f"{settings.table_prefix}alarm_states")
    gather = GatherAlarmFacts(events, counts.buckets, fan_out, settings.alarm_window_minutes)
    limits = AlarmLimits(
        tracking_rate_min_percent=settings.tracking_rate_min_percent,
        alarm_min_volume=settings.alarm_min_volume,
        untracked_surge_factor=settings.untracked_surge_factor,
        campaign_min_volume=settings.campaign_min_volume,
        login_failure_max_percent=settings.login_failure_max_percent,
        otp_failure_max_percent=settings.otp_failure_max_percent,
        checkout_completion_min_percent=settings.checkout_completion_min_percent,
        provision_failure_max=settings.provision_failure_max,
        silence_minutes=settings.silence_minutes,
    )
    return AlarmServices(store, CheckAlarms(gather, base.states, store, ExplainAlarm(events, fan_out), limits))


alarm_services = make_alarm_services(services, count_services)
