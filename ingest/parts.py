"""Divides a file's lines into the papers that it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import looks
from ingest.errors import ManifestError
from ingest.lines import Line
from ingest.manifest import ManifestPart

_TRIMMED = "#*_ \t\u00a0"
_MAX_JOINED = 4  # visual lines that a part's first line may run over


@dataclass(frozen=True, slots=True)
class Part:
    """A run of lines that is one paper.

    Attributes:
        start: Index of its first line.
        end: One past its last line.
        entry: What a manifest says of it.
    """

    start: int
    end: int
    entry: ManifestPart | None = None


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(_TRIMMED)


def split_by_manifest(
    lines: Sequence[Line], parts: Sequence[ManifestPart], *, file: str
) -> tuple[Part, ...]:
    """Return the parts that a manifest names, in the file's order.

    Raises:
        ManifestError: A part's first line is not in the file.
    """
    starts = [_start_of(lines, part, file=file) for part in parts]
    if parts and parts[0].begins is not None:
        starts[0] = _first_words(lines, starts[0])
    order = sorted(range(len(parts)), key=lambda at: starts[at])
    if [starts[at] for at in order] != sorted(set(starts)):
        raise ManifestError(f"library.toml: two parts of {file} begin at the same line.")
    ends = [*(starts[at] for at in order[1:]), len(lines)]
    return tuple(Part(starts[at], end, parts[at]) for at, end in zip(order, ends, strict=True))


def _first_words(lines: Sequence[Line], start: int) -> int:
    """Keep what stands before the first part with it, so that nothing is lost."""
    return 0 if all(len(line.text.split()) <= 12 for line in lines[:start]) else start


def _start_of(lines: Sequence[Line], part: ManifestPart, *, file: str) -> int:
    if part.begins is None:
        return 0
    wanted = _plain(part.begins)
    for fold_case in (False, True):
        found = [at for at in range(len(lines)) if _begins(lines, at, wanted, fold_case=fold_case)]
        if len(found) >= part.occurrence:
            return _with_container(lines, found[part.occurrence - 1])
    raise ManifestError(
        f"library.toml says that {part.id} begins with {part.begins!r}"
        + (f" (occurrence {part.occurrence})" if part.occurrence > 1 else "")
        + f", but {file} has no such line. Correct 'begins', or leave the part out."
    )


def _begins(lines: Sequence[Line], at: int, wanted: str, *, fold_case: bool) -> bool:
    text = ""
    for line in lines[at : at + _MAX_JOINED]:
        text = f"{text} {_plain((line.number or '') + ' ' + line.text)}".strip()
        if len(text) >= len(wanted):
            break
    if fold_case:
        return _signs(text).startswith(_signs(wanted))
    return text.startswith(wanted)


def _signs(text: str) -> str:
    """A text without case, spaces and the hyphens that may divide its words between lines."""
    return re.sub(r"[\s\u00ad-]", "", text.casefold())


def _with_container(lines: Sequence[Line], start: int) -> int:
    """A part begins at the lone 'Appendix 1' just before its title, where there is one."""
    if start == 0:
        return start
    before = _plain(lines[start - 1].text)
    words = before.split()
    if words and len(words) <= 3 and looks.is_one_of("containers", words[0].strip(":.")):
        return start - 1
    return start
