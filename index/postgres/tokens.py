"""Words as a folder's library tokenises them, made into what PostgreSQL searches.

SQLite's own FTS5 does it, in memory: the two stores can then not differ in what a word is.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

COLUMNS = ("text", "headings", "lead_in")
_WEIGHTS = "ABC"
_GAP = 2  # places left free between columns, so that no phrase runs from one into the next
_LAST_PLACE = 16_383  # PostgreSQL's own limit of a tsvector's positions
_SCHEMA = Path(__file__).parents[1] / "schema.sql"

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """What is searched of one paragraph, column by column."""

    text: str
    headings: str = ""
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A paragraph's stems, in order, column by column."""

    columns: tuple[Stems, Stems, Stems]

    @property
    def n_words(self) -> int:
        """How many there are in all."""
        return sum(len(column) for column in self.columns)

    def distinct(self) -> frozenset[str]:
        """Return each stem once."""
        return frozenset(stem for column in self.columns for stem in column)

    def tsvector(self) -> str:
        """Return them as a tsvector is written: each stem with its places and columns."""
        places: dict[str, list[str]] = {}
        at = 1
        for weight, column in zip(_WEIGHTS, self.columns, strict=True):
            for stem in column:
                if at <= _LAST_PLACE:
                    places.setdefault(stem, []).append(f"{at}{weight}")
                at += 1
            at += _GAP
        return " ".join(f"{quote(stem)}:{','.join(found)}" for stem, found in places.items())


def quote(stem: str) -> str:
    """Return a stem as it is written in a tsvector or tsquery."""
    return "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"


def tokenise_texts(texts: Sequence[Texts]) -> tuple[Tokens, ...]:
    """Return the stems of each."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(_words_table())
        connection.execute("CREATE VIRTUAL TABLE places USING fts5vocab (words, instance)")
        connection.executemany(
            "INSERT INTO words (rowid, text, headings, lead_in) VALUES (?, ?, ?, ?)",
            [(at, each.text, each.headings, each.lead_in) for at, each in enumerate(texts)],
        )
        found: list[dict[str, list[str]]] = [{name: [] for name in COLUMNS} for _ in texts]
        cursor = connection.execute("SELECT term, doc, col FROM places ORDER BY doc, col, offset")
        for term, doc, col in cursor:
            found[doc][col].append(term)
    return tuple(
        Tokens((tuple(each["text"]), tuple(each["headings"]), tuple(each["lead_in"])))
        for each in found
    )


@lru_cache(16_384)
def tokenise_phrase(phrase: tuple[str, ...]) -> Stems:
    """Return the stems of a phrase of a question."""
    return tokenise_texts([Texts(" ".join(phrase).replace('"', ""))])[0].columns[0]


@lru_cache(1)
def _words_table() -> str:
    """Return the statement that makes the word table of a folder's library."""
    found = re.search(
        r"CREATE VIRTUAL TABLE words USING fts5.*?;", _SCHEMA.read_text("utf-8"), re.DOTALL
    )
    assert found is not None
    return found[0]
