"""E-mail addresses: their one spelling, their fingerprint, and where they stand in text."""

import hashlib
import hmac
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.pii import (
    EmailIdentity,
    EmailPolicy,
    fingerprint,
    holds_email,
    identify,
    is_fingerprint,
    mask_emails,
    normalize_email,
)

PEPPER = "a-pepper-of-at-least-thirty-two-characters"

# What a text about addresses is made of: addresses, what makes one, what ends one, and what looks like one.
PIECES = st.sampled_from(
    [
        *("kim", "a", "example.com", "x.y", "localhost", "@", "＠", "﹫", "%40", "%2540", "%", "kim@example.com"),
        *(".", "..", "'", '"', "\\", "/", "=", "&", "?", "#", "|", "{", "}", "`", "(", ")", "[", "]", "<", ">"),
        *(",", ";", ":", "!", "*", "+", "-", "_", "~", " ", "\t", "\n", "\x00", "\u00a0", "é", "김", "[email]"),
        *("[127.0.0.1]", "[IPv6:2001:db8::1]", '"john doe"', "1.2.3.4"),
    ]
)
ADDRESS_LIKE_TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text()


# --- The one spelling of an address ---


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("kim@example.com", "kim@example.com"),
        ("  Kim@Example.COM\n", "kim@example.com"),
        ("\u00a0kim@example.com\u3000", "kim@example.com"),
        ("ｋｉｍ＠ｅｘａｍｐｌｅ．ｃｏｍ", "kim@example.com"),
        ("kim﹫example.com", "kim@example.com"),
        ("kim@localhost", "kim@localhost"),
        ("김철수@예시.한국", "김철수@예시.한국"),
        ("\u1100\u1161@example.com", "가@example.com"),
        ("Ä@example.com", "ä@example.com"),
        ("A\u0308@example.com", "ä@example.com"),
        ("kim+tag@example.com", "kim+tag@example.com"),
        ("k.i.m@example.com", "k.i.m@example.com"),
        ('"john doe"@example.com', '"john doe"@example.com'),
        ("a@b", "a@b"),
    ],
)
def test_an_address_is_trimmed_composed_and_lowered(value: str, expected: str) -> None:
    assert normalize_email(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "@", "kim", "kim@", "@example.com", " @ ", "kim@ ", " @example.com", "kim example.com"),
        *("a@b@c", "a@@b", "kim＠example@com", "kim@\u3000"),
        *("kim\x00@example.com", "ki\nm@example.com", "kim@exam\tple.com", "kim@example.com\x7f", "kim\x9f@x"),
    ],
)
def test_what_has_not_one_at_sign_between_texts_or_has_a_control_character_is_no_address(value: str) -> None:
    assert normalize_email(value) is None


def test_254_characters_are_an_address_and_255_are_none() -> None:
    assert normalize_email("k" * 242 + "@example.com") is not None
    assert normalize_email("k" * 243 + "@example.com") is None


def test_length_is_counted_after_composing_and_after_trimming() -> None:
    assert normalize_email(unicodedata.normalize("NFD", "각" * 242) + "@example.com") == "각" * 242 + "@example.com"
    assert normalize_email(" " * 300 + "kim@example.com") == "kim@example.com"
    assert normalize_email("ﷺ" * 20 + "@example.com") is None  # 20 characters of which each becomes 18


def test_a_megabyte_of_unsorted_marks_is_refused_at_once() -> None:
    started_at = time.process_time()
    assert normalize_email("a" + "\u0315\u0300" * (1 << 19) + "@example.com") is None
    assert time.process_time() - started_at < 1


@settings(deadline=None)
@given(st.text() | st.emails() | st.builds("{}@{}".format, st.text(min_size=1), st.text(min_size=1)))
@example("H\u0331@x")
@example("İ@x")
@example("Σ@Σ")
def test_normalising_twice_is_normalising_once(value: str) -> None:
    once = normalize_email(value)
    if once is not None:
        assert normalize_email(once) == once
        assert once.count("@") == 1
        assert len(once) <= 254


