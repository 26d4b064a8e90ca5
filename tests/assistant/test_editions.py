"""Which of a council's protocols an edition named in a question means."""

from __future__ import annotations

import pytest

from assistant.conversation import edition_in
from assistant.editions import editions_asked
from ingest.documents import Document, Kind, Status

OLD, NOW, COMING = Status.SUPERSEDED, Status.ADOPTED, Status.PROPOSED


def papers(*statuses: Status) -> list[Document]:
    return [
        Document(
            id=status.value, source="", council="A", title="P", kind=Kind.PROTOCOL, status=status
        )
        for status in statuses
    ]


@pytest.mark.parametrize(
    ("held", "edition", "meant"),
    [
        ((OLD, NOW), "old", OLD),
        ((OLD, NOW), "current", NOW),
        ((OLD, NOW), "new", NOW),
        ((NOW, COMING), "old", NOW),
        ((NOW, COMING), "current", NOW),
        ((NOW, COMING), "new", COMING),
        ((OLD, NOW, COMING), "old", OLD),
        ((OLD, NOW, COMING), "new", COMING),
    ],
)
def test_old_is_what_went_before_and_new_what_comes_after(held, edition, meant):
    assert [doc.id for doc in editions_asked(papers(*held), edition)] == [meant.value]


@pytest.mark.parametrize(
    ("held", "edition"), [((NOW,), "old"), ((COMING,), "current"), ((NOW,), None)]
)
def test_a_council_without_that_edition_has_none_of_it(held, edition):
    assert editions_asked(papers(*held), edition) == ()


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("what did the previous rules say of gifts?", "old"),
        ("May I under the existing text?", "current"),
        ("and the update?", "new"),
        ("What differs between the existing text and the proposed text?", None),
        ("May I take an old chair home?", None),
    ],
)
def test_an_edition_is_read_from_the_words(text, edition):
    assert edition_in(text) == edition
