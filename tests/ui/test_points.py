"""What the page's components are given: plain words, in pieces, with their marks."""

from ingest.documents import Document, Heading, Mark, Paragraph, Run
from ui.page.points import answer_points, neighbours, paper_blocks, paragraph_block, without_repeats


def paragraph(order: int = 0, **fields: object) -> Paragraph:
    given = {"document": "d", "label": str(order + 1), "order": order, "text": "Words."} | fields
    return Paragraph.model_validate(given)


def words_of(block: dict) -> list[str]:  # type: ignore[type-arg]
    return ["".join(piece["words"] for piece in line["pieces"]) for line in block["lines"]]


def test_an_answer_becomes_points_with_its_markers_apart() -> None:
    points = answer_points(
        "It depends. [1]\n\n- Only in a public room. [2] [3]\n1. And by day. [1]"
    )
    assert [point["bullet"] for point in points] == [False, True, True]
    assert points[1]["parts"] == [{"words": "Only in a public room."}, {"marker": 2}, {"marker": 3}]


def test_square_brackets_that_are_no_marker_stay_words() -> None:
    assert answer_points("Ask [the Leader].")[0]["parts"] == [{"words": "Ask [the Leader]."}]


def test_the_quote_is_marked_within_its_paragraph_and_nothing_is_lost() -> None:
    each = paragraph(text="Ask first.\nThen wait five days.\nThen go.", bullets=(1, 2))
    block = paragraph_block(each, (), quote="first.\nThen wait")
    assert words_of(block) == ["Ask first.", "Then wait five days.", "Then go."]
    assert [line["bullet"] for line in block["lines"]] == [False, True, True]
    quoted = [p["words"] for line in block["lines"] for p in line["pieces"] if p.get("kind")]
    assert quoted == ["first.", "Then wait"]


def test_pointers_lead_to_paragraphs_that_the_paper_has_except_itself() -> None:
    block = paragraph_block(paragraph(text="See paragraphs 1 and 2."), {"1", "2"})
    pointers = [p["pointer"] for line in block["lines"] for p in line["pieces"] if "pointer" in p]
    assert pointers == ["2"]


def test_amended_words_are_shown_as_printed() -> None:
    printed = (
        Run(text="Reply in ", mark=Mark.KEPT),
        Run(text="ten", mark=Mark.STRUCK),
        Run(text="five", mark=Mark.INSERTED),
        Run(text=" days.", mark=Mark.KEPT),
    )
    block = paragraph_block(paragraph(text="Reply in five days.", printed=printed), ())
    kinds = [piece.get("kind") for piece in block["lines"][0]["pieces"]]
    assert kinds == [None, "struck", "inserted", None]


def test_a_paper_keeps_its_headings_in_their_places() -> None:
    document = Document(
        id="d",
        source="0" * 64,
        council="A Council",
        title="A Protocol",
        headings=(
            Heading(label="1", text="Roles", level=1, before=0),
            Heading(label="2", text="Rooms", level=1, before=1),
            Heading(label="3", text="Later", level=1, before=2, empty=True),
        ),
        paragraphs=(paragraph(0), paragraph(1)),
    )
    blocks = paper_blocks(document, current="2")
    assert [block.get("heading") or block["label"] for block in blocks] == [
        "1 Roles",
        "1",
        "2 Rooms",
        "2",
        "3 Later",
    ]
    assert [block["label"] for block in blocks if block.get("current")] == ["2"]


def test_a_lead_in_is_said_once_above_the_items_that_hang_from_it() -> None:
    given = [
        paragraph(0, text="Officers may attend only where:"),
        paragraph(1, text="asked;", lead_in="Officers may attend only where:"),
        paragraph(2, text="free.", lead_in="Officers may attend only where:"),
        paragraph(3, text="by day.", lead_in="Surgeries are held:"),
        paragraph(4, text="indoors.", lead_in="Surgeries are held:"),
    ]
    blocks = without_repeats([paragraph_block(each, ()) for each in given])
    assert [block["lead_in"] for block in blocks] == ["", "", "", "Surgeries are held:", ""]
    assert without_repeats([paragraph_block(given[2], ())])[0]["lead_in"]


def test_neighbours_stop_at_the_ends_of_the_paper() -> None:
    document = Document(
        id="d",
        source="0" * 64,
        council="A Council",
        title="A Protocol",
        paragraphs=tuple(paragraph(order) for order in range(5)),
    )
    assert [each.label for each in neighbours(document, "1")] == ["1", "2", "3"]
    assert [each.label for each in neighbours(document, "3")] == ["1", "2", "3", "4", "5"]
    assert neighbours(document, "99") == []
