"""A request's body as a model; what is wrong with it is said for every field at once."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from chalicelib.domain.refusal_words import invalid_input, reasons_of
from chalicelib.routes.endpoint import Call
from chalicelib.routes.json_body import parse_json

_Model = TypeVar("_Model", bound=BaseModel)


def read_model(call: Call[Any], model: type[_Model]) -> _Model:
    """Raises UnsupportedMediaTypeError, BodyTooLargeError, and InvalidInputError that names each field."""
    body = parse_json(call.headers, call.body)
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise invalid_input(reasons_of(error)) from error
