"""An answer as it is printed in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from assistant.answer import Answer, AnswerStatus, Citation, Verdict
from assistant.model.telling import Begun, Part
from ui.commands.terminal import out
from ui.wording import STATUS_WORDS, VERDICT_WORDS, place_of, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

_COLOURS = {Verdict.YES: "green", Verdict.NO: "red", Verdict.CONDITIONAL: "yellow"}


def print_answer(answer: Answer) -> None:
    """Print the answer, the paragraphs that it cites, and what to do next."""
    console = out()
    console.print(_headline(answer.status, answer.verdict, answer.council))
    console.print(Text(answer.text))
    _print_rest(console, answer)


def print_told(parts: Iterable[Part], council: str | None) -> None:
    """Print an answer while it is written, as `stream_answer` gives it."""
    console = out()
    for part in parts:
        if isinstance(part, Begun):
            console.print(_headline(part.status, part.verdict, council))
        elif isinstance(part, str):
            console.print(Text(part), end="", soft_wrap=True)
        else:
            console.print()
            _print_rest(console, part)


def _print_rest(console: Console, answer: Answer) -> None:
    if answer.standing and answer.standing not in answer.text:
        console.print(Text(answer.standing, style="italic"))
    for citation in answer.citations:
        _print_citation(console, citation, quoted=True)
    if answer.nearest:
        console.print(Text("\nNearest paragraphs; none plainly answers it:", style="bold"))
        for citation in answer.nearest:
            _print_citation(console, citation, quoted=False)
    if answer.next_step:
        console.print(Text(f"\nNext: {answer.next_step}"))
    if answer.message:
        console.print(Text("\nReady to send:", style="bold"))
        console.print(Padding(Text(answer.message), (0, 0, 0, 4)))
    _print_list(console, "Did you mean:", answer.choices)
    _print_list(console, "You could also ask:", answer.suggestions)


def _headline(status: AnswerStatus, verdict: Verdict | None, council: str | None) -> Text:
    words = Text()
    if verdict is not None and status is not AnswerStatus.NOT_COVERED:
        words.append(VERDICT_WORDS[verdict], style=f"bold {_COLOURS[verdict]}")
        words.append(" · ")
    words.append(STATUS_WORDS[status], style="bold")
    if council:
        words.append(f" · {council}")
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
