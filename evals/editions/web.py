"""A paper as a page of a council's website."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence

from evals.editions.paragraphs import (
    Opening,
    Typed,
    tables_apart,
    typed_number,
    whole_paragraphs,
)
from ingest.documents import Mark
from ingest.lines import Line

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Council</title></head><body>
<div class="cookie-banner"><p>We use cookies to make this website work.</p></div>
<header><a href="#content">Skip to content</a><p>The council's website</p></header>
<nav><ul><li><a href="/">Home</a></li><li><a href="/council">Your council</a></li></ul></nav>
<div class="container"><div class="row"><aside><h2>Related</h2><p>Council tax</p></aside>
<div id="content">{paper}</div></div></div>
<footer><p>Contact us. Accessibility statement.</p></footer></body></html>
"""


def web_edition(lines: Sequence[Line], *, own: Collection[Opening]) -> bytes:
    """Return a paper as a web page, its letters and romans as the numbers of lists."""
    out: list[str] = []
    stack: list[str] = []  # the lists that are open
    before: Typed | None = None
    for rows in tables_apart(whole_paragraphs(lines)):
        first = rows[0][0]
        typed = typed_number(first.text, own, before)
        item = typed if typed and typed.form != "decimal" and not first.table_row else None
        bullet = first.bullet and typed is None
        wanted = _wanted_lists(item, before, bullet=bullet)
        before = None if item is None else item if len(wanted) == 1 else before
        _close(out, stack, wanted)
        if item or bullet:
            _open(out, stack, wanted, item)
            out.append(_words(rows[0], item.end if item else 0))
        elif first.table_row:
            out.append(_html_table([row[0].text.split("\t") for row in rows]))
        else:
            tag = f"h{first.heading_level}" if first.heading_level else "p"
            out.append(f"<{tag}>{_words(rows[0], 0)}</{tag}>")
    _close(out, stack, [])
    return _PAGE.replace("{paper}", "\n".join(out)).encode()


def _wanted_lists(item: Typed | None, before: Typed | None, *, bullet: bool) -> list[str]:
    if item is None:
        return ["ul"] if bullet else []
    kind = "a" if item.form == "lowerLetter" else "i"
    return ["a", "i"] if kind == "i" and before and before.form == "lowerLetter" else [kind]


def _close(out: list[str], stack: list[str], wanted: list[str]) -> None:
    n_shared = next(
        (n for n, (mine, theirs) in enumerate(zip(stack, wanted, strict=False)) if mine != theirs),
        min(len(stack), len(wanted)),
    )
    while len(stack) > n_shared:
        out.append("</li></ul>" if stack.pop() == "ul" else "</li></ol>")


def _open(out: list[str], stack: list[str], wanted: list[str], item: Typed | None) -> None:
    start = item.key[0] if item else 1
    if stack == wanted:
        if item is None or start > 1:
            out.append(f'</li><li value="{start}">' if item else "</li><li>")
            return
        _close(out, stack, wanted[:-1])
    while len(stack) < len(wanted):
        kind = wanted[len(stack)]
        stack.append(kind)
        out.append("<ul><li>" if kind == "ul" else f'<ol type="{kind}" start="{start}"><li>')


def _words(lines: list[Line], skip: int) -> str:
    shown = []
    for line in lines:
        pieces = [(run.text, run.mark) for run in line.runs] or [(line.text, Mark.KEPT)]
        text = ""
        for words, mark in pieces:
            tag = {Mark.STRUCK: "del", Mark.INSERTED: "ins"}.get(mark)
            words = html.escape(words[skip:])
            text += f"<{tag}>{words}</{tag}>" if tag else words
            skip = 0
        text = f"<strong>{text}</strong>" if line.bold else text
        shown.append(f"<em>{text}</em>" if line.italic else text)
    return "<br>".join(shown)


def _html_table(rows: list[list[str]]) -> str:
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
