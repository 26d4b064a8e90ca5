"""Turns one part's lines into headings and numbered paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import looks
from ingest.blocks import Block, build_blocks
from ingest.compound import part_numbers
from ingest.cover import cover_blocks, is_narrative_label
from ingest.documents import Heading, Paragraph
from ingest.drafts import Draft, with_space
from ingest.furniture import set_aside
from ingest.headings import HeadingStack, is_heading
from ingest.lines import Line
from ingest.numbering import Style
from ingest.series import accept

MAX_LEAD_IN_CHARS = 600
_LEADS_IN = re.compile(r":\s*[-–—]?$|[–—]$")
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


@dataclass(frozen=True, slots=True)
class Structure:
    """What one part's lines hold.

    Attributes:
        unassigned: Words that went to no paragraph, heading or title page.
        set_aside: Furniture and tables of contents, as printed.
    """

    headings: tuple[Heading, ...]
    paragraphs: tuple[Paragraph, ...]
    title_page: Paragraph | None
    unassigned: tuple[str, ...]
    set_aside: tuple[str, ...]


def parse_structure(lines: Sequence[Line], document: str) -> Structure:
    """Return the headings and paragraphs of one part.

    Args:
        lines: The part's lines, in reading order.
        document: The id that its paragraphs carry.
    """
    lines = part_numbers(lines)
    aside = set_aside(lines)
    content = [lines[at] for at in aside.content]
    tables = set(aside.contents_table)
    breaks = frozenset(
        place
        for place, at in enumerate(aside.content)
        if place and any(before in tables for before in range(aside.content[place - 1] + 1, at))
    )
    accepted = accept(content)
    blocks = build_blocks(content, accepted, breaks)
    assembly = _Assembly(document, blocks)
    assembly.run()
    dropped = tuple(lines[at].text for at in (*aside.contents_table, *aside.furniture))
    return Structure(
        assembly.finished_headings(),
        assembly.finished_paragraphs(),
        assembly.title_page(),
        tuple(assembly.unassigned),
        dropped,
    )


class _Assembly:
    """Goes through the blocks once and puts headings and paragraphs together."""

    def __init__(self, document: str, blocks: Sequence[Block]) -> None:
        self.document = document
        self.blocks = blocks
        self.cover = cover_blocks(blocks)
        self.stack = HeadingStack()
        self.headings: list[Heading] = []
        self.drafts: list[Draft] = []
        self.cover_lines: list[Block] = []
        self.unassigned: list[str] = []
        self._numbered = {block.at: block for block in blocks if block.number is not None}
        self._parents = {b.number.parent for b in blocks if b.number is not None}
        self._labels: dict[int, str] = {}  # by the index of a numbered block's first line
        self._texts: dict[int, str] = {}  # lead-in words, by the same
        self._current: Draft | None = None
        self._n_plain = 0
        self._seen_number = False
        self._seen: Counter[str] = Counter()
        self._since_heading = True
        self._plain_lead_in = ""
        self._item_parent = ""
        self._last_note: tuple[str, Draft] | None = None

    def run(self) -> None:
        for at, block in enumerate(self.blocks):
            if block.after_table_of_contents:
                self.stack.clear()
            if at in self.cover:
                self._take_cover(block)
            elif block.footnote:
                self._take_footnote(block)
            elif is_heading(self.blocks, at):
                self._take_heading(block)
            elif block.number is not None:
                self._take_numbered(block)
            elif block.text or block.runs:
                self._take_plain(block)

    # Headings, cover, footnotes

    def _take_cover(self, block: Block) -> None:
        self.cover_lines.append(block)
        if block.number is not None:
            self._labels[block.at] = block.number.number.label_under("")

    def _take_heading(self, block: Block) -> None:
        label = ""
        if block.number is not None:
            label = self._label_of(block)
            self._labels[block.at] = label
            if block.text.endswith(":"):
                self._texts[block.at] = block.text
            self._seen_number = self._seen_number or not block.is_list_item
        self.stack.push(block, label)
        self.headings.append(
            Heading(
                label=label,
                text=block.text,
                level=len(self.stack),
                before=len(self.drafts),
                page=block.pages[0] if block.pages else None,
            )
        )
        self._since_heading = True
        self._plain_lead_in = self._item_parent = ""

    def _take_footnote(self, block: Block) -> None:
        note = f"{block.footnote} {block.text}".strip()
        if self._last_note and self._last_note[0] == block.footnote:
            self._last_note[1].notes[-1] += f" {block.text}"
            return
        marked = [d for d in self.drafts if block.footnote in d.text]
        target = marked[-1] if marked else self._current
        if target is None:
            self.unassigned.append(note)
        else:
            target.notes.append(note)
            self._last_note = (block.footnote, target)

    # Paragraphs

    def _label_of(self, block: Block) -> str:
        number = block.number
        if number is None:
            return ""
        parent = self._labels.get(number.parent, "") if number.parent is not None else ""
        if number.parent is None and block.is_list_item:
            if number.number.ordinal == 1:
                self._item_parent = self._plain_parent()
            parent = self._item_parent
        if number.number.style is Style.DOTTED:
            parent = ""
        return number.number.label_under(parent)

    def _plain_parent(self) -> str:
        """The label of an unnumbered paragraph that leads into lettered items, else ''."""
        current = self._current
        if current is None or self._since_heading or current.numbered:
            return ""
        return current.label if self._plain_lead_in else ""

    def _take_numbered(self, block: Block) -> None:
        number = block.number
        if number is None:
            return
        if self._is_absorbed(block) and self._current is not None:
            self._current.add(block, f"{block.printed_number} {block.text}", bullet=True)
            self._labels[block.at] = self._current.label
            return
        base = self._label_of(block)
        if not block.text and not block.runs:  # its items stand directly below
            self._labels[block.at] = base
            self._seen_number = True
            if block.at not in self._parents:
                self.unassigned.append(block.printed_number)
            return
        draft = self._open(base, block, self._lead_in_of(block), numbered=True)
        self._labels[block.at] = draft.label
        draft.add(block, block.text, bullet=False)
        self._texts[block.at] = block.text
        if not block.is_list_item:
            self._seen_number = True

    def _is_absorbed(self, block: Block) -> bool:
        """Whether a bracketed number is part of the sentence that leads into it.

        '(1)' below '2.2 Members have three tasks:' belongs to 2.2; below '4' it is 4(1).
        """
        number = block.number
        current = self._current
        if number is None or current is None or (self._since_heading and not current.lines):
            return False
        if number.number.style not in (Style.BRACKETED, Style.WHOLE) or not current.lines:
            return False
        if number.number.style is Style.WHOLE and number.parent is None:
            return False
        if number.parent is None:
            return not current.numbered and self._in_list(current)
        parent = self._labels.get(number.parent, "")
        plain = "." in parent or not parent[:1].isdigit()
        return plain and parent == current.label and self._in_list(current)

    def _in_list(self, draft: Draft) -> bool:
        """Whether the draft leads into a list, or has begun one."""
        return any(_LEADS_IN.search(line) for line in draft.lines)

    def _lead_in_of(self, block: Block) -> str:
        number = block.number
        if number is None:
            return ""
        parts: list[str] = []
        parent = number.parent
        while parent is not None:
            text = self._texts.get(parent, "")
            if not _LEADS_IN.search(text):
                break
            parts.insert(0, text)
            holder = self._numbered.get(parent)
            parent = holder.number.parent if holder and holder.number else None
        lead_in = " ".join(parts)
        if not lead_in and number.parent is None:
            lead_in = self._plain_lead_in
        return _shortened(lead_in)

    def _take_plain(self, block: Block) -> None:
        """Unnumbered text: it goes on with a paragraph, or begins one."""
        if block.line.table_row:
            self._take_row(block)
            return
        current = self._current
        section = self.stack.innermost_numbered
        if self._since_heading and section is not None and self._section_is_open(section.label):
            draft = self._open(section.label, block, "", numbered=True)
            self._labels[section.block.at] = draft.label
            draft.add(block, block.text, bullet=block.line.bullet)
            self._texts[section.block.at] = block.text
            return
        if current is not None and not self._since_heading and self._belongs(current, block):
            current.add(block, block.text, bullet=block.line.bullet)
            self._extend_lead_in(current)
            return
        if (
            current is not None
            and self._since_heading
            and section is not None
            and (current.label.partition("#")[0] == section.label)
        ):
            current.add(block, block.text, bullet=block.line.bullet)
            return
        self._begin_plain(block, block.text)

    def _section_is_open(self, label: str) -> bool:
        """Whether a numbered section has no paragraph yet."""
        return not any(
            d.base == label or d.base.startswith((f"{label}.", f"{label}("))
            for d in self.drafts[-200:]
            if d.at >= self._section_start(label)
        )

    def _section_start(self, label: str) -> int:
        section = self.stack.innermost_numbered
        return section.block.at if section is not None and section.label == label else 0

    def _belongs(self, current: Draft, block: Block) -> bool:
        """Whether unnumbered text belongs to the paragraph before it."""
        if current.numbered or block.line.bullet:
            return True
        last = current.lines[-1] if current.lines else ""
        if looks.starts_low(block.text):
            return True
        in_bullets = len(current.lines) - 1 in current.bullets
        return not looks.finished(last) and not in_bullets

    def _extend_lead_in(self, current: Draft) -> None:
        if not current.numbered:
            last = current.lines[-1]
            self._plain_lead_in = last if _LEADS_IN.search(last) else self._plain_lead_in

    def _begin_plain(self, block: Block, text: str) -> None:
        self._n_plain += 1
        draft = self._open(f"p{self._n_plain}", block, "", numbered=False)
        draft.add(block, text, bullet=block.line.bullet)
        self._plain_lead_in = text if _LEADS_IN.search(text) else ""

    def _take_row(self, block: Block) -> None:
        """A table's row: to the paragraph before it, or under the cover's label in it."""
        label, _, value = block.text.partition("\t")
        if not self._seen_number and is_narrative_label(label) and value:
            self.stack.clear()
            self.headings.append(
                Heading(text=label, level=1, before=len(self.drafts), page=_first(block.pages))
            )
            heading = Block(block.at, Line(text=label), label)
            self.stack.push(heading, "")
            self._begin_plain(block, value.replace("\t", " "))
            return
        text = block.text.replace("\t", " ").strip()
        section = self.stack.innermost_numbered
        current = self._current
        if self._since_heading and section is not None and self._section_is_open(section.label):
            current = self._open(section.label, block, "", numbered=True)
            current.add(block, text, bullet=False)
        elif current is not None and not self._since_heading:
            current.lines.append(text)
            current.add(block, "", bullet=False)
        else:
            self._begin_plain(block, text)

    def _open(self, base: str, block: Block, lead_in: str, *, numbered: bool) -> Draft:
        self._seen[base] += 1
        draft = Draft(base, self.stack.texts, lead_in, block.at, numbered=numbered)
        draft.label = base if self._seen[base] == 1 else f"{base}#{self._seen[base]}"
        self.drafts.append(draft)
        self._current = draft
        self._since_heading = False
        return draft

    # What comes out

    def finished_headings(self) -> tuple[Heading, ...]:
        """The headings, those with nothing under them marked as empty."""
        return tuple(
            heading.model_copy(update={"empty": self._is_empty(at)})
            for at, heading in enumerate(self.headings)
        )

    def _is_empty(self, at: int) -> bool:
        """Whether no paragraph stands under a heading or under those below it."""
        heading = self.headings[at]
        for later in range(at + 1, len(self.headings)):
            if self.headings[later].before > heading.before:
                return False
            if self.headings[later].level <= heading.level:
                return True
        return len(self.drafts) <= heading.before

    def finished_paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(d.paragraph(self.document, order) for order, d in enumerate(self.drafts))

    def title_page(self) -> Paragraph | None:
        if not self.cover_lines:
            return None
        pages = [page for block in self.cover_lines for page in block.pages]
        return Paragraph(
            document=self.document,
            label="title",
            order=0,
            text="\n".join(
                with_space(b.printed_number, b.text).replace("\t", " ") for b in self.cover_lines
            ),
            page=_first(pages),
            rects=tuple(rect for block in self.cover_lines for rect in block.rects),
            recognised=any(block.recognised for block in self.cover_lines),
        )


def _first(pages: Sequence[int]) -> int | None:
    return pages[0] if pages else None


def _shortened(lead_in: str) -> str:
    """A lead-in of bounded length: the whole, or its last sentences."""
    while len(lead_in) > MAX_LEAD_IN_CHARS:
        cut = re.search(r"[.;?!]\s+", lead_in)
        if cut is None:
            return lead_in[-MAX_LEAD_IN_CHARS:]
        lead_in = lead_in[cut.end() :]
    return lead_in
