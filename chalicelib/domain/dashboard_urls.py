"""Where the dashboard's pages stand, under the service's public base URL: every link to one is made here."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

DASHBOARD_PATH = "/cp/auth-commerce-funnel"


def trace_page(base_url: str, trace_id: str) -> str:
    return f"{base_url}{DASHBOARD_PATH}/trace?trace_id={quote(trace_id, safe='')}"


def events_page(base_url: str, parameters: Sequence[tuple[str, str]]) -> str:
    """`parameters`: those of the feed, which the page takes as they are."""
    page = f"{base_url}{DASHBOARD_PATH}/events"
    return f"{page}?{urlencode(parameters)}" if parameters else page


def alarms_page(base_url: str) -> str:
    return f"{base_url}{DASHBOARD_PATH}/alarms"
