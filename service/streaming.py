"""An answer as server-sent events: how it ended, its sentences one by one, what it cites, the end.

An answer is worked out and checked whole before the first event: nothing is sent that is taken
back later.

Source: WHATWG HTML, section 9.2 'Server-sent events'.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from assistant.answer import Answer

_END = re.compile(r"(?<=[.!?:;])((?:\s*\[\d+\])*)(\s+|$)|\n+")
EVENT_SCHEMA = {  # of one event
    "type": "object",
    "properties": {
        "event": {"enum": ["status", "sentence", "citation", "answer"]},
        "data": {"type": "string", "description": "JSON, on one line"},
    },
    "required": ["event", "data"],
}


def split_text(text: str) -> tuple[str, ...]:
    """Return a text's sentences with their markers and the white space after them.

    Joined they are the text, to the character.
    """
    found, start = [], 0
    for match in _END.finditer(text):
        if match.end() > start:
            found.append(text[start : match.end()])
            start = match.end()
    return (*found, text[start:]) if start < len(text) else tuple(found)


def answer_events(answer: Answer) -> Iterator[str]:
    """Yield an answer's events: `status`, `sentence`…, `citation`…, and `answer`, the whole."""
    yield _event("status", {"status": answer.status, "verdict": answer.verdict})
    for sentence in split_text(answer.text):
        yield _event("sentence", {"text": sentence})
    for citation in answer.citations:
        yield _event("citation", citation.model_dump(mode="json"))
    yield _event("answer", answer.model_dump(mode="json", exclude={"retrieved"}))


def _event(name: str, data: object) -> str:
    """Return one event; JSON has no line breaks, so that its data is one line."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
