"""A paragraph while it is put together from blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest import looks
from ingest.blocks import Block, join_runs, kept
from ingest.documents import Mark, Paragraph, Rect, Run


@dataclass(slots=True)
class Draft:
    """A paragraph being put together."""

    base: str
    headings: tuple[str, ...]
    lead_in: str
    at: int
    lines: list[str] = field(default_factory=list)
    bullets: set[int] = field(default_factory=set)
    runs: tuple[Run, ...] = ()
    pages: list[int] = field(default_factory=list)
    rects: list[Rect] = field(default_factory=list)
    recognised: bool = False
    notes: list[str] = field(default_factory=list)
    numbered: bool = True
    label: str = ""

    @property
    def text(self) -> str:
        """Its words so far, a line for each of its lines."""
        return "\n".join(self.lines)

    def add(self, block: Block, text: str, *, bullet: bool) -> None:
        """Put a block's words at the end: as the rest of its last line, or as a new one."""
        if block.runs or self.runs:
            here = block.runs or kept(text)
            joiner = " " if self._goes_on(text, bullet=bullet) else "\n"
            self.runs = join_runs(self.runs or kept(self.text), here, joiner)
        if self._goes_on(text, bullet=bullet):
            self.lines[-1] = with_space(self.lines[-1], text)
        elif text:
            if bullet:
                self.bullets.add(len(self.lines))
            self.lines.append(text)
        self.pages.extend(page for page in block.pages if page not in self.pages)
        self.rects.extend(block.rects)
        self.recognised = self.recognised or block.recognised

    def paragraph(self, document: str, order: int) -> Paragraph:
        """Return the paragraph that it has become, at a place among those of a document."""
        before = None
        if self.runs:
            before = "".join(run.text for run in self.runs if run.mark is not Mark.INSERTED)
            before = re.sub(r"[^\S\n]+", " ", before).strip()
        return Paragraph(
            document=document,
            label=self.label,
            order=order,
            headings=self.headings,
            lead_in=self.lead_in,
            text=self.text,
            bullets=tuple(sorted(self.bullets)),
            before=before,
            printed=self.runs,
            page=self.pages[0] if self.pages else None,
            rects=tuple(self.rects),
            recognised=self.recognised,
            notes=tuple(self.notes),
        )

    def _goes_on(self, text: str, *, bullet: bool) -> bool:
        """Whether words are the rest of the last line's sentence."""
        if not self.lines:
            return False
        last = self.lines[-1]
        if bullet:
            if looks.finished(last) or looks.list_goes_on(last) or not looks.starts_low(text):
                return False
            last_is_bullet = len(self.lines) - 1 in self.bullets
            if not last_is_bullet:
                return True
            others = [self.lines[at] for at in self.bullets if at != len(self.lines) - 1]
            punctuated = bool(others) and all(
                looks.finished(o) or looks.list_goes_on(o) for o in others
            )
            return punctuated or bool(re.match(r"(?:or|and)\b", text))
        if looks.starts_low(text):
            return True
        return not looks.finished(last) and len(self.lines) - 1 not in self.bullets


def with_space(first: str, second: str) -> str:
    """Two texts with a space between, where there are two."""
    return f"{first} {second}" if first and second else first or second
