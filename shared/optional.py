"""The package that only a shared register needs, of the extra ``depositary[shared]``.

Whoever names one where it is not installed gets one line that says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from ledger.errors import Refusal


class SharedUnavailable(Refusal):
    """A register on PostgreSQL where what talks to it is not installed."""

    def __init__(self) -> None:
        super().__init__("a shared register needs the extra 'shared': install depositary[shared]")


@contextmanager
def needed() -> Iterator[None]:
    """Give a block for the import of psycopg. Raises `SharedUnavailable`."""
    try:
        yield
    except ImportError as problem:
        if (problem.name or "psycopg").split(".")[0] in ("psycopg", "psycopg_binary"):
            raise SharedUnavailable from None  # also where the system has no libpq
        raise
