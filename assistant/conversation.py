"""Makes a follow-up into a question that stands by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.answer import Turn
from assistant.question import Mode, Show, mode_of, read_question
from assistant.words import content_stems, plain, read_data, tidy

Edition = Literal["old", "current", "new"]

_MAX_CARRIED_CHARS = 400
_ARTICLES = {"councillor": "a", "officer": "an"}
_SWAPS = {
    "councillor": "officer", "councillors": "officers", "member": "officer", "members": "officers",
    "officer": "councillor", "officers": "councillors",
    "employee": "councillor", "employees": "councillors",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that stands by itself.

    Attributes:
        text: The question as it is searched for and shown.
        follows: Whether it leans on an earlier turn.
        now: The turn's own words.
        base: The earlier question that it leans on, standing by itself; '' where it does not.
        edition: Which edition it asks for: the one before ('old'), the one in force ('current')
            or the one to come ('new').
        bare: Whether it leans on something, but there is no earlier turn to lean on.
        same: Whether it is the earlier question again, for another council or edition, or only
            asks to be shown where the answer stands.
    """

    text: str
    follows: bool
    now: str
    base: str = ""
    edition: Edition | None = None
    bare: bool = False
    same: bool = False


@cache
def _expression(name: str) -> re.Pattern[str]:
    words = (
        entry.replace("?P<about>", f"?P<about{number}>")
        for number, entry in enumerate(read_data("conversation.toml")[name])
    )
    return re.compile("|".join(f"(?:{entry})" for entry in words))


@cache
def _editions() -> dict[Edition, re.Pattern[str]]:
    table = read_data("conversation.toml")["edition"]
    names: tuple[Edition, ...] = ("old", "current", "new")
    return {name: re.compile("|".join(table[name])) for name in names}


def edition_in(text: str) -> Edition | None:
    """Return the edition that a text asks for, None where it names none, or several."""
    lowered = plain(text)
    named = [name for name, words in _editions().items() if words.search(lowered)]
    return named[0] if len(named) == 1 else None


def stand_alone(question: str, history: Sequence[Turn], names: Sequence[str] = ()) -> Standalone:
    """Return the question, resolved from the turns before it.

    Args:
        history: Earlier turns, oldest first.
        names: Names and parts of names of councils, which can take a council's place.
    """
    text = tidy(question)
    base = ""
    for turn in history:
        if read_question(turn.user).talk is None:
            base = _resolve(tidy(turn.user), base, names).text
    return _resolve(text, base, names)


def _resolve(text: str, base: str, names: Sequence[str]) -> Standalone:
    if read_question(text).show in (Show.WHERE, Show.SECTION):
        return Standalone(base or text, bool(base), text, base, bare=not base, same=True)
    leans = leans_backwards(text)
    if not leans:
        return Standalone(text, False, text, edition=edition_in(text))
    if not base:
        return Standalone(text, False, text, edition=edition_in(text), bare=_is_bare(text))
    return _join(text, base, names)


def leans_backwards(text: str) -> bool:
    """Tell whether a turn cannot be understood without the turns before it."""
    lowered = plain(tidy(text))
    if _expression("firm_stand_ins").search(lowered):
        return True
    cleared = _expression("not_stand_ins").sub(lambda found: " " * len(found.group()), lowered)
    if _expression("opens").search(cleared):
        return True
    for found in _expression("stand_ins").finditer(cleared):
        if not _expression("antecedent").search(lowered[: found.start()]):
            return True
    return len(content_stems(text)) < 2


def _is_bare(text: str) -> bool:
    """Tell whether a first turn says too little by itself to be searched for."""
    lowered = plain(text)
    about = re.match(r"(?:what|how) about\b", lowered)
    n_words = len(content_stems(text))
    return n_words == 0 or (
        n_words < 2 and not about and bool(_expression("opens").search(lowered))
    )


def _join(text: str, base: str, names: Sequence[str]) -> Standalone:
    lowered = plain(text)
    about = _expression("about").match(lowered)
    edition = edition_in(text)
    if about and (edition or _is_name(_group(about), names)):
        return Standalone(base, True, text, base, edition=edition, same=True)
    if _expression("swap").search(lowered):
        rest = (
            text[match.end() :].strip(" ?.,")
            if (match := _expression("swap").search(lowered))
            else ""
        )
        swapped = _swapped(base)
        return Standalone(tidy(f"{swapped} {_sentence(rest)}"), True, text, base, edition=edition)
    carried = base if len(base) <= _MAX_CARRIED_CHARS else base[-_MAX_CARRIED_CHARS:]
    return Standalone(f"{_sentence(carried)} {_sentence(text)}", True, text, base, edition=edition)


def _group(match: re.Match[str]) -> str:
    return next((group for group in match.groups() if group), "")


def _is_name(text: str, names: Sequence[str]) -> bool:
    words = plain(text).strip(" ?.!")
    words = re.sub(r"^(?:in|at|for|the)\s+", "", words)
    return any(words == plain(name) for name in names)


def _sentence(text: str) -> str:
    """Return the text as a sentence: a capital first, a question mark or full stop last."""
    if not text:
        return ""
    ended = text if text[-1] in ".?!" else f"{text}?"
    return ended[0].upper() + ended[1:]


def _swapped(text: str) -> str:
    """Return the text with councillors and officers changed about."""
    articles = re.sub(
        r"\b(an?)\s+(councillor|member|officer|employee)\b",
        lambda m: f"{_ARTICLES[_SWAPS[m.group(2).lower()]]} {_SWAPS[m.group(2).lower()]}#",
        text,
        flags=re.IGNORECASE,
    )
    swapped = re.sub(
        r"\b(councillors?|members?|officers?|employees?)\b(?!#)",
        lambda m: _SWAPS[m.group(1).lower()],
        articles,
        flags=re.IGNORECASE,
    )
    return swapped.replace("#", "")


def mode_after(text: str, base: str) -> Mode:
    """Return the mode of a follow-up; 'what about …?' asks as the turn before it did."""
    own = mode_of(text)
    if own is not Mode.FACT or not base:
        return own
    about = _expression("about").match(plain(text)) or re.match(
        r"(?:what|how) about\b", plain(text)
    )
    return read_question(base).mode if about else own
