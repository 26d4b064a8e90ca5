"""Reads a council's papers into numbered paragraphs."""

from ingest.read import PaperFile, find_papers, read_paper
from ingest.settings import IngestSettings

__all__ = ["IngestSettings", "PaperFile", "find_papers", "read_paper"]
