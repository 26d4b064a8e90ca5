"""Reads Markdown: its lines, with headings, bullets, tables, amendments and HTML cleaned.

Blocks are found line by line, not by CommonMark's rules: those renumber lists and would turn an
indented paragraph into code, and the printed numbers are what this project is about. Marks
inside a line are read by markdown-it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.documents import Mark, Run
from ingest.lines import Line, Lines
from ingest.readers.tables import settle_rows
from ingest.readers.text import decode, fold, source_lines
from ingest.settings import IngestSettings

_INLINE = MarkdownIt("commonmark", {"html": True}).enable("strikethrough")
_BULLET = re.compile(r"[-*+•▪◦‣·●○■□–\uf0b7\uf0a7]\s+(?=\S)")
_HEADING = re.compile(r"(#{1,6})\s+(?P<text>.*?)\s*#*$")
_RULE = re.compile(r"(?:-\s*){3,}$|(?:\*\s*){3,}$|(?:_\s*){3,}$")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})$")
_PIPE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_FOOTNOTE = re.compile(r"\[\^(?P<mark>[^\]\s]+)\]")
_HTML_BLOCK = re.compile(r"<(?P<tag>table|ol|ul|p|div|h[1-6]|section|blockquote)\b", re.IGNORECASE)
_HTML_ANY = re.compile(r"</?[a-zA-Z][^<>]*>")
_HTML_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_STRUCK_TAGS = {"s", "del", "strike"}
_INSERTED_TAGS = {"ins", "u"}
INDENT_LEVEL = 18.0


@dataclass(frozen=True, slots=True)
class _Span:
    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    inserted: bool = False


def read_lines(
    data: bytes,
    *,
    name: str,
    settings: IngestSettings,
    progress: Callable[[int, int], None] | None = None,
) -> Lines:
    """Return a Markdown file's lines.

    Raises:
        UnreadableSourceError: The bytes are no text.
    """
    text = _COMMENT.sub("", decode(data, name=name))
    out: list[Line] = []
    blank = True
    for raw in _closed_marks(_closed_strikes(_logical_lines(source_lines(text, settings)))):
        if not raw.strip() or _RULE.fullmatch(raw.strip()) or _PIPE_RULE.fullmatch(raw.strip()):
            if _UNDERLINE.fullmatch(raw.strip()) and not blank and out[-1].soft_wrapped:
                level = 1 if raw.strip().startswith("=") else 2
                out[-1] = replace(out[-1], heading_level=level, soft_wrapped=False)
            blank = True
            continue
        found = _read_line(raw, blank=blank)
        out.extend(found)
        blank = False
    if progress:
        progress(1, 1)
    return Lines(tuple(settle_rows(out)))


def _logical_lines(lines: Iterator[str]) -> Iterator[str]:
    """Lines, with an HTML block that runs over several joined into one."""
    held: list[str] = []
    tag = ""
    for line in lines:
        if held:
            held.append(line)
        elif match := _HTML_BLOCK.match(line.strip()):
            tag = match["tag"].lower()
            held = [line]
        else:
            yield line
            continue
        joined = "\n".join(held)
        opened = len(re.findall(rf"<{tag}\b", joined, re.IGNORECASE))
        closed = len(re.findall(rf"</{tag}\s*>", joined, re.IGNORECASE))
        blank_ends = not line.strip() and tag not in ("table", "ol", "ul", "div")
        if closed >= opened or blank_ends or len(held) > 2_000:
            yield joined
            held = []
    if held:
        yield "\n".join(held)


def _closed_strikes(lines: Iterator[str]) -> Iterator[str]:
    """Lines without a mark that strikes out and that nothing closes before its block ends."""
    block: list[str] = []
    for line in lines:
        if _begins_block(line):
            yield from _without_odd_strike(block)
            block = []
        block.append(line)
    yield from _without_odd_strike(block)


def _without_odd_strike(block: list[str]) -> list[str]:
    if sum(line.count("~~") for line in block) % 2:
        last = max(at for at, line in enumerate(block) if "~~" in line)
        return [*block[:last], "".join(block[last].rsplit("~~", 1)), *block[last + 1 :]]
    return block


def _begins_block(line: str) -> bool:
    stripped = line.strip()
    return not stripped or bool(_BULLET.match(stripped) or _HEADING.match(stripped))


def _closed_marks(lines: Iterator[str]) -> Iterator[str]:
    """Lines, with bold and struck marks that run over several closed and opened on each."""
    open_marks: dict[str, bool] = {"**": False, "~~": False}
    for line in lines:
        if _begins_block(line):
            open_marks = dict.fromkeys(open_marks, False)
        shown = line
        for mark, is_open in open_marks.items():
            n_marks = line.count(mark)
            if is_open:
                shown = mark + shown.lstrip()
                n_marks += 1
            if n_marks % 2:
                if re.search(rf"(?:^|\s|\W){re.escape(mark)}(?=\S)", line) and not is_open:
                    shown, open_marks[mark] = shown.rstrip() + mark, True
                elif is_open:
                    shown = shown.rstrip() + mark
                else:  # a closing mark that nothing opened
                    shown = mark.join(shown.split(mark)[:-1]) + shown.split(mark)[-1]
            else:
                open_marks[mark] = False
        yield shown


def _read_line(raw: str, *, blank: bool) -> list[Line]:
    stripped = raw.strip()
    if _HTML_BLOCK.match(stripped):
        return _read_html(stripped, blank=blank)
    indent = INDENT_LEVEL * _indent_levels(raw)
    if match := _HEADING.fullmatch(stripped):
        line = _inline(match["text"], blank=blank)
        return [replace(line, heading_level=len(match[1]), soft_wrapped=False)] if line.text else []
    if "\t" in raw.strip(" \r\n").lstrip() or (
        stripped.startswith("|") and stripped.count("|") >= 2
    ):
        return [_row(raw.strip(" \r\n").lstrip(), blank=blank)]
    if stripped.startswith(">"):
        stripped = stripped.lstrip("> ")
    bullet = bool(match := _BULLET.match(stripped))
    if match:
        stripped = stripped[match.end() :]
    line = _inline(stripped, blank=blank)
    if not line.text and not line.runs:
        return []
    hard_break = raw.endswith("  ") or raw.rstrip().endswith("\\")
    text = line.text.removesuffix("\\").rstrip() if hard_break else line.text
    return [replace(line, text=text, bullet=bullet, indent=indent, soft_wrapped=not hard_break)]


def _indent_levels(raw: str) -> int:
    spaces = len(raw) - len(raw.lstrip(" \t"))
    tabs = raw[:spaces].count("\t")
    return tabs + (-(-(spaces - tabs) // 4) if spaces - tabs else 0)


def _row(stripped: str, *, blank: bool) -> Line:
    cells = stripped.split("\t") if "\t" in stripped else stripped.strip("|").split("|")
    texts = [_cell_text(cell) for cell in cells]
    return Line(text="\t".join(texts).rstrip("\t"), table_row=True, blank_before=blank)


def _cell_text(cell: str) -> str:
    if _HTML_ANY.search(cell):
        cell = fold(BeautifulSoup(cell, "lxml").get_text(" "))
    return _inline(cell, blank=False).text


def _inline(text: str, *, blank: bool) -> Line:
    """A line's words without marks, and how they look."""
    text = _FOOTNOTE.sub(lambda m: m["mark"].translate(_SUPERSCRIPT), text)
    text = _HTML_BREAK.sub(" ", text)
    spans = [s for s in _spans(_INLINE.parseInline(text)[0].children or []) if s.text]
    struck = any(s.struck for s in spans)
    shown = fold("".join(s.text for s in spans if not s.struck))
    words = [s for s in spans if re.search(r"\w", s.text) and not s.struck]
    numbers = re.compile(r"[\s\d.()]*")
    lettered = [s for s in words if not numbers.fullmatch(s.text)]
    return Line(
        text=shown,
        bold=bool(lettered) and all(s.bold for s in lettered) and not struck,
        italic=bool(lettered) and all(s.italic for s in lettered) and not struck,
        blank_before=blank,
        soft_wrapped=True,
        runs=_runs(spans) if struck or any(s.inserted for s in spans) else (),
    )


