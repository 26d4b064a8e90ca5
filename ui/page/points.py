"""An answer, a paragraph or a paper as the page's components take it: plain data, plain words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from assistant.answer import Answer, AnswerStatus, Citation
from ingest.documents import Document, Mark, Paragraph, Run
from ui.page.crossrefs import find_pointers
from ui.page.looks import STATUS_SIGNS, VERDICT_SIGNS
from ui.wording import (
    STATUS_WORDS,
    VERDICT_WORDS,
    label_words,
    printed_label,
    short_label,
    standing_of,
)

_MARKER = re.compile(r"\s*\[(\d+)\]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}\.)\s+")


def answer_points(text: str) -> list[dict[str, Any]]:
    """Return an answer's text as points, each a list of words and citation markers."""
    points: list[dict[str, Any]] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        bullet = _BULLET.match(line)
        words = line[bullet.end() :] if bullet else line.strip()
        points.append({"bullet": bullet is not None, "parts": _parts(words)})
    return points


def _parts(words: str) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    end = 0
    for match in _MARKER.finditer(words):
        if words[end : match.start()]:
            parts.append({"words": words[end : match.start()]})
        parts.append({"marker": int(match.group(1))})
        end = match.end()
    if words[end:]:
        parts.append({"words": words[end:]})
    return parts


def answer_badges(answer: Answer) -> list[dict[str, str]]:
    """Return what stands above an answer: its verdict, and the standing of what it cites."""
    badges = []
    if answer.verdict is not None and answer.citations:
        sign = VERDICT_SIGNS[answer.verdict]
        badges.append({"words": VERDICT_WORDS[answer.verdict], **sign})
    if answer.status is not AnswerStatus.ANSWERED and (
        not badges or answer.status is AnswerStatus.PARTLY_ANSWERED
    ):
        badges.append({"words": STATUS_WORDS[answer.status], **STATUS_SIGNS})
    badges += [
        {"words": standing_of(standing), "look": standing.value, "sign": ""}
        for standing in dict.fromkeys(citation.status for citation in answer.citations)
    ]
    return badges


def source_rows(citations: Sequence[Citation], *, council_shown: bool) -> list[dict[str, Any]]:
    """Return citations as the rows of the list of sources.

    Args:
        council_shown: Whether each row names its council, as where several are asked.
    """
    several = len({citation.document for citation in citations}) > 1
    standings = {citation.status for citation in citations}
    rows = []
    for citation in citations:
        place = label_words(citation.label)
        where = place[:1].upper() + place[1:]
        if citation.page is not None:
            where = f"{where}, page {citation.page}"
        title = citation.title if several else ""
        if several and council_shown:
            title = f"{citation.council}, {title}"
        rows.append(
            {
                "marker": citation.marker,
                "chip": _chip(citation, several=several and council_shown),
                "where": where,
                "title": " › ".join(part for part in (title, _innermost(citation.section)) if part),
                "standing": standing_of(citation.status) if len(standings) > 1 else "",
                "status": citation.status.value,
                "words": _shortened(citation.quote or citation.paragraph),
            }
        )
    return rows


def _innermost(section: str) -> str:
    """Return the last of a section's headings; the whole road to it stands beside the source."""
    return section.rpartition(" › ")[2]


def sources_caption(citations: Sequence[Citation]) -> str:
    """Return the heading of the list of sources; it names the paper where there is only one."""
    papers = {(citation.council, citation.title) for citation in citations}
    if len(papers) != 1:
        return "Where it says so" if papers else ""
    council, title = papers.pop()
    return f"Where it says so: {council}, {title}"


def _chip(citation: Citation, *, several: bool) -> str:
    label = short_label(citation.label)
    return f"{citation.council.split()[0]} {label}" if several else label


def _shortened(words: str, n_chars: int = 240) -> str:
    words = " ".join(words.split())
    if len(words) <= n_chars:
        return words
    return words[:n_chars].rsplit(" ", 1)[0] + " …"


def announcement(answer: Answer) -> str:
    """Return what a screen reader says once the answer stands."""
    n_sources = len(answer.citations)
    if not n_sources:
        return "The answer is ready. No paragraph answers it."
    return f"The answer is ready, from {n_sources} paragraph{'s' if n_sources > 1 else ''}."


def paragraph_block(
    paragraph: Paragraph, labels: Collection[str], *, quote: str = "", current: bool = False
) -> dict[str, Any]:
    """Return a paragraph as the component takes it, its quoted words and pointers marked."""
    name = label_words(paragraph.label)
    return {
        "label": paragraph.label,
        "shown": printed_label(paragraph.label),
        "name": name[:1].upper() + name[1:],
        "lead_in": paragraph.lead_in,
        "current": current,
        "lines": _lines(paragraph, labels, quote),
        "notes": list(paragraph.notes),
    }


