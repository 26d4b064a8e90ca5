"""`protocols keys`: the keys that other programs ask with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.keys import KeyRing, Scope
from ui.commands.options import settings
from ui.errors import SettingsError

app = typer.Typer(no_args_is_help=True, help="The keys that other programs ask with.")

FileOption = Annotated[
    Path | None,
    typer.Option(
        "--keys",
        metavar="FILE",
        help="The file of keys; that of the settings without it.",
        show_default=False,
    ),
]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Whose key it is: 'intranet'.")],
    scope: Annotated[
        list[Scope] | None,
        typer.Option("--scope", help="What it may do; may be given again.", show_default="ask"),
    ] = None,
    council: Annotated[
        list[str] | None,
        typer.Option(
            "--council",
            metavar="NAME",
            help="Whose papers alone it reaches; may be given again. Without it: all.",
            show_default=False,
        ),
    ] = None,
    keys: FileOption = None,
) -> None:
    """Make a key and print it, once: only its hash is kept."""
    typer.echo(_ring(keys).add(name, scope or [Scope.ASK], council or []))


@app.command("list")
def list_(keys: FileOption = None) -> None:
    """List the keys: name, id, what each may do and whose papers it reaches."""
    for key in _ring(keys).listed():
        scopes = ",".join(key.scopes)
        councils = ", ".join(key.councils) or "all councils"
        typer.echo(f"{key.name}\t{key.id}\t{scopes}\t{councils}\t{key.made.isoformat()}")


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="The key's name or id.")], keys: FileOption = None
) -> None:
    """Withdraw a key: it is refused from the next request on."""
    _ring(keys).remove(name)


def _ring(named: Path | None) -> KeyRing:
    file = named or settings().service.keys
    if file is None:
        raise SettingsError(
            "No file of keys is named: say --keys FILE, or set PROTOCOLS_SERVICE__KEYS."
        )
    return KeyRing(file)
