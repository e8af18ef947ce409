"""What an event of tracking carries of its snapshot. What counts stands first: a long payload is cut from its end."""

from typing import Any

from chalicelib.domain.tracking.snapshot import Snapshot


def tracking_payload(snapshot: Snapshot) -> dict[str, Any]:
    """`channel` and `utm_source` are what campaign buckets count by."""
    attribution = snapshot.decision.attribution
    fields: dict[str, Any] = {}
    if attribution is not None:
        fields = {
            "channel": attribution.channel,
            "utm_source": attribution.utm_source,
            "attribution_source": attribution.source.value,
            "cid": attribution.link_id,
            **attribution.utm.present(),
        }
    fields |= {
        "landing_url": snapshot.landing_url,
        "referrer": snapshot.referrer,
        "user_agent": snapshot.user_agent and snapshot.user_agent.model_dump(exclude_none=True),
    }
    return {name: value for name, value in fields.items() if value is not None}
