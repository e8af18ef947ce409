"""A funnel over journeys: by what they came with at the first step, who dropped off, and what came after."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME
from chalicelib.domain.funnel import Funnel, Order
from chalicelib.domain.journey import UNKNOWN_TYPE, Context, Journey, LastEvent
from chalicelib.domain.journey_funnel import (
    MAX_PATH_LENGTH,
    Breakdown,
    FunnelReport,
    ReachedTrace,
    WhatFollowed,
    add_journeys,
    add_what_followed,
    new_report,
    reached_trace,
)
from chalicelib.domain.timestamp import to_epoch_ms

AT = datetime(2026, 11, 22, 9, 15, 2, 120_000, tzinfo=UTC)
NAMES = {"v": "m_page_view", "s": "m_auth_login_start", "f": "m_auth_login_fail", "l": "m_auth_login_success"}
FAIL = NAMES["f"]
CODE = {letter: EVENT_TYPE_BY_NAME[name].code for letter, name in NAMES.items()}


def codes(letters: str) -> str:
    return "".join(CODE[letter] for letter in letters)


def journey(
    letters: str,
    offsets_ms: Sequence[int] | None = None,
    *,
    errors: dict[int, str] | None = None,
    contexts: Sequence[tuple[int, Context]] = ((0, Context()),),
    truncated: bool = False,
) -> Journey:
    """Without `offsets_ms`: one event a second."""
    offsets = [*range(0, 1000 * len(letters), 1000)] if offsets_ms is None else [*offsets_ms]
    found = errors or {}
    last = LastEvent(codes(letters)[-1], to_epoch_ms(AT) + offsets[-1], found.get(len(letters) - 1))
    return Journey(
        trace_id=f"trace_{letters}",
        first_at_ms=to_epoch_ms(AT),
        codes=codes(letters),
        offsets_ms=offsets,
        outcomes="-" * len(letters),
        digests="",
        errors=found,
        contexts=contexts,
        last=last,
        truncated=truncated,
    )


def funnel(letters: str, order: Order = Order.ORDERED) -> Funnel:
    return Funnel(codes(letters), order)


def report(journeys: Sequence[Journey], of: Funnel, breakdown: Breakdown | None = None) -> FunnelReport:
    found = new_report(of)
    add_journeys(found, journeys, of, breakdown)
    return found


def followed(journeys: Sequence[Journey], of: Funnel, reached: int) -> WhatFollowed:
    found = WhatFollowed()
    add_what_followed(found, journeys, of, reached)
    return found


def test_truncated_journeys_are_told_whether_they_are_in_the_funnel_or_not() -> None:
    found = report([journey("v", truncated=True), journey("s", truncated=True), journey("vs")], funnel("vs"))
    assert (found.truncated, found.whole.counts) == (2, [2, 1])


@pytest.mark.parametrize(
    ("breakdown", "values"),
    [
        (Breakdown.SOURCE, {"zuplo": [1, 1], "edge": [1, 0], None: [1, 0]}),
        (Breakdown.CAMPAIGN_ID, {"spring": [1, 0], None: [2, 1]}),
        (Breakdown.UTM_SOURCE, {"newsletter": [1, 1], None: [2, 0]}),
        (Breakdown.EMAIL_DOMAIN, {"example.com": [1, 0], None: [2, 1]}),
    ],
)
def test_a_breakdown_goes_by_what_was_known_at_the_first_step(
    breakdown: Breakdown, values: dict[str | None, list[int]]
) -> None:
    changing = [
        (0, Context("edge")),
        (1, Context("zuplo", None, "newsletter")),
        (2, Context("cp", "autumn", "ad", "b.io")),
    ]
    journeys = [
        journey("fvs", contexts=changing),  # the first step is its second event
        journey("v", contexts=[(0, Context("edge", "spring", None, "example.com"))]),
        journey("v"),
        journey("f", contexts=[(0, Context("cp"))]),
    ]
    found = report(journeys, funnel("vs"), breakdown)
    assert {value: counts.counts for value, counts in found.by_value.items()} == values
    assert [sum(column) for column in zip(*values.values(), strict=True)] == found.whole.counts


def test_of_events_of_one_time_the_first_step_is_the_one_of_its_type() -> None:
    contexts = [(0, Context("edge")), (1, Context("zuplo")), (2, Context("cp"))]
    tied = journey("svl", [0, 0, 0], contexts=contexts)
    for order in (Order.ORDERED, Order.STRICT):
        assert [*report([tied], funnel("vs", order), Breakdown.SOURCE).by_value] == ["zuplo"]
    assert [*report([tied], funnel("ls", Order.ANY), Breakdown.SOURCE).by_value] == ["edge"]


def test_in_any_order_each_step_is_an_event_of_its_own_type() -> None:
    """Of three events of one time and two steps, neither is the second of the type that comes first."""
    contexts = [(0, Context("edge")), (1, Context("zuplo"))]
    tied = journey("vvsf", [0, 0, 0, 0], errors={3: "otp_expired"}, contexts=contexts)
    found = followed([tied], funnel("vs", Order.ANY), 2)
    assert (found.dropped, found.error_codes) == (1, Counter(otp_expired=1))
    assert [*report([tied], funnel("sv", Order.ANY), Breakdown.SOURCE).by_value] == ["edge"]


def test_beyond_200_values_the_rest_of_a_breakdown_is_one_that_is_named_other() -> None:
    """Also where somebody's value has that name."""
    frequent = [journey("vs", contexts=[(0, Context(f"s{number:03}"))]) for number in range(199)] * 2
    rare = [journey("v", contexts=[(0, Context(f"t{number:03}"))]) for number in range(3)]
    named = [journey("vs", contexts=[(0, Context("other"))])] * 3
    exact = report([*frequent, *rare[:1]], funnel("vs"), Breakdown.SOURCE).most_frequent_first()
    assert (len(exact), exact[-1][0]) == (200, "t000")
    whole = report([*frequent, *rare, *named], funnel("vs"), Breakdown.SOURCE)
    for _ in range(2):  # asked twice, nothing is counted twice
        found = whole.most_frequent_first()
        assert [value for value, _ in found] == [*(f"s{number:03}" for number in range(199)), "other"]
        assert found[-1][1].counts == [6, 3]
    assert [sum(column) for column in zip(*(counts.counts for _, counts in found), strict=True)] == whole.whole.counts


