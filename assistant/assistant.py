"""Answers a question from a library: small named steps over one frozen context."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import (
    Answer,
    AnswerStatus,
    Citation,
    ComparisonRow,
    Retrieved,
    Role,
    Turn,
    Verdict,
)
from assistant.citations import check_quotes, cite
from assistant.comparison import (
    CouncilEvidence,
    compare,
    gives_number,
    wanted_ban,
    wanted_number,
)
from assistant.compose import Brief, ExtractiveWriter, Writer
from assistant.conversation import Standalone, mode_after, stand_alone
from assistant.errors import QuestionTooLongError
from assistant.evidence import Evidence, Scored, choose_evidence, score
from assistant.phrases import phrase
from assistant.question import Asked, Mode, Show, Talk, read_question
from assistant.settings import AssistantSettings
from assistant.shelf import Papers, Search, Shelf, ShelfKeeper
from assistant.silence import (
    find_elsewhere,
    find_empty_heading,
    missing_number,
    nearest,
    next_step,
    silence_sentence,
)
from assistant.suggestions import suggest
from assistant.verdict import decide, main_force
from assistant.words import plain, tidy
from index.hits import Scope, SearchResult
from ingest.documents import Document, Paragraph


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a question as the steps go on; a step returns a new one.

    Attributes:
        ranked: For each part of the question, its hits, best first.
        answer: Set by the step that ends the road.
    """

    question: str
    council: str | None
    role: Role | None
    history: tuple[Turn, ...]
    shelf: Shelf
    standalone: Standalone
    asked: Asked
    ranked: tuple[tuple[Scored, ...], ...] = ()
    p_covered: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    answer: Answer | None = None


Step = Callable[[Context], Context]


