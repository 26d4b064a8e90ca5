"""Writes answers with a chat model, and keeps of its words only what the papers prove."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace

from langchain_core.language_models import BaseChatModel

from assistant.answer import AnswerStatus, ModelRecord, RemovedSentence, Verdict
from assistant.compose import Brief, Draft, ExtractiveWriter
from assistant.model.chat import Chat
from assistant.model.checks import Proof, prove
from assistant.model.errors import ModelError
from assistant.model.layout import lay_out
from assistant.model.output import ModelAnswer, ModelSentence, ReplyReader
from assistant.model.telling import Listener, listener
from assistant.settings import ModelSettings
from assistant.words import read_data

_REMOVED_MAX = 10  # sentences, of one reply
_OPENS_WITH_VERDICT = re.compile(r"\s*(?:yes|no)\b\s*[,.:;-]", re.IGNORECASE)


class ModelWriter:
    """Puts a chat model's shorter sentences where they are proved; all else stays as it was."""

    def __init__(
        self, settings: ModelSettings, open_model: Callable[[], BaseChatModel] | None = None
    ) -> None:
        """Make a writer; the model is opened with the first question."""
        self._name = settings.name or ""
        self._chat = Chat(settings, open_model)
        self._extractive = ExtractiveWriter()

    def write(self, brief: Brief) -> Draft:
        """Return the answer; the extractive one, which says so, where nothing is proved.

        What is proved is told at once to whoever listens, in the answer's order, and stands.
        """
        writing = _Writing(self._extractive.write(brief), brief, self._name, listener())
        failed = ""
        reader = ReplyReader()
        try:
            for text in self._chat.replies(brief, list(writing.places)):
                writing.take(reader.feed(text), reader.head)
                if writing.rambles:
                    failed = "endless"
                if failed or writing.abandoned:
                    break
            else:
                whole = reader.finish()
                writing.take(whole.sentences, whole)
        except ModelError as error:  # of whatever kind, it does not cost the answer
            failed = error.cause
        return writing.end(failed)


class _Writing:
    """One answer in the making: what is proved so far, and how much of it has been told."""

    def __init__(self, draft: Draft, brief: Brief, name: str, told_to: Listener) -> None:
        self.places = {_key(brief, place): place for place in range(len(brief.evidence))}
        self._verdict_seen = False
        self._draft = draft
        self._brief = brief
        self._name = name
        self._told_to = told_to
        self._layout = lay_out(draft.text, brief)
        self._proofs: dict[int, dict[int, Proof]] = {}
        self._removed: list[RemovedSentence] = []
        self._place = 0  # of the paragraph that the model has come to
        self._complete = True
        self._text = ""  # told so far
        self._n_slots_told = 0

    @property
    def abandoned(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self._told_to.gone

    @property
    def rambles(self) -> bool:
        """Whether so much was removed that nothing more is to be hoped for."""
        return len(self._removed) >= _REMOVED_MAX

    def take(self, sentences: tuple[ModelSentence, ...], head: ModelAnswer | None) -> None:
        """Check sentences in the order of the reply, and tell what is settled by them."""
        if head is None:
            return
        self._see_verdict(head.verdict)
        self._complete = head.complete
        for sentence in sentences:
            if reason := self._keep(sentence.text, sentence.keys):
                self._removed.append(RemovedSentence(text=sentence.text, reason=reason))
        if self._proofs:
            self._tell(before=self._place)

    def _see_verdict(self, verdict: Verdict | None) -> None:
        """Remove a verdict that is not what the rules read in the papers: theirs is given."""
        if not self._verdict_seen and verdict not in (None, self._draft.verdict):
            self._removed.append(RemovedSentence(text=f"verdict: {verdict}", reason="verdict"))
        self._verdict_seen = True

    def _keep(self, text: str, keys: tuple[str, ...]) -> str:
        """Keep a sentence that is proved; else return why it is not."""
        if _OPENS_WITH_VERDICT.match(text):
            return "verdict"
        reason = "unknown key"
        for place in (self.places[key] for key in keys if key in self.places):
            proof = prove(text, self._brief.evidence[place])
            reason = proof.reason
            if not reason and place < self._place:
                reason = "order"  # the paragraph has been told
            elif not reason and self._is_taken(place, proof):
                reason = "repeated"
            elif not reason:
                self._proofs.setdefault(place, {})[proof.first] = proof
                self._place = place
                return ""
        return reason

    def _is_taken(self, place: int, proof: Proof) -> bool:
        there = self._proofs.get(place, {}).values()
        return any(proof.first <= other.last and other.first <= proof.last for other in there)

    def _tell(self, *, before: int) -> None:
        """Tell the paragraphs that stand before a place, as far as they have not been told."""
        for slot in self._layout.slots[self._n_slots_told :]:
            if slot.place >= before:
                break
            words = slot.told(self._brief.evidence[slot.place], self._proofs.get(slot.place, {}))
            self._say(words)
            self._n_slots_told += 1

    def _say(self, text: str) -> None:
        if not self._text:
            self._told_to.begun(self._status, self._draft.verdict)
        self._text += text
        if text:
            self._told_to.told(text)

    @property
    def _status(self) -> AnswerStatus:
        """The model may only find that more is left open, never less."""
        return self._draft.status if self._complete else AnswerStatus.PARTLY_ANSWERED

    def end(self, failed: str) -> Draft:
        """Return the whole answer, the rest of it told.

        Args:
            failed: Why the model did not come to an end; '' where it did.
        """
        why = failed if not self._proofs else ""
        if not self._proofs and not failed:
            why = "nothing_left"
        if why:
            self._proofs, self._complete = {}, True
        self._tell(before=len(self._brief.evidence))
        note = why or ("cut_short" if failed else "")
        self._say(self._layout.tail + (f"\n\n{_note(note)}" if note else ""))
        return replace(
            self._draft,
            text=self._text,
            status=self._status,
            model=ModelRecord(
                name=self._name,
                n_kept=sum(len(proofs) for proofs in self._proofs.values()),
                removed=tuple(self._removed),
                fell_back=why or None,
                cut_short=None if why or not failed else failed,
            ),
        )


def _note(name: str) -> str:
    return str(read_data("model.toml")["note"][name])


def _key(brief: Brief, place: int) -> str:
    item = brief.evidence[place]
    name = json.dumps([brief.asked.text, *item.key, place])
    return "p" + hashlib.sha256(name.encode()).hexdigest()[:6]
