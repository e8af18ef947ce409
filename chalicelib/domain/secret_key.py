"""Keys whose whole value is a secret (design, "Redaction")."""

import re

SECRET_MARKER = "[secret]"  # noqa: S105 - what stands in the place of one

_SECRET_WORDS = frozenset(
    ("password", "passwd", "secret", "token", "otp", "pin", "cvc", "cvv", "authorization", "cookie")
)
_SECRET_ALONE = "code"  # noqa: S105 - the name of a key
_HINT = re.compile("|".join((*sorted(_SECRET_WORDS), _SECRET_ALONE)))
_RUN_OF_LETTERS = re.compile(r"[^\W\d_]++")
_CAMEL_CASE_EDGE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def names_secret(key: str) -> bool:
    """Whether one word of the key names a secret, or the key is `code` and nothing else."""
    if _HINT.search(key.lower()) is None:
        return False
    if key.strip("_- ").lower() == _SECRET_ALONE:
        return True
    # A run of letters counts both whole and split, for `passWord` is written too.
    return any(
        word.lower() in _SECRET_WORDS
        for letters in _RUN_OF_LETTERS.findall(key)
        for word in (letters, *_CAMEL_CASE_EDGE.split(letters))
    )
