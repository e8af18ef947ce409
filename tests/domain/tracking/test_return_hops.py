"""Hosts that one comes back from after paying or signing in."""

import re

import pytest

from chalicelib.domain.tracking.return_hops import RETURN_HOPS, is_return_hop


@pytest.mark.parametrize("host", [host for hops in RETURN_HOPS for host in hops.hosts])
def test_every_host_of_the_list_and_what_is_below_it_is_a_return_hop(host: str) -> None:
    in_a_country = host.replace(".*", ".co.kr")
    assert is_return_hop(in_a_country)
    assert is_return_hop(f"eu.{in_a_country}")


@pytest.mark.parametrize("host", [host for hops in RETURN_HOPS for host in hops.hosts])
def test_a_look_alike_of_any_of_them_is_not(host: str) -> None:
    in_a_country = host.replace(".*", ".com")
    assert not is_return_hop(f"not{in_a_country}")
    assert not is_return_hop(f"{in_a_country.replace('3dsecure.', '')}.evil.example")  # which is a bank's name for it


@pytest.mark.parametrize(
    "host",
    [
        *("accounts.google.co.jp", "tenant.eu.auth0.com", "acme.okta.com", "www.paypal.com", "pay.klarna.com"),
        *("checkoutshopper-live.adyen.com", "m.pay.naver.com", "pay.tosspayments.com", "mobile.inicis.com"),
        *("centinelapi.cardinalcommerce.com", "nice.checkplus.co.kr"),
        *(
            "3ds.bank.example",
            "3dsecure2.bank.example",
            "acs-3ds.bank.example",
            "acs1.3ds.bank.example",
            "3ds2.b.co.kr",
        ),
    ],
)
def test_pages_to_pay_sign_in_or_prove_oneself_are_return_hops(host: str) -> None:
    assert is_return_hop(host)


@pytest.mark.parametrize(
    "host",
    [
        *(
            "",
            "example.com",
            "stripe.com",
            "docs.stripe.com",
            "google.com",
            "www.naver.com",
            "kakao.com",
            "okta.example",
        ),
        *("github.com", "facebook.com", "linkedin.com", "amazon.com"),  # they also link to others
        *("3ds.com", "3ds.io", "www.3ds.com", "acs.org", "pubs.acs.org", "3dsmax.example.com", "my3ds.example.com"),
        *("checkout.com.evil.example", "paypal.com.example", "accounts.google.evil.example", "login.live.com.example"),
    ],
)
def test_other_sites_are_not(host: str) -> None:
    assert not is_return_hop(host)


def test_each_group_has_a_name_and_says_when_and_no_host_stands_twice() -> None:
    names = [hops.name for hops in RETURN_HOPS]
    assert len(set(names)) == len(names)
    assert all(hops.when and hops.hosts for hops in RETURN_HOPS)
    hosts = [host for hops in RETURN_HOPS for host in hops.hosts]
    assert len(set(hosts)) == len(hosts)
    assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.([a-z]+|\*)", host) for host in hosts)
