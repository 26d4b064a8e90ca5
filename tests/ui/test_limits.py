"""One visit may ask so many questions a minute."""

from collections import deque

import pytest

from ui.errors import TooManyQuestionsError
from ui.limits import count_question


def test_as_many_as_may_be_are_let_by_and_the_next_is_told_how_long_to_wait() -> None:
    moments: deque[float] = deque()
    for second in range(3):
        count_question(moments, n_per_minute=3, now_s=100.0 + second)
    with pytest.raises(TooManyQuestionsError, match="wait 51 seconds"):
        count_question(moments, n_per_minute=3, now_s=109.5)
    with pytest.raises(TooManyQuestionsError, match=r"wait 1 second and"):
        count_question(moments, n_per_minute=3, now_s=159.9)


def test_a_minute_after_the_first_another_may_be_asked() -> None:
    moments = deque([100.0, 130.0])
    count_question(moments, n_per_minute=2, now_s=160.0)
    assert list(moments) == [130.0, 160.0]


def test_what_was_refused_does_not_count() -> None:
    moments = deque([100.0])
    for second in range(10):
        with pytest.raises(TooManyQuestionsError):
            count_question(moments, n_per_minute=1, now_s=101.0 + second)
    count_question(moments, n_per_minute=1, now_s=160.0)
