"""Evidence from a page's first request to its visitor's registration, by the package against the real service."""

import json
import subprocess

from infra.local.engine import NODE
from tests.api_client import ApiClient
from tests.conftest import ServiceFactory
from tests.edge.senders import SCRIPTS

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGE = "https://www.example.com/?utm_source=newsletter&utm_medium=email&plan=pro"


def test_a_visit_is_remembered_in_the_cookie_and_tracks_the_registration(service: ServiceFactory) -> None:
    running = service()
    told = {"url": running.base_url, "secret": running.secrets["INGEST_SIGNING_SECRET"], "page": PAGE}
    script = [str(NODE), str(SCRIPTS / "tracking.mjs"), json.dumps(told), BROWSER]
    decision = json.loads(subprocess.run(script, check=True, capture_output=True, text=True, timeout=60).stdout)
    assert decision["tracked"] is True
    assert decision["attribution"]["source"] == "cookie"
    assert decision["attribution"]["utm_source"] == "newsletter"
    with ApiClient.to(running.base_url, running.secrets) as api:
        timeline = api.get("/internal/trace/trace_edge-visitor").json()
    assert [event["event_type"] for event in timeline["events"]] == ["m_registration"]
    assert timeline["attribution"]["utm_medium"] == "email"
