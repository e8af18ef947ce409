"""The dashboard on this machine: what CloudFront and the bucket would answer, from a folder."""

import json
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.version import VERSION
from infra.dashboard_files import FOLDER, PAGE
from infra.local.http_messages import HttpRequest, HttpResponse
from infra.local.site import SITE_TEMPLATE, Site, wanted_key
from tests.conftest import ServiceFactory
from tests.infra.deep_links import routed

BASE = f"/{FOLDER}"
FILES = {
    "index.html": "<!doctype html><title>Tracefunnel</title>",
    "assets/index-BjR8x_2Q.js": "export {};",
    "assets/a b-0a1b2c3d.css": "p {}",
    "favicon.svg": "<svg/>",
    ".vite/manifest.json": "{}",
}
OUTSIDE = "of nobody's business"
PATHS = st.text(st.sampled_from("/.%ab2feE-\\") | st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=30)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "dist" / name).write_text(content, encoding="utf-8")
    (tmp_path / "outside.txt").write_text(OUTSIDE, encoding="utf-8")
    return tmp_path / "dist"


def resources() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(SITE_TEMPLATE.read_text(encoding="utf-8"))["Resources"]
    return found


def ask(folder: Path, path: str, method: str = "GET") -> tuple[HttpResponse, dict[str, str]]:
    answer = Site(folder).answer(HttpRequest(method, path, "", {}, b"", "127.0.0.1"))
    return answer, {name.lower(): value for name, value in answer.headers}


@pytest.mark.parametrize("below", ["", "/", "/events", "/trace/trace_8f2c.a", "/assets", "/index.html"])
def test_a_path_that_is_no_file_is_the_page(built: Path, below: str) -> None:
    answer, headers = ask(built, BASE + below)
    assert (answer.status, answer.body.decode()) == (200, FILES[PAGE])
    assert (headers["content-type"], headers["cache-control"]) == ("text/html; charset=utf-8", "no-store")


@pytest.mark.parametrize(
    ("below", "content_type", "cache_control"),
    [
        ("assets/index-BjR8x_2Q.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("favicon.svg", "image/svg+xml", "public, max-age=300"),
    ],
)
def test_a_file_has_the_type_and_the_time_in_caches_that_it_has_in_the_bucket(
    built: Path, below: str, content_type: str, cache_control: str
) -> None:
    answer, headers = ask(built, f"{BASE}/{below}")
    assert (answer.status, answer.body.decode()) == (200, FILES[below])
    assert (headers["content-type"], headers["cache-control"]) == (content_type, cache_control)


def test_a_percent_encoded_name_is_decoded_as_the_bucket_does(built: Path) -> None:
    assert ask(built, f"{BASE}/assets/a%20b-0a1b2c3d.css")[0].body.decode() == FILES["assets/a b-0a1b2c3d.css"]


def test_a_page_that_was_built_since_is_there_at_once(built: Path) -> None:
    site = Site(built)
    (built / PAGE).write_text("another", encoding="utf-8")
    assert site.answer(HttpRequest("GET", BASE, "", {}, b"", "127.0.0.1")).body == b"another"


@pytest.mark.parametrize("path", [f"{BASE}/unknown.js", f"{BASE}/assets/unknown.js", f"{BASE}-of-another", "/cp/"])
def test_an_unknown_file_and_a_path_of_nobodys_are_not_found(built: Path, path: str) -> None:
    answer, headers = ask(built, path)
    assert (answer.status, headers["content-type"]) == (404, "application/json")
    assert json.loads(answer.body)["Code"] == "NotFoundError"


@pytest.mark.parametrize(
    "below",
    [
        "../outside.txt",
        "..%2foutside.txt",
        "%2e%2e/outside.txt",
        "%2e%2e%2foutside.txt",
        "assets/../../outside.txt",
        "assets/..%2f..%2foutside.txt",
        "assets/%2e%2e/%2e%2e/outside.txt",
        "assets//etc/passwd",
        "%2fetc%2fhost.conf",
        "..\\outside.txt",
        "a%00.txt",
        "assets/%ff",
        "assets/../favicon.svg",
        ".vite%2fmanifest.json",
        f"assets/{'a' * 5000}",
    ],
)
def test_no_spelling_leads_out_of_the_folder_or_to_what_is_hidden(built: Path, below: str) -> None:
    answer, _ = ask(built, f"{BASE}/{below}")
    assert answer.status == 404 or answer.body.decode() == FILES[PAGE]


def test_the_rule_for_deep_links_is_that_of_the_distribution() -> None:
    seen: list[str] = []

    @given(PATHS)
    def collect(path: str) -> None:
        seen.extend([f"{BASE}{path}", f"{BASE}/{path}", f"{BASE}/assets/{path}", f"/cp/{path}"])

    collect()
    keys = [None if (key := wanted_key(path)) is None else f"{BASE}/{key}" for path in seen]
    code = resources()["DeepLinks"]["Properties"]["FunctionCode"]
    assert keys == [None if result == 404 else result for result in routed(code, seen)]


@pytest.mark.parametrize("path", [BASE, f"{BASE}/assets/index-BjR8x_2Q.js", f"{BASE}/config.json", f"{BASE}/no.js"])
def test_every_answer_has_the_security_headers_of_the_template(built: Path, path: str) -> None:
    _, headers = ask(built, path)
    policy = resources()["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    csp = policy["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert headers["content-security-policy"] == csp
    assert "script-src 'self';" in csp
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["permissions-policy"] == policy["CustomHeadersConfig"]["Items"][0]["Value"]
    assert "strict-transport-security" not in headers, "this machine has no certificate"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_other_methods_are_refused(built: Path, method: str) -> None:
    answer, headers = ask(built, BASE, method)
    assert (answer.status, headers["allow"]) == (405, "GET, HEAD")


def test_the_configuration_names_this_very_origin_whatever_was_built(built: Path) -> None:
    (built / "config.json").write_text('{"api": "https://elsewhere.example.com"}', encoding="utf-8")
    answer, headers = ask(built, f"{BASE}/config.json")
    assert json.loads(answer.body) == {"api": "", "stage": "local", "version": VERSION}
    assert headers["cache-control"] == "no-store"


def test_a_dashboard_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    answer, headers = ask(tmp_path / "nothing", f"{BASE}/")
    assert (answer.status, headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert "make setup" in answer.body.decode()


def test_the_service_serves_it_beside_the_api(service: ServiceFactory) -> None:
    running = service()
    connection = HTTPConnection(running.base_url.removeprefix("http://"), timeout=10)
    found = {}
    for method, path in (("GET", f"{BASE}/config.json"), ("HEAD", f"{BASE}/config.json"), ("GET", "/"), ("GET", "/cp")):
        connection.request(method, path)
        answer = connection.getresponse()
        found[method, path] = (answer.status, answer.headers["Content-Length"], answer.read())
    connection.close()
    status, length, body = found["GET", f"{BASE}/config.json"]
    assert (status, int(length), json.loads(body)["stage"]) == (200, len(body), "local")
    assert found["HEAD", f"{BASE}/config.json"] == (200, length, b"")
    assert {found["GET", path][0] for path in ("/", "/cp")} == {404}
    assert running.lines[0] == f"{running.base_url}{BASE}/"
