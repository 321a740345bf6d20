"""The files of the grammar: forms, words, acts and expressions of time, as data."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar is text: "no", "on"


@cache
def data(name: str) -> Any:
    """Return what a file of the grammar has."""
    return yaml.load(files(__package__).joinpath(name).read_bytes(), Loader=_LOADER)
