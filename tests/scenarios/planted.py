"""Plants what names a person in every place of every request.

Each planting has a number of its own, so that what is found of it tells the place it was sent in.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from tests.api_client import FEED, ApiClient
from tests.http.access_parts import EXPECTED, SENDERS, STRIPE, Access, Route
from tests.http.test_stripe_webhook import signature
from tests.scenarios.traces_left import address, card, credentials, everything, word

ROLL_UP = "/internal/rollups/run"
FRESH = {"event_id", "registration_id"}  # one that was sent before would be a mere repetition
URL_FIELDS = {"url", "referrer", "default_url", "destination_url"}
IN_URLS = (
    *("?utm_medium=x&email={0}", "?utm_source={0}", "?utm_medium=x&cid={0}", "/to/{0}/x?utm_medium=x"),
    *("?utm_medium=x#{0}", "?utm_medium=x&state=%7B%22e%22:%22{0}%22%7D"),
)
BODIES = ('"{0}"', "{0}", '["{0}"]', '{{"events": [{{"event_type": "{0}"}}, "{0}"]}}', '{{"{0}')
HEADERS = ("User-Agent", "Referer", "X-Forwarded-For", "Forwarded", "Origin", "Accept-Language", "From")
CREDENTIALS = (("Authorization",), ("webhook-id", "webhook-timestamp", "webhook-signature"), ("Stripe-Signature",))

Plant = Callable[[int], str]  # a number, which what is sent tells


@dataclass
class Planter:
    """`places` remembers where each planted number went."""

    access: Access
    document: Mapping[str, Any]
    places: list[str] = field(default_factory=list)
    answers: list[tuple[str, httpx.Response]] = field(default_factory=list)

    @property
    def api(self) -> ApiClient:
        return self.access.api

    def plant(self, place: str, how: Plant = everything) -> str:
        self.places.append(place)
        return how(len(self.places) - 1)

    def everywhere(self) -> None:
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                self._route((method.upper(), path), operation)

    def read_all(self) -> None:
        """All that can be read of what came in, and what the roll-up made of it."""
        self._send(("POST", ROLL_UP), f"{ROLL_UP}?lag_seconds=0", b"")
        for route in (route for route in EXPECTED if route[0] == "GET"):
            self._send(route, *self.access.requests[route])
        for path in (FEED, "/internal/quarantine"):
            cursor: dict[str, str] = {}
            while True:
                answer = self.api.get(path, {"limit": "200"} | cursor)
                self.answers.append((f"GET {path}", answer))
                following = answer.json()["next_cursor"]
                if following is None:
                    break
                cursor = {"cursor": following}

    def _route(self, route: Route, operation: Mapping[str, Any]) -> None:
        url, content = self.access.requests[route]
        parameters = operation.get("parameters", ())
        self._headers(route, url, content)
        for name in (one["name"] for one in parameters if one["in"] == "query"):
            for how in (address, everything):
                self._send(route, _with(url, name, self.plant(f"{route} query {name}", how)), content)
        unknown = self.plant(f"{route} an unknown query parameter")
        for name in ("email", "utm_source", unknown):
            self._send(route, _with(url, name, unknown), content)
        for name in (one["name"] for one in parameters if one["in"] == "path"):
            planted = quote(self.plant(f"{route} path {name}"), safe="")
            self._send(route, route[1].replace(f"{{{name}}}", planted).format_map(self.access.ids), content)
        if content:
            self._bodies(route, url, json.loads(content), self._fields(operation))

    def _headers(self, route: Route, url: str, content: bytes) -> None:
        planted = {name: self.plant(f"{route} header {name}") for name in HEADERS}
        # of the right shape but for what they hold
        planted["X-Trace-Id"] = f"trace_{self.plant(f'{route} header X-Trace-Id', address)}"
        planted["Idempotency-Key"] = self.plant(f"{route} header Idempotency-Key", address)
        planted["Cookie"] = f"ef_tracking={self.plant(f'{route} the cookie ef_tracking')}; other={planted['From']}"
        for _ in range(2):  # the second time what was made is there already
            self._send(route, url, content, planted)
        for names in CREDENTIALS:
            value = f"Bearer {self.plant(f'{route} headers {names}')}"
            self._send(route, url, content, planted | dict.fromkeys(names, value), credentials=False)
        session = f"tf_session={self.plant(f'{route} the cookie tf_session')}"
        self._send(route, url, content, {"Cookie": session}, credentials=False)
        for name in ("Content-Type", "Content-Encoding"):
            self._send(route, url, content or b"{}", {name: self.plant(f"{route} header {name}")})
        if EXPECTED[route] is SENDERS:
            text = json.dumps(self._fresh(json.loads(content)))
            signed = self.api.signed(text, self.plant(f"{route} a webhook-id that is signed", address))
            self._send(route, url, text.encode(), signed, credentials=False)

    def _bodies(self, route: Route, url: str, body: dict[str, Any], fields: set[str]) -> None:
        for steps in (*_leaves(body), *((name,) for name in sorted(fields - set(body)))):
            place = f"{route} body {'.'.join(map(str, steps))}"
            # what waits in quarantine takes a request more each time, and is mended as it was sent at first
            for how in (everything,) if "{quarantine_id}" in route[1] else (address, everything, credentials):
                value = self.plant(f"{place} as {how.__name__}", how)
                self._send(route, url, json.dumps(_replaced(self._fresh(body), steps, value)).encode())
            for shape in IN_URLS if steps[-1] in URL_FIELDS else ():
                value = f"https://shop.example.com/offer{shape.format(self.plant(f'{place} as {shape}'))}"
                self._send(route, url, json.dumps(_replaced(self._fresh(body), steps, value)).encode())
        for name in {min(fields), *(fields & {"payload"})}:  # where an object is refused, and where it is taken
            place = f"{route} body {name} as an object"
            value, secret, number = self.plant(place), self.plant(place, word), int(self.plant(place, card))
            planted = {"note": [value], value: 1, "otp": secret, "pan": number}
            self._send(route, url, json.dumps(self._fresh(body) | {name: planted}).encode())
        unknown = self.plant(f"{route} body, a field nobody knows")
        self._send(route, url, json.dumps(self._fresh(body) | {"unknown": unknown, unknown: 1}).encode())
        for text in BODIES:
            self._send(route, url, text.format(self.plant(f"{route} body {text}")).encode())

    def _send(
        self, route: Route, url: str, content: bytes, headers: Mapping[str, str] | None = None, credentials: bool = True
    ) -> None:
        own = {"Content-Type": "application/json"} if content else {}
        if credentials:
            own |= signature(content.decode()) if EXPECTED[route] is STRIPE else self.api.bearer()
            for known in ("replayed", "dropped"):
                if self.access.ids[known] in url:
                    url = url.replace(self.access.ids[known], self._refused())
        encoded = {name.encode(): value.encode() for name, value in (own | dict(headers or {})).items()}
        answer = self.api.http.request(route[0], url, content=content, headers=encoded)
        self.answers.append((" ".join(route), answer))

    def _refused(self) -> str:
        """The id of an event that waits in quarantine."""
        self.api.send({"event_type": "m_otp_send", "user_id": f"refused-{len(self.answers)}", "unknown": 1})
        return str(self.api.get("/internal/quarantine", {"limit": 1}).json()["items"][0]["id"])

    def _fresh(self, body: dict[str, Any]) -> dict[str, Any]:
        names = FRESH & set(body) | ({"id"} if "livemode" in body else set())
        return body | dict.fromkeys(names, f"fresh-{len(self.answers)}")

    def _fields(self, operation: Mapping[str, Any]) -> set[str]:
        """What the body may hold, at its top."""
        names: set[str] = set()
        waiting = [operation["requestBody"]["content"]["application/json"]["schema"]]
        while waiting:
            schema = waiting.pop()
            if "$ref" in schema:
                schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            names |= set(schema.get("properties", {}))
            waiting += [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
        return names


def _leaves(value: Any, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to each value of a body that holds no others."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*before, name))
    elif before:
        yield before


def _replaced(value: Any, steps: tuple[str | int, ...], new: str) -> Any:
    if not steps:
        return new
    return value | {steps[0]: _replaced(value.get(steps[0]), steps[1:], new)}


def _with(url: str, name: str, value: str) -> str:
    """The URL with this parameter in place of any other value of it."""
    return str(httpx.URL(url).copy_set_param(name, value))
