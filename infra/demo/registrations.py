"""Registrations as the server of a campaign page sends them: with evidence, on which the service decides by itself.

What the story says of a registration is what its evidence is made for; the snapshot behind it is the service's own.
"""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any
from urllib.parse import urlencode

from chalicelib.domain.dashboard_urls import DASHBOARD_PATH
from infra.demo.people import CLICKS, Click
from infra.transfer.api import Api

VISITS, REGISTRATIONS = "/v1/tracking/visits", "/v1/tracking/registrations"
UNKNOWN_CID = "hero-autum"  # as somebody mistyped it
_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
)
_REFERRERS = {
    "google": "https://www.google.com/",
    "linkedin": "https://www.linkedin.com/feed/",
    "acme": "https://acme.example.com/blog/tools-we-like",
}


def register(api: Api, event: Mapping[str, Any]) -> None:
    """`event`: an `m_registration` of the story, in whose place this is sent. Twice is the same as once."""
    _Visitor(api, event).register()


class _Visitor:
    def __init__(self, api: Api, event: Mapping[str, Any]) -> None:
        self._api, self._event = api, event
        self._landing_url = str(api.http.base_url.join(f"{DASHBOARD_PATH}/"))
        self._browser = Random(f"browser of {event['event_id']}").choice(_BROWSERS)  # noqa: S311 - nothing to guess
        of_campaign = [click for click in CLICKS if click.campaign_id == event["campaign_id"]]
        cid = event["payload"].get("cid")
        self._click = next((click for click in of_campaign if click.cid == cid), of_campaign[0])
        self._other_click = next(click for click in CLICKS if click.campaign_id != event["campaign_id"])

    def register(self) -> None:
        event = self._event
        body = {
            "registration_id": event["event_id"],
            "campaign_id": event["campaign_id"],
            "url": self._landing_url,
            "referrer": _REFERRERS.get(self._click.utm.utm_source or ""),
            "user_agent": self._browser,
            "trace_id": event["trace_id"],
            "email": event["email"],
        }
        self._post(REGISTRATIONS, body | self._evidence())

    def _evidence(self) -> dict[str, str | None]:
        """For the source, or the reason, that the story names; nothing at all for `url_missing`."""
        ways: dict[str, Callable[[], dict[str, str | None]]] = {
            "url": lambda: {"url": self._url_of(self._click)},
            "cookie": lambda: {"cookie": self._cookie_of(self._click)},
            "link": lambda: {"cid": self._click.cid},
            "link_not_found": lambda: {"url": f"{self._landing_url}?cid={UNKNOWN_CID}"},
            "cookie_mismatch": lambda: {"cookie": self._cookie_of(self._other_click)},
            "cookie_invalid": self._cookie_cut_short,
            "cookie_expired": self._cookie_cut_short,  # for which nobody can wait here
        }
        return ways.get(self._event.get("error_code") or self._event["payload"]["attribution_source"], dict)()

    def _cookie_cut_short(self) -> dict[str, str | None]:
        cookie = self._cookie_of(self._click)
        return {"cookie": cookie and cookie.rpartition(".")[0]}

    def _url_of(self, click: Click) -> str:
        return f"{self._landing_url}?{urlencode({'cid': click.cid, **click.utm.present()})}"

    def _cookie_of(self, click: Click) -> str | None:
        """That which the visitor's browser got on an earlier visit."""
        visit = {
            "url": self._url_of(click),
            "campaign_id": click.campaign_id,
            "referrer": _REFERRERS.get(click.utm.utm_source or ""),
            "user_agent": self._browser,
            "trace_id": self._event["trace_id"],
        }
        cookie: str | None = self._post(VISITS, visit).get("set_cookie")
        return cookie

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        name = f"demo-{self._event['event_id']}-{path.rpartition('/')[2]}"
        named = {"webhook-id": name, "Idempotency-Key": name}  # one for whoever signs, one for whoever brings a key
        return self._api.post(path, json.dumps(body).encode("utf-8"), headers=named)
