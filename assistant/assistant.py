"""Answers a question from a library: small named steps over one frozen context."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer, AnswerStatus, Role, Turn
from assistant.citations import check_quotes
from assistant.comparison import CouncilEvidence, compare, compare_standing, keep_for
from assistant.compose import Brief, ExtractiveWriter, Writer
from assistant.conditions import complete_conditions
from assistant.context import Context, Step, ended
from assistant.conversation import Standalone, mode_after, stand_alone
from assistant.covered import Covering, Odds, weigh_odds
from assistant.editions import add_editions
from assistant.errors import QuestionTooLongError
from assistant.evidence import Evidence, choose_evidence, widen
from assistant.finding import Finder
from assistant.naming import council_names, named_councils
from assistant.nearness import Nearness, library_nearness
from assistant.phrases import phrase
from assistant.question import Asked, Mode, Show, Talk, read_question
from assistant.record import mentions, referred
from assistant.settings import AssistantSettings
from assistant.shelf import Papers, Search, Shelf, ShelfKeeper, library_search
from assistant.showing import show_label, show_section, show_where
from assistant.silence import (
    find_elsewhere,
    find_empty_heading,
    missing_number,
    nearest,
    next_step,
    silence_sentence,
)
from assistant.standing import answer_standing
from assistant.suggestions import openers, suggest
from assistant.verdict import decide
from assistant.words import tidy
from ingest.unseen import without_unseen

_CERTAIN = Odds(1.0, 1.0)  # of what was not searched for


class Assistant:
    """Answers questions from a library."""

    def __init__(
        self,
        library: Papers,
        settings: AssistantSettings | None = None,
        *,
        search: Search | None = None,
        near: Nearness | None = None,
        covered: Covering = weigh_odds,
        writer: Writer | None = None,
    ) -> None:
        """Make an assistant.

        Args:
            search: What finds paragraphs; the library's own search where none is given.
            near: How near sentences are to a question; by the library's encoder where none is
                given.
            covered: How likely it is that what was found answers; by the fitted models as a rule.
            writer: What writes answers; from the papers' own sentences where none is given.
        """
        self._library = library
        self._settings = settings or AssistantSettings()
        self._keeper = ShelfKeeper(library, near or library_nearness(library))
        self._finder = Finder(search or library_search(library), covered, self._settings)
        self._writer = writer or _writer(self._settings)
        self._steps: tuple[Step, ...] = (
            self.talk,
            self.clarify,
            self.show_paragraph,
            self.tell_standing,
            self.set_side_by_side,
            self.find,
            self.choose,
            self.show_again,
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
        question = without_unseen(question)
        shelf = self._keeper.shelf()
        chosen = self._library.match_council(council) if council else None
        turns = history[-self._settings.history_turns :]
        standalone = stand_alone(question, turns, council_names(shelf.councils()))
        asked = read_question(standalone.text)
        if standalone.follows:
            asked = _as_follow_up(asked, standalone)
        return Context(
            question=tidy(question),
            council=_council_asked(standalone, shelf) or chosen,
            role=role or asked.asker,
            history=turns,
            shelf=shelf,
            standalone=standalone,
            asked=asked,
        )

    # The steps, in order. Each returns the context with more in it, or with an answer.

    def talk(self, context: Context) -> Context:
        """Greetings, thanks and what no protocol speaks of get a sentence, not a search."""
        if not context.question:
            return ended(context, AnswerStatus.NEEDS_CLARIFICATION, phrase("talk.empty"))
        talk = read_question(context.question).talk
        if talk is None:
            return context
        out = talk in (Talk.MACHINERY, Talk.OUTSIDE)
        return ended(
            context,
            AnswerStatus.OUT_OF_SCOPE if out else AnswerStatus.ANSWERED,
            phrase(f"talk.{talk.value}", example=phrase("talk.example")),
            suggestions=() if out else self._openers(context),
        )

    def clarify(self, context: Context) -> Context:
        """A turn that leans on a conversation which is not there gets one question back."""
        if not context.standalone.bare or context.asked.labels:
            return context
        return ended(
            context,
            AnswerStatus.NEEDS_CLARIFICATION,
            phrase("clarify.bare", question=context.question.rstrip("?.! ")),
            choices=self._openers(context),
        )

    def show_paragraph(self, context: Context) -> Context:
        """A request for a paragraph by its number gets that paragraph."""
        if context.asked.show is not Show.LABEL or not context.asked.labels:
            return context
        shelf, council = context.shelf, context.council
        documents = (*shelf.protocols(council), *shelf.of_council(council))
        shown = show_label(context.asked.labels[0], documents)
        if shown is None:
            return context
        return ended(context, AnswerStatus.ANSWERED, shown.text, citations=shown.citations)

    def tell_standing(self, context: Context) -> Context:
        """A question about a paper's standing is answered from the papers that show it."""
        if not context.asked.has(Mode.STATUS) or not context.council:
            return context
        shelf, council = context.shelf, context.council
        told = answer_standing(shelf.protocols(council), shelf.of_council(council))
        if told is None:
            return context
        context = self.find(context)
        return ended(context, told.status, told.text, citations=told.citations)

    def set_side_by_side(self, context: Context) -> Context:
        """A question about several councils gets a row for each."""
        shelf = context.shelf
        councils = named_councils(context.standalone.text, shelf.councils())
        if len(councils) < 2:
            councils = shelf.councils()
            if context.council or len(councils) < 2:
                return context
        if context.asked.has(Mode.STATUS):
            told = compare_standing(councils, shelf)
            return ended(
                self.find(context), told.status, told.text, citations=told.citations, rows=told.rows
            )
        found = [self._say(context, council) for council in councils]
        ranked = [item for said in found for part in said.ranked for item in part]
        context = replace(context, ranked=(tuple(ranked),))
        compared = compare(
            context.asked,
            [CouncilEvidence(said.council or "", said.evidence) for said in found],
            shelf,
            self._settings,
        )
        if not compared.citations:
            return context
        return ended(
            context,
            compared.status,
            compared.text,
            citations=compared.citations,
            rows=compared.rows,
        )

    def _say(self, context: Context, council: str) -> Context:
        """Return what one council's papers say, among others."""
        among = self._settings.model_copy(update={"answer_at": self._settings.compare_at})
        one = self._choose(self.find(replace(context, council=council)), among)
        return replace(one, evidence=keep_for(one.asked, one.evidence, one.shelf))

    def find(self, context: Context) -> Context:
        """Search for each part of the question."""
        return context if context.ranked else self._finder.find(context)

    def choose(self, context: Context) -> Context:
        """Choose the paragraphs, and in each the sentences, that answer."""
        return self._choose(context, self._settings)

    def _choose(self, context: Context, settings: AssistantSettings) -> Context:
        asked, shelf = context.asked, context.shelf
        evidence = self._recorded(context) or choose_evidence(
            asked,
            context.ranked,
            tuple(odds.covered for odds in context.odds),
            shelf.scales,
            settings,
        )
        if self._left_empty(context):
            evidence = ()
        evidence = complete_conditions(
            evidence,
            shelf.named([item.document.id for item in evidence[:1]]),
            asked.parts[0],
            shelf.scales,
        )
        protocols = shelf.protocols(context.council) if context.council else ()
        if evidence and not context.edition:
            evidence = add_editions(
                asked, evidence, context.ranked, protocols, shelf.scales, settings
            )
        return replace(context, evidence=widen(evidence))

    def _left_empty(self, context: Context) -> bool:
        """Tell whether a heading without text deals with what no paragraph is likely to answer."""
        likely = max((odds.first for odds in context.odds), default=1.0)
        documents = context.edition or context.shelf.protocols(context.council)
        return likely < self._settings.heading_below and bool(
            find_empty_heading(context.asked, documents, context.shelf.lexicon)
        )

    def _recorded(self, context: Context) -> tuple[Evidence, ...]:
        """Return what reports and minutes say, where that is asked."""
        asked, shelf = context.asked, context.shelf
        if not asked.has(Mode.SAID, Mode.CHANGED):
            return ()
        documents = shelf.of_council(context.council)
        spoken = mentions(asked, documents, shelf.lexicon) if asked.labels else ()
        ranked = (spoken,) if spoken else context.ranked
        certain = (1.0,) * len(ranked)
        evidence = choose_evidence(asked, ranked, certain, shelf.scales, self._settings)
        named = referred(evidence, shelf.protocols(context.council), asked, shelf.scales)
        return (*evidence, *named)

    def show_again(self, context: Context) -> Context:
        """'Where does it say that?' gets the places and words; 'the whole section', all of it."""
        show = read_question(context.question).show
        if show not in (Show.WHERE, Show.SECTION) or not context.evidence:
            return context
        first = context.evidence[0]
        document = context.shelf.document(first.document.id) or first.document
        shown = (
            show_section(first, document) if show is Show.SECTION else show_where(context.evidence)
        )
        return ended(context, AnswerStatus.ANSWERED, shown.text, citations=shown.citations)

    def write(self, context: Context) -> Context:
        """Write the answer from the evidence."""
        if not context.evidence:
            return context
        asked, shelf = context.asked, context.shelf
        answered = {item.part for item in context.evidence}
        draft = self._writer.write(
            Brief(
                asked=asked,
                evidence=context.evidence,
                decision=decide(
                    asked.parts[0],
                    sorted(
                        (item for item in context.evidence if item.part == 0),
                        key=lambda item: -item.p,
                    ),
                    shelf.scales,
                    context.role,
                ),
                odds=context.odds[context.evidence[0].part] if context.odds else _CERTAIN,
                unanswered=tuple(
                    part.text for n, part in enumerate(asked.parts) if n not in answered
                ),
                editions=shelf.protocols(context.council) if context.council else (),
                settings=self._settings,
            )
        )
        return ended(
            context,
            draft.status,
            draft.text,
            verdict=draft.verdict,
            citations=draft.citations,
            standing=draft.standing,
            model=draft.model,
            suggestions=suggest(
                [item for part in context.ranked for item in part],
                [(item.document, item.label) for item in draft.citations],
                shelf.protocols(context.council) if context.council else (),
                self._settings.n_suggestions,
            ),
        )

    def keep_silent(self, context: Context) -> Context:
        """Say how the papers are silent, what comes nearest, and whom to ask."""
        shelf, asked = context.shelf, context.asked
        protocols = context.edition or shelf.protocols(context.council)
        documents = protocols or shelf.of_council(context.council)
        ranked = context.ranked[0] if context.ranked else ()
        heading = find_empty_heading(asked, documents, shelf.lexicon)
        near = nearest(asked, ranked, shelf.scales, self._settings.n_nearest)
        elsewhere = None if heading else find_elsewhere(ranked)
        perhaps = heading is None and self._perhaps(context)
        lines = [
            silence_sentence(
                documents,
                heading,
                perhaps=perhaps,
                without_number=missing_number(asked, ranked),
            )
        ]
        if elsewhere:
            lines.append(
                phrase(
                    "silence.elsewhere",
                    label=elsewhere.scored.hit.paragraph.label,
                    where=elsewhere.where,
                )
            )
        if near:
            lines.append(phrase("silence.nearest_perhaps" if perhaps else "silence.nearest"))
        step = next_step(context.standalone.text, context.council, shelf, near)
        return ended(
            context,
            AnswerStatus.NOT_COVERED,
            " ".join(lines),
            nearest=near,
            next_step=step.sentence if step else None,
            message=step.message if step else None,
        )

    def _perhaps(self, context: Context) -> bool:
        """Tell whether the papers may well speak of what no paragraph was found to answer."""
        likely = max((odds.covered for odds in context.odds), default=0.0)
        return likely >= self._settings.perhaps_at

    def _openers(self, context: Context) -> tuple[str, ...]:
        return openers(context.shelf.protocols(context.council), self._settings.n_suggestions)


