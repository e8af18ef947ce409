"""What the README says of cost is what the model says."""

import pytest

from infra.cost.__main__ import main
from infra.cost.alternatives import read_alternatives
from infra.cost.monthly_cost import Group, monthly_cost
from infra.cost.prices import read_prices
from infra.cost.tables import Table, comparison_table, lines_table, loads_table, markdown, shards_table
from infra.cost.workload import Workload
from tests.running_service import PROJECT

PRICES = read_prices()
LOAD = Workload(100)
README = (PROJECT / "README.md").read_text(encoding="utf-8")
TABLES = {
    "line by line": lines_table(LOAD, PRICES),
    "by load": loads_table(LOAD, PRICES),
    "compared": comparison_table(LOAD, PRICES, *read_alternatives()),
    "shards": shards_table(PRICES),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_the_readme_shows_the_tables_that_the_command_prints_for_it(table: Table) -> None:
    assert f"\n\n{markdown(table)}\n\n" in README, "python -m infra.cost --readme prints what is to stand there"


def test_the_readme_begins_with_what_an_idle_stage_costs() -> None:
    idle = monthly_cost(Workload(0), PRICES).usd()
    assert f"costs about\n{idle:.2f} USD a month when idle" in README


def test_the_readme_says_when_prices_were_looked_up() -> None:
    posthog, clickstream = read_alternatives()
    (day,) = {price.looked_up for price in PRICES.each().values()} | {posthog.looked_up, clickstream.looked_up}
    assert f"looked up on {day}; without" in README
    assert f"both were looked up on {day}" in README
    assert posthog.source in README
    assert f"published in {posthog.published:%B %Y}" in README


def test_where_the_readme_says_so_clickstream_becomes_cheaper() -> None:
    _, clickstream = read_alternatives()
    ours = {events: monthly_cost(Workload(events), PRICES).usd() for events in (10, 100)}
    assert ours[10] < (clickstream.usd_least(10) or 0)
    assert ours[100] > (clickstream.usd_hourly(100) or float("inf"))


def test_what_is_kept_is_half_of_a_bill_and_the_gateway_more_than_twice_the_writes_of_single_events() -> None:
    bill = monthly_cost(LOAD, PRICES)
    assert bill.usd(Group.KEPT) / bill.usd() == pytest.approx(0.5, abs=0.03)
    single = monthly_cost(Workload(100, batch=1), PRICES)
    writes = sum(line.usd for line in single.lines if line.group is Group.TAKEN_IN and line.price is PRICES.write_unit)
    (gateway,) = [line.usd for line in single.lines if line.name == "API Gateway: requests"]
    assert gateway > 2 * writes


def test_the_command_prints_every_line_of_the_bill_that_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--batch", "100", "--email-share", "0.3", "--shards", "2", "--events-a-second", "7"]) == 0
    printed = capsys.readouterr().out
    bill = monthly_cost(Workload(7, batch=100, email_ratio=0.3, shards=2), PRICES)
    for line in bill.lines:
        (row,) = [row for row in printed.splitlines() if row.startswith(f"{line.group}: {line.name}  ")]
        assert f"{line.usd:,.2f}" in row.split()


def test_the_command_prints_the_tables_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--readme"]) == 0
    assert capsys.readouterr().out == "\n\n".join(map(markdown, TABLES.values())) + "\n"


def test_the_command_refuses_a_load_that_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--shards", "65"])
    assert "shards: 1 to 64" in capsys.readouterr().err