class Assistant:
    """Answers questions from a library."""

    def __init__(
        self,
        library: Papers,
        settings: AssistantSettings | None = None,
        *,
        search: Search | None = None,
        writer: Writer | None = None,
    ) -> None:
        """Make an assistant.

        Args:
            search: What finds paragraphs; the library's own search where none is given.
            writer: What writes answers; from the papers' own sentences where none is given.
        """
        self._library = library
        self._settings = settings or AssistantSettings()
        self._keeper = ShelfKeeper(library)
        self._search = search or _library_search(library)
        self._writer = writer or ExtractiveWriter()
        self._steps: tuple[Step, ...] = (
            self.talk,
            self.clarify,
            self.show_paragraph,
            self.set_side_by_side,
            self.find,
            self.choose,
            self.show_where,
            self.write,
            self.keep_silent,
        )

    @property
    def library(self) -> Papers:
        """The library that it answers from."""
        return self._library

    @property
    def settings(self) -> AssistantSettings:
        """The settings that it answers by."""
        return self._settings

    def answer(
        self,
        question: str,
        *,
        council: str | None = None,
        role: Role | None = None,
        history: Sequence[Turn] = (),
    ) -> Answer:
        """Return the answer to a question.

        Args:
            council: Any unambiguous part of its name; every council where none is given, unless
                the question names one.
            role: Who asks; what the question itself shows where none is given.
            history: Earlier turns, oldest first.

        Raises:
            QuestionTooLongError: The question is longer than the settings allow.
            UnknownCouncilError: `council` matches no council of the library, or several.
        """
        begun = time.perf_counter()
        context = self._open(question, council, role, tuple(history))
        timings = {"read": _since(begun)}
        for step in self._steps:
            started = time.perf_counter()
            context = step(context)
            timings[step.__name__] = _since(started)
            if context.answer:
                break
        assert context.answer is not None, "the last step always ends the road"
        check_quotes((*context.answer.citations, *context.answer.nearest))
        timings.update(context.timings_ms)
        timings["total"] = _since(begun)
        return context.answer.model_copy(update={"timings_ms": timings})

    def _open(
        self, question: str, council: str | None, role: Role | None, history: tuple[Turn, ...]
    ) -> Context:
        if len(question) > self._settings.max_question_chars:
            raise QuestionTooLongError(
                f"The question has {len(question)} characters; please put it in at most "
                f"{self._settings.max_question_chars}."
            )
        shelf = self._keeper.shelf()
        named = self._library.match_council(council) if council else None
        turns = history[-self._settings.history_turns :]
        standalone = stand_alone(question, turns, _council_names(shelf))
        in_question = _named_council(standalone.now, shelf) or _named_council(
            standalone.text, shelf
        )
        asked = read_question(standalone.text)
        if standalone.follows:
            asked = _as_follow_up(asked, standalone)
        return Context(
            question=tidy(question),
            council=in_question or named,
            role=role or asked.asker,
            history=turns,
            shelf=shelf,
            standalone=standalone,
            asked=asked,
        )

    # Steps, in order. Each returns the context with more in it, or with an answer.

    def talk(self, context: Context) -> Context:
        """Greetings, thanks and what no protocol speaks of get a sentence, not a search."""
        own = read_question(context.question)
        if not context.question:
            return _ended(context, AnswerStatus.NEEDS_CLARIFICATION, phrase("talk.empty"))
        if own.talk is None:
            return context
        out = own.talk in (Talk.MACHINERY, Talk.OUTSIDE)
        text = phrase(f"talk.{own.talk.value}", example=phrase("talk.example"))
        return _ended(
            context,
            AnswerStatus.OUT_OF_SCOPE if out else AnswerStatus.ANSWERED,
            text,
            suggestions=() if out else self._openers(context),
        )

    def clarify(self, context: Context) -> Context:
        """A turn that leans on a conversation which is not there gets one question back."""
        if not context.standalone.bare:
            return context
        if context.asked.labels or (context.asked.terms and not context.standalone.same):
            return context
        return _ended(
            context,
            AnswerStatus.NEEDS_CLARIFICATION,
            phrase("clarify.bare", question=context.question.rstrip("?.! ")),
            choices=self._openers(context),
        )

    def show_paragraph(self, context: Context) -> Context:
        """A request for a paragraph by its number gets that paragraph."""
        if context.asked.show is not Show.LABEL or not context.asked.labels:
            return context
        label = context.asked.labels[0]
        for document in (
            *context.shelf.protocols(context.council),
            *context.shelf.of_council(context.council),
        ):
            paragraph = _paragraph(document, label)
            if paragraph:
                citation = cite(document, paragraph, marker=1, start=0, end=len(paragraph.text))
                lead = phrase("show.paragraph", label=label, title=document.title)
                text = f"{lead} {tidy(f'{paragraph.lead_in} {paragraph.text}')} [1]"
                return _ended(context, AnswerStatus.ANSWERED, text, citations=(citation,))
        return context

    def set_side_by_side(self, context: Context) -> Context:
        """A question about several councils gets a row for each."""
        councils = context.shelf.councils()
        if context.council or len(councils) < 2:
            return context
        found: list[CouncilEvidence] = []
        ranked: list[Scored] = []
        for council in councils:
            one = self._find_for(context, council)
            evidence = choose_evidence(one.asked, one.ranked, one.shelf.lexicon, self._settings)
            ranked.extend(item for part in one.ranked for item in part)
            found.append(CouncilEvidence(council, self._kept(context.asked, evidence, one.shelf)))
        compared = compare(context.asked, found, context.shelf, self._settings)
        ranked.sort(key=lambda item: -item.p)
        context = replace(context, ranked=(tuple(ranked),))
        if not compared.citations:
            return context
        return _ended(
            context,
            compared.status,
            compared.text,
            citations=compared.citations,
            rows=compared.rows,
        )

    def _kept(
        self, asked: Asked, evidence: tuple[Evidence, ...], shelf: Shelf
    ) -> tuple[Evidence, ...]:
        """Return the evidence of one council that a comparison shows."""
        kept = evidence
        if wanted_number(asked):
            kept = tuple(item for item in kept if gives_number(item))
        if wanted_ban(asked):
            kept = tuple(item for item in kept if _rules_out(item, asked, shelf))
        return kept[:1] if not asked.has(Mode.CHANGED) else kept[:2]

    def find(self, context: Context) -> Context:
        """Search for each part of the question."""
        if context.ranked:
            return context
        return self._find_for(context, context.council)

    def _find_for(self, context: Context, council: str | None) -> Context:
        scope = Scope(councils=frozenset({council})) if council else Scope()
        asked = context.asked
        results: list[SearchResult] = []
        for part in asked.parts:
            query = part.text if len(asked.parts) == 1 else tidy(f"{asked.background} {part.text}")
            results.append(
                self._search(query, top_k=self._settings.top_k, scope=scope, role=context.role)
            )
        ranked = tuple(
            score(part, result.hits, context.shelf.lexicon)
            for part, result in zip(asked.parts, results, strict=True)
        )
        return replace(
            context, ranked=ranked, p_covered=max(result.p_covered for result in results)
        )

    def choose(self, context: Context) -> Context:
        """Choose the paragraphs, and in each the sentences, that answer."""
        evidence = choose_evidence(
            context.asked, context.ranked, context.shelf.lexicon, self._settings
        )
        return replace(context, evidence=evidence)

    def show_where(self, context: Context) -> Context:
        """'Where does it say that?' gets the paragraphs' places and words; a section in full."""
        show = read_question(context.question).show
        if show not in (Show.WHERE, Show.SECTION) or not context.evidence:
            return context
        if show is Show.SECTION:
            return _section(context)
        labels = ", ".join(
            f"paragraph {item.paragraph.label} of “{item.document.title}”"
            for item in context.evidence
        )
        citations = tuple(
            cite(item.document, item.paragraph, marker=n, start=0, end=len(item.paragraph.text))
            for n, item in enumerate(context.evidence, start=1)
        )
        lines = [phrase("show.lead", labels=labels)]
        lines.extend(f"- “{tidy(c.quote)}” [{c.marker}]" for c in citations)
        return _ended(context, AnswerStatus.ANSWERED, "\n".join(lines), citations=citations)

    def write(self, context: Context) -> Context:
        """Write the answer from the evidence."""
        if not context.evidence:
            return context
        answered = {item.part for item in context.evidence}
        missing = tuple(
            part.text for n, part in enumerate(context.asked.parts) if n not in answered
        )
        first = context.asked.parts[0]
        decision = decide(
            first, [item for item in context.evidence if item.part == 0], context.shelf.lexicon
        )
        draft = self._writer.write(
            Brief(
                asked=context.asked,
                evidence=context.evidence,
                decision=decision,
                unanswered=missing,
                editions=context.shelf.protocols(context.council),
                settings=self._settings,
            )
        )
        cited = [(item.document, item.label) for item in draft.citations]
        flat = [item for part in context.ranked for item in part]
        return _ended(
            context,
            draft.status,
            draft.text,
            verdict=draft.verdict,
            citations=draft.citations,
            standing=draft.standing,
            suggestions=suggest(
                flat,
                cited,
                context.shelf.protocols(context.council),
                self._settings.n_suggestions,
            ),
        )

    def keep_silent(self, context: Context) -> Context:
        """Say how the papers are silent, what comes nearest, and whom to ask."""
        shelf = context.shelf
        documents = shelf.protocols(context.council) or shelf.of_council(context.council)
        ranked = context.ranked[0] if context.ranked else ()
        heading = find_empty_heading(context.asked, documents, shelf.lexicon)
        near = nearest(context.asked, ranked, shelf.lexicon, self._settings.n_nearest)
        sentence = silence_sentence(documents, heading, missing_number(context.asked, ranked))
        elsewhere = None if heading else find_elsewhere(ranked)
        citations: tuple[Citation, ...] = ()
        lines = [sentence]
        if elsewhere:
            paragraph = elsewhere.scored.hit.paragraph
            near = tuple(item for item in near if item.label != paragraph.label)
            lines = [f"{sentence} It points to {elsewhere.where} in paragraph {paragraph.label}."]
        if near:
            lines.append(phrase("silence.nearest"))
        step = next_step(context.standalone.text, context.council, shelf, near)
        return _ended(
            context,
            AnswerStatus.NOT_COVERED,
            " ".join(lines),
            citations=citations,
            nearest=near,
            next_step=step.sentence if step else None,
            message=step.message if step else None,
        )

    def _openers(self, context: Context) -> tuple[str, ...]:
        """Return questions to begin with, one for a section of the first protocol in scope."""
        for document in context.shelf.protocols(context.council):
            headings = [
                h.text for h in document.headings if not h.empty and len(h.text.split()) > 1
            ]
            if headings:
                return tuple(
                    phrase("suggest.heading", paper="protocol", heading=heading.lower())
                    for heading in headings[: self._settings.n_suggestions]
                )
        return ()


