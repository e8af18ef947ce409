"""A site that is only files, with a strict CSP: the example of the edge package, and pages that a test adds."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.running_service import PROJECT

EDGE = PROJECT / "frontend" / "edge"
EXAMPLE = EDGE / "examples" / "static"
SCRIPT = EDGE / "dist" / "tracefunnel-links.js"
STRICT_CSP = (
    "default-src 'none'; script-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'"
)


@dataclass(frozen=True)
class StaticSite:
    """`added`: HTML by path, beside the example's; any other path is a page that says nothing."""

    origin: str
    added: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, head: str, body: str = "") -> str:
        self.added[path] = f"<!doctype html><html><head><title>A page</title>{head}</head><body>{body}</body></html>"
        return self.origin + path

    def add_with_script(self, path: str, selector: str, body: str, attributes: str = "") -> str:
        return self.add(path, script(selector, attributes), body)

    def content(self, path: str) -> bytes:
        if path in self.added:
            return self.added[path].encode()
        files = {"/": EXAMPLE / "index.html", "/pricing": EXAMPLE / "pricing.html", "/tracefunnel-links.js": SCRIPT}
        return files[path].read_bytes() if path in files else b"<!doctype html><title>Arrived</title>"


def script(selector: str, attributes: str = "") -> str:
    return f"<script src='/tracefunnel-links.js' data-links='{selector}' {attributes} defer></script>"


@contextmanager
def serve_static_site() -> Iterator[StaticSite]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    site = StaticSite(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler(site)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


def _handler(site: StaticSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            content = site.content(path)
            self.send_response(200)
            self.send_header("Content-Security-Policy", STRICT_CSP)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Content-Type", "text/javascript" if path.endswith(".js") else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
