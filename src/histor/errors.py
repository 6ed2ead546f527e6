"""The error tree: every failure that a user can cause is one of these, with a sentence that says what to do.

HistorError               anything that Histor refuses or cannot do
├─ UsageError             the call itself is wrong (exit code 2)
├─ ReadError              one input cannot be read; the others go on (exit code 3)
├─ ModelError             the model folder is missing, damaged or of another version (exit code 1)
├─ LedgerError            the ledger is missing, damaged, of another version or cannot be written (exit code 1)
└─ LedgerBusy             a LedgerError: another process has the ledger open (exit code 1)
"""


class HistorError(Exception):
    """A failure whose message is one clear sentence for the user."""


class UsageError(HistorError):
    """The command line or a function argument asks for something that does not exist."""


class ReadError(HistorError):
    """One input cannot be read as a report; the message names the input and the reason."""


class ModelError(HistorError):
    """The model folder cannot be used; the message says how to mend it."""


class LedgerError(HistorError):
    """The ledger cannot be read or written; the message says why and what to do."""


class LedgerBusy(LedgerError):  # noqa: N818  as the others it is one
    """Another process has the ledger open, and went on doing so for as long as was waited."""
