"""Where a copy takes its events from, by the form of the address: `UPSTREAMS` has a line for each
form."""

from collections.abc import Callable, Mapping
from pathlib import Path

import attrs
import click

from ledger import copies
from ledger.copies import Taken
from ledger.copy_errors import NoCopy
from ledger.store import Ledger
from ledger.transparency.policies import Policy
from projections.kept import tables


@attrs.frozen
class Way:
    """How a copy is made of what lies at addresses of a form, and brought up to date."""

    make: Callable[[Path, str, Policy | None], Taken]
    pull: Callable[[Ledger], Taken]


def _make_of_tiles(path: Path, address: str, policy: Policy | None) -> Taken:
    return copies.make(path, address, policy, subscribers=(tables.keep,), kept=tables.KEPT)


_TILES = Way(_make_of_tiles, copies.pull)
UPSTREAMS: Mapping[str, Way] = {"https://": _TILES, "http://": _TILES}  # else a folder of tiles


def make(path: Path, address: str, policy: Policy | None) -> Taken:
    """Make a file that is a copy of what lies at an address. Raises `click.UsageError`, and as
    `copies.make` does."""
    return _way(address).make(path, address, policy)


def pull(ledger: Ledger) -> Taken:
    """Bring a copy up to date. Raises what `copies.pull` does."""
    upstream = ledger.upstream
    if upstream is None:
        raise NoCopy(ledger.path)
    return _way(upstream.address).pull(ledger)


def _way(address: str) -> Way:
    for form, way in UPSTREAMS.items():
        if address.startswith(form):
            return way
    if "://" in address:
        known = ", ".join(UPSTREAMS)
        raise click.UsageError(
            f"{address} is no address that a copy can be made of: a folder or one of {known}"
        )
    return _TILES
