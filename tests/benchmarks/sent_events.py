"""What benchmarks send."""

from typing import Any


def login_failure(trace_id: str, number: int) -> dict[str, Any]:
    """An event with an address, a text and a payload."""
    return {
        "event_type": "m_auth_login_fail",
        "event_id": f"{trace_id}-{number}",
        "trace_id": trace_id,
        "email": f"kim{number}@example.com",
        "error_code": "otp_expired",
        "error_message": "the code has expired",
        "source": "zuplo",
        "payload": {"attempt": number, "plan": "pro"},
    }
