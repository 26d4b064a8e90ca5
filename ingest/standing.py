"""What a paper is: council, title, kind, status and dates, with the words that show each.

What the words do not show is left unknown; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest import looks
from ingest.dates import find_dates
from ingest.documents import Kind, Shown, Status
from ingest.structure import Structure

_MINUTES = re.compile(r"\bminutes?\b", re.IGNORECASE)
_REPORT = re.compile(
    r"^(?:covering\s+)?report\b|^(?:report\s+)?(?:title|reference)\s*:|^report\s+title\b|"
    r"\breport\s+(?:to|of|by)\b|^(?:meeting\s+date|date\s+of\s+meeting)\b",
    re.IGNORECASE,
)
_PROTOCOL = re.compile(
    r"\b(?:protocol|code|convention|concordat|charter|guidance|policy|rules)s?\b", re.IGNORECASE
)
_NOTE = re.compile(r"\b(?:note|briefing|memo|memorandum)\b", re.IGNORECASE)
_ATTACHED = re.compile(
    r"\b(?:attached|appended|annexed|set\s+out)\b[^.\n]{0,80}\b(?:annex|appendix|below|attached)\b",
    re.IGNORECASE,
)
_ADOPTED = re.compile(
    r"(?:\b(?:first\s+)?(?:adopted|approved|agreed|ratified)\b(?:\s+and\s+(?:adopted|approved))?"
    r"(?:\s+(?:by|at|in|on|with\s+effect\s+from|from|the|a|full|annual|council|borough|county|city|"
    r"district|town|parish|meeting|of|its|executive|cabinet|assembly|authority|committee|standards|"
    r"and|governance|audit|[A-Z][\w'’-]*)){0,12}\s*[:,(–-]?\s*)$"
)
_ADOPTION_VERB = re.compile(r"\b(?:adopted|approved|ratified)\b", re.IGNORECASE)
_IN_FORCE = re.compile(
    r"\b(?:has|have)\s+(?:approved\s+and\s+)?(?:been\s+)?(?:approved\s+and\s+)?adopted\s+(?:this|by\s+the\s+council)|"
    r"\bthis\s+\w+\s+(?:was|has\s+been)\s+(?:approved\s+and\s+)?adopted\s+by\b|"
    r"\b(?:came|comes)\s+into\s+(?:force|effect)\s+on\b",
    re.IGNORECASE,
)
_BLANK_ADOPTION = re.compile(r"\b(?:adopted|approved)\b[^\n]{0,80}?:?\s*_{3,}", re.IGNORECASE)
_TITLE_STATUS = (
    (
        Status.SUPERSEDED,
        re.compile(r"\b(?:superseded|withdrawn|archived?|no\s+longer\s+in\s+force)\b", re.I),
    ),
    (Status.SKELETON, re.compile(r"\b(?:skeleton|outline\s+draft)\b", re.I)),
    (Status.DRAFT, re.compile(r"\b(?:draft|consultation\s+version)\b", re.I)),
    (
        Status.PROPOSED,
        re.compile(r"\b(?:proposed|updated|revised\s+version\s+for\s+approval)\b", re.I),
    ),
    (Status.ADOPTED, re.compile(r"\[?\b(?:existing|current)\b\]?", re.I)),
)
_REPLACED = re.compile(
    r"\b(?:this|the\s+present)\s+(?:protocol|edition|version|document)\s+(?:was|has\s+been|is)\s+"
    r"(?:superseded|replaced|withdrawn)\b",
    re.IGNORECASE,
)
_DRAFT_OF = re.compile(r"\bdraft\s+(?:[\w/]+\s+){0,3}(?:protocol|code)\b", re.IGNORECASE)
_HELD = re.compile(r"\b(?:held|meeting)\b", re.IGNORECASE)
_SMALL_WORDS = {
    "and",
    "or",
    "of",
    "the",
    "to",
    "for",
    "in",
    "on",
    "by",
    "a",
    "between",
    "with",
    "from",
}
_SKELETON_SHARE = 0.5  # of its headings without text, above which a paper is a skeleton
_MIN_SKELETON_HEADINGS = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """What the text itself shows of a paper; what it does not show is None or unknown."""

    council: str | None = None
    title: str | None = None
    kind: Kind = Kind.UNKNOWN
    status: Status = Status.UNKNOWN
    date: dt.date | None = None
    adopted: dt.date | None = None
    shown: tuple[Shown, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What has been found so far, with the words that show it."""

    shown: list[Shown] = field(default_factory=list)

    def show(self, name: str, words: str) -> None:
        words = re.sub(r"\s+", " ", words).strip()
        self.shown.append(Shown(field=name, words=words[:200]))


