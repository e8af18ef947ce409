"""The built dashboard's files: where they are served, each one's type, and how long browsers may keep it.

One rule for both places that serve them: the bucket behind CloudFront, and the service on one machine.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chalicelib.domain.dashboard_urls import DASHBOARD_PATH
from chalicelib.version import VERSION

BUILT = Path(__file__).resolve().parent.parent / "frontend" / "dashboard" / "dist"
FOLDER = DASHBOARD_PATH.removeprefix("/")  # the path under which it is served is that of its keys
PAGE = "index.html"
CONFIGURATION = "config.json"
A_YEAR = "public, max-age=31536000, immutable"
FIVE_MINUTES = "public, max-age=300"
NEVER = "no-store"

# Of a name such as assets/index-BjR8x_2Q.js, which another content would change.
_HASHED = re.compile(r"assets/(.*/)?[^/]+[-.][A-Za-z0-9_-]{8,}(\.[a-z0-9]+)+")

# Spelled out: what Python's mimetypes knows is what the machine that serves happens to have.
CONTENT_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


def file_names(folder: Path) -> Iterator[str]:
    """What of the folder is served, by its path in it; hidden files are notes of those who built it."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix()


def content_type(name: str) -> str:
    return CONTENT_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def cache_control(name: str) -> str:
    if name in {PAGE, CONFIGURATION}:
        return NEVER
    return A_YEAR if _HASHED.fullmatch(name) else FIVE_MINUTES


def configuration(api: str, stage: str) -> dict[str, str]:
    """What `config.json` tells the page; `api`: the base of the API, empty where it is the page's own origin."""
    return {"api": api, "stage": stage, "version": VERSION}
