"""Proposes questions with their gold from a document's own structure, for a person to edit.

Rules turn a sentence that binds ('Officers should …'), states a length of time or defines a word
into a question that its paragraph answers. They are stiff and too near the paper's wording: that
is why a person edits them, and why a chat model, where one is given, drafts better ones.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, Field

from assistant.answer import Role, Verdict
from assistant.sentences import pieces
from evals.questions import Question, QuestionType
from evals.scorers.key_strings import contains, fold
from ingest.documents import Document, Paragraph

N_WORDS_MAX = 30
"""A sentence longer than this makes no readable question by rule."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question that one sentence of a paragraph answers."""

    question: str
    type: QuestionType
    role: Role | None = None
    verdict: Verdict | None = None
    key: tuple[tuple[str, ...], ...] = ()


class DraftedQuestion(BaseModel):
    """One question as a chat model writes it."""

    question: str
    role: Literal["councillor", "officer"] | None = None
    type: Literal["permission", "duty", "process", "fact", "definition"]
    verdict: Literal["yes", "no", "conditional"] | None = None
    key: str | None = None


class DraftedQuestions(BaseModel):
    """What a chat model is asked for."""

    questions: list[DraftedQuestion] = Field(default_factory=list)


def draft_questions(
    document: Document,
    *,
    model: BaseChatModel | None = None,
    n_max: int | None = None,
    n_per_paragraph: int = 2,
) -> tuple[Question, ...]:
    """Return proposed questions about a document, in its paragraphs' order.

    Args:
        document: With its paragraphs, as `Library.document` gives it.
        model: Drafts in place of the rules; a paragraph whose draft fails gets the rules' own.
        n_max: At most this many, spread evenly over the document; None: all.
        n_per_paragraph: At most this many for one paragraph.

    Returns:
        Questions with ids `draft-001` …, each with its paragraph as gold and a note for the editor.
        The document's own standing is asked for first.
    """
    drafted: list[Question] = [_standing_question(document)]
    seen: set[str] = set()
    propose = _by_model(model, n_per_paragraph) if model else propose_by_rules
    for paragraph in document.paragraphs:
        kept = 0
        for proposal in propose(document, paragraph):
            words = fold(proposal.question)
            if kept < n_per_paragraph and words not in seen:
                seen.add(words)
                kept += 1
                drafted.append(_question(document, paragraph, proposal))
    spread = _spread(drafted, n_max)
    return tuple(
        question.model_copy(update={"id": f"draft-{number:03d}"})
        for number, question in enumerate(spread, start=1)
    )


def propose_by_rules(document: Document, paragraph: Paragraph) -> Iterator[Proposal]:
    """Give the questions that the rules make of a paragraph's sentences."""
    del document  # a chat model is told of it; the rules need only the paragraph
    for piece in pieces(paragraph):
        sentence = piece.words.rstrip(" .;,")
        sentence = re.sub(r"[;,] (?:and|or)$", "", sentence)
        if len(sentence.split()) <= N_WORDS_MAX:
            yield from _about_time(sentence)
            yield from _about_force(sentence)
            yield from _about_meaning(sentence)


def _about_force(sentence: str) -> Iterator[Proposal]:
    """Turn 'Officers should answer …' into 'Do I have to answer …?'."""
    bound = _bound(sentence)
    if bound is None:
        return
    force = next(each for each in _words()["force"] if bound.word in each["words"])
    conditional = any(contains(fold(bound.rest), word) for word in _words()["conditions"]["words"])
    role = _role(bound.subject)
    if role:
        text = force["own"].format(rest=_as_asker(bound.rest))
    else:
        plural = bound.subject.split()[-1].endswith("s") or " and " in bound.subject
        form = force["plural" if plural and "plural" in force else "other"]
        text = form.format(subject=_inside(bound.subject), rest=bound.rest)
    verdict = Verdict.CONDITIONAL if conditional else Verdict(force["verdict"])
    yield Proposal(_tidy(text), force["type"], role, verdict)


def _about_time(sentence: str) -> Iterator[Proposal]:
    """Ask how long, where a sentence says 'within five working days'."""
    units = "|".join(_words()["measures"]["units"])
    match = re.search(
        rf"\b(?:within|at least|after|every)\s+((?:[\w-]+ ){{1,3}}?(?:{units}))\b", sentence
    )
    bound = _bound(sentence)
    if not match or bound is None:
        return
    rest = bound.rest.replace(match.group(0), "").strip(" ,")
    role = _role(bound.subject)
    who = "do I" if role else f"do {_inside(bound.subject)}"
    asked = f"How long {who} have to {_as_asker(rest) if role else rest}?"
    yield Proposal(_tidy(asked), "fact", role, None, ((match.group(1),),))


@dataclass(frozen=True, slots=True)
class _Bound:
    """A sentence cut at its first binding word."""

    subject: str
    word: str
    rest: str


