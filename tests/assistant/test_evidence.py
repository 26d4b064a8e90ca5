"""Which of the paragraphs found are cited."""

from __future__ import annotations

from assistant.evidence import Scored, choose_evidence
from assistant.lexicon import build_lexicon
from assistant.nearness import Scales
from assistant.question import read_question
from assistant.settings import AssistantSettings
from index.hits import Hit
from ingest.documents import Document, Kind, Paragraph

SETTINGS = AssistantSettings(also_at=0.5, also_share=0.5, beside_share=0.2)
_DOCUMENT = Document(id="d", source="", council="Ashcombe", title="P", kind=Kind.PROTOCOL)
_TEXTS = (
    "Officers should answer enquiries within five days.",
    "A holding reply is sent where that is not possible.",
    "Visits to depots are arranged with the manager.",
    "Gifts worth more than fifty pounds are declared.",
)
_HEADINGS = ("Enquiries", "Enquiries", "Visits", "Gifts")


def chosen(chances: dict[int, float], covered: float = 1.0) -> list[str]:
    """Return the labels that are cited where paragraphs answer with these chances."""
    scored = [
        Scored(
            Hit(
                Paragraph(
                    document="d",
                    label=str(order + 1),
                    order=order,
                    headings=(_HEADINGS[order],),
                    text=_TEXTS[order],
                ),
                _DOCUMENT,
                rank,
                chance,
            ),
            chance,
            0.5,
        )
        for rank, (order, chance) in enumerate(
            sorted(chances.items(), key=lambda item: -item[1]), start=1
        )
    ]
    scales = Scales(build_lexicon(_TEXTS))
    asked = read_question("How soon do officers answer?")
    evidence = choose_evidence(asked, (tuple(scored),), (covered,), scales, SETTINGS)
    return [item.paragraph.label for item in evidence]


def test_the_best_is_cited_and_others_only_at_a_bar() -> None:
    assert chosen({0: 0.8, 2: 0.6, 3: 0.3}) == ["1", "3"]


def test_the_best_is_cited_however_low_its_own_chance_where_the_papers_are_likely_to_answer() -> (
    None
):
    assert chosen({3: 0.05, 2: 0.01}) == ["4"]


def test_nothing_is_cited_where_the_papers_are_not_likely_to_answer() -> None:
    assert chosen({0: 0.9}, covered=SETTINGS.answer_at - 0.01) == []


def test_the_paragraph_next_to_the_best_under_its_heading_is_cited_sooner_than_others() -> None:
    assert chosen({0: 0.4, 1: 0.1, 3: 0.1}) == ["1", "2"]
    assert chosen({1: 0.4, 2: 0.1}) == ["2"]  # next to it, but under another heading
    assert chosen({0: 0.4, 1: 0.05}) == ["1"]
