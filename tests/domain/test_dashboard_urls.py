"""Links to the dashboard's pages."""

from chalicelib.domain.dashboard_urls import alarms_page, events_page, trace_page

BASE = "https://funnel.example.com"
PAGES = f"{BASE}/cp/auth-commerce-funnel"


def test_each_page_stands_under_the_dashboards_path() -> None:
    assert trace_page(BASE, "trace_8f2c") == f"{PAGES}/trace?trace_id=trace_8f2c"
    assert events_page(BASE, []) == f"{PAGES}/events"
    assert alarms_page(BASE) == f"{PAGES}/alarms"


def test_parameters_keep_their_order_their_repetitions_and_their_bounds() -> None:
    asked = [
        ("type", "m_page_view"),
        ("type", "m_link_click"),
        ("campaign_id", "a&b=c d/가"),
        ("success", "true,false"),
    ]
    assert events_page(BASE, asked) == (
        f"{PAGES}/events?type=m_page_view&type=m_link_click&campaign_id=a%26b%3Dc+d%2F%EA%B0%80&success=true%2Cfalse"
    )
    assert trace_page(BASE, "trace_a/b?c=d&e#f%25+g") == f"{PAGES}/trace?trace_id=trace_a%2Fb%3Fc%3Dd%26e%23f%2525%2Bg"
