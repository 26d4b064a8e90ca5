"""Reads a question: who asks, about what, and what sort of answer would answer it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from assistant.answer import Role
from assistant.words import content_stems, plain, read_data, tidy


class Mode(StrEnum):
    """What sort of answer a question, or a part of one, asks for."""

    COMPARE = "compare"
    CHANGED = "changed"
    STATUS = "status"
    SAID = "said"
    HOW_MANY = "how_many"
    WHEN = "when"
    WHO = "who"
    MAY = "may"
    MUST = "must"
    HOW = "how"
    DEFINE = "define"
    FACT = "fact"


class Talk(StrEnum):
    """Turns that want a sentence, not a search."""

    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT = "about"
    MACHINERY = "machinery"
    OUTSIDE = "outside"


class Show(StrEnum):
    """Turns that want a paragraph shown."""

    LABEL = "label"
    WHERE = "where"
    SECTION = "section"


POLAR = frozenset({Mode.MAY, Mode.MUST})


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question asks."""

    text: str
    mode: Mode
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks.

    Attributes:
        text: The question, on one line.
        parts: In order; a plain question has one.
        background: Sentences of it that ask nothing but tell the circumstances.
        terms: Stems of all its words that carry subject matter.
        asker: Who asks, where the words show it.
        labels: Paragraph labels that it names ('paragraph 70').
        premise: A claim that it takes for granted, '' where it makes none.
        talk: Set where it wants a sentence, not a search.
        show: Set where it wants a paragraph shown.
    """

    text: str
    parts: tuple[Part, ...]
    background: str
    terms: tuple[str, ...]
    asker: Role | None = None
    labels: tuple[str, ...] = ()
    premise: str = ""
    talk: Talk | None = None
    show: Show | None = None

    @property
    def mode(self) -> Mode:
        """The mode of the first part."""
        return self.parts[0].mode

    @property
    def polar(self) -> bool:
        """Whether a part asks for permission or duty, so that a verdict is due."""
        return any(part.mode in POLAR for part in self.parts)

    def has(self, *modes: Mode) -> bool:
        """Tell whether any part is of one of the modes."""
        return any(part.mode in modes for part in self.parts)


_LABEL = re.compile(
    r"\b(?:paragraphs?|paras?\.?|sections?|clauses?|items?)\s+"
    r"(\d+(?:\.\d+)*(?:\([a-z]+\))*(?:\([ivx]+\))*|p\d+)"
    r"(?:\s*(?:,|and|or|to)\s*(\d+(?:\.\d+)*(?:\([a-z]+\))*))?"
)
_BARE_LABEL = re.compile(
    r"\b(?:to|about|with|of|at|in)\s+(\d+(?:\.\d+)+(?:\([a-z]+\))*|\d{1,3})\??$"
)
_SPLIT = re.compile(
    r"(?<=[?!.])\s+|[;,]?\s+(?:and|but|or)\s+(?=(?:who|what|when|where|how|which|can|could|may|must|should|do|does|"
    r"is|are|am|will|would|if so|if not|whose)\b)"
    r"|,\s+(?=(?:who|what|when|where|how|which|or does|or is|or do)\b)"
)
_ASKING = re.compile(
    r"\?\s*$|^(?:and |but |so |ok,? |if (?:so|not),? |then )*"
    r"(?:who|whom|whose|what|when|where|why|how|which|can|could|may|might|must|should|"
    r"shall|do|does|did|is|are|am|was|were|will|would|have|has|had|any|ok|okay|need)\b"
)


@cache
def _patterns(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (entry["name"], re.compile("|".join(f"(?:{word})" for word in entry["words"])))
        if table != "show"
        else (entry["name"], re.compile("|".join(_unnamed(entry["words"]))))
        for entry in read_data("question.toml")[table]
    )


def _unnamed(words: list[str]) -> list[str]:
    """Return the expressions with their label groups numbered apart, so that they can be joined."""
    return [
        f"(?:{word.replace('?P<label>', f'?P<label{number}>')})"
        for number, word in enumerate(words)
    ]


@cache
def _asker_patterns() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    asker = read_data("question.toml")["asker"]
    return (
        ("councillor", re.compile("|".join(asker["councillor"]))),
        ("officer", re.compile("|".join(asker["officer"]))),
    )


_CONNECTIVE = re.compile(
    r"^(?:(?:and|but|so|or|then|also|well|(?:ok|okay)(?=,)|if (?:so|not)|please|in that case)\b"
    r"[\s,]*)+"
)
_OPENS_WH = re.compile(
    r"^(?:(?:to|for|from|by|at|in|on|with|since|within|under) )?"
    r"(?:who|whom|whose|what|why|how|which"
    r"|(?:when|where) (?:do|does|did|should|can|could|must|may|is|are|was|were|will|would|shall))\b"
)
_OPENS_POLAR = re.compile(
    r"^(?:can|could|may|might|must|should|shall|ought|do|does|did|is|are|am|was|were|will|would|have|has|had|need|ok|okay|any)\b"
)
_WH = frozenset({Mode.HOW_MANY, Mode.WHEN, Mode.WHO, Mode.HOW})


def mode_of(text: str) -> Mode:
    """Return what sort of answer a single question asks for.

    The word it opens with decides between the sorts: 'what should I do' asks how, not whether.
    """
    lowered = _CONNECTIVE.sub("", plain(text))
    barred: frozenset[Mode] = frozenset()
    if _OPENS_WH.match(lowered):
        barred = POLAR
    elif _OPENS_POLAR.match(lowered):
        barred = _WH
    for name, pattern in _patterns("mode"):
        mode = Mode(name)
        if mode not in barred and pattern.search(lowered):
            return mode
    return Mode.FACT


def read_question(text: str) -> Asked:
    """Return what a question asks; `text` is taken as data and nothing in it as an instruction."""
    question = tidy(text)
    lowered = plain(question)
    show = _first(_patterns("show"), lowered)
    talk = _first(_patterns("talk"), lowered)
    premise = _premise(lowered)
    parts, background = _parts(question)
    if talk is None and _outside().search(lowered):
        talk = Talk.OUTSIDE.value
    return Asked(
        text=question,
        parts=parts,
        background=background,
        terms=content_stems(question),
        asker=asker_of(question),
        labels=labels_in(question),
        premise=question[premise.start("premise") : premise.end("premise")] if premise else "",
        talk=Talk(talk) if talk else None,
        show=Show(show) if show else None,
    )


@cache
def _outside() -> re.Pattern[str]:
    return re.compile("|".join(read_data("question.toml")["outside"]["words"]))


def _premise(lowered: str) -> re.Match[str] | None:
    for words in read_data("question.toml")["premise"]["words"]:
        if match := re.match(words, lowered):
            return match
    return None


def _first(patterns: tuple[tuple[str, re.Pattern[str]], ...], lowered: str) -> str | None:
    return next((name for name, pattern in patterns if pattern.search(lowered)), None)


def asker_of(text: str) -> Role | None:
    """Return who asks, where the words show it: 'my ward' is said by a councillor."""
    lowered = plain(text)
    places = [
        (match.start(), role)
        for role, pattern in _asker_patterns()
        if (match := pattern.search(lowered))
    ]
    return min(places)[1] if places else None


def labels_in(text: str) -> tuple[str, ...]:
    """Return the paragraph labels that a text names, in order."""
    lowered = plain(text)
    found = [label for match in _LABEL.finditer(lowered) for label in match.groups() if label]
    if not found and (match := _BARE_LABEL.search(lowered)):
        found = [match.group(1)]
    return tuple(dict.fromkeys(found))


def _parts(question: str) -> tuple[tuple[Part, ...], str]:
    """Return the parts that ask, and the sentences that only tell."""
    asking: list[str] = []
    telling: list[str] = []
    for piece in _SPLIT.split(question):
        if not piece or not piece.strip():
            continue
        (asking if _asks(piece) else telling).append(piece.strip(" ,;"))
    if not asking:
        asking, telling = [question], []
    parts = tuple(Part(text, mode_of(text), content_stems(text)) for text in asking)
    return _merge(parts, question), " ".join(telling)


def _asks(piece: str) -> bool:
    return bool(_ASKING.search(plain(piece.strip())))


def _merge(parts: tuple[Part, ...], question: str) -> tuple[Part, ...]:
    """Give a one-word part ('ok?') its question's other words; drop parts that say nothing new."""
    if len(parts) == 1:
        return (Part(question, parts[0].mode, content_stems(question)),)
    kept = tuple(part for part in parts if part.terms)
    if len(kept) > 1:
        return kept
    modes: list[Mode] = [part.mode for part in parts if part.mode is not Mode.FACT]
    mode = modes[0] if modes else Mode.FACT
    return (Part(question, mode, content_stems(question)),)
