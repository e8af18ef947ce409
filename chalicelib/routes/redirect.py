"""GET and HEAD /r/{cid}: a short link sends whoever follows it on."""

from chalice import Blueprint

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.tracking.cookie import COOKIE_LIFETIME, COOKIE_NAME
from chalicelib.domain.tracking.link import is_cid
from chalicelib.domain.tracking.robots import robot_reason
from chalicelib.routes.answer import Described, HtmlPage, Reply
from chalicelib.routes.endpoint import Answers, Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.link_services import link_services
from chalicelib.routes.query import AnyQuery
from chalicelib.routes.services import services

blueprint = Blueprint(__name__)

# No Referrer-Policy: whoever made the page with the link decides what its visitors' browsers tell the destination.
_NOT_FOUND = HtmlPage(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Link not found</title>'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    '<meta name="robots" content="noindex"></head><body><h1>This link leads nowhere</h1>'
    "<p>It is not known here, or no longer in use.</p>"
    '<p lang="ko">알 수 없거나 더 이상 사용되지 않는 링크입니다.</p></body></html>\n'
)
_NOTHING_BUT_TEXT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ANSWERS: Answers = {
    302: Described(
        "Sent on: to the link's destination, or, where it is unknown, inactive or not to be had, to LINK_FALLBACK_URL",
        headers={"Location": "where to", "Set-Cookie": f"{COOKIE_NAME}: where the visitor came from, signed"},
    ),
    404: Described("A page for people: the link is unknown or inactive", media_type="text/html"),
    503: ErrorAnswer,
}


@endpoint(
    blueprint,
    "HEAD",
    "/r/{cid}",
    summary="Where a short link leads, without following it",
    access=None,
    query=AnyQuery,
    answers=_ANSWERS,
    uses_store=False,
)
@endpoint(
    blueprint,
    "GET",
    "/r/{cid}",
    summary="Follow a short link; parameters are passed on, and utm_* win over the link's own",
    access=None,
    query=AnyQuery,
    answers=_ANSWERS,
    uses_store=False,  # what a click is recorded with looks itself
)
def follow(call: Call[AnyQuery]) -> Reply:
    robot, cid = robot_reason(call.method, call.headers), call.path["cid"]
    try:
        followed = link_services.follow(cid, call.query.parameters, robot=robot, now=call.now)
    except UnavailableError as error:
        if services.settings.link_fallback_url is None:
            raise
        return _fallback(cid, error.message)
    if followed is None:
        return _fallback(cid, "unknown or inactive")
    headers = {"Location": followed.location}
    if followed.cookie is not None:
        headers["Set-Cookie"] = _set_cookie(followed.cookie)
    return Reply(status=302, headers=headers, log={"cid": cid, "robot": robot, "recorded": followed.recorded})


def _fallback(cid: str, reason: str) -> Reply:
    url, log = services.settings.link_fallback_url, {"cid": cid if is_cid(cid) else None, "reason": reason}
    if url is None:
        return Reply(_NOT_FOUND, 404, {"Content-Security-Policy": _NOTHING_BUT_TEXT}, log)
    return Reply(status=302, headers={"Location": url}, log=log)


def _set_cookie(token: str) -> str:
    domain = services.settings.cookie_domain
    scope = "Path=/" if domain is None else f"Path=/; Domain={domain}"
    lifetime = int(COOKIE_LIFETIME.total_seconds())
    return f"{COOKIE_NAME}={token}; Max-Age={lifetime}; {scope}; HttpOnly; Secure; SameSite=Lax"
