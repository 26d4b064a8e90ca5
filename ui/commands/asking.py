"""Asks a person at the terminal for what the text of a paper does not say."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import get_close_matches

import typer

from ingest.corrections import Corrections, apply
from ingest.documents import UNKNOWN_COUNCIL, Document, Kind, Status
from ingest.report import ReadPaper

_STANDINGS = tuple(each for each in Status if each is not Status.UNKNOWN)
_ALIKE = 0.9  # a council typed is taken for one of the library's from here on, of 1


def can_ask(*, wanted: bool, json: bool) -> bool:
    """Whether a person is there to answer: never where JSON goes to another program."""
    return wanted and not json and sys.stdin.isatty() and sys.stderr.isatty()


def ask_for_unknown(paper: ReadPaper, councils: Sequence[str]) -> ReadPaper:
    """Return a file as read, with what a person answered; an empty answer leaves a fact unknown.

    Asks for its council, and for the standing of each protocol in it.

    Args:
        councils: The names that the library holds already, so that one is not written in two ways.
    """
    unknown = [each for each in paper.documents if each.council == UNKNOWN_COUNCIL]
    if unknown:
        answer = _ask(f"{paper.source.name}: whose paper is it? The council's name")
        if answer:
            near = get_close_matches(answer, councils, n=1, cutoff=_ALIKE)
            paper = apply(paper, Corrections(council=near[0] if near else answer))
    for document in paper.documents:
        if _standing_matters(document) and (status := _ask_status(document)) is not None:
            paper = apply(paper, Corrections(status=status), document=document.id)
    return paper


def _standing_matters(document: Document) -> bool:
    return document.status is Status.UNKNOWN and document.kind in (Kind.PROTOCOL, Kind.UNKNOWN)


def _ask_status(document: Document) -> Status | None:
    names = ", ".join(each.value for each in _STANDINGS)
    while True:
        answer = _ask(f"{document.title}: what is its standing ({names})").casefold()
        if not answer:
            return None
        fitting = [each for each in _STANDINGS if each.value.startswith(answer)]
        if len(fitting) == 1:
            return fitting[0]
        typer.echo(f"'{answer}' fits none of them, or several.", err=True)


def _ask(question: str) -> str:
    answer = typer.prompt(
        f"{question}, or Enter to leave it unknown", default="", show_default=False, err=True
    )
    return " ".join(str(answer).split())
