"""Where one paragraph points to another of its own paper."""

import pytest

from ui.page.crossrefs import find_pointers

LABELS = {"5", "5.4", "7.1", "7.2", "8.9(a)", "12"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("as paragraph 5.4 explains", [("5.4", "5.4")]),
        ("see paragraphs 5.4 and 12", [("5.4", "5.4"), ("12", "12")]),
        ("the route in Section 7", [("7", "7.1")]),
        ("para. 8.9(a) applies", [("8.9(a)", "8.9(a)")]),
        ("the limits of paragraph 8.9", [("8.9", "8.9(a)")]),
        ("section 151 officer", []),
        ("within 5 working days", []),
        ("paragraph 99", []),
    ],
)
def test_only_numbers_that_the_paper_has_become_pointers(
    text: str, found: list[tuple[str, str]]
) -> None:
    pointers = find_pointers(text, LABELS)
    assert [(text[each.start : each.end], each.label) for each in pointers] == found
