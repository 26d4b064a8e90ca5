"""`protocols ask`: one question, one answer with its paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import (
    CouncilOption,
    JsonOption,
    LibraryOption,
    RoleOption,
    assistant_for,
    council_in,
    library_for_reading,
    settings,
)

if TYPE_CHECKING:
    from assistant.answer import Answer, Role


def ask(
    question: Annotated[str, typer.Argument(help="Your question, in quotation marks.")],
    council: CouncilOption = None,
    role: RoleOption = None,
    library: LibraryOption = None,
    model: Annotated[
        str | None,
        typer.Option(help="A chat model that shortens the answer, as 'ollama:llama3.1'."),
    ] = None,
    json: JsonOption = False,
    trace: Annotated[
        bool, typer.Option("--trace", help="With --json: also list every paragraph found.")
    ] = False,
) -> None:
    """Ask one question and see what the papers say, paragraph by paragraph."""
    if not question.strip():
        raise typer.BadParameter("the question is empty", param_hint="QUESTION")
    chosen = settings()
    if model:
        named = chosen.assistant.model.model_copy(update={"name": model})
        asking = chosen.assistant.model_copy(update={"model": named})
        chosen = chosen.model_copy(update={"assistant": asking})
    opened = library_for_reading(library, chosen)
    full_name = council_in(opened, council)
    assistant = assistant_for(opened, chosen)
    asker: Role | None = role.value if role else None
    if chosen.assistant.model.name and not json:
        from assistant.model.telling import stream_answer
        from ui.commands.answers import print_told

        told = stream_answer(assistant, question, council=full_name, role=asker)
        print_told(told, full_name)
        return
    answer = assistant.answer(question, council=full_name, role=asker)
    if json:
        typer.echo(answer_json(answer, trace=trace))
    else:
        from ui.commands.answers import print_answer

        print_answer(answer)


def answer_json(answer: Answer, *, trace: bool = False) -> str:
    """Return the answer as one JSON object; `retrieved` is in it only for a trace."""
    return answer.model_dump_json(indent=2, exclude=None if trace else {"retrieved"})
