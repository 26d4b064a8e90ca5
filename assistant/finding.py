"""Searches for each part of a question, and scores what is found."""

from __future__ import annotations

from dataclasses import replace

from assistant.context import Context
from assistant.covered import Covering
from assistant.evidence import score
from assistant.question import Asked, Mode
from assistant.record import beside
from assistant.settings import AssistantSettings
from assistant.shelf import Search
from assistant.words import tidy
from index.hits import Scope, SearchResult

_OWN_TERMS = 3


class Finder:
    """Searches a library for the parts of a question."""

    def __init__(self, search: Search, covered: Covering, settings: AssistantSettings) -> None:
        self._search = search
        self._covered = covered
        self._settings = settings

    def find(self, context: Context) -> Context:
        """Return the context with the hits of each part, best first."""
        scope = self._scope(context)
        asked = queries(context.asked)
        results = [self._find(query, scope, context) for query in asked]
        ranked = tuple(
            score(part, result.hits, context.shelf.lexicon)
            for part, result in zip(context.asked.parts, results, strict=True)
        )
        odds = tuple(
            self._covered(replace(part, text=query), result.hits)
            for part, query, result in zip(context.asked.parts, asked, results, strict=True)
        )
        timings = {
            f"search.{name}": sum(result.timings_ms.get(name, 0.0) for result in results)
            for name in results[0].timings_ms
        }
        return replace(
            context,
            ranked=ranked,
            odds=odds,
            timings_ms={**context.timings_ms, **timings},
        )

    def _scope(self, context: Context) -> Scope:
        """Return where to search: what was said of a protocol stands in reports and minutes."""
        if context.asked.has(Mode.SAID, Mode.CHANGED) and (
            papers := beside(context.shelf.of_council(context.council))
        ):
            return Scope(documents=frozenset(paper.id for paper in papers))
        if context.edition:
            return Scope(documents=frozenset(paper.id for paper in context.edition))
        return Scope(councils=frozenset({context.council})) if context.council else Scope()

    def _find(self, query: str, scope: Scope, context: Context) -> SearchResult:
        return self._search(query, top_k=self._settings.top_k, scope=scope, role=context.role)


def queries(asked: Asked) -> tuple[str, ...]:
    """Return what to search for, one query a part.

    A part that says little by itself is searched for with the parts before it.
    """
    if len(asked.parts) == 1:
        return (asked.parts[0].text,)
    found: list[str] = []
    for number, part in enumerate(asked.parts):
        before = " ".join(earlier.text for earlier in asked.parts[:number])
        said = part.text if len(part.terms) >= _OWN_TERMS else f"{before} {part.text}"
        found.append(tidy(f"{asked.background} {said}"))
    return tuple(found)
