"""`protocols licences` and `protocols audit`: what the project is made of."""

from __future__ import annotations

import json as jsonlib
from typing import Annotated

import typer


def licences(
    json: Annotated[bool, typer.Option("--json", help="Print JSON for another program.")] = False,
) -> None:
    """List every package and model that is used here, with its version and its licence."""
    from ui.supplies import models, packages

    found = [*packages(), *models()]
    if json:
        typer.echo(jsonlib.dumps([each.as_dict() for each in found], indent=2))
        return
    for each in found:
        typer.echo(f"{each.name} {each.version}\t{each.licence}")
    unknown = [each.name for each in found if each.licence == "not said"]
    if unknown:
        typer.echo(f"No licence is said by: {', '.join(unknown)}", err=True)


def audit() -> None:
    """Check the installed packages: against the lock, and for known weaknesses.

    The first needs no network. The second asks a public record of weaknesses; where that cannot be
    reached it says so, and the exit code is 2.
    """
    from ui.supplies import differences_from_lock, known_weaknesses

    differences = differences_from_lock()
    for sentence in differences:
        typer.echo(sentence, err=True)
    if not differences:
        typer.echo("The installed packages are those of the lock.")
    report = known_weaknesses()
    for sentence in report.found:
        typer.echo(sentence, err=True)
    if report.not_asked:
        typer.echo(report.not_asked, err=True)
        raise typer.Exit(1 if differences else 2)
    if not report.found:
        typer.echo("No weakness is known of any of them.")
    if differences or report.found:
        raise typer.Exit(1)
