"""A conversation as a file that a person can keep, and an answer as words to paste."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answer import Answer, AnswerStatus, Citation
from ui.wording import STATUS_WORDS, VERDICT_WORDS, place_of, standing_of

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

# Characters that XML 1.0 does not have; a pasted question may hold them.
_NOT_PRINTED = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What begins markup: code, emphasis, HTML, a table, a picture, an entity, a heading.
_MARKUP = re.compile(r"[\\`*_<>~|]|!(?=\[)|&(?=#?\w+;)|^#", re.MULTILINE)
_LINKED = re.compile(r"\]([(\[:])")
NOTE = (
    "Each quotation is word for word from the paper named. "
    "This is a guide to the papers, not legal advice: ask the Monitoring Officer what they mean."
)


def answer_words(answer: Answer) -> str:
    """Return an answer with its citations written out, to paste into a letter."""
    lines = [answer.question, ""]
    if answer.verdict is not None:
        lines.append(f"{VERDICT_WORDS[answer.verdict]}.")
    lines.append(answer.text)
    if answer.standing and answer.standing not in answer.text:
        lines += ["", answer.standing]
    if answer.citations:
        lines.append("")
        lines += [reference(citation) for citation in answer.citations]
    return "\n".join(lines)


def reference(citation: Citation) -> str:
    """Return a citation written out: its number, where it stands, and its words."""
    words = " ".join((citation.quote or citation.paragraph).split())
    return f"[{citation.marker}] {place_of(citation)} ({standing_of(citation.status)}): “{words}”"


def conversation_markdown(answers: Sequence[Answer]) -> str:
    """Return a conversation as Markdown."""
    parts = [f"# {as_words(title_of(answers))}"]
    for answer in answers:
        parts.append(f"## {as_words(answer.question)}")
        parts.append(f"**{headline(answer)}**")
        parts.append(as_words(answer.text).replace("\n", "\n\n"))
        if answer.standing and answer.standing not in answer.text:
            parts.append(f"*{as_words(answer.standing)}*")
        parts += [as_words(reference(citation)) for citation in answer.citations]
        if answer.message:
            parts.append("> " + as_words(answer.message).replace("\n", "\n> "))
    parts.append(f"---\n\n{NOTE}")
    return "\n\n".join(parts) + "\n"


def as_words(text: str) -> str:
    """Return words of papers and people so that no reader of Markdown finds marks in them.

    A citation's number stays as it is: brackets link nothing where no bracket follows.
    """
    return _LINKED.sub(r"]\\\1", _MARKUP.sub(r"\\\g<0>", printable(text)))


def conversation_docx(answers: Sequence[Answer]) -> bytes:
    """Return a conversation as a Word file."""
    from docx import Document

    document = Document()
    document.core_properties.title = printable(title_of(answers))
    document.add_heading(printable(title_of(answers)), level=0)
    for answer in answers:
        _write_answer(document, answer)
    document.add_paragraph(NOTE)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _write_answer(document: WordDocument, answer: Answer) -> None:
    document.add_heading(printable(answer.question), level=1)
    document.add_paragraph().add_run(headline(answer)).bold = True
    for line in answer.text.split("\n"):
        if line.strip():
            document.add_paragraph(printable(line))
    if answer.standing and answer.standing not in answer.text:
        document.add_paragraph().add_run(printable(answer.standing)).italic = True
    for citation in answer.citations:
        document.add_paragraph(printable(reference(citation)), style="Quote")
    if answer.message:
        document.add_heading("Message to send", level=2)
        document.add_paragraph(printable(answer.message))


def printable(words: str) -> str:
    """Return words without the signs that no file can hold."""
    return _NOT_PRINTED.sub("", words)


def title_of(answers: Sequence[Answer]) -> str:
    """Return what a conversation's file is called inside."""
    councils = {answer.council for answer in answers if answer.council}
    return (
        f"Questions on the protocol of {councils.pop()}"
        if len(councils) == 1
        else ("Questions on councils' protocols")
    )


def headline(answer: Answer) -> str:
    """Return an answer's verdict, and whether it is answered."""
    if answer.verdict is None or answer.status is AnswerStatus.NOT_COVERED:
        return STATUS_WORDS[answer.status]
    return f"{VERDICT_WORDS[answer.verdict]} ({STATUS_WORDS[answer.status].lower()})"
