"""An answer as it is printed in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from assistant.answer import Answer, AnswerStatus, Citation, Verdict
from ui.commands.terminal import out
from ui.wording import STATUS_WORDS, VERDICT_WORDS, place_of, standing_of

if TYPE_CHECKING:
    from rich.console import Console

_COLOURS = {Verdict.YES: "green", Verdict.NO: "red", Verdict.CONDITIONAL: "yellow"}


def print_answer(answer: Answer) -> None:
    """Print the answer, the paragraphs that it cites, and what to do next."""
    console = out()
    console.print(_headline(answer))
    console.print(Text(answer.text))
    if answer.standing and answer.standing not in answer.text:
        console.print(Text(answer.standing, style="italic"))
    for citation in answer.citations:
        _print_citation(console, citation, quoted=True)
    if answer.nearest:
        console.print(Text("\nNearest paragraphs, which do not answer it:", style="bold"))
        for citation in answer.nearest:
            _print_citation(console, citation, quoted=False)
    if answer.next_step:
        console.print(Text(f"\nNext: {answer.next_step}"))
    if answer.message:
        console.print(Text("\nReady to send:", style="bold"))
        console.print(Padding(Text(answer.message), (0, 0, 0, 4)))
    _print_list(console, "Did you mean:", answer.choices)
    _print_list(console, "You could also ask:", answer.suggestions)


def _headline(answer: Answer) -> Text:
    words = Text()
    if answer.verdict is not None and answer.status is not AnswerStatus.NOT_COVERED:
        words.append(VERDICT_WORDS[answer.verdict], style=f"bold {_COLOURS[answer.verdict]}")
        words.append(" · ")
    words.append(STATUS_WORDS[answer.status], style="bold")
    if answer.council:
        words.append(f" · {answer.council}")
    return words


def _print_citation(console: Console, citation: Citation, *, quoted: bool) -> None:
    line = Text(f"\n[{citation.marker}] ", style="bold")
    line.append(f"{place_of(citation)}", style="bold")
    line.append(f" · {standing_of(citation.status)}", style="dim")
    console.print(line)
    if citation.section:
        console.print(Padding(Text(citation.section, style="dim"), (0, 0, 0, 4)))
    words = citation.quote if quoted and citation.quote else citation.paragraph
    console.print(Padding(Text(f"“{words}”"), (0, 0, 0, 4)))
    console.print(
        Padding(Text(f"protocols show {citation.document} '{citation.label}'", style="dim"), (0, 4))
    )


def _print_list(console: Console, title: str, lines: tuple[str, ...]) -> None:
    if not lines:
        return
    console.print(Text(f"\n{title}", style="bold"))
    for line in lines:
        console.print(Padding(Text(f"- {line}"), (0, 0, 0, 2)))
