"""Who follows a link without being a person: link checkers, prefetching browsers, crawlers (design section 6).

They are sent on like anybody, but are no events; the reasons are counted on the link.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

MAX_USER_AGENT_CHARACTERS = 512  # looked at; crawlers name themselves before that, and the work grows with the length


class RobotReason(StrEnum):
    """In the order they are looked for: the first that holds is the one that is counted."""

    HEAD = "head"
    PREFETCH = "prefetch"
    CRAWLER = "crawler"
    NO_USER_AGENT = "no_user_agent"


@dataclass(frozen=True, slots=True)
class UserAgentWords:
    """`pattern`: searched for anywhere, case ignored."""

    name: str
    when: str
    pattern: str


# What the list of the package `crawler-user-agents` does not hold.
ALSO_CRAWLERS: tuple[UserAgentWords, ...] = (
    UserAgentWords("robot_by_name", "it calls itself a bot; the phones Cubot are none", r"(?<!cu)bots?(?![a-z])"),
    UserAgentWords(
        "crawler_by_name",
        "it calls itself a crawler, a spider, a scraper or a fetcher",
        r"crawl|spider|scraper|scraping|-scrap\b|fetcher",
    ),
    UserAgentWords(
        "link_preview",
        "it makes previews of links, or passes on the pictures of an e-mail",
        r"(?:link|url|web) ?-?preview|unfurl|link ?-?expand|image ?-?proxy|email ?-?proxy|externalhit|meta-external",
    ),
    UserAgentWords("checker", "it checks or watches sites", r"link ?-?check|validator|\bmonitor|uptime|synthetic"),
    UserAgentWords(
        "http_client",
        "a library that programs make requests with",
        r"^(?:bun|dart|deno|faraday|guzzle\w*|insomnia|java|node|perl|php|postmanruntime|python|reqwest|restsharp|ruby"
        r"|undici)\b",
    ),
    UserAgentWords("home_page", "it tells where to read about it, as robots do", r"\+ ?https?://"),
    UserAgentWords(
        "google_service", "a service of Google's own, such as Google-Read-Aloud", r"google-[a-z]|[a-z]-google\b"
    ),
    UserAgentWords("daum_search", "Daum's search engine, in the names it has had", r"\bdaumoa\b|\bdaum [\d.]+\s*$"),
    UserAgentWords(
        "mail_scanner",
        "it checks the links of e-mails before, or instead of, the person who got them",
        r"barracuda|proofpoint|mimecast|safe ?links|fireeye|trend ?micro|ironport|messagelabs|cloudmark|forcepoint",
    ),
    UserAgentWords(
        "office_link_check",
        "Microsoft Office looks at a link itself before it hands it to the browser",
        r"^mozilla/4\.0 \(compatible; ms-office|^microsoft office",
    ),
    UserAgentWords(
        "nothing_but_mozilla",
        "the word that every browser's begins with, and no browser",
        r"^\s*mozilla/\d\.\d+\s*(?:\(\s*compatible\s*;?\s*\)\s*)?$",
    ),
)

# Words of people's browsers that the list (1.67.0) or the rows above take for a crawler's: taken out before they look.
NO_CRAWLERS: tuple[UserAgentWords, ...] = (
    UserAgentWords(
        "android_device",
        "model and build of an Android device: `VR BOT 552`, `ViewSonic V500`, OPPO's build `AP3A.240617.008`",
        r"\bandroid [\d.]{1,9};(?: \w\w[-_]\w\w;)? [^;()/]{0,64}(?: ?build/[\w.-]{0,64})?(?=[;)])",
    ),
    UserAgentWords("facebook_browser", "the browser inside Facebook's app", r"\bmetaiab facebook\b"),
    UserAgentWords("viber_browser", "the browser inside Viber's app; its previews say no more than Viber", r" viber/"),
    UserAgentWords("sogou_browser", "the browser Sogou, not its spider", r"sogou(?:mse|mobilebrowser|search|sdk)"),
)

_ALSO_CRAWLERS = re.compile("|".join(words.pattern for words in ALSO_CRAWLERS), re.IGNORECASE)
_NO_CRAWLERS = re.compile("|".join(words.pattern for words in NO_CRAWLERS), re.IGNORECASE)

# Of today's browsers; of Chrome and Safari before; of previews in Safari and Facebook's apps; of Firefox before.
_PURPOSE_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")
_PURPOSES = frozenset({"prefetch", "prerender", "preview"})
_BETWEEN_TOKENS = re.compile(r"[;,\s]+")


def robot_reason(method: str, headers: Mapping[str, str]) -> RobotReason | None:
    """Why the request is not a person's, or None; `headers` are keyed in lower case."""
    user_agent = headers.get("user-agent", "")
    if method.upper() == "HEAD":
        return RobotReason.HEAD
    if any(_is_prefetch(headers.get(name, "")) for name in _PURPOSE_HEADERS):
        return RobotReason.PREFETCH
    if is_crawler(user_agent):
        return RobotReason.CRAWLER
    return None if user_agent.strip() else RobotReason.NO_USER_AGENT


def is_crawler(user_agent: str) -> bool:
    """Whether it names a crawler, a link checker or a program; judged by its first 512 characters."""
    return _names_a_crawler(user_agent[:MAX_USER_AGENT_CHARACTERS])


@lru_cache(maxsize=1024)  # a few browsers make most of the clicks, and to go through the list is a fifth of a redirect
def _names_a_crawler(user_agent: str) -> bool:
    # Imported here, for it reads half a megabyte that the other routes of a cold Lambda should not wait for; its
    # patterns are compiled when it is first asked.
    import crawleruseragents  # noqa: PLC0415 - as above

    looked_at = _NO_CRAWLERS.sub(" ", user_agent)
    return _ALSO_CRAWLERS.search(looked_at) is not None or crawleruseragents.is_crawler(looked_at)


def _is_prefetch(value: str) -> bool:
    """Of values such as `prefetch`, `prefetch;prerender` and `prefetch;anonymous-client-ip`."""
    tokens = _BETWEEN_TOKENS.split(value[:MAX_USER_AGENT_CHARACTERS].lower())
    return any(token.strip('"') in _PURPOSES for token in tokens)
