"""Dates, telephone numbers, references and footnote marks that look like numbers of paragraphs."""

from __future__ import annotations

from collections.abc import Callable

from ingest.structure import Structure

Parse = Callable[[str], Structure]


def labels(structure: Structure) -> list[str]:
    return [p.label for p in structure.paragraphs]


def test_dates_amounts_and_telephone_numbers_are_no_labels(parse_wrapped: Parse) -> None:
    found = parse_wrapped(
        """
        1. Trust matters between members and officers.
        2. In May the council resolved to write this down and asked
        3 officers to draft it by
        12 June, at a cost below
        4,000 pounds.
        3. The draft was agreed in
        2022. It came into force a year later.
        4. Ring 01632 960001 or
        020 7946 0001 with questions.
        """
    )
    assert labels(found) == ["1", "2", "3", "4"]


def test_references_at_the_start_of_a_line_are_no_labels(parse_wrapped: Parse) -> None:
    found = parse_wrapped(
        """
        8.1 Requests are made in writing.
        8.1.1 A request names its purpose.
        8.1.2 A request is answered in five days, as paragraph
        8.1.1 above requires; see also paragraph
        8.1.3 below, and items (a) and
        (b) of the code, or by
        12 noon on the next day.
        8.1.3 A refusal gives reasons.
        """
    )
    assert labels(found) == ["8.1", "8.1.1", "8.1.2", "8.1.3"]


def test_quoted_numbers_are_no_labels(parse: Parse) -> None:
    found = parse(
        """
        1. BACKGROUND

        1.1 The committee asked for two changes:

        - Paragraph 70 should speak of a conflict of interest;
        - 72 – “Officers must justify” should read “explain”.

        2. RECOMMENDATION

        The changes are agreed.
        """
    )
    assert labels(found) == ["1.1", "2"]


def test_a_footnotes_mark_that_starts_a_line_is_no_number(parse: Parse) -> None:
    found = parse(
        """
        7. Enquiries

        - 7.1 Members look at the web site first to report a fault or to ask for a service
        1. Members ask residents to do the same.
        - 7.2 A member who needs an officer rings the

        ¹ The site is quickest.
        [Report a fault](#)

        duty desk, which is open all day.
        """
    )
    assert labels(found) == ["7.1", "7.2"]
    first, second = found.paragraphs
    assert first.text.endswith("ask for a service¹. Members ask residents to do the same.")
    assert first.notes == ("¹ The site is quickest. Report a fault",)
    assert second.text == (
        "A member who needs an officer rings the duty desk, which is open all day."
    )


def test_a_lower_number_in_running_text_ends_no_series(parse_wrapped: Parse) -> None:
    found = parse_wrapped(
        """
        40. Officers serve the whole council.
        41. Members ask for the facts within
        5. Nothing else is asked of the
        42. Officers answer.
        """.replace("5. Nothing else is asked of the", "5 working days.")
    )
    assert labels(found) == ["40", "41", "42"]
