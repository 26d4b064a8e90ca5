"""What every interface offers: ask, search, read; over one library, within a caller's reach."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence

from assistant import Answer, Assistant, AssistantSettings
from assistant.answer import Role, Turn
from assistant.model.telling import Part, stream_answer
from assistant.nearness import Nearness, library_nearness
from index import Library, Scope, SearchResult, search
from index.councils import match_council
from index.errors import LibraryEmptyError, UnknownCouncilError, UnknownParagraphError
from ingest.documents import Document, Paragraph, Status
from service.records import Found, FoundParagraph, Paper, ReadParagraph, Words

_N_KEPT = 64  # reaches whose assistants are kept


class Desk:
    """Answers other programs from a library. Safe to share between threads."""

    def __init__(self, library: Library, settings: AssistantSettings | None = None) -> None:
        self._library = library
        self._settings = settings or AssistantSettings()
        self._near = library_nearness(library)
        self._guard = threading.Lock()
        self._counters: dict[frozenset[str] | None, Counter] = {}

    @property
    def generation(self) -> int:
        """How often the library has changed."""
        return self._library.generation

    def warm(self) -> None:
        """Load the models, so that the first caller does not wait for them."""
        counter = self.within(())
        if counter.papers():
            counter.ask("Whom do I ask?")

    def within(self, councils: Sequence[str]) -> Counter:
        """Return what a caller may use whose reach is these councils' papers.

        Args:
            councils: Parts of names; all councils where none is given. One that fits none, or
                several, reaches nothing.
        """
        reach = frozenset(self._names(councils)) if councils else None
        with self._guard:
            if reach not in self._counters:
                if len(self._counters) >= _N_KEPT:
                    self._counters.clear()
                self._counters[reach] = Counter(self._library, self._settings, self._near, reach)
            return self._counters[reach]

    def _names(self, councils: Iterable[str]) -> Iterable[str]:
        for part in councils:
            try:
                yield self._library.match_council(part)
            except UnknownCouncilError:
                continue


class Counter:
    """The papers within one reach, and what can be asked of them.

    It is itself the library that its assistant answers from (`assistant.shelf.Papers`): papers
    beyond the reach are not there, so that no answer can quote, compare or name them.
    """

    def __init__(
        self,
        library: Library,
        settings: AssistantSettings,
        near: Nearness,
        reach: frozenset[str] | None,
    ) -> None:
        self._library = library
        self._reach = reach
        self._assistant = Assistant(self, settings, search=self._search, near=near)

    @property
    def generation(self) -> int:
        """A number that changes whenever the library does."""
        return self._library.generation

    def documents(self) -> tuple[Document, ...]:
        """Return the documents within reach, without paragraphs."""
        found = self._library.documents()
        return tuple(doc for doc in found if self._reach is None or doc.council in self._reach)

    def document(self, document: str) -> Document:
        """Return a document with its paragraphs.

        Raises:
            UnknownParagraphError: It is not within reach.
        """
        self._check(document)
        return self._library.document(document)

    def match_council(self, name: str) -> str:
        """Return the council within reach that a part of a name means.

        Raises:
            UnknownCouncilError: It means none, or several.
        """
        return match_council(name, self.councils())

    def councils(self) -> tuple[str, ...]:
        """Return the councils within reach, by name."""
        return tuple(sorted({document.council for document in self.documents()}))

    def ask(
        self,
        question: str,
        *,
        council: str | None = None,
        role: Role | None = None,
        history: Sequence[Turn] = (),
    ) -> Answer:
        """Return the answer to a question.

        Raises:
            QuestionTooLongError: The question is longer than the settings allow.
            UnknownCouncilError: `council` means none, or several.
        """
        return self._assistant.answer(question, council=council, role=role, history=history)

    def stream(
        self,
        question: str,
        *,
        council: str | None = None,
        role: Role | None = None,
        history: Sequence[Turn] = (),
    ) -> Iterator[Part]:
        """Yield the answer to a question while it is written.

        Raises:
            QuestionTooLongError: As `ask`, before the first part.
            UnknownCouncilError: As `ask`, before the first part.
        """
        return stream_answer(self._assistant, question, council=council, role=role, history=history)

    def search(
        self,
        query: str,
        *,
        council: str | None = None,
        statuses: Sequence[Status] = (),
        top_k: int = 10,
    ) -> Found:
        """Return the paragraphs that best answer a query, best first; none from no papers.

        Raises:
            UnknownCouncilError: `council` means none, or several.
        """
        names = frozenset({self.match_council(council)}) if council else None
        scope = Scope(councils=names, statuses=frozenset(statuses) or None)
        try:
            found = self._search(query, top_k=top_k, scope=scope, role=None)
        except LibraryEmptyError:
            return Found(hits=(), p_covered=0.0)
        hits = tuple(
            FoundParagraph(
                rank=hit.rank,
                score=hit.score,
                paper=Paper.of(hit.document),
                paragraph=Words.of(hit.paragraph),
            )
            for hit in found.hits
        )
        return Found(hits=hits, p_covered=found.p_covered)

    def read(self, document: str, label: str) -> ReadParagraph:
        """Return a paragraph with its paper's facts.

        Raises:
            UnknownParagraphError: The document or the label is not within reach.
        """
        self._check(document)
        paragraph: Paragraph = self._library.paragraph(document, label)
        paper = next(paper for paper in self.papers() if paper.id == document)
        return ReadParagraph(paper=paper, paragraph=Words.of(paragraph))

    def papers(self, council: str | None = None) -> tuple[Paper, ...]:
        """Return the papers within reach, by council.

        Raises:
            UnknownCouncilError: `council` means none, or several.
        """
        name = self.match_council(council) if council else None
        return tuple(Paper.of(doc) for doc in self.documents() if name in (None, doc.council))

    def _check(self, document: str) -> None:
        if all(document != each.id for each in self.documents()):
            raise UnknownParagraphError(
                f"There is no paper called {document!r} here: list the papers to see those that "
                "there are."
            )

    def _search(self, query: str, *, top_k: int, scope: Scope, role: str | None) -> SearchResult:
        if self._reach is not None and scope.councils is None:
            scope = Scope(self._reach, scope.statuses, scope.documents, scope.as_at)
        return search(self._library, query, top_k=top_k, scope=scope, role=role)
