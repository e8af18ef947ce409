"""Campaign summaries out of counts, by hand."""

import pytest

from chalicelib.domain.bucket import Bucket
from chalicelib.domain.day_counts import DayCounts
from chalicelib.domain.tracking.campaign_summary import campaign_rows, summarize_campaign
from chalicelib.domain.tracking.quality import ReasonCount

DAYS = ["2026-11-21", "2026-11-22"]
SPRING: DayCounts = {
    ("m_registration", DAYS[0]): Bucket(
        quarters={0: (3, 1, 0), 9: (0, 1, 1)},
        untracked_reasons={"url_missing": 1, "cookie_expired": 1},
        channels={"email": 2, "paid_search": 1},
        utm_sources={"june": 3},
    ),
    ("m_registration", DAYS[1]): Bucket(
        quarters={4: (1, 2, 0)},
        error_codes={"url_missing": 2, "of a tracked one": 1},
        untracked_reasons={"url_missing": 2},
        channels={"paid_search": 1},
    ),
    ("m_page_view", DAYS[1]): Bucket(quarters={0: (0, 0, 10), 1: (1, 1, 0)}),
    ("m_link_click", DAYS[0]): Bucket(quarters={0: (0, 0, 8)}),
    ("m_registration", "2026-11-23"): Bucket(quarters={0: (9, 9, 9)}),
}


def test_a_campaign_has_its_figures_channels_sources_and_days() -> None:
    found = summarize_campaign(SPRING, DAYS)
    assert (found.figures.registrations, found.figures.visits, found.figures.clicks) == (9, 12, 8)
    assert found.figures.conversion_ratio == 0.45
    assert (found.figures.tracking.tracked_count, found.figures.tracking.untracked_count) == (4, 4)
    assert found.figures.tracking.tracking_success_rate == "50.0%"
    assert found.figures.tracking.untracked_reason_top == [
        ReasonCount("url_missing", 3),
        ReasonCount("cookie_expired", 1),
    ]
    assert found.channels == [("email", 2), ("paid_search", 2)]
    assert found.utm_sources == [("june", 3)]
    assert (found.days, found.tracked, found.untracked) == (DAYS, [3, 1], [2, 2])


def test_a_campaign_without_events_is_zeros_and_null_rates() -> None:
    found = summarize_campaign({}, DAYS)
    assert (found.figures.registrations, found.figures.visits, found.figures.clicks) == (0, 0, 0)
    assert (found.figures.conversion_ratio, found.figures.tracking.tracking_success_rate) == (None, None)
    assert (found.channels, found.utm_sources) == ([], [])
    assert (found.tracked, found.untracked) == ([0, 0], [0, 0])


@pytest.mark.parametrize(
    ("registrations", "visits", "clicks", "ratio"), [(1, 0, 0, None), (0, 3, 0, 0.0), (1, 2, 1, 0.3333), (3, 0, 2, 1.5)]
)
def test_the_conversion_ratio_is_over_visits_and_clicks(
    registrations: int, visits: int, clicks: int, ratio: float | None
) -> None:
    counts = {
        ("m_registration", DAYS[0]): Bucket(quarters={0: (registrations, 0, 0)}),
        ("m_page_view", DAYS[0]): Bucket(quarters={0: (0, 0, visits)}),
        ("m_link_click", DAYS[0]): Bucket(quarters={0: (0, 0, clicks)}),
    }
    assert summarize_campaign(counts, DAYS).figures.conversion_ratio == ratio


def test_rows_are_of_all_campaigns_most_registrations_first_and_those_left_out_are_not_there() -> None:
    counts = {
        ("m_page_view", DAYS[0]): Bucket(campaigns={"spring": 4, "visits only": 2, "left out": 9}),
        ("m_link_click", DAYS[1]): Bucket(campaigns={"spring": 1, "clicks only": 3}),
    }
    campaigns = {"spring": SPRING, "autumn": SPRING, "empty": {("m_registration", DAYS[0]): Bucket()}}
    rows = campaign_rows(counts, campaigns, DAYS, {"left out"})
    assert [row.campaign_id for row in rows] == ["spring", "autumn", "clicks only", "visits only"]
    spring, autumn, clicks_only, _ = (row.figures for row in rows)
    assert (spring.registrations, spring.visits, spring.clicks, spring.conversion_ratio) == (9, 4, 1, 1.8)
    assert spring.tracking == autumn.tracking == summarize_campaign(SPRING, DAYS).figures.tracking
    assert (clicks_only.registrations, clicks_only.conversion_ratio) == (0, 0.0)
