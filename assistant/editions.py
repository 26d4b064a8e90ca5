"""Where a council has a text in force and another to come, both are answered from."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from assistant.conversation import Edition
from assistant.evidence import Evidence, Scored, read_evidence
from assistant.lexicon import Lexicon
from assistant.nearness import Scales
from assistant.question import Asked
from assistant.settings import AssistantSettings
from assistant.words import content_stems
from ingest.documents import Document, Status

_LIVE = (Status.ADOPTED, Status.PROPOSED, Status.DRAFT)
_COMING = (Status.PROPOSED, Status.DRAFT, Status.SKELETON)
_KINDRED = 0.34  # share of weighted words that two editions' paragraphs must share


def editions_asked(protocols: Sequence[Document], edition: Edition | None) -> tuple[Document, ...]:
    """Return a council's protocols of the edition asked for; () where it has none of it.

    The old one is what was superseded or, where a text to come is there, what is in force; the new
    one is the text to come or, where an older one is there, what is in force.
    """
    if edition is None:
        return ()
    before = tuple(doc for doc in protocols if doc.status is Status.SUPERSEDED)
    now = tuple(doc for doc in protocols if doc.status is Status.ADOPTED)
    coming = tuple(doc for doc in protocols if doc.status in _COMING)
    if edition == "current":
        return now
    if edition == "old":
        return before or (now if coming else ())
    return coming or (now if before else ())


def add_editions(
    asked: Asked,
    evidence: tuple[Evidence, ...],
    ranked: Sequence[tuple[Scored, ...]],
    protocols: Sequence[Document],
    scales: Scales,
    settings: AssistantSettings,
) -> tuple[Evidence, ...]:
    """Return the evidence with what the other live edition says on the same point.

    A paragraph of the other edition is taken at a lower bar than a first one, since the question
    is known to be answerable; it must share words with the one chosen or be nearly as likely.
    """
    live = [doc for doc in protocols if doc.status in _LIVE]
    cited = {item.document.id for item in evidence}
    missing = [doc for doc in live if doc.id not in cited]
    if len(live) < 2 or not missing or not cited & {doc.id for doc in live}:
        return evidence
    added: list[Evidence] = []
    for document in missing:
        found = _counterpart(evidence[0], ranked[0], document, scales.lexicon, settings)
        if found:
            added.append(read_evidence(asked.parts[0], found, 0, scales))
    order = {doc.id: number for number, doc in enumerate(live)}
    both = sorted((evidence[0], *added), key=lambda item: order.get(item.document.id, 9))
    return (*both, *evidence[1:])


def _counterpart(
    first: Evidence,
    ranked: Sequence[Scored],
    document: Document,
    lexicon: Lexicon,
    settings: AssistantSettings,
) -> Scored | None:
    """Return the paragraph of another edition that says something on the same point."""
    candidates = [item for item in ranked if item.hit.document.id == document.id]
    if not candidates:
        return None
    best = candidates[0]
    own = content_stems(first.best.words)
    other = content_stems(best.hit.paragraph.text)
    kindred = max(
        lexicon.coverage(own, other),
        fuzz.token_set_ratio(first.best.words.lower(), best.hit.paragraph.text.lower()) / 100 - 0.3,
    )
    if best.p >= settings.edition_at or (
        best.p >= settings.edition_at * 0.5 and kindred >= _KINDRED
    ):
        return best
    return None
