"""The built dashboard: what a browser must load first, and what the page's policy would stop it from doing."""

import gzip
import re
from html.parser import HTMLParser

import pytest

from chalicelib.domain.dashboard_urls import DASHBOARD_PATH
from infra.dashboard_files import A_YEAR, BUILT, CONTENT_TYPES, PAGE, cache_control, content_type, file_names
from infra.local.http_messages import HttpRequest
from infra.local.site import Site

FIRST_LOAD_GZIPPED_BYTES = 250_000
STATIC_IMPORT = re.compile(r"""(?:^|[;}\s])(?:import|export)\b[^"'`();]*?["']\./([^"']+\.js)["']""")
ABSOLUTE_URL = re.compile(r"(?:https?:|wss?:|[\"'`])//([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)")
# Names of XML's namespaces, and pages that libraries name in the words of an error; nothing is fetched from them.
ONLY_NAMED = {"www.w3.org", "react.dev", "mantine.dev", "react.i18next.com", "localhost"}


class Tags(HTMLParser):
    """`found`: name and attributes of each tag. `script_text`: what stands between the tags of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.script_text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script":
            self.script_text += data.strip()


@pytest.fixture(scope="module")
def page() -> Tags:
    assert (BUILT / PAGE).is_file(), "the dashboard is not built: run `make setup`"
    return Tags((BUILT / PAGE).read_text(encoding="utf-8"))


def named_by(page: Tags) -> list[str]:
    """The files that the page itself asks for, by their paths in the folder."""
    urls = [attributes.get("src") or attributes.get("href") for tag, attributes in page.found if tag != "a"]
    return [url.removeprefix(f"{DASHBOARD_PATH}/") for url in urls if url]


def first_load(page: Tags) -> set[str]:
    """The scripts of the page, and all that these import before they run."""
    found: set[str] = set()
    waiting = [name for name in named_by(page) if name.endswith(".js")]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            imported = STATIC_IMPORT.findall((BUILT / name).read_text(encoding="utf-8"))
            waiting += [f"assets/{one}" for one in imported]
    return found


def test_what_a_browser_must_load_before_it_shows_anything_is_small(page: Tags) -> None:
    sizes = {name: len(gzip.compress((BUILT / name).read_bytes(), 6)) for name in first_load(page)}
    assert len(sizes) > 1
    assert sum(sizes.values()) <= FIRST_LOAD_GZIPPED_BYTES, sizes


def test_the_page_has_no_script_of_its_own_and_no_handler_which_its_policy_forbids(page: Tags) -> None:
    scripts = [attributes for tag, attributes in page.found if tag == "script"]
    assert scripts
    assert all(attributes.get("src") for attributes in scripts)
    assert page.script_text == ""
    assert not [name for _, attributes in page.found for name in attributes if name.startswith("on")]


def test_what_the_page_names_is_served_from_its_own_origin(page: Tags) -> None:
    site = Site(BUILT)
    assert any(name.endswith(".css") for name in named_by(page))
    for name in named_by(page):
        answer = site.answer(HttpRequest("GET", f"{DASHBOARD_PATH}/{name}", "", {}, b"", "127.0.0.1"))
        assert (answer.status, answer.body) == (200, (BUILT / name).read_bytes()), name


def test_no_file_names_an_origin_that_it_could_ask() -> None:
    texts = [name for name in file_names(BUILT) if name.endswith((".js", ".css", ".html"))]
    named = {host for name in texts for host in ABSOLUTE_URL.findall((BUILT / name).read_text(encoding="utf-8"))}
    assert named <= ONLY_NAMED, "look where it is used; if nothing is fetched from it, name it above"


def test_every_file_has_a_type_and_those_with_a_hash_in_their_names_are_kept_for_a_year() -> None:
    for name in file_names(BUILT):
        assert content_type(name) in CONTENT_TYPES.values(), name
        assert (cache_control(name) == A_YEAR) == name.startswith("assets/"), name
