"""What follows a link without being a person."""

import gzip
import json
import re
from pathlib import Path
from time import perf_counter

import pytest

from chalicelib.domain.tracking.robots import (
    ALSO_CRAWLERS,
    MAX_USER_AGENT_CHARACTERS,
    NO_CRAWLERS,
    RobotReason,
    UserAgentWords,
    is_crawler,
    robot_reason,
)

BROWSERS: dict[str, str] = {
    row["name"]: row["user_agent"]
    for row in json.loads(Path(__file__).parent.with_name("browser_user_agents.json").read_text("utf-8"))
}
CHROME = BROWSERS["Chrome on Windows"]
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"

_MOBILE_CHROME = (
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 "
    "Mobile Safari/537.36"
)
_LINUX_WEBKIT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko"

ROBOTS = {
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slack pictures": "Slack-ImgProxy (+https://api.slack.com/robots)",
    "Twitter": "Twitterbot/1.0",
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "KakaoTalk": "facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
    "KakaoTalk alone": "kakaotalk-scrap/1.0",
    "LINE": "facebookexternalhit/1.1;line-poker/1.0",
    "iMessage": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 "
    "Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Telegram": "TelegramBot (like TwitterBot)",
    "WhatsApp": "WhatsApp/2.23.20.0",
    "Viber": "Viber",
    "LinkedIn": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Teams, Skype": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "Mattermost": "Mattermost-Bot/1.1",
    "Naver, scrap": "Mozilla/5.0 (compatible; Blueno/1.0; +http://naver.me/scrap)",
    "Naver, search": "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)",
    "Daum": "Mozilla/5.0 (compatible; MSIE or Firefox mutant; not on Windows server;) Daumoa/4.0;",
    "Outlook SafeLinks": "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b",
    "Microsoft's previews": "Mozilla/5.0 (compatible; MicrosoftPreview/2.0; +https://aka.ms/MicrosoftPreview)",
    "Office": "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "Word": "Microsoft Office Word/16.78.1008 (Mac OS/14.0; Desktop; en-US; NonAppStore; Apple/Mac14,9)",
    "Barracuda": "Barracuda Sentinel (EE)",
    "Proofpoint": "Mozilla/5.0 (compatible; Proofpoint URL Defense)",
    "Mimecast": "Mozilla/5.0 (compatible; Mimecast URL Protect)",
    "Gmail's pictures": "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Google Search on a phone": f"{_MOBILE_CHROME} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Google's reader": f"{_LINUX_WEBKIT}; Google-Read-Aloud) Chrome/99.0.4844.84 Safari/537.36",
    "ChatGPT": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
    "Headless Chrome": f"{_LINUX_WEBKIT}) HeadlessChrome/120.0.0.0 Safari/537.36",
    "Lighthouse": f"{_LINUX_WEBKIT}) Chrome/120.0.0.0 Safari/537.36 Chrome-Lighthouse",
    "monitoring": "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "one nobody has heard of": "Mozilla/5.0 (compatible; AcmeBot/0.1)",
    "one with a page of its own": "Acme Reader/3.1 (+https://acme.example/reader)",
    "curl": "curl/8.5.0",
    "wget": "Wget/1.21.4",
    "requests": "python-requests/2.32.3",
    "urllib": "Python-urllib/3.11",
    "Go": "Go-http-client/2.0",
    "Java": "Java/17.0.1",
    "Node": "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    "undici": "undici",
    "Ruby": "Ruby",
    "bare": "Mozilla/5.0",
    "barely more": " Mozilla/5.0 (compatible; ) ",
}

# The list takes these for crawlers, on the ground of one user agent each, which is a person's in an app of Meta's.
PEOPLE_IN_THE_LIST = {
    r"AP3A\.240617\.008": "a build of Android 15: every OPPO, OnePlus and realme phone that has it",
    "MetaIAB Facebook": "the browser inside Facebook's app",
}


@pytest.mark.parametrize("user_agent", ROBOTS.values(), ids=ROBOTS)
def test_what_looks_at_links_by_itself_is_a_crawler_by_get_too(user_agent: str) -> None:
    assert robot_reason("GET", {"user-agent": user_agent}) is RobotReason.CRAWLER


@pytest.mark.parametrize("user_agent", BROWSERS.values(), ids=BROWSERS)
def test_a_persons_browser_is_none(user_agent: str) -> None:
    assert robot_reason("GET", {"user-agent": user_agent}) is None


@pytest.mark.parametrize("words", ALSO_CRAWLERS, ids=lambda words: words.name)
def test_every_row_of_our_own_finds_one_of_the_robots(words: UserAgentWords) -> None:
    pattern = re.compile(words.pattern, re.IGNORECASE)
    assert any(pattern.search(user_agent) for user_agent in ROBOTS.values())


@pytest.mark.parametrize("words", NO_CRAWLERS, ids=lambda words: words.name)
def test_every_exception_is_needed_by_one_of_the_browsers(words: UserAgentWords) -> None:
    pattern = re.compile(words.pattern, re.IGNORECASE)
    assert any(pattern.search(user_agent) for user_agent in BROWSERS.values())


def test_rows_have_names_of_their_own_and_say_when() -> None:
    names = [words.name for words in (*ALSO_CRAWLERS, *NO_CRAWLERS)]
    assert len(set(names)) == len(names)
    assert all(words.when for words in (*ALSO_CRAWLERS, *NO_CRAWLERS))


@pytest.mark.parametrize(
    "value",
    [
        *("prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip", "prefetch, prerender", " Prefetch ; x=1"),
        *("prerender", "preview", "PREVIEW", '"prefetch"'),
    ],
)
@pytest.mark.parametrize("header", ["sec-purpose", "purpose", "x-purpose", "x-moz"])
def test_a_browser_that_looks_ahead_says_so_in_a_header(header: str, value: str) -> None:
    assert robot_reason("GET", {"user-agent": CHROME, header: value}) is RobotReason.PREFETCH


@pytest.mark.parametrize(
    "value", ["", " ", "navigate", "no-prefetch", "prefetched", "prefetch-not", ";", "x" * 100_000]
)
@pytest.mark.parametrize("header", ["sec-purpose", "purpose", "x-purpose", "x-moz"])
def test_any_other_purpose_is_a_persons(header: str, value: str) -> None:
    assert robot_reason("GET", {"user-agent": CHROME, header: value}) is None


@pytest.mark.parametrize("headers", [{}, {"user-agent": ""}, {"user-agent": " \t"}])
def test_who_names_no_user_agent_is_no_browser(headers: dict[str, str]) -> None:
    assert robot_reason("GET", headers) is RobotReason.NO_USER_AGENT


def test_the_reasons_are_looked_for_in_their_order() -> None:
    assert list(RobotReason) == ["head", "prefetch", "crawler", "no_user_agent"]
    prefetch = {"purpose": "prefetch"}
    assert robot_reason("HEAD", prefetch | {"user-agent": GOOGLEBOT}) is RobotReason.HEAD
    assert robot_reason("head", {"user-agent": CHROME}) is RobotReason.HEAD
    assert robot_reason("GET", prefetch | {"user-agent": GOOGLEBOT}) is RobotReason.PREFETCH
    assert robot_reason("GET", prefetch) is RobotReason.PREFETCH


def test_only_the_beginning_of_a_user_agent_is_looked_at() -> None:
    padding = "x" * (MAX_USER_AGENT_CHARACTERS - 10)
    assert is_crawler(f"{padding} curl bot/")
    assert not is_crawler(f"{padding}{'x' * 10} curl bot/1.0")


HOSTILE = [
    "a",
    " ",
    "(",
    "bot",
    "/",
    "Mozilla/5.0 ",
    "android 1; ",
    "Android 1; a Build/",
    "; ",
    "\n",
    "\0",
    "+ ",
    "가",
]


@pytest.mark.parametrize("shape", HOSTILE)
def test_no_user_agent_takes_long(shape: str) -> None:
    is_crawler("warm up")
    before = perf_counter()
    for end in ("", ";", ")", "!"):
        is_crawler((shape * 100_000)[: MAX_USER_AGENT_CHARACTERS - 1] + end)
    assert perf_counter() - before < 0.5  # 5 ms; the rest is for a slow machine


@pytest.mark.shared_data
def test_every_user_agent_of_the_list_is_a_crawler_but_two_of_people(shared_data: Path) -> None:
    rows = json.loads((shared_data / "user-agents" / "crawler-user-agents.json").read_text("utf-8"))
    assert len(rows) == 1498
    missed = {row["pattern"] for row in rows for instance in row["instances"] if not is_crawler(instance)}
    assert missed == set(PEOPLE_IN_THE_LIST)
    assert sum(len(row["instances"]) for row in rows) == 2115


@pytest.mark.shared_data
def test_a_quarter_of_real_traffic_is_crawlers(shared_data: Path) -> None:
    with gzip.open(shared_data / "real-traffic" / "access_log.jsonl.gz", "rt", encoding="utf-8") as lines:
        agents = [json.loads(line)["user_agent"] for line in lines]
    crawlers = sum(map(is_crawler, agents))
    assert len(agents) == 9999
    assert 0.24 < crawlers / len(agents) < 0.27
