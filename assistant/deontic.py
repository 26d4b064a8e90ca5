"""Reads what a sentence of a paper commands, advises, permits or promises, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from pydantic import Field, TypeAdapter, ValidationError

from assistant.errors import WordListError
from assistant.words import alternatives, plain, read_data
from ingest.documents import Record


class Sense(StrEnum):
    """What words of force do."""

    FORBIDS = "forbids"
    ADVISES_AGAINST = "advises_against"
    REQUIRES = "requires"
    ADVISES = "advises"
    PERMITS = "permits"
    EXEMPTS = "exempts"
    UNDERTAKES = "undertakes"
    ENTITLES = "entitles"
    DENIES = "denies"
    STATES = "states"


NEGATIVE = frozenset({Sense.FORBIDS, Sense.ADVISES_AGAINST, Sense.EXEMPTS, Sense.DENIES})


class Party(StrEnum):
    """Whom a sentence speaks of."""

    MEMBER = "member"
    OFFICER = "officer"
    BOTH = "both"
    NOBODY = "nobody"


class ForceEntry(Record):
    """Words of force, as listed in the data file."""

    name: str
    sense: Sense
    strength: int = Field(ge=0, le=3)
    words: tuple[str, ...]
    gate: bool = False
    plain: bool = Field(default=False, description="a mere 'is not': other words of force go first")


class ConditionEntry(Record):
    """Words of condition, as listed in the data file."""

    name: str
    words: tuple[str, ...]
    gate: bool = False
    scope: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Force:
    """Words of force in a sentence.

    Attributes:
        name: As in 'should not'; the paper's own words are `words`.
        strength: 3 must, 2 should, 1 may, 0 none.
        start: Their first character in the sentence.
        end: One past their last.
        bound: Who is named as the one who acts.
        plain: Whether they are a mere 'is not' or 'does not'.
    """

    name: str
    sense: Sense
    strength: int
    words: str
    start: int
    end: int
    bound: Party
    plain: bool = False

    @property
    def negative(self) -> bool:
        """Whether they forbid, advise against, exempt or deny."""
        return self.sense in NEGATIVE


@dataclass(frozen=True, slots=True)
class Condition:
    """Words of condition in a sentence, with the stretch that they begin."""

    name: str
    gate: bool
    scope: bool
    soft: bool
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Deontic:
    """What a sentence commands, permits or promises.

    Attributes:
        forces: In the order of the sentence; empty where it only states.
        benefits: Who gains by it ('Members can expect officers to …' benefits members).
    """

    forces: tuple[Force, ...]
    conditions: tuple[Condition, ...]
    benefits: Party

    @property
    def gated(self) -> bool:
        """Whether a condition stands in it without which the answer would change."""
        return any(condition.gate for condition in self.conditions)

    @property
    def strongest(self) -> Force | None:
        """The strongest words of force; the first of equals."""
        return max(self.forces, key=lambda force: force.strength, default=None)


@dataclass(frozen=True, slots=True)
class _Rules:
    """The entries of the data file, each beside its compiled pattern."""

    forces: tuple[ForceEntry, ...]
    force_patterns: tuple[re.Pattern[str], ...]
    conditions: tuple[ConditionEntry, ...]
    condition_patterns: tuple[re.Pattern[str], ...]
    member: re.Pattern[str]
    officer: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data = read_data("deontic.toml")
    try:
        forces = TypeAdapter(tuple[ForceEntry, ...]).validate_python(data["force"])
        conditions = TypeAdapter(tuple[ConditionEntry, ...]).validate_python(data["condition"])
    except ValidationError as error:
        raise WordListError(f"The assistant's file deontic.toml is malformed: {error}.") from error
    return _Rules(
        forces,
        tuple(_compiled(entry.words) for entry in forces),
        conditions,
        tuple(_compiled(entry.words) for entry in conditions),
        re.compile(rf"\b(?:{alternatives(data['party']['member'])})\b"),
        re.compile(rf"\b(?:{alternatives(data['party']['officer'])})\b"),
    )


def _compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{'|'.join(words)})(?![\w'])")


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the entry with a number was found."""

    number: int
    start: int
    end: int


