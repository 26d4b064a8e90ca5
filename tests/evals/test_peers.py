"""What counts as found when a pipeline's chunks are not paragraphs."""

from __future__ import annotations

from evals.finding.figures import figure
from evals.peers.tutorial import holds_most_of

PARAGRAPH = "Officers should answer a member's enquiry within five working days of it"


def test_a_chunk_holds_a_paragraph_that_it_has_most_runs_of_three_words_of():
    assert holds_most_of(f"Before. {PARAGRAPH} and after", PARAGRAPH)
    assert holds_most_of("answer a member's enquiry within five working days of it", PARAGRAPH)


def test_a_chunk_that_shares_the_words_in_another_order_does_not():
    assert not holds_most_of("days working five within officers answer should", PARAGRAPH)


def test_a_figure_is_a_mean_with_a_seeded_interval():
    assert figure([1.0, 1.0]) == "100% (100%–100%)"
    assert figure([0.0, 1.0] * 50) == figure([0.0, 1.0] * 50)
    assert figure([]) == "–"
