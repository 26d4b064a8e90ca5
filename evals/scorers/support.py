"""support: the share of the claims that carry a citation which its paragraph bears out, by rules.

A claim is borne out where its citations' paragraphs (lead-in, headings, title and label
included) hold

- numbers: every number that it states, in figures or in words;
- posts: every post that it names;
- negation: 'not' before the same words as the claim has it, and before no other that it repeats;
- force: 'must', 'should' or 'may' where it has one of them, and no weaker or stronger one.

Claims without a citation are counted by `marked`: the share of claims that carry one. Rules cannot
read: they find swapped numbers, posts, 'not' and 'must', and let a wrong paraphrase through; a
chat-model judge is the check on that. NaN where there is no such claim, or no answer was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, partial

from rapidfuzz import fuzz

from assistant.words import content_stems, tokens
from evals.papers import Papers
from evals.scorers.claims import Claim, claims, support_words
from evals.scorers.key_strings import fold
from evals.scorers.measure import NAN, Case, Measure, share

VERBATIM = 92.0
"""At this similarity (0 to 100) a claim counts as the paragraph's own words."""

RULES = ("numbers", "posts", "negation", "force")


def evidence(claim: Claim, papers: Papers) -> str:
    """Return the folded words that a claim may rest on; '' where it cites nothing."""
    words = []
    for citation in claim.citations:
        key = (citation.document, citation.label)
        paragraph, document = papers.paragraph(key), papers.documents.get(citation.document)
        if paragraph is None or document is None:
            continue
        facts = (document.council, document.title, document.date, document.status, paragraph.label)
        words += [paragraph.lead_in, paragraph.text, *paragraph.headings, *map(str, facts)]
    return fold("\n".join(words))


def failed_rules(claim: Claim, papers: Papers) -> frozenset[str]:
    """Return the rules that a claim breaks; all of them where its paragraph does not exist."""
    ground = evidence(claim, papers)
    if not ground:
        return frozenset(RULES)
    said = fold(claim.text)
    near = _own_words(said, ground)
    failed = set()
    if not numbers(said) <= numbers(ground):
        failed.add("numbers")
    if not all(_is_named(post, ground) for post in _posts(said)):
        failed.add("posts")
    if not _negation_holds(said, ground):
        failed.add("negation")
    if not forces(said) <= forces(near or ground) | _forces_of_lead_ins(claim, papers):
        failed.add("force")
    return frozenset(failed)


def support(rule: str | None, case: Case) -> float:
    """Return the share in [0, 1] of the cited claims that break no rule, or not this one."""
    if not case.is_answered:
        return NAN
    cited = [claim for claim in claims(case.answer) if claim.citations]
    broken = [failed_rules(claim, case.papers) for claim in cited]
    held = sum(rule not in each if rule else not each for each in broken)
    return share(held, len(cited))


def marked(case: Case) -> float:
    """Return the share in [0, 1] of an answer's claims that carry a citation."""
    if not case.is_answered:
        return NAN
    made = claims(case.answer)
    return share(sum(bool(claim.citations) for claim in made), len(made))


def numbers(text: str) -> frozenset[float]:
    """Return the numbers of a folded text, in figures ('1,500', '48', '£50') or words."""
    figures = {
        float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?\b|\d", text)
    }
    words = support_words()["numbers"]
    return frozenset(figures | {float(words[found]) for found in _finds(tuple(words), text)})


def forces(text: str) -> frozenset[str]:
    """Return which of 'must', 'should' and 'may' a folded text speaks in."""
    groups = support_words()["force"]
    return frozenset(name for name, words in groups.items() if _finds(tuple(words), text))


def _negation_holds(said: str, ground: str) -> bool:
    """Whether a claim turns round what its ground turns round, and nothing else.

    A word is turned round where it is the first that carries meaning after 'not', or stands in a
    clause after 'no'. Words that the ground has in both ways are let through.
    """
    turned, plain = _turned(said)
    turned_there, plain_there = _turned(ground)
    known = turned & (turned_there | plain_there)
    if turned and not (known & turned_there if known else turned_there):
        return False
    doubtful = turned_there if not turned else _turned(ground, clauses=False)[0]
    return not plain & (doubtful - plain_there)


def _turned(text: str, *, clauses: bool = True) -> tuple[set[str], set[str]]:
    """Return the content stems of a folded text that are turned round, and those that are not."""
    words = support_words()["negation"]
    turned: set[str] = set()
    plain: set[str] = set()
    for clause in re.split(r"[.,;:!?()\n]| but | and | or ", text):
        is_next = is_all = False
        for token in tokens(clause):
            if token.word in words["next"]:
                is_next = True
            elif token.word in words["clause"]:
                is_all = True
            elif content_stems(token.word):
                (turned if is_next or (is_all and clauses) else plain).add(token.stem)
                is_next = False
    return turned, plain


def _forces_of_lead_ins(claim: Claim, papers: Papers) -> frozenset[str]:
    keys = [(citation.document, citation.label) for citation in claim.citations]
    held = [paragraph for key in keys if (paragraph := papers.paragraph(key))]
    return forces(fold(" ".join(paragraph.lead_in for paragraph in held)))


def _own_words(said: str, ground: str) -> str:
    """Return the words of the ground that a claim repeats; '' where it is not nearly verbatim."""
    place = fuzz.partial_ratio_alignment(said, ground, score_cutoff=VERBATIM)
    if place is None or len(said) > len(ground):
        return ""
    start, end = place.dest_start, place.dest_end
    while start > 0 and ground[start - 1].isalnum():
        start -= 1
    while end < len(ground) and ground[end].isalnum():
        end += 1
    return ground[start:end]


def _posts(text: str) -> Iterable[str]:
    return _finds(tuple(support_words()["posts"]["names"]), text)


def _is_named(post: str, ground: str) -> bool:
    same = support_words()["posts"]["same"]
    names = {post, *same.get(post, ())} | {name for name, also in same.items() if post in also}
    return bool(_finds(tuple(sorted(names)), ground))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?:s|es)?(?!\w)")


def _finds(words: tuple[str, ...], text: str) -> list[str]:
    """Return the words of a list that a folded text holds, one for each place, as listed."""
    found = []
    for match in _pattern(words).finditer(text):
        word = match.group()
        for ending in ("", "s", "es"):
            if word.removesuffix(ending) in words:
                found.append(word.removesuffix(ending))
                break
    return found


_OF_RULE = {
    "numbers": "states no number that they do not hold",
    "posts": "names no post that they do not name",
    "negation": "turns round nothing that they do not",
    "force": "binds as strongly as they do",
}

MEASURES = (
    Measure(
        "marked",
        "quoting",
        marked,
        "higher",
        "Share of an answer's claims that carry a citation.",
    ),
    Measure(
        "support",
        "quoting",
        partial(support, None),
        "higher",
        "Share of the claims with a citation that break none of the four support rules.",
    ),
    *(
        Measure(
            f"support_{rule}",
            "quoting",
            partial(support, rule),
            "higher",
            f"Share of claims which, held against the paragraphs they cite, {words}.",
        )
        for rule, words in ((rule, _OF_RULE[rule]) for rule in RULES)
    ),
)
