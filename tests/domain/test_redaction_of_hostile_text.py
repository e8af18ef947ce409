"""Work in proportion to length, whatever the text is made of.

The bound is generous, so that a slow machine passes: a megabyte takes up to two seconds where each character is looked
at a few times, and hours where each is looked at once for every other.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.pii import holds_email, mask_emails
from chalicelib.domain.redaction import redact_text, scrub_payload

MEBIBYTE = 1 << 20
BOUND_SECONDS = 20.0

# Each repeats what makes some expression begin anew at every place.
NAMED_UNITS = ["a", "a@", "@", "1 ", "4 ", ":", "1:", "eyJ", "1.", "'", '"', "bearer "]
OTHER_UNITS = [
    *(
        "a@.",
        "a@!",
        "a@[",
        "a@[1",
        "a@a ",
        "a/@",
        "/@a.",
        "'@",
        "%40",
        "a%40",
        "%25",
        "%",
        "a\\",
        "\\",
        "\\@",
        '"a',
        '"a"',
    ),
    *("4111-", "4111111111111111 ", "1" * 20 + "-", "2 1", "1-", "1 4", "2026-11-22 ", "a1", "deadbeef", "4111"),
    *("1::1 ", "[::", "[1:", "..1:", "fe80::1%", "::", "1.2.3.4.", "1.2.3.4", "a.", ".", "[", "]"),
    *("eyJ.", "-eyJ", "eyJ-.", "ey", "e", "_", "-", "bearer", "bearer:", "bearer token ", "Bearer .", "bearer  a"),
    *("a\u0300", "é@", "＠", "김", "%20", "\\n", "{", "=", " ", "\x00"),
]


def _process_seconds(work: Callable[[], object]) -> float:
    started_at = time.process_time()
    work()
    return time.process_time() - started_at


@pytest.mark.parametrize("unit", NAMED_UNITS)
def test_a_mebibyte_of_one_thing_is_redacted_in_linear_time(unit: str) -> None:
    text = unit * (MEBIBYTE // len(unit))
    assert _process_seconds(lambda: redact_text(text)) < BOUND_SECONDS


@pytest.mark.parametrize("unit", OTHER_UNITS)
def test_a_long_text_of_one_thing_is_redacted_in_linear_time(unit: str) -> None:
    text = unit * (MEBIBYTE // 8 // len(unit))
    assert _process_seconds(lambda: redact_text("x@y " + text + " x@y")) < BOUND_SECONDS / 8
    assert _process_seconds(lambda: (mask_emails(text), holds_email(text))) < BOUND_SECONDS / 8


@pytest.mark.parametrize(
    "payload",
    [
        {f"key{number}": number for number in range(100_000)},
        {f"kim{number}@example.com": number for number in range(50_000)},
        {"[email]": 0} | {f"[email]#{number}": 0 for number in range(20_000)} | {f"k@{n}": 0 for n in range(20_000)},
        {"a": [{"b": []} for _ in range(100_000)]},
        {"a": "x@y " * (MEBIBYTE // 4)},
        {"aB" * (MEBIBYTE // 2) + "Token": 1},
        {"1a" * (MEBIBYTE // 2) + "-pin-": 1},
    ],
    ids=["entries", "same markers", "taken markers", "deep values", "long value", "long camel case", "long words"],
)
def test_a_large_payload_is_scrubbed_in_linear_time(payload: dict[str, Any]) -> None:
    assert _process_seconds(lambda: scrub_payload(payload)) < BOUND_SECONDS
