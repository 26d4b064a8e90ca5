"""`protocols add`, `list`, `show` and `remove`: the papers of a library."""

from __future__ import annotations

import json as jsonlib
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import (
    AddingLibrary,
    JsonOption,
    LibraryOption,
    library_for_reading,
    settings,
)
from ui.commands.terminal import out

if TYPE_CHECKING:
    from index import Library
    from ingest.documents import Document, Paragraph

DocumentArgument = Annotated[
    str, typer.Argument(help="A paper's id as `protocols list` shows it, or part of it.")
]


def list_(
    document: Annotated[
        str | None,
        typer.Argument(help="Only this paper: its id, or part of it.", show_default=False),
    ] = None,
    paragraphs: Annotated[
        bool, typer.Option("--paragraphs", help="List every paragraph, not only the papers.")
    ] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """List the papers in the library, or their paragraphs."""
    opened = library_for_reading(library, settings())
    found = opened.documents()
    if document is not None:
        found = (one_document(opened, document),)
    if paragraphs:
        for paper in found:
            for paragraph in opened.document(paper.id).paragraphs:
                typer.echo(paragraph_json(paragraph) if json else _paragraph_line(paragraph))
    elif json:
        typer.echo(jsonlib.dumps([_document_fields(opened, paper) for paper in found], indent=2))
    else:
        _print_documents(opened, found)


def paragraph_json(paragraph: Paragraph) -> str:
    """Return a paragraph as one line of JSON."""
    return jsonlib.dumps(
        {
            "document": paragraph.document,
            "label": paragraph.label,
            "section": paragraph.section,
            "lead_in": paragraph.lead_in,
            "text": paragraph.text,
            "page": paragraph.page,
            "notes": list(paragraph.notes),
            "words": paragraph.n_words,
        },
        ensure_ascii=False,
    )


def _paragraph_line(paragraph: Paragraph) -> str:
    text = " ".join(paragraph.text.split())
    return f"{paragraph.document}\t{paragraph.label}\t{text}"


def _document_fields(library: Library, document: Document) -> dict[str, object]:
    fields = document.model_dump(
        mode="json", include={"id", "council", "title", "kind", "status", "date", "adopted"}
    )
    fields["replaces"] = document.replaces
    fields["source"] = library.source(document.source).name
    fields["paragraphs"] = len(library.document(document.id).paragraphs)
    return fields


def _print_documents(library: Library, documents: tuple[Document, ...]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from ui.wording import date_of, standing_of

    if not documents:
        typer.echo("The library holds no papers yet. Add some: protocols add PATH")
        return
    console = out()
    council = ""
    for document in documents:
        if document.council != council:
            console.print(Text(f"{chr(10) if council else ''}{document.council}", style="bold"))
            council = document.council
        n_paragraphs = len(library.document(document.id).paragraphs)
        facts = (
            standing_of(document.status),
            date_of(document.adopted or document.date),
            f"{n_paragraphs} paragraph{'' if n_paragraphs == 1 else 's'}",
        )
        line = Text(document.id, style="cyan").append(f"  {document.title}", style="default")
        console.print(Padding(line, (0, 0, 0, 2)))
        joined = " · ".join(fact for fact in facts if fact)
        console.print(Padding(Text(joined, style="dim"), (0, 0, 0, 4)))


def show(
    document: DocumentArgument,
    label: Annotated[
        str, typer.Argument(help="The paragraph's number as printed: 109, 3.2(h), title.")
    ],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Show one paragraph in the paper's own words, and where it stands."""
    opened = library_for_reading(library, settings())
    paper = one_document(opened, document)
    paragraph = opened.paragraph(paper.id, label)
    if json:
        typer.echo(paragraph_json(paragraph))
        return
    from rich.text import Text

    from ui.wording import document_line, short_place, standing_of

    console = out()
    console.print(Text(f"{paper.council}, {document_line(paper)}", style="bold"))
    console.print(Text(standing_of(paper.status), style="dim"))
    if paragraph.section:
        console.print(Text(paragraph.section, style="dim"))
    console.print(Text(short_place(paragraph), style="bold"))
    if paragraph.lead_in:
        console.print(Text(paragraph.lead_in, style="italic"))
    for number, line in enumerate(paragraph.text.split("\n")):
        console.print(Text(f"• {line}" if number in paragraph.bullets else line))
    for note in paragraph.notes:
        console.print(Text(note, style="dim"))


def remove(
    documents: Annotated[
        list[str],
        typer.Argument(metavar="DOCUMENT...", help="Ids as `protocols list` shows them."),
    ],
    library: AddingLibrary = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before removing.")] = False,
) -> None:
    """Take papers out of the library. The files that they were read from are not touched."""
    from index import Library
    from ui.library import writing_place

    opened = Library.open(writing_place(library), settings().index)
    papers = [one_document(opened, name) for name in documents]
    for paper in papers:
        typer.echo(f"{paper.id}: {paper.council}, {paper.title}")
    if not yes:
        typer.confirm("Remove?", abort=True)
    opened.remove([paper.id for paper in papers])
    typer.echo(f"Removed {len(papers)}.")


def one_document(library: Library, name: str) -> Document:
    """Return the paper whose id is `name`, or the only one whose id holds it.

    Raises:
        UnknownDocumentError: None or several fit.
    """
    from ui.errors import UnknownDocumentError

    documents = library.documents()
    for document in documents:
        if document.id == name:
            return document
    fitting = [document for document in documents if name.casefold() in document.id.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        ids = ", ".join(document.id for document in fitting)
        raise UnknownDocumentError(f"'{name}' fits several papers ({ids}): give more of the id.")
    raise UnknownDocumentError(
        f"The library holds no paper '{name}': `protocols list` shows the ids of those it holds."
    )
