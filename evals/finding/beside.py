"""Runs our road and the tutorial's in processes of their own, and tabulates what each cost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.finding.figures import figure
from evals.peers.scoped import ScopedQuestion
from evals.peers.tutorial import holds_most_of

Paragraphs = Sequence[Sequence[str]]
"""For each question, the texts of the paragraphs that answer it; none where nothing does."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What one pipeline took, and what it found for each question."""

    build_s: float
    build_mib: float
    cold_s: float
    median_ms: float
    ask_mib: float
    found: tuple[tuple[str, ...], ...]


def run_peer(peer: str, papers: Path, questions: Sequence[ScopedQuestion], scratch: Path) -> Costs:
    """Build a store of a folder of PDFs, open it cold for one question, then ask them all."""
    store = scratch / peer
    first, all_of_them = scratch / f"{peer}-first.json", scratch / f"{peer}-all.json"
    rows = [asdict(question) for question in questions]
    first.write_text(json.dumps(rows[:1]), encoding="utf-8")
    all_of_them.write_text(json.dumps(rows), encoding="utf-8")
    built = _stage(peer, "build", store, "--papers", papers)
    cold = _stage(peer, "ask", store, "--questions", first)
    asked = _stage(peer, "ask", store, "--questions", all_of_them)
    return Costs(
        build_s=built["wall_s"],
        build_mib=built["peak_mib"],
        cold_s=cold["wall_s"],
        median_ms=asked["median_ms"],
        ask_mib=asked["peak_mib"],
        found=tuple(tuple(texts) for texts in asked["found"]),
    )


def _stage(peer: str, stage: str, store: Path, option: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "evals.peers", peer, stage, "--store", store, option, path]
    done = subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, text=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def tabulate_costs(costs: dict[str, Costs], wanted: Paragraphs) -> str:
    """Return what each pipeline found and took, as a Markdown table."""
    lines = [
        "| pipeline | first | in first 5 | papers added in | at most | first answer, cold "
        "| a question | at most |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, cost in costs.items():
        cells = [
            figure(_held(cost, wanted, 1)),
            figure(_held(cost, wanted, 5)),
            f"{cost.build_s:.1f} s",
            f"{cost.build_mib:.0f} MiB",
            f"{cost.cold_s:.1f} s",
            f"{cost.median_ms:.0f} ms",
            f"{cost.ask_mib:.0f} MiB",
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _held(cost: Costs, wanted: Paragraphs, k: int) -> list[float]:
    """For each answerable question, whether one of the first `k` texts holds most of a gold one."""
    return [
        float(any(holds_most_of(text, gold) for text in found[:k] for gold in golds))
        for found, golds in zip(cost.found, wanted, strict=True)
        if golds
    ]
