"""Where visitors are sent to pay or to sign in: coming back from there is no referral (design section 6).

Named are hosts that do nothing else. Sites that also link to others (`github.com`, `facebook.com`, `linkedin.com`) are
not: their sign-in pages differ from the rest by the path alone, which a referrer seldom tells across sites.
"""

import re
from dataclasses import dataclass

from chalicelib.domain.tracking.host_names import names_of


@dataclass(frozen=True, slots=True)
class ReturnHops:
    """`hosts`: each with its subdomains; `name.*` is the site in every country."""

    name: str
    when: str
    hosts: tuple[str, ...]


def _hops(name: str, when: str, hosts: str) -> ReturnHops:
    return ReturnHops(name, when, tuple(hosts.split()))


RETURN_HOPS: tuple[ReturnHops, ...] = (
    _hops(
        "sign_in",
        "signing in with an account held elsewhere",
        """
        accounts.google.* accounts.youtube.com appleid.apple.com account.apple.com idmsa.apple.com
        login.microsoftonline.com login.microsoftonline.us login.partner.microsoftonline.cn login.microsoft.com
        login.live.com account.live.com login.windows.net api.twitter.com login.yahoo.com login.yahoo.co.jp
        nid.naver.com kauth.kakao.com accounts.kakao.com logins.daum.net id.payco.com auth.band.us access.line.me
        open.weixin.qq.com graph.qq.com passport.baidu.com login.taobao.com id.vk.com id.vk.ru oauth.vk.com
        passport.yandex.* oauth.yandex.* oauth.telegram.org id.twitch.tv login.salesforce.com id.atlassian.com
        auth.atlassian.com login.gov id.me
        """,
    ),
    _hops(
        "identity_provider",
        "signing in through a provider of sign-in pages",
        """
        auth0.com okta.com oktapreview.com okta-emea.com onelogin.com pingidentity.com pingone.* duosecurity.com
        amazoncognito.com b2clogin.com ciamlogin.com clerk.accounts.dev authkit.app workos.com stytch.com descope.com
        kinde.com frontegg.com fusionauth.io supabase.co
        """,
    ),
    _hops(
        "payment",
        "paying",
        """
        checkout.stripe.com js.stripe.com hooks.stripe.com pay.stripe.com buy.stripe.com billing.stripe.com
        invoice.stripe.com connect.stripe.com link.com paypal.com braintreegateway.com venmo.com klarna.com adyen.com
        worldpay.com checkout.com squareup.com afterpay.com clearpay.co.uk affirm.com sezzle.com mollie.com
        multisafepay.com trustly.com sofort.com giropay.de ideal.nl gocardless.com przelewy24.pl payu.* tpay.com
        dotpay.pl paddle.com chargebee.com recurly.com 2checkout.com fastspring.com skrill.com neteller.com paysafe.com
        paysafecard.com authorize.net cybersource.com razorpay.com cashfree.com phonepe.com ccavenue.com
        mercadopago.* pagseguro.* ebanx.com dlocal.com xsolla.com pay.google.com pay.amazon.com payments.amazon.*
        pay.shopify.com checkout.shopify.com shop.app commerce.coinbase.com bitpay.com
        """,
    ),
    _hops(
        "payment_asia",
        "paying with a provider of Korea, Japan or China",
        """
        toss.im tosspayments.com inicis.com nicepay.co.kr nicepay.com kcp.co.kr kakaopay.com online-pay.kakao.com
        pay.naver.com bill.payco.com ksnet.co.kr ksnet.to easypay.co.kr kicc.co.kr smartro.co.kr danalpay.com
        teledit.com mobilians.co.kr kgmobilians.com settlebank.co.kr hectofinancial.co.kr payletter.com portone.io
        iamport.kr bootpay.co.kr eximbay.com payapp.kr xpay.uplus.co.kr ssgpay.com vpay.co.kr pay.line.me paypay.ne.jp
        gmo-pg.com mul-pay.jp sbpayment.jp veritrans.co.jp komoju.com alipay.com tenpay.com
        unionpaysecure.com 95516.com
        """,
    ),
    _hops(
        "identity_check",
        "proving that the card, or the name, is one's own",
        """
        cardinalcommerce.com arcot.com 3dsecure.io rsa3dsauth.com modirum.com netcetera-payment.ch
        checkplus.co.kr ok-name.co.kr mobile-ok.com cert.vno.co.kr
        """,
    ),
)

# The 3-D Secure pages of banks go by names such as `3ds.bank.example`, `3dsecure2.bank.example`, `acs-3ds.b.example`.
_THREE_D_SECURE = re.compile(r"(?:acs\d?-)?3d-?s(?:ecure)?\d?(?:-?acs)?")

_HOPS = frozenset(host for hops in RETURN_HOPS for host in hops.hosts)


def is_return_hop(host: str) -> bool:
    """`host`: a bare name in lower case, without a port."""
    names = list(names_of(host))
    return any(name in _HOPS for name in names) or any(
        _THREE_D_SECURE.fullmatch(label) for label in host.split(".")[:-2]
    )