def detect_standing(
    structure: Structure, *, council: str | None = None, earlier: Sequence[Structure] = ()
) -> Standing:
    """Return what a paper's title page and text show of its standing.

    Args:
        structure: The paper's.
        council: The council that the whole file names, for a part that names none.
        earlier: The papers before it in its file; a covering report says what it covers.
    """
    seen = _Seen()
    lines = _title_lines(structure)
    text = "\n".join(p.text for p in structure.paragraphs)
    kind = _kind(structure, lines, seen)
    title = _title(structure, lines, kind, seen)
    adopted = _adopted(lines, structure, seen)
    status = _status(structure, lines, kind, adopted, text, earlier, seen)
    if status in (Status.DRAFT, Status.PROPOSED, Status.SKELETON):
        adopted = None
    date = _date(lines, kind, adopted, seen)
    return Standing(council, title, kind, status, date, adopted, tuple(seen.shown))


def _title_lines(structure: Structure) -> list[str]:
    """The lines of the title page, or else the first heading."""
    if structure.title_page is not None:
        return structure.title_page.text.split("\n")
    return [heading.text for heading in structure.headings[:1] if heading.before == 0]


def _kind(structure: Structure, lines: Sequence[str], seen: _Seen) -> Kind:
    top = lines[:3]
    for line in top:
        if _MINUTES.search(line) and not _PROTOCOL.search(line):
            seen.show("kind", line)
            return Kind.MINUTES
    for line in lines:
        if _REPORT.search(line):
            seen.show("kind", line)
            return Kind.REPORT
    for line in top:
        if _NOTE.search(line):
            seen.show("kind", line)
            return Kind.NOTE
    for line in top:
        if _PROTOCOL.search(line):
            return _protocol_or_note(structure, line, seen)
    if _is_report_by_sections(structure):
        seen.show("kind", "; ".join(h.text for h in structure.headings[:3]))
        return Kind.REPORT
    return Kind.UNKNOWN


def _protocol_or_note(structure: Structure, line: str, seen: _Seen) -> Kind:
    """A short unnumbered paper that attaches a protocol is a note about it."""
    numbered = any(p.label[:1].isdigit() for p in structure.paragraphs)
    if not numbered and len(structure.paragraphs) <= 20:
        for paragraph in structure.paragraphs:
            if match := _ATTACHED.search(paragraph.text):
                seen.show("kind", _sentence_around(paragraph.text, match.start()))
                return Kind.NOTE
    seen.show("kind", line)
    return Kind.PROTOCOL


def _is_report_by_sections(structure: Structure) -> bool:
    texts = {h.text.strip(" :").casefold() for h in structure.headings}
    return (
        len(texts & {"recommendations", "recommendation", "implications", "background papers"}) >= 2
    )


def _title(structure: Structure, lines: Sequence[str], kind: Kind, seen: _Seen) -> str | None:
    labelled = re.compile(
        r"^(?:report\s+)?(?:title|subject)\s*:?\s+(?P<value>\S.*)$", re.IGNORECASE
    )
    for line in lines:
        if kind is Kind.REPORT and (match := labelled.match(line)):
            seen.show("title", line)
            return f"Report: {_tidy(match['value'])}"
    if kind is Kind.MINUTES:
        items = [h.text for h in structure.headings[:1]]
        words = [*lines[:2], *items] if items else lines[:2]
        seen.show("title", " ".join(words))
        return _tidy(" – ".join([" ".join(lines[:2]), *items]))
    named = _named_lines(lines)
    if named:
        seen.show("title", " ".join(named))
        return _tidy(" ".join(named))
    return None


def _named_lines(lines: Sequence[str]) -> list[str]:
    """The title's own lines: from the first that names a paper, or leads up to it."""
    named: list[str] = []
    for line in lines[:6]:
        is_fact = bool(find_dates(line)) or bool(_ADOPTION_VERB.search(line))
        is_body = bool(re.search(r"\b(?:council|authority)\W*$", line, re.IGNORECASE))
        container = len(line.split()) <= 2 and looks.is_one_of("containers", line.split()[0])
        if is_fact or container or (is_body and not named):
            if named:
                break
            continue
        named.append(line)
        if _PROTOCOL.search(" ".join(named)) and not looks.ends_before_a_number(line):
            break
    return named if any(_PROTOCOL.search(line) for line in named) else named[:1]


