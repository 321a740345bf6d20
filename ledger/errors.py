"""Every refusal that the register can give, one class each.

A refusal is one line: what was found, what was expected and, after a colon, what to do.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

import attrs


class Remedy(StrEnum):
    """The remedies of refusals, where each interface has words of its own for them: these are for
    whoever imports the packages, those of the command line are in `cli.remedies`."""

    ADD_PROGRAM = "add it first, by an event of type 'program'"
    ADD_PARTICIPANT = (
        "add it first, by an event of type 'participant', or use its ISO 3166 code, if any"
    )
    ADD_SOURCE = "add it first, by an event of type 'source'"
    ADD_DOCUMENT = "add it first, by an event of type 'document'"
    ADD_MILESTONE = "add it first, by an event of type 'milestone', or give a date"
    SEE_PROGRAMS = "see which programs there are, or use an ISO 3166 code"
    SEE_TYPES = "see which types of events there are"
    SEE_CHECKS = "see which checks there are"
    MAKE_PROOF = "get it again, or make a new proof"
    MAKE_CONSISTENCY_PROOF = "get it again, or make a new consistency proof"
    MAKE_HEAD = "get it again, or make a new tree head"
    MAKE_PUBLIC_KEY = "it is one line, the half of a pair of keys that others may have"
    MAKE_PRIVATE_KEY = "it is one line, the half of a pair of keys that nobody else should have"
    COMPARE_HEAD = "compare it with the ledger"
    NAME_ORIGIN = "give one"
    ARCHIVE_TEXT = "archive it first"
    ERASE_TEXT = "if that text is wrong, erase it"
    MAKE_LEDGER = "make one first"
    OTHER_PATH = "choose another path"
    MAKE_TABLES = "make its tables again from the events"
    SEE_POLICY = "see docs/witnesses.md for how one is written"
    APPEND_UPSTREAM = "append there, and then pull"
    MAKE_COPY = "make a copy first"
    PUSH_DRAFTS = "send them, or drop them"


class Refusal(Exception):
    """The base of all refusals: nothing was changed, and ``str()`` says why in one line: what was
    ``found``, the ``outcome``, where one could doubt it, and, where that does not say it, the
    ``remedy``. ``passes``: it may be over without anybody doing anything here."""

    passes = False

    def __init__(self, found: str, remedy: str = "", *, outcome: str = "") -> None:
        self.found, self.outcome, self.remedy = found, outcome, remedy
        super().__init__(self.with_remedy(remedy))

    def with_remedy(self, words: str) -> str:
        """Return the line, with the remedy in some words."""
        found = ", ".join(filter(None, (self.found, self.outcome)))
        return f"{found}: {words}" if words else found


@attrs.frozen
class Fault:
    """One thing that is wrong with an event: the wire name of the field, what is wrong and, where
    that does not say it, the ``remedy``.

    ``missing`` is the sort and the name of what the field names and nothing answers to, where
    that is what is wrong: ("source", "tass").
    """

    field: str
    problem: str
    missing: tuple[str, str] | None = attrs.field(default=None, eq=False)
    remedy: str = ""

    @classmethod
    def of(cls, field: str, refusal: Refusal, missing: tuple[str, str] | None = None) -> "Fault":
        """Return the fault of a field whose value was refused."""
        return cls(field, refusal.found, missing, refusal.remedy)

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.field, self.problem, self.remedy)))


class MalformedDate(Refusal, ValueError):
    """A text that is no date; ``advice`` says what to do where its own words tell."""

    def __init__(self, text: str, problem: str, advice: str | None = None) -> None:
        self.text = text
        self.advice = advice
        why = f", {problem}" if problem else ""
        advice = advice or "write 2023, 2023-10 or 2023-10-03"
        super().__init__(f"{text!r} is not a date{why}: {advice}")


class MalformedEvent(Refusal, ValueError):
    """An event that breaks its own rules; ``faults`` has every one of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


class Unknown(Refusal):
    """A name that the register does not have. Near names are listed, never chosen."""

    def __init__(self, what: str, name: str, near: Sequence[str] = ()) -> None:
        self.what, self.name, self.near = what, name, tuple(near)
        remedy = f"did you mean {' or '.join(near)}?" if near else _REMEDIES[what]
        super().__init__(f"no {what} is called {_shown(name)}", remedy)


def _shown(name: str) -> str:
    """Return a name in quotes, shortened so that the sentence around it can be read."""
    return repr(name if len(name) <= 80 else f"{name[:79]}…")


_REMEDIES = {
    "program": Remedy.ADD_PROGRAM,
    "participant": Remedy.ADD_PARTICIPANT,
    "source": Remedy.ADD_SOURCE,
    "document": Remedy.ADD_DOCUMENT,
    "milestone": Remedy.ADD_MILESTONE,
    "program or participant": Remedy.SEE_PROGRAMS,
    "event": "name it by '#position' or by seven or more characters of its id, from the log",
    "event type": Remedy.SEE_TYPES,
    "check": Remedy.SEE_CHECKS,
}


class Ambiguous(Refusal):
    """A name or an id prefix that more than one thing answers to."""

    def __init__(self, what: str, name: str, candidates: Sequence[str]) -> None:
        self.candidates = tuple(candidates)
        super().__init__(f"{what} {_shown(name)} could be {', '.join(candidates)}: say which one")


