"""Chooses the paragraphs that answer a question, and in each the sentences or items that do."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz

from assistant.deontic import read_deontic
from assistant.lexicon import Lexicon
from assistant.nearness import Scales
from assistant.question import POLAR, Asked, Mode, Part
from assistant.sentences import Piece, pieces
from assistant.settings import AssistantSettings
from assistant.words import content_stems, plain, read_data
from index.hits import Hit, Reading
from ingest.documents import Document, Kind, Paragraph

_WORDS_IN_ALL = 120  # for an answer's points together
_SHORT_WORDS = 45
_LEADING_WORDS = 30  # a paragraph's opening is told before its best sentence if no longer
_LEAD_ONLY_WORDS = 20
_LIST_WORDS = 130
_BESIDE = 0.7  # what a report's or minute's likelihood counts for where a protocol is asked about
_ALIKE = 90.0  # of 100, by rapidfuzz's token set ratio


@dataclass(frozen=True, slots=True)
class Scored:
    """A hit with the probability that it answers a part of the question.

    Attributes:
        p: Probability in [0, 1].
        coverage: Share in [0, 1] of the weight of the part's words found in the paragraph.
    """

    hit: Hit
    p: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paragraph chosen to be cited, with the pieces that answer.

    Attributes:
        pieces: In the paragraph's order.
        best: The one of them that answers most directly.
        part: Which of the question's parts it answers, 0-based.
    """

    document: Document
    paragraph: Paragraph
    pieces: tuple[Piece, ...]
    best: Piece
    p: float
    part: int
    reading: Reading | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The paragraph's document and label."""
        return (self.paragraph.document, self.paragraph.label)


@cache
def expression(table: str, name: str) -> re.Pattern[str]:
    """Return one of the expressions of evidence.toml, for lower case with plain quotes."""
    return re.compile("|".join(read_data("evidence.toml")[table][name]))


def score(part: Part, hits: Sequence[Hit], lexicon: Lexicon) -> tuple[Scored, ...]:
    """Return the hits with the probability that each answers, best first."""
    scored = [_scored(part, hit, lexicon) for hit in hits]
    return tuple(sorted(scored, key=lambda item: (-item.p, item.hit.rank)))


def _scored(part: Part, hit: Hit, lexicon: Lexicon) -> Scored:
    paragraph = hit.paragraph
    there = content_stems(f"{paragraph.section} {paragraph.lead_in} {paragraph.text}")
    coverage = lexicon.coverage(part.terms, there)
    weights = read_data("weights.toml")["found" if hit.reading is None else "read"]
    total = weights["bias"] + weights["coverage"] * coverage
    total += weights["fused"] * log_odds(hit.signals.get("fused", hit.score))
    if hit.reading is not None:
        total += weights["reader"] * log_odds(hit.reading.p_answers)
    if part.mode is Mode.HOW_MANY and not _gives_number(paragraph):
        total += weights["no_number"]
    return Scored(hit, 1.0 / (1.0 + math.exp(-total)), coverage)


