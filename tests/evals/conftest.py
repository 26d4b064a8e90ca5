"""A small library of an invented council, and an assistant that answers from a script."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from assistant.answer import Answer, AnswerStatus, Citation, Retrieved, Role, Turn, Verdict
from evals.papers import Papers
from evals.questions import Question
from evals.scorers import Case
from ingest.documents import Document, Kind, Paragraph, Status

COUNCIL = "Harrow Weald Town Council"
WORDS = {
    "1": ("Purpose", "This protocol guides members and officers in their dealings."),
    "2.1": ("Enquiries", "Officers should answer a member's enquiry within five working days."),
    "2.2": ("Enquiries", "If no answer comes, the member may ask the Chief Executive to step in."),
    "3.2(g)": ("Surgeries", "hire a room for a surgery with the Town Clerk's agreement."),
    "3.2(h)": ("Surgeries", "must not bring officers to a surgery on party premises."),
    "4": ("Gifts", "Gifts worth more than £50 must be entered in the register."),
    "5": ("Press", "Only the Town Clerk may issue a press statement for the council."),
}
OLD = {"1": ("Enquiries", "Officers should answer a member's enquiry within ten working days.")}


def document(id_: str, words: Mapping[str, tuple[str, str]], status: Status) -> Document:
    paragraphs = tuple(
        Paragraph(
            document=id_,
            label=label,
            order=order,
            headings=(heading,),
            lead_in="Members:" if label.startswith("3.2(") else "",
            text=text,
            page=1 + order // 3,
        )
        for order, (label, (heading, text)) in enumerate(words.items())
    )
    return Document(
        id=id_,
        source=hashlib.sha256(id_.encode()).hexdigest(),
        council=COUNCIL,
        title=f"Protocol {id_}",
        kind=Kind.PROTOCOL,
        status=status,
        paragraphs=paragraphs,
    )


@dataclass(frozen=True, slots=True)
class FakeLibrary:
    held: tuple[Document, ...]

    def documents(self) -> tuple[Document, ...]:
        return tuple(each.model_copy(update={"paragraphs": ()}) for each in self.held)

    def document(self, document: str) -> Document:
        return next(each for each in self.held if each.id == document)


@pytest.fixture(scope="session")
def library() -> FakeLibrary:
    return FakeLibrary(
        (document("hw-2024", WORDS, Status.ADOPTED), document("hw-2010", OLD, Status.SUPERSEDED))
    )


@pytest.fixture(scope="session")
def papers(library: FakeLibrary) -> Papers:
    return Papers.of(library)


@dataclass(frozen=True, slots=True)
class Make:
    """Makes what a test needs, right in everything that the test does not say."""

    library: FakeLibrary
    papers: Papers

    def cite(self, label: str, document: str = "hw-2024", **other: object) -> Citation:
        """A citation of a whole paragraph."""
        paragraph = self.papers.paragraph((document, label))
        paper = self.papers.documents[document]
        facts: dict[str, object] = {
            "marker": 1,
            "document": document,
            "label": label,
            "council": paper.council,
            "title": paper.title,
            "status": paper.status,
            "section": paragraph.section if paragraph else "",
            "page": paragraph.page if paragraph else None,
            "quote": paragraph.text if paragraph else "nothing",
            "paragraph": paragraph.text if paragraph else "nothing",
        }
        return Citation.model_validate(facts | other)

    found = staticmethod(lambda *labels, **other: found(*labels, **other))
    answer = staticmethod(lambda text="", **other: answer(text, **other))
    question = staticmethod(lambda *gold, **other: question(*gold, **other))

    def case(self, asked: Question, said: Answer) -> Case:
        return Case(asked, said, self.papers)

    def assistant(self, script: Mapping[str, Answer | Exception]) -> ScriptedAssistant:
        return ScriptedAssistant(self.library, script)


@pytest.fixture(scope="session")
def make(library: FakeLibrary, papers: Papers) -> Make:
    return Make(library, papers)


def found(*labels: str, document: str = "hw-2024") -> tuple[Retrieved, ...]:
    """Paragraphs found, best first, with scores from 0.9 down."""
    return tuple(
        Retrieved(document=document, label=label, score=0.9 - 0.1 * place, sha256="0" * 64)
        for place, label in enumerate(labels)
    )


def answer(
    text: str = "",
    *,
    status: AnswerStatus | None = None,
    citations: Sequence[Citation] = (),
    retrieved: Sequence[Retrieved] = (),
    verdict: Verdict | None = None,
    **other: object,
) -> Answer:
    """An answer; 'answered' where it cites anything, else 'not_covered'."""
    taken = status or (AnswerStatus.ANSWERED if citations else AnswerStatus.NOT_COVERED)
    facts: dict[str, object] = {
        "question": "",
        "standalone_question": "",
        "council": COUNCIL,
        "role": None,
        "status": taken,
        "verdict": verdict,
        "text": text,
        "citations": tuple(citations),
        "retrieved": tuple(retrieved),
        "timings_ms": {"search": 4.0, "total": 5.0},
    }
    return Answer.model_validate(facts | other)


def question(*gold: str | tuple[str, ...], **other: object) -> Question:
    """A question whose required points are these labels of the 2024 protocol."""
    points = tuple((each,) if isinstance(each, str) else each for each in gold)
    facts: dict[str, object] = {
        "id": "q",
        "council": COUNCIL,
        "question": "How long may an officer take to answer me?",
        "type": "fact" if gold else "uncovered",
        "answerable": bool(gold),
        "gold": tuple(tuple(("hw-2024", label) for label in point) for point in points),
    }
    return Question.model_validate(facts | other)


@dataclass
class ScriptedAssistant:
    """Answers each question by a script, by its words; a script may be an error to raise."""

    library: FakeLibrary
    script: Mapping[str, Answer | Exception]
    asked: list[str] = field(default_factory=list)

    def answer(
        self,
        question: str,
        *,
        council: str | None = None,  # noqa: ARG002 - the interface's own name
        role: Role | None = None,  # noqa: ARG002 - as above
        history: Sequence[Turn] = (),  # noqa: ARG002 - as above
    ) -> Answer:
        self.asked.append(question)
        said = self.script[question]
        if isinstance(said, Exception):
            raise said
        return said
