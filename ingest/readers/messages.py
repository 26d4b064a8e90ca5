"""What a process that reads papers tells the one that started it: one JSON object a line."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from ingest.documents import Record
from ingest.lines import Lines
from ingest.settings import IngestSettings


class Task(Record):
    """What is to be read; the file's bytes follow it."""

    reader: str = Field(description="the module under ingest.readers that reads it")
    name: str
    settings: IngestSettings
    skip: frozenset[int] = frozenset()
    n_bytes: int = Field(ge=0, description="how many follow")


class Begun(Record):
    """A page is about to be read; a paper without pages is read as page 1."""

    kind: Literal["begun"] = "begun"
    page: int


class Done(Record):
    """A page has been read, or given up."""

    kind: Literal["done"] = "done"
    done: int
    of: int


class Refused(Record):
    """The paper cannot be read; `error` is the name of the class that says why."""

    kind: Literal["refused"] = "refused"
    error: str
    message: str


class Read(Record):
    """The paper has been read."""

    kind: Literal["read"] = "read"
    lines: Lines


class Ended(Record):
    """The process that read a paper has ended, whatever came of it."""

    kind: Literal["ended"] = "ended"


Message = Begun | Done | Refused | Read | Ended
MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])
