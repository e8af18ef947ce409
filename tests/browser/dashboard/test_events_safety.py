"""Whatever senders write into their events is shown as the text that it is, on the pages of events and of a trace."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.events_page import FEED, rows, wait_for_rows
from tests.browser.dashboard.service import store
from tests.running_service import SECRETS, ServiceProcess

CAMPAIGN = "events-safety"
MARK = "window.ran = true"  # what a payload that runs would leave behind
SCRIPTS = {
    "script": f"<script>{MARK}</script>",
    "image": f'"><img src=x onerror="{MARK}">',
    "vector": f"<svg/onload={MARK}>",
    "url": f"javascript:{MARK}//",
    "attribute": f"' onmouseover='{MARK}' x='",
    "template": "{{constructor.constructor('" + MARK + "')()}}${7*7}",
    "frame": f"<iframe srcdoc='<script>parent.{MARK}</script>'></iframe>",
}
TEXTS = {
    "reversed": "invoice\u202egnp.exe",
    "isolated": "\u2067שלום\u2069 \u061cمرحبا",
    "stacked": "Z" + "\u0321\u0337\u0353\u0489" * 20 + "algo",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 한국어 ｆｕｌｌ",
    "sql": "'; DROP TABLE events; --",
    "names": "__proto__ constructor undefined null NaN -0 1e999",
    "formula": "=HYPERLINK('http://evil.example')",
    "percent": "%3Cscript%3E %00 \\u0000 &lt;b&gt; &amp;",
    "long": "x" * 250,
}
NAUGHTY = SCRIPTS | TEXTS


def _event(name: str, text: str) -> dict[str, Any]:
    """The text in every field that takes it. A trace id takes no spaces and ASCII alone."""
    fields = ("error_code", "error_message", "anonymous_id", "user_id", "tenant_id", "job_id")
    return dict.fromkeys(fields, text) | {
        "event_type": "m_auth_login_fail",
        "event_id": f"naughty-{name}",
        "trace_id": _trace_id(name),
        "email": "naughty.events@example.com",
        "campaign_id": CAMPAIGN,
        "payload": {"value": text, text[:100]: [text[:100]], "__proto__": {"constructor": 1}},
    }


def _trace_id(name: str) -> str:
    text = NAUGHTY[name]
    return f"trace_{text.replace(' ', '_')}"[:120] if text.isascii() else f"trace_{name}"


@pytest.fixture(scope="module", autouse=True)
def _events(dashboard_service: ServiceProcess) -> None:
    with ApiClient.to(dashboard_service.base_url, SECRETS) as api:
        store(api, *(_event(name, text) for name, text in NAUGHTY.items()))


def _nothing_ran(page: Page) -> None:
    """No script, and no element came out of a text; the harness looks at the console."""
    assert page.evaluate("window.ran") is None
    assert page.locator("main :is(script, iframe, img, [onerror], [onload], [onmouseover], [srcdoc])").count() == 0
    assert page.locator("a[href^='javascript:' i]").count() == 0


def test_every_text_is_shown_as_it_is_in_the_table_and_in_the_open_row(dashboard: Dashboard, api: ApiClient) -> None:
    stored = {event["id"].removeprefix("naughty-"): event for event in api.feed(campaign_id=CAMPAIGN)}
    assert stored.keys() == NAUGHTY.keys()
    page = dashboard.open(f"events?campaign_id={CAMPAIGN}&columns=time,trace,tenant,error_code,detail", role="support")
    expect(rows(page)).to_have_count(len(NAUGHTY))
    for row in rows(page).all():
        event = stored[(row.get_attribute("data-event") or "").removeprefix("naughty-")]
        for column, field in (("tenant", "tenant_id"), ("error_code", "error_code"), ("detail", "error_message")):
            assert row.locator(f"[data-column={column}]").text_content() == event[field]
        assert row.evaluate("(row) => row.offsetHeight") == 36  # stacked accents make no row higher
    dashboard.assert_accessible()
    dashboard.screenshot("events-naughty")
    for _ in NAUGHTY:
        page.keyboard.press("Enter")
        opened = page.locator("[data-event]:has([aria-expanded=true])")
        expect(opened.locator("pre")).to_be_visible()
        event = stored[(opened.get_attribute("data-event") or "").removeprefix("naughty-")]
        assert json.loads(opened.locator("pre").text_content() or "") == event["payload"]
        page.keyboard.press("j")
    _nothing_ran(page)


@pytest.mark.parametrize("name", ["script", "image", "template", "sql", "percent"])
def test_the_trace_page_shows_it_as_it_is(dashboard: Dashboard, name: str) -> None:
    page = dashboard.open(f"trace?trace_id={quote(_trace_id(name), safe='')}&event=naughty-{name}", role="support")
    expect(page.get_by_text(_trace_id(name), exact=True).first).to_be_visible()
    expect(page.get_by_text(NAUGHTY[name], exact=True).first).to_be_visible()
    _nothing_ran(page)


def test_a_filter_with_a_script_in_it_is_only_a_text(dashboard: Dashboard) -> None:
    page = dashboard.open(
        f"events?campaign_id={CAMPAIGN}&error_code={quote(SCRIPTS['image'], safe='')}", role="support"
    )
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("group", name="Error code")).to_contain_text(SCRIPTS["image"])
    page.keyboard.press("f")
    expect(page.get_by_role("textbox", name="Error code")).to_have_value(SCRIPTS["image"])
    _nothing_ran(page)


def test_not_even_an_api_that_lies_makes_the_page_run_anything(dashboard: Dashboard) -> None:
    """What the service never stores: a type, a source and links of a sender's own making."""
    evil = SCRIPTS["url"]
    event = dict.fromkeys(("anonymous_id", "user_id", "tenant_id", "job_id", "occurred_at", "success")) | {
        "id": SCRIPTS["image"],
        "ts": "2026-11-22T09:15:02.120Z",
        "event_type": SCRIPTS["script"],
        "trace_id": evil,
        "campaign_id": SCRIPTS["vector"],
        "email": {"fingerprint": SCRIPTS["image"], "domain": SCRIPTS["script"], "masked": SCRIPTS["frame"]},
        "error_code": SCRIPTS["template"],
        "error_message": SCRIPTS["attribute"],
        "source": SCRIPTS["frame"],
        "payload": {SCRIPTS["image"]: SCRIPTS["script"], "link": evil},
        "links": {"onboarding": evil, "trace": evil, "stripe": f"data:text/html,{SCRIPTS['script']}"},
    }
    body = json.dumps({"events": [event], "next_cursor": None})

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=body)

    dashboard.context.route(FEED, answer)
    page = dashboard.open("events", role="support")
    wait_for_rows(page)
    page.keyboard.press("Enter")
    expect(page.locator("pre")).to_contain_text(evil)
    assert rows(page).locator("a[href^='data:'], a:not([href])").count() == 0
    rows(page).get_by_title(evil).first.hover()
    _nothing_ran(page)
