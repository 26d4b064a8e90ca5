"""`protocols doctor`: says what is installed, configured, reachable and stale."""

from __future__ import annotations

import typer

from ui.commands.options import LibraryOption, settings


def doctor(library: LibraryOption = None) -> None:
    """Say what is in use and what is wrong with it; exit code 1 where something is.

    Four parts: what is installed, what is configured, what can be reached, and what is stale.
    """
    from ui.diagnosis import diagnose

    faults = 0
    part = ""
    for finding in diagnose(library, settings()):
        if finding.part != part:
            part = finding.part
            typer.echo(part)
        typer.echo(f"  {finding.what}: {finding.says}", err=finding.is_fault)
        faults += finding.is_fault
    if faults:
        raise typer.Exit(1)
    typer.echo("All is well.")
