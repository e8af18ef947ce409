"""The limits of the alarms as design section 7 gives them by default, written by hand."""

from chalicelib.domain.alarm_judgement import AlarmLimits

LIMITS = AlarmLimits(
    tracking_rate_min_percent=95,
    alarm_min_volume=20,
    untracked_surge_factor=3,
    campaign_min_volume=5,
    login_failure_max_percent=20,
    otp_failure_max_percent=10,
    checkout_completion_min_percent=30,
    provision_failure_max=0,
    silence_minutes=30,
)
