"""`tracefunnel-links.js` in a real browser: what it adds to links, and that nothing else on the page notices."""

import gzip
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.api_client import ApiClient
from tests.browser.conftest import WAIT_MS
from tests.browser.static_site import SCRIPT, StaticSite, script, serve_static_site
from tests.conftest import ServiceFactory
from tests.http.tracking_parts import REGISTRATIONS, make_campaign

CAME_WITH = "trace_id=trace_8f2c&cid=spring-1&utm_source=mail"
SIGNUP = 'a[href*="/signup"]'
SIGNUP_LINK = '<a href="/signup">Sign up</a>'

WITHOUT_SESSION_STORAGE = """
Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });
"""
WITHOUT_LOOKBEHIND = """
window.RegExp = new Proxy(RegExp, {
  construct(target, given) {
    if (String(given[0]).includes('(?<!')) throw new SyntaxError('invalid group specifier name');
    return Reflect.construct(target, given);
  },
});
"""
ADD_LINK = """() => {
  const link = document.createElement('a');
  link.textContent = 'Added later';
  link.setAttribute('href', '/signup?later');
  document.body.append(link);
}"""


@dataclass
class Watched:
    """A page, and what a developer would see of it in the console; a CSP violation is an error there."""

    page: Page
    console: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.console.append(f"uncaught: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")

    def open(self, url: str) -> None:
        self.page.goto(url)  # until `load`, and so after what is deferred

    def href(self, text: str) -> str | None:
        return self.page.get_by_text(text, exact=True).get_attribute("href")

    @property
    def stored(self) -> int:
        found: int = self.page.evaluate("sessionStorage.length")
        return found


@pytest.fixture(scope="module")
def running_site() -> Iterator[StaticSite]:
    with serve_static_site() as serving:
        yield serving


@pytest.fixture
def site(running_site: StaticSite) -> StaticSite:
    running_site.added.clear()
    return running_site


@pytest.fixture(scope="module")
def shared_context(browser: Browser, running_site: StaticSite) -> Iterator[BrowserContext]:
    """Nothing sets a cookie here, and what is stored is a tab's own; the tab that stays keeps their process."""
    opened = browser.new_context()
    opened.set_default_timeout(WAIT_MS)
    opened.new_page().goto(running_site.origin)
    yield opened
    opened.close()


@pytest.fixture
def context(shared_context: BrowserContext) -> Iterator[BrowserContext]:
    yield shared_context
    for tab in shared_context.pages[1:]:
        tab.close()
    assert shared_context.cookies() == []


@pytest.fixture
def visitor(context: BrowserContext) -> Watched:
    return Watched(context.new_page())


def test_the_script_is_small() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes(), 9)) <= 2048


def test_the_named_links_get_what_the_page_came_with(site: StaticSite, visitor: Watched) -> None:
    visitor.open(f"{site.origin}/?gclid=1&{CAME_WITH}&email=kim%40example.com")
    assert visitor.href("Sign up") == f"/signup?plan=pro&{CAME_WITH}"
    assert visitor.href("Log in") == f"/login?next=%2Fapp&{CAME_WITH}#form"
    assert visitor.href("Sign up with a partner") == "/signup?utm_source=partner&trace_id=trace_8f2c"
    assert visitor.href("About") == "/about"
    assert visitor.console == []
    assert visitor.stored == 0


def test_nothing_else_of_the_page_changes(site: StaticSite, visitor: Watched) -> None:
    head = '<link rel="next" href="/signup">' + script('[href*="/signup"], nav, button')
    body = '<nav><button>x</button></nav><a>No link</a><svg><a href="/signup"><text>A</text></a></svg>' + SIGNUP_LINK
    url = site.add("/page", head, body)
    visitor.open(url)
    before = visitor.page.content()
    visitor.open(f"{url}?utm_source=mail")
    decorated = 'href="/signup?utm_source=mail"'
    assert visitor.page.content() == before.replace('<a href="/signup"', f"<a {decorated}")
    assert visitor.page.content().count(decorated) == 2


