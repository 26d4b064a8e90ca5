"""Keeps a list of conditions whole: who meets one of four has not met them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.deontic import read_deontic
from assistant.evidence import Evidence, Scored, read_evidence
from assistant.nearness import Scales
from assistant.question import Part
from assistant.words import plain, tidy
from index.hits import Hit
from ingest.documents import Document, Paragraph

_LEADS_CONDITIONS = re.compile(r"\b(?:if|where|when|circumstances|provided|unless)\b[^.]{0,30}:$")
_MOST_CONDITIONS = 6
_MOST_WORDS = 130  # a longer list is for reading where it stands


def complete_conditions(
    evidence: Sequence[Evidence], documents: Sequence[Document], part: Part, scales: Scales
) -> tuple[Evidence, ...]:
    """Return the evidence with the other conditions of the list that its best is one of.

    They stand together, in the paper's order, where the best stood.
    """
    if not evidence:
        return ()
    first = evidence[0]
    sisters = _sisters(first.paragraph, documents)
    if not sisters:
        return tuple(evidence)
    chosen = {item.key: item for item in evidence}
    together = tuple(
        chosen.get((sister.document, sister.label)) or _as_evidence(sister, first, part, scales)
        for sister in sisters
    )
    keys = {item.key for item in together}
    return (*together, *(item for item in evidence if item.key not in keys))


def _sisters(paragraph: Paragraph, documents: Sequence[Document]) -> tuple[Paragraph, ...]:
    """Return the conditions under one lead-in, the paragraph among them; () where it is none."""
    lead = tidy(paragraph.lead_in)
    if not lead or not _LEADS_CONDITIONS.search(plain(lead)) or not _rules(lead):
        return ()
    document = next((each for each in documents if each.id == paragraph.document), None)
    found = tuple(
        other
        for other in (document.paragraphs if document else ())
        if other.lead_in == paragraph.lead_in and other.headings == paragraph.headings
    )
    short = sum(other.n_words for other in found) <= _MOST_WORDS
    return found if 1 < len(found) <= _MOST_CONDITIONS and short else ()


def _rules(lead: str) -> bool:
    """Tell whether a lead-in rules, so that what hangs from it are conditions of the rule."""
    return bool(read_deontic(lead).forces)


def _as_evidence(paragraph: Paragraph, beside: Evidence, part: Part, scales: Scales) -> Evidence:
    hit = Hit(paragraph, beside.document, rank=1, score=beside.p, reading=None)
    read = read_evidence(part, Scored(hit, beside.p, 0.0), beside.part, scales)
    return replace(read, p=beside.p)
