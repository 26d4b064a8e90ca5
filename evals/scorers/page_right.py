"""page_right: the share of citations that give the page on which the library has the paragraph.

Citations of papers without pages (Markdown, text, Word) are left out; NaN where none is left.
"""

from __future__ import annotations

from evals.scorers.measure import Case, Measure, share


def page_right(case: Case) -> float:
    """Return the share in [0, 1] of citations of paged papers whose page is right."""
    right = paged = 0
    for citation in case.answer.citations:
        paragraph = case.papers.paragraph((citation.document, citation.label))
        if paragraph is not None and paragraph.page is not None:
            paged += 1
            right += citation.page == paragraph.page
    return share(right, paged)


MEASURES = (
    Measure(
        "page_right",
        "citing",
        page_right,
        "higher",
        "Share of citations of paged papers that give the paragraph's page.",
    ),
)
