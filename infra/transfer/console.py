"""What a transfer tells: lines and a progress bar on stderr."""

import sys
from typing import NoReturn

from tqdm import tqdm

_SECONDS_BETWEEN_LOOKS = 0.1
_SECONDS_BETWEEN_LOOKS_IN_A_LOG = 10.0  # where stderr is no terminal each look is a line that stays


def tell(text: str) -> None:
    """One line on stderr, above the progress bar if there is one."""
    tqdm.write(text, file=sys.stderr)


def progress_bar(*, total: int | None, unit: str, in_bytes: bool = False) -> "tqdm[NoReturn]":
    return tqdm(
        total=total,
        unit=unit,
        unit_scale=in_bytes,
        unit_divisor=1024,
        file=sys.stderr,
        dynamic_ncols=True,
        mininterval=_SECONDS_BETWEEN_LOOKS if sys.stderr.isatty() else _SECONDS_BETWEEN_LOOKS_IN_A_LOG,
    )