# --- What is kept of it ---


def test_a_fingerprint_is_the_first_32_digits_of_the_keyed_hash() -> None:
    expected = hmac.new(PEPPER.encode(), b"kim@example.com", hashlib.sha256).hexdigest()[:32]
    assert fingerprint("kim@example.com", PEPPER) == f"fp_{expected}"


def test_another_pepper_gives_another_fingerprint() -> None:
    assert fingerprint("kim@example.com", PEPPER) != fingerprint("kim@example.com", PEPPER + "2")


@settings(deadline=None)
@given(st.emails())
def test_every_address_has_a_fingerprint_of_the_right_shape(address: str) -> None:
    normalized = normalize_email(address)
    assert normalized is not None
    assert is_fingerprint(fingerprint(normalized, PEPPER))


@pytest.mark.parametrize(
    ("policy", "domain", "masked"),
    [
        (EmailPolicy.FINGERPRINT, None, None),
        (EmailPolicy.DOMAIN, "example.com", None),
        (EmailPolicy.MASKED, "example.com", "k***@example.com"),
    ],
)
def test_the_policy_decides_what_is_kept_beside_the_fingerprint(
    policy: EmailPolicy, domain: str | None, masked: str | None
) -> None:
    expected = EmailIdentity(fingerprint("kim@example.com", PEPPER), domain, masked)
    assert identify("kim@example.com", PEPPER, policy) == expected


def test_a_local_part_of_one_character_is_masked_like_any_other() -> None:
    assert identify("k@example.com", PEPPER, EmailPolicy.MASKED).masked == "k***@example.com"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("fp_" + "0123456789abcdef" * 2, True),
        ("fp_" + "0123456789ABCDEF" * 2, False),
        ("fp_" + "0" * 31, False),
        ("fp_" + "0" * 33, False),
        ("fp_" + "0" * 32 + "\n", False),
        ("fp_" + "0" * 31 + "g", False),
        ("fp_" + "٠" * 32, False),
        ("fp-" + "0" * 32, False),
        ("0" * 32, False),
        ("", False),
    ],
)
def test_a_fingerprint_is_told_by_its_shape(value: str, expected: bool) -> None:
    assert is_fingerprint(value) is expected


# --- Addresses in text ---


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("kim@example.com", "[email]"),
        ("email=kim@example.com", "email=[email]"),
        ("mailto:kim@example.com.", "mailto:[email]."),
        ("Kim <kim@example.com>, Lee <lee@example.com>", "Kim <[email]>, Lee <[email]>"),
        ("is it kim@example.com?", "is it [email]?"),
        ("(kim@example.com)", "([email])"),
        ("'kim@example.com'", "'[email]'"),
        ('"kim@example.com"', '"[email]"'),
        ("“kim@example.com”", "“[email]”"),
        ("`kim@example.com`", "`[email]`"),
        ("*kim@example.com*", "[email]*"),
        ("kim@example.com!", "[email]!"),
        ("o'brien@example.com", "[email]"),
        ("kim.lee+tag_1-2@mail.example.co.kr", "[email]"),
        ("kim@localhost said", "[email] said"),
        ("a@b", "[email]"),
        ("김철수@예시.한국", "[email]"),
        ("주소：kim@example.com。", "주소：[email]。"),
        ("kim＠example.com", "[email]"),
        ("kim﹫example.com", "[email]"),
        ("ｋｉｍ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[email]"),
        ("kim@[127.0.0.1]", "[email]"),
        ("kim@[IPv6:2001:db8::1]", "[email]"),
        ('"john doe"@example.com', "[email]"),
        ('to "john@work"@example.com.', "to [email]."),
        ("x@kim@example.com", "[email]"),
        ("kim@@example.com", "[email]"),
        ("@kim@example.com", "@[email]"),
        ("kim@example.com@", "[email]@"),
        ("/users/kim%40example.com/orders", "/users/[email]/orders"),
        ("/users/kim%2540example.com", "/users/[email]"),
        ("?email=kim%40example.com&x=1", "?email=[email]&x=1"),
        ("%40kim%40example.com", "%40[email]"),
        ("https://user:secret@example.com/", "https://user:[email]/"),
        ("git@github.com:org/repository", "[email]:org/repository"),
        (r"kim\@example.com", "[email]"),
        ("kim/sales@example.com", "kim/[email]"),
        ("kim(work)@example.com", "kim(work)[email]"),
        ("/@example.com", "/[email]"),
        ("/%40example.com", "/[email]"),
        ("'@example.com", "'[email]"),
        ('{"to":"kim@example.com","handle":"@kim"}', '{"to":"[email]","handle":"@kim"}'),
        ("kim@example.com,lee@example.com;park@example.com", "[email],[email];[email]"),
        ("kim@example.com\nlee@example.com", "[email]\n[email]"),
        ("kim@example.com:8080/path", "[email]:8080/path"),
        ("[email] kim@example.com", "[email] [email]"),
    ],
)
def test_an_address_in_text_becomes_the_marker_and_nothing_beside_it_does(text: str, masked: str) -> None:
    assert holds_email(text)
    assert mask_emails(text) == masked
    assert not holds_email(masked)


