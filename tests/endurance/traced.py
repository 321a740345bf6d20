"""A process of ours that is stopped at each system call which changes a file (ptrace(2)), and is
killed there, or told that the call failed. What the process does is left to whoever asks.

Between two such calls nothing changes that outlives the process, so that to try each of them is to
try every moment. Linux on x86-64 only.
"""

import ctypes
import os
import platform
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import attrs

_TRACEME, _SYSCALL, _POKEUSER, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 6, 0x4200, 0x420E
_SYSGOOD, _CLONES, _EXITKILL = 1, 8, 0x100000
_ALL = 0x40000000  # __WALL of waitpid(2): threads too
_ENTRY = 1
_ORIG_RAX, _RAX = 8 * 15, 8 * 10  # where sys/user.h has them
# By linux/arch/x86/entry/syscalls/syscall_64.tbl.
_BY_DESCRIPTOR = {1, 18, 20, 296, 40, 74, 75, 77, 91, 285, 326}  # write, pwrite64 … fsync …
_BY_PATH = {82, 83, 84, 85, 86, 87, 90, 258, 263, 264, 265, 268, 316}  # rename, mkdir, unlink …
_OPEN, _OPENAT = 2, 257
_MAKING = os.O_CREAT | os.O_TRUNC | 0o20000000  # and O_TMPFILE
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_LIBC.ptrace.restype = ctypes.c_long


class _Call(ctypes.Structure):
    """``struct ptrace_syscall_info`` at the entry of a call."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("arch", ctypes.c_uint32),
        ("ip", ctypes.c_uint64),
        ("sp", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    )


@attrs.define
class Ended:
    """How a process ended: its exit code (None: killed), what it said, and how many calls that
    change files it made or began."""

    code: int | None
    out: str
    err: str
    calls: int


def can_be() -> bool:
    """Whether processes can be traced here."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    return run(lambda: 0, Path("/")).code == 0


def run(
    job: Callable[[], int], folder: Path, at: int | None = None, error: int | None = None
) -> Ended:
    """Do something in a forked process, in a folder. At its call of that number (from 1) which
    changes a file in the folder it is killed, or told an error number instead."""
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    for pipe in (out, err):
        os.set_blocking(pipe, False)
    pid = os.fork()
    if not pid:
        _be_traced(job, folder, out_end, err_end)
    for end in (out_end, err_end):
        os.close(end)
    code, calls = _follow(pid, str(folder.resolve()), at, error)
    return Ended(code, _all_of(out), _all_of(err), calls)


def _all_of(pipe: int) -> str:
    with os.fdopen(pipe, "rb") as file:
        return (file.read() or b"").decode(errors="replace")


def _be_traced(job: Callable[[], int], folder: Path, out: int, err: int) -> None:
    code = 70
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.chdir(folder)
        os.setpgid(0, 0)  # to be waited for with its threads
        if _LIBC.ptrace(_TRACEME, 0, None, None):
            os._exit(71)
        os.kill(os.getpid(), signal.SIGSTOP)
        code = job()
        sys.stdout.flush()
    except BaseException:
        os.write(2, traceback.format_exc().encode()[-2000:])
    finally:
        os._exit(code)


def _follow(pid: int, folder: str, at: int | None, error: int | None) -> tuple[int | None, int]:
    """Let a process and its threads go on from call to call until it ends; returns the exit code,
    and how many calls there were."""
    one, status = os.waitpid(pid, 0)
    calls, within = 0, 0  # within: the thread whose call is failing
    if os.WIFSTOPPED(status):
        _LIBC.ptrace(_SETOPTIONS, pid, None, _SYSGOOD | _CLONES | _EXITKILL)
    while os.WIFSTOPPED(status) or one != pid:
        if os.WIFSTOPPED(status):
            if os.WSTOPSIG(status) == signal.SIGTRAP | 0x80:
                if within == one:
                    _LIBC.ptrace(_POKEUSER, one, _RAX, ctypes.c_void_p(-(error or 0)))
                    within = 0
                elif _changes_a_file(one, folder):
                    calls += 1
                    if calls == at and error is None:
                        os.kill(pid, signal.SIGKILL)
                    elif calls == at:
                        _LIBC.ptrace(_POKEUSER, one, _ORIG_RAX, ctypes.c_void_p(-1))
                        within = one
            _LIBC.ptrace(_SYSCALL, one, None, _passed_on(status))
        one, status = os.waitpid(-pid, _ALL)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return (None if killed else os.waitstatus_to_exitcode(status)), calls


def _passed_on(status: int) -> int:
    """The signal that a stopped thread is to get; 0 where it stopped for who traces it."""
    found = os.WSTOPSIG(status)
    return 0 if found in (signal.SIGSTOP, signal.SIGTRAP, signal.SIGTRAP | 0x80) else found


def _changes_a_file(pid: int, folder: str) -> bool:
    """Whether the process begins a call that may change a file in the folder."""
    call = _Call()
    _LIBC.ptrace(_GET_SYSCALL_INFO, pid, ctypes.sizeof(call), ctypes.byref(call))
    if call.op != _ENTRY:
        return False
    if call.number in (_OPEN, _OPENAT):
        return bool(call.arguments[1 if call.number == _OPEN else 2] & _MAKING)
    if call.number not in _BY_DESCRIPTOR:
        return call.number in _BY_PATH
    try:
        return os.readlink(f"/proc/{pid}/fd/{call.arguments[0]}").startswith(folder)
    except OSError:
        return False  # no such descriptor
