"""An operator's campaign pages, as other people's servers would have them, on names that browsers take to loopback.

`www.shop.localhost` has a page for each campaign; it tells Tracefunnel, server to server, of visits and registrations.
`login.accounts.localhost` is a sign-in page of another site that sends back to the page without its query.
`news.partner.localhost` links to whatever its query names.
"""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from tests.api_client import ApiClient
from tests.http.tracking_parts import REGISTRATIONS, VISITS

SHOP_HOST, LOGIN_HOST, PARTNER_HOST = "www.shop.localhost", "login.accounts.localhost", "news.partner.localhost"
COOKIE_DOMAIN = "shop.localhost"
_COOKIE = "ef_tracking"


@dataclass(frozen=True)
class Answer:
    """`location`: where to instead of a page; `set_cookie`: the value for the visitor's browser."""

    html: str = ""
    location: str | None = None
    set_cookie: str | None = None


@dataclass(frozen=True)
class CampaignPages:
    api: ApiClient
    port: int

    def page(self, campaign_id: str, query: str = "") -> str:
        return f"http://{SHOP_HOST}:{self.port}/{campaign_id}{'?' if query else ''}{query}"

    def linking_to(self, url: str, how: str = "link") -> str:
        """The address of a partner's page; `how`: a link to press, or `prefetch`."""
        return f"http://{PARTNER_HOST}:{self.port}/{how}?to={quote(url, safe='')}"

    def answer(self, request: BaseHTTPRequestHandler) -> Answer:
        host = (request.headers["host"] or "").partition(":")[0]
        parts = urlsplit(request.path)
        if host == PARTNER_HOST:
            return _partner(parts.path, parse_qs(parts.query).get("to", [""])[0])
        if host == LOGIN_HOST:
            return Answer(location=self.page(parse_qs(parts.query)["campaign"][0]))
        if host != SHOP_HOST or parts.path == "/favicon.ico":
            return Answer()
        if parts.path.startswith("/sign-in/"):
            campaign_id = parts.path.removeprefix("/sign-in/")
            return Answer(location=f"http://{LOGIN_HOST}:{self.port}/?campaign={campaign_id}")
        show = self._registered if request.command == "POST" else self._landed
        return show(parts.path.removeprefix("/"), request)

    def _landed(self, campaign_id: str, request: BaseHTTPRequestHandler) -> Answer:
        referrer = request.headers["referer"]
        sent = _evidence(request, referrer) | {"campaign_id": campaign_id, "anonymous_id": "a visitor"}
        told = self._tell(VISITS, sent)
        html = (
            f'<form method="post"><input type="hidden" name="referrer" value="{escape(referrer or "")}">'
            f'<button>Register</button></form><a href="/sign-in/{escape(campaign_id)}">Sign in</a>'
        )
        return Answer(html, set_cookie=told["set_cookie"])

    def _registered(self, campaign_id: str, request: BaseHTTPRequestHandler) -> Answer:
        form = parse_qs(request.rfile.read(int(request.headers["content-length"])).decode())
        sent = _evidence(request, form.get("referrer", [None])[0])
        told = self._tell(REGISTRATIONS, sent | {"registration_id": uuid.uuid4().hex, "campaign_id": campaign_id})
        return Answer(f'<pre id="registration">{escape(json.dumps(told))}</pre>')

    def _tell(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        text = json.dumps(body)
        answer = self.api.http.post(path, content=text, headers=self.api.signed(text, uuid.uuid4().hex))
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


def _evidence(request: BaseHTTPRequestHandler, referrer: str | None) -> dict[str, Any]:
    cookies = dict(part.strip().partition("=")[::2] for part in (request.headers["cookie"] or "").split(";"))
    return {
        "url": f"http://{request.headers['host']}{request.path}",
        "referrer": referrer,
        "user_agent": request.headers["user-agent"],
        "cookie": cookies.get(_COOKIE),
    }


def _partner(path: str, target: str) -> Answer:
    if path == "/prefetch":
        return Answer(f'<link rel="prefetch" href="{escape(target)}">')
    return Answer(f'<a href="{escape(target)}">An offer</a>')


@contextmanager
def serve_campaign_pages(api: ApiClient) -> Iterator[CampaignPages]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    pages = CampaignPages(api, server.server_port)
    server.RequestHandlerClass = _handler(pages.answer)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield pages
    server.shutdown()
    server.server_close()


def _handler(answer: Callable[[BaseHTTPRequestHandler], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = answer(self)
            content = f"<!doctype html><title>A page</title>{found.html}".encode()
            self.send_response(200 if found.location is None else 302)
            if found.location is not None:
                self.send_header("Location", found.location)
            if found.set_cookie is not None:
                attributes = f"Max-Age=2592000; Domain={COOKIE_DOMAIN}; Path=/; Secure; HttpOnly; SameSite=Lax"
                self.send_header("Set-Cookie", f"{_COOKIE}={found.set_cookie}; {attributes}")
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the names that the base class looks for

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
