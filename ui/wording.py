"""The words that the page and the terminal use for standings, verdicts, roles and places."""

from __future__ import annotations

import datetime as dt

from assistant.answer import AnswerStatus, Citation, Verdict
from ingest.documents import Document, Kind, Paragraph, Status

VERDICT_WORDS = {
    Verdict.YES: "Yes",
    Verdict.NO: "No",
    Verdict.CONDITIONAL: "It depends",
}
STATUS_WORDS = {
    AnswerStatus.ANSWERED: "Answered",
    AnswerStatus.PARTLY_ANSWERED: "Partly answered",
    AnswerStatus.NOT_COVERED: "Not covered",
    AnswerStatus.NEEDS_CLARIFICATION: "Which do you mean?",
    AnswerStatus.OUT_OF_SCOPE: "Outside what these papers are for",
}
_STANDINGS = {
    Status.ADOPTED: "Adopted",
    Status.PROPOSED: "Proposed, not adopted",
    Status.DRAFT: "Draft",
    Status.SKELETON: "Outline only",
    Status.SUPERSEDED: "Superseded",
    Status.PUBLISHED: "Published",
    Status.UNKNOWN: "Standing not stated",
}
_KINDS = {
    Kind.PROTOCOL: "Protocol",
    Kind.REPORT: "Report",
    Kind.MINUTES: "Minutes",
    Kind.NOTE: "Note",
    Kind.UNKNOWN: "Paper",
}


def standing_of(status: Status) -> str:
    """Return a paper's standing as a councillor would say it."""
    return _STANDINGS[status]


def kind_of(kind: Kind) -> str:
    """Return what sort of paper it is."""
    return _KINDS[kind]


def date_of(date: dt.date | None) -> str:
    """Return a date as '3 March 2025', or '' where there is none."""
    return f"{date.day} {date:%B %Y}" if date is not None else ""


def label_words(label: str) -> str:
    """Return a label as it is said: 'paragraph 109', 'title page', 'opening paragraph 2'."""
    if label == "title":
        return "title page"
    if label.startswith("p") and label[1:].isdigit():
        return f"unnumbered paragraph {label[1:]}"
    number, _, nth = label.partition("#")
    if nth:
        return (
            f"paragraph {number} ({_ordinal(int(nth))} of that number)" if nth.isdigit() else label
        )
    return f"paragraph {label}"


def place_of(citation: Citation) -> str:
    """Return where a citation stands: 'Council, Title, paragraph 12, page 3'."""
    place = f"{citation.council}, {citation.title}, {label_words(citation.label)}"
    return f"{place}, page {citation.page}" if citation.page is not None else place


def short_place(paragraph: Paragraph) -> str:
    """Return where a paragraph stands in its own paper: 'Paragraph 12, page 3'."""
    words = label_words(paragraph.label)
    words = words[:1].upper() + words[1:]
    return f"{words}, page {paragraph.page}" if paragraph.page is not None else words


def document_line(document: Document) -> str:
    """Return a paper in one line: its title, date and standing."""
    parts = [document.title, date_of(document.adopted or document.date)]
    return ", ".join(part for part in parts if part)


def _ordinal(n: int) -> str:
    if n % 100 in (11, 12, 13):
        return f"{n}th"
    return f"{n}" + {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")


def short_label(label: str) -> str:
    """Return a label as a chip shows it: '¶ 109', 'title page'."""
    if label == "title":
        return "title page"
    if label.startswith("p") and label[1:].isdigit():
        return f"¶\u00a0unnumbered {label[1:]}"
    return f"¶\u00a0{label.partition('#')[0]}"


def printed_label(label: str) -> str:
    """Return a label as the paper prints it beside the paragraph; '' where it prints none."""
    if label == "title" or (label.startswith("p") and label[1:].isdigit()):
        return ""
    return label.partition("#")[0]
