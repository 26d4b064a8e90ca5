"""Makes untrue sentences of true ones, and counts how many the checks of a chat model find.

`python -m evals.mutants --library DIR` takes every sentence and list item of the library's papers,
changes it in each of the ways of `data/mutants.toml` that fits, and has it checked as if a chat
model had written it.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.compose import point_text
from assistant.evidence import Evidence
from assistant.model.checks import prove
from assistant.sentences import pieces
from index import Library
from ingest.documents import Document
from ingest.errors import ProtocolAssistantError

SEED = 20
N_WORDS_MIN = 4  # of a sentence that is worth changing
_LONG_WORD = re.compile(r"\b[a-z]{6,}\b")
_SPARE = frozenset(
    {"therefore", "accordingly", "furthermore", "moreover", "nevertheless", "nonetheless"}
)

Change = Callable[[str, random.Random], str]
"""Returns a sentence changed in one way, '' where it offers no place for that."""


@cache
def _lists() -> dict[str, Any]:
    text = files("evals").joinpath("data", "mutants.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A sentence made untrue, and the paragraph that it claims to rest on."""

    kind: str
    text: str
    source: str
    evidence: Evidence


@dataclass(slots=True)
class Tally:
    """How mutants of one kind fared."""

    n: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    lived: list[Mutant] = field(default_factory=list)


def as_evidence(documents: Iterable[Document]) -> tuple[Evidence, ...]:
    """Return every paragraph as if all of it had been chosen to answer."""
    found: list[Evidence] = []
    for document in documents:
        bare = document.model_copy(update={"paragraphs": ()})
        for paragraph in document.paragraphs:
            cut = pieces(paragraph)
            found.append(Evidence(bare, paragraph, cut, cut[0], p=1.0, part=0))
    return tuple(found)


def sentences(evidence: Evidence) -> tuple[str, ...]:
    """Return the sentences of a paragraph that are worth changing, as an answer would tell them."""
    told = (point_text((piece,)) for piece in evidence.pieces)
    return tuple(each for each in told if len(each.split()) >= N_WORDS_MIN)


def mutants(evidence: Evidence, sentence: str, draw: random.Random) -> Iterator[Mutant]:
    """Yield a sentence changed in every way that fits it."""
    for kind, change in changes().items():
        text = change(sentence, draw)
        if text and text.casefold() != sentence.casefold():
            yield Mutant(kind, text, sentence, evidence)


def changes() -> dict[str, Change]:
    """Return the ways in which a sentence is changed, by name."""
    found: dict[str, Change] = {}
    for kind, pairs in _lists()["swaps"].items():
        found[kind] = _swapping(pairs)
    for kind, patterns in _lists()["additions"].items():
        found[kind] = _adding(patterns)
    return found | {
        "condition dropped": _without_condition,
        "figure changed": _with_other_figure,
        "word left out": _without_a_word,
        "words exchanged": _with_words_exchanged,
        "quotation changed": _quoted_with_a_word_changed,
        "lookalike letter": _with_a_lookalike,
    }


def misplaced(all_evidence: Sequence[Evidence], draw: random.Random) -> Iterator[Mutant]:
    """Yield each sentence, unchanged, as if another paragraph, without such words, had it."""
    for evidence in all_evidence:
        for sentence in sentences(evidence):
            other = draw.choice(all_evidence)
            there = " ".join(point_text((piece,)) for piece in other.pieces)
            if sentence.casefold() not in there.casefold() and other.key != evidence.key:
                yield Mutant("right words, wrong key", sentence, sentence, other)


def tally(all_evidence: Sequence[Evidence], seed: int = SEED) -> dict[str, Tally]:
    """Return how every mutant of these paragraphs fares, by kind."""
    draw = random.Random(seed)
    found: dict[str, Tally] = {}
    changed = (
        mutant
        for evidence in all_evidence
        for sentence in sentences(evidence)
        for mutant in mutants(evidence, sentence, draw)
    )
    for mutant in (*changed, *misplaced(all_evidence, draw)):
        kept = found.setdefault(mutant.kind, Tally())
        kept.n += 1
        proof = prove(mutant.text, mutant.evidence)
        kept.reasons[proof.reason or "not found"] += 1
        if proof.words:
            kept.lived.append(mutant)
    return found


def untouched(all_evidence: Sequence[Evidence]) -> Tally:
    """Return how the sentences fare as they are: every one of them should pass."""
    found = Tally()
    for evidence in all_evidence:
        for sentence in sentences(evidence):
            found.n += 1
            proof = prove(sentence, evidence)
            found.reasons[proof.reason or "passed"] += 1
            if not proof.words:
                found.lived.append(Mutant("untouched", sentence, sentence, evidence))
    return found


