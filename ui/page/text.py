"""Words of papers and people, made safe to show: nothing in them is read as markup."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])")
_SHORTCODE = re.compile(r"\\:(?=[\w\\+\-]+\\:|material\\/)")
_WORD_JOINER = "\u2060"


def plain(words: str) -> str:
    """Return words so that Markdown shows them as they are, on one line.

    Every mark that Markdown or Streamlit could read is escaped; a colon that would begin an
    emoji's short code is followed by a word joiner, since no escape stops those.
    """
    escaped = _PUNCTUATION.sub(r"\\\1", " ".join(words.split()))
    return _SHORTCODE.sub(rf"\\:{_WORD_JOINER}", escaped)


def plain_block(words: str) -> str:
    """Return several lines so that Markdown shows them as they are, each on its own line."""
    return "  \n".join(plain(line) for line in words.split("\n"))
