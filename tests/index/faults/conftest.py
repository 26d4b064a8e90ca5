"""Runs a change of a library in a process that is stopped, or refused, at a chosen system call.

The process is traced (ptrace), so that the calls that SQLite and FAISS make are met as well as
Python's own: every write, rename, fsync, truncation and removal is a point where it can end.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import platform
import random
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

from ingest.errors import ProtocolAssistantError

_TRACEME, _PEEKUSER, _POKEUSER, _SYSCALL, _SETOPTIONS = 0, 3, 6, 24, 0x4200
_EXIT_KILL_AND_SYSGOOD = 0x100001
_ORIG_RAX, _RAX, _RDX = 15 * 8, 10 * 8, 12 * 8  # of user_regs_struct, x86-64
_WRITES = {1: "write", 18: "pwrite64", 20: "writev", 77: "ftruncate", 83: "mkdir"}
_OTHERS = {
    74: "fsync",
    75: "fdatasync",
    82: "rename",
    264: "renameat",
    316: "renameat2",
    87: "unlink",
    263: "unlinkat",
}
_N_SAID = 4096
_POINTS = _WRITES | _OTHERS


class How(StrEnum):
    """What befalls the process at the point."""

    KILLED = "killed"
    TORN = "torn"  # half of what it writes there is written, then it is killed
    FULL = "full"  # from there on the disk has no room
    FAILING = "failing"  # the disk gives an error there, once


@dataclass(frozen=True, slots=True)
class Ended:
    """How a traced process ended: the point's call, and the sentence that it was refused with."""

    n_points: int
    was_killed: bool
    call: str
    refused: str


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.restype = ctypes.c_long
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    return libc


def run_traced(work: Callable[[], None], *, at: int = -1, how: How = How.KILLED) -> Ended:
    """Run work in a process; at its `at`-th point, from 0, something befalls it."""
    said = mmap.mmap(-1, _N_SAID)  # shared: to say something there is no system call
    child = os.fork()
    if child == 0:
        _be_traced(work, said)
    libc = _libc()
    os.waitpid(child, 0)
    libc.ptrace(_SETOPTIONS, child, None, _EXIT_KILL_AND_SYSGOOD)
    n_points, call, inside, full, give = 0, "", False, False, None
    pass_on = 0
    while True:
        libc.ptrace(_SYSCALL, child, None, pass_on)
        _, status = os.waitpid(child, 0)
        pass_on = 0
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            break
        if os.WSTOPSIG(status) != signal.SIGTRAP | 0x80:
            pass_on = os.WSTOPSIG(status)
            continue
        inside = not inside
        if not inside:
            if give is not None:
                if give == 0:
                    os.kill(child, signal.SIGKILL)
                else:
                    libc.ptrace(_POKEUSER, child, _RAX, ctypes.c_void_p(-give))
                give = None
            continue
        number = libc.ptrace(_PEEKUSER, child, _ORIG_RAX, None)
        if number not in _POINTS:
            continue
        here = n_points == at
        n_points += 1
        if here:
            call = _POINTS[number]
            if how is How.KILLED or (how is How.TORN and number not in _WRITES):
                os.kill(child, signal.SIGKILL)
                continue
            if how is How.TORN:
                length = libc.ptrace(_PEEKUSER, child, _RDX, None)
                libc.ptrace(_POKEUSER, child, _RDX, ctypes.c_void_p(length // 2))
                give = 0
                continue
        full = full or (here and how is How.FULL)
        if (full and number in _WRITES) or (here and how is How.FAILING):
            libc.ptrace(_POKEUSER, child, _ORIG_RAX, ctypes.c_void_p(-1))
            give = errno.ENOSPC if full else errno.EIO
    refused = said[:].rstrip(b"\x00").decode()
    said.close()
    return Ended(n_points, os.WIFSIGNALED(status), call, refused)


def _be_traced(work: Callable[[], None], said: mmap.mmap) -> None:
    code = 0
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        _libc().ptrace(_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        work()
    except ProtocolAssistantError as error:
        code = 1
        _say(said, str(error))
    except BaseException as error:
        code = 2
        _say(said, f"unexpected: {error!r}")
    finally:
        os._exit(code)


def _say(said: mmap.mmap, sentence: str) -> None:
    words = sentence.encode()[:_N_SAID]
    said[: len(words)] = words


def _can_trace() -> bool:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    with contextlib.suppress(OSError):
        return run_traced(lambda: os.fsync(1), at=-1).n_points > 0
    return False


@pytest.fixture(scope="session")
def traced() -> Callable[..., Ended]:
    """Give `run_traced`, where this computer lets a process be traced."""
    if not _can_trace():
        pytest.skip("no process can be traced here")
    return run_traced


def draw(n_points: int, n_drawn: int) -> Sequence[int]:
    """Return the points to try: some, drawn anew each day, or all where that is asked for."""
    if os.environ.get("ALL_FAULTS"):
        return range(n_points)
    return sorted(random.sample(range(n_points), min(n_drawn, n_points)))


@pytest.fixture
def drawn() -> Callable[[int, int], Sequence[int]]:
    return draw


@pytest.fixture
def ways() -> type[How]:
    return How


def names_in(folder: Path) -> set[str]:
    """Return the names of a library's files, without those that come and go with a connection."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


@pytest.fixture
def names() -> Callable[[Path], set[str]]:
    return names_in