def _bound(sentence: str) -> _Bound | None:
    """Cut a sentence at its first binding word; None where no question would come of it."""
    data = _words()
    binding = [word for force in data["force"] for word in force["words"]]
    longest = "|".join(sorted(binding, key=len, reverse=True))
    match = re.match(rf"^(.{{3,60}}?)\b({longest})\b:? +(.+)$", sentence, re.IGNORECASE)
    if not match:
        return None
    subject = match.group(1).strip(" ,:")
    dropped = "|".join(data["dropped"])
    rest = re.sub(rf"^(?:(?:{dropped})[, ]+)+", "", match.group(3), flags=re.IGNORECASE)
    unfit = (
        re.search(r"[.:;,]", subject)
        or subject.split()[0].lower() in data["no_subject"]
        or re.match(rf"(?:not|never|{'|'.join(data['no_verb'])})\b", rest, re.IGNORECASE)
        or ":" in rest
    )
    return None if unfit else _Bound(subject, match.group(2).lower(), rest)


def _inside(subject: str) -> str:
    """Return a subject as it stands inside a sentence: 'Any request' becomes 'any request'."""
    first = subject.split()[0]
    return subject if len(first) > 1 and first.isupper() else subject[0].lower() + subject[1:]


def _about_meaning(sentence: str) -> Iterator[Proposal]:
    words = "|".join(_words()["definitions"]["words"])
    match = re.match(rf"^[“\"'‘]?([\w' -]{{3,40}}?)[”\"'’]? (?:{words})\b", sentence, re.IGNORECASE)
    if match and match.group(1).split()[0].lower() not in _words()["no_subject"]:
        yield Proposal(f"What does “{match.group(1).lower()}” mean here?", "definition")


def _by_model(model: BaseChatModel, n: int) -> Callable[[Document, Paragraph], Iterable[Proposal]]:
    """Return what drafts by a chat model, and by the rules where the model fails."""
    prompt = files("evals").joinpath("prompts", "draft.txt").read_text(encoding="utf-8")
    drafter = model.with_structured_output(DraftedQuestions)

    def propose(document: Document, paragraph: Paragraph) -> Iterable[Proposal]:
        asked = prompt.format(
            n=n,
            title=document.title,
            section=paragraph.section,
            label=paragraph.label,
            text=f"{paragraph.lead_in} {paragraph.text}".strip(),
        )
        try:
            drafted = DraftedQuestions.model_validate(drafter.invoke(asked))
        except Exception:  # whatever the model or its parsing raises, the rules still draft
            return propose_by_rules(document, paragraph)
        return [_checked(each, paragraph) for each in drafted.questions]

    return propose


def _checked(drafted: DraftedQuestion, paragraph: Paragraph) -> Proposal:
    """Keep of a model's draft what the paragraph bears out."""
    key = drafted.key if drafted.key and contains(fold(paragraph.text), drafted.key) else None
    decides = drafted.type in ("permission", "duty") and drafted.verdict
    return Proposal(
        drafted.question,
        drafted.type,
        drafted.role,
        Verdict(drafted.verdict) if decides and drafted.verdict else None,
        ((key,),) if key else (),
    )


def _question(document: Document, paragraph: Paragraph, proposal: Proposal) -> Question:
    return Question(
        id="draft",
        council=document.council,
        role=proposal.role,
        question=proposal.question,
        type=proposal.type,
        answerable=True,
        gold=(((document.id, paragraph.label),),),
        verdict=proposal.verdict,
        key=proposal.key,
        note=f"Drafted from paragraph {paragraph.label}: put it in everyday words, check the gold.",
    )


def _standing_question(document: Document) -> Question:
    label = document.title_page.label if document.title_page else document.paragraphs[0].label
    return Question(
        id="draft",
        council=document.council,
        question="Is this protocol in force, or only a draft?",
        type="status",
        answerable=True,
        gold=(((document.id, label),),),
        note=f"Its status in the library is {document.status.value}: check the gold.",
    )


def _role(subject: str) -> Role | None:
    subjects = _words()["subjects"]
    if subject.lower() in subjects["councillor"]:
        return "councillor"
    return "officer" if subject.lower() in subjects["officer"] else None


def _as_asker(rest: str) -> str:
    own = _words()["own"]
    pattern = "|".join(sorted(map(re.escape, own), key=len, reverse=True))
    return re.sub(rf"\b(?:{pattern})\b", lambda match: str(own[match.group()]), rest)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace(" ?", "?")


def _spread(drafted: Sequence[Question], n_max: int | None) -> Sequence[Question]:
    """Return at most so many, evenly over the document."""
    if n_max is None or len(drafted) <= n_max:
        return drafted
    return [drafted[place * len(drafted) // n_max] for place in range(n_max)]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("evals").joinpath("data", "draft.toml").read_text(encoding="utf-8"))
