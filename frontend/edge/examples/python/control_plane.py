"""How a control plane sends: one sender a process, `track` wherever something happens, `close` at the end."""

import atexit
import os

from .tracefunnel_background import BackgroundSender
from .tracefunnel_sender import TracefunnelSender

tracefunnel = BackgroundSender(TracefunnelSender(os.environ["TRACEFUNNEL_URL"], os.environ["TRACEFUNNEL_SECRET"]))
atexit.register(tracefunnel.close)


def session_created(trace_id: str | None, email: str, user_id: str) -> None:
    """Called by the view that signs people in; `trace_id` is the request's x-trace-id header, as it came."""
    tracefunnel.track(
        {
            "event_type": "m_auth_session_created",
            "trace_id": trace_id,
            "email": email,
            "user_id": user_id,
            "source": "cp",
        }
    )
