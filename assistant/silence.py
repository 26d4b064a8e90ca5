"""Tells apart the ways in which papers do not answer, and says what to do next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.answer import Citation
from assistant.citations import cite
from assistant.evidence import Scored, expression, read_evidence
from assistant.lexicon import Lexicon
from assistant.nearness import Scales
from assistant.phrases import edition_words, paper_name, phrase
from assistant.question import Asked, Mode
from assistant.shelf import Shelf, find_guide
from assistant.words import content_stems, plain, read_data, stem, tidy
from ingest.documents import Document, Heading

_HEADING_SHARE = 0.34
_ASIDE = re.compile(r"\([^)]*\)")  # 'Social media (to be drafted)'
_POINTER_COVERAGE = 0.4


@dataclass(frozen=True, slots=True)
class EmptyHeading:
    """A heading with nothing under it that would deal with a question."""

    document: Document
    heading: Heading


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A paragraph that points to another document for what was asked."""

    scored: Scored
    where: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """Whom to ask, in a sentence, and a message ready to send."""

    sentence: str
    message: str


@cache
def _topics() -> dict[str, frozenset[str]]:
    """Return stems of headings to the stems of questions that they deal with."""
    return {
        stem(heading): frozenset(stem(word) for word in words)
        for heading, words in read_data("silence.toml")["topics"].items()
    }


def find_empty_heading(
    asked: Asked, documents: Sequence[Document], lexicon: Lexicon
) -> EmptyHeading | None:
    """Return the empty heading that would deal with a question best, None where none would.

    A heading must be met by a fair share of its own words; of those that are, the one that
    accounts for most of the question's words is taken.
    """
    best: tuple[float, EmptyHeading] | None = None
    for document in documents:
        for heading in document.headings:
            explained = _explained(asked, heading, lexicon) if heading.empty else 0.0
            if explained > (best[0] if best else 0.0):
                best = (explained, EmptyHeading(document, heading))
    return best[1] if best else None


def _explained(asked: Asked, heading: Heading, lexicon: Lexicon) -> float:
    """Return the weight of the question's words that a heading accounts for."""
    wanted = frozenset(asked.terms)
    named = _ASIDE.sub("", heading.text)
    stems = [item for item in content_stems(named) if item not in ("member", "officer")]
    met = [item for item in stems if wanted & ({item} | _topics().get(item, frozenset()))]
    if not stems or lexicon.total(met) < _HEADING_SHARE * lexicon.total(stems):
        return 0.0
    return lexicon.total(
        {word for item in met for word in wanted & ({item} | _topics().get(item, frozenset()))}
    )


@cache
def _elsewhere(name: str) -> re.Pattern[str]:
    return re.compile("|".join(read_data("silence.toml")["elsewhere"][name]))


def find_elsewhere(ranked: Sequence[Scored]) -> Elsewhere | None:
    """Return the first near paragraph that points to another document for what was asked."""
    for scored in ranked[:6]:
        if scored.coverage < _POINTER_COVERAGE:
            continue
        text = scored.hit.paragraph.text
        match = _elsewhere("words").search(plain(text))
        if match and not _elsewhere("not_elsewhere").search(match.group()):
            start, end = match.span("where")
            return Elsewhere(scored, tidy(text[start:end]), match.start(), match.end())
    return None


def missing_number(asked: Asked, ranked: Sequence[Scored]) -> bool:
    """Tell whether a time or number is asked for and the best paragraphs give none."""
    if asked.mode is not Mode.HOW_MANY:
        return False
    return not any(
        expression("numbers", "time").search(plain(item.hit.paragraph.text))
        or re.search(r"\d", item.hit.paragraph.text)
        for item in ranked[:1]
    )


def nearest(
    asked: Asked, ranked: Sequence[Scored], scales: Scales, n: int, first: int = 1
) -> tuple[Citation, ...]:
    """Return citations of the nearest paragraphs; they do not answer.

    Args:
        n: At most this many.
        first: The marker of the first of them.
    """
    found = []
    worded = [scored for scored in ranked if scored.hit.paragraph.text.strip()]
    for number, scored in enumerate(worded[:n]):
        evidence = read_evidence(asked.parts[0], scored, 0, scales)
        best = evidence.best
        found.append(
            cite(
                evidence.document,
                evidence.paragraph,
                marker=first + number,
                start=best.start,
                end=best.end,
            )
        )
    return tuple(found)


def next_step(
    question: str, council: str | None, shelf: Shelf, near: Sequence[Citation]
) -> NextStep | None:
    """Return whom to ask and a message to send; None where the library is empty."""
    documents = shelf.protocols(council) or shelf.of_council(council)
    if not documents:
        return None
    document = _spoken_of(documents, near)
    guide = find_guide(document)
    whom = _titled(guide.whom)
    where = phrase("silence.whom_where", label=guide.paragraph.label) if guide.paragraph else ""
    looked = ", ".join(dict.fromkeys(f"paragraph {item.label}" for item in near))
    message = phrase(
        "message.body",
        title=document.title,
        whom=whom,
        council=document.council,
        edition=edition_words(document),
        question=question,
        looked=looked or phrase("message.looked_none"),
    )
    return NextStep(phrase("silence.next_step", whom=whom, where=where), message)


def _spoken_of(documents: Sequence[Document], near: Sequence[Citation]) -> Document:
    """Return the document that the nearest paragraph stands in, else the first."""
    ids = [item.document for item in near]
    return next((doc for name in ids for doc in documents if doc.id == name), documents[0])


def _titled(whom: str) -> str:
    """Return a post with capitals, as it is addressed."""
    small = {"of", "the", "to", "for", "and"}
    return " ".join(
        word if word in small else word[0].upper() + word[1:] for word in tidy(whom).split()
    )


def silence_sentence(
    documents: Sequence[Document],
    heading: EmptyHeading | None,
    *,
    perhaps: bool,
    without_number: bool,
) -> str:
    """Return the sentence that says how the papers are silent.

    Args:
        perhaps: The papers may well speak of it, in a paragraph that was not found to.
        without_number: A time or number is asked for, and the best paragraphs give none.
    """
    if heading:
        number = f"{heading.heading.label} " if heading.heading.label else ""
        return phrase(
            "silence.heading",
            paper=paper_name(heading.document),
            heading=f"{number}{heading.heading.text}",
        )
    if len({doc.council for doc in documents}) > 1:
        return phrase("silence.perhaps_library" if perhaps else "silence.library")
    paper = paper_name(documents[0]) if documents else "protocol"
    if perhaps and without_number:
        return phrase("silence.no_number", paper=paper, what=phrase("silence.what.time"))
    return phrase("silence.perhaps" if perhaps else "silence.nothing", paper=paper)
