"""``head``: the tree head for others to keep; and the heads that were kept against the ledger of
today, for ``verify --head``."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from cli import key_files, output
from cli.strict import option
from cli.trust import Trust
from ledger.store import Ledger
from ledger.transparency import checkpoints
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.signed_notes import PrivateKey

origin_option = option(
    "--origin",
    metavar="NAME",
    help="What the ledger goes by; else the name of the first key that signs, else its own.",
)


def head_of(ledger: Ledger, keys: Sequence[PrivateKey], origin: str | None) -> Checkpoint:
    """Return the head that a ledger has now, signed with some keys, or with none."""
    named = keys[0].name if keys and origin is None else origin
    found = checkpoints.of(ledger, named)
    for key in keys:
        found = found.signed(key)
    return found


@attrs.frozen
class Verdict:
    """A verdict on a head that was kept: what is wrong with its signatures, or with the history, if
    anything."""

    path: str
    head: Checkpoint
    unsigned: str | None
    differs: str | None

    @property
    def problem(self) -> str | None:
        return self.unsigned or self.differs


def compared(ledger: Ledger, kept: Mapping[str, Checkpoint], trusted: Trust) -> list[Verdict]:
    """Return whether the keys signed each head that was kept, and the ledger begins with its
    events."""
    return [
        Verdict(
            path=path,
            head=head,
            unsigned=trusted.problem(head),
            differs=checkpoints.difference(ledger, head),
        )
        for path, head in sorted(kept.items(), key=lambda pair: pair[1].size)
    ]


def report(verdicts: Sequence[Verdict], trusted: Trust) -> Iterator[str]:
    """Yield each verdict in a line, and what they tell together."""
    for one in verdicts:
        problem = f"does not hold: {one.problem}" if one.problem else _holds(one.head, trusted)
        yield output.visible(f"{one.path}: {problem}")
    broken = [one.head.size for one in verdicts if one.differs and not one.unsigned]
    held = max((one.head.size for one in verdicts if not one.problem), default=0)
    if broken and held > min(broken):
        yield "these heads contradict each other: they cannot all be of one history"
    elif broken:
        since = f"after #{held} and " if held else ""
        yield (
            f"something {since}up to #{min(broken)} was altered or cut off,"
            " or the head is of another ledger"
        )


def _holds(head: Checkpoint, trusted: Trust) -> str:
    events = {
        0: "there are no events under this head",
        1: "the first event is the one under this head",
    }.get(head.size, f"the first {head.size} events are those under this head")
    return "; ".join((events, *key_files.signatures(head, trusted.known)))
