"""rewrite and rewrite_kept: whether a follow-up became a question that stands by itself.

rewrite: of the content words that the gold paragraphs share with the conversation before, and
that the follow-up itself lacks, the share that the stand-alone question carries. These are the
words that tie the follow-up to its subject. rewrite_kept: the share of the follow-up's own
content words that it still has. Both NaN for a first question; rewrite also where there is no
such word, as for a follow-up that stands by itself. No set holds a gold rewriting, so these judge
by what the rewriting is for: finding the paragraph.
"""

from __future__ import annotations

from assistant.words import content_stems
from evals.scorers.measure import NAN, Case, Measure, share


def rewrite(case: Case) -> float:
    """Return the share in [0, 1] of the subject's words that the rewriting brings in."""
    if not case.question.history:
        return NAN
    gold = [case.papers.paragraph(key) for key in case.question.relevant]
    wanted = {
        stem
        for paragraph in gold
        if paragraph
        for stem in content_stems(" ".join((*paragraph.headings, paragraph.text)))
    }
    said = {
        stem
        for turn in case.question.history
        for stem in content_stems(f"{turn.user} {turn.assistant}")
    }
    tying = (wanted & said) - set(content_stems(case.question.question))
    carried = set(content_stems(case.answer.standalone_question))
    return share(len(tying & carried), len(tying))


def rewrite_kept(case: Case) -> float:
    """Return the share in [0, 1] of a follow-up's own content words that the rewriting keeps."""
    if not case.question.history:
        return NAN
    asked = set(content_stems(case.question.question))
    return share(len(asked & set(content_stems(case.answer.standalone_question))), len(asked))


MEASURES = (
    Measure(
        "rewrite",
        "conversation",
        rewrite,
        "higher",
        "Share of the subject's words, said before, that a follow-up's rewriting carries.",
    ),
    Measure(
        "rewrite_kept",
        "conversation",
        rewrite_kept,
        "higher",
        "Share of a follow-up's own content words that its rewriting keeps.",
    ),
)
