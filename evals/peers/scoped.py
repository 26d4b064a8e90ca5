"""A question with where it may be looked for, in the terms of either pipeline."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScopedQuestion:
    """A question to one council's papers, or to all where the scope is None.

    Attributes:
        council: As our library names it.
        file: The name of that council's PDF, which is all that the tutorial's store knows.
    """

    text: str
    council: str | None
    file: str | None
