"""What a user would pay elsewhere: published prices, dated, in alternatives.toml."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from infra.cost.prices import MILLION

_FILE = Path(__file__).with_name("alternatives.toml")


@dataclass(frozen=True, slots=True)
class PostHog:
    """`up_to_million`: where each tier ends; the prices, USD a million, have one more, of what is beyond."""

    source: str
    published: date
    looked_up: date
    up_to_million: Sequence[float]
    anonymous: Sequence[float]
    identified: Sequence[float]

    def usd(self, events_a_month: float, usd_a_million: Sequence[float]) -> float:
        """A month; each event at the price of the tier that it falls in."""
        left, begin, total = events_a_month / MILLION, 0.0, 0.0
        for end, price in zip([*self.up_to_million, float("inf")], usd_a_million, strict=True):
            within = min(left, end - begin)
            left, begin, total = left - within, end, total + within * price
        return total


@dataclass(frozen=True, slots=True)
class Clickstream:
    """By requests a second: what is taken in, and what it takes to process it, USD a month."""

    source: str
    looked_up: date
    logs: float
    dashboards: float
    load: Sequence[dict[str, Any]]

    def usd_hourly(self, requests_a_second: float) -> float | None:
        """With its dashboards; None for a load that is not published."""
        parts = self._parts(requests_a_second, "hourly")
        return None if parts is None else sum(parts) + self.logs + self.dashboards

    def usd_least(self, requests_a_second: float) -> float | None:
        """Without dashboards; None for a load that is not published."""
        parts = self._parts(requests_a_second, "least")
        return None if parts is None else sum(parts) + self.logs

    def _parts(self, requests_a_second: float, way: str) -> Sequence[float] | None:
        return next((one[way] for one in self.load if one["requests_a_second"] == requests_a_second), None)


def read_alternatives() -> tuple[PostHog, Clickstream]:
    found = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return PostHog(**found["posthog"]), Clickstream(**found["clickstream"])
