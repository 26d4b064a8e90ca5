"""The invented authorities' papers, printed in several manners, give the labels they were given."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest

from ingest import IngestSettings
from ingest.readers import text
from ingest.structure import parse_structure

pytestmark = pytest.mark.papers
WIDTH = 90


def printed(rows: list[dict[str, str]], *, stop: str, gap: bool) -> tuple[str, list[str]]:
    """A paper as text of visual lines, and the labels of its paragraphs in order."""
    out: list[str] = []
    labels: list[str] = []
    section = ""
    counted_through = any(row["label"].isdigit() for row in rows)
    for row in rows:
        base, items = re.fullmatch(r"([^()# ]+)((?:\([^)]*\))*)(?:[# ].*)?", row["label"]).groups()  # type: ignore[union-attr]
        marks = re.findall(r"\([^)]*\)", items)
        if row["section"] != section:
            section = row["section"]
            number = re.match(r"[A-Z]|\d+", base)
            numbered = section[0].isdigit() or counted_through or number is None
            out += ["", section if numbered else f"{number[0]}{stop} {section}", ""]
        own = f"{base}." if base.isdigit() else base
        if base not in labels and (marks or base != row["label"]) and row["lead_in"]:
            lead_in = row["lead_in"]
            cut = lead_in.find(": ") + 1 if len(marks) == 2 else len(lead_in)
            labels.append(base)
            out += [f"{own} {lead_in[:cut]}", ""]
            if len(marks) == 2:
                labels.append(base + marks[0])
                out += [f"{marks[0]} {lead_in[cut:].strip()}"]
        if row["label"] == base:
            labels.append(base)
            out += [f"{own} {row['text']}", ""]
        elif marks:
            labels.append(base + items)
            out += [f"{marks[-1]} {row['text']}", *([""] if gap else [])]
        else:
            out += [f"- {row['text']}"]
    lines = (part for line in out for part in (textwrap.wrap(line, WIDTH) or [""]))
    return "\n".join(lines), labels


@pytest.mark.parametrize("gap", [True, False])
@pytest.mark.parametrize("stop", [".", ""])
def test_labels_of_papers_in_eight_manners(invented_folder: Path, stop: str, gap: bool) -> None:
    paths = sorted(invented_folder.glob("*.paragraphs.jsonl"))
    assert len(paths) >= 8
    for path in paths:
        rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
        source, labels = printed(rows, stop=stop, gap=gap)
        lines = text.read_lines(source.encode(), name=path.name, settings=IngestSettings())
        found = [p.label for p in parse_structure(lines.lines, "invented").paragraphs]
        assert found == labels, path.name
