"""Control characters: what may not stand in a short text field (design, "Limits")."""

import re

_CODES = r"\x00-\x1f\x7f-\x9f"
_CONTROL_CHARACTER = re.compile(f"[{_CODES}]")
WITHOUT_CONTROL_CHARACTERS = f"^[^{_CODES}]*$"  # as a JSON schema says it


def has_control_characters(text: str) -> bool:
    """Whether a character of Unicode's category Cc is in the text: C0, DEL and C1, tabs and line ends included."""
    return _CONTROL_CHARACTER.search(text) is not None
