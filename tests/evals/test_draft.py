"""Drafted questions: what the rules make of a sentence, and what is kept of a model's draft."""

from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import ChatResult
from langchain_core.runnables import RunnableLambda

from evals.check import check_questions
from evals.draft import draft_questions, propose_by_rules
from evals.questions import save_questions
from ingest.documents import Paragraph


def proposed(text: str, lead_in: str = "") -> list[tuple[str, str, str | None]]:
    paragraph = Paragraph(document="d", label="1", order=0, text=text, lead_in=lead_in)
    found = propose_by_rules(None, paragraph)  # type: ignore[arg-type]
    return [(each.question, each.type, each.verdict) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Members may ask their officers for advice.",
            ("Can I ask my officers for advice?", "permission", "yes"),
        ),
        (
            "Officers must not attend party meetings.",
            ("Can I attend party meetings?", "permission", "no"),
        ),
        (
            "Members may use the room if the clerk agrees.",
            ("Can I use the room if the clerk agrees?", "permission", "conditional"),
        ),
        (
            "Officers should always declare gifts.",
            ("Do I have to declare gifts?", "duty", "yes"),
        ),
        (
            "Committee chairs must sign the minutes.",
            ("Do committee chairs have to sign the minutes?", "duty", "yes"),
        ),
        (
            "“Casework” means help given to a resident.",
            ("What does “casework” mean here?", "definition", None),
        ),
    ],
)
def test_a_sentence_that_binds_or_defines_becomes_a_question(
    text: str, expected: tuple[str, str, str | None]
) -> None:
    assert proposed(text) == [expected]


def test_an_item_is_asked_with_its_lead_in() -> None:
    assert proposed("enter gifts in the register;", lead_in="Members must:") == [
        ("Do I have to enter gifts in the register?", "duty", "yes")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "This should be clear.",
        "If a member objects, the clerk must decide.",
        "The council was formed in 1974.",
        "Members should " + "very " * 30 + "carefully read.",
    ],
)
def test_no_question_comes_of_a_sentence_without_a_plain_subject(text: str) -> None:
    assert proposed(text) == []


def test_a_time_is_asked_for_with_its_key() -> None:
    paragraph = Paragraph(
        document="d", label="1", order=0, text="Officers should answer within five working days."
    )
    first = next(iter(propose_by_rules(None, paragraph)))  # type: ignore[arg-type]
    assert first.question == "How long do I have to answer?"
    assert first.key == (("five working days",),)


def test_every_draft_passes_the_check_against_its_library(make: Any, tmp_path: Any) -> None:
    document = make.library.document("hw-2024")
    drafted = draft_questions(document)
    save_questions(drafted, tmp_path / "draft.csv")
    errors = [
        each
        for each in check_questions(tmp_path / "draft.csv", make.library)
        if each.level == "error"
    ]
    assert errors == []
    assert [each.id for each in drafted[:2]] == ["draft-001", "draft-002"]
    assert len({each.question for each in drafted}) == len(drafted)
    assert len(draft_questions(document, n_max=3)) == 3


class ScriptedModel(BaseChatModel):
    """A chat model that gives one structured reply, or fails."""

    reply: Any

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise NotImplementedError

    def with_structured_output(self, *_: Any, **__: Any) -> Any:
        def reply(_: object) -> Any:
            if isinstance(self.reply, Exception):
                raise self.reply
            return self.reply

        return RunnableLambda(reply)


def test_what_the_paragraph_does_not_bear_out_is_left_out_of_a_models_draft(make: Any) -> None:
    reply = {
        "questions": [
            {
                "question": "How big a present do I have to own up to?",
                "type": "fact",
                "verdict": "yes",
                "key": "£90",
            }
        ]
    }
    drafted = draft_questions(make.library.document("hw-2024"), model=ScriptedModel(reply=reply))
    assert len(drafted) == 2  # the standing, and the one question, once
    assert drafted[1].verdict is None
    assert drafted[1].key == ()


def test_a_model_that_fails_leaves_the_rules_own_draft(make: Any) -> None:
    document = make.library.document("hw-2024")
    broken = ScriptedModel(reply=RuntimeError("no answer"))
    assert draft_questions(document, model=broken) == draft_questions(document)
