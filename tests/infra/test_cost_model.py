"""The bill: each line by hand, what it must do when the load changes, and the goals of design section 8."""

from dataclasses import replace
from datetime import date

import pytest

from infra.cost import footprint
from infra.cost.alternatives import read_alternatives
from infra.cost.monthly_cost import BY_EVENTS, GB, Bill, Group, Line, monthly_cost
from infra.cost.prices import Price, read_prices
from infra.cost.workload import Workload

PRICES = read_prices()
MILLION = 1_000_000
SECONDS_A_MONTH = 2_628_000
LOADS = (1.0, 10.0, 100.0, 500.0, 1_000.0, 10_000.0, 100_000.0)
# Beside the sums of a million events a month, at 25 a request and 60% with an address.
A_MILLION = Workload(MILLION / SECONDS_A_MONTH)


def bill(load: Workload = A_MILLION) -> Bill:
    return monthly_cost(load, PRICES)


def line(name: str, load: Workload = A_MILLION) -> Line:
    (found,) = [one for one in bill(load).lines if one.name == name]
    return found


@pytest.mark.parametrize(
    ("name", "usd"),
    [
        ("writes: table `events`", 0.625),
        ("writes: index `by_type_day`", 0.625),
        ("writes: index `by_email`", 0.375),  # 600,000 units
        ("API Gateway: requests", 0.14),  # 40,000 at 3.50 USD a million
        ("CloudFront: requests", 0.04),
        ("CloudFront: what is sent", 40_000 * (600 + 25 * 300) / 2**30 * 0.02),
        ("CloudFront: answers", 40_000 * (400 + 25 * 82) / 2**30 * 0.085),
        ("Lambda `api_handler`: requests", 0.008),
        # 30.05 ms of a core, at 1,024 of the 1,769 MB that come with one; and twice 5 ms of waiting
        ("Lambda `api_handler`: time", 40 * (30.05 * 1769 / 1024 + 10) * 0.0000133334),
        ("logs: taken in", 40_000 * 1476 / 2**30 * 0.5),
        ("logs: kept for 30 days", 40_000 * 1476 / 2**30 * 0.03),
        ("reads: index `by_type_day`, twice", 2 * 450 / 4096 * 0.5 * 0.125),
        ("Lambda `roll_up`: time", 2 * 350 / (1024 / 1769) * 0.0000133334),
        ("writes: `journeys`, table and index", 0.5),  # 133,333 traces, 3 times each, 2 units
        ("reads: journeys, and events by trace", (0.4 * (1.5 + 7.5 * 450 / 4096) + 1 / 7.5) * 0.125),
        ("Lambda `roll_up`: journeys", 400 * 1.2 / (1024 / 1769) * 0.0000133334),
        ("metrics", 1.80),
        ("alarms", 1.20),
        ("the roll-up every minute: reads", 43_800 * (50 + 1.5 * 18) * 0.125e-6),
        ("the roll-up every minute: writes", 43_800 * 3 * 0.625e-6),
        ("the roll-up every minute: requests", 43_800 * 0.20e-6),
        ("the roll-up every minute: time", 43_800 * (0.07 / (1024 / 1769) + 0.06) * 0.0000133334),
        ("the roll-up every minute: logs", 43_800 * 1450 / 2**30 * 0.5),
        ("metrics that only traffic emits", 1.20),
        ("keys: fetched every 5 minutes", 7 * 12 * 730 * 0.03 / 10_000),
    ],
)
def test_a_line_of_a_million_events_a_month_is_what_it_is_by_hand(name: str, usd: float) -> None:
    assert line(name).usd == pytest.approx(usd, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "usd"),
    [
        ("storage: table `events`", 550 * MILLION / GB * 0.25),
        ("storage: index `by_type_day`", 550 * MILLION / GB * 0.25),
        ("storage: index `by_email`", 0.6 * 290 * MILLION / GB * 0.25),
        ("storage: `journeys`, table and index", 2 * 660 / 7.5 * MILLION / GB * 0.25),
        ("backup to any second of 35 days (PITR)", (550 + 660 / 7.5) * MILLION / GB * 0.20),
    ],
)
def test_what_is_kept_is_paid_for_each_month_of_its_days(name: str, usd: float) -> None:
    assert line(name).usd == pytest.approx(usd * 180 / (730 / 24), rel=1e-9)
    assert line(name, replace(A_MILLION, retention_days=18)).usd == pytest.approx(line(name).usd / 10)


