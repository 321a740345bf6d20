"""Desks that keep one register together, for tests: a database, and the commands that each gives in
its own folder."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import attrs
import clusters
import pytest
import terminal
from clusters import PASSWORD, Cluster

from ledger.store import Ledger
from projections.kept.ledgers import open_ledger
from shared.sequencer import Sequencer
from shared.sharing import script

NAMES = {"kyiv": "Embassy in Kyiv", "rome": "Редакція «Рим»"}
_numbers = itertools.count(1)


@attrs.frozen
class Desks:
    """A database for a register, in which `NAMES` will be desks, and ``library`` a reader."""

    cluster: Cluster
    database: str
    folder: Path

    def url(self, role: str) -> str:
        return self.cluster.url(role, self.database)

    def sql(self, statement: str, role: str = clusters.SUPERUSER) -> str:
        return self.cluster.run(statement, role=role, database=self.database)

    def admit(self) -> None:
        """Set an empty register up, unless there is one, and admit the desks."""
        if not self.sql("SELECT to_regclass('depositary.register')"):
            self.sql(script())
        for role, name in NAMES.items():
            self.sql(f"INSERT INTO depositary.desks VALUES ('{role}', '{name}')")

    def type(self, command: str, desk: str = "kyiv") -> str:
        """What a command answers in a desk's copy, or in the file of another name."""
        assert command.startswith("depositary ")
        return terminal.answer_to(f"depositary --db {desk}.db {command[11:]}")

    def copy(self, desk: str = "kyiv") -> str:
        return self.type(f"depositary copy {self.url(desk)}", desk)

    def open(self, desk: str = "kyiv", url: str | None = None) -> Ledger:
        """A desk's copy, open to append."""
        ledger = open_ledger(self.folder / f"{desk}.db", write=True)
        ledger.place = Sequencer(url or self.url(desk))
        return ledger


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if clusters.missing:
        pytest.skip(clusters.missing)
    with clusters.cluster() as made:
        for role in (*NAMES, "library", "stranger"):
            made.run(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'", database="postgres")
        first = Desks(made, "postgres", Path())
        assert "ERROR" not in first.sql(script())  # it makes the roles
        made.run("DROP SCHEMA depositary CASCADE", database="postgres")
        made.run(f"GRANT depositary_desk TO {', '.join(NAMES)}", database="postgres")
        made.run("GRANT depositary_reader TO library", database="postgres")
        yield made


@pytest.fixture
def empty(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desks:
    """Desks, and a database in which there is nothing yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    name = f"register{next(_numbers)}"
    assert not cluster.run(f"CREATE DATABASE {name}", database="postgres")
    return Desks(cluster, name, tmp_path)


@pytest.fixture
def desks(empty: Desks) -> Desks:
    """Desks with an empty register, of which kyiv and rome have copies."""
    empty.admit()
    for desk in NAMES:
        empty.copy(desk)
    return empty
