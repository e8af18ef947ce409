"""A shop's clickstream (../shared/data/shop-clickstream) as funnels: as many at each step and window as the truth says.

Each shopper is one trace, `trace_<user>`. The shop's steps stand in for types of the dictionary, as in the mapping that
the README shows: home is m_page_view, product_view m_link_click, add_to_cart m_checkout_click, cart m_auth_get_user,
shipping_details m_auth_login_start, payment_details m_checkout_session_created and purchase
m_stripe_webhook_checkout_complete; all others are m_auth_session_created, which is no step of these funnels.
"""

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME
from chalicelib.domain.funnel import Funnel
from chalicelib.domain.journey import Journey, make_journey
from chalicelib.domain.journey_funnel import add_journeys, new_report
from chalicelib.domain.reporting_day import parse_range
from chalicelib.storage.dynamodb import Store
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.journey_codec import decode_journey, encode_journey
from chalicelib.storage.journey_store import JourneyStore
from chalicelib.storage.roll_up_store import RollUpStore
from chalicelib.usecases.analyze_funnel import AnalyzeFunnel
from infra.transfer.event_fields import event_of
from infra.transfer.mapping import load_mapping
from tests.api_client import ApiClient
from tests.conftest import SHARED_DATA, ServiceFactory, Tables
from tests.running_service import PROJECT
from tests.storage.parts import admitted
from tests.storage.roll_up_parts import soon
from tests.tracefunnel_command import summary_line, tracefunnel

LOG, TRUTH_FILE = (SHARED_DATA / "shop-clickstream" / name for name in ("ecom.csv.gz", "truth.json"))
MAPPING_FILE = PROJECT / "infra" / "transfer" / "examples" / "shop_clickstream.json"
WINDOWS = {"1h": 3600, "24h": 86_400, "7d": 604_800, "14d": 1_209_600, "30d": 2_592_000, "none": 0}
# a range holds 92 days at most; each trace is in that of its first event, so the counts of both add up
RANGES = (("2024-01-01", "2024-04-01"), ("2024-04-02", "2024-06-30"))
NOW, WRITERS = datetime(2024, 7, 1, tzinfo=UTC), 8
pytestmark = pytest.mark.shared_data


def _funnels() -> list[Any]:
    """`steps`, `ordered` (counts by the name of a window) and `any_order_users_per_step` of each."""
    found: list[Any] = json.loads(TRUTH_FILE.read_text())["funnels"]
    assert [list(funnel["ordered"]) for funnel in found] == [[*WINDOWS]] * 2
    return found


def _types(steps: Sequence[str]) -> list[str]:
    types = json.loads(MAPPING_FILE.read_text())["event_type"]["values"]
    return [types[step] for step in steps]


def _funnel(steps: Sequence[str], window: str) -> Funnel:
    codes = "".join(EVENT_TYPE_BY_NAME[name].code for name in _types(steps))
    return Funnel(codes, window_ms=WINDOWS[window] * 1000 or float("inf"))


def _in_all(counts: Sequence[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*counts, strict=True)]


@pytest.fixture(scope="module")
def journeys() -> list[Journey]:
    """Of all shoppers, without a store: as they are taken in, and as they are read again."""
    mapping = load_mapping(MAPPING_FILE)
    traces: defaultdict[str, list[Event]] = defaultdict(list)
    with gzip.open(LOG, "rt") as lines:
        for row in csv.DictReader(lines):
            fields = event_of(mapping.fields_of(row) or {})
            event = admitted(datetime.fromisoformat(fields.pop("ts")), **fields).event
            traces[event.trace_id or ""].append(event)
    made = (make_journey(trace_id, events) for trace_id, events in traces.items())
    return [decode_journey(encode_journey(one)) for one in made if one is not None]


def test_a_shops_funnels_count_as_the_truth_says_at_every_window_and_are_no_distinct_counts(
    journeys: list[Journey],
) -> None:
    assert (len(journeys), sum(len(one.codes) for one in journeys)) == (600, 31_106)
    for truth in _funnels():
        found = {}
        for window in WINDOWS:
            report = new_report(funnel := _funnel(truth["steps"], window))
            add_journeys(report, journeys, funnel, None)
            found[window] = report.whole.counts
        assert found == truth["ordered"]
        # whoever counts all that did a step, in whatever order, shows more at every step but the first
        distinct = truth["any_order_users_per_step"]
        assert all(ours < theirs for ours, theirs in zip(found["none"][1:], distinct[1:], strict=True))


def test_a_shops_journeys_are_found_by_the_days_on_which_they_began(tables: Tables, journeys: list[Journey]) -> None:
    """Whatever the shards; and nothing is said of a roll-up before the first."""
    store, zone = Store(tables.client), ZoneInfo("UTC")
    stored = JourneyStore(store, f"{tables.prefix}journeys", zone, 2, timedelta(days=7300))
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in pool.map(lambda one: stored.write(one, read=None, last_received_at=NOW, deadline=soon()), journeys):
            assert done
    analyze = AnalyzeFunnel(stored, RollUpStore(store, f"{tables.prefix}meta"), FanOut())
    ranges = [parse_range(first, last, now=NOW, zone=zone, instants_allowed=False) for first, last in RANGES]
    for truth in _funnels():
        funnel = _funnel(truth["steps"], "14d")
        reports = [analyze(one, funnel, breakdown=None, compare=False, now=NOW, deadline=soon()) for one in ranges]
        assert [one.as_of for one in reports] == [None, None]
        assert _in_all([one.report.whole.counts for one in reports]) == truth["ordered"]["14d"]


@pytest.mark.soak
def test_a_shops_funnels_count_as_the_truth_says_once_it_is_imported_and_rolled_up(service: ServiceFactory) -> None:
    running = service(REPORTING_TIMEZONE="UTC", RETENTION_DAYS="7300")
    done = tracefunnel(running, "backfill", str(LOG), "--mapping", str(MAPPING_FILE))
    assert summary_line(done) == "read 31106, accepted 31106, duplicate 0, refused 0, conflicts 0"
    with ApiClient.to(running.base_url, running.secrets) as client:
        more = True
        while more:
            run = client.http.post("/internal/rollups/run", params={"lag_seconds": 0}, headers=client.bearer())
            assert run.status_code == 200, run.text
            more = run.json()["more"]
        for truth in _funnels():
            asked = {"steps": _types(truth["steps"])}
            found = {window: _counts(client, asked | {"window_seconds": WINDOWS[window]}) for window in WINDOWS}
            assert found == truth["ordered"]


def _counts(client: ApiClient, asked: dict[str, Any]) -> list[int]:
    answers = [client.get("/internal/funnels", asked | {"from": first, "to": last}) for first, last in RANGES]
    assert [answer.status_code for answer in answers] == [200] * len(RANGES), answers[0].text
    return _in_all([[step["count"] for step in answer.json()["steps"]] for answer in answers])