def test_a_bucket_is_written_once_a_run_that_has_events_of_it_and_once_more_for_each_step() -> None:
    few = Workload(1 / SECONDS_A_MONTH)  # one event a month: once in its run, once when its day is closed
    assert line("writes: buckets", few).quantity == pytest.approx(2 * 2, rel=0.01)
    many = Workload(1e6)
    each_run, each_day, steps = 18 * 43_800, 18 * 730 / 24, 2 * many.events_a_month / 200
    assert line("writes: buckets", many).quantity == pytest.approx(2 * (each_run + each_day + steps))


def test_so_is_the_bucket_of_each_campaign_for_its_types_which_is_read_before() -> None:
    many = Workload(1e6)
    steps = 2 * 10 * 0.2 * many.events_a_month / 200  # each of ten campaigns in each step
    writes = 3 * 10 * (43_800 + 730 / 24) + steps
    assert line("writes: campaign buckets", many).quantity == pytest.approx(writes)
    assert line("reads: campaign buckets", many).quantity == pytest.approx(writes)
    assert line("writes: campaign buckets", replace(many, campaign_ratio=0)).quantity == 0


def test_the_sessions_of_the_day_are_written_three_times_in_a_run_with_new_traces() -> None:
    assert line("writes: sessions of the day", Workload(1000)).quantity == pytest.approx(3 * 43_800)
    one_trace = Workload(7.5 / SECONDS_A_MONTH)
    assert line("writes: sessions of the day", one_trace).quantity == pytest.approx(3, rel=0.001)


def test_a_bill_is_the_sum_of_its_lines() -> None:
    assert bill().usd() == pytest.approx(sum(one.usd for one in bill().lines))
    assert bill().usd() == pytest.approx(sum(bill().usd(group) for group in Group))


@pytest.mark.parametrize("group", [Group.TAKEN_IN, Group.KEPT])
def test_what_events_cost_grows_with_them_and_with_nothing_else(group: Group) -> None:
    assert bill(Workload(1000)).usd(group) == pytest.approx(1000 * bill(Workload(1)).usd(group))


@pytest.mark.parametrize("group", BY_EVENTS)
def test_a_million_events_never_cost_more_where_there_are_more_of_them(group: Group) -> None:
    costs = [bill(Workload(events)).usd_a_million(group) for events in LOADS]
    assert costs == pytest.approx(sorted(costs, reverse=True))


@pytest.mark.parametrize("load", [1.0, 100.0, 100_000.0])
def test_larger_batches_are_never_dearer(load: float) -> None:
    costs = [bill(Workload(load, batch=batch)).usd() for batch in (1, 2, 5, 10, 16, 25, 50, 100, 250, 500)]
    assert costs == sorted(costs, reverse=True)


def test_an_address_costs_one_write_unit_of_its_event_and_room() -> None:
    without, each = bill(replace(A_MILLION, email_ratio=0)), bill(replace(A_MILLION, email_ratio=1))
    assert each.usd(Group.TAKEN_IN) - without.usd(Group.TAKEN_IN) == pytest.approx(0.625)
    changed = [
        one.name for one, before in zip(each.lines, without.lines, strict=True) if one.quantity != before.quantity
    ]
    assert changed == ["writes: index `by_email`", "storage: index `by_email`"]


@pytest.mark.parametrize("shards", [2, 8, 64])
def test_shards_change_what_the_roll_up_reads_and_writes_and_nothing_of_an_event(shards: int) -> None:
    one, more = bill(Workload(100)), bill(Workload(100, shards=shards))
    for group in (Group.TAKEN_IN, Group.JOURNEYS, Group.KEPT, Group.IN_USE):
        assert more.usd(group) == one.usd(group)
    for name in ("writes: buckets", "writes: campaign buckets"):
        assert line(name, Workload(100)).usd < line(name, Workload(100, shards=shards)).usd
    assert more.usd(Group.IDLE) - one.usd(Group.IDLE) == pytest.approx((shards - 1) * 43_800 * 1.5 * 18 * 0.125e-6)


def test_an_event_of_more_than_a_kilobyte_costs_two_units_in_the_table_and_two_in_its_index() -> None:
    assert line("writes: table `events`", replace(A_MILLION, event_bytes=1024)).quantity == pytest.approx(MILLION)
    large = replace(A_MILLION, event_bytes=1025)
    assert line("writes: table `events`", large).quantity == pytest.approx(2 * MILLION)
    assert line("writes: index `by_type_day`", large).quantity == pytest.approx(2 * MILLION)
    assert line("writes: index `by_email`", large).quantity == pytest.approx(600_000)


def test_no_events_cost_what_an_idle_stage_does_and_nothing_else() -> None:
    idle = bill(A_MILLION.idle())
    assert idle.usd() == idle.usd(Group.IDLE) == bill().usd(Group.IDLE)


