"""The refusals about copies, the tiles that they are made of, and cosignatures."""

from pathlib import Path

from ledger.errors import Refusal, Remedy, in_short


class Unreachable(Refusal):
    """An address from which nothing, or not all, could be had."""

    passes = True

    def __init__(self, address: str, problem: str) -> None:
        super().__init__(
            f"{address} cannot be read ({in_short(problem)})",
            "check the address and the connection, then try again",
            outcome="nothing was changed",
        )


class NoTiles(Refusal):
    """An address at which no tiled log lies."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} has no checkpoint of published tiles: check the address")


class NotTiles(Refusal):
    """A folder with something in it that is not a tiled log published before."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} has files that are no tiles: name an empty folder or a new one")


class OtherTiles(Refusal):
    """A folder with the tiles of another register, or of another history of the same."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(f"the tiles in {folder} {problem}: name another folder")


class BadTiles(Refusal):
    """Tiles that do not agree with the head beside them, or records that no ledger could have."""

    def __init__(self, address: str, problem: str) -> None:
        super().__init__(
            f"{address} does not hold, {problem}; nothing was taken: "
            "try again, and if it stays so, tell who publishes it"
        )


class Unwitnessed(Refusal):
    """A tree head that was not signed as is asked for."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"the tree head of {where} is not signed as is asked for, {problem}")


class OtherRegister(Refusal):
    """What is published where a copy looks, and is not the register that it is a copy of."""

    def __init__(self, address: str, found: str, expected: str) -> None:
        super().__init__(
            f"{address} has the register {found}, and this is a copy of {expected}: "
            "make a copy of the other one in another file"
        )


class HistoryRewritten(Refusal):
    """A head that cannot be true beside one that was taken before. ``evidence`` is the file in
    which both are kept."""

    def __init__(self, where: str, problem: str, evidence: Path) -> None:
        self.evidence = evidence
        super().__init__(
            f"{where} {problem}; nothing was taken: both heads are kept in {evidence}, "
            "show them to who publishes it"
        )


class IsACopy(Refusal):
    """A ledger that takes its events from elsewhere, and so none from here."""

    def __init__(self, path: Path, address: str) -> None:
        super().__init__(f"{path} is a copy of {address}", Remedy.APPEND_UPSTREAM)


class NoCopy(Refusal):
    """A ledger that takes its events from nowhere else."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no copy", Remedy.MAKE_COPY)


class NotCosigned(Refusal):
    """A witness that did not cosign a head."""

    def __init__(self, witness: str, problem: str) -> None:
        super().__init__(f"{witness} does not cosign the tree head, {in_short(problem)}")


class Contradiction(Refusal):
    """A head that does not continue the one that was cosigned last with a key."""

    def __init__(self, cosigner: str, problem: str) -> None:
        self.problem = problem
        super().__init__(
            f"{cosigner} does not cosign this, {problem}: "
            "keep both heads, and ask whose register it is"
        )


class BadState(Refusal):
    """The file in which a cosigner keeps what it signed last, and which cannot be read: it then
    signs nothing."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"{path} is not what was cosigned last, {in_short(problem)}: "
            "nothing is signed without it; make a new key for a new folder"
        )


class StateTaken(Refusal):
    """A folder of what was cosigned that another process has."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another process cosigns from {folder}: end it, or wait for it")


class OtherHand(Refusal):
    """A name to record in that is not the desk's."""

    def __init__(self, given: str, desk: str) -> None:
        super().__init__(f"here {desk!r} records, and not {given!r}: leave that name out")


class TimesAreGiven(Refusal):
    """Events that are to keep their times, at a place that gives its own."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"the times of record are given at {address}: restore into a plain ledger, and share it"
        )


class DraftsWaiting(Refusal):
    """Drafts that would be lost."""

    def __init__(self, number: int) -> None:
        drafts = "1 draft waits" if number == 1 else f"{number} drafts wait"
        super().__init__(drafts, Remedy.PUSH_DRAFTS)
