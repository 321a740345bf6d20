"""Commands that are run where they can do no harm: in a process of its own that has little memory
and little time, for each file that somebody made to hurt whoever opens it.

Run as a program, it reads questions from standard input, one line of JSON each, and answers each
by a child of its own.
"""

import contextlib
import io
import json
import os
import resource
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

ADDRESSES = 1 << 30  # bytes that a child may have mapped
MEMORY = 500_000_000  # bytes that it may use in the end
SECONDS = 20  # far more than any command takes; less than for ever
TOP = Path(__file__).parent.parent


@attrs.frozen
class Answer:
    """What a command answered: its exit code, and every line of both streams."""

    code: int
    lines: tuple[str, ...]


class Keeper:
    """The process that runs commands for the tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=TOP,
            env={**os.environ, "PYTHONPATH": str(TOP)},
        )

    def answers(self, path: Path, commands: Sequence[str]) -> dict[str, Answer]:
        """What each command answers about a file. Fails where one has no end, takes too much
        memory, or ends in a traceback."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([str(path), list(commands)]) + "\n")
        self._process.stdin.flush()
        found = json.loads(self._process.stdout.readline())
        assert found["ended"] == 0, found
        assert found["memory"] < MEMORY
        return {
            command: Answer(code, tuple(text.replace(str(path), "LEDGER").splitlines()))
            for command, (code, text) in found["answers"].items()
        }

    def close(self) -> None:
        self._process.communicate()


def _asked(path: str, commands: Sequence[str]) -> dict[str, Any]:
    """Run some commands in a child."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(path, commands, writing)
    os.close(writing)
    with open(reading) as pipe:
        answers = dict(json.loads(line) for line in pipe)
    _, ended, used = os.wait4(child, 0)
    return {"answers": answers, "ended": ended, "memory": used.ru_maxrss * 1024}


def _run(path: str, commands: Sequence[str], writing: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(SECONDS)
    try:
        with open(writing, "w") as pipe:
            for answer in _answers(path, commands):
                pipe.write(json.dumps(answer) + "\n")
    except BaseException as problem:  # it is no exit of the program's own
        os.write(2, repr(problem).encode())
        os._exit(70)
    os._exit(0)


def _answers(path: str, commands: Sequence[str]) -> Iterator[tuple[str, tuple[int, str]]]:
    from cli.app import App
    from cli.main import run

    for command in commands:
        said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = run(["--db", path, *shlex.split(command)], obj=App(by="desk"))
        said.seek(0)
        yield command, (code, said.read())


def _warm() -> None:
    """Load what the commands load, so that the children need not."""
    from cli.main import COMMANDS, depositary

    for section in COMMANDS.values():
        for name in section:
            depositary.get_command(None, name)  # type: ignore[arg-type]


if __name__ == "__main__":
    _warm()
    for line in sys.stdin:
        print(json.dumps(_asked(*json.loads(line))), flush=True)
