"""Two editions side by side: every paragraph once, and every word accounted for."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Mark, Paragraph
from ui.page.editions import Change, changed_words, pair_editions


def paragraphs(*texts: str) -> list[Paragraph]:
    return [
        Paragraph(document="d", label=str(order + 1), order=order, text=text)
        for order, text in enumerate(texts)
    ]


NOTICE = "An officer who is asked for advice must reply within five working days of the request."
LONGER = "An officer who is asked for advice must reply within ten working days of the request."
ROOMS = "Council rooms may be booked by any member for a ward surgery at no charge."
PRESS = "Only the press office may speak to newspapers in the council's name."


def test_each_paragraph_is_the_same_changed_added_or_dropped() -> None:
    pairs = pair_editions(paragraphs(NOTICE, ROOMS), paragraphs(PRESS, LONGER, NOTICE.upper()))
    changes = [pair.change for pair in pairs]
    assert changes.count(Change.DROPPED) == 1
    assert Change.ADDED in changes
    assert Change.SAME in changes


def test_a_moved_paragraph_is_found_again() -> None:
    pairs = pair_editions(paragraphs(NOTICE, ROOMS), paragraphs(ROOMS, LONGER))
    assert [
        (pair.earlier and pair.earlier.label, pair.later and pair.later.label) for pair in pairs
    ] == [
        ("2", "1"),
        ("1", "2"),
    ]
    assert [pair.change for pair in pairs] == [Change.SAME, Change.CHANGED]


def test_a_dropped_paragraph_stands_where_it_was() -> None:
    pairs = pair_editions(paragraphs(NOTICE, PRESS, ROOMS), paragraphs(NOTICE, ROOMS))
    assert [pair.change for pair in pairs] == [Change.SAME, Change.DROPPED, Change.SAME]


def test_words_that_changed_are_marked_and_no_others() -> None:
    runs = changed_words(NOTICE, LONGER)
    assert [run.text for run in runs if run.mark is Mark.STRUCK] == ["five"]
    assert [run.text for run in runs if run.mark is Mark.INSERTED] == ["ten"]


TEXTS = st.lists(st.text(alphabet="ab c.", max_size=30), max_size=6)


@given(TEXTS, TEXTS)
def test_every_paragraph_of_both_stands_exactly_once(earlier: list[str], later: list[str]) -> None:
    old, new = paragraphs(*earlier), paragraphs(*later)
    pairs = pair_editions(old, new)
    assert sorted(pair.earlier.order for pair in pairs if pair.earlier) == list(range(len(old)))
    assert [pair.later.order for pair in pairs if pair.later] == list(range(len(new)))


@given(st.text(max_size=80), st.text(max_size=80))
def test_runs_give_both_texts_back(earlier: str, later: str) -> None:
    runs = changed_words(earlier, later)
    assert "".join(run.text for run in runs if run.mark is not Mark.INSERTED) == earlier
    assert "".join(run.text for run in runs if run.mark is not Mark.STRUCK) == later