def _gives_number(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph gives what 'how many', 'how long' or 'how senior' asks for."""
    return bool(expression("answers", "how_many").search(plain(paragraph.text)))


def log_odds(p: float) -> float:
    """Return the log odds of a probability, kept within about ±8."""
    kept = min(max(p, 0.0003), 0.9997)
    return math.log(kept / (1.0 - kept))


def choose_evidence(
    asked: Asked,
    ranked: Sequence[tuple[Scored, ...]],
    covered: Sequence[float],
    scales: Scales,
    settings: AssistantSettings,
) -> tuple[Evidence, ...]:
    """Return what is to be cited, the most direct first; nothing where the papers do not answer.

    Args:
        ranked: For each part of the question, its hits, best first.
        covered: For each part, the probability that its hits answer it.
    """
    chosen: list[Evidence] = []
    for number, (part, hits, chance) in enumerate(zip(asked.parts, ranked, covered, strict=False)):
        if chance < settings.answer_at:
            continue
        n_before = len(chosen)
        for item in _worthy(_by_kind(asked, hits), settings):
            evidence = read_evidence(part, item, number, scales)
            if _only_leads(evidence.paragraph) or any(_alike(evidence, other) for other in chosen):
                continue
            chosen.append(evidence)
            if len(chosen) - n_before >= settings.max_citations:
                break
    return tuple(chosen[: settings.max_citations + len(asked.parts) - 1])


def _only_leads(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph only leads in its items: 'Officers shall:'."""
    return paragraph.text.rstrip().endswith(":") and paragraph.n_words < _LEAD_ONLY_WORDS


def _by_kind(asked: Asked, hits: Sequence[Scored]) -> tuple[Scored, ...]:
    """Return the hits with reports and minutes behind, unless they are what is asked about."""
    if asked.has(Mode.SAID, Mode.CHANGED, Mode.STATUS):
        return tuple(hits)
    weighed = [
        item if item.hit.document.kind is Kind.PROTOCOL else replace(item, p=item.p * _BESIDE)
        for item in hits
    ]
    return tuple(sorted(weighed, key=lambda item: -item.p))


def _worthy(hits: Sequence[Scored], settings: AssistantSettings) -> tuple[Scored, ...]:
    """Return the hits to cite: the best, and others at a bar."""
    if not hits:
        return ()
    best = hits[0]
    bar = max(settings.also_at, settings.also_share * best.p)
    beside = settings.beside_share * best.p
    return tuple(
        item
        for item in hits
        if item is best or item.p >= bar or (item.p >= beside and _beside(item, best))
    )


def _beside(item: Scored, best: Scored) -> bool:
    """Tell whether a paragraph stands next to another, under the same headings."""
    one, other = item.hit.paragraph, best.hit.paragraph
    return (
        one.document == other.document
        and one.headings == other.headings
        and abs(one.order - other.order) == 1
    )


def _alike(left: Evidence, right: Evidence) -> bool:
    if left.key == right.key:
        return True
    ratio = fuzz.token_set_ratio(left.paragraph.text.lower(), right.paragraph.text.lower())
    return left.document.council == right.document.council and ratio >= _ALIKE


def read_evidence(part: Part, item: Scored, number: int, scales: Scales) -> Evidence:
    """Return a hit as evidence, with the pieces of it that answer."""
    paragraph = item.hit.paragraph
    all_pieces = pieces(paragraph)
    near = _nearness(part, all_pieces, scales)
    worths = [
        piece_worth(part, piece, scales.lexicon, item.hit.reading) + nearness
        for piece, nearness in zip(all_pieces, near, strict=True)
    ]
    best = max(range(len(all_pieces)), key=lambda i: (worths[i], -i))
    picked = _picked(all_pieces, worths, best, _SHORT_WORDS)
    return Evidence(
        document=item.hit.document,
        paragraph=paragraph,
        pieces=tuple(all_pieces[i] for i in sorted(picked)),
        best=all_pieces[best],
        p=item.p,
        part=number,
        reading=item.hit.reading,
    )


def _nearness(part: Part, all_pieces: Sequence[Piece], scales: Scales) -> tuple[float, ...]:
    """Return what each piece's nearness in meaning to the question adds to its worth."""
    if len(all_pieces) == 1:
        return (0.0,)
    weight = read_data("weights.toml")["piece"]["near"]
    near = scales.near(part.text, [piece.words for piece in all_pieces])
    lowest = min(near)
    return tuple(weight * (value - lowest) for value in near)


def piece_worth(part: Part, piece: Piece, lexicon: Lexicon, reading: Reading | None) -> float:
    """Return how directly a piece answers a part of a question; 0 to 2, higher is better."""
    coverage = lexicon.coverage(part.terms, content_stems(piece.words))
    span = read_data("weights.toml")["piece"]["span"]
    worth = coverage + (span * _covered(reading, piece) if reading else 0.0)
    lowered = plain(piece.words)
    if part.mode in POLAR:
        return worth + _ruling(part, piece, lexicon)
    if part.mode.value in read_data("evidence.toml")["answers"]:
        found = expression("answers", part.mode.value).search(lowered)
        return worth + (_mode_bonus(part.mode) if found else 0.0)
    return worth


def _ruling(part: Part, piece: Piece, lexicon: Lexicon) -> float:
    """Return how far a piece rules on what is asked, at most 0.4: words of force, then the act."""
    forces = read_deontic(piece.words).forces
    if not forces:
        return 0.0
    acts = (content_stems(piece.words[force.end :]) for force in forces if not force.plain)
    return 0.1 + 0.3 * max((lexicon.coverage(part.terms, act) for act in acts), default=0.0)


def _mode_bonus(mode: Mode) -> float:
    return {Mode.HOW_MANY: 0.3, Mode.WHEN: 0.1, Mode.WHO: 0.12, Mode.DEFINE: 0.1}.get(mode, 0.08)


def _covered(reading: Reading, piece: Piece) -> float:
    """Return the share, in [0, 1], of the reader's span that lies in a piece."""
    length = max(1, reading.end - reading.start)
    return max(0, min(reading.end, piece.end) - max(reading.start, piece.start)) / length


def widen(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence with more of each paragraph told where the answer has room for it.

    What follows the best piece is told first, then what stands before it.
    """
    room = _WORDS_IN_ALL - sum(_n_words(item.pieces) for item in evidence)
    widened: list[Evidence] = []
    for item in evidence:
        everything = pieces(item.paragraph)
        chosen = {piece.start for piece in item.pieces}
        after = [piece for piece in everything if piece.start > item.best.start]
        before = [piece for piece in everything if piece.start < item.best.start]
        share = room if item is evidence[-1] else max(room // 2, _SHORT_WORDS)
        for piece in (*after, *(before if _n_words(before) <= _LEADING_WORDS else ())):
            n_words = len(piece.text.split())
            if piece.start in chosen:
                continue
            if n_words > min(share, room):
                break
            chosen.add(piece.start)
            room -= n_words
            share -= n_words
        kept = tuple(piece for piece in everything if piece.start in chosen)
        widened.append(replace(item, pieces=kept))
    return tuple(widened)


def _n_words(chosen: Sequence[Piece]) -> int:
    return sum(len(piece.text.split()) for piece in chosen)


def _picked(
    all_pieces: Sequence[Piece], worths: Sequence[float], best: int, short: int
) -> set[int]:
    """Return the numbers of the pieces to tell: the best, and what limits it."""
    if _n_words(all_pieces) <= short:
        return set(range(len(all_pieces)))
    picked = {best}
    bar = max(0.62 * worths[best], worths[best] - 0.35)
    if not all_pieces[best].lead:
        runners = sorted(range(len(all_pieces)), key=lambda i: -worths[i])[1:2]
        picked |= {i for i in runners if worths[i] >= bar and worths[i] > 0.2}
    for number in tuple(picked):
        picked |= _sisters(all_pieces, number)
    return _tied(all_pieces, picked)


def _sisters(all_pieces: Sequence[Piece], number: int) -> set[int]:
    """Return the items of the list that a piece is one of, where they belong together.

    A list of conditions is never told in part; another list is told whole where it is short.
    """
    piece = all_pieces[number]
    if not piece.lead or piece.lead_start is None:
        return set()
    items = [i for i, other in enumerate(all_pieces) if other.lead_start == piece.lead_start]
    n_words = sum(len(all_pieces[i].text.split()) for i in items)
    conditional = read_deontic(piece.lead[-1]).gated or bool(
        re.search(r"\b(?:if|where|circumstances|provided)\b[^.]{0,30}:$", plain(piece.lead[-1]))
    )
    return set(items) if conditional or n_words <= _LIST_WORDS else set()


def _tied(all_pieces: Sequence[Piece], picked: set[int]) -> set[int]:
    """Add the sentences without which the picked ones would be misread."""
    tied = set(picked)
    for number in sorted(picked):
        before, after = number - 1, number + 1
        if before >= 0 and expression("ties", "back").match(plain(all_pieces[number].text)):
            tied.add(before)
        if after < len(all_pieces) and expression("ties", "limits").match(
            plain(all_pieces[after].text)
        ):
            tied.add(after)
    return tied


def quoted_run(evidence: Evidence, max_chars: int) -> tuple[int, int]:
    """Return the run of the paragraph to quote: all the pieces where they are near, else the best.

    A lead-in that stands in the paragraph is quoted with its items.
    """
    start, end = _span(evidence.pieces)
    if end - start <= max_chars:
        return start, end
    start, end = _span((evidence.best,))
    if end - start > max_chars and evidence.best.lead_start is not None:
        return evidence.best.start, evidence.best.end
    return start, end


def _span(chosen: Sequence[Piece]) -> tuple[int, int]:
    starts = [piece.start if piece.lead_start is None else piece.lead_start for piece in chosen]
    return min(starts), max(piece.end for piece in chosen)
