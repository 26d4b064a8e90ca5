"""Tells the sign that a bulleted line opens with."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.readers.pdf.content import Word

_SIGNS = frozenset("•‣◦⁃∙·●○■□▪▫◆◇►▶➢➤✓✔❖➔\u2043")
_PRIVATE = range(0xF020, 0xF100)  # where Word's Symbol and Wingdings put their signs
_DASHES = frozenset("-–—o*»")  # signs only where a wide gap follows
_WIDE_GAP_EM = 0.55


def without_bullet(words: Sequence[Word]) -> tuple[Word, ...] | None:
    """Return the words after a row's bullet, or nothing where the row opens with none."""
    first = words[0]
    rest = tuple(words[1:])
    if len(first.text) == 1 and _is_sign(first):
        return rest
    if rest and first.text in _DASHES and rest[0].left - first.right > _WIDE_GAP_EM * first.size:
        return rest
    return None


def _is_sign(word: Word) -> bool:
    return (
        word.text in _SIGNS
        or ord(word.text) in _PRIVATE
        or (word.symbol and not word.text.isdigit())
    )
