"""Journeys as they are stored: nothing is lost on the way, older ones are read, and a day's are found page by page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.journey import Context, Journey, LastEvent
from chalicelib.domain.timestamp import from_epoch_ms, to_epoch_ms
from chalicelib.storage.dynamodb import Store
from chalicelib.storage.journey_codec import decode_journey, encode_journey
from chalicelib.storage.journey_store import JourneyStore, Replacement, StoredJourney
from tests.conftest import Tables
from tests.storage.parts import SEOUL, deadline

AT = datetime(2026, 11, 22, 9, 15, 2, 120_000, tzinfo=UTC)  # in the evening, in Seoul
RETENTION = timedelta(days=180)
TEXT = st.none() | st.text(min_size=1, max_size=9)

# As they are stored since there are journeys. A journey is made anew only when its trace has news: these must be read.
STORED = (
    '{"i":"trace_8f2c","a":1795338902120,"t":"bdf","o":[0,1500,1500],"s":"--0","d":"aaaaaabbbbbbcccccc","e":[[2,"otp_expired"]],'
    '"c":[[0,"edge",null,"newsletter",null],[1,"zuplo","spring","newsletter","example.com"]]}'
)
STORED_SHORT = '{"i":"trace_8f2c","a":1795338902120,"t":"b","o":[0],"s":"1","d":"aaaaaa"}'
STORED_LEARNING = (
    '{"i":"trace_8f2c","a":1795338902120,"t":"bb","o":[0,1],"s":"--","d":"aaaaaabbbbbb",'
    '"c":[[0,null,null,null,null],[1,"edge",null,null,null]]}'
)
STORED_TRUNCATED = (
    '{"i":"trace_8f2c","a":1795338902120,"t":"b","o":[0],"s":"1","d":"aaaaaa","l":["f",1795338903120,"too_many"]}'
)
JOURNEY = Journey(
    trace_id="trace_8f2c",
    first_at_ms=1_795_338_902_120,
    codes="bdf",
    offsets_ms=[0, 1500, 1500],
    outcomes="--0",
    digests="aaaaaabbbbbbcccccc",
    errors={2: "otp_expired"},
    contexts=[
        (0, Context("edge", None, "newsletter", None)),
        (1, Context("zuplo", "spring", "newsletter", "example.com")),
    ],
    last=LastEvent("f", 1_795_338_903_620, "otp_expired"),
    truncated=False,
)
SHORT = replace(
    JOURNEY,
    codes="b",
    offsets_ms=[0],
    outcomes="1",
    digests="aaaaaa",
    errors={},
    contexts=[(0, Context())],
    last=LastEvent("b", 1_795_338_902_120, None),
)
LEARNING = replace(
    SHORT,
    codes="bb",
    offsets_ms=[0, 1],
    outcomes="--",
    digests="aaaaaabbbbbb",
    contexts=[(0, Context()), (1, Context("edge"))],
    last=LastEvent("b", 1_795_338_902_121, None),
)
TRUNCATED = replace(SHORT, last=LastEvent("f", 1_795_338_903_120, "too_many"), truncated=True)


@st.composite
def journeys(draw: st.DrawFn) -> Journey:
    """Of any texts: what they may hold is decided where events are taken in."""
    codes = draw(st.text("abcdefghijklmnopqr", min_size=1, max_size=20))
    offsets = [0, *sorted(draw(st.integers(0, 10**10)) for _ in codes[1:])]
    places = st.lists(st.integers(0, len(codes) - 1), unique=True, max_size=4).map(sorted)
    errors = {place: draw(st.text(max_size=9)) for place in draw(places)}
    began = [0, *(place for place in draw(places) if place)]
    contexts = [(place, Context(*(draw(TEXT) for _ in range(4)))) for place in began]
    first_at_ms, truncated = draw(st.integers(0, 10**13)), draw(st.booleans())
    last = LastEvent(codes[-1], first_at_ms + offsets[-1], errors.get(len(codes) - 1))
    if truncated:
        last = LastEvent(draw(st.sampled_from("abcr")), last.at_ms + draw(st.integers(0, 10**9)), draw(TEXT))
    outcomes = "".join(draw(st.sampled_from("10-")) for _ in codes)
    digests = draw(st.text("abc_-", min_size=6 * len(codes), max_size=6 * len(codes)))
    return Journey(draw(st.text()), first_at_ms, codes, offsets, outcomes, digests, errors, contexts, last, truncated)


@given(journeys())
def test_a_journey_comes_back_as_it_was_stored(journey: Journey) -> None:
    assert decode_journey(encode_journey(journey)) == journey


@pytest.mark.parametrize(
    ("stored", "journey"),
    [(STORED, JOURNEY), (STORED_SHORT, SHORT), (STORED_LEARNING, LEARNING), (STORED_TRUNCATED, TRUNCATED)],
    ids=["whole", "short", "of which more is known later", "truncated"],
)
def test_stored_journeys_are_read_and_written_as_they_stand(stored: str, journey: Journey) -> None:
    assert decode_journey(stored) == journey
    assert encode_journey(journey) == stored


@pytest.fixture
def store(tables: Tables) -> JourneyStore:
    return _store(tables)


def _store(tables: Tables, shards: int = 1, client: Any = None) -> JourneyStore:
    return JourneyStore(Store(client or tables.client), f"{tables.prefix}journeys", SEOUL, shards, RETENTION)


def _journey(number: int, began_at: datetime = AT) -> Journey:
    at_ms = to_epoch_ms(began_at)
    return replace(SHORT, trace_id=f"trace_{number:05}", first_at_ms=at_ms, last=LastEvent("b", at_ms, None))


def _put(
    store: JourneyStore, journey: Journey, read: StoredJourney | None = None, received_at: datetime = AT
) -> Replacement:
    return store.write(journey, read=read, last_received_at=received_at, deadline=deadline())


def _stored(store: JourneyStore, journey: Journey) -> StoredJourney:
    return store.read([journey.trace_id], deadline())[journey.trace_id]


def _read(store: JourneyStore, day: str, shard: int = 0, now: datetime = AT) -> Iterator[Journey]:
    return store.read_day(day, shard, now, deadline)


def test_an_item_of_the_journeys_table_has_this_shape(tables: Tables, store: JourneyStore) -> None:
    _put(store, JOURNEY)
    (found,) = tables.client.scan(TableName=f"{tables.prefix}journeys")["Items"]
    nonce = found.pop("nonce")["S"]
    assert found == {
        "v": {"N": "1"},
        "trace_id": {"S": "trace_8f2c"},
        "start_day": {"S": "2026-11-22#0"},
        "started_id": {"S": "2026-11-22T09:15:02.120Z#trace_8f2c"},
        "body": {"S": STORED},
        "revision": {"N": "1"},
        "expires_at": {"N": str(int((AT + RETENTION).timestamp()))},
    }
    assert store.read(["trace_8f2c", "trace_none"], deadline()) == {"trace_8f2c": StoredJourney(JOURNEY, 1, nonce)}


def test_a_journey_is_replaced_by_who_read_the_one_that_stands_there_and_by_nobody_else(store: JourneyStore) -> None:
    assert _put(store, _journey(1)) is Replacement.DONE
    first, other = _stored(store, _journey(1)), _journey(1, AT - timedelta(days=1))
    assert _put(store, other) is Replacement.REFUSED
    assert _stored(store, other) == first
    assert _put(store, other, read=first) is Replacement.DONE
    assert _put(store, _journey(1), read=first) is Replacement.REFUSED
    assert ([*_read(store, "2026-11-22")], [*_read(store, "2026-11-21")]) == ([], [other])
    assert _stored(store, other).revision == 2


@pytest.mark.parametrize("again", [False, True], ids=["first", "of one that was there"])
def test_a_write_whose_answer_was_lost_is_done_or_unknown_if_another_came_between(tables: Tables, again: bool) -> None:
    """The first attempt is answered by nothing; the second finds that the condition holds no more."""
    whole = _store(tables)
    read = None
    if again:
        _put(whole, _journey(1))
        read = _stored(whole, _journey(1))

    class LosesAnAnswer:
        """`between`: what others do before the second attempt."""

        def __init__(self, between: Callable[[], object]) -> None:
            self.answers, self.between = 0, between

        def put_item(self, **arguments: Any) -> Any:
            self.answers += 1
            if self.answers == 1:
                tables.client.put_item(**arguments)
                self.between()
                raise ReadTimeoutError(endpoint_url="http://store.invalid")
            return tables.client.put_item(**arguments)

        def batch_get_item(self, **arguments: Any) -> Any:
            return tables.client.batch_get_item(**arguments)

    def replace_by_another() -> None:
        assert _put(whole, _journey(1), read=_stored(whole, _journey(1))) is Replacement.DONE

    later = _journey(1, AT - timedelta(days=1))
    ours = LosesAnAnswer(lambda: None)
    assert _put(_store(tables, client=ours), later, read=read) is Replacement.DONE
    assert ours.answers == 2
    theirs = LosesAnAnswer(replace_by_another)
    assert _put(_store(tables, client=theirs), later, read=_stored(whole, later)) is Replacement.UNKNOWN
    assert theirs.answers == 2
    assert _stored(whole, later).journey == _journey(1)


def test_a_day_is_read_by_beginning_whatever_its_pages(tables: Tables) -> None:
    expected = [_journey(number, AT + timedelta(milliseconds=number // 3)) for number in range(20)]
    for journey in reversed(expected):
        _put(_store(tables), journey)
    _put(_store(tables), _journey(99, AT + timedelta(hours=6)))  # the next day in Seoul
    asked: list[dict[str, Any]] = []

    class SmallPages:
        """The engine's, of at most 7 items."""

        def query(self, **arguments: Any) -> Any:
            asked.append(arguments)
            return tables.client.query(**arguments, Limit=7)

    assert [*_read(_store(tables, client=SmallPages()), "2026-11-22")] == expected
    assert len(asked) == 3
    asked.clear()
    reading = _read(_store(tables, client=SmallPages()), "2026-11-22")
    next(reading)
    assert len(asked) == 1  # no page before it is wanted


