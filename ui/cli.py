"""The command `protocols`: papers, questions and the chat page from a terminal."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from ingest.errors import ProtocolAssistantError
from ui.commands import (
    add,
    ask,
    chat,
    doctor,
    evaluate,
    keys,
    library_care,
    mcp,
    page,
    papers,
    serve,
    supplies,
    work,
)
from ui.commands.priority import give_way


class SentenceGroup(TyperGroup):
    """A group of commands whose refusals are one sentence on stderr and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error that the project raises on purpose shows no traceback."""
        try:
            return super().invoke(ctx)
        except ProtocolAssistantError as error:
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(1) from None
        except BrokenPipeError:  # the reader of our output, `head` for one, has gone away
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None


app = typer.Typer(
    name="protocols",
    cls=SentenceGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "Ask what your council's member/officer protocol says, and see the exact paragraph.\n\n"
        "Start with [bold]protocols ui[/bold] for the chat page, or "
        '[bold]protocols ask "can I …?"[/bold] here. Until you add papers of your own, '
        "answers come from a sample library of invented councils."
    ),
)

ASKING = "Ask"
PAPERS = "Papers"
KEEPING = "Check"
SERVING = "Let other programs ask"

app.command("ask", rich_help_panel=ASKING)(ask.ask)
app.command("chat", rich_help_panel=ASKING)(chat.chat)
app.command("ui", rich_help_panel=ASKING)(page.ui)
app.command("add", rich_help_panel=PAPERS)(add.add)
app.command("list", rich_help_panel=PAPERS)(papers.list_)
app.command("show", rich_help_panel=PAPERS)(papers.show)
app.command("remove", rich_help_panel=PAPERS)(papers.remove)
app.add_typer(evaluate.app, name="eval", rich_help_panel=KEEPING)
app.command("doctor", rich_help_panel=KEEPING)(doctor.doctor)
app.command("check", rich_help_panel=KEEPING)(library_care.check)
app.command("backup", rich_help_panel=KEEPING)(library_care.backup)
app.command("restore", rich_help_panel=KEEPING)(library_care.restore)
app.command("licences", rich_help_panel=KEEPING)(supplies.licences)
app.command("audit", rich_help_panel=KEEPING)(supplies.audit)
app.command("serve", rich_help_panel=SERVING)(serve.serve)
app.command("mcp", rich_help_panel=SERVING)(mcp.mcp)
app.command("queue", rich_help_panel=PAPERS)(work.queue)
app.command("work", rich_help_panel=PAPERS)(work.work)
app.add_typer(keys.app, name="keys", rich_help_panel=SERVING)


def main() -> None:
    """Run the command line; what adds papers lets those go first who ask meanwhile."""
    if sys.argv[1:2] in (["add"], ["work"]):
        give_way()
    app()


if __name__ == "__main__":
    main()
