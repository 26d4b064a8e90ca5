"""Writes the lock files again: `make lock`; `make lock UPGRADE=--upgrade` for the newest of all.

Each pins every package, with the sha256 of every file that the registry offers of that version,
for every Python from 3.11 on and every system: pip refuses whatever else it is given. uv works
them out from pyproject.toml and from the registry that pip and uv are set to use on this computer;
none is named here.

    build.txt  what builds and installs the project itself
    run.txt    what the project needs to run
    serve.txt  what the interfaces for other programs and a shared library need besides
    test.txt   that, and what its tests need
    gpu.txt    what torch needs where its build is one for graphics cards; never where it is not

cpu.txt, torch's build for the processor alone, and weights.txt, the small chat model that the tests
serve, are written by hand.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = ROOT / "locks"
FIRST_PYTHON = "3.11"
HEAD = "# {what}. Written by `make lock`; not to be edited.\n"
WHAT = {
    "build": "What builds and installs the project",
    "run": "What the project needs to run",
    "serve": "What the interfaces for other programs and a shared library need besides run.txt",
    "test": "What the project needs to run, and what its tests need",
    "gpu": "What torch needs where its build is one for graphics cards",
}
SERVING = ("service", "mcp", "postgres")  # the extras that the image of deploy/ has
_GPU = re.compile(r"^(?:nvidia-|cuda-|triton\b)")
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^ ;\\]+)")


def main() -> None:
    """Write every lock file, or say why none was written."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "--keep", type=Path, help="a file of pins (`pip freeze`) to stay with where they fit"
    )
    parser.add_argument("--upgrade", action="store_true", help="take the newest of everything")
    given = parser.parse_args()
    if find_uv() is None:
        sys.exit("uv works out the locks and is not installed: pip install uv, then try again.")
    pins = [] if given.upgrade else read_pins(given.keep or LOCKS / "test.txt")
    run = split(resolve(["pyproject.toml"], pins))
    test = split(resolve(["pyproject.toml", "--extra", "test"], pins))
    serve = split(resolve(["pyproject.toml", *(f"--extra={name}" for name in SERVING)], pins))
    written = {
        "build": "".join(split(resolve([str(LOCKS / "build.in")], pins))),
        "run": "".join(block for block in run if not _GPU.match(block)),
        "serve": "".join(block for block in serve if block not in run and not _GPU.match(block)),
        "test": "".join(block for block in test if not _GPU.match(block)),
        "gpu": "".join(block for block in test if _GPU.match(block)),
    }
    for name, text in written.items():
        (LOCKS / f"{name}.txt").write_text(HEAD.format(what=WHAT[name]) + text, encoding="utf-8")
        print(f"locks/{name}.txt: {len(split(text))} packages")


def find_uv() -> str | None:
    """Return where uv is: beside this Python, else on the path."""
    return shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")


def resolve(arguments: list[str], pins: list[str]) -> str:
    """Return every package that requirements lead to, with hashes; the pins where they fit."""
    command = [find_uv() or "uv", "pip", "compile", *arguments, "--universal", "--quiet"]
    command += ["--generate-hashes", "--no-header", "--no-annotate"]
    command += ["--python-version", FIRST_PYTHON]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "lock.txt"  # uv prefers the versions that it finds there
        out.write_text("".join(f"{pin}\n" for pin in pins), encoding="utf-8")
        command += ["--output-file", str(out)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"The packages could not be worked out; nothing was written.\n{done.stderr}")
        return out.read_text(encoding="utf-8")


def read_pins(file: Path) -> list[str]:
    """Return the pins of a file, local version labels (`+cpu`) left out; none if it is missing."""
    if not file.is_file():
        return []
    found = (_PIN.match(line) for line in file.read_text(encoding="utf-8").splitlines())
    return [f"{pin['name']}=={pin['version'].split('+')[0]}" for pin in found if pin]


def split(text: str) -> list[str]:
    """Return a lock's packages, each with its hashes."""
    blocks: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.startswith((" ", "\t")):
            blocks[-1] += line
        elif line.strip() and not line.startswith("#"):
            blocks.append(line)
    return blocks


if __name__ == "__main__":
    main()
