"""What another process has used of the processor: its clock ticks, of 10 ms each, from Linux's own account."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12  # behind the name, which may hold blanks


@dataclass(frozen=True)
class ProcessorTime:
    """Of all threads of a process."""

    pid: int

    @property
    def seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS_A_SECOND
