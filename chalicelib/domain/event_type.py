"""What the event dictionary says of each type, and the stages of the funnel that types belong to (design section 3)."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """In the order of the funnel; the last one reached is the furthest."""

    VISIT = "visit"
    REGISTRATION = "registration"
    AUTH = "auth"
    OTP = "otp"
    CHECKOUT = "checkout"
    PROVISION = "provision"


STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class EventType:
    """`required`: each entry is satisfied by any of its alternatives, and a refusal names the first.

    `payload.x` stands in the payload. `default_success`: the outcome where `success` is not sent. `by_campaign`: its
    events are counted by campaign too. `code`: what it is called in journeys, which are stored: one character that no
    other type has or ever had.
    """

    name: str
    code: str
    stage: Stage
    when: str
    required: tuple[tuple[str, ...], ...]
    default_success: bool | None
    label_en: str
    label_ko: str
    by_campaign: bool = False

    @property
    def payload_identifiers(self) -> list[str]:
        """Entries of the payload that it must carry, or one of which it must."""
        fields = (field for alternatives in self.required for field in alternatives)
        return [field.removeprefix("payload.") for field in fields if field.startswith("payload.")]