def test_a_page_that_came_with_nothing_stays_as_it_is(site: StaticSite, visitor: Watched) -> None:
    visitor.open(f"{site.origin}/?trace_id=8f2c&cid=x&utm_source=kim%40example.com&utm_medium=a%0Ab")
    assert visitor.href("Sign up") == "/signup?plan=pro"
    assert visitor.console == []


def test_a_violation_of_the_policy_would_be_seen(site: StaticSite, visitor: Watched) -> None:
    visitor.open(site.add("/page", "<script>window.ran = true</script>"))
    assert visitor.page.evaluate("window.ran") is None
    assert len(visitor.console) == 1
    assert "Content Security Policy" in visitor.console[0]


def test_pages_in_between_that_are_named_hand_on_without_any_storage(site: StaticSite, visitor: Watched) -> None:
    visitor.open(f"{site.origin}/?{CAME_WITH}")
    visitor.page.get_by_text("Pricing").click()
    visitor.page.get_by_text("Team").click()
    expect(visitor.page).to_have_url(f"{site.origin}/signup?plan=team&{CAME_WITH}")
    assert visitor.stored == 0


def test_a_tab_that_may_remember_does_so_until_there_is_newer_evidence(
    site: StaticSite, visitor: Watched, context: BrowserContext
) -> None:
    url = site.add_with_script("/page", SIGNUP, SIGNUP_LINK, "data-remember")
    visitor.open(f"{url}?{CAME_WITH}")
    visitor.open(url)
    assert visitor.href("Sign up") == f"/signup?{CAME_WITH}"
    visitor.open(f"{url}?utm_medium=banner")
    visitor.open(url)
    assert visitor.href("Sign up") == "/signup?trace_id=trace_8f2c&utm_medium=banner"
    another_tab = Watched(context.new_page())
    another_tab.open(url)
    assert another_tab.href("Sign up") == "/signup"
    assert visitor.console == another_tab.console == []


@pytest.mark.parametrize("attributes", ["", 'data-remember="false"'])
def test_without_leave_to_remember_nothing_is_kept_or_read(site: StaticSite, visitor: Watched, attributes: str) -> None:
    remembering = site.add_with_script("/before", SIGNUP, SIGNUP_LINK, "data-remember")
    url = site.add_with_script("/page", SIGNUP, SIGNUP_LINK, attributes)
    visitor.open(f"{url}?{CAME_WITH}")
    assert visitor.stored == 0
    visitor.open(f"{remembering}?{CAME_WITH}")
    assert visitor.stored == 1
    visitor.open(url)
    assert visitor.href("Sign up") == "/signup"


def test_consent_that_is_given_later_adds_the_script_then(site: StaticSite, visitor: Watched) -> None:
    visitor.open(f"{site.add('/page', '', SIGNUP_LINK)}?{CAME_WITH}")
    visitor.page.evaluate("""() => new Promise((resolve) => {
        const script = document.createElement('script');
        script.dataset.links = 'a[href*="/signup"]';
        script.dataset.remember = '';
        script.addEventListener('load', resolve);
        const policy = trustedTypes.createPolicy('page', { createScriptURL: (url) => url });
        script.src = policy.createScriptURL('/tracefunnel-links.js');
        document.head.append(script);
    })""")
    assert visitor.href("Sign up") == f"/signup?{CAME_WITH}"
    assert visitor.stored == 1


def test_storage_whose_very_name_throws_is_survived(site: StaticSite, visitor: Watched) -> None:
    visitor.page.add_init_script(WITHOUT_SESSION_STORAGE)
    visitor.open(f"{site.add_with_script('/page', SIGNUP, SIGNUP_LINK, 'data-remember')}?{CAME_WITH}")
    assert visitor.href("Sign up") == f"/signup?{CAME_WITH}"
    assert visitor.console == []