def _runs(spans: list[_Span]) -> tuple[Run, ...]:
    """Runs as printed: beside struck words, bold ones are the words put in their place."""
    struck = any(s.struck for s in spans)
    runs: list[Run] = []
    for span in spans:
        mark = Mark.KEPT
        if span.struck:
            mark = Mark.STRUCK
        elif span.inserted or (struck and span.bold):
            mark = Mark.INSERTED
        if runs and runs[-1].mark is mark:
            runs[-1] = Run(text=runs[-1].text + span.text, mark=mark)
        else:
            runs.append(Run(text=span.text, mark=mark))
    return tuple(runs)


def _spans(tokens: list[Token]) -> Iterator[_Span]:
    bold = italic = struck = inserted = 0
    for token in tokens:
        kind = token.type
        if kind in ("strong_open", "strong_close"):
            bold += token.nesting
        elif kind in ("em_open", "em_close"):
            italic += token.nesting
        elif kind in ("s_open", "s_close"):
            struck += token.nesting
        elif kind == "html_inline":
            closing = -1 if token.content.startswith("</") else 1
            tag = re.sub(r"[</>\s].*", "", token.content.lstrip("</")).lower()
            struck += closing if tag in _STRUCK_TAGS else 0
            inserted += closing if tag in _INSERTED_TAGS else 0
            bold += closing if tag in ("b", "strong") else 0
            italic += closing if tag in ("i", "em") else 0
        elif kind in ("softbreak", "hardbreak"):
            yield _Span(" ", bold > 0, italic > 0, struck > 0, inserted > 0)
        elif kind in ("text", "code_inline", "text_special"):
            yield _Span(token.content, bold > 0, italic > 0, struck > 0, inserted > 0)


