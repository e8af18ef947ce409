"""The campaigns page: figures, reasons, registrations with their evidence, links, what-if."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.campaign_parts import Keyboard, figure, rows_of, store_spring
from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.service import serving_dashboard
from tests.http.tracking_parts import CHROME, REGISTRATIONS, SHOP
from tests.polling import eventually
from tests.running_service import SECRETS, ServiceProcess

SPRING = "campaigns?campaign_id=spring"
SPRING_REGISTRATIONS = f"{SPRING}&tab=registrations"
SPRING_LINKS = f"{SPRING}&tab=links"
WHAT_IF = "campaigns?tab=what-if"
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def dashboard_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    folder = tmp_path_factory.mktemp("service")
    with serving_dashboard(engine, folder, LINK_ALLOWED_HOSTS="shop.example.com 127.0.0.1") as service:
        with ApiClient.to(service.base_url, SECRETS) as api:
            store_spring(api)
        yield service


def _summary(api: ApiClient, campaign_id: str) -> dict[str, Any]:
    answer = api.get(f"/internal/campaigns/{campaign_id}/summary")
    assert answer.status_code == 200, answer.text
    summary: dict[str, Any] = answer.json()
    return summary


def test_an_admin_makes_a_campaign_and_a_link_without_a_mouse_and_sees_what_they_bring(
    dashboard: Dashboard, api: ApiClient
) -> None:
    dashboard.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = dashboard.open("campaigns", role="admin")
    keyboard = Keyboard(page)
    expect(page.locator("[data-campaign=spring]")).to_be_visible()
    keyboard.press("n")
    expect(page.get_by_label("Campaign ID")).to_be_focused()
    keyboard.fill("autumn", "Autumn launch", SHOP)
    expect(page.get_by_role("heading", name="Autumn launch")).to_be_visible()
    expect(page).to_have_url(re.compile(r"campaign_id=autumn&tab=links$"))
    expect(page.get_by_text("There are no links yet")).to_be_visible()

    keyboard.press("n")
    expect(page.get_by_label("Click ID")).to_be_focused()
    keyboard.fill("autumn-mail", "", "newsletter", "email")
    expect(page.get_by_text("The link is ready")).to_be_visible()
    expect(rows_of(page, "Short links")).to_have_count(1)
    keyboard.press("c")
    short_url = f"{dashboard.problems.origin}/r/autumn-mail"
    expect(page.get_by_text("Copied", exact=True)).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == short_url

    landed = api.http.get(short_url, headers={"User-Agent": CHROME}).headers["location"]
    sent = {"registration_id": "reg-autumn", "campaign_id": "autumn", "url": landed, "user_agent": CHROME}
    assert api.http.post(REGISTRATIONS, json=sent, headers=api.bearer()).json()["tracked"] is True
    keyboard.press("2")
    expect(rows_of(page, "Registrations")).to_have_count(1)
    keyboard.press("Enter")
    evidence = page.get_by_role("group", name="Evidence of registration reg-autumn")
    expect(evidence).to_contain_text("autumn-mail")
    expect(evidence.locator('[data-source="url"]')).to_have_attribute("data-standing", "credited")
    page.reload()
    expect(evidence).to_be_visible()
    keyboard.press("u")
    expect(page.get_by_role("heading", name="Campaigns", level=1)).to_be_visible()


def test_the_numbers_are_those_of_the_api(dashboard: Dashboard, api: ApiClient) -> None:
    page = dashboard.open(f"{SPRING}&view=table", role="viewer")
    summary = _summary(api, "spring")
    tracking = summary["tracking_metadata"]
    assert (tracking["tracked_count"], tracking["untracked_count"], summary["registrations"]) == (4, 3, 8)
    expect(figure(page, "tracking_success_rate")).to_have_text(tracking["tracking_success_rate"])
    expect(figure(page, "tracked")).to_have_text("4 tracked")
    expect(figure(page, "untracked")).to_have_text("3 untracked")
    expect(figure(page, "unknown")).to_have_text("1 without outcome")
    for name in ("registrations", "visits", "clicks"):
        expect(figure(page, name)).to_have_text(str(summary[name]))
    expect(figure(page, "conversion_ratio")).to_have_text(f"{summary['conversion_ratio']:.1%}")
    visits = figure(page, "visits").get_by_role("link")
    expect(visits).to_have_attribute("href", re.compile(r"/events\?.*campaign_id=spring&type=m_page_view"))
    days = rows_of(page, "Tracked and untracked by day")
    expect(days).to_have_count(7)
    expect(days.last).to_have_text(re.compile(r"43" + re.escape(tracking["tracking_success_rate"]) + "$"))
    assert {one["reason"]: one["count"] for one in tracking["untracked_reason_top"]} == {
        reason.get_attribute("data-reason"): int(reason.get_by_role("link").first.inner_text().split()[0])
        for reason in page.locator("[data-reason]").all()
    }
    channel = page.get_by_role("table", name="By channel")
    expect(channel.locator('[data-part="email"]')).to_have_text("Email4100.0%")
    expect(channel.locator('[data-part="untracked"]')).to_contain_text("Untracked3")
    expect(page.get_by_role("table", name="By UTM source").locator('[data-part="newsletter"]')).to_contain_text("4")


def test_the_list_of_campaigns_is_walked_by_keys_and_sorted_by_the_worst_rate(dashboard: Dashboard) -> None:
    page = dashboard.open("campaigns", role="viewer")
    rows = rows_of(page, "Campaigns")
    expect(rows.first).to_contain_text("crowded")
    expect(page.locator('[data-campaign="quiet"]')).to_contain_text("0")
    expect(page.locator("[data-campaign]", has_text="<script>")).to_contain_text("not registered")
    page.get_by_role("button", name="Success rate").click()
    expect(page).to_have_url(re.compile("sort=rate"))
    expect(rows.first).to_contain_text("57.1%")
    page.get_by_role("heading", level=1).click()  # takes the focus from the button, which Enter would press
    Keyboard(page).press("j", "k", "Enter")
    expect(page.get_by_role("heading", name="Spring", level=1)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("sort=rate"))


def test_an_untracked_registration_says_what_its_reason_means_and_what_to_do(dashboard: Dashboard) -> None:
    page = dashboard.open(SPRING, role="support")
    reason = page.locator('[data-reason="link_not_found"]')
    expect(reason).to_contain_text("The click id is in no registry")
    expect(reason).to_contain_text("What to do: A link was mistyped or copied with a part missing")
    reason.get_by_role("link").click()
    expect(rows_of(page, "Registrations")).to_have_count(1)
    expect(page.get_by_role("combobox", name="Reason")).to_have_value("link_not_found")
    Keyboard(page).press("Enter")
    evidence = page.get_by_role("group", name="Evidence of registration reg-unknown-link")
    expect(evidence).to_contain_text("spring-mial")
    expect(evidence.locator('[data-guard="link_known"]')).to_have_attribute("data-passed", "false")


def test_a_registration_that_came_as_a_plain_event_says_that_it_has_no_evidence(dashboard: Dashboard) -> None:
    dashboard.expect_problem("status of 404")
    page = dashboard.open(f"{SPRING_REGISTRATIONS}&success=null&registration_id=reg-plain", role="support")
    expect(page.get_by_text("No evidence is stored of this registration")).to_be_visible()


def test_older_registrations_are_shown_when_asked_for(dashboard: Dashboard) -> None:
    page = dashboard.open("campaigns?campaign_id=crowded&tab=registrations", role="support")
    expect(rows_of(page, "Registrations")).to_have_count(50)
    page.get_by_role("button", name="Show more").click()
    expect(rows_of(page, "Registrations")).to_have_count(60)
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)
    expect(page.get_by_text("newest first; r refreshes")).to_be_visible()


def test_a_new_registration_appears_by_itself(dashboard: Dashboard, api: ApiClient) -> None:
    dashboard.page.clock.install()
    page = dashboard.open("campaigns?campaign_id=quiet&tab=registrations", role="viewer")
    expect(page.get_by_text("No registrations in these days")).to_be_visible()
    sent = {"registration_id": "reg-quiet", "campaign_id": "quiet"}
    assert api.http.post(REGISTRATIONS, json=sent, headers=api.bearer()).status_code == 200
    page.clock.run_for(16_000)
    expect(rows_of(page, "Registrations")).to_have_count(1)


def test_what_if_tells_another_rate_and_changes_nothing(dashboard: Dashboard, api: ApiClient) -> None:
    before = api.get("/internal/campaigns/summary").json()["tracking_metadata"]
    page = dashboard.open(WHAT_IF, role="support")
    expect(page.get_by_label("Trust window in hours")).to_have_value("24")
    expect(page.get_by_text("This changes nothing")).to_be_visible()
    page.get_by_label("Trust window in hours").fill("721")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A whole number from 1 to 720, please.")).to_be_visible()
    page.get_by_label("Trust window in hours").fill("48")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("cookie_trust_window_hours=48"))
    body = {"cookie_trust_window_hours": 48}
    replay = api.http.post("/internal/tracking/replay", json=body, headers=api.bearer()).json()
    actual, replayed = (replay[which]["tracking_success_rate"] for which in ("actual", "replayed"))
    assert actual != replayed
    expect(figure(page, "actual")).to_have_text(actual)
    expect(figure(page, "replayed")).to_have_text(replayed)
    changed = rows_of(page, "Registrations that would be decided otherwise")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("reg-late")
    expect(page.get_by_text("61 registrations of these days came as plain events")).to_be_visible()
    page.get_by_role("button", name="Evidence of reg-late").click()
    failed = page.locator('[data-guard="within_trust_window"]')
    expect(failed).to_have_attribute("data-passed", "false")
    assert api.get("/internal/campaigns/summary").json()["tracking_metadata"] == before


def test_a_viewer_sees_numbers_and_no_identifier_and_is_told_who_to_ask(dashboard: Dashboard) -> None:
    page = dashboard.open(SPRING_REGISTRATIONS, role="viewer")
    expect(rows_of(page, "Registrations")).to_have_count(8)
    expect(page.get_by_text("ask whoever runs this service for a support key")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Evidence"))).to_have_count(0)
    assert "reg-late" not in page.content()
    dashboard.open(f"{SPRING_REGISTRATIONS}&registration_id=reg-late")
    expect(rows_of(page, "Registrations")).to_have_count(8)
    expect(page.get_by_role("group", name=re.compile("Evidence"))).to_have_count(0)
    dashboard.open(f"{WHAT_IF}&cookie_trust_window_hours=48")
    expect(page.get_by_text("This question is for support and admin")).to_be_visible()
    dashboard.open(SPRING_LINKS)
    expect(rows_of(page, "Short links")).to_have_count(2)
    expect(page.get_by_role("button", name="New link")).to_have_count(0)


def test_support_reads_the_links_and_is_offered_nothing_that_it_may_not_do(dashboard: Dashboard) -> None:
    page = dashboard.open(f"{SPRING_LINKS}&cid=spring-mail", role="support")
    expect(page.get_by_text("crawlers 1")).to_be_visible()
    for offered in ("New link", "New campaign", "Edit campaign", "Edit", "Switch off"):
        expect(page.get_by_role("button", name=offered, exact=True)).to_have_count(0)
    Keyboard(page).press("n", "e", "s", "1")
    expect(figure(page, "tracked")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_link_is_switched_off_and_on_again_after_a_question(dashboard: Dashboard, api: ApiClient) -> None:
    page = dashboard.open(SPRING_LINKS, role="admin")
    keyboard = Keyboard(page)
    poster = rows_of(page, "Short links").filter(has_text="spring-poster")
    expect(poster).to_contain_text("active")
    keyboard.press("j", "s")
    expect(page.get_by_role("dialog", name="Switch this link off?")).to_contain_text("link_inactive")
    page.keyboard.press("Escape")
    expect(poster).to_contain_text("active")
    keyboard.press("s")
    expect(page.get_by_role("button", name="Switch off", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(poster).to_contain_text("switched off")
    keyboard.press("s")
    expect(page.get_by_role("button", name="Switch on", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(poster).not_to_contain_text("switched off")
    links = api.get("/internal/links", {"campaign_id": "spring"}).json()["items"]
    assert [link["active"] for link in links] == [True, True]


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="ko-KR")
    dashboard.expect_problem("status of 4(00|09)")
    page = dashboard.open(SPRING_LINKS, role="admin")
    expect(rows_of(page, "단축 링크")).to_have_count(2)
    Keyboard(page).press("n")
    cid, destination = page.get_by_label("클릭 ID (cid)"), page.get_by_label("도착 URL")
    cid.fill("spring-mail")
    destination.fill("https://elsewhere.example/")
    page.keyboard.press("Enter")
    expect(destination).to_have_accessible_description(re.compile("허용되지 않은 호스트입니다"))
    expect(destination).to_be_focused()
    expect(cid).to_have_value("spring-mail")
    destination.fill("")
    page.keyboard.press("Enter")
    expect(cid).to_have_accessible_description(re.compile("이미 사용 중인 cid입니다"))
    dashboard.assert_accessible()
    dashboard.faults.answer(503, "/internal/links", retry_after=1)
    cid.fill("spring-page")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("저장소가 바쁩니다")
    expect(cid).to_have_value("spring-page")
    dashboard.faults.mend()
    page.get_by_label("utm_source").fill("page")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_campaign_is_renamed_and_a_taken_id_is_told(dashboard: Dashboard) -> None:
    dashboard.expect_problem("status of 409")
    page = dashboard.open("campaigns?campaign_id=quiet", role="admin")
    expect(page.get_by_role("button", name="Edit campaign")).to_be_visible()
    Keyboard(page).press("p")
    expect(page.get_by_label("Name")).to_be_focused()
    page.get_by_label("Name").fill("Quiet no more")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Quiet no more")).to_be_visible()
    dashboard.open("campaigns")
    expect(page.get_by_role("button", name="New campaign")).to_be_visible()
    Keyboard(page).press("n")
    expect(page.get_by_label("Campaign ID")).to_be_focused()
    Keyboard(page).fill("quiet", "Another", SHOP)
    campaign_id = page.get_by_label("Campaign ID")
    expect(campaign_id).to_have_accessible_description(re.compile("There is a campaign of that ID already"))
    expect(page.get_by_label("Name")).to_have_value("Another")


VIEWS: dict[str, tuple[str, str]] = {
    "campaigns": ("campaigns", "Why registrations are untracked"),
    "campaign": (SPRING, "By UTM source"),
    "campaign-registrations": (f"{SPRING_REGISTRATIONS}&registration_id=reg-late", "Timeline of this person"),
    "links": (f"{SPRING_LINKS}&cid=spring-mail", "Followed by robots"),
    "what-if": (f"{WHAT_IF}&cookie_trust_window_hours=48", "With a window of"),
}


def _open_whole(dashboard: Dashboard, name: str) -> None:
    """With all that comes late."""
    path, shown = VIEWS[name]
    page = dashboard.open(path)
    expect(page.get_by_text(shown).first).to_be_visible()
    if name in ("campaigns", "campaign"):
        expect(page.get_by_role("img", name=re.compile("Chart of")).get_by_text("Untracked")).to_be_visible()
    if name == "campaign-registrations":
        expect(page.get_by_role("group", name=re.compile("Evidence of registration"))).to_be_visible()


def test_every_view_is_accessible(dashboard: Dashboard) -> None:
    dashboard.sign_in("admin")
    for name in VIEWS:
        _open_whole(dashboard, name)
        dashboard.assert_accessible()
        dashboard.screenshot(name)


@pytest.mark.parametrize(
    "name", [name if name == "campaign" else pytest.param(name, marks=pytest.mark.soak) for name in VIEWS]
)
def test_a_view_fits_on_a_phone_and_is_accessible_there(dashboard: Dashboard, name: str) -> None:
    page = dashboard.page
    dashboard.sign_in("admin")
    _open_whole(dashboard, name)
    page.set_viewport_size(PHONE)
    expect(page.get_by_role("button", name="Menu")).to_be_visible()
    eventually(lambda: page.evaluate("document.documentElement.scrollWidth <= innerWidth"))  # the chart draws anew
    dashboard.screenshot(f"{name}-phone")
    _open_whole(dashboard, name)
    dashboard.assert_accessible()
