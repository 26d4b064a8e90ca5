"""exact_quote: the share of quotes that are exact, non-empty substrings of their paragraph.

The paragraph is the library's, not the one that the answer carries. Quotes shown as nearest
count too: they are on the page as the paper's words. NaN where nothing is quoted.
"""

from __future__ import annotations

from assistant.answer import Citation
from evals.papers import Papers
from evals.scorers.measure import Case, Measure, share


def is_exact(citation: Citation, papers: Papers) -> bool:
    """Whether the quote stands in the library's paragraph, character for character."""
    paragraph = papers.paragraph((citation.document, citation.label))
    return paragraph is not None and bool(citation.quote) and citation.quote in paragraph.text


def exact_quote(case: Case) -> float:
    """Return the share in [0, 1] of quotes that are exact."""
    quoted = (*case.answer.citations, *case.answer.nearest)
    return share(sum(is_exact(citation, case.papers) for citation in quoted), len(quoted))


MEASURES = (
    Measure(
        "exact_quote",
        "quoting",
        exact_quote,
        "higher",
        "Share of quotes that are exact substrings of the library's paragraph.",
    ),
)