def _swapping(pairs: Sequence[Sequence[str]]) -> Change:
    def change(text: str, draw: random.Random) -> str:
        fitting = [(old, new) for old, new in pairs if _place_of(old, text)]
        if not fitting:
            return ""
        old, new = draw.choice(fitting)
        place = _place_of(old, text)
        assert place is not None, "only what fits was drawn from"
        return re.sub(r"\s+", " ", text[: place.start()] + new + text[place.end() :]).strip()

    return change


def _place_of(words: str, text: str) -> re.Match[str] | None:
    edge = r"(?!\w)" if words[-1].isalnum() else ""
    return re.search(rf"(?<!\w){re.escape(words)}{edge}", text, re.IGNORECASE)


def _adding(patterns: Sequence[str]) -> Change:
    def change(text: str, draw: random.Random) -> str:
        return draw.choice(patterns).replace("{}", text)

    return change


def _without_condition(text: str, draw: random.Random) -> str:
    places = [place for word in _lists()["conditions"]["words"] if (place := _place_of(word, text))]
    if not places:
        return ""
    start = draw.choice(places).start()
    comma = text.find(",", start)
    rest = text[comma + 1 :] if comma >= 0 else "."
    left = re.sub(r"\s+", " ", text[:start].rstrip(" ,") + rest).strip()
    return left if len(left.split()) > 1 else ""


def _with_other_figure(text: str, draw: random.Random) -> str:
    figures = list(re.finditer(r"\d+", text))
    if not figures:
        return ""
    figure = draw.choice(figures)
    return text[: figure.start()] + str(int(figure.group()) + 1) + text[figure.end() :]


def _without_a_word(text: str, draw: random.Random) -> str:
    words = [word for word in _LONG_WORD.finditer(text) if word.group() not in _SPARE]
    if not words:
        return ""
    word = draw.choice(words)
    return re.sub(r"\s+", " ", text[: word.start()] + text[word.end() :]).strip()


def _with_words_exchanged(text: str, draw: random.Random) -> str:
    words = text.split(" ")
    places = [at for at in range(len(words) - 1) if words[at].isalpha() and words[at + 1].isalpha()]
    if not places:
        return ""
    at = draw.choice(places)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def _quoted_with_a_word_changed(text: str, draw: random.Random) -> str:
    words = list(_LONG_WORD.finditer(text))
    if not words:
        return ""
    word = draw.choice(words)
    quoted = text[: word.start()] + "otherwise" + text[word.end() :]
    return f"It says: “{quoted.rstrip('.')}”."


def _with_a_lookalike(text: str, draw: random.Random) -> str:
    letters: dict[str, str] = _lists()["lookalikes"]
    places = [at for at, sign in enumerate(text) if sign in letters]
    if not places:
        return ""
    at = draw.choice(places)
    return text[:at] + letters[text[at]] + text[at + 1 :]


def table_of(found: dict[str, Tally], whole: Tally) -> str:
    """Return the counts as a Markdown table, and how the sentences fare as they are."""
    lines = [
        "| change | mutants | removed | lived | removed as |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind, kept in found.items():
        reasons = ", ".join(f"{name} {n}" for name, n in kept.reasons.most_common(4))
        lines.append(
            f"| {kind} | {kept.n} | {kept.n - len(kept.lived)} | {len(kept.lived)} | {reasons} |"
        )
    n, n_lived = (sum(kept.n for kept in found.values()), sum(len(k.lived) for k in found.values()))
    lines.append(f"| all | {n} | {n - n_lived} | {n_lived} | |")
    return "\n".join(
        [*lines, "", f"Unchanged, {whole.n - len(whole.lived)} of {whole.n} sentences pass."]
    )


def main() -> int:
    """Print the table; 1 where a mutant lived or the library cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m evals.mutants", description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--show", action="store_true", help="print those that lived")
    asked = parser.parse_args()
    try:
        library = Library.open(asked.library)
        documents = [library.document(each.id) for each in library.documents()]
    except ProtocolAssistantError as error:
        print(error, file=sys.stderr)
        return 1
    every = as_evidence(documents)
    found, whole = tally(every, asked.seed), untouched(every)
    print(table_of(found, whole))
    lived = [mutant for kept in found.values() for mutant in kept.lived]
    if asked.show:
        for mutant in (*lived, *whole.lived):
            print(f"\n{mutant.kind}: {mutant.text}\n  from: {mutant.source}")
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())
