"""Where nobody reads what a command writes: it ends as it would have, and without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.apart  # processes of their own

TOP = Path(__file__).parent.parent
ANSWERED = "--db events.db.sample log"
REFUSED = "--db events.db.sample roster Nothing"


def ended(command: str, *, out: str = "", err: str = "") -> tuple[int, str]:
    """The exit code of a command, and what came on standard error if that was read."""
    words = f'exec "$0" -m cli.main {command} {out} {err}'
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    done = subprocess.run(
        ["sh", "-c", words, sys.executable],
        cwd=TOP,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(("command", "code"), [(ANSWERED, 0), (REFUSED, 1), ("rooster", 2)])
def test_closed_from_the_start(command: str, code: int) -> None:
    found, told = ended(command, out=">&-")
    assert found == code
    assert "Traceback" not in told
    assert ended(command, err="2>&-")[0] == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(("command", "code"), [(ANSWERED, 0), (REFUSED, 1), ("rooster", 2)])
def test_no_room_for_what_is_refused(command: str, code: int) -> None:
    assert ended(command, err="2>/dev/full")[0] == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_no_room_for_an_answer() -> None:
    code, told = ended(ANSWERED, out=">/dev/full")
    assert code == 1
    assert told.startswith("depositary: no space left on device: ")
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(("command", "code"), [(ANSWERED, 0), (REFUSED, 1), ("rooster", 2)])
def test_a_reader_that_goes_away(command: str, code: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *command.split()],
            cwd=TOP,
            stdout=writer,
            stderr=writer,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writer)
    assert done.returncode == code
