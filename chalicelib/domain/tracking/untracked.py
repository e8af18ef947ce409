"""Why a registration is untracked: exactly one reason, the first of this list that applies (design section 6)."""

from collections.abc import Iterable
from enum import StrEnum


class UntrackedReason(StrEnum):
    """In the order in which they are named: the first one beats those after it."""

    COOKIE_INVALID = "cookie_invalid"
    COOKIE_EXPIRED = "cookie_expired"
    COOKIE_WINDOW_EXCEEDED = "cookie_window_exceeded"
    COOKIE_MISMATCH = "cookie_mismatch"
    LINK_NOT_FOUND = "link_not_found"
    LINK_CAMPAIGN_MISMATCH = "link_campaign_mismatch"
    LINK_INACTIVE = "link_inactive"
    URL_MISSING = "url_missing"


def first_reason(failures: Iterable[UntrackedReason]) -> UntrackedReason:
    """Of no failure at all: nothing was there."""
    failed = set(failures)
    return next((reason for reason in UntrackedReason if reason in failed), UntrackedReason.URL_MISSING)
