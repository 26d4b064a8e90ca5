"""right_paper and right_standing: whether citations are to the papers asked about, as they stand.

right_paper is the share of citations to a document that the question's gold or also names.
right_standing is the share whose council, title and status are those that the library has for
the document. Both NaN where nothing is cited; right_paper also where no paragraph is named.
"""

from __future__ import annotations

from evals.scorers.measure import NAN, Case, Measure, share


def right_paper(case: Case) -> float:
    """Return the share in [0, 1] of the paragraphs cited that are in a document of the gold."""
    named = {document for document, _ in case.question.relevant | set(case.question.also)}
    if not named:
        return NAN
    return share(sum(document in named for document, _ in case.cited), len(case.cited))


def right_standing(case: Case) -> float:
    """Return the share in [0, 1] of citations that give their document's facts as they are."""
    right = 0
    for citation in case.answer.citations:
        document = case.papers.documents.get(citation.document)
        right += document is not None and (
            (citation.council, citation.title, citation.status)
            == (document.council, document.title, document.status)
        )
    return share(right, len(case.answer.citations))


MEASURES = (
    Measure(
        "right_paper",
        "citing",
        right_paper,
        "higher",
        "Share of the paragraphs cited that are in a document which the gold names.",
    ),
    Measure(
        "right_standing",
        "citing",
        right_standing,
        "higher",
        "Share of citations whose council, title and status are the library's.",
    ),
)
