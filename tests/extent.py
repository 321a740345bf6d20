"""How much the suite tries: in part, as `make test` does, or in full, where FULL is set, as `make
check` does."""

import os

FULL = "FULL" in os.environ


def examples(number: int) -> int:
    """How many of some random examples are tried: all of them, or a tenth."""
    return number if FULL else max(number // 10, 1)
