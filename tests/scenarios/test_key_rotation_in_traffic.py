"""All keys are rotated while senders, people, visitors and Stripe are at work: no request, cookie, session is lost."""

import json
import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from stripe import WebhookSignature

from tests.api_client import FEED, ApiClient, ids, page_view, statuses
from tests.http.tracking_parts import REGISTRATIONS, SHOP, VISITS, make_campaign
from tests.polling import eventually
from tests.scenarios.rotation_parts import (
    NEW,
    NEW_IN_FRONT,
    NEW_SECOND,
    OLD,
    OLD_ALONE,
    OLD_REMOVED,
    Instances,
    Keys,
    checked,
)

CAMPAIGN = "traffic"
ROUNDS_A_STAGE = 2  # of each worker: the first may have begun in the stage before


@dataclass
class Stage:
    """At which step each of two instances is, and which keys are sent. `later`: the lifetime of what old keys signed is
    over, so that nobody has any of it any more."""

    steps: tuple[int, int]
    sent: Sequence[Keys]
    later: bool = False


# "Rotate a key" in the README, with one cache that is refreshed after the other.
STAGES = [
    Stage((OLD_ALONE, OLD_ALONE), [OLD]),
    Stage((NEW_SECOND, OLD_ALONE), [OLD]),
    Stage((NEW_SECOND, NEW_SECOND), [OLD]),
    Stage((NEW_SECOND, NEW_SECOND), [OLD, NEW]),  # ten minutes are over: senders get the new one
    Stage((NEW_IN_FRONT, NEW_SECOND), [OLD, NEW]),
    Stage((NEW_IN_FRONT, NEW_IN_FRONT), [OLD, NEW]),
    Stage((NEW_IN_FRONT, NEW_IN_FRONT), [NEW], later=True),
    Stage((OLD_REMOVED, NEW_IN_FRONT), [NEW], later=True),
    Stage((OLD_REMOVED, OLD_REMOVED), [NEW], later=True),
]


@dataclass
class Traffic:
    """`done`: rounds of each worker; `books`: how often each event was answered accepted."""

    instances: Instances
    stage: Stage
    dice: random.Random = field(default_factory=lambda: random.Random(8))
    done: Counter[str] = field(default_factory=Counter)
    books: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def anywhere(self) -> ApiClient:
        """One of the two instances, spoken to with a key that senders have at this stage."""
        stage = self.stage
        return self.instances.at(self.dice.choice(stage.steps), self.dice.choice(stage.sent))

    def work(self, name: str, a_round: Callable[[], None]) -> None:
        while not self.over.is_set():
            a_round()
            self.done[name] += 1

    def signed(self, path: str, body: Any, name: str) -> Any:
        text, api = json.dumps(body), self.anywhere()
        return checked(api.http.post(path, content=text, headers=api.signed(text, name)))

    def send_and_repeat(self) -> None:
        """A sender whose first answer is lost."""
        name = f"msg_{uuid.uuid4().hex}"
        batch = {"events": [page_view("v", email=f"kim{name}@example.com", campaign_id=CAMPAIGN) for _ in range(2)]}
        first, again = (self.anywhere().send_signed(batch, name) for _ in range(2))
        assert (statuses(first), statuses(again)) == (["accepted"] * 2, ["duplicate"] * 2)
        assert "conflict" not in again.text
        self.books.update(result["event_id"] for result in first.json()["results"])

    def visit_and_register(self) -> None:
        """A server of a campaign page: the visit at one instance, the registration at another, both sent twice."""
        name = uuid.uuid4().hex
        landed = {"campaign_id": CAMPAIGN, "url": f"{SHOP}?utm_source=mail"}
        visit, _again = (self.signed(VISITS, landed | {"anonymous_id": name}, f"visit_{name}") for _ in range(2))
        registered = {"campaign_id": CAMPAIGN, "registration_id": f"reg-{name}", "cookie": visit["set_cookie"]}
        registered |= {"email": f"kim{name}@example.com"}
        first, again = (self.signed(REGISTRATIONS, registered, f"msg_{name}") for _ in range(2))
        assert first["attribution"]["source"] == "cookie"
        assert first == again
        self.books.update([f"reg-{name}", f"visit_{name}:0"])

    def deliver_as_stripe(self) -> None:
        event_id, api = f"evt_{uuid.uuid4().hex}", self.anywhere()
        trace = {
            "metadata": {"trace_id": f"trace_{event_id}", "plan_tier": "pro"},
            "payment_status": "paid",
            "id": "cs_1",
        }
        body = json.dumps({"id": event_id, "type": "checkout.session.completed", "data": {"object": trace}})
        header = WebhookSignature.generate_signature_header(body, api.secrets["STRIPE_WEBHOOK_SECRET"])
        headers = {"Stripe-Signature": header, "content-type": "application/json"}
        assert checked(api.http.post("/webhooks/stripe", content=body, headers=headers))["accepted"] == 1
        self.books[event_id] += 1


class Person:
    """Signed in once, and at the dashboard until the session's lifetime is over: the cookie, a list, its next page."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._signed_in_later = False
        self._token = traffic.anywhere().sign_in("support")

    def read(self) -> None:
        if self._traffic.stage.later and not self._signed_in_later:
            self._token, self._signed_in_later = self._traffic.anywhere().sign_in("support"), True
        query: dict[str, Any] = {"limit": 1, "type": "m_page_view"}
        for _page in range(3):
            answer = self._traffic.anywhere().get(FEED, query, self._token)
            query["cursor"] = checked(answer)["next_cursor"]
        cookie = {"Cookie": f"tf_session={self._token}"}
        assert checked(self._traffic.anywhere().http.get("/auth/session", headers=cookie))["role"] == "support"


def test_nothing_is_refused_while_every_key_is_rotated_and_each_event_is_stored_once(instances: Instances) -> None:
    traffic = Traffic(instances, STAGES[0])
    make_campaign(traffic.anywhere(), CAMPAIGN)
    traffic.anywhere().send({"events": [page_view("v") for _ in range(4)]})  # pages for the readers
    people = [Person(traffic) for _ in range(2)]
    workers = {"sender": traffic.send_and_repeat, "visitor": traffic.visit_and_register}
    workers |= {"stripe": traffic.deliver_as_stripe} | {f"person {n}": one.read for n, one in enumerate(people)}
    with ThreadPoolExecutor(len(workers)) as pool:
        running = [pool.submit(traffic.work, name, a_round) for name, a_round in workers.items()]
        try:
            for stage in STAGES:
                traffic.stage = stage
                _let_work(traffic, [*workers], running)
        finally:
            traffic.over.set()
        for one in running:
            one.result()
    api = instances.at(OLD_REMOVED, NEW)
    stored = Counter(ids(api.feed(campaign_id=CAMPAIGN, limit=200)))
    paid = Counter(ids(api.feed(type="m_stripe_webhook_checkout_complete", limit=200)))
    assert set(traffic.books.values()) == {1}
    assert stored | {name: times for name, times in paid.items() if name in traffic.books} == traffic.books
    assert min(traffic.done.values()) >= ROUNDS_A_STAGE * len(STAGES)


def _let_work(traffic: Traffic, workers: Sequence[str], running: Sequence[Future[None]]) -> None:
    """Until each worker has begun and ended a round within the stage, or one has failed."""
    wanted = {name: traffic.done[name] + ROUNDS_A_STAGE for name in workers}
    eventually(
        lambda: any(one.done() for one in running) or all(traffic.done[name] >= wanted[name] for name in workers), 60
    )
    for one in running:
        if one.done():
            one.result()