@pytest.mark.parametrize(
    "text",
    [
        *("", "@", "@@", " @ ", "@handle", "@handle.name", "kim@", "kim@ example.com", "kim @example.com", "a @ b"),
        *("kim@.", "kim@!", "kim@...", "kim@,example", "kim@/example", "kim@[email]", "kim@[ip]", "[email]@kim"),
        *("https://medium.com/@handle", "node_modules/@scope/package", r"node_modules\@scope\package", "'@handle'"),
        *('{"name":"@handle"}', '{"a":"b","c":"@example.com"}', '<a title="x" rel="@example.com">', "{@link Text}"),
        *("@Override", "@media screen", "5 @ 3.50", "meet @ noon", "@{x}", "%@", "!@#$%^&*()"),
        *(
            "kim%40",
            "%40example.com",
            "50%40",
            "%40",
            "%2540",
            "x %40example.com",
            "/%40handle",
            "kim%41example.com",
            "kim%4",
            "100% 40",
        ),
        *("＠handle", "kim＠", "kim at example.com", "example.com", "[email]", "[email]#2"),
    ],
)
def test_a_near_miss_stays(text: str) -> None:
    assert not holds_email(text)
    assert mask_emails(text) == text


@settings(deadline=None, max_examples=500)
@given(st.emails(), st.text(), st.text())
@example("'@A.COM", "", "")
@example("{@A.COM", '"', '"')
@example("0@A.COM", "%4", "%40")
@example("0/0@A.COM", "kim@", "@kim")
@example("%40@A.COM", "%40", "@")
def test_an_address_survives_in_no_surroundings(address: str, before: str, after: str) -> None:
    masked = mask_emails(before + address + after)
    assert holds_email(before + address + after)
    assert address not in masked
    assert not holds_email(masked)


@settings(deadline=None)
@given(st.emails(), st.text("abc .:/=", max_size=5))
def test_an_address_with_a_percent_encoded_at_sign_survives_no_better(address: str, around: str) -> None:
    encoded = address.replace("@", "%40")
    masked = mask_emails(f"{around} x{encoded} {around}")
    assert encoded not in masked
    assert not holds_email(masked)


@settings(deadline=None, max_examples=1000)
@given(ADDRESS_LIKE_TEXTS)
def test_masking_leaves_no_address_and_masking_again_changes_nothing(text: str) -> None:
    masked = mask_emails(text)
    assert not holds_email(masked)
    assert mask_emails(masked) == masked
    assert holds_email(text) == (masked != text)
