"""The data files of the page, read as it reads them: for tests to share."""

import json
import re
from collections.abc import Sequence
from typing import Any


def value(made: bytes | None) -> Any:
    """What a data file hands to the page."""
    assert made is not None
    match = re.fullmatch(r'received\("[^"]+",(.*)\);\n', made.decode(), re.DOTALL)
    assert match
    return unpacked(*json.loads(f"[{match[1]}]"))


def unpacked(
    whole: Any, again: Sequence[Any] = (), names: Sequence[Sequence[str]] | None = None
) -> Any:
    """What was packed, or a value that was not."""
    if names is None:
        return whole
    done: list[Any] = []

    def of(one: Any) -> Any:
        if isinstance(one, list):
            return [*map(of, one)]
        if not isinstance(one, dict):
            return one
        [(number, held)] = one.items()
        if not number:
            return done[held]
        return dict(zip(names[int(number)], map(of, held), strict=True))

    for one in again:
        done += [of(one)]  # each may be of those before it
    return of(whole)