def _tidy(title: str) -> str:
    """A title in words: no 'Annex A:', no capitals throughout, no space before a slash."""
    match = re.match(r"(?P<word>[A-Za-z]+)\s+[A-Z0-9]{1,4}\b\s*[:.–—-]\s*", title)
    if match and looks.is_one_of("containers", match["word"]):
        title = title[match.end() :]
    words = title.split()
    if looks.all_capitals(title) or sum(looks.all_capitals(w) for w in words) > 0.6 * len(words):
        title = " ".join(_in_title_case(words, at) for at in range(len(words)))
    return re.sub(r"\s+", " ", title).strip(" *#:")


def _in_title_case(words: Sequence[str], at: int) -> str:
    """A word in capitals as a title prints it; a reference as 'LDS.08/07' stays as it is."""
    word = words[at]
    before_number = at + 1 < len(words) and re.match(r"\d+/\d", words[at + 1])
    if any(c.isdigit() for c in word) or before_number or not looks.all_capitals(word + "AA"):
        return word
    if at and word.lower() in _SMALL_WORDS:
        return word.lower()
    return "/".join(part.capitalize() for part in word.split("/"))


def _adopted(lines: Sequence[str], structure: Structure, seen: _Seen) -> dt.date | None:
    """The day of adoption: of a title page's fact, or of a sentence that says so of the paper."""
    for line in lines:
        if _BLANK_ADOPTION.search(line):
            continue
        for date in find_dates(line):
            if _ADOPTED.search(line[: date.start]) or (
                _ADOPTION_VERB.search(line[: date.start]) and len(line.split()) <= 16
            ):
                seen.show("adopted", line)
                return date.date
    for paragraph in structure.paragraphs[:12]:
        for sentence in re.split(r"(?<=[.;])\s", paragraph.text):
            if not re.search(r"\bthis\b", sentence, re.IGNORECASE):
                continue
            for date in find_dates(sentence):
                if _ADOPTED.search(sentence[: date.start]):
                    seen.show("adopted", sentence)
                    return date.date
    return None


def _status(
    structure: Structure,
    lines: Sequence[str],
    kind: Kind,
    adopted: dt.date | None,
    text: str,
    earlier: Sequence[Structure],
    seen: _Seen,
) -> Status:
    if kind in (Kind.REPORT, Kind.MINUTES, Kind.NOTE):
        seen.show("status", next(s.words for s in seen.shown if s.field == "kind"))
        return Status.PUBLISHED
    named = _named_lines(lines)
    title = " ".join(named)
    for status, pattern in _TITLE_STATUS:
        for line in [title, *(line for line in lines if len(line.split()) <= 12)]:
            if pattern.search(line):
                seen.show("status", line)
                return status
    if match := _REPLACED.search(text):
        seen.show("status", _sentence_around(text, match.start()))
        return Status.SUPERSEDED
    if blank := next((line for line in lines if _BLANK_ADOPTION.search(line)), None):
        seen.show("status", blank)
        return Status.PROPOSED
    if (words := _skeleton_words(structure)) is not None:
        seen.show("status", words)
        return Status.SKELETON
    if adopted is not None:
        seen.show("status", next(s.words for s in seen.shown if s.field == "adopted"))
        return Status.ADOPTED
    if words := _covered_as(earlier):
        seen.show("status", words)
        return Status.DRAFT
    if match := _IN_FORCE.search(text):
        seen.show("status", _sentence_around(text, match.start()))
        return Status.ADOPTED
    return Status.UNKNOWN


def _skeleton_words(structure: Structure) -> str | None:
    empty = sum(h.empty for h in structure.headings)
    n = len(structure.headings)
    if n >= _MIN_SKELETON_HEADINGS and empty > _SKELETON_SHARE * n:
        return f"{empty} of its {n} headings have no text under them"
    return None


def _covered_as(earlier: Sequence[Structure]) -> str | None:
    """The words of a covering report that call what it covers a draft."""
    for structure in earlier:
        for paragraph in structure.paragraphs:
            if match := _DRAFT_OF.search(paragraph.text):
                return _sentence_around(paragraph.text, match.start()).strip()
    return None


def _sentence_around(text: str, at: int) -> str:
    start = max(text.rfind(".", 0, at), text.rfind("\n", 0, at)) + 1
    end = text.find(".", at)
    return text[start : end + 1 if end >= 0 else len(text)]


def _date(lines: Sequence[str], kind: Kind, adopted: dt.date | None, seen: _Seen) -> dt.date | None:
    dated = [(line, find_dates(line)) for line in lines]
    if kind in (Kind.MINUTES, Kind.REPORT):
        for line, dates in dated:
            if dates and _HELD.search(line):
                seen.show("date", line)
                return dates[0].date
    if adopted is not None:
        return adopted
    for line, dates in dated:
        if dates:
            seen.show("date", line)
            return dates[0].date
    return None