def _leftmost_longest(text: str, patterns: tuple[re.Pattern[str], ...]) -> list[_Found]:
    """Return matches that do not overlap: the earliest, and of those the longest."""
    found = [
        _Found(number, match.start(), match.end())
        for number, pattern in enumerate(patterns)
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda item: (item.start, item.start - item.end))
    kept: list[_Found] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def read_deontic(text: str) -> Deontic:
    """Return what a sentence commands, permits or promises; places are in `text`."""
    return _read(text)


@lru_cache(maxsize=16_384)
def _read(text: str) -> Deontic:
    lowered = plain(text)
    rules = _rules()
    forces: list[Force] = []
    for found in _leftmost_longest(lowered, rules.force_patterns):
        forces.append(_force(text, lowered, found, forces[-1] if forces else None))
    conditions = tuple(
        _condition(text, lowered, rules.conditions[found.number], found)
        for found in _leftmost_longest(lowered, rules.condition_patterns)
    )
    return Deontic(tuple(forces), conditions, _benefits(lowered, tuple(forces)))


def _force(text: str, lowered: str, found: _Found, before: Force | None) -> Force:
    entry = _rules().forces[found.number]
    subject = lowered[before.end if before else 0 : found.end]
    bound = _party(subject)
    return Force(
        name=entry.name,
        sense=entry.sense,
        strength=entry.strength,
        words=text[found.start : found.end],
        start=found.start,
        end=found.end,
        bound=before.bound if before and bound is Party.NOBODY else bound,
        plain=entry.plain,
    )


def _condition(text: str, lowered: str, entry: ConditionEntry, found: _Found) -> Condition:
    end = _clause_end(lowered, found.end)
    return Condition(
        name=entry.name,
        gate=entry.gate,
        scope=entry.scope,
        soft=entry.soft,
        start=found.start,
        end=end,
        words=text[found.start : end],
    )


_TOGETHER = re.compile(
    r"(?:members|councillors) (?:and|or) (?:officers|staff|employees)"
    r"|(?:officers|staff|employees) (?:and|or) (?:members|councillors)"
)


_OPENING = re.compile(
    r"^\s*(?:where|if|when|whenever|before|after|unless|should|in|at|for|once|to|with|whilst|while)\b[^,]*,"
)


def _party(subject: str) -> Party:
    """Return who is named first after any opening clause: 'Where a member asks, officers must'."""
    opening = _OPENING.match(subject)
    said = subject[opening.end() :] if opening else subject
    member = _first(_rules().member, said)
    officer = _first(_rules().officer, said)
    if member == officer:
        return Party.NOBODY if opening is None else _party(opening.group()[:-1].partition(" ")[2])
    return (
        Party.BOTH
        if _TOGETHER.search(said)
        else Party.MEMBER
        if member < officer
        else Party.OFFICER
    )


def _first(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else len(text)


def _clause_end(text: str, start: int) -> int:
    match = re.search(r"[;.](?:\s|$)|,? and (?=the |a |an |they |he |she |it )", text[start:])
    return start + match.start() if match else len(text)


def _benefits(lowered: str, forces: tuple[Force, ...]) -> Party:
    if re.search(r"(?:members|councillors) can expect", lowered):
        return Party.MEMBER
    if re.search(r"(?:officers|staff|employees) can expect", lowered):
        return Party.OFFICER
    for force in forces:
        if force.sense in (Sense.ENTITLES, Sense.PERMITS):
            return force.bound
        if force.sense is Sense.UNDERTAKES and force.bound is Party.OFFICER:
            return Party.MEMBER
    return Party.NOBODY
