"""What TRACKING.md tells operators is what the program does: reasons, channels, hosts that refer nobody."""

from pathlib import Path

import pytest

from chalicelib.domain.tracking.channel import CHANNEL_RULES, ChannelRule
from chalicelib.domain.tracking.return_hops import RETURN_HOPS, ReturnHops
from chalicelib.domain.tracking.untracked import UntrackedReason

ROWS = (Path(__file__).resolve().parent.parent / "TRACKING.md").read_text(encoding="utf-8").splitlines()


def _line(row: str) -> int:
    """Where it stands; it stands there once."""
    assert ROWS.count(row) == 1, row
    return ROWS.index(row)


def test_each_reason_stands_there_with_what_to_do_in_the_order_that_decides() -> None:
    found = [row.split("`")[1] for row in ROWS if row.startswith("| `") and row.count(" | ") == 2]
    assert [reason for reason in found if reason in set(UntrackedReason)] == [*UntrackedReason]


def test_the_channels_stand_there_in_the_order_that_decides() -> None:
    lines = [_line(f"| `{rule.name}` | {rule.when} |") for rule in CHANNEL_RULES]
    assert lines == list(range(lines[0], lines[0] + len(lines)))


@pytest.mark.parametrize("rule", CHANNEL_RULES, ids=lambda rule: rule.name)
def test_no_channel_is_called_direct(rule: ChannelRule) -> None:
    assert "direct" not in rule.name


@pytest.mark.parametrize("hops", RETURN_HOPS, ids=lambda hops: hops.name)
def test_each_host_that_people_come_back_from_stands_there(hops: ReturnHops) -> None:
    _line(f"| {hops.when} | {' '.join(f'`{host}`' for host in hops.hosts)} |")
