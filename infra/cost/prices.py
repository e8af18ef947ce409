"""The price list: dated data with sources, in prices.toml."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

MILLION = 1_000_000
_FILE = Path(__file__).with_name("prices.toml")


@dataclass(frozen=True, slots=True)
class Price:
    """`usd` for `per` units. `source`: the seller's page; `read_in`: where the figure was read, if elsewhere."""

    usd: float
    per: int
    unit: str
    source: str
    looked_up: date
    read_in: str | None = None

    @property
    def usd_each(self) -> float:
        return self.usd / self.per


@dataclass(frozen=True, slots=True)
class Prices:
    write_unit: Price
    read_unit: Price
    storage: Price
    backup: Price
    lambda_request: Price
    lambda_gb_second: Price
    api_request: Price
    cloudfront_request: Price
    cloudfront_to_origin: Price
    cloudfront_to_viewer: Price
    log_taken_in: Price
    log_kept: Price
    metric: Price
    alarm: Price
    key_request: Price

    def each(self) -> dict[str, Price]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def read_prices() -> Prices:
    """Raises TypeError where the file has a price too many or too few, or one that lacks a part."""
    entries: dict[str, dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Prices(**{name: Price(**entry) for name, entry in entries.items()})
