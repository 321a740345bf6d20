"""The packages that only intake needs, of the extra ``depositary[intake]``.

Whoever gives a file that needs one of them, where they are not installed, gets one line that says
so.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from ledger.errors import Refusal

PACKAGES = ("openpyxl",)  # as modules


class IntakeUnavailable(Refusal):
    """A file for which a package is needed that is not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} need the extra 'intake': install depositary[intake]")


@contextmanager
def needed(what: str) -> Iterator[None]:
    """Around the import of what ``what`` needs. Raises `IntakeUnavailable`."""
    try:
        yield
    except ModuleNotFoundError as problem:
        if (problem.name or "").split(".")[0] in PACKAGES:
            raise IntakeUnavailable(what) from None
        raise
