"""Exit codes and streams of the real command, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def protocols(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PROTOCOLS_")
    }
    environment |= {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_done_is_0_and_says_so_on_stdout_alone(samples: Path, tmp_path: Path) -> None:
    done = protocols("list", "--library", str(samples), home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Ashcombe" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--library", "nowhere"],
        ["ask", "May I?", "--library", "nowhere"],
        ["eval", "nothing.jsonl"],
        ["ui", "--library", "nowhere"],
    ],
)
def test_refused_is_1_with_one_sentence_on_stderr(words: list[str], tmp_path: Path) -> None:
    refused = protocols(*words, home=tmp_path)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith("Error: ")
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("words", [["ask"], ["fly"], ["list", "--sideways"], ["show", "one"]])
def test_wrong_usage_is_2(words: list[str], tmp_path: Path) -> None:
    refused = protocols(*words, home=tmp_path)
    assert refused.returncode == 2
    assert refused.stdout == ""


def test_nothing_heavy_is_imported_to_say_what_the_commands_are() -> None:
    code = (
        "import sys, ui.cli; "
        "heavy = {'torch', 'faiss', 'sentence_transformers', 'streamlit', 'onnxruntime', 'numpy',"
        " 'docx', 'pypdfium2'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout.strip() == "[]"
