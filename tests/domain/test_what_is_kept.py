"""What an admitted or refused event keeps, in the corners: identifiers it must carry, domains, endless complaints."""

import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.admission import Admitted, Intake, Refused, admit
from chalicelib.domain.pii import EmailPolicy
from chalicelib.domain.refusal_words import MAX_REASONS
from tests.storage.parts import NOW

INTAKE = Intake(NOW, ["p" * 32], EmailPolicy.MASKED)
DOMAIN = Path(__file__).resolve().parents[2] / "chalicelib" / "domain"


def _admit(**fields: Any) -> Admitted | Refused:
    return admit(fields, INTAKE, default_event_id="new")


def test_a_payload_that_is_cut_keeps_the_identifiers_that_its_type_must_carry() -> None:
    found = _admit(
        event_type="m_checkout_click",
        trace_id="trace_a",
        payload={"note": "x" * 1500, "more": "y" * 1500, "plan_tier": "pro"},
    )
    assert isinstance(found, Admitted)
    assert found.event.payload == {"note": "x" * 1500, "plan_tier": "pro", "_truncated": True}


@pytest.mark.parametrize("value", ["", " ", None, False, True, {}, []])
def test_an_identifier_that_says_nothing_is_not_carried(value: object) -> None:
    found = _admit(event_type="m_checkout_click", trace_id="trace_a", payload={"plan_tier": value})
    assert isinstance(found, Refused)
    assert [reason.field for reason in found.reasons] == ["payload.plan_tier"]


@pytest.mark.parametrize(
    "address",
    [
        "x@victim%40gmail.com",
        "x@example.com 4111 1111 1111 1111 10.2.3.4",
        "Kim <kim@example.com> Kim Smith",
        "kim@4111111111111111.com",
        "kim@10.2.3.4",
        "kim@[10.2.3.4]",
    ],
)
def test_what_stands_behind_the_at_sign_and_is_no_domain_is_not_kept(address: str) -> None:
    found = _admit(event_type="m_otp_send", email=address)
    assert isinstance(found, Admitted)
    assert found.event.email_fingerprint is not None
    assert (found.event.email_domain, found.event.email_masked) == (None, None)


@pytest.mark.parametrize(
    "domain", ["example.com", "mail.example.co.kr", "localhost", "예시.한국", "xn--9n2bp8q.kr", "a-b.io"]
)
def test_a_domain_is_kept(domain: str) -> None:
    found = _admit(event_type="m_otp_send", email=f"kim@{domain}")
    assert isinstance(found, Admitted)
    assert (found.event.email_domain, found.event.email_masked) == (domain, f"k***@{domain}")


def test_the_complaints_about_one_event_end_somewhere() -> None:
    found = _admit(event_type="m_page_view", anonymous_id="v", **{f"field{number}": 1 for number in range(7000)})
    assert isinstance(found, Refused)
    assert len(found.reasons) == MAX_REASONS + 1
    assert found.reasons[-1].reason == f"and {7000 - MAX_REASONS} more"


def test_no_pattern_repeats_a_group_possessively_which_python_before_3_11_5_gets_wrong() -> None:
    """`(?:ab|c)++` finds nothing there (CPython issue 106052); `(?>(?:ab|c)+)` is the same and works everywhere."""
    wrong = re.compile(r"\)[*+?]\+")
    assert [path.name for path in DOMAIN.glob("*.py") if wrong.search(path.read_text(encoding="utf-8"))] == []
