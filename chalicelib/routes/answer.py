"""What an answer's body is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, RootModel


class Answer(BaseModel):
    """`omits_null`: fields that are null are left out of the JSON."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    omits_null: ClassVar[bool] = False


class LabelAnswer(Answer):
    """In English and Korean."""

    en: str
    ko: str


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """For people who got here by a link; it repeats nothing of what was sent."""

    html: str


@dataclass(frozen=True, slots=True)
class Described:
    """An answer that is no JSON, as the OpenAPI document shows it. `headers`: name -> what it is."""

    description: str
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """`log`: what the request's log line says beside the usual."""

    body: Answer | RootModel[Any] | HtmlPage | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    log: Mapping[str, Any] = field(default_factory=dict)
