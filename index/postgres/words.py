"""Word search in PostgreSQL: the same BM25 as SQLite's FTS5, worked out in SQL.

`tsvector` finds the paragraphs and gives the places of their stems; `ts_rank` is not BM25 and is
not used. Source of the formula: SQLite, ext/fts5/fts5_aux.c; Robertson and Zaragoza, 2009.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.postgres.database import Connection
from index.postgres.tokens import Stems, quote, tokenise_phrase
from index.rows import DocumentRow
from index.words import Concept, WordScores

_K1, _B = 1.2, 0.75  # FTS5's own
_LEAST_IDF = 1e-6  # FTS5's, for a phrase in more than half of the paragraphs
_N_RANGES = 48  # as in `index.words`: more documents than this are sought together

_SCORES = """
WITH forms (form, idf) AS (SELECT * FROM unnest(%(forms)s::int[], %(idfs)s::float8[])),
stems (form, place, stem, n) AS (
    SELECT * FROM unnest(%(of)s::int[], %(places)s::int[], %(stems)s::text[], %(sizes)s::int[])
),
found AS (
    SELECT p.number, p.document, p.n_words, s.form, t.place - s.place AS start, t.weight, s.n
    FROM paragraphs p
    CROSS JOIN LATERAL unnest(p.words) AS u (lexeme, places, weights)
    JOIN stems s ON s.stem = u.lexeme
    CROSS JOIN LATERAL unnest(u.places, u.weights) AS t (place, weight)
    WHERE p.words @@ %(query)s::tsquery {scope}
),
phrases AS (
    SELECT number, document, n_words, form, min(weight) AS weight FROM found
    GROUP BY number, document, n_words, form, start, n HAVING count(*) = n
),
counted AS (
    SELECT number, document, form, %(k1)s * (1 - %(b)s + %(b)s * n_words / %(mean)s) AS k,
           count(*) FILTER (WHERE weight = 'A')::float8 AS a,
           count(*) FILTER (WHERE weight = 'B')::float8 AS b,
           count(*) FILTER (WHERE weight = 'C')::float8 AS c
    FROM phrases GROUP BY number, document, n_words, form
),
scored AS (
    SELECT number, document,
           sum(idf * a * (%(k1)s + 1) / (a + k)) AS text,
           sum(idf * b * (%(k1)s + 1) / (b + k)) AS headings,
           sum(idf * c * (%(k1)s + 1) / (c + k)) AS lead_in,
           sum(idf * (a + 0.6 * (b + c)) * (%(k1)s + 1) / (a + 0.6 * (b + c) + k)) AS all_of_it
    FROM counted JOIN forms USING (form) GROUP BY number, document
),
ranked AS (
    SELECT *, row_number() OVER ({apart} ORDER BY all_of_it DESC, number) AS rank FROM scored
)
SELECT number, text, headings, lead_in FROM ranked WHERE rank <= %(best)s
ORDER BY {first} all_of_it DESC, number
"""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What BM25 knows of a whole library: how many paragraphs, how long they are at the mean.

    Attributes:
        n_with: In how many paragraphs phrases occur that were asked for in this generation.
    """

    n_paragraphs: int
    mean_words: float
    n_with: dict[Stems, int] = field(default_factory=dict, compare=False)


def read_corpus(connection: Connection) -> Corpus:
    """Return a library's counts."""
    row = connection.raw.execute(
        "SELECT count(*), coalesce(avg(n_words), 1)::float8 FROM paragraphs"
    ).fetchone()
    assert row is not None
    return Corpus(int(row[0]), float(row[1]) or 1.0)


def count_stems(connection: Connection, stems: Sequence[str]) -> dict[str, int]:
    """Return in how many paragraphs each stem occurs; those in none are left out."""
    cursor = connection.raw.execute(
        "SELECT term, doc FROM stems WHERE term = ANY(%s)", [list(stems)]
    )
    return {str(term): int(n) for term, n in cursor}


def find_by_words(
    connection: Connection,
    corpus: Corpus,
    concepts: Sequence[Concept],
    documents: Sequence[DocumentRow],
    *,
    n_best: int,
    everything: bool,
) -> dict[int, WordScores]:
    """Return the paragraphs that match best, by number, with their scores.

    As `index.words.find_by_words`, to the same scores.
    """
    forms = dict.fromkeys(form for concept in concepts for form in concept.forms)
    phrases = [stems for form in forms if (stems := tokenise_phrase(form))]
    if not phrases:
        return {}
    idfs = _idfs(connection, corpus, phrases)
    flat = [
        (form, place, stem, len(stems))
        for form, stems in enumerate(phrases)
        for place, stem in enumerate(stems)
    ]
    apart = not everything and len(documents) <= _N_RANGES
    values = {
        "forms": list(range(len(phrases))),
        "idfs": idfs,
        "of": [each[0] for each in flat],
        "places": [each[1] for each in flat],
        "stems": [each[2] for each in flat],
        "sizes": [each[3] for each in flat],
        "query": " | ".join(dict.fromkeys(_all_of(stems) for stems in phrases)),
        "k1": _K1,
        "b": _B,
        "mean": corpus.mean_words,
        "best": n_best,
        "documents": [row.number for row in documents],
        "councils": sorted({row.council for row in documents}),
    }
    scope = "AND p.council = ANY(%(councils)s) AND p.document = ANY(%(documents)s)"
    statement = _SCORES.format(
        scope="" if everything else scope,
        apart="PARTITION BY document" if apart else "",
        first="array_position(%(documents)s::int[], document)," if apart else "",
    )
    found = {
        int(number): WordScores(float(text), float(headings), float(lead_in))
        for number, text, headings, lead_in in connection.raw.execute(statement.encode(), values)
    }
    return dict(sorted(found.items(), key=lambda item: -item[1].total)[:n_best])


def _idfs(connection: Connection, corpus: Corpus, phrases: Sequence[Stems]) -> list[float]:
    single = sorted({stems[0] for stems in phrases if len(stems) == 1})
    n_with: dict[Stems, int] = {(stem,): n for stem, n in count_stems(connection, single).items()}
    longer = list(
        dict.fromkeys(stems for stems in phrases if len(stems) > 1 and stems not in corpus.n_with)
    )
    if longer:
        queries = [" <-> ".join(quote(stem) for stem in stems) for stems in longer]
        cursor = connection.raw.execute(
            "SELECT (SELECT count(*) FROM paragraphs WHERE words @@ q::tsquery)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS asked (q, at) ORDER BY at",
            [queries],
        )
        found = {stems: int(row[0]) for stems, row in zip(longer, cursor, strict=True)}
        corpus.n_with.update(found)
    n_with |= corpus.n_with
    return [_idf(corpus.n_paragraphs, n_with.get(stems, 0)) for stems in phrases]


def _idf(n_paragraphs: int, n_with: int) -> float:
    idf = math.log((n_paragraphs - n_with + 0.5) / (n_with + 0.5))
    return idf if idf > 0 else _LEAST_IDF


def _all_of(stems: Stems) -> str:
    return "(" + " & ".join(quote(stem) for stem in stems) + ")"
