"""Events of campaigns, what a plain count of them says, and something else that happens at any moment of a run."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from chalicelib.domain.admission import Admitted
from chalicelib.domain.tracking.campaign_summary import CampaignFigures
from tests.conftest import Tables
from tests.storage.parts import admitted
from tests.storage.roll_up_parts import Counting

CAMPAIGNS = ("spring", "a|b#c", "여름")


def visit(number: int, at: datetime, campaign_id: str | None) -> Admitted:
    return admitted(at, event_id=f"visit{number}", campaign_id=campaign_id)


def click(number: int, at: datetime, campaign_id: str | None) -> Admitted:
    fields = {"event_type": "m_link_click", "payload": {"cid": "abc"}}
    return admitted(at, event_id=f"click{number}", campaign_id=campaign_id, **fields)


def registration(number: int, at: datetime, campaign_id: str, *, success: bool | None = True) -> Admitted:
    payload: dict[str, Any] = {"registration_id": f"reg{number}"}
    payload |= {"channel": ("email", "paid_search")[number % 2], "utm_source": "june"} if success else {}
    return admitted(
        at,
        event_id=f"reg{number}",
        event_type="m_registration",
        campaign_id=campaign_id,
        success=success,
        error_code="url_missing" if success is False else None,
        payload=payload,
    )


def any_event(number: int, at: datetime) -> Admitted:
    """Of each kind, campaign and outcome in turn."""
    campaign_id = CAMPAIGNS[number // 5 % 3]
    match number % 5:
        case 0:
            return visit(number, at, campaign_id)
        case 1:
            return click(number, at, campaign_id)
        case rest:
            return registration(number, at, campaign_id, success=(True, False, None)[rest - 2])


@dataclass
class Book:
    """What was put, counted plainly."""

    parts: Counting
    events: list[Admitted] = field(default_factory=list)

    def put(self, one: Admitted) -> None:
        self.parts.put(one)
        self.events.append(one)

    def figures(self) -> dict[str | None, tuple[int, int, int, int, int]]:
        """Campaign, and None for all -> registrations, tracked, untracked, visits, clicks."""
        found: dict[str | None, Counter[str]] = {None: Counter()}
        for one in self.events:
            event = one.event
            for campaign_id in {None, event.campaign_id}:
                found.setdefault(campaign_id, Counter()).update(
                    [event.event_type, f"{event.event_type} {event.success}"]
                )
        names = ("m_registration", "m_registration True", "m_registration False", "m_page_view", "m_link_click")
        return {one: tuple(counts[name] for name in names) for one, counts in found.items()}  # type: ignore[misc]

    def check(self, first_day: str, last_day: str) -> None:
        """The overall summary, its rows and each campaign's own summary say what the book says."""
        expected = self.figures()
        overall = self.parts.campaigns(first_day, last_day)
        assert overall.live
        assert _numbers(overall.summary.figures) == expected[None]
        rows = {row.campaign_id: _numbers(row.figures) for row in overall.campaigns}
        assert rows == {campaign_id: numbers for campaign_id, numbers in expected.items() if campaign_id is not None}
        for campaign_id in rows:
            found = self.parts.campaign(campaign_id, first_day, last_day).summary
            assert _numbers(found.figures) == expected[campaign_id]
            assert sum(count for _, count in found.channels) == sum(found.tracked) == expected[campaign_id][1]


def _numbers(figures: CampaignFigures) -> tuple[int, int, int, int, int]:
    tracking = figures.tracking
    reasons = sum(one.count for one in tracking.untracked_reason_top)
    assert reasons == tracking.untracked_count
    return figures.registrations, tracking.tracked_count, tracking.untracked_count, figures.visits, figures.clicks


@contextmanager
def at_call(
    tables: Tables, number: int, action: Callable[[], object], names: Sequence[str] = ()
) -> Iterator[list[str]]:
    """Just before the call of that number (from 0) to the store, or of one of those `names`: `action`, once.

    Gives the names of the calls, up to and with that one.
    """
    calls: list[str] = []

    def act(model: Any, **_: Any) -> None:
        if len(calls) > number or (names and model.name not in names):
            return
        calls.append(model.name)
        if len(calls) == number + 1:
            action()

    tables.client.meta.events.register("before-call.dynamodb", act)
    try:
        yield calls
    finally:
        tables.client.meta.events.unregister("before-call.dynamodb", act)


class KilledError(Exception):
    """What ends a run at one of its calls."""


@contextmanager
def dies_at_call(tables: Tables, number: int, *, lands: bool) -> Iterator[None]:
    """From the call of that number (from 0) on none is answered; that one takes place if it `lands`, no other does."""
    calls = count()
    dead = False

    def begin(**_: Any) -> None:
        nonlocal dead
        if dead:
            raise KilledError
        dead = next(calls) == number
        if dead and not lands:
            raise KilledError

    def end(**_: Any) -> None:
        if dead:
            raise KilledError

    events = tables.client.meta.events
    events.register("before-call.dynamodb", begin)
    events.register("after-call.dynamodb", end)
    try:
        with suppress(KilledError):
            yield
    finally:
        events.unregister("before-call.dynamodb", begin)
        events.unregister("after-call.dynamodb", end)


@contextmanager
def counted_calls(tables: Tables) -> Iterator[Counter[str]]:
    """How many of each name go to the store."""
    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    tables.client.meta.events.register("before-call.dynamodb", count)
    try:
        yield calls
    finally:
        tables.client.meta.events.unregister("before-call.dynamodb", count)
