"""How many questions a minute one visit may ask, so that nobody can wear the page out."""

from __future__ import annotations

import math
from collections import deque

from ui.errors import TooManyQuestionsError

_WINDOW_S = 60.0


def count_question(moments: deque[float], *, n_per_minute: int, now_s: float) -> None:
    """Count a question that is asked now; a refused one is not counted.

    Args:
        moments: When the visit's last questions were asked, in seconds of any steady clock;
            changed in place.

    Raises:
        TooManyQuestionsError: As many were asked in the last minute as may be; it says how long
            to wait.
    """
    while moments and now_s - moments[0] >= _WINDOW_S:
        moments.popleft()
    if len(moments) >= n_per_minute:
        wait_s = max(1, math.ceil(_WINDOW_S - (now_s - moments[0])))
        raise TooManyQuestionsError(
            f"That is {n_per_minute} questions within a minute, which is as many as one person may "
            f"ask. Please wait {wait_s} second{'s' if wait_s > 1 else ''} and ask again."
        )
    moments.append(now_s)
