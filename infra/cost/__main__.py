"""Prints what the service costs on AWS, at list price. Run as `python -m infra.cost`."""

import argparse
import sys

from infra.cost.alternatives import read_alternatives
from infra.cost.monthly_cost import monthly_cost
from infra.cost.prices import read_prices
from infra.cost.tables import (
    comparison_table,
    line_rows,
    lines_table,
    loads_table,
    markdown,
    shards_table,
    text,
)
from infra.cost.workload import Workload

FROM_ARGUMENTS = ("events_a_second", "batch", "email_ratio", "shards", "retention_days")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.cost", description=__doc__)
    parser.add_argument("--events-a-second", type=float, default=100, help="of the bill line by line (default: 100)")
    parser.add_argument("--batch", type=int, help="events a request (default: 25)")
    parser.add_argument("--email-share", type=float, dest="email_ratio", help="with an e-mail, 0 to 1 (default: 0.6)")
    parser.add_argument("--shards", type=int, help="FEED_SHARDS (default: 1)")
    parser.add_argument("--retention-days", type=int, help="RETENTION_DAYS (default: 180)")
    parser.add_argument("--readme", action="store_true", help="print the README's tables instead")
    options = parser.parse_args(arguments)
    given = {name: value for name in FROM_ARGUMENTS if (value := getattr(options, name)) is not None}
    try:
        load = Workload(**given)
    except ValueError as error:
        parser.error(str(error))
    prices, alternatives = read_prices(), read_alternatives()
    loads = loads_table(load, prices)
    others = comparison_table(load, prices, *alternatives)
    shards = shards_table(prices)
    if options.readme:
        print("\n\n".join(markdown(table) for table in (lines_table(load, prices), loads, others, shards)))
        return 0
    bill = monthly_cost(load, prices)
    dates = sorted({price.looked_up for price in prices.each().values()})
    print(f"AWS list prices of us-east-1 as of {dates[0]}; {load}\n")
    print(text(line_rows(bill)), text(loads), text(others), text(shards), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
