"""How much of a paper is read before reading it is refused."""

from __future__ import annotations

from pydantic import Field

from ingest.documents import Record


class IngestSettings(Record):
    """The limits for reading one file."""

    max_bytes: int = Field(default=200_000_000, ge=1, description="of the file, and unpacked")
    max_pages: int = Field(default=3_000, ge=1)
    max_line_chars: int = Field(default=20_000, ge=200, description="a longer line is broken up")
    max_lines: int = Field(default=400_000, ge=1, description="what follows is left out, and said")
    max_seconds: float = Field(default=300.0, gt=0, description="for reading one file")
