"""How many shards a load needs, on the program's own keys."""

import pytest

from infra.cost.hot_partition import (
    MOST_SHARDS,
    PARTITION_WRITES_A_SECOND,
    HotKeys,
    most_events_a_second,
    shards_for,
    simulate,
)

EVENTS_A_SECOND = 5000


def simulated(shards: int, events_a_second: int = EVENTS_A_SECOND, seed: int = 1) -> HotKeys:
    return simulate(events_a_second, shards, seconds=2, seed=seed)


def test_without_shards_every_event_of_a_type_and_day_goes_to_one_key() -> None:
    found = simulated(1).by_type_day
    assert (found.mean, found.worst) == (5000, 5000)


@pytest.mark.parametrize("shards", [4, 8])
def test_shards_deal_out_ids_as_senders_make_them_about_evenly(shards: int) -> None:
    found = simulated(shards).by_type_day
    even = EVENTS_A_SECOND / shards
    assert even <= found.mean <= found.worst <= 1.15 * even


def test_four_shards_are_too_few_for_five_thousand_events_a_second_and_eight_are_enough() -> None:
    assert simulated(4).by_type_day.worst > PARTITION_WRITES_A_SECOND
    assert simulated(8).by_type_day.worst < PARTITION_WRITES_A_SECOND
    assert shards_for(EVENTS_A_SECOND) == 8


@pytest.mark.parametrize("shards", [1, 8])
def test_neither_the_table_nor_the_index_by_address_has_a_hot_key_whatever_the_shards(shards: int) -> None:
    found = simulated(shards)
    assert found.table.worst == found.by_email.worst == 6  # the events of one trace


@pytest.mark.parametrize("events_a_second", [1, 700, 701, 1_400, 1_950, 4_950, 5_600])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_shards_of_the_rule_keep_the_hottest_key_within_the_limit_in_its_worst_second(
    events_a_second: int, seed: int
) -> None:
    found = simulated(shards_for(events_a_second), events_a_second, seed)
    assert found.by_type_day.worst < PARTITION_WRITES_A_SECOND


@pytest.mark.parametrize(
    ("events_a_second", "shards"), [(0, 1), (700, 1), (700.1, 2), (1_400, 2), (1_401, 3), (44_800, 64)]
)
def test_a_shard_is_planned_for_seven_tenths_of_what_it_takes(events_a_second: float, shards: int) -> None:
    assert shards_for(events_a_second) == shards


def test_what_all_shards_cannot_take_is_refused() -> None:
    assert shards_for(most_events_a_second(MOST_SHARDS)) == MOST_SHARDS
    with pytest.raises(ValueError, match="44,800"):
        shards_for(most_events_a_second(MOST_SHARDS) + 1)


def test_the_same_seed_gives_the_same_events_and_another_one_others() -> None:
    assert simulated(8) == simulated(8)
    assert simulated(8, seed=2) != simulated(8)