def printed_block(paragraph: Paragraph, printed: Sequence[Run]) -> dict[str, Any]:
    """Return a paragraph with other runs in place of its own words."""
    return {**paragraph_block(paragraph, ()), "lead_in": "", "lines": _printed_lines(printed)}


def paper_blocks(
    document: Document, *, current: str | None = None, quote: str = ""
) -> list[dict[str, Any]]:
    """Return a whole paper: its headings and paragraphs in order."""
    labels = {paragraph.label for paragraph in document.paragraphs}
    headings = list(document.headings)
    blocks: list[dict[str, Any]] = []
    for paragraph in document.paragraphs:
        while headings and headings[0].before <= paragraph.order:
            blocks.append(_heading(headings.pop(0)))
        is_current = paragraph.label == current
        blocks.append(
            paragraph_block(
                paragraph, labels, quote=quote if is_current else "", current=is_current
            )
        )
    blocks.extend(_heading(heading) for heading in headings)
    return without_repeats(blocks)


def without_repeats(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return blocks with each lead-in once: not again where the block before has just said it."""
    shown: list[dict[str, Any]] = []
    said = ""
    for block in blocks:
        if "heading" in block:
            said = ""
            shown.append(block)
            continue
        lead_in = block["lead_in"]
        words = "".join(p["words"] for line in block["lines"][-1:] for p in line["pieces"])
        repeated = bool(lead_in) and said.endswith(lead_in)
        shown.append({**block, "lead_in": ""} if repeated else block)
        said = lead_in or words.strip()
    return shown


def neighbours(document: Document, label: str, *, n_each_side: int = 2) -> list[Paragraph]:
    """Return a paragraph with those before and after it, in order."""
    paragraphs = document.paragraphs
    at = next((i for i, each in enumerate(paragraphs) if each.label == label), None)
    if at is None:
        cover = document.title_page
        return [cover] if cover is not None and cover.label == label else []
    return list(paragraphs[max(0, at - n_each_side) : at + n_each_side + 1])


def _heading(heading: Any) -> dict[str, Any]:
    number = (
        f"{heading.label} " if heading.label and not heading.text.startswith(heading.label) else ""
    )
    return {"heading": f"{number}{heading.text}", "level": heading.level}


def _lines(paragraph: Paragraph, labels: Collection[str], quote: str) -> list[dict[str, Any]]:
    if any(run.mark is not Mark.KEPT for run in paragraph.printed):
        return _printed_lines(paragraph.printed)
    text = paragraph.text
    spans = _spans(text, labels, quote, own=paragraph.label)
    lines, start = [], 0
    for number, line in enumerate(text.split("\n")):
        end = start + len(line)
        lines.append(
            {"bullet": number in paragraph.bullets, "pieces": _pieces(text, start, end, spans)}
        )
        start = end + 1
    return lines


def _printed_lines(printed: Sequence[Run]) -> list[dict[str, Any]]:
    """Return amended words as printed, its struck and inserted words marked."""
    lines: list[dict[str, Any]] = [{"bullet": False, "pieces": []}]
    for run in printed:
        kind = None if run.mark is Mark.KEPT else run.mark.value
        for number, words in enumerate(run.text.split("\n")):
            if number:
                lines.append({"bullet": False, "pieces": []})
            if words:
                lines[-1]["pieces"].append({"words": words, **({"kind": kind} if kind else {})})
    return lines


def _spans(
    text: str, labels: Collection[str], quote: str, *, own: str
) -> list[tuple[int, int, dict[str, str]]]:
    """Return what is marked in a text, in order: the quote, else pointers outside it."""
    spans: list[tuple[int, int, dict[str, str]]] = []
    quoted = text.find(quote) if quote else -1
    if quoted >= 0:
        spans.append((quoted, quoted + len(quote), {"kind": "quote"}))
    for pointer in find_pointers(text, labels):
        inside = quoted >= 0 and pointer.start < quoted + len(quote) and pointer.end > quoted
        if pointer.label != own and not inside:
            spans.append((pointer.start, pointer.end, {"pointer": pointer.label}))
    return sorted(spans, key=lambda span: span[0])


def _pieces(
    text: str, start: int, end: int, spans: list[tuple[int, int, dict[str, str]]]
) -> list[dict[str, str]]:
    pieces: list[dict[str, str]] = []
    at = start
    for left, right, marked in spans:
        left, right = max(left, start), min(right, end)
        if left >= right:
            continue
        if at < left:
            pieces.append({"words": text[at:left]})
        pieces.append({"words": text[left:right], **marked})
        at = right
    if at < end:
        pieces.append({"words": text[at:end]})
    return pieces