def test_a_frame_without_an_origin_has_no_storage_and_works(site: StaticSite, visitor: Watched) -> None:
    site.add_with_script("/framed", SIGNUP, SIGNUP_LINK, "data-remember")
    frame = f'<iframe sandbox="allow-scripts" src="/framed?{CAME_WITH}"></iframe>'
    visitor.open(site.add("/page", "", frame))
    link = visitor.page.frame_locator("iframe").get_by_text("Sign up")
    assert link.get_attribute("href") == f"/signup?{CAME_WITH}"
    assert link.evaluate("() => { try { return sessionStorage.length; } catch (error) { return error.name; } }") == (
        "SecurityError"
    )
    assert visitor.console == []


def test_a_browser_that_blocks_storage_by_its_settings_works(
    site: StaticSite, context_without_cookies: BrowserContext
) -> None:
    visitor = Watched(context_without_cookies.new_page())
    visitor.open(f"{site.add_with_script('/page', SIGNUP, SIGNUP_LINK, 'data-remember')}?{CAME_WITH}")
    assert visitor.href("Sign up") == f"/signup?{CAME_WITH}"
    assert visitor.console == []


def test_a_browser_without_lookbehind_carries_the_evidence_without_the_trace_id(
    site: StaticSite, visitor: Watched
) -> None:
    visitor.page.add_init_script(WITHOUT_LOOKBEHIND)
    visitor.open(f"{site.origin}/?{CAME_WITH}")
    assert visitor.href("Sign up") == "/signup?plan=pro&cid=spring-1&utm_source=mail"
    assert visitor.console == []


@pytest.fixture
def later(site: StaticSite, visitor: Watched) -> Locator:
    """A link that the page added after the script had run."""
    visitor.open(f"{site.origin}/?{CAME_WITH}")
    visitor.page.evaluate(ADD_LINK)
    link = visitor.page.get_by_text("Added later")
    assert link.get_attribute("href") == "/signup?later"
    return link


def test_a_later_link_is_decorated_when_it_is_pressed(site: StaticSite, visitor: Watched, later: Locator) -> None:
    later.click()
    expect(visitor.page).to_have_url(f"{site.origin}/signup?later&{CAME_WITH}")
    assert visitor.console == []


def test_a_later_link_is_decorated_when_it_is_reached_by_keyboard(
    site: StaticSite, visitor: Watched, later: Locator
) -> None:
    visitor.page.get_by_text("Sign up with a partner").focus()
    visitor.page.keyboard.press("Tab")
    assert later.get_attribute("href") == f"/signup?later&{CAME_WITH}"
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(f"{site.origin}/signup?later&{CAME_WITH}")


def test_a_later_link_opens_decorated_in_another_tab(site: StaticSite, context: BrowserContext, later: Locator) -> None:
    with context.expect_page() as opened:
        later.click(button="middle")
    expect(opened.value).to_have_url(f"{site.origin}/signup?later&{CAME_WITH}")


def test_a_later_link_is_copied_decorated(later: Locator) -> None:
    later.click(button="right")
    assert later.get_attribute("href") == f"/signup?later&{CAME_WITH}"


def test_a_later_link_that_a_script_presses_is_decorated(site: StaticSite, visitor: Watched, later: Locator) -> None:
    later.evaluate("(link) => link.click()")
    expect(visitor.page).to_have_url(f"{site.origin}/signup?later&{CAME_WITH}")


def test_an_href_that_the_page_writes_anew_is_decorated_even_where_the_page_stops_events(
    site: StaticSite, visitor: Watched
) -> None:
    visitor.open(f"{site.origin}/?{CAME_WITH}")
    visitor.page.evaluate("""() => {
        for (const type of ['pointerdown', 'focusin', 'click'])
            document.addEventListener(type, (event) => event.stopImmediatePropagation(), true);
        document.querySelector('a[href*="plan=pro"]').setAttribute('href', '/signup?plan=team');
    }""")
    visitor.page.get_by_text("Sign up", exact=True).click()
    expect(visitor.page).to_have_url(f"{site.origin}/signup?plan=team&{CAME_WITH}")


