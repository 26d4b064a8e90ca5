"""`protocols chat`: the same questions in a conversation that remembers what was said."""

from __future__ import annotations

from ui.commands.options import (
    CouncilOption,
    LibraryOption,
    RoleOption,
    assistant_for,
    council_in,
    library_for_reading,
    settings,
)

_LEAVING = frozenset({"quit", "exit", "bye", "q"})


def chat(
    council: CouncilOption = None, role: RoleOption = None, library: LibraryOption = None
) -> None:
    """Ask question after question; "and what about …?" follows on from the last.

    An empty line, quit or Ctrl-D ends the conversation.
    """
    from assistant.answer import Turn
    from ui.commands.answers import print_answer
    from ui.commands.terminal import out

    chosen = settings()
    opened = library_for_reading(library, chosen)
    full_name = council_in(opened, council)
    assistant = assistant_for(opened, chosen)
    console = out()
    console.print(f"Asking {full_name or 'all councils'}. An empty line ends the conversation.")
    history: list[Turn] = []
    while (question := _next_question()) is not None:
        answer = assistant.answer(
            question,
            council=full_name,
            role=role.value if role else None,
            history=tuple(history),
        )
        print_answer(answer)
        history.append(Turn(user=question, assistant=answer.text))


def _next_question() -> str | None:
    try:
        question = input("\n> ").strip()
    except EOFError:
        return None
    return None if not question or question.lower() in _LEAVING else question