def _ended(
    context: Context,
    status: AnswerStatus,
    text: str,
    *,
    verdict: Verdict | None = None,
    citations: tuple[Citation, ...] = (),
    nearest: tuple[Citation, ...] = (),
    suggestions: tuple[str, ...] = (),
    choices: tuple[str, ...] = (),
    rows: tuple[ComparisonRow, ...] = (),
    standing: str | None = None,
    next_step: str | None = None,
    message: str | None = None,
) -> Context:
    """Return the context with its answer."""
    return replace(
        context,
        answer=Answer(
            question=context.question,
            standalone_question=context.standalone.text,
            council=context.council,
            role=context.role,
            status=status,
            verdict=verdict,
            text=text,
            citations=citations,
            nearest=nearest,
            suggestions=suggestions,
            choices=choices,
            rows=rows,
            standing=standing,
            next_step=next_step,
            message=message,
            retrieved=_retrieved(context),
        ),
    )


def _retrieved(context: Context) -> tuple[Retrieved, ...]:
    """Return what was found, best first, each paragraph once."""
    found: dict[tuple[str, str], Retrieved] = {}
    for part in context.ranked:
        for item in part:
            paragraph = item.hit.paragraph
            found.setdefault(
                (paragraph.document, paragraph.label),
                Retrieved(
                    document=paragraph.document,
                    label=paragraph.label,
                    score=item.p,
                    sha256=hashlib.sha256(paragraph.text.encode()).hexdigest(),
                ),
            )
    return tuple(found.values())


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 2)


