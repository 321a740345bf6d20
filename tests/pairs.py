"""Two servers for a register, of which one is the synchronous standby of the other, with a relay
before each for its clients and one for the server that follows it."""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import attrs
import clusters
import psycopg
import relays
from clusters import PASSWORD, SUPERUSER, Cluster
from relays import Relay

from shared.sharing import script

# pg_rewind wants the WAL since the two parted; a standby that is back tries at once, and soon says
# again how far it is, for which appends wait that began before it had caught up.
SETTINGS = {
    "wal_keep_size": "64MB",
    "wal_retrieve_retry_interval": "100ms",
    "wal_receiver_status_interval": "1s",
    "synchronous_standby_names": "a, b",
}


@attrs.frozen
class Server:
    """A server, the relay through which clients come, and that through which it is followed."""

    name: str
    cluster: Cluster
    front: Relay
    link: Relay

    def start(self, follows: "Server | None" = None) -> None:
        """Start it, as a standby through the link of the server that it follows."""
        options = [f"-c cluster_name={self.name}"]
        if follows:
            (self.cluster.data / "standby.signal").touch()
            address = f"postgresql://{SUPERUSER}@127.0.0.1:{follows.link.port}/postgres"
            options.append(f"-c primary_conninfo={address}")
        self.cluster.start(*options)

    def set(self, name: str, value: str) -> None:
        self.rows(f"ALTER SYSTEM SET {name} = '{value}'")
        self.rows("SELECT pg_reload_conf()")

    def rows(self, query: str, database: str = "register") -> list[Any]:
        """What its superuser is answered, who waits for no standby."""
        address = self.cluster.url(database=database)
        with psycopg.connect(address, password=PASSWORD, autocommit=True) as db:
            db.execute("SET synchronous_commit = local")
            found = db.execute(query.encode())
            return found.fetchall() if found.description else []


@attrs.define
class Pair:
    """A register on two servers; appends wait for both."""

    primary: Server
    standby: Server

    def address(self, role: str, wanted: str = "read-write") -> str:
        """Where clients find the register, whichever of the two is which."""
        servers = sorted((self.primary, self.standby), key=lambda one: one.name)
        hosts = ",".join(f"127.0.0.1:{one.front.port}" for one in servers)
        return f"postgresql://{role}@{hosts}/register?target_session_attrs={wanted}"

    def level(self, seconds: float = 30) -> None:
        """Wait until the standby is one that appends wait for, and has what the primary has."""
        query = (
            "SELECT replay_lsn >= pg_current_wal_flush_lsn() FROM pg_stat_replication"
            " WHERE sync_state = 'sync' AND state = 'streaming'"
        )
        until(lambda: self.primary.rows(query) == [(True,)], seconds)

    def cancel_a_wait(self, seconds: float = 10) -> bool:
        """Cancel the append that waits for the standby, as soon as there is one."""
        query = (
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            f" AND usename <> '{SUPERUSER}' LIMIT 1"
        )
        return until(lambda: self.primary.rows(query) == [(True,)], seconds, check=False)

    def promote(self) -> Server:
        """Make the standby the primary, as the old one is to be; returns the old one."""
        self.standby.cluster.promote()
        self.primary, self.standby = self.standby, self.primary
        return self.standby

    def bring_back(self) -> str:
        """Make the old primary, which is stopped, follow the new one: by pg_rewind, or where that
        is not possible by a new base backup. Returns which."""
        for one in (self.primary, self.standby):
            one.link.mend()
            one.front.mend()
        self.primary.rows("CHECKPOINT")
        done = clusters.program(
            "pg_rewind",
            *("--target-pgdata", str(self.standby.cluster.data), "--no-sync"),
            *("--source-server", self.primary.cluster.url(database="postgres")),
        )
        how = "pg_rewind"
        if done.returncode:
            shutil.rmtree(self.standby.cluster.data)
            base_backup(self.primary, self.standby.cluster.data)
            how = "pg_basebackup"
        self.standby.start(self.primary)
        return how


def base_backup(of: Server, into: Path) -> None:
    done = clusters.program(
        *("pg_basebackup", "-d", of.cluster.url(database="postgres"), "-D", str(into)),
        *("-c", "fast", "--no-sync"),
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def pair(desks: Sequence[str], *, durable: bool = False) -> Iterator[Pair]:
    """Two servers with an empty register, of which some roles are desks, for as long as the block
    lasts; unless they are to be durable, they wait for no disk."""
    with ExitStack() as stack:
        first = stack.enter_context(clusters.cluster("-c cluster_name=a", durable=durable))
        second = stack.enter_context(clusters.place())
        servers = [
            Server(
                name,
                one,
                stack.enter_context(relays.relay(one.port)),
                stack.enter_context(relays.relay(one.port)),
            )
            for name, one in (("a", first), ("b", second))
        ]
        made = Pair(servers[0], servers[1])
        made.primary.rows("CREATE DATABASE register", "postgres")
        made.primary.rows(script())
        for role in desks:
            made.primary.rows(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
            made.primary.rows(f"GRANT depositary_desk TO {role}")
            made.primary.rows(f"INSERT INTO depositary.desks VALUES ('{role}', '{role}')")
        made.primary.rows(
            f"CREATE ROLE notary LOGIN PASSWORD '{PASSWORD}' IN ROLE depositary_notary"
        )
        for name, value in {**SETTINGS, "fsync": "on" if durable else "off"}.items():
            made.primary.set(name, value)
        base_backup(made.primary, made.standby.cluster.data)
        made.standby.start(made.primary)
        made.level()
        os.environ["PGPASSWORD"] = PASSWORD
        yield made


def until(done: Any, seconds: float, *, check: bool = True) -> bool:
    """Wait until something is so; returns whether it came to be so in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.02)
    assert not check, f"not so after {seconds:g} s"
    return False
