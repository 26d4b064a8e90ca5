"""Word's generated numbers, as ECMA-376 part 1, 17.9 has them and as Word prints them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numbering import letter_value, roman_value
from ingest.readers.docx_numbering import format_number

CLAUSES = ("%1.", "%1.%2", "(%3)", "(%4)")
FORMS = ("decimal", "decimal", "lowerLetter", "lowerRoman")


@pytest.fixture
def clauses(xml):
    """The usual outline: 1. then 1.1 then (a) then (i)."""
    pairs = zip(CLAUSES, FORMS, strict=True)
    levels = [xml.lvl(n, text, form) for n, (text, form) in enumerate(pairs)]
    return xml.abstract("0", *levels) + xml.num("1", "0")


@pytest.fixture
def numbers(word, xml):
    """The numbers that paragraphs at the given places of lists get."""

    def read(numbering, *places, styles=""):
        body = "".join(
            xml.p(f"Words {n}", num=num, level=lvl) for n, (num, lvl) in enumerate(places)
        )
        parts = {"numbering": numbering, **({"styles": styles} if styles else {})}
        return [line.number for line in word(body, **parts)]

    return read


def test_an_outline_counts_each_level_and_restarts_those_below(numbers, clauses):
    places = [("1", level) for level in (0, 1, 1, 2, 2, 3, 3, 2, 1, 0, 1, 2)]
    assert numbers(clauses, *places) == [
        "1.", "1.1", "1.2", "(a)", "(b)", "(i)", "(ii)", "(c)", "1.3", "2.", "2.1", "(a)",
    ]  # fmt: skip


def test_a_list_goes_on_after_paragraphs_without_a_number(word, xml, clauses):
    body = xml.p("One", num="1", level=0) + xml.p("Between") + xml.p("Two", num="1", level=0)
    assert [line.number for line in word(body, numbering=clauses)] == ["1.", None, "2."]


def test_lists_of_one_abstract_definition_share_its_counts(numbers, xml, clauses):
    numbering = clauses + xml.num("2", "0")
    assert numbers(numbering, ("1", 0), ("2", 0), ("2", 1), ("1", 1)) == ["1.", "2.", "2.1", "2.2"]


def test_a_list_with_its_own_start_restarts_once_and_the_others_go_on_from_there(
    numbers, xml, clauses
):
    numbering = clauses + xml.num("2", "0", xml.restart(0, 1))
    places = [("1", 0), ("1", 0), ("2", 0), ("2", 0), ("1", 0)]
    assert numbers(numbering, *places) == ["1.", "2.", "1.", "2.", "3."]


def test_a_start_of_a_lower_level_leaves_the_upper_ones_alone(numbers, xml, clauses):
    numbering = clauses + xml.num("2", "0", xml.restart(1, 4))
    places = [("1", 0), ("1", 1), ("2", 1), ("2", 1), ("1", 0), ("1", 1)]
    assert numbers(numbering, *places) == ["1.", "1.1", "1.4", "1.5", "2.", "2.1"]


def test_lists_of_different_definitions_count_apart(numbers, xml, clauses):
    numbering = clauses + xml.abstract("9", xml.lvl(0, "%1)", "upperRoman")) + xml.num("7", "9")
    assert numbers(numbering, ("1", 0), ("7", 0), ("1", 0), ("7", 0)) == ["1.", "I)", "2.", "II)"]


def test_a_level_starts_where_its_definition_says(numbers, xml):
    numbering = xml.abstract("0", xml.lvl(0, "%1.", start=7)) + xml.num("1", "0")
    assert numbers(numbering, ("1", 0), ("1", 0)) == ["7.", "8."]


def test_a_level_redefined_by_a_list_is_printed_as_the_list_says(numbers, xml, clauses):
    override = f'<w:lvlOverride w:ilvl="0">{xml.lvl(0, "Rule %1", "upperLetter")}</w:lvlOverride>'
    numbering = clauses + xml.num("2", "0", override)
    assert numbers(numbering, ("2", 0), ("2", 0), ("1", 0)) == ["Rule A", "Rule B", "3."]


def test_legal_numbering_prints_upper_levels_in_figures(numbers, xml):
    levels = xml.lvl(0, "Part %1", "upperRoman") + xml.lvl(1, "%1.%2", more="<w:isLgl/>")
    numbering = xml.abstract("0", levels) + xml.num("1", "0")
    assert numbers(numbering, ("1", 0), ("1", 0), ("1", 1)) == ["Part I", "Part II", "2.1"]


def test_without_legal_numbering_upper_levels_keep_their_format(numbers, xml):
    levels = xml.lvl(0, "%1", "upperLetter") + xml.lvl(1, "%1.%2")
    numbering = xml.abstract("0", levels) + xml.num("1", "0")
    assert numbers(numbering, ("1", 0), ("1", 0), ("1", 1)) == ["A", "B", "B.1"]


@pytest.mark.parametrize(("rule", "third"), [(0, "1.3"), (1, "1.1"), (None, "1.1")])
def test_a_level_restarts_after_the_levels_that_its_rule_names(numbers, xml, rule, third):
    more = "" if rule is None else f'<w:lvlRestart w:val="{rule}"/>'
    levels = xml.lvl(0, "%1.") + xml.lvl(1, "1.%2", more=more)
    numbering = xml.abstract("0", levels) + xml.num("1", "0")
    places = [("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1)]
    assert numbers(numbering, *places)[4] == third


def test_an_upper_level_that_was_never_used_shows_its_start(numbers, xml):
    levels = xml.lvl(0, "%1.", start=3) + xml.lvl(1, "%1.%2")
    numbering = xml.abstract("0", levels) + xml.num("1", "0")
    assert numbers(numbering, ("1", 1), ("1", 1)) == ["3.1", "3.2"]


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("decimal", ["1", "2", "3"]),
        ("decimalZero", ["01", "02", "03"]),
        ("lowerLetter", ["a", "b", "c"]),
        ("upperLetter", ["A", "B", "C"]),
        ("lowerRoman", ["i", "ii", "iii"]),
        ("upperRoman", ["I", "II", "III"]),
        ("ordinal", ["1st", "2nd", "3rd"]),
        ("cardinalText", ["One", "Two", "Three"]),
        ("ordinalText", ["First", "Second", "Third"]),
        ("hebrew1", ["1", "2", "3"]),
    ],
)
def test_formats(numbers, xml, form, printed):
    numbering = xml.abstract("0", xml.lvl(0, "%1", form)) + xml.num("1", "0")
    assert numbers(numbering, ("1", 0), ("1", 0), ("1", 0)) == printed


def test_a_custom_format_pads_with_noughts(numbers, xml):
    wrapped = (
        '<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback>'
        '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1"/></w:lvl>'
    )
    numbering = xml.abstract("0", wrapped) + xml.num("1", "0")
    assert numbers(numbering, ("1", 0), ("1", 0)) == ["009", "010"]


def test_bullets_are_no_numbers(word, xml):
    levels = xml.lvl(0, "\uf0b7", "bullet") + xml.lvl(1, "–", "none")
    numbering = xml.abstract("0", levels) + xml.num("1", "0")
    body = xml.p("One", num="1", level=0) + xml.p("Two", num="1", level=1)
    assert [(line.bullet, line.number) for line in word(body, numbering=numbering)] == [
        (True, None), (True, None),
    ]  # fmt: skip


def test_a_level_without_text_or_of_hidden_numbers_prints_nothing_but_counts(numbers, xml):
    hidden = xml.lvl(1, "%1.%2").replace("</w:lvl>", "<w:rPr><w:vanish/></w:rPr></w:lvl>")
    levels = xml.lvl(0, "") + hidden + xml.lvl(2, "%1.%2.%3")
    numbering = xml.abstract("0", levels) + xml.num("1", "0")
    assert numbers(numbering, ("1", 0), ("1", 1), ("1", 2)) == [None, None, "1.1.1"]


def test_an_empty_paragraph_of_a_list_takes_its_number(word, xml, clauses):
    body = (
        xml.p("One", num="1", level=0) + xml.p("", num="1", level=0) + xml.p("3", num="1", level=0)
    )
    assert [line.number for line in word(body, numbering=clauses)] == ["1.", "3."]


# Numbers that come by way of a style


@pytest.fixture
def styled(xml):
    """Styles that are levels of an outline; the second and third are based on the first."""
    styles = (
        xml.style("Clause", properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
        + xml.style("Sub", of="Clause", properties='<w:numPr><w:ilvl w:val="1"/></w:numPr>')
        + xml.style("SubOfSub", of="Sub", properties='<w:numPr><w:ilvl w:val="2"/></w:numPr>')
        + xml.style("Quiet", of="Clause", properties='<w:numPr><w:numId w:val="0"/></w:numPr>')
        + xml.style("Variant", of="Sub")
    )
    levels = [
        xml.lvl(n, text, more=f'<w:pStyle w:val="{name}"/>')
        for n, (text, name) in enumerate(
            [("%1.", "Clause"), ("%1.%2", "Sub"), ("%1.%2.%3", "SubOfSub")]
        )
    ]
    return {"styles": styles, "numbering": xml.abstract("0", *levels) + xml.num("1", "0")}


def test_a_style_gives_its_level_through_its_chain(word, xml, styled):
    names = ["Clause", "Sub", "SubOfSub", "Variant", "Clause", "Sub"]
    lines = word("".join(xml.p("Words", style=name) for name in names), **styled)
    assert [line.number for line in lines] == ["1.", "1.1", "1.1.1", "1.2", "2.", "2.1"]


def test_a_style_that_leaves_the_list_has_no_number(word, xml, styled):
    lines = word(xml.p("One", style="Clause") + xml.p("None", style="Quiet"), **styled)
    assert [line.number for line in lines] == ["1.", None]


def test_a_paragraph_may_leave_its_styles_list(word, xml, styled):
    body = (
        xml.p("One", style="Clause")
        + xml.p("None", style="Clause", num="0")
        + xml.p("Two", style="Clause")
    )
    assert [line.number for line in word(body, **styled)] == ["1.", None, "2."]


def test_a_paragraph_may_stand_at_another_level_of_its_styles_list(word, xml, styled):
    body = xml.p("One", style="Clause") + xml.p("Below", style="Clause", level=1)
    assert [line.number for line in word(body, **styled)] == ["1.", "1.1"]


def test_a_cycle_of_styles_ends(word, xml):
    styles = xml.style("A", of="B") + xml.style("B", of="A")
    assert [line.text for line in word(xml.p("Words", style="A"), styles=styles)] == ["Words"]


def test_a_definition_may_be_linked_through_a_numbering_style(numbers, xml):
    styles = (
        '<w:style w:type="numbering" w:styleId="House"><w:name w:val="House"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    linked = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="House"/></w:abstractNum>'
    numbering = (
        xml.abstract("0", xml.lvl(0, "§%1")) + linked + xml.num("1", "0") + xml.num("2", "5")
    )
    assert numbers(numbering, ("2", 0), ("2", 0), styles=styles) == ["§1", "§2"]


def test_numbering_styles_that_link_in_a_circle_give_no_number(numbers, xml):
    styles = (
        '<w:style w:type="numbering" w:styleId="House"><w:name w:val="House"/><w:pPr><w:numPr>'
        '<w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    linked = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="House"/></w:abstractNum>'
    assert numbers(linked + xml.num("2", "5"), ("2", 0), styles=styles) == [None]


def test_a_list_that_is_not_defined_gives_no_number(numbers, xml, clauses):
    assert numbers(clauses + xml.num("4", "77"), ("99", 0), ("4", 0)) == [None, None]


@pytest.mark.parametrize("wrong", ["-3", "x", "", "9" * 40, "1e9"])
def test_a_start_that_is_no_number_does_no_harm(numbers, xml, wrong):
    level = xml.lvl(0, "%1.").replace('w:start w:val="1"', f'w:start w:val="{wrong}"')
    found = numbers(xml.abstract("0", level) + xml.num("1", "0"), ("1", 0), ("1", 42))
    assert len(found) == 2


@given(st.integers(min_value=1, max_value=39))
def test_romans_are_read_as_they_are_written(n):
    assert roman_value(format_number(n, "lowerRoman")) == n


@given(st.integers(min_value=1, max_value=52))
def test_letters_are_read_as_they_are_written(n):
    assert letter_value(format_number(n, "lowerLetter")) == n


@given(
    st.integers(min_value=0, max_value=32767),
    st.sampled_from(
        ["decimal", "lowerRoman", "upperLetter", "ordinal", "ordinalText", "cardinalText", "none"]
    ),
)
def test_every_number_that_word_allows_has_a_short_form(n, form):
    assert len(format_number(n, form)) < 60
