"""Invented papers of two councils, an encoder without a model, and a library of them.

And changes of a library that are stopped, or refused, at a chosen system call. The process is
traced (ptrace), so that the calls that SQLite, FAISS and libpq make are met as well as Python's
own: every write, rename, fsync, truncation, removal and message to a server is such a point.
"""

from __future__ import annotations

import contextlib
import ctypes
import datetime as dt
import errno
import hashlib
import mmap
import os
import platform
import random
import signal
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import pytest

from index import IndexSettings, Library
from index.encoder import Vectors, normalised
from index.lexicon import stems
from ingest.documents import Document, Kind, Paragraph, Source, Status
from ingest.errors import ProtocolAssistantError
from ingest.report import IngestReport, ReadPaper

Papers = tuple[list[ReadPaper], dict[str, bytes]]
MakePaper = Callable[..., ReadPaper]


class HashEncoder:
    """Texts that share words get vectors that are alike: a stem adds to one place by its hash."""

    def __init__(self, dimension: int = 64, salt: str = "") -> None:
        self.name = f"hash-{dimension}{salt}"
        self.sha256 = hashlib.sha256(self.name.encode()).hexdigest()
        self.dimension = dimension
        self.n_encoded = 0

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.n_encoded += len(texts)
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension))
        for at, text in enumerate(texts):
            for stem in stems(text):
                vectors[at, zlib.crc32(stem.encode()) % self.dimension] += 1
        return normalised(vectors)


def build_paper(
    name: str,
    texts: dict[str, str],
    *,
    council: str = "Elmbridge Marsh Council",
    kind: Kind = Kind.PROTOCOL,
    status: Status = Status.ADOPTED,
    date: dt.date | None = None,
    replaces: str | None = None,
    headings: tuple[str, ...] = ("Working together",),
    title: str | None = None,
    data: bytes | None = None,
) -> ReadPaper:
    data = data if data is not None else contents_of(name)
    sha256 = hashlib.sha256(data).hexdigest()
    paragraphs = tuple(
        Paragraph(document=name, label=label, order=order, headings=headings, text=text)
        for order, (label, text) in enumerate(texts.items())
    )
    page = None
    if title is not None:
        page = Paragraph(document=name, label="title", order=0, text=title)
    document = Document(
        id=name,
        source=sha256,
        council=council,
        title=f"The {name} paper",
        kind=kind,
        status=status,
        date=date,
        replaces=replaces,
        title_page=page,
        paragraphs=paragraphs,
    )
    return ReadPaper(
        source=Source(
            sha256=sha256, name=f"{name}.txt", media_type="text/plain", n_bytes=len(data)
        ),
        documents=(document,),
        report=IngestReport(file=f"{name}.txt", documents=(name,), n_paragraphs=len(paragraphs)),
    )


def contents_of(name: str) -> bytes:
    return f"The bytes of the paper {name}.".encode()


ELM = {
    "1": "Councillors and officers treat one another with courtesy.",
    "2": "Officers reply to letters from councillors within eight working days.",
    "2.1": "Where no reply can be given in time, a holding letter is sent; see paragraph 4.",
    "3": "A junior officer is not asked to come to a ward surgery unless the director agrees.",
    "3(a)": "Surgeries on party premises are never attended.",
    "4": "Complaints about an officer go to that officer's director.",
    "5": "During the election period no press release quotes a candidate.",
}
OAK = {
    "1": "The chief executive is in charge of every officer.",
    "2": "Officers acknowledge correspondence within three working days.",
    "3": "The keys of the members' room are kept by the caretaker.",
}
MINUTES = {
    "p1": "The committee considered the protocol and asked that paragraph 3 be made stricter.",
    "p2": "It was resolved that the protocol be recommended to Council.",
}


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def make_encoder() -> type[HashEncoder]:
    return HashEncoder


@pytest.fixture
def make_paper() -> MakePaper:
    return build_paper


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(models=tmp_path / "no-models", lock_timeout_s=0.2)


@pytest.fixture
def papers() -> Papers:
    made = [
        build_paper("elm", ELM, title="Elmbridge Marsh Council\nAdopted 3 May 2024"),
        build_paper("elm-minutes", MINUTES, kind=Kind.MINUTES, status=Status.PUBLISHED),
        build_paper("oak", OAK, council="Oakham Vale Council", status=Status.DRAFT),
    ]
    return made, {paper.source.sha256: contents_of(paper.documents[0].id) for paper in made}


@pytest.fixture
def library(
    tmp_path: Path, settings: IndexSettings, encoder: HashEncoder, papers: Papers
) -> Iterator[Library]:
    library = Library.create(tmp_path / "library", settings, encoder=encoder)
    library.add(*papers)
    yield library
    library.close()


# changes that are ended anywhere

_TRACEME, _PEEKUSER, _POKEUSER, _SYSCALL, _SETOPTIONS = 0, 3, 6, 24, 0x4200
_EXIT_KILL_AND_SYSGOOD = 0x100001
_ORIG_RAX, _RAX, _RDX = 15 * 8, 10 * 8, 12 * 8  # of user_regs_struct, x86-64
_WRITES = {1: "write", 18: "pwrite64", 20: "writev", 77: "ftruncate", 83: "mkdir", 44: "sendto"}
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


def run_traced(
    work: Callable[[], None],
    *,
    at: int = -1,
    how: How = How.KILLED,
    instead: Callable[[], None] | None = None,
) -> Ended:
    """Run work in a process; at its `at`-th point, from 0, something befalls it.

    Args:
        instead: What is done there while the process stands still, in place of `how`.
    """
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
            if instead is not None:
                instead()
                continue
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
    """Return the points to try: some, the same at every check, or all where that is asked for."""
    if os.environ.get("ALL_FAULTS"):
        return range(n_points)
    return sorted(random.Random(n_points).sample(range(n_points), min(n_drawn, n_points)))


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
