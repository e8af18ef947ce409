"""The trace id rule of the edge gives what the service's own gives, on the shared cases and on near misses."""

import json
import random
import subprocess
from collections.abc import Sequence

from chalicelib.domain.trace_id import sanitize_trace_id
from infra.local.engine import NODE
from tests.domain.test_trace_id import CASES
from tests.running_service import PROJECT

BUILT = PROJECT / "frontend" / "edge" / "dist" / "traceId.js"
READER = PROJECT / "frontend" / "edge" / "tests" / "real" / "trace_ids.mjs"
NEAR_MISSES = 20_000

# What the rule looks at, often; beside it all that is visible, and rarely what is not.
TELLING = """@%4025'"[].-:{}/\\()<>,;=&?#|`+_~!*^$"""
PIECES = (
    *("%40", "%2540", "%252540", "%25", "%40.", "@.", "'@", ")@", "}@", "\\@", "\\\\@"),
    *('"', '":"', '"kim"@', '"a(', "kim", "a@b", "example.com", "@example.com", "%40example.com"),
    *("[127.0.0.1]", "@[ipv6:1::2]", "[IPv6:::1]", "@[ab:", "@[ab]"),
)
VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
OTHERS = " \t\r\n\x00\x7f\x0b\u00a0\u200bé＠﹫한"


def edge_rule(texts: Sequence[str | None]) -> list[str | None]:
    lines = "\n".join(map(json.dumps, texts))
    done = subprocess.run([NODE, READER, BUILT], input=lines, capture_output=True, text=True, check=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def near_miss(draws: random.Random) -> str:
    length = draws.choice((draws.randint(1, 12), draws.randint(1, 40), draws.randint(1, 130), draws.randint(115, 125)))
    alphabet = draws.choice((TELLING, "@%4025", "@%40'\"[].", TELLING + "ab1", VISIBLE))
    share_of_pieces = draws.choice((0.1, 0.8))
    text = ""
    while len(text) < length:
        kind = draws.random()
        if kind < share_of_pieces:
            text += draws.choice(PIECES)
        elif kind < 0.9:
            text += draws.choice(alphabet)
        elif kind < 0.998:
            text += draws.choice("akz019")
        else:
            text += draws.choice(OTHERS)
    prefix = draws.choice(("trace_",) * 30 + (" trace_", "\ttrace_", "Trace_", "trace", ""))
    return prefix + text[:length] + draws.choice(("",) * 20 + ("\n", " ", "\r\n\t"))


def test_both_rules_agree_on_the_shared_cases() -> None:
    assert edge_rule([case["input"] for case in CASES]) == [case["expected"] for case in CASES]


def test_both_rules_agree_on_near_misses() -> None:
    draws = random.Random(20261122)
    texts = [near_miss(draws) for _ in range(NEAR_MISSES)]
    expected = [sanitize_trace_id(text) for text in texts]
    assert min(expected.count(None), NEAR_MISSES - expected.count(None)) > NEAR_MISSES // 5
    disagreements = [
        (text, ours, theirs)
        for text, ours, theirs in zip(texts, expected, edge_rule(texts), strict=True)
        if ours != theirs
    ]
    assert disagreements[:10] == []
