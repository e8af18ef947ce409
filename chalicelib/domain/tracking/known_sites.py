"""Sites that a referrer or a `utm_source` names, and what each is: the tables that the channel rules read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.tracking.host_names import names_of


class Kind(StrEnum):
    """What brought somebody, as a site, a `utm_source` or a `utm_medium` says it; unpaid and paid alike."""

    CROSS_NETWORK = "cross_network"
    SEARCH = "search"
    SOCIAL = "social"
    VIDEO = "video"
    SHOPPING = "shopping"
    AI_ASSISTANT = "ai_assistant"
    DISPLAY = "display"
    AUDIO = "audio"
    AFFILIATE = "affiliate"
    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    QR = "qr"
    WEB_SITE = "web_site"


@dataclass(frozen=True, slots=True)
class Sites:
    """`sources`: as `utm_source` names them, words joined by `_`; `hosts`: each with its subdomains.

    The most specific host decides (`mail.naver.com` before `naver.com`); `name.*` is the site in every country; names
    such as `com.instagram.android` are apps, as Android's `android-app://` referrers have them.
    """

    kind: Kind
    region: str
    sources: tuple[str, ...]
    hosts: tuple[str, ...]


def _sites(kind: Kind, region: str, sources: str, hosts: str) -> Sites:
    return Sites(kind, region, tuple(sources.split()), tuple(hosts.split()))


SITES: tuple[Sites, ...] = (
    _sites(
        Kind.SEARCH,
        "everywhere",
        "google bing yahoo duckduckgo ddg ecosia brave startpage qwant kagi aol msn",
        """
        google.* com.google.android.googlequicksearchbox bing.com msn.com yahoo.* duckduckgo.com
        com.duckduckgo.mobile.android ecosia.org search.brave.com startpage.com qwant.com swisscows.com mojeek.com
        kagi.com ask.com aol.* dogpile.com lycos.com seznam.cz onet.pl virgilio.it startsiden.no coccoc.com
        """,
    ),
    _sites(
        Kind.SEARCH,
        "Korea, Japan, China, Russia",
        "naver daum zum nate yahoo_japan goo baidu sogou 360 shenma yandex rambler",
        """
        naver.com com.nhn.android.search daum.net net.daum.android.daum zum.com nate.com goo.ne.jp biglobe.ne.jp
        excite.co.jp search.auone.jp docomo.ne.jp websearch.rakuten.co.jp baidu.com com.baidu.searchbox sogou.com so.com
        360.cn sm.cn yandex.* ya.ru ru.yandex.searchplugin go.mail.ru rambler.ru
        """,
    ),
    _sites(
        Kind.SOCIAL,
        "everywhere",
        """
        facebook fb meta messenger instagram ig insta threads twitter x linkedin reddit pinterest snapchat tiktok
        whatsapp telegram discord slack microsoft_teams bluesky mastodon medium quora tumblr hackernews hacker_news
        producthunt product_hunt stackoverflow indiehackers meetup xing
        """,
        """
        facebook.com fb.com fb.me messenger.com com.facebook.katana com.facebook.lite com.facebook.orca instagram.com
        com.instagram.android threads.net threads.com com.instagram.barcelona twitter.com x.com t.co com.twitter.android
        linkedin.com lnkd.in com.linkedin.android reddit.com redd.it com.reddit.frontpage pinterest.* pin.it
        com.pinterest snapchat.com com.snapchat.android tiktok.com com.zhiliaoapp.musically whatsapp.com wa.me
        com.whatsapp telegram.org telegram.me t.me org.telegram.messenger discord.com discord.gg com.discord slack.com
        com.slack teams.microsoft.com teams.live.com bsky.app mastodon.social medium.com quora.com tumblr.com
        news.ycombinator.com producthunt.com stackoverflow.com stackexchange.com indiehackers.com lobste.rs dev.to
        meetup.com nextdoor.com xing.com viadeo.com flipboard.com groups.google.com
        """,
    ),
    _sites(
        Kind.SOCIAL,
        "Korea, Japan, China, Russia, Vietnam",
        """
        kakao kakaotalk kakao_talk kakaostory kakao_channel naver_blog naverblog naver_cafe navercafe naver_band band
        daum_cafe tistory brunch everytime line mixi hatena qiita zenn weibo wechat weixin qq qzone zhihu
        xiaohongshu rednote vk vkontakte odnoklassniki zalo
        """,
        """
        kakao.com kakaocorp.com kakao.me com.kakao.talk com.kakao.story blog.naver.com cafe.naver.com kin.naver.com
        post.naver.com in.naver.com com.nhn.android.navercafe com.nhn.android.blog band.us com.nhn.android.band
        cafe.daum.net blog.daum.net tistory.com brunch.co.kr teamblind.com everytime.kr dcinside.com fmkorea.com
        clien.net ppomppu.co.kr ruliweb.com theqoo.net inven.co.kr okky.kr disquiet.io line.me lin.ee
        jp.naver.line.android mixi.jp hatena.ne.jp hatenablog.com ameblo.jp note.com qiita.com zenn.dev 5ch.net
        chiebukuro.yahoo.co.jp weibo.com weibo.cn weixin.qq.com wechat.com com.tencent.mm qzone.qq.com zhihu.com
        douban.com xiaohongshu.com xhslink.com tieba.baidu.com vk.com vk.ru com.vkontakte.android ok.ru
        livejournal.com pikabu.ru zalo.me
        """,
    ),
    _sites(
        Kind.VIDEO,
        "everywhere",
        "youtube yt vimeo dailymotion twitch wistia naver_tv navertv chzzk afreecatv soop niconico bilibili youku",
        """
        youtube.com youtu.be com.google.android.youtube vimeo.com dailymotion.com twitch.tv tv.twitch.android.app
        wistia.com wistia.net rumble.com ted.com tv.naver.com chzzk.naver.com tv.kakao.com afreecatv.com sooplive.co.kr
        nicovideo.jp bilibili.com youku.com iqiyi.com iq.com v.qq.com douyin.com rutube.ru fb.watch
        """,
    ),
    _sites(
        Kind.SHOPPING,
        "everywhere",
        """
        amazon ebay etsy walmart alibaba aliexpress temu rakuten mercari shopee lazada coupang 11st gmarket
        naver_shopping navershopping google_shopping taobao tmall jd ozon wildberries
        """,
        """
        amazon.* ebay.* etsy.com walmart.com alibaba.com aliexpress.com temu.com rakuten.co.jp mercari.com shopee.*
        lazada.* mercadolibre.* shopping.google.com shopping.naver.com smartstore.naver.com shopping.yahoo.co.jp
        shopping.daum.net coupang.com 11st.co.kr gmarket.co.kr auction.co.kr taobao.com tmall.com jd.com ozon.ru
        wildberries.ru
        """,
    ),
    _sites(
        Kind.AI_ASSISTANT,
        "everywhere",
        "chatgpt openai claude gemini perplexity copilot deepseek grok mistral phind poe liner wrtn kimi doubao",
        """
        chatgpt.com chat.openai.com com.openai.chatgpt claude.ai com.anthropic.claude gemini.google.com
        perplexity.ai copilot.microsoft.com copilot.cloud.microsoft deepseek.com grok.com chat.mistral.ai meta.ai
        you.com phind.com poe.com liner.com getliner.com wrtn.ai clova-x.naver.com kimi.com kimi.moonshot.cn doubao.com
        yuanbao.tencent.com alice.yandex.ru
        """,
    ),
    _sites(
        Kind.DISPLAY,
        "everywhere: those who sell places for ads",
        "doubleclick dv360 criteo taboola outbrain adroll mobon dable",
        """
        doubleclick.net googleadservices.com googlesyndication.com criteo.com taboola.com outbrain.com adroll.com
        mobon.net dable.io
        """,
    ),
    _sites(
        Kind.EMAIL,
        "everywhere: mailboxes, the link checkers before them, and services that send",
        """
        gmail outlook hotmail naver_mail mailchimp klaviyo sendgrid brevo sendinblue mailerlite activecampaign hs_email
        customerio customer_io convertkit constantcontact beehiiv stibee
        """,
        """
        mail.google.com com.google.android.gm outlook.live.com outlook.office.com outlook.office365.com outlook.com
        hotmail.com com.microsoft.office.outlook mail.yahoo.* mail.aol.com mail.proton.me app.fastmail.com mail.zoho.com
        gmx.net gmx.com web.de mail.naver.com com.nhn.android.mail mail.daum.net mail.kakao.com hanmail.net
        mail.nate.com mail.ru e.mail.ru mail.yandex.* mail.qq.com mail.163.com mail.126.com protection.outlook.com
        urldefense.com urldefense.proofpoint.com linkprotect.cudasvc.com mimecast.com
        """,
    ),
    _sites(
        Kind.WEB_SITE,
        "parts of the sites above that link to others as any site does",
        "",
        """
        docs.google.com drive.google.com sites.google.com calendar.google.com meet.google.com chat.google.com
        classroom.google.com cloud.google.com play.google.com aws.amazon.com finance.yahoo.com news.yahoo.com
        news.yahoo.co.jp news.naver.com news.daum.net v.daum.net map.naver.com
        """,
    ),
)


def _by_name(rows: Iterable[tuple[Kind, tuple[str, ...]]]) -> Mapping[str, Kind]:
    return {name: kind for kind, names in rows for name in names}


_KIND_OF_HOST = _by_name((row.kind, row.hosts) for row in SITES)
_KIND_OF_SOURCE = _by_name((row.kind, row.sources) for row in SITES)


def kind_of_host(host: str) -> Kind:
    """A site that none of the tables knows is a web site like any other."""
    return next((_KIND_OF_HOST[name] for name in names_of(host) if name in _KIND_OF_HOST), Kind.WEB_SITE)


def kind_of_source(source: str) -> Kind | None:
    """`source`: in lower case, its words joined by `_`."""
    return _KIND_OF_SOURCE.get(source)
