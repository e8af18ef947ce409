"""Query parameters: parsed by the models that document them; what is unknown, repeated or out of range is named."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, get_origin

from chalice.app import MultiDict
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from chalicelib.domain.errors import Reason
from chalicelib.domain.refusal_words import invalid_input, reasons_of, refusal, safe_name
from chalicelib.domain.trace_id import SENT_PATTERN, sanitize_trace_id

_Model = TypeVar("_Model", bound=BaseModel)


class NoQuery(BaseModel):
    """A route without query parameters."""

    model_config = ConfigDict(extra="forbid")


class AnyQuery(BaseModel):
    """Parameters of the caller's own choosing, which the route passes on."""

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, list[str]]

    @property
    def parameters(self) -> Mapping[str, list[str]]:
        """All of them, each with all of its values."""
        return self.__pydantic_extra__


def read_whole_number(text: object) -> object:
    if isinstance(text, str) and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise refusal("must be a whole number")
    return text


def _trace_id(text: str) -> str:
    trace_id = sanitize_trace_id(text)
    if trace_id is None:
        raise refusal("must begin with trace_ and hold at most 128 visible ASCII characters, no e-mail address")
    return trace_id


TraceId = Annotated[str, AfterValidator(_trace_id), Field(json_schema_extra={"pattern": SENT_PATTERN})]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
_PageSize = Annotated[int, Field(ge=1, le=200)]
Limit = Annotated[_PageSize, BeforeValidator(read_whole_number, json_schema_input_type=_PageSize)]


def parse_query(model: type[_Model], given: MultiDict | None) -> _Model:
    """Raises InvalidInputError that names each parameter."""
    takes_any = model.model_config.get("extra") == "allow"
    known = {field.alias or name: field for name, field in model.model_fields.items()}
    values: dict[str, Any] = {}
    reasons: list[Reason] = []
    for name in given or {}:
        texts = given.getlist(name) if given is not None else []
        if takes_any and name not in known:
            values[name] = texts
        elif name not in known:
            reasons.append(Reason(safe_name(name), "unknown parameter"))
        elif get_origin(known[name].annotation) is list:
            values[name] = texts
        elif len(texts) > 1:
            reasons.append(Reason(name, "may be sent once only"))
        else:
            values[name] = texts[0]
        if "" in texts and name in known:
            reasons.append(Reason(name, "must not be empty"))
    if not reasons:
        try:
            return model.model_validate(values)
        except ValidationError as error:
            reasons = reasons_of(error)
    raise invalid_input(reasons)