def test_senders_that_go_to_the_api_itself_pay_nothing_for_cloudfront() -> None:
    saved = bill().usd() - bill(replace(A_MILLION, through_cloudfront=False)).usd()
    assert saved == pytest.approx(sum(one.usd for one in bill().lines if one.name.startswith("CloudFront")))
    assert saved > 0.04


@pytest.mark.parametrize(
    "broken",
    [
        {"events_a_second": -1},
        {"batch": 0},
        {"email_ratio": 1.1},
        {"campaign_ratio": -0.1},
        {"shards": 0},
        {"shards": 65},
        {"runs_a_trace": 0.5},
        {"runs_a_trace": 8},
    ],
)
def test_a_load_that_cannot_be_is_refused(broken: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r": "):
        replace(A_MILLION, **broken)  # type: ignore[arg-type] # any of the fields


@pytest.mark.parametrize("load", LOADS)
def test_a_million_events_are_taken_in_and_rolled_up_for_at_most_two_and_a_half_dollars(load: float) -> None:
    assert bill(Workload(load)).usd_a_million(Group.TAKEN_IN, Group.ROLLED_UP) <= 2.50


@pytest.mark.parametrize("load", LOADS)
def test_their_journeys_cost_less_than_seventy_cents_beside(load: float) -> None:
    assert bill(Workload(load)).usd_a_million(Group.JOURNEYS) <= 0.70


@pytest.mark.parametrize("load", LOADS)
def test_a_million_events_are_kept_for_at_most_sixty_cents_a_month(load: float) -> None:
    assert bill(Workload(load)).usd_a_million_kept <= 0.60


def test_an_idle_stage_costs_at_most_four_dollars_a_month_and_less_than_one_in_the_free_tier() -> None:
    idle = bill(Workload(0))
    assert idle.usd() <= 4
    # free: 10 metrics, 10 alarms, a million requests and 400,000 GB-seconds of Lambda, 5 GB of logs; no DynamoDB units
    left = [one.usd for one in idle.lines if one.price in (PRICES.read_unit, PRICES.write_unit)]
    assert sum(left) + (footprint.ALARMS - 10) * PRICES.alarm.usd_each < 1


@pytest.mark.parametrize("load", [each for each in LOADS if each >= 100])
def test_from_a_hundred_events_a_second_buckets_add_at_most_a_fiftieth_of_a_write_to_an_event(load: float) -> None:
    writes = line("writes: buckets", Workload(load)).quantity / footprint.BUCKET_WRITE_UNITS
    assert writes <= 0.02 * Workload(load).events_a_month


def test_the_gateway_is_the_dearest_of_all_where_each_event_is_a_request_and_not_in_batches() -> None:
    single = replace(A_MILLION, batch=1)
    assert max(bill(single).lines, key=lambda one: one.usd * (one.group in BY_EVENTS)).name == "API Gateway: requests"
    writes = sum(one.usd for one in bill().lines if one.group is Group.TAKEN_IN and one.price is PRICES.write_unit)
    requests = line("API Gateway: requests").usd
    assert requests < writes / 10


@pytest.mark.parametrize(("name", "price"), PRICES.each().items())
def test_each_price_has_a_unit_a_source_and_a_date(name: str, price: Price) -> None:
    assert 0 < price.usd_each < 1
    assert price.unit
    assert price.source.startswith("https://aws.amazon.com/")
    assert price.looked_up >= date(2026, 11, 1)
    assert price.read_in is None or price.read_in.startswith("https://")


@pytest.mark.parametrize(
    ("events", "anonymous", "identified"),
    [
        (1 * MILLION, 0, 0),
        (2 * MILLION, 50, 248),
        (10 * MILLION, 50 + 8 * 34.3, 248 + 8 * 104),  # 324 USD, as their own example has it
        (60 * MILLION, 50 + 13 * 34.3 + 35 * 29.5 + 10 * 21.8, 248 + 13 * 104 + 35 * 65.5 + 10 * 36.4),
    ],
)
def test_posthog_charges_each_event_at_the_price_of_its_tier(
    events: float, anonymous: float, identified: float
) -> None:
    posthog, _ = read_alternatives()
    assert posthog.usd(events, posthog.anonymous) == pytest.approx(anonymous)
    assert posthog.usd(events, posthog.identified) == pytest.approx(identified)


def test_clickstream_is_compared_only_at_the_loads_that_are_published() -> None:
    _, clickstream = read_alternatives()
    assert clickstream.usd_hourly(100) == pytest.approx(254 + 142 + 14 + 66.80)
    assert clickstream.usd_least(100) == pytest.approx(168 + 56.1 + 14)
    assert clickstream.usd_hourly(99) is None
    assert clickstream.usd_least(99) is None