def _read_html(block: str, *, blank: bool) -> list[Line]:
    """Lines of an HTML fragment: a line for each paragraph, item, heading or table row."""
    lines: list[Line] = []
    for line in _html_lines(BeautifulSoup(block, "lxml")):
        lines.append(replace(line, blank_before=blank or bool(lines)))
    return lines


_WORDED = ["p", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6"]  # what has words of its own
_BLOCKS = [*_WORDED, "tr", "ol", "ul", "table", "thead", "tbody", "tfoot", "section", "blockquote"]


def _html_lines(node: Tag) -> Iterator[Line]:
    """Lines of what an element holds, in order; words that stand between blocks are lines too."""
    between: list[str] = []
    for child in node.children:
        if isinstance(child, Tag) and _is_block(child):
            yield from _plain_line(between)
            between = []
            yield from _block_lines(child)
        elif isinstance(child, Tag):
            between.append(child.get_text(" "))
        elif not isinstance(child, PreformattedString):
            between.append(str(child))
    yield from _plain_line(between)


def _plain_line(words: list[str]) -> Iterator[Line]:
    if text := fold(" ".join(words)):
        yield Line(text=text)


def _block_lines(element: Tag) -> Iterator[Line]:
    if element.name == "tr":
        cells = [fold(c.get_text(" ")) for c in element.find_all(["td", "th"])]
        if any(cells):
            yield Line(text="\t".join(cells).rstrip("\t") or "", table_row=True)
        yield from _plain_line([str(c) for c in element.children if not isinstance(c, Tag)])
    elif element.name in _WORDED:
        if text := fold(" ".join(_own_text(element))):
            yield _worded_line(element, text)
        for child in element.children:
            if isinstance(child, Tag) and _is_block(child):
                yield from _block_lines(child)
    else:
        yield from _html_lines(element)


def _worded_line(element: Tag, text: str) -> Line:
    if element.name[0] == "h":
        return Line(text=text, heading_level=int(element.name[1]))
    level = len(element.find_parents(["ol", "ul"]))
    in_list = element.name == "li" and element.parent is not None
    number = _item_number(element) if in_list else None
    bullet = in_list and number is None
    return Line(text=text, bullet=bullet, number=number, indent=INDENT_LEVEL * level)


def _is_block(element: Tag) -> bool:
    return element.name in _BLOCKS or element.find(_BLOCKS) is not None


def _own_text(element: Tag) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, Tag):
            if not _is_block(child):
                yield child.get_text(" ")
        elif not isinstance(child, PreformattedString):
            yield str(child)


def _item_number(item: Tag) -> str | None:
    parent = item.parent
    if parent is None or parent.name != "ol" or "none" in str(parent.get("style", "")):
        return None
    kind = str(parent.get("type", "1"))
    start = re.fullmatch(r"\d{1,4}", str(parent.get("start", "1")).strip())
    place = (int(start[0]) if start else 1) + len(item.find_previous_siblings("li"))
    if kind == "a":
        return f"({chr(96 + place)})" if 1 <= place <= 26 else None
    if kind == "i":
        return f"({_to_roman(place)})"
    return f"{place}."


def _to_roman(value: int) -> str:
    out = ""
    for size, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while value >= size:
            out, value = out + sign, value - size
    return out