def test_values_come_by_how_many_entered_and_what_is_not_known_last_of_equals() -> None:
    named = [(1, "a"), (2, "b"), (2, None), (1, None), (3, "c"), (2, "aa")]
    journeys = [journey("v", contexts=[(0, Context(source))]) for count, source in named for _ in range(count)]
    found = report(journeys, funnel("vs"), Breakdown.SOURCE).most_frequent_first()
    assert [(value, counts.entered) for value, counts in found] == [("c", 3), (None, 3), ("aa", 2), ("b", 2), ("a", 1)]


@given(st.lists(st.tuples(st.text("vsf", min_size=1, max_size=4), st.sampled_from(["edge", "cp", None])), max_size=8))
def test_reports_of_parts_add_up_to_that_of_all_at_once(told: list[tuple[str, str | None]]) -> None:
    journeys = [journey(letters, contexts=[(0, Context(source))], truncated=letters == "v") for letters, source in told]
    of, by, half = funnel("vs"), Breakdown.SOURCE, len(journeys) // 2
    merged, whole = report(journeys[:half], of, by), report(journeys, of, by)
    merged.merge(report(journeys[half:], of, by))
    assert merged.truncated == whole.truncated
    assert [*merged.whole.lines()] == [*whole.whole.lines()]
    lines = [[(value, [*counts.lines()]) for value, counts in one.most_frequent_first()] for one in (merged, whole)]
    assert lines[0] == lines[1]
    parts, all_at_once = followed(journeys[:half], of, 1), followed(journeys, of, 1)
    parts.merge(followed(journeys[half:], of, 1))
    assert parts == all_at_once


def test_one_who_reached_a_step_is_shown_with_that_step_and_the_last_event() -> None:
    one = journey("vsf", [0, 1500, 4000], errors={2: "otp_expired"})
    expected = ReachedTrace(
        trace_id="trace_vsf",
        began_at=AT,
        reached_at=AT + timedelta(milliseconds=1500),
        last_event_type="m_auth_login_fail",
        last_error_code="otp_expired",
        last_at=AT + timedelta(seconds=4),
    )
    assert reached_trace(one, funnel("vsl"), 2, dropped=True) == expected
    assert reached_trace(one, funnel("vsf"), 2, dropped=False) == expected
    assert reached_trace(one, funnel("vsf"), 2, dropped=True) is None
    assert reached_trace(one, funnel("vsl"), 3, dropped=False) is None
    assert reached_trace(journey("f"), funnel("vs"), 1, dropped=False) is None


