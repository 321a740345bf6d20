"""Where a copy takes its events from, by the form of the address: `UPSTREAMS` has a line for each
form."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from cli import trust
from ledger import copies
from ledger.copies import Taken
from ledger.copy_errors import IsACopy, NoCopy
from ledger.drafts import Drafts
from ledger.errors import Refusal
from ledger.retrying import retrying
from ledger.store import Ledger
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.policies import Policy
from projections.kept import tables

if TYPE_CHECKING:
    from shared.sequencer import Sequencer


@attrs.frozen
class Way:
    """How a copy is made of what lies at addresses of a form, and brought up to date."""

    make: Callable[[Path, str, Policy | None], Taken]
    pull: Callable[[Ledger], Taken]
    wait: Callable[[Ledger, float], None]


def _make_of_tiles(path: Path, address: str, policy: Policy | None) -> Taken:
    return copies.make(path, address, policy, subscribers=(tables.keep,), kept=tables.KEPT)


def _make_of_register(path: Path, address: str, policy: Policy | None) -> Taken:
    from shared import pulling

    if policy and policy.logs:
        raise click.UsageError(
            "a register on PostgreSQL is cosigned by its notary: leave --key, and name the notary "
            "as a witness in a --policy"
        )
    return pulling.make(path, address, policy, subscribers=(tables.keep,), kept=tables.KEPT)


def _pull_from_register(ledger: Ledger) -> Taken:
    return _sequencer(ledger).pull(ledger)


def _wait_for_register(ledger: Ledger, seconds: float) -> None:
    _sequencer(ledger).wait(seconds)


def _sequencer(ledger: Ledger) -> "Sequencer":
    from shared.sequencer import Sequencer

    if not isinstance(ledger.place, Sequencer):
        place(ledger)
    assert isinstance(ledger.place, Sequencer)
    return ledger.place


_TILES = Way(_make_of_tiles, copies.pull, lambda _, seconds: time.sleep(seconds))
_REGISTER = Way(_make_of_register, _pull_from_register, _wait_for_register)
_REGISTERS: Mapping[str, Way] = {"postgresql://": _REGISTER, "postgres://": _REGISTER}
UPSTREAMS: Mapping[str, Way] = {  # else a folder of tiles
    "https://": _TILES,
    "http://": _TILES,
    **_REGISTERS,
}


def is_register(address: str) -> bool:
    """Return whether an address is that of a register on PostgreSQL, to which copies append."""
    return address.startswith(tuple(_REGISTERS))


def place(ledger: Ledger, *, draft: bool = False) -> None:
    """Have a copy of a register append there; or, with ``draft``, beside the record. Raises
    `NoCopy`, `IsACopy` where it is none of a register, and there is nowhere to send a draft."""
    upstream = ledger.upstream
    if upstream and is_register(upstream.address):
        if draft:
            ledger.place = Drafts()
            return
        from shared.sequencer import Sequencer

        ledger.place = Sequencer(upstream.address)
    elif draft:
        raise IsACopy(ledger.path, upstream.address) if upstream else NoCopy(ledger.path)


def pull_from(ledger: Ledger, address: str) -> Taken:
    """Bring a copy of a register up to date from another address, where it looks from now on.
    Raises `click.UsageError`, and what `pull` does."""
    from shared import pulling
    from shared.register import Register

    upstream = ledger.upstream
    if upstream is None:
        raise NoCopy(ledger.path)
    if not (is_register(upstream.address) and is_register(address)):
        raise click.UsageError("--from moves a copy of a register from one PostgreSQL to another")
    with Register(address) as register:
        return pulling.pull(ledger, register)


def make(path: Path, address: str, policy: Policy | None) -> Taken:
    """Make a file that is a copy of what lies at an address. Raises `click.UsageError`, and as
    `copies.make` does."""
    return _way(address).make(path, address, policy)


def pull(ledger: Ledger) -> Taken:
    """Bring a copy up to date. Raises what `copies.pull` does."""
    return _way_of(ledger).pull(ledger)


def followed(ledger: Ledger, every: float) -> Iterator[Taken | Refusal]:
    """Yield what comes of each pull, one after the other without end; while nothing can be reached,
    the first refusal."""

    def pulls() -> Generator[Taken, None, None]:
        try:
            while True:
                yield pull(ledger)
                _way_of(ledger).wait(ledger, every)
        finally:
            ledger.place.close()

    return retrying(pulls, every)


def signatures(address: str, head: Checkpoint, trusted: Policy | None) -> Iterator[str]:
    """Yield what is to be said of the signatures on the head that a copy of an address has: of a
    register that nobody signs, nothing."""
    if not is_register(address) or head.signatures:
        yield from trust.said(head, trusted)
    elif trusted and head.size:
        yield "what was recorded here last is not signed yet"


def _way_of(ledger: Ledger) -> Way:
    upstream = ledger.upstream
    if upstream is None:
        raise NoCopy(ledger.path)
    return _way(upstream.address)


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