def test_a_link_in_a_component_is_decorated_when_it_is_pressed(site: StaticSite, visitor: Watched) -> None:
    visitor.open(f"{site.origin}/?{CAME_WITH}")
    visitor.page.evaluate("""() => {
        const link = document.createElement('a');
        link.textContent = 'Within';
        link.setAttribute('href', '/signup');
        document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' }).append(link);
    }""")
    visitor.page.get_by_text("Within").click()
    expect(visitor.page).to_have_url(f"{site.origin}/signup?{CAME_WITH}")


def test_of_several_scripts_each_decorates_its_own_and_a_wrong_selector_is_only_warned_of(
    site: StaticSite, visitor: Watched
) -> None:
    head = script(SIGNUP) + script("a[href*=") + script('a[href*="/login"]') + script(SIGNUP)
    url = site.add("/page", head, SIGNUP_LINK + '<a href="/login">Log in</a><a href="/help">Help</a>')
    visitor.open(f"{url}?{CAME_WITH}")
    assert visitor.href("Sign up") == f"/signup?{CAME_WITH}"
    assert visitor.href("Log in") == f"/login?{CAME_WITH}"
    assert visitor.href("Help") == "/help"
    assert visitor.console == ["warning: tracefunnel: data-links is no CSS selector"]


def test_a_script_that_is_not_told_which_links_warns_and_changes_none(site: StaticSite, visitor: Watched) -> None:
    url = site.add("/page", '<script src="/tracefunnel-links.js" defer></script>', SIGNUP_LINK)
    visitor.open(f"{url}?{CAME_WITH}")
    assert visitor.href("Sign up") == "/signup"
    assert visitor.console == ["warning: tracefunnel: data-links is no CSS selector"]


def test_a_script_in_the_head_that_is_not_deferred_decorates_what_follows(site: StaticSite, visitor: Watched) -> None:
    url = site.add("/page", script(SIGNUP).replace(" defer", ""), SIGNUP_LINK)
    visitor.open(f"{url}?{CAME_WITH}")
    assert visitor.href("Sign up") == f"/signup?{CAME_WITH}"


def test_a_registration_that_such_a_link_led_to_is_tracked(
    site: StaticSite, visitor: Watched, service: ServiceFactory
) -> None:
    running = service(LINK_ALLOWED_HOSTS="shop.example.com")
    with ApiClient.to(running.base_url, running.secrets) as api:
        campaign = make_campaign(api, f"spring-{uuid.uuid4().hex}")

        def register(url: str) -> dict[str, Any]:
            body = {"registration_id": uuid.uuid4().hex, "campaign_id": campaign.campaign_id, "url": url}
            answer = api.http.post(REGISTRATIONS, json=body, headers=api.bearer())
            assert answer.status_code == 200, answer.text
            decided: dict[str, Any] = answer.json()
            return decided

        visitor.open(f"{site.origin}/?{urlencode({'cid': campaign.cid, 'utm_source': '봄 mail', 'utm_term': 'a+b'})}")
        visitor.page.get_by_text("Sign up", exact=True).click()
        expect(visitor.page).to_have_title("Arrived")
        decision = register(visitor.page.url)
        assert decision["tracked"] is True
        attribution = decision["attribution"]
        assert (attribution["source"], attribution["link_id"]) == ("url", campaign.cid)
        assert (attribution["utm_source"], attribution["utm_term"]) == ("봄 mail", "a+b")
        undecorated = register(f"{site.origin}/signup?plan=pro")
        assert (undecorated["tracked"], undecorated["untracked_reason"]) == (False, "url_missing")