def test_each_shard_of_a_day_has_its_own_and_together_they_are_all(tables: Tables) -> None:
    expected = [_journey(number) for number in range(12)]
    store = _store(tables, shards=3)
    for journey in expected:
        _put(store, journey)
    found = [[*_read(store, "2026-11-22", shard)] for shard in range(3)]
    assert all(found)
    assert sorted((one for of_shard in found for one in of_shard), key=lambda one: one.trace_id) == expected
    assert store.count_day("2026-11-22", deadline) == 12


def test_what_has_expired_is_in_no_funnel_and_still_in_the_count_of_its_day(store: JourneyStore) -> None:
    expires_at = AT + RETENTION
    _put(store, _journey(1))
    _put(store, _journey(2), received_at=AT + timedelta(seconds=1))
    for seconds, left in ((0, [1, 2]), (1, [2]), (2, [])):
        now = expires_at + timedelta(seconds=seconds)
        assert [*_read(store, "2026-11-22", now=now)] == [_journey(number) for number in left]
        assert len(store.read(["trace_00001", "trace_00002"], deadline(), now=now)) == len(left)
    assert store.count_day("2026-11-22", deadline) == 2
    assert len(store.read(["trace_00001", "trace_00002"], deadline())) == 2


def test_a_journey_belongs_to_the_reporting_day_on_which_it_began(store: JourneyStore) -> None:
    midnight = datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert store.began_on(_journey(1, midnight - timedelta(milliseconds=1))) == "2026-11-22"
    assert store.began_on(_journey(1, midnight)) == "2026-11-23"
    assert store.day_of(from_epoch_ms(JOURNEY.first_at_ms)) == "2026-11-22"
