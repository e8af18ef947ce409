"""Four times as much to read takes about four times as long, never sixteen times: no pattern goes back over a text."""

import time
from collections.abc import Callable

import pytest

from chalicelib.domain.cursor import open_cursor
from chalicelib.domain.errors import TracefunnelError
from chalicelib.domain.pii import normalize_email
from chalicelib.domain.timestamp import parse_rfc3339
from chalicelib.domain.trace_id import sanitize_trace_id
from chalicelib.domain.tracking.allowed_hosts import malformed
from chalicelib.domain.tracking.landing import read_landing, read_referrer
from chalicelib.domain.user_agent import summarize_user_agent
from chalicelib.routes.credentials import cookie_value
from chalicelib.routes.json_body import parse_json

SHORT, TIMES_LONGER = 15_000, 4
AT_MOST = 9  # between 4, what is linear, and 16, what is quadratic
TOO_SHORT_SECONDS = 0.004  # what takes less than this at the larger size is quick, whatever it grows by
UNITS = [
    "a",
    "a@",
    "%40",
    "Mozilla/5.0 (",
    "; ",
    "((",
    "1.",
    "Chrome/1 ",
    "utm_source=a&",
    "/",
    " ",
    "é",
    "=;",
    "\\",
    "[",
    "%",
]


def _quietly(work: Callable[[str], object]) -> Callable[[str], object]:
    def run(text: str) -> None:
        try:
            work(text)
        except (TracefunnelError, ValueError):
            return

    return run


READERS: dict[str, Callable[[str], object]] = {
    "user agent": lambda text: summarize_user_agent(text, "key"),
    "landing URL": lambda text: read_landing(f"https://shop.example.com/{text}?{text}#{text}"),
    "host": lambda text: read_landing(f"https://{text}"),
    "referrer": lambda text: read_referrer(f"https://other.example/{text}"),
    "cookies": lambda text: cookie_value(text, "tf_session"),
    "destination": malformed,
    "address": normalize_email,
    "trace id": lambda text: sanitize_trace_id(f"trace_{text}"),
    "time": parse_rfc3339,
    "cursor": lambda text: open_cursor(text, bound_to={}, secrets=["x" * 32]),
    "JSON": lambda text: parse_json({"content-type": "application/json"}, text.encode()),
}


def _seconds(work: Callable[[str], object], text: str) -> float:
    times = []
    for _ in range(3):
        started_at = time.process_time()
        work(text)
        times.append(time.process_time() - started_at)
    return min(times)


@pytest.mark.parametrize("reader", READERS)
def test_four_times_as_much_takes_no_sixteen_times_as_long(reader: str) -> None:
    work = _quietly(READERS[reader])
    for unit in UNITS:
        short = unit * (SHORT // len(unit))
        longer_seconds = _seconds(work, short * TIMES_LONGER)
        if longer_seconds > TOO_SHORT_SECONDS:
            assert longer_seconds < AT_MOST * _seconds(work, short), unit
