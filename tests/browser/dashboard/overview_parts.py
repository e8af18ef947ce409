"""What tests of the overview read off the page, and off the API."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Route

from tests.api_client import FEED, ApiClient

SUMMARY = f"{FEED}/summary"
PLOT_LEFT, PLOT_RIGHT = 48, 12  # pixels of the chart beside its plot
NEAR = 3
# The middles of the small filled shapes.
_POINTS = """(chart) => {
  const { left, top } = chart.getBoundingClientRect();
  return [...chart.querySelectorAll('svg path:not([fill=none])')]
    .map((path) => path.getBoundingClientRect())
    .filter(({ width, height }) => width > 0 && width < 10 && height < 10)
    .map((box) => ({ x: box.x + box.width / 2 - left, y: box.y + box.height / 2 - top }));
}"""


def summary(api: ApiClient, url: str) -> dict[str, Any]:
    """Of the days of a URL."""
    asked = {name: values for name, values in asked_of(url).items() if name in {"from", "to"}}
    answer: dict[str, Any] = api.get(SUMMARY, asked).json()
    return answer


def asked_of(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def events_behind(api: ApiClient, link: Locator) -> list[dict[str, Any]]:
    """What the feed has where a link of the page leads to."""
    href = link.get_attribute("href")
    assert href is not None
    assert urlsplit(href).path.endswith("/events")
    answer = api.get(FEED, asked_of(href) | {"limit": 200}).json()
    assert answer["next_cursor"] is None
    found: list[dict[str, Any]] = answer["events"]
    return found


def answers_with(page: Page, change: Callable[[dict[str, Any]], object]) -> None:
    """From now on each summary comes with what the function changes of it."""

    def changed(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        change(body)
        route.fulfill(response=answer, json=body)

    page.route(re.compile(re.escape(SUMMARY)), changed)


def value(page: Page, kpi: str) -> Locator:
    return page.locator(f"[data-kpi={kpi}] [data-value]")


def error_rows(page: Page) -> Locator:
    return page.get_by_role("table", name="Error codes").locator("tbody tr")


def count(number: int) -> str:
    """As an English page shows it."""
    return f"{number:,}"


def percent(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.1%}"


def hover(chart: Locator, column: int, columns: int) -> None:
    x, y = _place(chart, column, columns)
    chart.hover(position={"x": x, "y": y})


def click(chart: Locator, column: int, columns: int) -> None:
    """On the paper above the lines."""
    x, y = _place(chart, column, columns)
    chart.click(position={"x": x, "y": y})


def click_point(chart: Locator, column: int, columns: int) -> None:
    """On the lowest point of a column."""
    x, _ = _place(chart, column, columns)
    found = [point for point in chart.evaluate(_POINTS) if abs(point["x"] - x) < NEAR]
    lowest = max(found, key=lambda point: point["y"])
    chart.click(position={"x": lowest["x"], "y": lowest["y"]})


def _place(chart: Locator, column: int, columns: int) -> tuple[float, float]:
    chart.locator("svg text").first.wait_for()
    box = chart.bounding_box()
    assert box is not None
    width = box["width"] - PLOT_LEFT - PLOT_RIGHT
    return PLOT_LEFT + width * (column + 0.5) / columns, 45
