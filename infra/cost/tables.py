"""The bill as tables, which the command prints and the README shows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from infra.cost.alternatives import Clickstream, PostHog
from infra.cost.footprint import BUCKET_KEYS, RUN_READ_UNITS_A_BUCKET, RUNS_A_MONTH
from infra.cost.hot_partition import most_events_a_second, simulate
from infra.cost.monthly_cost import BY_EVENTS, Bill, Group, Line, monthly_cost
from infra.cost.prices import MILLION, Prices
from infra.cost.workload import Workload

Row = Sequence[str]
Table = Sequence[Row]  # the first row is the head

LOADS = (1, 10, 100, 500, 1_000, 10_000, 100_000)
BATCHES = (1, 25, 100)
COMPARED_LOADS = (1, 10, 100, 1_000)
SHARDS = (1, 2, 4, 8, 16, 64)
SIMULATED_EVENTS_A_SECOND, SIMULATED_SECONDS = 5000, 5


def lines_table(load: Workload, prices: Prices) -> Table:
    """Every line of a million events, and of a month without any; each group in one row with its sum."""
    bill = monthly_cost(load, prices)
    kept = f"a million events kept, a month of the {load.retention_days} days"
    million = load.events_a_month / MILLION
    return [
        ("what", "USD, line by line", "USD"),
        _group(bill, Group.TAKEN_IN, f"a million events taken in, {load.batch} a request", million),
        _group(bill, Group.ROLLED_UP, "the same rolled up", million),
        _group(bill, Group.JOURNEYS, "and made into journeys", million),
        _group(bill, Group.KEPT, kept, million * load.months_kept),
        _group(bill, Group.IN_USE, "a month in use", 1),
        _group(bill, Group.IDLE, "a month idle", 1),
    ]


def loads_table(load: Workload, prices: Prices) -> Table:
    """By events a second: a million events taken in, rolled up and made into journeys, and a whole month."""
    rows: list[Row] = [
        (
            "events a second",
            "a month",
            *(f"USD a million, {_number(batch)} a request" for batch in BATCHES),
            f"USD a month, {load.batch} a request",
            f"of that for the {load.retention_days} days that are kept",
        )
    ]
    for events_a_second in LOADS:
        million = [_bill(load, prices, events_a_second, batch).usd_a_million(*BY_EVENTS) for batch in BATCHES]
        bill = _bill(load, prices, events_a_second, load.batch)
        rows.append(
            (
                _number(events_a_second),
                _events(bill.workload.events_a_month),
                *(f"{usd:.2f}" for usd in million),
                _number(bill.usd()),
                _number(bill.usd(Group.KEPT)),
            )
        )
    return rows


def comparison_table(load: Workload, prices: Prices, posthog: PostHog, clickstream: Clickstream) -> Table:
    """USD a month; of Tracefunnel all of it, with what is kept."""
    rows: list[Row] = [
        (
            "events a second",
            "Tracefunnel",
            "PostHog Cloud, anonymous",
            "PostHog Cloud, identified",
            "clickstream-analytics-on-aws: least",
            "processed hourly, with dashboards",
        )
    ]
    for events_a_second in COMPARED_LOADS:
        bill = _bill(load, prices, events_a_second, load.batch)
        events = bill.workload.events_a_month
        others = (
            posthog.usd(events, posthog.anonymous),
            posthog.usd(events, posthog.identified),
            clickstream.usd_least(events_a_second),
            clickstream.usd_hourly(events_a_second),
        )
        cells = ("–" if usd is None else _number(usd) for usd in others)
        rows.append((_number(events_a_second), _number(bill.usd()), *cells))
    return rows


def shards_table(prices: Prices) -> Table:
    """Which FEED_SHARDS for which load; the hottest key of a simulated load, in its worst second; what they cost."""
    rows: list[Row] = [
        (
            "`FEED_SHARDS` of",
            "for a peak of one type of up to",
            f"hottest key at {_number(SIMULATED_EVENTS_A_SECOND)} events a second of one type",
            "reads of the idle roll-up, USD a month",
        )
    ]
    for shards in SHARDS:
        most = most_events_a_second(shards)
        hottest = simulate(SIMULATED_EVENTS_A_SECOND, shards, seconds=SIMULATED_SECONDS).by_type_day
        reads = RUNS_A_MONTH * RUN_READ_UNITS_A_BUCKET * BUCKET_KEYS * shards * prices.read_unit.usd_each
        rows.append(
            (
                str(shards),
                f"{_number(most)} events a second",
                f"{_number(hottest.worst)} writes a second",
                f"{reads:.2f}",
            )
        )
    return rows


def markdown(table: Table) -> str:
    head, *body = table
    return "\n".join(_markdown_row(row) for row in (head, ["---"] * len(head), *body))


def text(table: Table) -> str:
    """In columns: the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in table
    )


def line_rows(bill: Bill) -> Table:
    """Each line by itself: how much of what, its price, USD a month and a million events."""
    events = bill.workload.events_a_month
    rows: list[Row] = [("line", "quantity a month", "USD each million", "USD a month", "USD a million events")]
    for line in bill.lines:
        million = f"{line.usd / events * MILLION:.4f}" if events else "–"
        each = f"{line.price.usd_each * MILLION:,.3f}"
        rows.append((f"{line.group}: {line.name}", f"{line.quantity:,.1f}", each, f"{line.usd:,.2f}", million))
    return rows


def _group(bill: Bill, group: Group, name: str, parts: float) -> Row:
    lines = [line for line in bill.lines if line.group is group]
    return name, _told(lines, parts), f"{sum(line.usd for line in lines) / parts:.2f}"


def _told(lines: Iterable[Line], parts: float) -> str:
    return "; ".join(f"{line.name} {line.usd / parts:.3f}" for line in lines)


def _bill(load: Workload, prices: Prices, events_a_second: float, batch: int) -> Bill:
    return monthly_cost(replace(load, events_a_second=events_a_second, batch=batch), prices)


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _events(count: float) -> str:
    return f"{count / 1e9:,.1f} billion" if count >= 1e9 else f"{count / 1e6:,.1f} million"


def _markdown_row(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"