def _library_search(library: Papers) -> Search:
    from index import search

    def find(query: str, *, top_k: int, scope: Scope, role: str | None) -> SearchResult:
        return search(library, query, top_k=top_k, scope=scope, role=role)

    return find


def _paragraph(document: Document, label: str) -> Paragraph | None:
    return next((item for item in document.paragraphs if item.label == label), None)


_TAIL = ("Council", "City", "Borough", "District", "County", "Town", "Metropolitan", "London")


def _short_name(council: str) -> str:
    """Return a council's name without what sort of council it is."""
    words = [word for word in council.split() if word not in _TAIL]
    return " ".join(words)


def _council_names(shelf: Shelf) -> tuple[str, ...]:
    return tuple(
        name for council in shelf.councils() for name in (council, _short_name(council)) if name
    )


def _named_council(text: str, shelf: Shelf) -> str | None:
    """Return the one council of the library that a text names."""
    import re

    lowered = plain(text)
    named = [
        council
        for council in shelf.councils()
        if (short := plain(_short_name(council))) and re.search(rf"\b{re.escape(short)}\b", lowered)
    ]
    return named[0] if len(named) == 1 else None


def _as_follow_up(asked: Asked, standalone: Standalone) -> Asked:
    """Return what a follow-up asks: its own words last asked, the earlier turn as background."""
    if standalone.same:
        return asked
    own = read_question(standalone.now)
    mode = mode_after(standalone.now, standalone.base)
    parts = tuple(
        replace(
            part,
            text=standalone.text if len(own.parts) == 1 else part.text,
            mode=mode if n == 0 else part.mode,
        )
        for n, part in enumerate(own.parts)
    )
    parts = tuple(
        replace(part, terms=asked.terms) if len(part.terms) < 2 else part for part in parts
    )
    return replace(
        asked,
        parts=parts,
        background=standalone.base if len(own.parts) > 1 else "",
        labels=own.labels,
        asker=own.asker or asked.asker,
        talk=own.talk,
    )


def _rules_out(evidence: Evidence, asked: Asked, shelf: Shelf) -> bool:
    force = main_force(asked.parts[0], evidence.best, shelf.lexicon)
    return force is not None and force.negative


def _section(context: Context) -> Context:
    """Show all paragraphs that stand under the heading of the first one cited."""
    first = context.evidence[0]
    document = context.shelf.document(first.document.id) or first.document
    together = [
        paragraph
        for paragraph in document.paragraphs
        if paragraph.headings == first.paragraph.headings
    ] or [first.paragraph]
    citations = tuple(
        cite(document, paragraph, marker=n, start=0, end=len(paragraph.text))
        for n, paragraph in enumerate(together, start=1)
    )
    lines = [phrase("show.section", section=first.paragraph.section or document.title)]
    lines.extend(f"- {c.label}: {tidy(c.quote)} [{c.marker}]" for c in citations)
    return _ended(context, AnswerStatus.ANSWERED, "\n".join(lines), citations=citations)
