"""Work without end, begun again over refusals that pass."""

from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path

import pytest

from ledger.copy_errors import NoCopy, Unreachable
from ledger.errors import Refusal
from ledger.retrying import retrying


def worked(*attempts: list[int | Refusal]) -> Iterator[int | str]:
    """What is heard of attempts that yield numbers, until something refuses."""
    left = iter(attempts)

    def work() -> Generator[int, None, None]:
        for one in next(left):
            if isinstance(one, Refusal):
                raise one
            yield one

    for one in retrying(work, 0):
        yield str(one) if isinstance(one, Refusal) else one


GONE = Unreachable("the shelf", "it is gone")


@pytest.mark.parametrize(
    ("attempts", "heard"),
    [
        ([[1, 2, 3]], [1, 2, 3]),
        ([[1, GONE], [2, 3]], [1, str(GONE), 2, 3]),
        ([[GONE], [GONE], [GONE], [1]], [str(GONE), 1]),  # told once
        ([[GONE], [1, GONE], [2]], [str(GONE), 1, str(GONE), 2]),  # and again once it was over
    ],
)
def test_what_is_heard(attempts: list[list[int | Refusal]], heard: list[int | str]) -> None:
    assert list(islice(worked(*attempts), len(heard))) == heard


def test_what_does_not_pass_ends_it() -> None:
    with pytest.raises(NoCopy):
        list(worked([1, NoCopy(Path("events.db"))]))


def test_who_listens_no_longer_ends_the_work() -> None:
    ended = []

    def work() -> Generator[int, None, None]:
        try:
            yield 1
        finally:
            ended.append(True)

    found = retrying(work, 0)
    assert next(found) == 1
    assert not ended
    found.close()  # type: ignore[attr-defined]
    assert ended
