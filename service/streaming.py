"""An answer as server-sent events: how it ended, its sentences one by one, what it cites, the end.

Each sentence is checked before it is sent: nothing is sent that is taken back later. Without a chat
model the whole answer is worked out before the first event.

Source: WHATWG HTML, section 9.2 'Server-sent events'.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from assistant.model.telling import Begun, Part

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


def answer_events(parts: Iterable[Part]) -> Iterator[str]:
    """Yield an answer's events: `status`, `sentence`…, `citation`…, and `answer`, the whole.

    Args:
        parts: As `stream_answer` gives them.
    """
    for part in parts:
        if isinstance(part, Begun):
            yield _event("status", {"status": part.status, "verdict": part.verdict})
        elif isinstance(part, str):
            for sentence in split_text(part):
                yield _event("sentence", {"text": sentence})
        else:
            for citation in part.citations:
                yield _event("citation", citation.model_dump(mode="json"))
            yield _event("answer", part.model_dump(mode="json", exclude={"retrieved"}))


def _event(name: str, data: object) -> str:
    """Return one event; JSON has no line breaks, so that its data is one line."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
