"""The refusals about shared registers."""

from collections.abc import Iterable

from ledger.batch import Receipt
from ledger.errors import Refusal, in_short

_UNCHANGED, _NOT_RECORDED = "nothing was changed", "nothing was recorded"
_SECRETS = "put the password into ~/.pgpass or PGPASSWORD, or use a certificate"


class BadAddress(Refusal):
    """What is no address of a database. It is not repeated: it may have a password."""

    def __init__(self) -> None:
        super().__init__(
            "that is no address of a PostgreSQL database: write postgresql://ROLE@HOST/DATABASE"
        )


class BadOption(Refusal):
    """An address, or a variable of libpq, with an option that has no such value."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(
            f"the way to {where} cannot be tried ({in_short(problem)})",
            "check what the address has after '?', and variables like PGSSLMODE",
        )


class SecretInAddress(Refusal):
    """An address with a password, which the copy would keep and lists of processes show."""

    def __init__(self) -> None:
        super().__init__(f"the address has a password in it: leave it out, and {_SECRETS}")


class NoConnection(Refusal):
    """A database that cannot be reached, or lets nobody in."""

    passes = True

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(
            f"{where} cannot be reached ({in_short(problem)})",
            "try again later; what is to be recorded can wait as a draft (--draft)",
            outcome=_UNCHANGED,
        )


class NotLetIn(Refusal):
    """A database that does not believe who it is."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where} lets nobody in by that name and password", _SECRETS)


class NotTrusted(Refusal):
    """A database that is not whom it should be, or is reached in a way that it does not take."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(
            f"{where} and this desk do not trust each other ({in_short(problem)})",
            "check sslmode, sslrootcert, sslcert and sslkey in the address, or ask who keeps it",
            outcome=_UNCHANGED,
        )


class MayNotConnect(Refusal):
    """A login that may not even look."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"that role may not connect to {where}",
            "ask who keeps it to grant it depositary_reader or depositary_desk",
        )


class NoAnswer(Refusal):
    """Events that were sent, of which nobody knows whether they arrived."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"no answer came from {where}, so it is not known whether it was recorded: "
            "give the same command again, nothing is recorded twice"
        )


class NotTakenBack(Refusal):
    """Events that were recorded, and could not be taken into the copy from which they came."""

    def __init__(self, where: str, receipts: Iterable[Receipt], problem: Refusal) -> None:
        first, *more = sorted(one.position for one in receipts)
        found = f"#{first} to #{more[-1]}" if more else f"#{first}"
        super().__init__(
            f"it is recorded at {where} as {found}, and not in this copy yet, {problem.found}",
            "mend that, then 'depositary pull' takes it",
        )


class NoDatabase(Refusal):
    """An address of a database that its server does not have."""

    def __init__(self, where: str) -> None:
        super().__init__(f"there is no database {where}", "check the address, or have one made")


class NoRegister(Refusal):
    """A database without a register."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"the database {where} has no register",
            "check the address, or make one there with 'depositary share'",
        )


class NewerRegister(Refusal):
    """A register of a format that this program does not know."""

    def __init__(self, where: str, found: int, known: int) -> None:
        super().__init__(
            f"{where} has format {found} and this program knows {known}", "upgrade depositary"
        )


class NotAdmitted(Refusal):
    """A login that may not do that."""

    def __init__(self, where: str, role: str, what: str, grant: str) -> None:
        super().__init__(f"{role} may not {what} at {where}", f"ask who keeps it to {grant}")


class Full(Refusal):
    """A server without room on its disk."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"the disk of {where} is full",
            "tell who keeps the server",
            outcome=_NOT_RECORDED,
        )


class NotPrimary(Refusal):
    """A server that only follows another, or several of which each does."""

    passes = True

    def __init__(self, where: str) -> None:
        if "," in where:
            super().__init__(
                f"none of {where} takes appends now",
                "try again once one is promoted; what is to be recorded can wait as a draft "
                "(--draft)",
                outcome=_UNCHANGED,
            )
        else:
            super().__init__(
                f"{where} is read-only, as a standby is, and records nothing",
                "name the primary, or all servers with target_session_attrs=read-write in the "
                "address",
            )


class NoStandby(Refusal):
    """A server that was a standby, and is the primary now."""

    passes = True

    def __init__(self, where: str) -> None:
        super().__init__(
            f"no server of {where} is a standby now, so nothing is signed: "
            "bring the old primary back as one"
        )


class StandbyBehind(Refusal):
    """A standby that has less than a notary took from it, or from the one before it."""

    passes = True

    def __init__(self, where: str, found: int, here: int) -> None:
        super().__init__(
            f"the standby of {where} has {found} events, and {here} were taken, so nothing is "
            "signed: if it stays so, an earlier state was brought back there"
        )


class TwoNotaries(Refusal):
    """A register that has a notary at work; or somebody else has its lock, as anybody can who may
    connect."""

    passes = True

    def __init__(self, where: str, role: str) -> None:
        super().__init__(
            f"{role} has the lock of the notary at {where}",
            "end that notary, or wait for it; where it is none, have that connection ended",
        )


class OtherNotary(Refusal):
    """A head that was signed, and not by this notary as far as it knows."""

    def __init__(self, where: str, size: int) -> None:
        super().__init__(
            f"a head up to #{size} was signed at {where} of which nothing is known here, so "
            "nothing is signed: end the other notary, or find the folder with what was signed last"
        )


class OtherEncoding(Refusal):
    """A database whose texts are in another encoding."""

    def __init__(self, where: str, found: str) -> None:
        super().__init__(
            f"the database {where} has the encoding {found}: make one with ENCODING 'UTF8'"
        )


class RegisterThere(Refusal):
    """A database that is not empty."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"the database {where} has a register already: share into an empty database, "
            "or make a copy of that one with 'depositary copy'"
        )


class MayNotShare(Refusal):
    """A login that may not set a register up."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(
            f"the register cannot be set up at {where} ({in_short(problem)}): have an "
            "administrator run what 'depositary share --sql' prints, and be a member of "
            "depositary_owner"
        )


class RefusedThere(Refusal):
    """What the register itself refuses."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where} refuses it, {in_short(problem)}", outcome=_NOT_RECORDED)
