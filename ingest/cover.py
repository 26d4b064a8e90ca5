"""Tells a paper's title and cover facts, and the block that says who wrote it, from its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest import looks
from ingest.blocks import Block

_LABELLED = re.compile(r"(?P<label>[A-Z][^.:?!\t]{1,80}?)\s*:\s*(?P<value>\S.*)$", re.DOTALL)
_QUESTION = re.compile(r"[A-Z][^.?]{3,160}\?$")
_ANSWERED = re.compile(r"[A-Z][^.?]{3,160}\?\s+(?P<value>\S.{0,80})$")
_DATE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+"
    r"\d{4}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b(?:january|february|march|april|may|june|july|"
    r"august|september|october|november|december)\s+\d{4}\b",
    re.IGNORECASE,
)
_ADOPTION = re.compile(
    r"\b(?:adopted|approved|agreed|ratified|revised|reviewed|updated|amended|published|issued|"
    r"version|effective|in force|review date)\b",
    re.IGNORECASE,
)
_STANDING = re.compile(
    rf"{_ADOPTION.pattern}|\b(?:superseded|replaces|replaced|review|withdrawn)\b", re.IGNORECASE
)
_SIGNATURE = re.compile(r"_{3,}|\.{8,}|^signed\b", re.IGNORECASE)
_MINUTE_NUMBER = re.compile(r"[A-Z]{1,6}[ .]?\d+(?:[./]\d+)+\b|\d+/\d+\b")
_ABOUT_ITSELF = re.compile(
    r"\b(?:this|the|these)\s+(?:protocol|report|code|guidance|document|paper|policy)s?\b",
    re.IGNORECASE,
)
_MAX_TITLE_LINES = 5
_MAX_LABEL_WORDS = 8
_MAX_SHORT_WORDS = 14
_MIN_FACTS = 3


def cover_blocks(blocks: Sequence[Block]) -> set[int]:
    """Indices of the blocks that are the paper's title, cover facts, authors or signatures."""
    body = _body_start(blocks)
    found = _front(blocks, body)
    found |= _closing(blocks, body)
    found |= {
        at
        for at, block in enumerate(blocks)
        if _SIGNATURE.search(block.text) and block.n_words <= 20 and not block.number
    }
    return found


def _body_start(blocks: Sequence[Block]) -> int:
    """The index of the first block with a number of its own at the top level."""
    for at, block in enumerate(blocks):
        if block.number is not None and not block.is_list_item:
            return at
    return len(blocks)


def is_sentence(block: Block) -> bool:
    """Whether a block reads as running text: ending a sentence, or too long for a heading."""
    n_words = block.n_words
    if n_words > looks.MAX_HEADING_WORDS + 4:
        return True
    if n_words > 8 and looks.holds_sentence_end(block.text):
        return True
    return n_words > 3 and looks.ends_sentence(block.text) and not block.text.endswith("?")


def _label_and_value(block: Block) -> tuple[str, str] | None:
    """A fact as its label and its value: a two-cell row, 'Label: value' or 'Question? Answer'."""
    if block.line.table_row:
        label, _, value = block.text.partition("\t")
        return label.strip(), value.replace("\t", " ").strip()
    if block.line.bullet or block.number is not None:
        return None
    if match := _LABELLED.match(block.text):
        if len(match["label"].split()) <= _MAX_LABEL_WORDS:
            return match["label"], match["value"]
        return None
    if match := _ANSWERED.match(block.text):
        return block.text[: match.start("value")].strip(), match["value"]
    return None


def _is_fact(block: Block) -> bool:
    pair = _label_and_value(block)
    if pair is not None:
        label, value = pair
        return not is_narrative_label(label) and len(value.split()) <= 60
    if is_sentence(block) or block.line.bullet:
        return False
    return bool(_DATE.search(block.text)) and block.n_words <= _MAX_SHORT_WORDS


def is_narrative_label(label: str) -> bool:
    """Whether a cover's label stands before the paper's own words: 'Summary:'."""
    return looks.is_one_of("narrative_labels", label)


def is_minute_number(text: str) -> bool:
    """Whether words begin with the number of a minute: 'ST.11/06', '43/2024'."""
    return bool(_MINUTE_NUMBER.match(text))


def _is_open_label(block: Block) -> bool:
    """A label or a question whose answer stands in the next block."""
    text = block.text
    if is_narrative_label(text) or block.line.bullet:
        return False
    return (text.endswith(":") and len(text.split()) <= 20) or bool(_QUESTION.match(text))


def _is_short(block: Block) -> bool:
    return block.n_words <= _MAX_SHORT_WORDS and not looks.ends_sentence(block.text)


def _front(blocks: Sequence[Block], body: int) -> set[int]:
    region = blocks[:body]
    n_facts = sum(1 for block in region if _is_fact(block))
    titles = _title_blocks(region, blocks[body:])
    if n_facts < _MIN_FACTS:
        return titles
    return titles | _sheet_facts(region, blocks)


def _title_blocks(region: Sequence[Block], rest: Sequence[Block]) -> set[int]:
    """The first lines, where they name the paper, its council or its standing."""
    front = [*region, *rest[:1]]  # the contents may be all that stands before the first number
    after = next((at for at, block in enumerate(front) if block.after_table_of_contents), None)
    if after and all(_fits_a_cover(block, front[after]) for block in front[:after]):
        return set(range(after))
    found: set[int] = set()
    first = 1 if region and _is_container(region[0]) else 0
    found.update(range(first))
    for at, block in enumerate(region[first:], start=first):
        if is_sentence(block) or block.is_list_item or block.text.endswith(":"):
            break
        if at == first:
            if not _is_title(region[first:], rest):
                break
            found.add(at)
            continue
        so_far = [region[p] for p in sorted(found)]
        if not _names_the_paper(block, region[at - 1], so_far) and not _leads_to_date(region, at):
            break
        found.add(at)
    return found


