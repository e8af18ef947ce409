"""What the overview's tests look at: a month that was quiet, and one day on which codes came too late."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Seoul")
TODAY = datetime.now(ZONE).date()
YESTERDAY = TODAY - timedelta(days=1)
# A month of which some days have passed, on whichever day the tests run.
MONTH_SEEN_ON = TODAY if TODAY.day >= 8 else TODAY.replace(day=1) - timedelta(days=1)
BAD_HOUR = 14


def events() -> list[dict[str, Any]]:
    return list(_number([*_yesterday(), *_day_before(), *_month()]))


def at(day: date, hour: int, minute: int = 0) -> str:
    """An instant of a reporting day, as the API takes it."""
    return (
        datetime.combine(day, time(hour, minute), ZONE)
        .astimezone(UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )


def _yesterday() -> Iterator[dict[str, Any]]:
    for number in range(6):
        yield _failure(YESTERDAY, BAD_HOUR, f"kim{number}@example.com", "otp_expired")
    yield _failure(YESTERDAY, 9, "lee@example.com", "oauth_denied")
    yield _failure(YESTERDAY, 9, "lee@example.com", "other")
    for hour in (8, 9, BAD_HOUR):
        yield {"event_type": "m_auth_login_success", "email": "park@example.com", "ts": at(YESTERDAY, hour)}
    yield {"event_type": "m_page_view", "anonymous_id": "visitor", "source": "edge", "ts": at(YESTERDAY, 7)}
    for number, reason in enumerate((None, None, None, "url_missing")):
        yield {
            "event_type": "m_registration",
            "campaign_id": "spring",
            "success": reason is None,
            "payload": {"registration_id": f"reg-{number}"},
            "ts": at(YESTERDAY, 11),
        } | ({"error_code": reason} if reason else {})


def _day_before() -> Iterator[dict[str, Any]]:
    day = YESTERDAY - timedelta(days=1)
    yield _failure(day, 10, "choi@example.com", "otp_expired")
    yield _failure(day, 10, "choi@example.com", "rate_limited")
    yield {"event_type": "m_auth_login_success", "email": "park@example.com", "ts": at(day, 11)}


def _month() -> Iterator[dict[str, Any]]:
    """On each of three days other numbers of checkouts and one-time passwords."""
    for back in (2, 4, 6):
        day = MONTH_SEEN_ON - timedelta(days=back)
        for number in range(back):
            trace = {"trace_id": f"trace_{day}_{number}", "ts": at(day, 12, number)}
            yield {"event_type": "m_otp_send_result", "email": "han@example.com", "success": number > 0} | trace
            yield {"event_type": "m_checkout_session_created", "payload": {"stripe_session_id": "cs_1"}} | trace
            if number % 2:
                yield {"event_type": "m_stripe_webhook_checkout_complete", "payload": {"stripe_event_id": "e"}} | trace


def _failure(day: date, hour: int, email: str, code: str) -> dict[str, Any]:
    return {"event_type": "m_auth_login_fail", "email": email, "error_code": code, "ts": at(day, hour, 20)}


def _number(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, event in enumerate(found):
        yield {"event_id": f"overview-{number}", "source": "zuplo"} | event
