"""What the project is made of: packages and models, their licences, pins and known faults."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = "protocol-assistant"
UNSAID = "not said"
LOCKS = Path(__file__).parent.parent / "locks"
_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?"
)
_CLASSIFIER = "License :: OSI Approved :: "
_MAX_LICENCE_CHARS = 60
_ASKING_S = 120
ALL_EXTRAS = frozenset({"test", "ocr", "train"})
LOCKED_EXTRAS = frozenset({"test"})


@dataclass(frozen=True, slots=True)
class Supply:
    """A package or a model that is used here."""

    name: str
    version: str
    licence: str
    kind: str = "package"

    def as_dict(self) -> dict[str, str]:
        """Return it for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Weaknesses:
    """What is publicly known against the packages; `not_asked` says why it could not be asked."""

    found: tuple[str, ...] = ()
    not_asked: str = ""


def packages(*, extras: frozenset[str] = ALL_EXTRAS) -> list[Supply]:
    """Return every package that the project leads to and that is installed, by name."""
    found: dict[str, Supply] = {}
    waiting = [(PROJECT, extras | {""})]
    while waiting:
        name, chosen = waiting.pop()
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # an extra that was not installed
        key = canonicalize_name(name)
        if key in found:
            continue
        found[key] = Supply(key, package.version, licence_of(package))
        waiting += [
            (needed.name, frozenset({"", *needed.extras}))
            for needed in map(Requirement, package.requires or ())
            if needed.marker is None or _applies(needed.marker, chosen)
        ]
    del found[canonicalize_name(PROJECT)]
    return sorted(found.values(), key=lambda each: each.name)


def licence_of(package: importlib.metadata.Distribution) -> str:
    """Return the licence that a package states: as an expression, a classifier or a short text."""
    facts: Any = package.metadata  # its type leaves out what it can do
    if expression := facts.get("License-Expression"):
        return str(expression)
    classified = [
        str(each).removeprefix(_CLASSIFIER).removeprefix("License :: ")
        for each in facts.get_all("Classifier") or ()
        if str(each).startswith("License :: ")
    ]
    if classified:
        return "; ".join(classified)
    stated = " ".join(str(facts.get("License") or "").split())
    return stated[:_MAX_LICENCE_CHARS] or UNSAID


def models() -> list[Supply]:
    """Return the models that ship with the project or come as packages, by name."""
    from index.settings import IndexSettings

    found = []
    for card in sorted(IndexSettings().models.glob("*/card.json")):
        facts = json.loads(card.read_text(encoding="utf-8"))
        name = str(facts.get("name", card.parent.name))
        found.append(
            Supply(name, card.parent.name, str(facts.get("licence", UNSAID)), kind="model")
        )
    return found


def read_lock(file: Path) -> dict[str, str]:
    """Return the versions that a lock pins for this Python and system, by package."""
    pins: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        pin = _PIN.match(line)
        if pin and (not pin["marker"] or Marker(pin["marker"].strip()).evaluate()):
            pins[canonicalize_name(pin["name"])] = pin["version"]
    return pins


def differences_from_lock() -> list[str]:
    """Return how the installed packages differ from those that are pinned, a sentence each."""
    if not LOCKS.is_dir():
        return ["There is no lock here to check against: this is not the project's own folder."]
    pins = {**read_lock(LOCKS / "test.txt"), **read_lock(LOCKS / "gpu.txt")}
    return list(_differences(pins))


def _differences(pins: dict[str, str]) -> Iterator[str]:
    for each in packages(extras=LOCKED_EXTRAS):
        pinned = pins.get(each.name)
        version = each.version.split("+")[0]
        if pinned is None:
            yield f"{each.name} {version} is used and not in the lock: `make lock` pins it."
        elif pinned.split("+")[0] != version:
            yield f"{each.name} is {version} here and {pinned} in the lock: `make venv` mends it."


def known_weaknesses() -> Weaknesses:
    """Return what a public record knows against the pinned packages (by pip-audit)."""
    lock = LOCKS / "run.txt"
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip"]
    command += ["--require-hashes", "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_ASKING_S
        )
        found = json.loads(done.stdout)["dependencies"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return Weaknesses(
            not_asked="The public record of weaknesses could not be asked (no network, or "
            "pip-audit is not installed): what it knows was not looked at. Try again with both."
        )
    return Weaknesses(
        found=tuple(
            f"{each['name']} {each['version']}: {fault['id']}, mended in "
            f"{', '.join(fault.get('fix_versions', ())) or 'no version yet'}."
            for each in found
            for fault in each.get("vulns", ())
        )
    )


def _applies(marker: Marker, extras: frozenset[str]) -> bool:
    return any(marker.evaluate({"extra": extra}) for extra in extras)
