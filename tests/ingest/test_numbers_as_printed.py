"""Numbers printed in less usual ways, each in words of our own."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from ingest import PaperFile, read_paper
from ingest.documents import Document

FIRST = "Members are courteous to officers at all times."
SECOND = "Officers are courteous to members in all that they do."
THIRD = "Neither is rude to the other in public."


def read(source: str, name: str = "paper.txt") -> Document:
    data = textwrap.dedent(source).encode()
    [document] = read_paper(PaperFile(Path(name), data=data)).documents
    return document


def labels(document: Document) -> list[str]:
    return [p.label for p in document.paragraphs]


@pytest.mark.parametrize(
    "form",
    [
        "{n}. ",
        "{n}) ",
        "{n}: ",
        "{n} - ",
        "{n} – ",
        "({n}) ",
        "§ {n} ",
        "Rule {n}: ",
        "Para. {n} – ",
    ],
)
def test_whole_numbers(form: str) -> None:
    words = "\n\n".join(
        form.format(n=n) + text for n, text in enumerate((FIRST, SECOND, THIRD), start=1)
    )
    found = read(f"PROTOCOL ON MEMBERS AND OFFICERS\n\n{words}\n")
    assert labels(found) == ["1", "2", "3"]
    assert [p.text for p in found.paragraphs] == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("form", ["{n} ", "{n}. ", "({n}) ", "{n}) ", "Paragraph {n}: ", "§{n} "])
def test_dotted_numbers(form: str) -> None:
    words = "\n\n".join(
        form.format(n=n) + text
        for n, text in zip(("1.1", "1.2", "2.1"), (FIRST, SECOND, THIRD), strict=True)
    )
    found = read(f"PROTOCOL ON MEMBERS AND OFFICERS\n\n{words}\n")
    assert labels(found) == ["1.1", "1.2", "2.1"]
    assert [p.text for p in found.paragraphs] == [FIRST, SECOND, THIRD]


def test_items_with_the_whole_number_before_each() -> None:
    found = read(
        """
        PROTOCOL ON MEMBERS AND OFFICERS

        3.1 Officers must:

        3.1.a reply within five days;

        3.1.b say who deals with a matter.

        3.2 Members must:

        3.2(a) ask the head of service;

        3.2(b) wait for the reply.
        """
    )
    assert labels(found) == ["3.1", "3.1(a)", "3.1(b)", "3.2", "3.2(a)", "3.2(b)"]
    assert found.paragraphs[5].lead_in == "Members must:"


def test_paragraphs_put_in_later_with_a_letter() -> None:
    found = read(
        """
        PROTOCOL ON MEMBERS AND OFFICERS

        4.1 Officers serve the whole council.

        4.1A Officers of a political group's office serve that group.

        4.1B They are named in a list.

        4.2 Members respect this.
        """
    )
    assert labels(found) == ["4.1", "4.1A", "4.1B", "4.2"]
    whole = read(
        f"""
        PROTOCOL ON MEMBERS AND OFFICERS

        4. {FIRST}

        5. {SECOND}

        5A. Co-opted members are members here.

        6. {THIRD}
        """
    )
    assert labels(whole) == ["4", "5", "5A", "6"]


def test_a_title_with_its_number_between_lines_that_no_blank_line_parts() -> None:
    found = read(
        """\
        PROTOCOL ON MEMBERS AND OFFICERS
        1. Conduct
        1.1 Members are courteous to officers at all times, and keep in mind that they
        are there to serve the whole council.
        1.2 Officers are courteous to members:
        (a) in letters;
        (b) in meetings.
        2. Requests
        2.1 A member asks the head of service.
        2.2 The head of service replies in five days. See paragraph
        1.2 for courtesy.
        2.3 That is all.
        """
    )
    assert labels(found) == ["1.1", "1.2", "1.2(a)", "1.2(b)", "2.1", "2.2", "2.3"]
    assert [(h.label, h.text) for h in found.headings] == [("1", "Conduct"), ("2", "Requests")]
    assert found.paragraphs[3].text == "in meetings."
    assert found.paragraphs[5].text.endswith("See paragraph 1.2 for courtesy.")


def test_a_table_of_numbers_and_provisions() -> None:
    found = read(
        f"""
        # Protocol on Members and Officers

        These are the rules.

        | No. | Provision |
        | --- | --- |
        | 1 | {FIRST} |
        | 2 | {SECOND} |
        | 3 | {THIRD} |
        """,
        "paper.md",
    )
    assert labels(found)[-3:] == ["1", "2", "3"]
    assert [p.text for p in found.paragraphs][-3:] == [FIRST, SECOND, THIRD]


def test_a_table_of_figures_stays_a_table() -> None:
    found = read(
        """
        # Protocol on Members and Officers

        1. These times are allowed:

        | Stage | Days |
        | --- | --- |
        | 1 | 5 |
        | 2 | 10 |
        | 3 | 20 |

        2. They count from the day of receipt.
        """,
        "paper.md",
    )
    assert labels(found) == ["1", "2"]
    assert "2 10" in found.paragraphs[0].text


@pytest.mark.parametrize(
    "words",
    [
        "2 - 4 weeks are allowed for this.",
        "10: 30 is when meetings begin.",
        "Paragraph 9.4 applies to them too.",
        "Rule 12 is not changed by this.",
        "5D glasses are not needed.",
    ],
)
def test_what_only_looks_like_such_a_number_stays_in_its_paragraph(words: str) -> None:
    found = read(
        f"""
        PROTOCOL ON MEMBERS AND OFFICERS

        1.1 {FIRST}

        1.2 {SECOND}
        {words}

        1.3 {THIRD}
        """
    )
    assert labels(found) == ["1.1", "1.2", "1.3"]
    assert found.paragraphs[1].text.endswith(words)