def _writer(settings: AssistantSettings) -> Writer:
    """Return the writer that the settings ask for; LangChain is loaded only for a chat model."""
    if settings.model.name is None:
        return ExtractiveWriter()
    from assistant.model.writer import ModelWriter

    return ModelWriter(settings.model)


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 2)


def _council_asked(standalone: Standalone, shelf: Shelf) -> str | None:
    """Return the one council that the turn, or else the question it leans on, names."""
    for text in (standalone.now, standalone.text):
        if len(named := named_councils(text, shelf.councils())) == 1:
            return named[0]
    return None


def _as_follow_up(asked: Asked, standalone: Standalone) -> Asked:
    """Return what a follow-up asks: its own words, with the earlier turn as background."""
    if standalone.same:
        return asked
    own = read_question(standalone.now)
    mode = mode_after(standalone.now, standalone.base)
    parts = tuple(
        replace(
            part,
            text=standalone.text if len(own.parts) == 1 else part.text,
            mode=mode if number == 0 else part.mode,
            terms=part.terms if len(part.terms) > 1 else asked.terms,
        )
        for number, part in enumerate(own.parts)
    )
    return replace(
        asked,
        parts=parts,
        background=standalone.base if len(own.parts) > 1 else "",
        labels=own.labels,
        asker=own.asker or asked.asker,
        talk=own.talk,
    )
