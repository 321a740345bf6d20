"""Write and read how an answer is cited: by its question, the position that was the last, and the
root of the tree over all events up to there (RFC 9162, s. 2.1.1).

    depositary QUESTION at #1051 root 618c5779ff7f…

What a question is, whoever asks knows; here it is a text in the one form that it comes to.
"""

import re
from typing import NamedTuple

_CITED = re.compile(r"(?:depositary )?(.+) at #([0-9]{1,18}) root ([0-9a-f]+)")


class CitedAnswer(NamedTuple):
    """A question, the position that it was asked of, and the root there in hexadecimal, of which
    there may be only the beginning."""

    question: str
    position: int
    root: str

    def __str__(self) -> str:
        return f"depositary {self.question} at #{self.position} root {self.root}"


def read(text: str) -> CitedAnswer | None:
    """Return what a text cites, which may be broken into lines; None where it cites nothing."""
    found = _CITED.fullmatch(" ".join(text.split()))
    return CitedAnswer(found[1], int(found[2]), found[3]) if found else None
