"""How much dearer following a short link is than a bare redirect that makes the same put, the link being in memory.

The processor time of the application's process, against a bare handler on the same server (`bare_app.py`).
"""

from collections.abc import Iterator

import httpx

from tests.api_client import ApiClient
from tests.benchmarks.engine import benchmark_store
from tests.benchmarks.figure import Figure, hand_over
from tests.benchmarks.interleaved import in_turns
from tests.benchmarks.measured_server import BARE, PROGRAM, MeasuredServer, measured_server
from tests.http.tracking_parts import CHROME
from tests.running_service import SECRETS

REDIRECTS = 300
GOAL = 1.5
CAMPAIGN, CID = "benchmark", "benchmark"
LANDING = "http://127.0.0.1:8000/landing"  # below PUBLIC_BASE_URL, where links may lead
FOLLOWED = f"/r/{CID}?utm_source=newsletter&utm_medium=mail&utm_content=top&ref=42"
HEADERS = {"User-Agent": CHROME, "Accept": "text/html", "Referer": "https://example.com/"}


def measure() -> Iterator[Figure]:
    with benchmark_store() as environment, measured_server(PROGRAM, environment) as program:
        _make_link(program)
        _follow(program, 1)  # whose item the bare handler stores again and again
        with measured_server(BARE, environment) as bare:
            found = in_turns(lambda: _follow(program, REDIRECTS), lambda: _follow(bare, REDIRECTS))
    ours, others = (seconds / REDIRECTS * 1000 for seconds in (found.ours, found.others))
    yield Figure(
        "processor time of a redirect, over a bare one's",
        round(found.ratio, 2),
        "x",
        at_most=GOAL,
        made_of=f"{ours:.2f} ms to {others:.2f} ms each",
    )


def _make_link(server: MeasuredServer) -> None:
    with ApiClient.to(server.base_url, SECRETS) as api:
        for path, body in (
            ("/internal/campaigns", {"campaign_id": CAMPAIGN, "name": "B", "default_url": f"{LANDING}?lang=en"}),
            ("/internal/links", {"campaign_id": CAMPAIGN, "cid": CID, "utm_campaign": "spring"}),
        ):
            made = api.http.post(path, json=body, headers=api.bearer())
            assert made.status_code == 201, made.text


def _follow(server: MeasuredServer, count: int) -> float:
    """Seconds of the processor."""
    with httpx.Client(base_url=server.base_url, headers=HEADERS) as http:
        before = server.processor.seconds
        for _ in range(count):
            answer = http.get(FOLLOWED)
            assert answer.status_code == 302, answer.text
        return server.processor.seconds - before


if __name__ == "__main__":
    hand_over(measure)
