"""Work that goes on without end: where a refusal that may pass by itself breaks it off, it is begun
again.
"""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import TypeVar

from ledger.errors import Refusal

T = TypeVar("T")


def retrying(work: Callable[[], Generator[T, None, None]], pause: float) -> Iterator[T | Refusal]:
    """Yield what some work yields, begun again after a pause (in seconds) whenever it ends; of the
    refusals that pass, the first since it last yielded. Raises any other refusal."""
    told = False
    while True:
        try:
            with closing(work()) as found:
                for one in found:
                    told = False
                    yield one
        except Refusal as refusal:
            if not refusal.passes:
                raise
            if not told:
                yield refusal
            told = True
        time.sleep(pause)
