"""What the other tests of this folder rely on: what goes wrong on a page is seen, and faults are what they say."""

import pytest
from playwright.sync_api import Browser

from tests.api_client import ApiClient
from tests.browser.dashboard.conftest import PERSON
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.problems import Problems
from tests.running_service import ServiceProcess

INLINE_SCRIPT = "() => document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))"
# Not by the title: that is the page's own, which sets it anew when what it asked for itself arrives.
ASK_AND_KEEP = "() => { fetch('/internal/event-types').then(({ status }) => { window.answered = status }) }"
ANSWERED = "() => window.answered === 200"
LOW_CONTRAST = (
    "() => document.body.insertAdjacentHTML('beforeend', '<p style=\"color: #777; background: #666\">no</p>')"
)


def _asked(dashboard: Dashboard, path: str = "/internal/event-types") -> int | str:
    """What a script of the page gets from the API: the status, or `unreachable`."""
    asked: int | str = dashboard.page.evaluate(
        "(path) => fetch(path).then((answer) => answer.status, () => 'unreachable')", path
    )
    return asked


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("() => console.error('it broke')", "it broke"),
        ("() => setTimeout(() => { throw new Error('unforeseen') })", "unforeseen"),
        (INLINE_SCRIPT, "Content Security Policy"),
        ("() => fetch('http://127.0.0.1:9/').catch(() => 0)", "Content Security Policy"),
    ],
)
def test_what_goes_wrong_on_a_page_is_noticed(dashboard: Dashboard, script: str, words: str) -> None:
    dashboard.open(role="viewer").evaluate(script)
    with pytest.raises(AssertionError, match=words):
        dashboard.assert_no_problems()
    dashboard.expect_problem(words)


def test_a_violation_of_accessibility_is_told_with_its_rule(dashboard: Dashboard) -> None:
    dashboard.open(role="viewer").evaluate(LOW_CONTRAST)
    with pytest.raises(AssertionError, match="color-contrast"):
        dashboard.assert_accessible()


def test_a_role_is_signed_in_until_its_session_is_lost(dashboard: Dashboard) -> None:
    dashboard.open(role="viewer")
    assert (_asked(dashboard), _asked(dashboard, "/internal/quarantine")) == (200, 403)
    dashboard.expect_problem("status of 403")
    dashboard.lose_session()
    assert _asked(dashboard) == 401


def test_an_api_that_fails_works_again_once_it_is_mended(dashboard: Dashboard) -> None:
    dashboard.open(role="viewer")
    dashboard.faults.down()
    assert _asked(dashboard) == "unreachable"
    dashboard.faults.answer(503, "/internal/event-types", retry_after=7)
    assert _asked(dashboard) == 503
    dashboard.faults.mend()
    assert _asked(dashboard) == 200


def test_a_slow_api_answers_when_it_is_mended(dashboard: Dashboard) -> None:
    page = dashboard.open(role="viewer")
    dashboard.faults.slow()
    with page.expect_request("**/internal/event-types"):
        page.evaluate(ASK_AND_KEEP)
    assert _asked(dashboard, "/healthz") == 200  # which was asked later, and is no part of the API
    assert page.evaluate("window.answered") is None
    dashboard.faults.mend()
    page.wait_for_function(ANSWERED)


def test_what_was_asked_just_before_the_api_is_mended_is_answered_too(dashboard: Dashboard) -> None:
    """While it may still be on its way to whoever holds it."""
    page = dashboard.open(role="viewer")
    for _ in range(5):
        dashboard.faults.slow()
        page.evaluate("() => { delete window.answered }")
        page.evaluate(ASK_AND_KEEP)
        dashboard.faults.mend()
        page.wait_for_function(ANSWERED)


def test_what_one_test_leaves_in_a_browser_is_forgotten_and_one_with_a_clock_of_its_own_is_used_no_more(
    browser: Browser, dashboard_service: ServiceProcess, api: ApiClient
) -> None:
    with browser.new_context(**PERSON) as context:
        context.new_page()  # the tab that stays
        first = Dashboard(context, api, Problems(dashboard_service.base_url))
        context.grant_permissions(["clipboard-read"])
        first.open(role="viewer").evaluate("() => localStorage.setItem('kept', 'yes')")
        first.faults.down("/healthz")
        assert first.leave()

        second = Dashboard(context, api, Problems(dashboard_service.base_url))
        second.forget_everything()
        page = second.open()
        assert page.evaluate("localStorage.getItem('kept')") is None
        assert page.evaluate("navigator.permissions.query({ name: 'clipboard-read' }).then((one) => one.state)") != (
            "granted"
        )
        assert _asked(second, "/healthz") == 200
        assert context.cookies() == []
        page.clock.install()
        assert not second.leave()