def test_those_who_dropped_off_are_told_by_their_next_event_and_every_error_after_the_step() -> None:
    journeys = [
        journey("vsff", errors={2: "bad_password", 3: "bad_password"}),  # each error once a trace
        journey("fvsvf", errors={0: "too_early", 4: "otp_expired"}),
        journey("vs"),
        journey("vsl", errors={2: "not_looked_at"}),  # went on
        journey("v"),  # not so far
    ]
    found = followed(journeys, funnel("vsl"), 2)
    assert found == WhatFollowed(
        dropped=3,
        next_events=Counter({("m_auth_login_fail", "bad_password"): 1, ("m_page_view", None): 1, (None, None): 1}),
        error_codes=Counter(bad_password=1, otp_expired=1),
        went_on=1,
        paths=Counter({(): 1}),
    )


def test_the_way_to_the_next_step_is_the_events_between_the_two() -> None:
    journeys = [journey("vsfl"), journey("vfsffl"), journey("vsffl"), journey("vsl"), journey("vs")]
    found = followed(journeys, funnel("vsl"), 2)
    assert found.paths == Counter({(FAIL,): 1, (FAIL, FAIL): 2, (): 1})
    assert (found.went_on, found.dropped) == (4, 1)


def test_in_strict_order_nothing_stands_between_two_steps() -> None:
    """An event of the time of the second stands behind it, though it was stored before it."""
    found = followed([journey("vfs", [0, 5, 5])], funnel("vs", Order.STRICT), 1)
    assert (found.went_on, found.paths) == (1, Counter({(): 1}))


def test_a_way_leaves_out_what_this_program_does_not_know() -> None:
    newer = replace(journey("vfs"), codes=f"{CODE['v']}{UNKNOWN_TYPE}{CODE['s']}")
    assert followed([newer], funnel("vs"), 1).paths == Counter({(): 1})


def test_a_way_is_cut_after_20_events() -> None:
    found = followed([journey(f"v{'f' * 30}s")], funnel("vs"), 1)
    assert found.paths == Counter({(FAIL,) * MAX_PATH_LENGTH: 1})


@pytest.mark.parametrize(
    ("stored", "steps", "after"),
    [
        ("vsf", "vs", FAIL),
        ("svf", "vs", FAIL),  # the second step stands before the first
        ("sfv", "vs", None),
        ("vvs", "vv", NAMES["s"]),  # of two of one type each is a step
    ],
)
def test_of_events_of_one_time_those_are_after_the_steps_that_stand_behind_both(
    stored: str, steps: str, after: str | None
) -> None:
    found = followed([journey(stored, [0, 0, 0])], funnel(steps), 2)
    assert found.next_events == Counter({(after, None): 1})


def test_no_step_stands_between_two_others() -> None:
    found = followed([journey("svl", [0, 0, 0]), journey("lsfv", [0, 0, 0, 0])], funnel("vsl"), 2)
    assert (found.went_on, found.paths) == (2, Counter({(): 2}))


def test_a_step_is_the_event_of_its_time_and_not_the_first_of_its_type() -> None:
    """The first one began a chain that the window cut off."""
    late = journey("vvfs", [0, 9000, 9500, 9900], contexts=[(0, Context("edge")), (1, Context("cp"))])
    of = Funnel(codes("vs"), window_ms=1000)
    assert [*report([late], of, Breakdown.SOURCE).by_value] == ["cp"]
    assert followed([late], of, 1).paths == Counter({(FAIL,): 1})


def test_an_event_of_a_type_that_is_no_more_in_the_dictionary_has_no_name() -> None:
    old = journey("v")
    old = Journey(
        "trace_old",
        old.first_at_ms,
        f"{old.codes}~",
        [0, 1],
        "--",
        "",
        {},
        old.contexts,
        LastEvent("~", 1, None),
        False,
    )
    assert followed([old], funnel("vs"), 1).next_events == Counter({(None, None): 1})
    shown = reached_trace(old, funnel("vs"), 1, dropped=True)
    assert shown is not None
    assert shown.last_event_type is None
