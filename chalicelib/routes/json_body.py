"""A request's body as JSON, held to the contract: plain, in UTF-8, of bounded size, no number or text that is none."""

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from chalicelib.domain.errors import BodyTooLargeError, InvalidInputError, UnsupportedMediaTypeError

MAX_BODY_BYTES = 1024 * 1024


def parse_json(headers: Mapping[str, str], body: bytes) -> Any:
    """`headers` keyed in lower case. Of duplicate keys the last wins.

    Raises UnsupportedMediaTypeError, BodyTooLargeError, InvalidInputError.
    """
    _require_plain_json(headers)
    if len(body) > MAX_BODY_BYTES:
        raise BodyTooLargeError(f"The body is larger than {MAX_BODY_BYTES} bytes: send fewer events at a time")
    try:
        text = body.decode("utf-8")
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_parse_finite)
        if "\\u" in text:  # only an escape can spell half of a surrogate pair
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise InvalidInputError("The body is not valid JSON in UTF-8, or is nested too deep") from error
    return value


def _require_plain_json(headers: Mapping[str, str]) -> None:
    media_type, *parameters = (part.strip().lower() for part in headers.get("content-type", "").split(";"))
    charsets = {part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")}
    if media_type != "application/json" or not charsets <= {"utf-8", "utf8"}:
        raise UnsupportedMediaTypeError("Send the body as Content-Type: application/json")
    if "content-encoding" in headers:
        raise UnsupportedMediaTypeError("Send the body as it is, without Content-Encoding")


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _parse_finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is out of range")
    return number
