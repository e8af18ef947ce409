"""The KPIs are the design's list, row by row (design section 3)."""

import re

import pytest

from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME
from chalicelib.domain.feed_filter import FeedFilter
from chalicelib.domain.kpi import KPIS, Count, Kpi, feed_filter_of

BY_ID = {kpi.id: kpi for kpi in KPIS}

# id: (counted, over what, good); a type counts whatever its outcome, unless + (true) or - (false) stands behind it
TABLE: dict[str, tuple[list[str], list[str], str]] = {
    "visits": (["m_page_view", "m_link_click"], [], "up"),
    "sessions": ([], [], "up"),
    "login_attempts": (["m_auth_login_start"], [], "up"),
    "login_successes": (["m_auth_login_success"], [], "up"),
    "login_failures": (["m_auth_login_fail"], [], "down"),
    "login_success_rate": (["m_auth_login_success"], ["m_auth_login_success", "m_auth_login_fail"], "up"),
    "otp_sent": (["m_otp_send"], [], "up"),
    "otp_failures": (["m_otp_send_result-"], [], "down"),
    "otp_failure_rate": (["m_otp_send_result-"], ["m_otp_send_result"], "down"),
    "checkout_started": (["m_checkout_session_created"], [], "up"),
    "checkout_completed": (["m_stripe_webhook_checkout_complete+"], [], "up"),
    "checkout_completion_rate": (["m_stripe_webhook_checkout_complete+"], ["m_checkout_session_created"], "up"),
    "provision_jobs": (["m_provision_job_created"], [], "up"),
    "provision_failures": (["m_provision_failed"], [], "down"),
    "registrations": (["m_registration"], [], "up"),
    "tracking_success_rate": (["m_registration+"], ["m_registration+-"], "up"),
}
OUTCOMES: dict[str, set[bool | None]] = {"": {True, False, None}, "+": {True}, "-": {False}, "+-": {True, False}}


def counted(counts: tuple[Count, ...]) -> set[tuple[str, bool | None]]:
    """Each type and outcome that counts; one that counted twice would be missed in a set."""
    pairs = [(count.event_type, outcome) for count in counts for outcome in count.outcomes]
    assert len(set(pairs)) == len(pairs)
    return set(pairs)


def written(marks: list[str]) -> set[tuple[str, bool | None]]:
    found = set()
    for mark in marks:
        name = mark.rstrip("+-")
        found |= {(name, outcome) for outcome in OUTCOMES[mark.removeprefix(name)]}
    return found


def test_there_are_the_kpis_of_the_design_in_its_order() -> None:
    assert [kpi.id for kpi in KPIS] == list(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_kpi_counts_what_the_design_says(name: str) -> None:
    numerator, denominator, good = TABLE[name]
    kpi = BY_ID[name]
    assert counted(kpi.numerator) == written(numerator)
    assert counted(kpi.denominator) == written(denominator)
    assert kpi.good == good


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_a_rate_is_a_ratio_and_all_else_a_count(kpi: Kpi) -> None:
    assert kpi.unit == ("ratio" if kpi.id.endswith("_rate") else "count")


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_a_rate_counts_a_part_of_what_it_is_taken_of(kpi: Kpi) -> None:
    if kpi.id != "checkout_completion_rate":  # two types: one checkout's start and its end
        assert not kpi.denominator or counted(kpi.numerator) < counted(kpi.denominator)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_a_kpi_counts_only_types_of_the_dictionary(kpi: Kpi) -> None:
    assert {count.event_type for count in kpi.numerator + kpi.denominator} <= set(EVENT_TYPE_BY_NAME)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_a_kpi_is_labelled_in_english_and_korean(kpi: Kpi) -> None:
    assert re.search("[A-Za-z]", kpi.label_en)
    assert re.search("[가-힣]", kpi.label_ko)


def selected(asked: FeedFilter | None) -> set[tuple[str, bool | None]]:
    """Each type and outcome that a feed under that filter shows."""
    if asked is None:
        return set()
    assert asked == FeedFilter(types=asked.types, success=asked.success)
    return {(name, outcome) for name in asked.types for outcome in asked.success or (True, False, None)}


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_the_feeds_filter_of_a_kpi_shows_exactly_what_it_counts_or_is_taken_of(kpi: Kpi) -> None:
    assert selected(kpi.events) == counted(kpi.denominator or kpi.numerator)
    assert (kpi.events is None) == (kpi.id == "sessions")
    if kpi.denominator and kpi.id != "checkout_completion_rate":  # whose numerator is `checkout_completed`
        assert counted(kpi.numerator) < selected(kpi.events)
    assert counted(BY_ID["checkout_completion_rate"].numerator) == selected(BY_ID["checkout_completed"].events)


def test_counts_of_different_outcomes_are_no_one_filter() -> None:
    assert feed_filter_of([Count("m_otp_send"), Count("m_otp_send_result", (False,))]) is None
    assert feed_filter_of([Count("m_page_view", (True, False)), Count("m_link_click", (False, True))]) == FeedFilter(
        types=("m_page_view", "m_link_click"), success=(True, False)
    )
    assert feed_filter_of([]) is None


def test_no_two_kpis_have_one_label() -> None:
    assert len({kpi.label_en for kpi in KPIS}) == len({kpi.label_ko for kpi in KPIS}) == len(KPIS)
