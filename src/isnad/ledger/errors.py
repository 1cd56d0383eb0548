"""What can be wrong with a ledger, or with what is asked of it."""


class LedgerError(Exception):
    """A ledger cannot be opened or used; the message says why and what to do."""


class QueryError(ValueError):
    """A query that means nothing; the message says what was given and what can be."""


class TooLongError(LedgerError):
    """A look into the ledger that took longer than it may."""


class Conflict(LedgerError):  # noqa: N818 - that two people decide at once is no failure
    """Somebody has decided on a thing since it was looked at; the message says who, and what."""
