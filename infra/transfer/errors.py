"""What stops a transfer, and what is wrong with one row of it."""


class TransferError(Exception):
    """The transfer cannot go on; the message says why and how to mend it."""


class RowError(Exception):
    """One row cannot become an event; `field` names where, `reason` how to mend it. Neither repeats its content."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
