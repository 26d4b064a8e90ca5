"""The chat-model judge: its failures are data, and its agreement with the rules is counted."""

from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import ChatResult
from langchain_core.runnables import RunnableLambda

from evals.answering import put
from evals.judge import JudgedClaim, agreement, judge_claims


class WordJudge(BaseChatModel):
    """Holds a claim for supported unless it says 'six', and fails where it says 'register'."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise NotImplementedError

    def with_structured_output(self, *_: Any, **__: Any) -> Any:
        def judge(prompt: str) -> dict[str, Any]:
            claim = prompt.split("Claim:")[1].split("Words cited:")[0]
            if "register" in claim:
                raise TimeoutError("no answer in time")
            return {"supported": "six" not in claim, "reason": "by the number"}

        return RunnableLambda(judge)


def test_each_cited_claim_is_judged_and_a_failure_is_kept_as_data(make: Any) -> None:
    asked = make.question("2.1", id="q1", question="how long?")
    said = make.answer(
        "Officers should answer in five working days. [1]\n"
        "They should answer in six working days. [1]\n"
        "Gifts must be entered in the register. [2]\n"
        "This is an aside without a citation.",
        citations=[make.cite("2.1"), make.cite("4", marker=2)],
    )
    outcome = put(make.assistant({"how long?": said}), asked)
    judged = judge_claims([asked], {"q1": outcome}, make.papers, WordJudge())
    assert [(each.by_rules, each.by_model) for each in judged] == [
        (True, True),
        (False, False),
        (True, None),
    ]
    assert judged[2].failure is not None
    assert judged[2].failure.kind == "TimeoutError"
    found = agreement(judged)
    assert (found.n, found.n_failed, found.share, found.kappa) == (2, 1, 1, 1)


def claim(by_rules: bool, by_model: bool | None) -> JudgedClaim:
    return JudgedClaim(id="q", claim="x", by_rules=by_rules, by_model=by_model)


def test_kappa_by_hand() -> None:
    # 20 both yes, 5 rules only, 10 model only, 15 both no: alike 0.7, chance 0.5*0.6 + 0.5*0.4
    judged = (
        [claim(True, True)] * 20
        + [claim(True, False)] * 5
        + [claim(False, True)] * 10
        + [claim(False, False)] * 15
    )
    found = agreement(judged)
    assert found.share == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)


def test_agreement_on_nothing_is_undefined() -> None:
    assert agreement([]).share is None
    assert agreement([claim(True, None)]).n_failed == 1
    assert agreement([claim(True, True)]).kappa is None
