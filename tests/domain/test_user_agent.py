"""What is kept of a user agent."""

import hashlib
import hmac
import json
import re
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.redaction import redact_text
from chalicelib.domain.user_agent import (
    DEVICE_CLASSES,
    MAX_NAME_CHARACTERS,
    DeviceClass,
    UserAgentSummary,
    summarize_user_agent,
)

KEY = "a-key-of-the-tests-that-is-long-enough"
BROWSERS = json.loads(Path(__file__).with_name("browser_user_agents.json").read_text("utf-8"))
CHROME = BROWSERS[0]["user_agent"]


def summarize(user_agent: str) -> UserAgentSummary:
    summary = summarize_user_agent(user_agent, KEY)
    assert summary is not None
    return summary


@pytest.mark.parametrize("row", BROWSERS, ids=lambda row: row["name"])
def test_a_browser_is_known_by_family_system_and_class_of_device(row: dict[str, str]) -> None:
    summary = summarize(row["user_agent"])
    assert (summary.family, summary.os, summary.device) == (row["family"], row["os"], row["device"])


@pytest.mark.parametrize("user_agent", [None, "", " ", "\t\r\n", "\u3000"])
def test_where_there_is_none_there_is_no_summary(user_agent: str | None) -> None:
    assert summarize_user_agent(user_agent, KEY) is None


def test_the_hash_is_keyed_and_of_the_whole() -> None:
    digest = hmac.new(KEY.encode(), b"user agent\0" + CHROME.encode(), hashlib.sha256).hexdigest()
    assert summarize(CHROME).hash == f"ua_{digest[:16]}"
    other_key = summarize_user_agent(CHROME, f"{KEY}2")
    assert other_key is not None
    assert other_key.hash != summarize(CHROME).hash
    long = CHROME + "x" * 10_000
    assert summarize(f"{long}1").hash != summarize(f"{long}2").hash


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", DeviceClass.BOT),
        ("curl/8.5.0", DeviceClass.BOT),
        ("Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Tablet PC 2.0)", DeviceClass.DESKTOP),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 ArkWeb/4.1.6.1", DeviceClass.MOBILE),
        ("Mozilla/5.0 (Tablet; OpenHarmony 5.0) AppleWebKit/537.36 ArkWeb/4.1.6.1", DeviceClass.TABLET),
        ("Mozilla/5.0 (PC; OpenHarmony 5.0) AppleWebKit/537.36 ArkWeb/4.1.6.1", DeviceClass.DESKTOP),
        ("Dalvik/2.1.0 (Linux; U; Android 13; SM-S918N Build/TP1A.220624.014)", DeviceClass.MOBILE),
        ("Nokia6100/1.0 Profile/MIDP-1.0", DeviceClass.MOBILE),
        ("Mozilla/5.0 (Linux; Android 11; BRAVIA 4K UR2 Build/RTM9) Chrome/120 Safari/537.36", DeviceClass.TV),
        ("something else", DeviceClass.OTHER),
    ],
)
def test_every_class_of_device_is_told(user_agent: str, device: DeviceClass) -> None:
    assert summarize(user_agent).device is device


def test_every_row_of_the_classes_is_needed_and_says_when() -> None:
    found = {
        next((row for row in DEVICE_CLASSES if row.pattern.search(browser["user_agent"])), None) for browser in BROWSERS
    }
    assert found == set(DEVICE_CLASSES)
    assert all(row.when for row in DEVICE_CLASSES)
    assert {row.device for row in DEVICE_CLASSES} | {DeviceClass.BOT} == set(DeviceClass)


def test_what_the_parser_does_not_know_is_other() -> None:
    summary = summarize("something else")
    assert (summary.family, summary.os) == ("Other", "Other")


@pytest.mark.parametrize(
    "user_agent",
    [
        "kim@example.com bot/1.0",
        "Mozilla/5.0 (4111 1111 1111 1111bot/1.0)",
        "4111-1111-1111-1111 crawler/1.0",
        "HbbTV/1.1.1 (; kim@example.com; x)",
        "fe80:0:0:0:0:0:0:1 bot/1.0",
        f"{'a' * 49}bot/1.0",
        "Kim\x07\x1b[31m bot/1.0",
        "\x00\x1f\x7f\x85bot/1.0",
    ],
)
def test_a_name_holds_nothing_that_must_not_be_kept(user_agent: str) -> None:
    summary = summarize(user_agent)
    for name in (summary.family, summary.os):
        assert 1 <= len(name) <= MAX_NAME_CHARACTERS
        assert redact_text(name) == name
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", name)
    assert "@" not in repr(summary)
    assert "4111" not in repr(summary)


TOKENS = st.sampled_from(
    ["bot/1", "(", ")", "; ", "/", " ", "Android ", "1.0", "Mozilla/5.0 ", "HbbTV/1.1.1 (", "Spider", "iPhone OS 1_"]
)


@given(st.text(max_size=40) | st.lists(TOKENS | st.text(max_size=8), max_size=20).map("".join))
def test_whatever_is_sent_is_summarized_within_bounds(user_agent: str) -> None:
    summary = summarize_user_agent(user_agent, KEY)
    if summary is None:
        assert not user_agent.strip()
        return
    assert 1 <= len(summary.family) <= MAX_NAME_CHARACTERS
    assert 1 <= len(summary.os) <= MAX_NAME_CHARACTERS
    assert summary.device in set(DeviceClass)
    assert re.fullmatch(r"ua_[0-9a-f]{16}", summary.hash)


def test_a_lone_surrogate_does_no_harm() -> None:
    assert summarize("Mozilla/5.0 \ud800").family == "Other"


HOSTILE = [
    *(
        "a",
        " ",
        "(",
        "bot",
        "Aa",
        "A",
        "/",
        ";",
        ".",
        "-",
        "1.",
        "Linux ",
        "Nokia",
        "Android 1; ",
        "Mozilla/5.0 (",
        "\n",
    ),
    *("CFNetwork/", "iPhone OS 1_", "Version/1.0 ", "Build/", "compatible; ", "x-bot ", "한글", "\0"),
]


@pytest.mark.parametrize("shape", HOSTILE)
def test_no_user_agent_takes_long(shape: str) -> None:
    summarize(CHROME)
    before = perf_counter()
    for end in ("", ";", ")", "!"):
        summarize_user_agent((shape * 1000)[:511] + end, KEY)
    assert perf_counter() - before < 0.5  # 25 ms; the rest is for a slow machine
