"""What is taken out of a question before it is kept, and what is left as it was asked."""

import pytest

from assistant.words import content_stems
from ui.activity_redaction import personal_words, redact

PAPERS = frozenset(
    stem
    for word in "officers may advise members at a ward surgery; complaints wait for the panel"
    for stem in content_stems(word)
) | frozenset(content_stems("officer advise member ward surgery complaint wait panel brief gift"))


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("Write to j.o'neill@merrow.gov.uk about it", "Write to [e-mail address] about it"),
        ("Is pat+ward@example.org an officer?", "Is [e-mail address] an officer?"),
        ("Ring 01632 960123 today", "Ring [telephone number] today"),
        ("Ring (020) 7946 0018 today", "Ring [telephone number] today"),
        ("Ring +44 1632 960 123", "Ring [telephone number]"),
        ("Ring 07700900123, ext. 45", "Ring [telephone number]"),
        ("on extension 4521", "on [telephone number]"),
        ("a resident of AB12 3CD complains", "a resident of [postcode] complains"),
    ],
)
def test_addresses_and_numbers_are_taken_out(asked: str, kept: str) -> None:
    assert redact(asked) == kept


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("Can Cllr Jane Smith see the file?", "Can Cllr [name] see the file?"),
        ("Can cllr smith see the file?", "Can cllr [name] see the file?"),
        ("cllr jane smith asked me", "cllr [name] asked me"),
        ("Councillor O'Neill shouted at me", "Councillor [name] shouted at me"),
        ("Mr. J. P. Patel-Jones’s e-mails", "Mr. [name]’s e-mails"),
        ("Mrs de la Cruz and Mr van Dyk", "Mrs [name] and Mr [name]"),
        ("Cllrs Price, Young and Hall came", "Cllrs [name], [name] and [name] came"),
        ("Sir Keith wants a briefing", "Sir [name] wants a briefing"),
        ("the Mayor, Dr Alma Reyes, said", "the Mayor, Dr [name], said"),
        ("the Monitoring Officer Sam Dale said", "the Monitoring Officer [name] said"),
        ("Deputy Leader Ann Other", "Deputy Leader [name]"),
        ("CAN CLLR SMITH ASK?", "CAN CLLR [name] ASK?"),
    ],
)
def test_names_after_titles_are_taken_out(asked: str, kept: str) -> None:
    assert redact(asked) == kept


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("councillor ahmadi wants a brief", "councillor [name] wants a brief"),
        ("can councillor pryce complain", "can councillor [name] complain"),
    ],
)
def test_a_name_in_small_letters_is_told_by_what_the_papers_do_not_say(
    asked: str, kept: str
) -> None:
    assert redact(asked, known=PAPERS) == kept


@pytest.mark.parametrize(
    "asked",
    [
        "Can a councillor bring an officer to a surgery?",
        "What does paragraph 6.6(c) of the protocol adopted on 20 May 2025 say?",
        "Is the Councillor Code of Conduct part of it?",
        "May the Chief Executive or the Monitoring Officer refuse?",
        "Councillor Officer Relations",
        "a councillor waits for officers at the panel",
        "Does 2016 differ from 2025, and 109 from 110?",
        "CAN A COUNCILLOR ASK AN OFFICER",
        "What is a gift of £25.00 on 01/02/2025?",
        "miss",
    ],
)
@pytest.mark.parametrize("known", [frozenset(), PAPERS], ids=["no papers", "papers"])
def test_what_tells_of_nobody_stays_as_it_was_asked(asked: str, known: frozenset[str]) -> None:
    assert redact(asked, known=known) == asked


def test_what_was_taken_out_once_stays_out() -> None:
    once = redact("Cllr Smith, 01632 960123, s@example.org")
    assert redact(once) == once


def test_the_lists_are_in_small_letters_and_do_not_contradict_one_another() -> None:
    lists = personal_words()
    for field in type(lists).model_fields:
        assert all(word == word.casefold() for word in getattr(lists, field))
    assert not lists.titles & lists.title_words
    assert not lists.titles & lists.ordinary
    assert not lists.posts & (lists.titles | lists.title_words)
    assert lists.plurals <= lists.titles | lists.title_words
