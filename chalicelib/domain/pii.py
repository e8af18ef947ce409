"""E-mail addresses: how one is normalised, fingerprinted and shown, and how one is found in text (design, "E-mail")."""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.control_characters import has_control_characters

EMAIL_MARKER = "[email]"
MAXIMUM_EMAIL_CHARACTERS = 254

# Composing shortens a text, three jamo to one syllable at most; what is longer than this cannot come down to 254.
# Looked at first, because composing a very long text of combining marks takes quadratic time.
_MAXIMUM_RAW_CHARACTERS = 4 * MAXIMUM_EMAIL_CHARACTERS

# Anything else behind the @ (`kim@example.com> Kim Smith`) is no domain, and could be anything.
_HOST_NAME = re.compile(r"(?:[\w-]{1,63}\.){0,9}[^\W\d_][\w-]{0,62}")

_FINGERPRINT = re.compile(r"fp_[0-9a-f]{32}")


class EmailPolicy(StrEnum):
    """What is kept of an address beside its fingerprint; each member keeps what the one before it keeps."""

    FINGERPRINT = "fingerprint"
    DOMAIN = "domain"
    MASKED = "masked"


@dataclass(frozen=True, slots=True)
class EmailIdentity:
    """All that is ever stored of an address."""

    fingerprint: str
    domain: str | None
    masked: str | None


def normalize_email(value: str) -> str | None:
    """Trim, NFKC, lower case; None unless one `@` has text on both sides.

    None also above 254 characters and where a control character stands inside.
    """
    trimmed = value.strip()
    if len(trimmed) > _MAXIMUM_RAW_CHARACTERS:
        return None
    address = _fold(trimmed)
    local, _, domain = address.partition("@")
    if not local.strip() or not domain.strip() or "@" in domain:
        return None
    if len(address) > MAXIMUM_EMAIL_CHARACTERS or has_control_characters(address):
        return None
    return address


def _fold(text: str) -> str:
    # NFKC turns some characters into a space and a mark, hence the second trim; lower case lets some marks compose
    # that had no capital to compose with (H and a macron below), hence the second NFKC.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).strip().lower())


def fingerprint(address: str, pepper: str) -> str:
    """The keyed hash of an address as `normalize_email` gives it."""
    digest = hmac.new(pepper.encode(), address.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return f"fp_{digest.hexdigest()[:32]}"


def identify(address: str, pepper: str, policy: EmailPolicy) -> EmailIdentity:
    """What the policy lets us keep of an address as `normalize_email` gives it."""
    domain = address.partition("@")[2]
    is_shown = policy is not EmailPolicy.FINGERPRINT and _HOST_NAME.fullmatch(domain) is not None
    return EmailIdentity(
        fingerprint=fingerprint(address, pepper),
        domain=domain if is_shown else None,
        masked=f"{address[0]}***@{domain}" if is_shown and policy is EmailPolicy.MASKED else None,
    )


def is_fingerprint(value: str) -> bool:
    """Whether the text has the shape `fp_` + 32 lower-case hex digits."""
    return _FINGERPRINT.fullmatch(value) is not None


# --- Addresses in text -------------------------------------------------------------------------------------------
#
# Meant to miss none rather than to spare a look-alike: a host needs no dot (`kim@localhost` is accepted as an address,
# so it is one here too), and any script counts. A hostile text may be a megabyte long, so every run of characters is
# entered at its first character only (the look-behinds) and never given back (the possessive quantifiers).

_AT = "@＠﹫"
_ENCODED_AT = r"%(?>(?:25)*)40"
HAS_AN_AT_INSIDE = f"[^{_AT}][{_AT}][^{_AT}]"  # what each address is, as far as a JSON schema can say it
_SPACES_AND_CONTROLS = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# Delimiters that RFC 5322 allows in a local part all the same, or that may end one; they rarely do, so that a host
# with a dot must follow: `/@handle` stays, `/@example.com` does not.
_UNLIKELY_IN_LOCAL = r"/=&?#|{}`')"
_DELIMITERS = (
    _AT + _SPACES_AND_CONTROLS + r"""<>()\[\]{},;:"\\/=&?#|`""" + "“”„‟«»‹›「」『』【】〈〉《》〔〕、"
    "（）［］｛｝＜＞，；：＂／＼＝＆？＃｜｀"
)
_ENDS_NO_HOST = r".'!*+^~_$%\-" + "\u2010-\u2027。．｡！・"

_RUN = rf"[^{_DELIMITERS}]"
_LOCAL = rf"(?>(?:[^{_DELIMITERS}%]++|%(?!(?>(?:25)*)40))+)"
_SEPARATOR = rf"(?>(?:[{_AT}]|{_ENCODED_AT})+)"
_HOST = (
    rf"(?:(?>(?:[{_ENDS_NO_HOST}]*+[^{_DELIMITERS}{_ENDS_NO_HOST}]++)+)"
    r"|\[(?>(?:[Ii][Pp][Vv]6:)?)(?=[0-9A-Fa-f]*+[.:])[0-9A-Fa-f.:]++\])"
)
_HAS_DOT = r"[\w-]++[.．。｡][\w-]"
# What stands between two quoted values of JSON or markup (`":"`, `" href="`) is no quoted local part.
_NO_QUOTED_EDGE = rf"[{_SPACES_AND_CONTROLS},:;=(){{}}\[\]<>\\]"
_QUOTED_LOCAL = rf'"(?!{_NO_QUOTED_EDGE})[^"\x00-\x1f\x7f-\x9f]++(?<!{_NO_QUOTED_EDGE})"'

_ADDRESS = re.compile(
    rf"(?:(?<!{_RUN})(?P<before>(?>(?:{_ENCODED_AT}|')*)){_LOCAL}(?:{_SEPARATOR}{_HOST}|\\++[{_AT}](?={_HAS_DOT}){_HOST})"
    rf"|{_QUOTED_LOCAL}{_SEPARATOR}{_HOST}"
    rf"|(?:(?<=[{_UNLIKELY_IN_LOCAL}]|{_RUN})[{_AT}]|(?<=[{_UNLIKELY_IN_LOCAL}]){_ENCODED_AT})(?={_HAS_DOT}){_HOST})"
    rf"(?>(?:(?>(?:(?!{_ENCODED_AT})[{_ENDS_NO_HOST}])*){_SEPARATOR}{_HOST})*)"
)


def holds_email(text: str) -> bool:
    """Whether an address stands somewhere in the text, its `@` perhaps percent-encoded."""
    return _may_hold_email(text) and _ADDRESS.search(text) is not None


def mask_emails(text: str) -> str:
    """Put `[email]` in the place of each address."""
    if not _may_hold_email(text):
        return text
    return _ADDRESS.sub(rf"\g<before>{EMAIL_MARKER}", text)


def _may_hold_email(text: str) -> bool:
    if "@" in text or ("%" in text and "40" in text):
        return True
    return not text.isascii() and ("＠" in text or "﹫" in text)