def _fits_a_cover(block: Block, after_contents: Block) -> bool:
    """Whether a block before the contents belongs to the cover, even as a whole sentence."""
    if not is_sentence(block):
        return True
    if block.pages and after_contents.pages and max(block.pages) < min(after_contents.pages):
        return block.number is None
    return bool(_STANDING.search(block.text) and _DATE.search(block.text))


def _is_container(block: Block) -> bool:
    """Whether a line is no more than 'Appendix 1'."""
    words = block.text.split()
    return 0 < len(words) <= 3 and looks.is_one_of("containers", words[0].strip(":."))


def _is_title(region: Sequence[Block], rest: Sequence[Block]) -> bool:
    """Whether the paper's first line is its title rather than its first section's heading."""
    first = region[0]
    if first.line.table_row or is_narrative_label(first.text) or first.footnote:
        return False
    if _ABOUT_ITSELF.search(first.text):
        return False
    if looks.phrase_pattern("title_words").search(first.text):
        return True
    if re.search(r"\b(?:council|authority)\W*$", first.text, re.IGNORECASE):
        return True
    others = [b for b in (*region[1:], *rest) if looks.short_title(b.text) and b.number is None]
    alike = any(_same_look(first, other) and not other.is_list_item for other in others)
    if first.line.heading_level is not None or first.line.size is not None or first.line.bold:
        return not alike
    following = region[1] if len(region) > 1 else None
    return following is not None and not is_sentence(following) and not following.is_list_item


def _names_the_paper(block: Block, before: Block, so_far: Sequence[Block]) -> bool:
    """Whether a line goes on with the title, or says when the paper was adopted."""
    text = block.text
    if is_minute_number(text):
        return False
    if _ADOPTION.search(text) and (_DATE.search(text) or len(text.split()) <= 8):
        return True
    if _DATE.search(text) and len(text.split()) <= _MAX_SHORT_WORDS:
        return True
    named_body = bool(re.search(r"\b(?:council|authority)\W*$", before.text, re.IGNORECASE))
    title_words = looks.phrase_pattern("title_words")
    wanting = not any(title_words.search(b.text) for b in so_far)
    unfinished = looks.ends_before_a_number(before.text) or before.text.endswith((":", "-", "–"))
    if (unfinished or (wanting and title_words.search(text))) and (
        named_body or _same_look(block, before)
    ):
        return True
    ends_in_body = bool(re.search(r"\b(?:council|authority)\W*$", text, re.IGNORECASE))
    return ends_in_body and len(text.split()) <= 8 and looks.title_cased(text)


def _leads_to_date(region: Sequence[Block], at: int) -> bool:
    """Whether a line is one of several that look alike, up to one with a date."""
    for later in range(at, min(len(region), at + _MAX_TITLE_LINES)):
        block = region[later]
        if not _same_look(block, region[at - 1]) or is_minute_number(block.text):
            return False
        if block.number is not None or is_sentence(block):
            return False
        if later > at and _DATE.search(block.text) and block.n_words <= _MAX_SHORT_WORDS:
            return True
    return False


def _same_look(block: Block, other: Block) -> bool:
    mine, theirs = block.line, other.line
    return (
        mine.heading_level == theirs.heading_level
        and mine.bold == theirs.bold
        and mine.centred == theirs.centred
        and looks.all_capitals(block.text) == looks.all_capitals(other.text)
        and (mine.size or 0) == (theirs.size or 0)
    )


def _sheet_facts(region: Sequence[Block], blocks: Sequence[Block]) -> set[int]:
    """Facts of a report's cover sheet, and the short lines among them."""
    found: set[int] = set()
    in_words = False  # after 'Summary:', the sheet's own words
    expects_answer = False
    for at, block in enumerate(region):
        followed_by_list = at + 1 < len(blocks) and blocks[at + 1].is_list_item
        if block.footnote or (block.is_list_item and in_words):
            expects_answer = False
            continue
        if _starts_words(block, region, at):
            in_words, expects_answer = True, False
        elif (expects_answer and _is_short(block)) or _is_fact(block):
            found.add(at)
            expects_answer = False
        elif _is_open_label(block) and not followed_by_list:
            found.add(at)
            expects_answer = True
        elif not in_words and not is_sentence(block):
            found.add(at)
            expects_answer = False
        else:
            expects_answer = False
    return found


def _starts_words(block: Block, region: Sequence[Block], at: int) -> bool:
    """Whether a block begins the sheet's own words: a narrative label, or one with its text."""
    pair = _label_and_value(block)
    if pair is not None:
        return is_narrative_label(pair[0])
    return is_narrative_label(block.text) or (
        is_sentence(block) and at > 0 and not _is_fact(block) and not region[at - 1].line.table_row
    )


def _closing(blocks: Sequence[Block], body: int) -> set[int]:
    """Blocks from 'Report author' and the like to the end, or to the next number."""
    found: set[int] = set()
    closing = False
    for at in range(body, len(blocks)):
        block = blocks[at]
        if block.number is not None and not block.is_list_item:
            closing = False
        elif not closing and not block.is_list_item:
            pair = _label_and_value(block)
            label = pair[0] if pair else block.text
            closing = looks.is_one_of("closing_headings", label) and (
                pair is not None or (at + 1 < len(blocks) and _is_fact(blocks[at + 1]))
            )
        if closing:
            found.add(at)
    return found
