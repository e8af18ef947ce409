"""515 strings that break programs, wherever a request can carry text: never a 5xx, never an echo of what is refused."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api_client import ApiClient
from tests.fuzz.naughty_places import places
from tests.http.tracking_parts import make_campaign

ONE_OF = 144  # of the strings at each place, other ones at each
ERROR_SHAPE = {"Code", "Message", "Details"}


def _strings(folder: Path) -> list[str]:
    found: list[str] = json.loads((folder / "bad-input" / "naughty_strings.json").read_text("utf-8"))
    return found


def _is_taken(place: str, text: str) -> bool:
    return int.from_bytes(hashlib.sha256(f"{place} {text}".encode()).digest()[:4]) % ONE_OF == 0


def _spoil_everything(
    api: ApiClient, document: dict[str, Any], cid: str, strings: list[str], is_taken: Callable[[str, str], bool]
) -> int:
    page_of_a_dead_link = api.http.get("/r/nobodys").text
    requests = 0
    for place, send in places(document, cid):
        for text in strings:
            answer = send(api, text) if is_taken(place, text) else None
            if answer is not None:
                requests += 1
                api.http.cookies.clear()
                assert answer.status_code < 500, (place, text, answer.text)
                if answer.headers.get("content-type", "").startswith("text/html"):
                    assert answer.text in (page_of_a_dead_link, ""), (place, text)
                elif answer.status_code >= 400 and answer.text:
                    _assert_a_refusal_without_an_echo(place, text, answer)
    return requests


def _assert_a_refusal_without_an_echo(place: str, text: str, answer: httpx.Response) -> None:
    refusal = answer.json()
    if answer.status_code == 422:
        assert refusal["Code"]
        return  # it names the event's own id
    assert set(refusal) <= ERROR_SHAPE, (place, text)
    is_a_name = place.endswith((" ?", " ."))
    if not is_a_name and len(text) > 12:
        assert text not in refusal["Message"], (place, text)
        assert text not in json.dumps(refusal.get("Details"), ensure_ascii=False), (place, text)


@pytest.mark.shared_data
def test_each_place_of_a_request_bears_strings_that_break_programs(
    api: ApiClient, document: dict[str, Any], new_id: Callable[[str], str], shared_data: Path
) -> None:
    cid = make_campaign(api, new_id("c"), utm_source="mail").cid
    assert _spoil_everything(api, document, cid, _strings(shared_data), _is_taken) > 500


@pytest.mark.soak
@pytest.mark.shared_data
def test_each_place_of_a_request_bears_each_of_them(
    api: ApiClient, document: dict[str, Any], new_id: Callable[[str], str], shared_data: Path
) -> None:
    cid = make_campaign(api, new_id("c"), utm_source="mail").cid
    requests = _spoil_everything(api, document, cid, _strings(shared_data), lambda _place, _text: True)
    print(f"{requests} requests")
    assert requests > 100_000
