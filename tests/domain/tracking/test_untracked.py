"""Why a registration is untracked: one reason out of a closed list, whose order is the design's."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.tracking.untracked import UntrackedReason, first_reason

AS_IN_THE_DESIGN = [
    "cookie_invalid",
    "cookie_expired",
    "cookie_window_exceeded",
    "cookie_mismatch",
    "link_not_found",
    "link_campaign_mismatch",
    "link_inactive",
    "url_missing",
]


def test_the_reasons_are_those_of_the_design_in_its_order() -> None:
    assert [reason.value for reason in UntrackedReason] == AS_IN_THE_DESIGN


def test_of_no_failure_at_all_the_reason_is_that_nothing_was_there() -> None:
    assert first_reason([]) == "url_missing"


def test_of_two_failures_the_one_named_first_in_the_design_is_the_reason_in_whichever_order_they_came() -> None:
    for one, other in permutations(UntrackedReason, 2):
        assert first_reason([one, other]) == min(one, other, key=AS_IN_THE_DESIGN.index)


@given(st.lists(st.sampled_from(UntrackedReason), min_size=1, max_size=20))
def test_the_reason_is_always_one_of_the_failures(failures: list[UntrackedReason]) -> None:
    assert first_reason(iter(failures)) in failures
