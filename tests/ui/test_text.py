"""Words of papers and people are shown as they are, whatever marks they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ui.page.text import plain, plain_block

RENDER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(markdown: str) -> str:
    """Return what CommonMark makes of it, with its one paragraph's tags taken off."""
    return RENDER.render(markdown).removeprefix("<p>").removesuffix("</p>\n")


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "**not bold** and _not italic_",
        "[a link](https://example.org)",
        "![an image](https://example.org/x.png)",
        "# not a heading",
        "1. not a list",
        "`not code` and $x^2$ and ~~not struck~~",
        ":red[not red] :material/home:",
        "&lt;b&gt;",
        "| a | b |",
    ],
)
def test_no_mark_is_read_as_markup(words: str) -> None:
    html = shown(plain(words))
    assert "<" not in html
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        words = words.replace(sign, entity)
    assert html.replace("\u2060", "") == words


def test_a_short_code_is_broken_so_that_no_picture_takes_its_place() -> None:
    assert ":\u2060smile" in shown(plain("a :smile: here"))
    assert ":\u2060material" in shown(plain("a :material/home: here"))


def test_lines_stay_lines() -> None:
    assert shown(plain_block("one\ntwo")).count("<br") == 1


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=60))
def test_no_text_gives_a_tag_of_its_own(words: str) -> None:
    assert "<" not in shown("x" + plain(words) + "x")
