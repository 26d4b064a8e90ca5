"""Whether a question asks about the paper itself: adopted? when? what changed? who said what?"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from index.errors import ModelError


@lru_cache(8)
def load_phrases(path: Path) -> dict[str, re.Pattern[str]]:
    """Return the patterns in a TOML file of lists of regular expressions, each list as one.

    Raises:
        ModelError: The file is missing or malformed.
    """
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
        return {name: re.compile("|".join(given), re.IGNORECASE) for name, given in data.items()}
    except (OSError, tomllib.TOMLDecodeError, TypeError, re.error) as error:
        raise ModelError(f"The phrases in {path} cannot be read: install it again.") from error


def is_about_paper(question: str, phrases: Path) -> bool:
    """Return whether a question asks about the paper rather than about what it rules."""
    return load_phrases(phrases)["about_paper"].search(question) is not None