class UnreadName(Refusal):
    """A name of something whose definition this version of the program cannot read."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(
            f"{what} {_shown(name)} is filed by an event that this version cannot read: "
            "upgrade depositary; the checks have more"
        )


class AlreadyFiled(Refusal):
    """A second definition under an id that is taken."""

    def __init__(self, what: str, name: str, position: int) -> None:
        self.position = position
        super().__init__(
            f"{what} {name!r} was filed already as #{position}: correct that event instead"
        )


class Unexpected(Refusal):
    """The ledger is not of the size that the writer expected."""

    def __init__(self, expected: int, actual: int) -> None:
        self.expected, self.actual = expected, actual
        super().__init__(
            f"the ledger has {'1 event' if actual == 1 else f'{actual} events'}, "
            f"not {expected} as expected: "
            "read what came in between, then append again"
        )


class ClockBehind(Refusal):
    """A record time that was given is earlier than the ledger's last one."""

    def __init__(self, given: str, last: str) -> None:
        super().__init__(
            f"record time {given} is before the ledger's last, {last}: record time never goes back"
        )


class MalformedProof(Refusal, ValueError):
    """A text that is no proof, tree head, key or name of one (``what``). ``where`` it stood."""

    def __init__(self, what: str, problem: str, where: str = "this") -> None:
        self.what, self.problem = what, problem
        super().__init__(f"{where} is no {what}, {problem}", _MAKERS[what])


_MAKERS = {
    "proof": Remedy.MAKE_PROOF,
    "consistency proof": Remedy.MAKE_CONSISTENCY_PROOF,
    "tree head": Remedy.MAKE_HEAD,
    "public key": Remedy.MAKE_PUBLIC_KEY,
    "private key": Remedy.MAKE_PRIVATE_KEY,
    "name": "use one like example.org/register",
    "policy": Remedy.SEE_POLICY,
}


class OtherHistory(Refusal):
    """A tree head of which a ledger can prove nothing: it is not one of its own."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where} is no head of this ledger, {problem}", Remedy.COMPARE_HEAD)


class SigningUnavailable(Refusal):
    """The package that signs, and that checks signatures, is not installed."""

    def __init__(self) -> None:
        super().__init__("signatures need the extra 'sign': install depositary[sign]")


class NoOrigin(Refusal):
    """A ledger without events has nothing of its own to be known by."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is empty and has no origin of its own", Remedy.NAME_ORIGIN)


class ErasureUnfinished(Refusal):
    """A text that is taken out of the record, while bytes of it may be left in the file."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"the text is erased, but bytes of it may still be in {path} or {path}-wal, "
            f"{in_short(problem)}: when that is over, give the same command again"
        )


class OtherText(Refusal):
    """A text for a source that names another one by its hash."""

    def __init__(self, source: str, digest: str) -> None:
        super().__init__(
            f"{source} names another text, {digest[:12]}…, and a page that changed is a source of "
            "its own",
            Remedy.ERASE_TEXT,
        )


class NoText(Refusal):
    """A source whose text the ledger does not have."""

    def __init__(self, source: str, digest: str | None = None) -> None:
        self.digest = digest
        missing = f"the text of {source}, {digest[:12]}…," if digest else f"a text of {source}"
        super().__init__(f"{missing} is not in this ledger", Remedy.ARCHIVE_TEXT)


class Occupied(Refusal):
    """A backup to a path where there is a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already, and a backup overwrites nothing: choose another")


class Unsettled(Refusal):
    """A file that has its name and may lose it: the disk failed after all of it was written."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"{path} is written whole, but may be lost when the power fails ({problem.lower()}): "
            "check the health of the disk"
        )


class LedgerRefusal(Refusal):
    """The base of refusals that concern the file itself."""


class NoLedger(LedgerRefusal):
    def __init__(self, path: Path) -> None:
        super().__init__(f"there is no ledger at {path}", Remedy.MAKE_LEDGER)


class LedgerExists(LedgerRefusal):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already", Remedy.OTHER_PATH)


class NotALedger(LedgerRefusal):
    def __init__(self, path: Path, found: str = "some other file") -> None:
        super().__init__(f"{path} is no ledger but {found}", "check the path")


class NewerLedger(LedgerRefusal):
    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} has format {found} and this program knows {known}", "upgrade depositary"
        )


class OtherSchema(LedgerRefusal):
    """A file whose tables, views, indexes or triggers are not those that this program makes; no
    row of it was read. ``problems`` has every one of them, the gravest first."""

    def __init__(self, path: Path, problems: Sequence[str], remedy: str) -> None:
        self.problems = tuple(problems)
        more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
        super().__init__(f"in {path} {in_short(problems[0])}{more}", remedy)


class OtherJournal(LedgerRefusal):
    """What lies beside a ledger where SQLite keeps files of its own, and is none of these."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} {problem}: move it away, then verify the ledger")


class ReadOnly(LedgerRefusal):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} cannot be written to", "change its permissions, or work on a copy"
        )


class Unreadable(LedgerRefusal):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} cannot be read", "change its permissions")


class Locked(LedgerRefusal):
    def __init__(self, path: Path, seconds: float) -> None:
        super().__init__(
            f"another process has been writing to {path} for {seconds:g} s",
            "wait for it to finish, or stop it, then try again",
        )


_NOT_WRITTEN = "nothing was written"


class DiskFull(LedgerRefusal):
    def __init__(self, path: Path) -> None:
        super().__init__(f"no room on the disk of {path}", "free some space", outcome=_NOT_WRITTEN)


class DiskFailed(LedgerRefusal):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"the disk of {path} failed ({in_short(problem)})",
            "check its room and health",
            outcome=_NOT_WRITTEN,
        )


class Damaged(LedgerRefusal):
    def __init__(self, path: Path, problem: str) -> None:
        self.problem = in_short(problem)
        super().__init__(f"{path} is damaged, {self.problem}", "verify it, and restore a backup")


def in_short(problem: str) -> str:
    """Return what SQLite says, in one line; of a damaged schema it says all of it."""
    line = " ".join(problem.split())
    return line if len(line) <= 300 else f"{line[:299]}…"
