"""Puts together the report on one file: what was found, and what a person should check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.documents import (
    UNKNOWN_COUNCIL,
    Document,
    Heading,
    Kind,
    Paragraph,
    Source,
    Status,
)
from ingest.lines import Lines
from ingest.numbering import letter_value, roman_value
from ingest.report import Finding, IngestReport
from ingest.structure import Structure

LONG_PARAGRAPH_WORDS = 700  # above it, a number inside was perhaps missed
_ITEM = re.compile(r"\(([a-z]+|\d+)\)$")
_COSTS = {  # what each finding takes from the confidence of 1, and at most in all
    "gap": (0.04, 0.3),
    "repeat": (0.01, 0.1),
    "unassigned": (0.1, 0.3),
    "page_without_text": (0.1, 0.5),
    "no_numbers": (0.2, 0.2),
    "long_paragraph": (0.1, 0.3),
    "unknown_council": (0.05, 0.05),
    "unknown_status": (0.05, 0.1),
    "cut": (0.3, 0.3),
}

_OF_STANDING = ("unknown_council", "unknown_status")
_MAX_UNREAD = 50  # pages named as unread; a damaged file may say that it has thousands


def build_report(
    source: Source, lines: Lines, documents: Sequence[Document], structures: Sequence[Structure]
) -> IngestReport:
    """Return the report on one file.

    Args:
        source: The file.
        lines: What its reader found in it.
        documents: Its papers.
        structures: The same papers as parsed, in the same order.
    """
    findings: list[Finding] = []
    for document, structure in zip(documents, structures, strict=True):
        findings.extend(_numbering_findings(document))
        findings.extend(_paragraph_findings(document))
        findings.extend(_standing_findings(document))
        findings.extend(
            Finding(
                kind="unassigned",
                message=f"Belongs to no paragraph: “{words[:80]}”.",
                document=document.id,
            )
            for words in structure.unassigned
        )
    findings.extend(_page_findings(lines))
    paragraphs = [p for d in documents for p in d.paragraphs]
    return IngestReport(
        file=source.name,
        documents=tuple(d.id for d in documents),
        n_paragraphs=len(paragraphs),
        n_by_kind=dict(sorted(Counter(_kind_of(p) for p in paragraphs).items())),
        unassigned=tuple(words for s in structures for words in s.unassigned),
        findings=tuple(findings),
        confidence=_confidence(findings),
    )


def with_standing(report: IngestReport, documents: Sequence[Document]) -> IngestReport:
    """Return a report whose findings on councils and standing are of the documents as they are."""
    findings = [each for each in report.findings if each.kind not in _OF_STANDING]
    findings.extend(found for each in documents for found in _standing_findings(each))
    if tuple(findings) == report.findings:
        return report
    return report.model_copy(
        update={"findings": tuple(findings), "confidence": _confidence(findings)}
    )


def page_list(pages: Sequence[int]) -> str:
    """Return pages as a person lists them: 'pages 1 to 12, 14 and 20 to 31'."""
    spans: list[str] = []
    ordered = sorted(set(pages))
    start = 0
    for at, page in enumerate(ordered):
        if at + 1 < len(ordered) and ordered[at + 1] == page + 1:
            continue
        first = ordered[start]
        spans.append(str(page) if first == page else f"{first} to {page}")
        start = at + 1
    head = ", ".join(spans[:-1])
    listed = f"{head} and {spans[-1]}" if head else spans[-1]
    return f"page {listed}" if len(ordered) == 1 else f"pages {listed}"


def _kind_of(paragraph: Paragraph) -> str:
    label = paragraph.label.partition("#")[0]
    if re.fullmatch(r"p\d+", label):
        return "unnumbered"
    if match := _ITEM.search(label):
        item = match[1]
        if item.isdigit():
            return "bracketed number"
        single_roman = item in ("i", "v", "x") and re.search(r"\([a-z]+\)\([a-z]+\)$", label)
        if roman_value(item) is not None and (len(item) > 1 or single_roman):
            return "roman"
        return "lettered"
    return "numbered"


def _confidence(findings: Sequence[Finding]) -> float:
    counts = Counter(finding.kind for finding in findings)
    lost = sum(
        min(each * counts[kind], most) for kind, (each, most) in _COSTS.items() if counts[kind]
    )
    return round(max(0.0, 1.0 - lost), 2)


def _numbering_findings(document: Document) -> list[Finding]:
    """Gaps in each series of numbers, and numbers that are printed again."""
    found: list[Finding] = []
    last: dict[str, int] = {}
    n_repeats: Counter[str] = Counter()
    for entry in _in_order(document):
        label, _, again = entry.label.partition("#")
        if again:
            n_repeats[label] += 1
            found.append(
                _at(
                    entry,
                    document,
                    "repeat",
                    f"The number {label} is printed again; see {entry.label}.",
                )
            )
        stem, value = _series_of(label, last)
        if value is None:
            continue
        before = last.get(stem)
        if before is None:
            missing = value - 1 if stem or value <= 20 else 0
        else:
            missing = value - before - 1
        if missing > 0 and not again:
            found.append(_at(entry, document, "gap", _gap_words(entry.label, missing)))
        last[stem] = value
    return found


def _gap_words(label: str, missing: int) -> str:
    n = "One number is" if missing == 1 else f"{missing} numbers are"
    return f"{n} missing before {label}; check that nothing was lost."


def _in_order(document: Document) -> list[Paragraph | Heading]:
    """Numbered headings and paragraphs as they stand in the paper."""
    out: list[Paragraph | Heading] = []
    headings = [h for h in document.headings if h.label]
    at = 0
    for paragraph in document.paragraphs:
        while at < len(headings) and headings[at].before <= paragraph.order:
            if headings[at].label != paragraph.label:
                out.append(headings[at])
            at += 1
        out.append(paragraph)
    out.extend(headings[at:])
    return out


def _series_of(label: str, last: Mapping[str, int]) -> tuple[str, int | None]:
    """What a label counts under, and its value there; None where it counts nothing.

    '(i)' is a letter where '(h)' came before it.
    """
    if match := _ITEM.search(label):
        item, stem = match[1], label[: match.start()]
        if item.isdigit():
            return stem + "(1)", int(item)
        letter, roman = letter_value(item), roman_value(item)
        if letter is not None and (roman is None or last.get(stem + "(a)") == letter - 1):
            return stem + "(a)", letter
        return stem + "(i)", roman
    stem, _, own = label.rpartition(".")
    return stem, int(own) if own.isdigit() else None


def _at(entry: Paragraph | Heading, document: Document, kind: str, message: str) -> Finding:
    return Finding(kind=kind, message=message, document=document.id, page=entry.page)


def _paragraph_findings(document: Document) -> list[Finding]:
    found = [
        _at(p, document, "long_paragraph", f"{p.label} has {p.n_words} words; was a number missed?")
        for p in document.paragraphs
        if p.n_words > LONG_PARAGRAPH_WORDS
    ]
    found.extend(
        _at(h, document, "empty_heading", f"The heading “{h.text}” has no text under it.")
        for h in document.headings
        if h.empty
    )
    found.extend(
        _at(p, document, "amended", f"{p.label} has words struck out or inserted.")
        for p in document.paragraphs
        if p.printed
    )
    found.extend(
        _at(p, document, "recognised", f"{p.label} was read from a scan; compare it with the page.")
        for p in document.paragraphs
        if p.recognised
    )
    countable = document.kind in (Kind.PROTOCOL, Kind.UNKNOWN)
    if (
        countable
        and document.paragraphs
        and all(re.match(r"p\d", p.label) for p in document.paragraphs)
    ):
        found.append(
            Finding(
                kind="no_numbers",
                message="No paragraph has a number of its own; they are counted p1, p2, ….",
                document=document.id,
            )
        )
    return found


def _standing_findings(document: Document) -> list[Finding]:
    found = []
    if document.council == UNKNOWN_COUNCIL:
        found.append(
            Finding(
                kind="unknown_council",
                message="The text names no council; set it in library.toml.",
                document=document.id,
            )
        )
    if document.status is Status.UNKNOWN:
        found.append(
            Finding(
                kind="unknown_status",
                message="The text does not say whether it is adopted, proposed or a draft.",
                document=document.id,
            )
        )
    return found


def _page_findings(lines: Lines) -> list[Finding]:
    without_text = [
        Finding(
            kind="page_without_text",
            message=(
                f"Page {page} has no text; it may be a scan or a picture. To have scans read, "
                "install tesseract-ocr and the extra 'ocr', and add the paper again."
            ),
            page=page,
        )
        for page in lines.pages_without_text
    ]
    unread = [
        Finding(
            kind="page_unread",
            message=f"Page {page} was not read: it is damaged, or reading took too long.",
            page=page,
        )
        for page in lines.pages_unread[:_MAX_UNREAD]
    ]
    return without_text + unread
