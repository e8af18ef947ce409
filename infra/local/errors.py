class LocalRunError(Exception):
    """The local run cannot start or go on; the message says why and how to mend it."""
