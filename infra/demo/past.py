"""Sends the demonstration's past through the backfill route, newest day first, and has it counted.

After its newest day come registrations of this moment, so that there are some with evidence behind them at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.timestamp import format_utc
from infra.demo.catalogue import make_catalogue
from infra.demo.history import DemoDay, Plan, days_up_to, history
from infra.demo.progress import DemoProgress, keep_progress, read_progress
from infra.demo.refusals import INGEST, KINDS, send_refused
from infra.demo.registrations import register
from infra.demo.story import registration
from infra.transfer.api import Api
from infra.transfer.export import FEED
from infra.transfer.sending import BACKFILL, batches, encode, send

ROLL_UP = "/internal/rollups/run"
EVENTS_A_REQUEST = 100  # small, so that people's own requests find their turn in between
DAYS_BETWEEN_LINES = 7
FIRST_REGISTRATIONS = 40
# One in eight, which is enough for an alarm: there is one to look at, until the trickle's share has brought it down.
FIRST_UNTRACKED = ("url_missing", "cookie_mismatch", "link_not_found", "url_missing", "cookie_invalid")


@dataclass(frozen=True)
class Past:
    """`api` as an admin; `folder`: None where nothing is kept."""

    api: Api
    zone: ZoneInfo
    folder: Path | None
    plan: Plan

    def send_once(self, now: datetime, *, even_into_a_used_store: bool = False) -> bool:
        """Send what is not known to be sent; False where the store holds other events, which are left alone.

        Raises TransferError, and what the API's `wait` raises.
        """
        progress = read_progress(self.folder)
        if progress is None:
            if not even_into_a_used_store and self._store_is_used(now):
                return False
            progress = DemoProgress(now)
            keep_progress(self.folder, progress)
        if not progress.complete:
            self._send(progress.up_to)
            keep_progress(self.folder, progress.completed())
        return True

    def _store_is_used(self, now: datetime) -> bool:
        days = days_up_to(now, self.zone, self.plan.days)
        parameters = {"from": days[-1].isoformat(), "to": days[0].isoformat(), "limit": "1"}
        while True:
            page = self.api.get(FEED, parameters)
            if page["events"] or page["next_cursor"] is None:
                return bool(page["events"])
            parameters["cursor"] = page["next_cursor"]

    def _send(self, up_to: datetime) -> None:
        if not make_catalogue(self.api):
            self.api.tell("demonstration: no short links, since LINK_ALLOWED_HOSTS does not name this service")
        count, counted_once = 0, False
        for number, day in enumerate(history(up_to, self.zone, self.plan), start=1):
            count += self._send_day(day)
            if count and not counted_once:
                self._roll_up()
                self._send_first(up_to)
                counted_once = True
            if number % DAYS_BETWEEN_LINES == 0 or number == self.plan.days:
                self.api.tell(f"demonstration: {number} of {self.plan.days} days, {count} events")
        self._roll_up()

    def _send_day(self, day: DemoDay) -> int:
        refused = self._send_events(day.events, BACKFILL)
        if refused:
            self.api.tell(f"demonstration: {refused} events of {day.day} were refused")
        return len(day.events) - refused

    def _send_events(self, events: Sequence[Mapping[str, Any]], path: str) -> int:
        """How many were refused."""
        encoded = (encode(number, dict(event)) for number, event in enumerate(events, start=1))
        refused = 0
        for batch in batches(encoded, EVENTS_A_REQUEST):
            refused += sum(one.status == "rejected" for one in send(self.api, batch, path))
            self.api.wait(0)
        return refused

    def _send_first(self, up_to: datetime) -> None:
        """Of the same moment the same: one that was killed and is resumed registers nobody twice."""
        # as it is kept, without microseconds, or whoever resumes it would draw others
        rng = Random(f"{self.plan.seed} {format_utc(up_to)} first")  # noqa: S311 - nothing to guess
        one_in = FIRST_REGISTRATIONS // len(FIRST_UNTRACKED)
        reasons = [one for reason in FIRST_UNTRACKED for one in (*[None] * (one_in - 1), reason)]
        people = [[event.fields for event in registration(rng, up_to, reason)] for reason in reasons]
        self._send_events([event for *arrival, _ in people for event in arrival], INGEST)
        for *_, registered in people:
            register(self.api, registered)
            self.api.wait(0)
        for kind in range(KINDS):
            send_refused(self.api, rng, kind)

    def _roll_up(self) -> None:
        while self.api.post(ROLL_UP, b"", params={"lag_seconds": "0"}).get("more"):
            pass
